"""What the training stages share: common settings, and the opening and closing of a stage's directory."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pydantic import Field

from heelwork.config import Settings
from heelwork.data.sources import fingerprint
from heelwork.models.loading import LoraSettings
from heelwork.runs import RunDir, require_space
from heelwork.tensors import seed_everything
from heelwork.training.optim import OptimSettings
from heelwork.training.precision import Precision

log = logging.getLogger("heelwork")


class StageSettings(Settings):
    """Settings that every training stage has."""

    out: str = "runs/stage"
    """The stage's directory."""
    seed: int = 0
    """Seeds everything random: new heads, splits, order, sampling."""
    limit: int = Field(0, ge=0)
    """Use at most this many records of each source; 0 = all."""
    max_length: int | None = Field(None, gt=1)
    """Longer token rows are cut; none = the model's context length."""
    micro_batch_tokens: int = Field(4096, gt=0)
    """Tokens in memory at once. Changes memory and speed, never a result beyond rounding."""
    precision: Precision = "auto"
    """Precision of matrix products: bf16, fp32, or auto = what the hardware is fast at. Weights stay fp32."""
    save_every: int = Field(0, ge=0)
    """Steps between saved states to resume from; 0 = only when interrupted."""
    lora: LoraSettings | None = None
    """Train low-rank adapters only; none = all weights."""
    optim: OptimSettings = OptimSettings()
    """Optimiser and schedule."""


def open_stage(name: str, settings: StageSettings, sources: Sequence[str], weight_bytes: int = 0) -> RunDir:
    """Seed everything, make the directory, and record recipe, environment and the data's hashes."""
    seed_everything(settings.seed)
    directory = RunDir(settings.out)
    require_space(directory.path, 2 * weight_bytes)
    directory.write_recipe({name: settings.model_dump(mode="json")})
    directory.write_environment(settings.seed)
    directory.write_json("data.json", fingerprint(sources))
    return directory
