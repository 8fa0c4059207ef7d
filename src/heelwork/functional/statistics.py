"""Intervals, calibration and small statistics; NumPy in, plain numbers out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats


class Interval(NamedTuple):
    """A two-sided confidence interval."""

    low: float
    high: float


class Calibration(NamedTuple):
    """A reliability curve: per non-empty bin the mean predicted probability, the share that came true, the count."""

    predicted: list[float]
    observed: list[float]
    counts: list[int]
    ece: float


def wilson_interval(successes: float, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion (Wilson 1927); fit for small n. n = 0 gives (0, 1).

    successes may be fractional (ties count one half).
    """
    if n == 0:
        return Interval(0.0, 1.0)
    z = float(stats.norm.ppf(0.5 + confidence / 2))
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    # Rounding may leave a share of 0 or 1 just outside: the interval always holds it.
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def calibration(probabilities: np.ndarray, outcomes: np.ndarray, bins: int = 10) -> Calibration:
    """Reliability curve and expected calibration error: ECE = sum_b (n_b / n) |observed_b - predicted_b|.

    probabilities: predicted chance of the outcome, in [0, 1]; outcomes: 0, 1 (or 0.5). Bins of equal width
    (Guo et al. 2017).
    """
    probabilities, outcomes = np.asarray(probabilities, float), np.asarray(outcomes, float)
    index = np.minimum((probabilities * bins).astype(int), bins - 1)
    predicted, observed, counts = [], [], []
    for b in range(bins):
        chosen = index == b
        if chosen.any():
            predicted.append(float(probabilities[chosen].mean()))
            observed.append(float(outcomes[chosen].mean()))
            counts.append(int(chosen.sum()))
    n = max(1, len(probabilities))
    ece = sum(c * abs(o - p) for p, o, c in zip(predicted, observed, counts, strict=True)) / n
    return Calibration(predicted, observed, counts, float(ece))


class Correlation(NamedTuple):
    """A correlation coefficient with its interval; n: pairs of values."""

    value: float
    interval: Interval
    n: int


def rank_correlation(x: Sequence[float], y: Sequence[float], confidence: float = 0.95) -> Correlation | None:
    """Spearman's rho with the interval of Bonett and Wright (2000): tanh(atanh(r) +- z sqrt((1 + r^2/2) / (n - 3))).

    None where it is not defined: fewer than four pairs, or values that are all the same.
    """
    n = len(x)
    if n < 4 or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    r = float(stats.spearmanr(x, y).statistic)
    z = float(stats.norm.ppf(0.5 + confidence / 2))
    centre = float(np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12)))
    half = z * float(np.sqrt((1 + r * r / 2) / (n - 3)))
    return Correlation(r, Interval(float(np.tanh(centre - half)), float(np.tanh(centre + half))), n)
