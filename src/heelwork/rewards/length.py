"""What a reward model pays for length alone, and two ways of taking it out of the reward."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from heelwork.config import Settings


class LengthSettings(Settings):
    """Length out of the reward, inside prompts and with the rankings' quality held fixed: never blanket."""

    method: Literal["none", "residual", "two_heads"] = "none"
    """none; residual = what the trained model pays for a token is regressed out; two_heads = a second head takes it up (ODIN)."""
    correlation_weight: float = Field(1.0, ge=0)
    """two_heads: weight of the correlations of both heads with length."""
    overlap_weight: float = Field(1.0, ge=0)
    """two_heads: weight of the cosine between the heads' weights."""
