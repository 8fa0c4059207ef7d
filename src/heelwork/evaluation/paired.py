"""Paired tests and intervals. Outcomes of the same prompt belong together; prompts are what is drawn and resampled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from heelwork.functional.statistics import Interval, wilson_interval

CELLS = 4_000_000  # bootstrap weights held at once


class McNemar(NamedTuple):
    """wins, losses: discordant pairs. Two-sided p-values: exact, mid-p, and chi-squared with continuity correction."""

    wins: int
    losses: int
    exact: float
    mid_p: float
    chi2_p: float


def mcnemar(wins: int, losses: int) -> McNemar:
    """McNemar's test of paired outcomes (McNemar 1947; mid-p: Fagerland, Lydersen, Laake 2013)."""
    n = wins + losses
    if n == 0:
        return McNemar(0, 0, 1.0, 1.0, 1.0)
    exact = float(stats.binomtest(wins, n).pvalue)
    mid_p = 1.0 if wins == losses else exact - float(stats.binom.pmf(wins, n, 0.5))
    chi2 = max(0, abs(wins - losses) - 1) ** 2 / n
    return McNemar(wins, losses, exact, mid_p, float(stats.chi2.sf(chi2, 1)))


def sign_flip_p(steps: Sequence[int]) -> float:
    """Two-sided mid-p of the sum of integers whose signs are a fair coin's under "no difference"; exact, by convolution.

    steps: each prompt's difference in whole units. With one sample a prompt (-1, 0, 1) this is McNemar's mid-p test; with
    several samples the prompts' sizes count too, and samples of one prompt are never taken for independent.
    """
    sizes = np.abs(np.asarray(steps, np.int64))
    sizes = sizes[sizes > 0]
    if len(sizes) == 0:
        return 1.0
    unit = int(np.gcd.reduce(sizes))
    seen, sizes = abs(int(np.sum(steps))) // unit, sizes // unit
    total = int(sizes.sum())
    chance = np.zeros(2 * total + 1)
    chance[total] = 1.0
    for size in np.sort(sizes):
        up, down = np.roll(chance, size), np.roll(chance, -size)
        chance = (up + down) / 2.0
    at = np.abs(np.arange(-total, total + 1))
    return float(min(1.0, chance[at > seen].sum() + chance[at == seen].sum() / 2.0))


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for their number (Holm 1979): the chance of any false finding among them stays below the level."""
    p = np.asarray(p_values, float)
    order = np.argsort(p, kind="stable")
    adjusted = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    out = np.empty(len(p))
    out[order] = adjusted
    return [float(value) for value in out]


def bootstrap_weights(n: int, draws: int, seed: int) -> np.ndarray:
    """weights_RN: how often each of n prompts stands in each resample."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1.0 / n), size=draws)


def bootstrap_mean(values: Sequence[float] | np.ndarray, *, draws: int = 2000, seed: int = 0) -> Interval:
    """95% percentile bootstrap interval of the mean of the prompts' values, widened for small n by Student's t.

    Hesterberg 2015, expanded percentiles: quantiles at Phi(-t_(n-1) sqrt(n / (n - 1))) in place of 2.5%.
    """
    x = np.asarray(values, float)
    part = max(1, CELLS // max(1, len(x)))
    means = np.concatenate([
        bootstrap_weights(len(x), min(part, draws - start), seed + start) @ x / len(x)
        for start in range(0, draws, part)
    ])  # fmt: skip
    return quantiles(means, len(x))


def quantiles(drawn: np.ndarray, n: int) -> Interval:
    """The expanded 95% percentiles of bootstrap figures over n prompts."""
    tail = 0.025
    if n > 1:
        tail = float(stats.norm.cdf(-stats.t.ppf(0.975, n - 1) * math.sqrt(n / (n - 1))))
    low, high = np.quantile(drawn, (tail, 1.0 - tail))
    return Interval(float(low), float(high))


def share_interval(values: Sequence[float] | np.ndarray, *, draws: int = 2000, seed: int = 0) -> Interval:
    """95% interval of a mean of shares in [0, 1] by bootstrap; Wilson's where all prompts agree, which no resample can vary."""
    x = np.asarray(values, float)
    if len(x) < 2 or np.ptp(x) == 0:
        return wilson_interval(float(x.sum()), len(x))
    return bootstrap_mean(x, draws=draws, seed=seed)
