"""Ratings of several models from their wins over one another (Bradley and Terry 1952); a tie is half a win for each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from heelwork.evaluation.paired import bootstrap_weights, quantiles
from heelwork.functional.statistics import Interval

PRIOR = 1.0  # tied comparisons added between every two models: a model that wins everything keeps a finite rating
STEPS = 50


class Ratings(NamedTuple):
    """ratings: log-odds, mean 0; intervals: 95%, prompts resampled; tied: sets of models (numbers) not told apart."""

    ratings: list[float]
    intervals: list[Interval]
    tied: list[list[int]]


def bradley_terry(wins_PMM: np.ndarray, *, draws: int = 1000, seed: int = 0) -> Ratings:
    """wins_PMM[p, i, j]: how often i beat j on prompt p (ties half on each side).

    Two models are tied where the interval of their difference holds 0; the sets are the largest in which all are.
    """
    prompts, models, _ = wins_PMM.shape
    ratings = _fit(wins_PMM.sum(0)[None])[0]
    weights = bootstrap_weights(prompts, draws, seed)
    drawn_RM = _fit((weights @ wins_PMM.reshape(prompts, -1)).reshape(draws, models, models))
    near = np.zeros((models, models), bool)
    for i in range(models):
        for j in range(models):
            low, high = quantiles(drawn_RM[:, i] - drawn_RM[:, j], prompts)
            near[i, j] = i != j and low <= 0.0 <= high
    intervals = [quantiles(drawn_RM[:, i], prompts) for i in range(models)]
    tied = sorted(sorted(s) for s in _cliques(near, set(), set(range(models)), set()) if len(s) > 1)
    return Ratings([float(r) for r in ratings], intervals, tied)


def _fit(wins_RMM: np.ndarray) -> np.ndarray:
    """ratings_RM of R tables at once: Newton on the log-likelihood, held to mean 0."""
    models = wins_RMM.shape[-1]
    off = 1.0 - np.eye(models)
    wins = wins_RMM + PRIOR / 2.0 * off
    games = (wins + wins.transpose(0, 2, 1)) * off
    r = np.zeros(wins.shape[:2])
    for _ in range(STEPS):
        p = 0.5 * (1.0 + np.tanh(0.5 * (r[:, :, None] - r[:, None, :])))
        gradient = (wins * off - games * p).sum(2)
        curve = games * p * (1.0 - p)
        hessian = np.einsum("rij->ri", curve)[:, :, None] * np.eye(models) - curve + 1.0 / models
        step = np.linalg.solve(hessian, gradient[..., None])[..., 0]
        step *= np.minimum(1.0, 2.0 / np.maximum(1e-12, np.abs(step).max(1, keepdims=True)))
        r = r + step
        if np.abs(step).max() < 1e-10:
            break
    return r - r.mean(1, keepdims=True)


def _cliques(near: np.ndarray, chosen: set[int], open_: set[int], done: set[int]) -> list[set[int]]:
    """The largest sets in which every two are near (Bron and Kerbosch 1973)."""
    if not open_ and not done:
        return [chosen]
    out: list[set[int]] = []
    for v in sorted(open_):
        beside = set(np.flatnonzero(near[v]).tolist())
        out += _cliques(near, chosen | {v}, open_ & beside, done & beside)
        open_, done = open_ - {v}, done | {v}
    return out
