"""What a judge takes and gives. The text interface: models, endpoints, people and reward models all fit behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from heelwork.records import Prompt

GRID = 2.0**40


@dataclass(frozen=True)
class Comparison:
    """Two answers to one prompt, in the order in which they are shown. finished: the answer ended by itself."""

    prompt: Prompt
    first: str
    second: str
    first_finished: bool = True
    second_finished: bool = True

    @property
    def swapped(self) -> Comparison:
        """The same answers in the other order."""
        return Comparison(self.prompt, self.second, self.first, self.second_finished, self.first_finished)


class Verdict(NamedTuple):
    """p_first: probability that the answer shown first is better, in [0, 1]; none = an abstention, never a guess.

    details: whatever is worth keeping beside it (principle, raw reply, tokens), plain values that JSON can hold.
    """

    p_first: float | None
    details: Mapping[str, Any] = MappingProxyType({})


class Judge(Protocol):
    """Anything that compares answers."""

    name: str

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """One verdict for each comparison, in order, each as it is shown: `both_orders` asks twice and averages."""
        ...


def both_orders(judge: Judge, comparisons: Sequence[Comparison]) -> list[Verdict]:
    """Ask in both orders and average, p = (p(a, b) + 1 - p(b, a)) / 2: exactly antisymmetric under swapping, since the
    difference is taken to a multiple of 2^-40, so that no sum is rounded.

    An abstention in one order is an abstention. details: {"forward", "backward"} = the two probabilities as given, and
    the forward verdict's own details.
    """
    shown = judge.compare([*comparisons, *(c.swapped for c in comparisons)])
    out = []
    for there, back in zip(shown[: len(comparisons)], shown[len(comparisons) :], strict=True):
        details = {**there.details, "forward": there.p_first, "backward": back.p_first}
        if there.p_first is None or back.p_first is None:
            out.append(Verdict(None, details))
        else:
            gap = round((there.p_first - back.p_first) * GRID) / GRID
            out.append(Verdict(0.5 + gap / 2.0, details))
    return out
