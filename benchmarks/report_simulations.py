"""Simulated models and judges for `python -m benchmarks.report`: what is true is known, and all of the code is the real one."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from heelwork.evaluation.findings import findings
from heelwork.evaluation.paired import wilson_interval
from heelwork.evaluation.pairing import Games, corrected, pairing
from heelwork.evaluation.power import power, prompts_needed
from heelwork.judges.base import Comparison, Verdict
from heelwork.judges.length import LengthJudge
from heelwork.judges.pairs import Answers, judge_pairs
from heelwork.records import Completion, Message, Prompt

PROMPTS = 100
EFFECT = 0.05  # planted: 55% against 45%
TIES = (0.0, 0.3)  # shares of ties beside it
DRAWS = 100  # resamples in the simulations of power, that are about the test


class NoisyJudge:
    """Prefers the answer of higher quality, which stands in the text, with noise of its own in each order, and leans to the
    first place: some pairs turn with the order and become ties."""

    name = "noisy"

    def __init__(self, seed: int, lean: float = 0.3):
        self.seed, self.lean = seed, lean

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        return [Verdict(1.0 / (1.0 + math.exp(-self._gap(c)))) for c in comparisons]

    def _gap(self, c: Comparison) -> float:
        digest = hashlib.sha256(f"{self.seed}/{c.prompt.key}/{c.first}/{c.second}".encode()).digest()
        noise = sum(digest[:12]) / 12 / 255 - 0.5  # near enough to a bell
        return _quality(c.first) - _quality(c.second) + self.lean + 6.0 * noise


def _quality(text: str) -> float:
    return float(text.split(" ", 1)[0])


def model(rng: np.random.Generator, prompts: int, samples: int, length: Callable[[], float]) -> Answers:
    """A model that answers with a quality and so many characters."""
    return [
        [Completion(_prompt(p), f"{rng.normal():.6f} {'x' * max(1, round(length()))}") for _ in range(samples)]
        for p in range(prompts)
    ]


def _prompt(number: int) -> Prompt:
    return Prompt((Message("user", f"Question {number}?"),))


def identical(simulations: int) -> dict[str, Any]:
    """Two models of one distribution, two answers to each of 100 prompts, by a judge that leans and errs."""
    covered = at_equal = decisive = rating = 0
    rates, ties = [], []
    for run in range(simulations):
        rng = np.random.default_rng([1, run])
        models = [model(rng, PROMPTS, 2, lambda rng=rng: rng.normal(100, 30)) for _ in range(2)]  # type: ignore[misc]
        judged = judge_pairs(NoisyJudge(run), models)
        found = findings(("A", "B"), judged, models, seed=run)
        (pair,) = found["pairs"]
        covered += pair["interval"][0] <= 0.5 <= pair["interval"][1]
        low, high = pair["length_controlled"]["interval"]
        at_equal += low <= 0.5 <= high
        decisive += pair["decisive"]
        rating += found["ratings"][0]["interval"][0] <= 0.0 <= found["ratings"][0]["interval"][1]
        rates.append(pair["win_rate"])
        ties.append(pair["ties"] / len(judged))
    return {
        "prompts": PROMPTS, "samples": 2, "mean_win_rate": float(np.mean(rates)),
        "standard_error": float(np.std(rates, ddof=1) / math.sqrt(simulations)), "ties": float(np.mean(ties)),
        "covered": covered / simulations, "covered_at_equal_length": at_equal / simulations,
        "ratings_covered": rating / simulations, "called_decisive": decisive / simulations,
    }  # fmt: skip


def planted(simulations: int) -> list[dict[str, Any]]:
    """A difference of five points, with as many prompts as `prompts_needed` asks for: how often is it called decisive?"""
    return [_planted(simulations, ties) for ties in TIES]


def _planted(simulations: int, ties: float) -> dict[str, Any]:
    won, lost = (1.0 - ties) / 2.0 + EFFECT, (1.0 - ties) / 2.0 - EFFECT
    deviation = math.sqrt((won + lost) / 4.0 - EFFECT**2)  # of outcomes 1, 0.5, 0 with mean 0.5 + EFFECT
    prompts = prompts_needed(EFFECT, deviation)
    assert prompts is not None
    found = 0
    for run in range(simulations):
        rng = np.random.default_rng([2, int(100 * ties), run])
        outcomes = rng.choice([1.0, 0.5, 0.0], prompts, p=[won, ties, lost])
        characters = rng.normal(100, 30, (prompts, 2)).round()
        games = Games(np.arange(prompts), outcomes, characters, np.zeros(prompts, bool))
        (pair,) = corrected([pairing("B", "A", games, seed=run, draws=DRAWS)])
        found += pair.decisive
    computed = power(EFFECT, deviation, prompts)
    return {
        "effect": EFFECT, "ties": ties, "prompts": prompts, "computed": computed, "found": found / simulations,
        "standard_error": math.sqrt(computed * (1.0 - computed) / simulations),
        "interval": list(wilson_interval(found, simulations)),
    }  # fmt: skip


def length_lover(simulations: int) -> dict[str, Any]:
    """A model whose answers are longer and no better, before a judge that only likes length."""
    covered = better = 0
    raw, lowest = [], 1.0
    for run in range(simulations):
        rng = np.random.default_rng([3, run])
        short = model(rng, PROMPTS, 2, lambda rng=rng: rng.normal(100, 30))  # type: ignore[misc]
        long = model(rng, PROMPTS, 2, lambda rng=rng: rng.normal(140, 40))  # type: ignore[misc]
        (pair,) = findings(("short", "long"), judge_pairs(LengthJudge(), [short, long]), [short, long], seed=run)[
            "pairs"
        ]
        low, high = pair["length_controlled"]["interval"]
        covered += low <= 0.5 <= high
        better += pair["decisive_at_equal_length"]
        raw.append(pair["win_rate"])
        lowest = min(lowest, pair["interval"][0])
    return {
        "simulations": simulations, "prompts": PROMPTS, "mean_raw": float(np.mean(raw)), "lowest_raw_interval": lowest,
        "covered_at_equal_length": covered / simulations, "called_better": better / simulations,
    }  # fmt: skip
