"""Win rates of one model against another: raw, and controlled for length.

outcomes_N   1 = first won, 0.5 = tie, 0 = second won        prompts_N   the prompt's number of each judged pair
longer_N     characters of the first answer less the second's
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats

from heelwork.evaluation.paired import CELLS, bootstrap_weights, quantiles, share_interval
from heelwork.functional.statistics import Interval

STEPS = 30
LOGITS = np.linspace(-8.0, 8.0, 321)  # win rates at equal length that are tried: 0.03% to 99.97%
PROFILE_PRIOR = 1e-5
PRIOR = (1e-2, 1e-3)  # precision of the intercept and of the weight of length: finite where one side wins everything


class WinRate(NamedTuple):
    """rate: ties count one half; interval: 95%, resampled by prompt."""

    rate: float
    interval: Interval


class LengthControlled(NamedTuple):
    """rate: at equal length; length_weight: log-odds that a far longer answer gains."""

    rate: float
    interval: Interval
    length_weight: float


def prompt_means(outcomes_N: np.ndarray, prompts_N: np.ndarray) -> np.ndarray:
    """The mean outcome of every prompt, prompts in rising order."""
    _, index_N = np.unique(prompts_N, return_inverse=True)
    return np.bincount(index_N, weights=outcomes_N) / np.bincount(index_N)


def win_rate(outcomes_N: np.ndarray, prompts_N: np.ndarray, *, draws: int = 2000, seed: int = 0) -> WinRate:
    """The mean over prompts of each prompt's mean outcome."""
    means = prompt_means(outcomes_N, prompts_N)
    return WinRate(float(means.mean()), share_interval(means, draws=draws, seed=seed))


def length_controlled(
    outcomes_N: np.ndarray, prompts_N: np.ndarray, longer_N: np.ndarray, *, draws: int = 1000, seed: int = 0
) -> LengthControlled:
    """The win rate that is left at equal length: logit p = a + b tanh(longer / std(longer)), read at longer = 0.

    Dubois et al. 2024 (length-controlled AlpacaEval), without their term for the prompt's difficulty, which needs a table
    of many models. Both coefficients have a weak normal prior. Interval: 95%, all that either of two methods allows: prompts
    resampled, and the profile of the likelihood. Where one model's answers are nearly always the longer ones, length and
    merit cannot be told apart: resamples do not show that, the profile does, and the interval is wide.
    """
    _, index_N = np.unique(prompts_N, return_inverse=True)
    share_N = 1.0 / np.bincount(index_N)[index_N]
    spread = float(np.sqrt(np.average(longer_N**2, weights=share_N)))
    x_N = np.tanh(longer_N / spread) if spread else np.zeros(len(longer_N))
    a, b = _fit(outcomes_N, x_N, share_N[None])
    n = int(index_N.max()) + 1
    weights_RP = bootstrap_weights(n, draws, seed)
    part = max(1, CELLS // 4 // len(x_N))  # several arrays of this size are held at once
    drawn_R = np.concatenate([
        _fit(outcomes_N, x_N, weights_RP[at : at + part][:, index_N] * share_N)[0] for at in range(0, draws, part)
    ])  # fmt: skip
    resampled = quantiles(_sigmoid(drawn_R), n)
    profile = _profile(outcomes_N, x_N, _independent(outcomes_N - _sigmoid(a + b * x_N), index_N), n)
    low, high = min(resampled.low, profile.low), max(resampled.high, profile.high)
    return LengthControlled(float(_sigmoid(a)[0]), Interval(low, high), float(b[0]))


def _independent(residual_N: np.ndarray, index_N: np.ndarray) -> np.ndarray:
    """How many independent outcomes each pair is worth: 1 / (1 + (n - 1) r), for n pairs of a prompt whose residuals
    correlate by r (the design effect, Kish 1965)."""
    count_N = np.bincount(index_N)[index_N]
    sums = np.bincount(index_N, weights=residual_N)
    crossed = float((sums**2).sum() - (residual_N**2).sum())  # over ordered pairs inside prompts
    couples = float((count_N - 1).sum())
    spread = float(np.mean(residual_N**2))
    r = min(1.0, max(0.0, crossed / couples / spread)) if couples and spread > 1e-12 else 0.0
    return 1.0 / (1.0 + (count_N - 1) * r)


def _profile(y_N: np.ndarray, x_N: np.ndarray, weight_N: np.ndarray, prompts: int) -> Interval:
    """The rates at equal length whose best slope fits the outcomes about as well as the best fit of all does: twice the
    log-likelihood lies within the square of Student's t of it."""
    a_R, b_R = LOGITS, np.zeros(len(LOGITS))
    part = max(1, CELLS // 4 // len(x_N))
    fit_R = np.empty(len(a_R))
    for at in range(0, len(a_R), part):
        a, b = a_R[at : at + part, None], b_R[at : at + part]
        for _ in range(STEPS):
            p_RN = _sigmoid(a + b[:, None] * x_N)
            slope = ((y_N - p_RN) * weight_N) @ x_N - PROFILE_PRIOR * b
            step = slope / ((p_RN * (1.0 - p_RN) * weight_N) @ x_N**2 + PROFILE_PRIOR)
            b = b + np.clip(step, -3.0, 3.0)
            if np.abs(step).max() < 1e-6:
                break
        logit_RN = a + b[:, None] * x_N
        fit_R[at : at + part] = (y_N * logit_RN - np.logaddexp(0.0, logit_RN)) @ weight_N
    allowed = float(stats.t.ppf(0.975, max(1, prompts - 1))) ** 2
    over_R = 2.0 * (fit_R.max() - fit_R) - allowed
    near = np.flatnonzero(over_R <= 0)
    low, high = int(near[0]), int(near[-1])
    return Interval(
        _crossing(over_R, low - 1, low) if low else 0.0,
        _crossing(over_R, high + 1, high) if high < len(a_R) - 1 else 1.0,
    )  # fmt: skip


def _crossing(over_R: np.ndarray, outside: int, inside: int) -> float:
    """The rate between two neighbouring ones where the limit is met, on a straight line."""
    share = over_R[outside] / (over_R[outside] - over_R[inside])
    return float(_sigmoid(LOGITS[outside] + share * (LOGITS[inside] - LOGITS[outside])))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _fit(y_N: np.ndarray, x_N: np.ndarray, weights_RN: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intercepts and slopes of R weighted logistic regressions at once, by damped Newton steps."""
    a, b = np.zeros(len(weights_RN)), np.zeros(len(weights_RN))
    for _ in range(STEPS):
        p_RN = _sigmoid(a[:, None] + b[:, None] * x_N)
        off_RN, curve_RN = weights_RN * (y_N - p_RN), weights_RN * p_RN * (1.0 - p_RN)
        slope_a, slope_b = off_RN.sum(1) - PRIOR[0] * a, off_RN @ x_N - PRIOR[1] * b
        aa, ab, bb = curve_RN.sum(1) + PRIOR[0], curve_RN @ x_N, curve_RN @ x_N**2 + PRIOR[1]
        det = aa * bb - ab**2
        step_a, step_b = (bb * slope_a - ab * slope_b) / det, (aa * slope_b - ab * slope_a) / det
        damp = np.minimum(1.0, 3.0 / np.maximum(1e-9, np.maximum(np.abs(step_a), np.abs(step_b))))
        a, b = a + damp * step_a, b + damp * step_b
        if max(np.abs(step_a).max(), np.abs(step_b).max()) < 1e-9:
            break
    return a, b
