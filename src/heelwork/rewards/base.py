"""What a reward is: a function from prompts and answers to scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from heelwork.data.chat import Chat
from heelwork.models.transformer import TokenRow
from heelwork.records import Prompt


class Reward(Protocol):
    """Anything that scores answers in text: a reward model, an ensemble of them, a rule."""

    name: str

    def score(self, prompts: Sequence[Prompt], answers: Sequence[str], finished: Sequence[bool]) -> Tensor:
        """scores_B; finished is False where an answer was cut."""
        ...


class TokenReward(Reward, Protocol):
    """A reward that can read the policy's token ids as they are."""

    def score_rows(self, rows: Sequence[TokenRow], groups: Sequence[int] | None = None) -> Tensor:
        """scores_B of token rows of this reward's own tokenizer."""
        ...

    def speaks(self, chat: Chat) -> bool:
        """Whether token ids of `chat` mean the same here."""
        ...
