"""What a reward is: a function from prompts and answers to scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from heelwork.records import Prompt


class Reward(Protocol):
    """Anything that scores answers in text: a reward model, an ensemble of them, a rule."""

    name: str

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B; finished is False where an answer was cut."""
        ...
