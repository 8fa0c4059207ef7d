"""Which prompts are kept out of training: a share and a seed of its own, so that stages with other seeds keep the same out."""

from __future__ import annotations

from pydantic import Field

from heelwork.config import Settings
from heelwork.data.sources import held_out
from heelwork.records import Prompt


class SplitSettings(Settings):
    """Settings of whatever keeps prompts out, or uses those alone that were kept out."""

    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds everything random."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Share of prompts kept out."""
    split_seed: int | None = Field(None, ge=0, lt=2**32)
    """Decides with `heldout_share` which prompts are held out, whatever `seed` is; none = `seed`."""

    @property
    def split(self) -> int:
        """The seed of the split."""
        return self.seed if self.split_seed is None else self.split_seed

    def holds_out(self, prompt: Prompt) -> bool:
        """Whether the prompt is held out. Equal prompts always fall on the same side."""
        return held_out(prompt.key, self.heldout_share, self.split)
