"""Over-optimisation curves: what the truth does while a policy is pushed along a proxy (Gao, Schulman & Hilton 2022).

d = sqrt(KL(policy || initial policy)), nats; values are gains over the initial policy (d = 0).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np
from scipy.special import gammaln

from heelwork.functional.statistics import Interval

CurveKind = Literal["best_of_n", "rl"]
DRAWS = 1000


class Peak(NamedTuple):
    """The highest point of a fitted curve: d and the gain there; both infinite where the curve never turns."""

    distance: float
    value: float


class Curve(NamedTuple):
    """R(d) = d (alpha - beta d) for best-of-n, d (alpha - beta log d) for RL. r2: share of the points' variance explained."""

    kind: CurveKind
    alpha: float
    beta: float
    r2: float

    @property
    def peak(self) -> Peak:
        """best-of-n: d = alpha / 2 beta, value alpha^2 / 4 beta; RL: d = exp(alpha / beta - 1), value beta d.

        Best-of-n that falls from the start (alpha < 0) is highest there: d = 0, value 0.
        """
        if self.kind == "best_of_n" and self.alpha < 0:
            return Peak(0.0, 0.0)
        if self.beta <= 0:
            return Peak(math.inf, math.inf)
        if self.kind == "best_of_n":
            return Peak(self.alpha / (2 * self.beta), self.alpha**2 / (4 * self.beta))
        distance = math.exp(min(700.0, self.alpha / self.beta - 1))
        return Peak(distance, self.beta * distance)

    def at(self, distance: Sequence[float] | np.ndarray) -> np.ndarray:
        """R at each distance."""
        gain: np.ndarray = _basis(np.asarray(distance, float), self.kind) @ np.array([self.alpha, self.beta])
        return gain


def best_of_n_kl(n: int) -> float:
    """KL of best-of-n from the policy that it draws from, nats: log n - (n - 1) / n."""
    return math.log(n) - (n - 1) / n


def best_of_n(proxy: Sequence[float], values: Sequence[float], n: int) -> float:
    """The expected value of the answer that the proxy likes best among n, from N >= n answers to one prompt.

    Unbiased (Nakano et al. 2021, appendix I): with answers sorted by the proxy, the i-th of N is the best of a random
    subset of n with probability C(i-1, n-1) / C(N, n). Answers of equal proxy share their probability.
    Raises ValueError where n is not in 1..N.
    """
    proxies, value = np.asarray(proxy, float), np.asarray(values, float)
    count = len(proxies)
    if not 1 <= n <= count:
        raise ValueError(f"best of {n} needs at least that many answers to a prompt, not {count}")
    order = np.argsort(proxies, kind="stable")
    rank = np.arange(1, count + 1)
    weight = np.zeros(count)
    able = rank >= n
    weight[able] = np.exp(_log_choose(rank[able] - 1, n - 1) - _log_choose(np.array(count), n))
    _, tied = np.unique(proxies[order], return_inverse=True)
    shared = (np.bincount(tied, weight) / np.bincount(tied))[tied]
    return float(shared @ value[order])


def fit_curve(distance: Sequence[float], gain: Sequence[float], kind: CurveKind) -> Curve:
    """Least squares of gains at distances; both forms are linear in alpha and beta. Points at d = 0 say nothing and count
    in r2 alone. Raises ValueError with fewer than three points at different distances above 0."""
    d, r = np.asarray(distance, float), np.asarray(gain, float)
    if len(np.unique(d[d > 0])) < 3:
        raise ValueError("a curve of two parameters needs points at three different distances above 0")
    basis = _basis(d, kind)
    (alpha, beta), *_ = np.linalg.lstsq(basis, r, rcond=None)
    rest, spread = r - basis @ np.array([alpha, beta]), r - r.mean()
    total = float(spread @ spread)
    return Curve(kind, float(alpha), float(beta), 1.0 - float(rest @ rest) / total if total > 0 else 0.0)


def prompt_intervals(
    distance: Sequence[float], gain_GP: np.ndarray, kind: CurveKind, *, seed: int, draws: int = DRAWS
) -> Interval:
    """95% interval of the peak's distance from gains of each prompt at each point: a bootstrap over prompts."""
    rng, count = np.random.default_rng(seed), len(gain_GP)

    def draw() -> np.ndarray:
        drawn: np.ndarray = gain_GP[rng.integers(0, count, count)].mean(0)
        return drawn

    return _peaks(distance, draw, kind, draws)


def path_intervals(
    distance: Sequence[float], gain: Sequence[float], kind: CurveKind, *, seed: int, draws: int = DRAWS
) -> Interval:
    """95% interval of the peak's distance from one path of points: a bootstrap of the residuals in blocks of neighbours,
    which depend on each other (Kuensch 1989; blocks of about the cube root of the number of points)."""
    rng = np.random.default_rng(seed)
    fitted = fit_curve(distance, gain, kind).at(distance)
    rest, count = np.asarray(gain, float) - fitted, len(distance)
    block = max(1, round(count ** (1 / 3)))
    starts = -(-count // block)

    def draw() -> np.ndarray:
        index = (rng.integers(0, count, starts)[:, None] + np.arange(block)).ravel()[:count] % count
        drawn: np.ndarray = fitted + rest[index]
        return drawn

    return _peaks(distance, draw, kind, draws)


def _peaks(distance: Sequence[float], draw: Callable[[], np.ndarray], kind: CurveKind, draws: int) -> Interval:
    peaks = [fit_curve(distance, draw().tolist(), kind).peak.distance for _ in range(draws)]
    # A curve that does not turn has its peak at infinity, which no interpolation between two draws survives.
    low, high = np.quantile(peaks, (0.025, 0.975), method="inverted_cdf")
    return Interval(float(low), float(high))


def _basis(d: np.ndarray, kind: CurveKind) -> np.ndarray:
    """[P, 2]: R is this times (alpha, beta); 0 at d = 0, the limit of d log d."""
    curved = d**2 if kind == "best_of_n" else d * np.log(np.where(d > 0, d, 1.0))
    return np.stack([d, -curved], axis=1)


def _log_choose(n: np.ndarray, k: int) -> np.ndarray:
    chosen: np.ndarray = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return chosen
