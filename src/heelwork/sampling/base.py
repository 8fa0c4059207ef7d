"""What a sampler takes and gives. The token interface: text stays outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from pydantic import Field

from heelwork.config import Settings


class SamplingSettings(Settings):
    """How completions are drawn."""

    temperature: float = Field(1.0, ge=0)
    """Softmax temperature; 0 = the most likely token each time."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest completion in tokens, its end of turn included."""
    top_p: float = Field(1.0, gt=0, le=1)
    """Draw from the smallest set of tokens with this much probability; 1 = all. Not for rollouts: see PPO."""
    seed: int = Field(0, ge=0)
    """Every completion is a function of (seed, its index, its prompt), whatever else is in the batch."""


class Sampled(NamedTuple):
    """One completion. ids end with the end of turn where finish_reason is "stop".

    logprobs: log-probability of each id under the sampling temperature (T = 0: under T = 1), nats.
    version: which weights drew it.
    """

    ids: list[int]
    logprobs: list[float]
    finish_reason: Literal["stop", "length"]
    version: int


class Sampler(Protocol):
    """Anything that continues token prompts."""

    def generate(self, prompts: Sequence[Sequence[int]], sampling: SamplingSettings) -> list[Sampled]:
        """One completion for each prompt, in order."""
        ...
