"""Simulated annotators, to try a project's settings on before people come: honest ones who err, and ones who do not read."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Ranker = Callable[[random.Random, Sequence[int]], tuple[int, ...]]
"""(rng, true ranks in the order shown) -> ranks in the order shown."""


def honest(accuracy: float) -> Ranker:
    """Ranks by a Mallows model around the truth; accuracy: how often two neighbours are in the right order."""
    q = (1 - accuracy) / accuracy

    def rank(rng: random.Random, truth: Sequence[int]) -> tuple[int, ...]:
        # Repeated insertion: the i-th best goes s places before the end with probability ~ q^s (Doignon et al. 2004).
        order: list[int] = []
        for i in sorted(range(len(truth)), key=lambda i: truth[i]):
            weights = [q**s for s in range(len(order) + 1)]
            order.insert(len(order) - rng.choices(range(len(weights)), weights)[0], i)
        return tuple(order.index(i) + 1 for i in range(len(truth)))

    return rank


def _random(rng: random.Random, truth: Sequence[int]) -> tuple[int, ...]:
    return tuple(rng.sample(range(1, len(truth) + 1), len(truth)))


def _as_shown(_rng: random.Random, truth: Sequence[int]) -> tuple[int, ...]:
    return tuple(range(1, len(truth) + 1))


def _backwards(_rng: random.Random, truth: Sequence[int]) -> tuple[int, ...]:
    return tuple(range(len(truth), 0, -1))


def _all_tied(_rng: random.Random, truth: Sequence[int]) -> tuple[int, ...]:
    return (1,) * len(truth)


SPAMMERS: dict[str, Ranker] = {
    "random": _random,
    "always first": _as_shown,
    "always last": _backwards,
    "always tied": _all_tied,
}
"""Annotators who do not read."""
