"""Every two models' answers to the same prompts, judged in both orders: an answer wins where it is preferred in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any, NamedTuple

from heelwork.judges.base import Comparison, Judge, both_orders
from heelwork.records import Completion

Answers = Sequence[Sequence[Completion]]
"""One model's answers: answers[prompt][sample]."""


class Judged(NamedTuple):
    """Two answers of two models to one prompt. first, second: the models' numbers, first > second.

    outcome: 1 = the first won, 0.5 = a tie, 0 = the second won, None = an abstention. forward, backward: the judge's
    probability that the answer *shown first* is better, in the order first-second and second-first.
    """

    prompt: int
    sample: int
    first: int
    second: int
    outcome: float | None
    identical: bool = False
    forward: float | None = None
    backward: float | None = None
    details: Mapping[str, Any] = MappingProxyType({})

    @property
    def turns(self) -> bool:
        """Whether the two orders name different answers: the judge prefers a place, not an answer."""
        if self.forward is None or self.backward is None:
            return False
        return (self.forward - 0.5) * (self.backward - 0.5) > 0


def outcome(forward: float | None, backward: float | None) -> float | None:
    """1 or 0 where both orders agree on a winner; 0.5 where they disagree or either says neither; None without a verdict."""
    if forward is None or backward is None:
        return None
    if forward > 0.5 > backward:
        return 1.0
    return 0.0 if forward < 0.5 < backward else 0.5


def judge_pairs(judge: Judge, models: Sequence[Answers]) -> list[Judged]:
    """All pairs of models on every prompt, sample by sample; later models are `first`, against the earlier ones.

    Equal answers are ties that nobody is asked about. Ordered by pair of models, prompt, sample.
    """
    pairs = list(_pairs(models))
    asked = {i: Comparison(a.prompt, a.text, b.text, a.finish_reason == "stop", b.finish_reason == "stop")
             for i, (_, a, b) in enumerate(pairs) if not _same(a, b)}  # fmt: skip
    verdicts = dict(zip(asked, both_orders(judge, list(asked.values())), strict=True)) if asked else {}
    out = []
    for i, (place, _, _) in enumerate(pairs):
        if i not in verdicts:
            out.append(Judged(*place, outcome=0.5, identical=True))
            continue
        details = dict(verdicts[i].details)
        forward, backward = details.pop("forward"), details.pop("backward")
        out.append(Judged(*place, outcome(forward, backward), False, forward, backward, details))
    return out


def _pairs(models: Sequence[Answers]) -> Iterator[tuple[tuple[int, int, int, int], Completion, Completion]]:
    for second, first in sorted(combinations(range(len(models)), 2), key=lambda pair: (pair[1], pair[0])):
        for p, (ours, theirs) in enumerate(zip(models[first], models[second], strict=True)):
            for s, (a, b) in enumerate(zip(ours, theirs, strict=True)):
                yield (p, s, first, second), a, b


def _same(a: Completion, b: Completion) -> bool:
    return (a.text, a.finish_reason) == (b.text, b.finish_reason)
