"""How well scores agree with preferences: accuracy with its interval, reliability and ECE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from heelwork.functional.statistics import Calibration, Interval, calibration, wilson_interval


class Agreement(NamedTuple):
    """accuracy: share of pairs whose better answer scores higher (equal scores count one half); interval: 95%, Wilson.

    The reliability curve is of the more likely side: confidence sigmoid(|gap|) against how often that side was preferred.
    """

    accuracy: float
    interval: Interval
    n: int
    reliability: Calibration

    def to_json(self) -> dict[str, Any]:
        """Plain values for a file."""
        return {
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "n": self.n,
            "ece": self.reliability.ece,
            "reliability": {
                "confidence": self.reliability.predicted,
                "accuracy": self.reliability.observed,
                "count": self.reliability.counts,
            },
        }


def agreement(gaps: Sequence[float]) -> Agreement:
    """From the gaps score(better) - score(worse) of pairs, on the Bradley-Terry (logit) scale."""
    gap = np.asarray(gaps, float)
    right = (gap > 0) + 0.5 * (gap == 0)
    confidence = 1.0 / (1.0 + np.exp(-np.abs(gap)))
    total = float(right.sum())
    return Agreement(
        accuracy=total / max(1, len(gap)),
        interval=wilson_interval(total, len(gap)),
        n=len(gap),
        reliability=calibration(confidence, right),
    )
