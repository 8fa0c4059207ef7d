"""A reward model as a judge: the higher score is the better answer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from heelwork.judges.base import Comparison, Verdict
from heelwork.records import Prompt
from heelwork.rewards.learned import LearnedReward

AT_ONCE = 256


class ScoredJudge:
    """p(first is better) = sigmoid(score(first) - score(second)), Bradley-Terry; each answer is scored once."""

    def __init__(self, reward: LearnedReward):
        self.reward, self.name = reward, f"reward:{reward.name}"

    def compare(self, comparisons: Sequence[Comparison]) -> list[Verdict]:
        """details: {"scores": [first, second]}."""
        asked: dict[tuple[str, str, bool], Prompt] = {}
        for c in comparisons:
            asked.setdefault((c.prompt.key, c.first, c.first_finished), c.prompt)
            asked.setdefault((c.prompt.key, c.second, c.second_finished), c.prompt)
        keys, prompts = list(asked), list(asked.values())
        scores: dict[tuple[str, str, bool], float] = {}
        for start in range(0, len(keys), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            found = self.reward.score(prompts[part], [k[1] for k in keys[part]], [k[2] for k in keys[part]])
            scores.update(zip(keys[part], found.tolist(), strict=True))
        out = []
        for c in comparisons:
            first = scores[c.prompt.key, c.first, c.first_finished]
            second = scores[c.prompt.key, c.second, c.second_finished]
            out.append(Verdict(0.5 * (1.0 + math.tanh((first - second) / 2.0)), {"scores": [first, second]}))
        return out
