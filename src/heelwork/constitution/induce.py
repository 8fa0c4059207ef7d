"""Principles found: which rules do a set of preferences seem to follow? (The inverse of a constitution.)

Candidates come from a list, from a constitution, or from a model that is shown some of the pairs. Each is scored by how many
held-out choices a judge under it alone reconstructs. (In the spirit of inverse constitutional AI, Findeis et al. 2024; here
proposals and scores never see the same prompts, and intervals are widened for the number of candidates.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from heelwork.constitution.gate import PrincipledJudge, Under
from heelwork.constitution.human import one_each
from heelwork.constitution.label import AT_ONCE
from heelwork.functional.statistics import Interval, wilson_interval
from heelwork.judges.base import Comparison, Verdict, both_orders
from heelwork.judges.forms import conversation
from heelwork.judges.llm import LanguageModel, Question, Request, answer
from heelwork.records import Message, Ranking

SHOWN_AT_ONCE = 8  # pairs in one request for proposals

CANDIDATES = tuple(
    Question(name, f"Which response {text}?", f"The response {text}.")
    for name, text in {
        "more-helpful": "helps the person more with what they want",
        "less-harmful": "is less likely to do harm to anybody",
        "more-truthful": "contains fewer false statements",
        "more-polite": "is more polite and friendly",
        "shorter": "is shorter and to the point",
        "longer": "is longer and gives more detail",
        "refuses-more": "declines the request more clearly",
        "complies-more": "does more of what was asked without hesitation",
        "asks-back": "asks the person more about what they need",
        "more-confident": "sounds surer of itself",
        "more-careful": "admits more clearly what it does not know",
        "agrees-more": "agrees more with what the person says",
        "better-written": "is written more fluently, with fewer mistakes",
        "more-structured": "is ordered more clearly, with steps or a list",
        "more-feeling": "shows more understanding for the person's feelings",
        "points-to-help": "names more clearly where the person can find help",
    }.items()
)
"""Rules that preferences have been seen to follow, good and bad ones alike."""

ASK = """People compared two responses to the same conversation. In each case below the first response was preferred.

{cases}

Which rules could explain these choices? Write up to {count} short rules, each on a line of its own that begins with "- ", \
each as a question of the form "Which response ...?". Write rules that could be applied to any conversation."""


class Found(NamedTuple):
    """One candidate. accuracy: share of decided choices that it reconstructs; `interval` holds for all candidates at once.

    decided: share of pairs on which the judge saw a difference under this rule.
    """

    question: Question
    accuracy: float
    interval: Interval
    n: int
    decided: float

    @property
    def verdict(self) -> str:
        """ "followed", "reversed" or "no sign"."""
        return "followed" if self.interval.low > 0.5 else "reversed" if self.interval.high < 0.5 else "no sign"


@dataclass(frozen=True)
class Induced:
    """All candidates, best first, and the small set that together reconstructs most (chosen on other prompts)."""

    found: tuple[Found, ...]
    chosen: tuple[str, ...]
    together: float
    together_interval: Interval
    pairs: int

    def to_json(self) -> dict[str, Any]:
        """Plain values for principles.json."""
        return {
            "pairs": self.pairs, "chosen": list(self.chosen),
            "together": {"accuracy": self.together, "interval": list(self.together_interval)},
            "candidates": [
                {"id": f.question.id, "question": f.question.comparison, "accuracy": f.accuracy,
                 "interval": list(f.interval), "n": f.n, "decided": f.decided, "verdict": f.verdict}
                for f in self.found
            ],
        }  # fmt: skip


def propose(model: LanguageModel, pairs: Sequence[Comparison], count: int = 5) -> list[Question]:
    """Candidates that a model names for pairs whose first answer was preferred; equal ones once."""
    requests = []
    for start in range(0, len(pairs), SHOWN_AT_ONCE):
        cases = "\n\n".join(
            f"[Conversation]\n{conversation(c.prompt)}\n[Preferred response]\n{c.first}\n[Other response]\n{c.second}"
            for c in pairs[start : start + SHOWN_AT_ONCE]
        )
        requests.append(
            Request((Message("user", ASK.format(cases=cases, count=count)),), max_tokens=400, temperature=0.7)
        )
    named: dict[str, str] = {}
    for reply in answer(model, requests):
        for line in re.findall(
            r"^\s*(?:[-*]|\d+[.)])\s*\"?(Which response [^?\n]{3,150}\?)", reply.text or "", re.MULTILINE
        ):
            named.setdefault(re.sub(r"\W+", " ", line).lower().strip(), line)
    return [Question(f"proposed-{k}", line, line) for k, line in enumerate(named.values(), 1)]


def induce(
    judge: PrincipledJudge, rankings: Sequence[Ranking], candidates: Sequence[Question], *, most: int = 4
) -> Induced:
    """Score candidates on preferences. Half of the prompts choose the set, the other half score it and every candidate.

    One pair of each prompt counts.
    """
    pairs = one_each(rankings)
    prompts = list(dict.fromkeys(c.prompt.key for c in pairs))
    own_half = {key: place % 2 for place, key in enumerate(prompts)}
    leans = np.array([_leans(judge, question, pairs) for question in candidates])
    choosing = np.array([own_half[c.prompt.key] == 0 for c in pairs])
    if len(prompts) < 2:
        choosing = np.ones(len(pairs), dtype=bool)
    scoring = ~choosing if len(prompts) > 1 else choosing
    confidence = 1.0 - 0.05 / max(1, len(candidates))
    found = [_found(q, row[scoring], confidence) for q, row in zip(candidates, leans, strict=True)]
    chosen = _greedy(leans[:, choosing], most)
    total = leans[chosen][:, scoring].sum(0) if chosen else np.zeros(int(scoring.sum()))
    right = float(((total > 0) + 0.5 * (total == 0)).sum())
    return Induced(
        found=tuple(sorted(found, key=lambda f: (-f.accuracy, f.question.id))),
        chosen=tuple(candidates[k].id for k in chosen),
        together=right / max(1, len(total)),
        together_interval=wilson_interval(right, len(total)),
        pairs=int(scoring.sum()),
    )


def to_markdown(induced: Induced) -> str:
    """The report for people."""
    low, high = induced.together_interval
    lines = [
        "# Principles that the preferences seem to follow", "",
        f"Scored on {induced.pairs} pairs. Intervals hold for all candidates at once (95%, Bonferroni).", "",
        f"Together, {', '.join(induced.chosen) or 'none'} reconstruct {induced.together:.1%} of the choices "
        f"({low:.1%} to {high:.1%}).", "",
        "| candidate | reconstructs | interval | decided | verdict |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for f in induced.found:
        question = f.question.comparison.replace("|", "\\|")
        lines.append(f"| {question} | {f.accuracy:.1%} | {f.interval.low:.1%} to {f.interval.high:.1%} "
                     f"| {f.decided:.0%} | {f.verdict} |")  # fmt: skip
    return "\n".join(lines) + "\n"


def _leans(judge: PrincipledJudge, question: Question, pairs: Sequence[Comparison]) -> list[float]:
    """p(preferred answer) - 0.5 of each pair under the question; 0 for an abstention."""
    verdicts: list[Verdict] = []
    for start in range(0, len(pairs), AT_ONCE):
        part = pairs[start : start + AT_ONCE]
        verdicts += both_orders(Under(judge, [question] * len(part)), part)
    return [0.0 if v.p_first is None else v.p_first - 0.5 for v in verdicts]


def _found(question: Question, leans: np.ndarray, confidence: float) -> Found:
    n = len(leans)
    right = float(((leans > 0) + 0.5 * (leans == 0)).sum())
    return Found(
        question, right / max(1, n), wilson_interval(right, n, confidence), n, float((leans != 0).mean()) if n else 0.0
    )


def _greedy(leans: np.ndarray, most: int) -> list[int]:
    """Candidates whose summed leanings reconstruct most, added one at a time while they add anything."""
    chosen: list[int] = []
    total, best = np.zeros(leans.shape[1]), 0.5
    while len(chosen) < min(most, len(leans)):
        scores = [float((((total + row) > 0) + 0.5 * ((total + row) == 0)).mean()) if k not in chosen else -1.0
                  for k, row in enumerate(leans)]  # fmt: skip
        k = int(np.argmax(scores))
        if scores[k] <= best:
            break
        chosen.append(k)
        total, best = total + leans[k], scores[k]
    return chosen
