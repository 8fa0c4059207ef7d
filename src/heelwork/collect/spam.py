"""Who answers without reading? A sequential test on gold items, whose right ranking is known.

An honest annotator ranks under a Mallows model around the gold ranking (Mallows 1957): P(r) = q^d(r, gold) / Z(q), where d
counts the pairs in the wrong order. Who does not read is independent of the gold ranking, because the order on screen is
shuffled: random clicks, always the first, always the same are all uniform. The likelihood ratio of the two grows with
every gold item; an annotator is accused as soon as it has ever been 1 / false_alarms to one for not reading. An honest
annotator of the assumed accuracy is accused with at most that probability, over any number of answers (Wald 1945; Ville).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

HONEST_ACCURACY = 0.85
"""How often an honest annotator orders two neighbouring answers of a gold item rightly, at the least."""

FALSE_ALARMS = 0.03
"""The most honest annotators that may be accused, as a share."""


class Trial(NamedTuple):
    """What the gold items say. evidence: log of the likelihood ratio, negative = more like not reading. accused_after: gold
    items until the accusation; None = not accused. accuracy: share of the gold pairs in the right order, ties half."""

    gold: int
    evidence: float
    accused_after: int | None
    accuracy: float | None


def trial(
    answers: Iterable[tuple[Sequence[int], Sequence[int]]],
    *,
    honest_accuracy: float = HONEST_ACCURACY,
    false_alarms: float = FALSE_ALARMS,
) -> Trial:
    """The test over (ranks given, gold ranks) in the order in which they were given."""
    evidence, accused, number, right, pairs = 0.0, None, 0, 0.0, 0
    for number, (given, gold) in enumerate(answers, 1):
        wrong, of = misordered(given, gold)
        right, pairs = right + of - wrong, pairs + of
        evidence += log_ratio(wrong, gold, honest_accuracy)
        if accused is None and evidence <= math.log(false_alarms):
            accused = number
    return Trial(number, evidence, accused, right / pairs if pairs else None)


def misordered(given: Sequence[int], gold: Sequence[int]) -> tuple[float, int]:
    """Pairs in the wrong order (a tie counts half) and pairs that gold orders."""
    wrong, of = 0.0, 0
    for i, j in combinations(range(len(gold)), 2):
        right = _sign(gold[i] - gold[j])
        if right:
            of += 1
            wrong += (1 - right * _sign(given[i] - given[j])) / 2
    return wrong, of


def log_ratio(wrong: float, gold: Sequence[int], honest_accuracy: float = HONEST_ACCURACY) -> float:
    """log P(wrong | honest) / P(wrong | not reading) of one gold item.

    With tiers of m_1, m_2, ... answers, Z is the q-multinomial [K]_q! / prod [m]_q!, and uniform is its value at q = 1.
    """
    q = (1 - honest_accuracy) / honest_accuracy
    tiers = [list(gold).count(rank) for rank in set(gold)]
    log_z = _log_factorial(len(gold), q) - sum(_log_factorial(m, q) for m in tiers)
    log_uniform = math.lgamma(len(gold) + 1) - sum(math.lgamma(m + 1) for m in tiers)
    return wrong * math.log(q) - log_z + log_uniform


def _log_factorial(k: int, q: float) -> float:
    """log [k]_q! = sum_j log (1 + q + ... + q^(j-1))."""
    return sum(math.log((1 - q**j) / (1 - q)) for j in range(1, k + 1))


def _sign(x: int) -> int:
    return (x > 0) - (x < 0)
