"""How many prompts a paired difference needs (Miller 2024, "Adding error bars to evals", section 5)."""

from __future__ import annotations

import math

from scipy import stats

LEVEL, POWER = 0.05, 0.8


def power(effect: float, deviation: float, n: int, level: float = LEVEL) -> float:
    """Chance that a two-sided test at `level` finds a mean of `effect` over n prompts of this standard deviation."""
    z = float(stats.norm.ppf(1.0 - level / 2.0))
    shift = abs(effect) * math.sqrt(n) / deviation
    return float(stats.norm.cdf(shift - z) + stats.norm.cdf(-shift - z))


def prompts_needed(effect: float, deviation: float, level: float = LEVEL, wanted: float = POWER) -> int | None:
    """n = ((z_(1 - level/2) + z_wanted) deviation / effect)^2, rounded up; none where there is no effect to find."""
    if effect == 0:
        return None
    z = float(stats.norm.ppf(1.0 - level / 2.0) + stats.norm.ppf(wanted))
    return max(2, math.ceil((z * deviation / effect) ** 2))


def detectable(deviation: float, n: int, level: float = LEVEL, wanted: float = POWER) -> float:
    """The smallest effect that n prompts find with the wanted power."""
    z = float(stats.norm.ppf(1.0 - level / 2.0) + stats.norm.ppf(wanted))
    return z * deviation / math.sqrt(n)
