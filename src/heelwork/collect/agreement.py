"""Do annotators agree more than chance would have it? Coefficients over units (what is judged) and raters.

Ratings come as rows of units with one value for each rater; None = this rater did not judge this unit. Where a coefficient
is not defined, its value is None and the reason says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np

Level = Literal["nominal", "ordinal"]
Units = Sequence[Sequence[Hashable | None]]


class Coefficient(NamedTuple):
    """1 = full agreement, 0 = as by chance. units: how many it rests on. low, high: a 95% interval where one was made."""

    value: float | None
    reason: str | None
    units: int
    low: float | None = None
    high: float | None = None


ONE_VALUE = "every rating is the same value: there is nothing that chance could have got wrong"
NO_PAIRS = "no unit was judged by two or more raters"


def cohen_kappa(first: Sequence[Hashable | None], second: Sequence[Hashable | None]) -> Coefficient:
    """kappa = (p_o - p_e) / (1 - p_e) of two raters, p_e from each rater's own shares (Cohen 1960)."""
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    n = len(both)
    if not n:
        return Coefficient(None, "the two raters judged no unit in common", 0)
    of_first, of_second = Counter(a for a, _ in both), Counter(b for _, b in both)
    expected = sum(of_first[value] * of_second[value] for value in of_first) / n**2
    if expected == 1:
        return Coefficient(None, "both raters gave one and the same value throughout", n)
    return Coefficient((sum(a == b for a, b in both) / n - expected) / (1 - expected), None, n)


def fleiss_kappa(units: Units) -> Coefficient:
    """kappa of any raters, each unit judged by equally many of them, p_e from the pooled shares (Fleiss 1971)."""
    rated = _rated(units, fewest=1)
    numbers = {len(values) for values in rated}
    if not rated or numbers == {1}:
        return Coefficient(None, NO_PAIRS, 0)
    if len(numbers) > 1:
        return Coefficient(
            None,
            f"units have between {min(numbers)} and {max(numbers)} ratings and Fleiss' kappa needs equally many; "
            "Krippendorff's alpha does not",
            len(rated),
        )
    r = numbers.pop()
    counts = [Counter(values) for values in rated]
    total = sum(counts, Counter())
    observed = sum((sum(c * c for c in count.values()) - r) / (r * (r - 1)) for count in counts) / len(rated)
    expected = sum((c / (r * len(rated))) ** 2 for c in total.values())
    if expected == 1:
        return Coefficient(None, ONE_VALUE, len(rated))
    return Coefficient((observed - expected) / (1 - expected), None, len(rated))


def gwet_ac1(units: Units) -> Coefficient:
    """AC1, which skewed shares do not pull down as they do kappa (Gwet 2008): p_e = sum_q pi_q (1 - pi_q) / (Q - 1).

    Missing ratings are allowed: pi_q is the mean share of category q over all units rated at all.
    """
    rated = _rated(units, fewest=1)
    paired = [values for values in rated if len(values) > 1]
    if not paired:
        return Coefficient(None, NO_PAIRS, 0)
    categories = {value for values in rated for value in values}
    if len(categories) == 1:
        return Coefficient(None, ONE_VALUE, len(paired))
    observed = sum(_pairwise(values) for values in paired) / len(paired)
    shares = [sum(values.count(q) / len(values) for values in rated) / len(rated) for q in categories]
    expected = sum(share * (1 - share) for share in shares) / (len(categories) - 1)
    return Coefficient((observed - expected) / (1 - expected), None, len(paired))


def krippendorff_alpha(
    units: Units,
    level: Level = "nominal",
    *,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = 0,
    seed: int = 0,
) -> Coefficient:
    """alpha = 1 - D_o / D_e from coincidences, with missing ratings (Krippendorff 2011).

    level: ordinal needs values that sort. clusters: units of equal cluster (one item's pairs) are resampled together for
    the 95% interval; resamples: how many times, 0 = no interval.
    """
    values = sorted({value for unit in units for value in unit if value is not None})  # type: ignore[type-var]
    index = {value: i for i, value in enumerate(values)}
    names = list(range(len(units))) if clusters is None else list(clusters)
    found: dict[Hashable, np.ndarray] = {}
    paired = 0
    for name, unit in zip(names, units, strict=True):
        rated = [index[value] for value in unit if value is not None]
        if len(rated) < 2:
            continue
        paired += 1
        counts = np.bincount(rated, minlength=len(values)).astype(float)
        coincidences = (np.outer(counts, counts) - np.diag(counts)) / (len(rated) - 1)
        found[name] = found.get(name, 0) + coincidences
    if not paired:
        return Coefficient(None, NO_PAIRS, 0)
    of_clusters = np.stack(list(found.values()))
    alpha = _alpha(of_clusters.sum(0), level)
    if np.isnan(alpha):
        return Coefficient(None, ONE_VALUE, paired)
    low, high = _interval(of_clusters, level, resamples, seed)
    return Coefficient(float(alpha), None, paired, low, high)


def _alpha(coincidences_QQ: np.ndarray, level: Level) -> float:
    """NaN where only one value occurs."""
    n_Q = coincidences_QQ.sum(1)
    n = n_Q.sum()
    if level == "nominal":
        distance_QQ = 1 - np.eye(len(n_Q))
    else:
        upto_Q = np.cumsum(n_Q) - n_Q / 2  # ratings below a value, and half of those at it
        distance_QQ = (upto_Q[:, None] - upto_Q[None, :]) ** 2
    expected = (np.outer(n_Q, n_Q) * distance_QQ).sum() / (n - 1)
    return float("nan") if expected == 0 else 1 - float((coincidences_QQ * distance_QQ).sum() / expected)


def _interval(of_clusters: np.ndarray, level: Level, resamples: int, seed: int) -> tuple[float | None, float | None]:
    """The middle 95% of alpha over resampled clusters."""
    if not resamples or len(of_clusters) < 2:
        return None, None
    rng = np.random.default_rng(seed)
    c = len(of_clusters)
    weights = rng.multinomial(c, np.full(c, 1 / c), size=resamples)
    totals = np.tensordot(weights, of_clusters, axes=1)
    alphas = np.array([_alpha(total, level) for total in totals])
    alphas = alphas[~np.isnan(alphas)]
    if not len(alphas):
        return None, None
    low, high = np.percentile(alphas, [2.5, 97.5])
    return float(low), float(high)


def _rated(units: Units, fewest: int) -> list[list[Hashable]]:
    rows: Iterable[list[Hashable]] = ([value for value in unit if value is not None] for unit in units)
    return [row for row in rows if len(row) >= fewest]


def _pairwise(values: list[Hashable]) -> float:
    """Share of pairs of raters that agree."""
    r = len(values)
    return (sum(c * c for c in Counter(values).values()) - r) / (r * (r - 1))
