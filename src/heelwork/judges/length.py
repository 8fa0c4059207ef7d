"""The judge that only likes length: what every other judge has to beat."""

from __future__ import annotations

from collections.abc import Sequence

from heelwork.judges.base import Comparison, Verdict


class LengthJudge:
    """The longer answer in characters wins."""

    name = "length"

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """1, 0, or 0.5 at equal length."""
        return [
            Verdict(0.5 + 0.5 * ((len(c.first) > len(c.second)) - (len(c.first) < len(c.second)))) for c in comparisons
        ]
