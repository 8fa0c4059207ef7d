"""From verdicts to everything that compare.json says of the models: pairs, ratings, warnings, method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Protocol

import numpy as np

from heelwork.evaluation.bradley_terry import bradley_terry
from heelwork.evaluation.pairing import Games, Pairing, corrected, pairing, wins_table

FEW_PROMPTS = 30
MANY_ABSTENTIONS = 0.1
MANY_DISAGREEMENTS = 0.25

METHOD: Mapping[str, str] = {
    "win rate": "the mean over prompts of each prompt's mean outcome, a tie one half; 95% interval by resampling prompts 2,000 "
    "times (expanded percentiles), Wilson's where all prompts agree",
    "at equal length": "the win rate where both answers have the same number of characters, from a logistic regression of the "
    "outcome on the difference in length (Dubois et al. 2024); 95% interval: all that resampling prompts or the profile of the "
    "likelihood allows",
    "p": "two-sided, of no difference: wins less losses of every prompt, signs flipped (exact, mid-p); with one answer to each "
    "prompt it is McNemar's test",
    "p, corrected": "for the number of pairs of models, by Holm's method",
    "decisive": "the corrected p is below 0.05",
    "finds, needs": "the smallest distance from 50% that so many prompts find in 80% of cases, and the prompts that find the "
    "distance seen so; at a level of 0.05 divided by the number of pairs",
    "ratings": "Bradley–Terry, log-odds with mean 0, one tied game added to every two models; 95% intervals by resampling "
    "prompts",
}


class Verdict(Protocol):
    """A judged pair of answers (`judges.pairs.Judged`)."""

    @property
    def prompt(self) -> int: ...
    @property
    def sample(self) -> int: ...
    @property
    def first(self) -> int: ...
    @property
    def second(self) -> int: ...
    @property
    def outcome(self) -> float | None: ...
    @property
    def turns(self) -> bool: ...


class Text(Protocol):
    """An answer (`records.Completion`)."""

    @property
    def text(self) -> str: ...


def findings(
    names: Sequence[str], judged: Sequence[Verdict], answers: Sequence[Sequence[Sequence[Text]]], *, seed: int
) -> dict[str, Any]:
    """`pairs`, `ratings`, `tied`, `warnings`, `method` of compare.json; without verdicts the first four are empty.

    answers[model][prompt][sample]; judged: ordered by pair of models.
    """
    games = [(first, second, _games(list(group), answers))
             for (first, second), group in groupby(judged, lambda v: (v.first, v.second))]  # fmt: skip
    pairings = corrected([pairing(names[i], names[j], g, compared=len(games), seed=seed) for i, j, g in games])
    out: dict[str, Any] = {"pairs": [pair.to_json() for pair in pairings], "ratings": [], "tied": []}
    if any(pair.prompts for pair in pairings):
        prompts = 1 + max(int(g.prompts_N.max()) for _, _, g in games)
        rated = bradley_terry(wins_table(len(names), games, prompts), seed=seed)
        order = sorted(range(len(names)), key=lambda i: -rated.ratings[i])
        out["ratings"] = [
            {"name": names[i], "rating": rated.ratings[i], "interval": list(rated.intervals[i])} for i in order
        ]
        out["tied"] = [[names[i] for i in tied] for tied in rated.tied]
    return {**out, "warnings": _warnings(pairings), "method": dict(METHOD)}


def _games(verdicts: Sequence[Verdict], answers: Sequence[Sequence[Sequence[Text]]]) -> Games:
    return Games(
        np.array([v.prompt for v in verdicts], int),
        np.array([np.nan if v.outcome is None else v.outcome for v in verdicts], float),
        np.array([[len(answers[m][v.prompt][v.sample].text) for m in (v.first, v.second)] for v in verdicts], float),
        np.array([v.turns for v in verdicts], bool),
    )


def _warnings(pairings: Sequence[Pairing]) -> list[str]:
    out = []
    judged = sum(pair.wins + pair.ties + pair.losses for pair in pairings)
    abstained = sum(pair.abstentions for pair in pairings)
    turned = sum(pair.order_disagreements for pair in pairings)
    if judged + abstained and abstained / (judged + abstained) > MANY_ABSTENTIONS:
        out.append(
            f"The judge abstained on {abstained} of {judged + abstained} pairs of answers: what is left may not be typical."
        )
    if judged and turned / judged > MANY_DISAGREEMENTS:
        out.append(
            f"The judge changed its mind with the order of the answers in {turned} of {judged} pairs: these count as ties, "
            "and it may not be fit to judge at all."
        )
    few = min((pair.prompts for pair in pairings if pair.prompts), default=FEW_PROMPTS)
    if few < FEW_PROMPTS:
        out.append(f"{few} prompts are few: intervals are wide, and only large differences can be found.")
    return out
