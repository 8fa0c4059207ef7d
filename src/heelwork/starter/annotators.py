"""A panel of simulated annotators, who rank answers as people would: by a rubric, with noise, taste and disagreement.

In the spirit of AlpacaFarm (Dubois et al. 2023): each annotator sees the rubric's quality through a bias of their own
and through noise, and calls close answers a tie. Every ranking they give is marked `"source": "simulated"`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from heelwork.starter.example import Example

Quality = Callable[[Example, str], float]


@dataclass(frozen=True)
class Annotator:
    """noise: standard deviation on the quality scale (0 to 1). brevity: taken off per hundred words. tie: closest gap seen."""

    name: str
    noise: float
    brevity: float
    tie: float

    def rank(self, example: Example, answers: Sequence[str], quality: Quality, rng: random.Random) -> list[int]:
        """Ranks of the answers, 1 = best; answers that seem as good as one another share a rank."""
        seen = [
            quality(example, answer) - self.brevity * len(answer.split()) / 100 + rng.gauss(0.0, self.noise)
            for answer in answers
        ]
        order = sorted(range(len(answers)), key=lambda i: -seen[i])
        ranks = [0] * len(answers)
        for place, i in enumerate(order):
            above = order[place - 1] if place else None
            tied = above is not None and seen[above] - seen[i] < self.tie
            ranks[i] = ranks[above] if tied and above is not None else place + 1
        return ranks


PANEL = (
    Annotator("careful", noise=0.03, brevity=0.0, tie=0.10),
    Annotator("quick", noise=0.08, brevity=0.04, tie=0.16),
    Annotator("terse", noise=0.05, brevity=0.10, tie=0.12),
    Annotator("generous", noise=0.06, brevity=-0.04, tie=0.16),
    Annotator("new", noise=0.10, brevity=0.0, tie=0.18),
)
"""They tie what they can hardly tell apart, as people do when a screen lets them."""
