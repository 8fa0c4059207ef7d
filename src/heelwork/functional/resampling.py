"""Statistics of grouped observations: the cluster bootstrap, the spread within groups, and partial correlation."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np

from heelwork.functional.statistics import Interval

DRAWS = 2000


class Estimate(NamedTuple):
    """A number with its 95% interval."""

    value: float
    interval: Interval


def group_indices(groups: Sequence[Hashable]) -> np.ndarray:
    """The groups as integers 0..G-1 in the order of their first appearance."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(group, len(seen)) for group in groups], int)


def clustered_mean(values: Sequence[float], groups: Sequence[Hashable], *, seed: int, draws: int = DRAWS) -> Estimate:
    """The mean with a bootstrap interval that draws whole groups (Cameron, Gelbach & Miller 2008, section II.B).

    Values of one group (a prompt) are not independent; drawing groups keeps them together. Percentile interval, 95%.
    """
    value = np.asarray(values, float)
    index = group_indices(groups)
    count = int(index.max()) + 1
    sums = np.bincount(index, weights=value, minlength=count)
    sizes = np.bincount(index, minlength=count).astype(float)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws).astype(float)
    means = (drawn @ sums) / (drawn @ sizes)
    return Estimate(float(value.mean()), _percentiles(means))


def within_group_std(values: Sequence[float], groups: Sequence[Hashable]) -> float:
    """The pooled standard deviation inside groups: sqrt(sum_g sum_i (v_gi - mean_g)^2 / sum_g (n_g - 1)).

    NaN where no group has two values.
    """
    value, index = np.asarray(values, float), group_indices(groups)
    freedom = len(value) - (int(index.max()) + 1)
    return float(np.sqrt((_centred(value, index) ** 2).sum() / freedom)) if freedom > 0 else float("nan")


def partial_correlation(
    x: Sequence[float], y: Sequence[float], control: Sequence[float], groups: Sequence[Hashable], *, seed: int,
    draws: int = DRAWS,
) -> Estimate:  # fmt: skip
    """Pearson's correlation of x and y inside groups with `control` held fixed.

    All three are centred in each group, x and y are replaced by their residuals from a linear regression on the control,
    and those are correlated. The interval is a bootstrap over groups. 0 where x or y does not vary.
    """
    index = group_indices(groups)
    columns = np.stack([_centred(np.asarray(v, float), index) for v in (x, y, control)], axis=1)
    # Every statistic is a function of the groups' second moments, so a draw of groups is a weighted sum of them.
    count = int(index.max()) + 1
    moments = np.zeros((count, 3, 3))
    np.add.at(moments, index, columns[:, :, None] * columns[:, None, :])
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws).astype(float)
    spread = np.array([_partial(m) for m in np.einsum("dg,gij->dij", drawn, moments)])
    return Estimate(_partial(moments.sum(0)), _percentiles(spread))


def bootstrap_groups(
    statistic: Callable[[np.ndarray], float], count: int, *, seed: int, draws: int = DRAWS
) -> Interval:
    """Percentile interval of a statistic of group indices, drawn with replacement from 0..count-1."""
    rng = np.random.default_rng(seed)
    return _percentiles(np.array([statistic(rng.integers(0, count, count)) for _ in range(draws)]))


def _centred(value: np.ndarray, index: np.ndarray) -> np.ndarray:
    means = np.bincount(index, weights=value) / np.bincount(index)
    centred: np.ndarray = value - means[index]
    return centred


def _partial(moments: np.ndarray) -> float:
    """r_xy.c from second moments ordered x, y, control."""
    xx, yy, cc = moments[0, 0], moments[1, 1], moments[2, 2]
    xy, xc, yc = moments[0, 1], moments[0, 2], moments[1, 2]
    if cc > 0:
        xx, yy, xy = xx - xc**2 / cc, yy - yc**2 / cc, xy - xc * yc / cc
    scale = np.sqrt(max(xx, 0.0) * max(yy, 0.0))
    return float(np.clip(xy / scale, -1.0, 1.0)) if scale > 1e-12 else 0.0


def _percentiles(values: np.ndarray) -> Interval:
    low, high = np.nanquantile(values, (0.025, 0.975))
    return Interval(float(low), float(high))
