"""What the training stages share: common settings, and the opening and closing of a stage's directory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import Field

import heelwork.collect.source  # noqa: F401 - lets `data` name stores of collected preferences
from heelwork import distributed
from heelwork.data.sources import fingerprint
from heelwork.models.loading import LoraSettings, resolve_model
from heelwork.runs import RunDir
from heelwork.stages.inputs import Reads, identity
from heelwork.stages.space import require_stage
from heelwork.tensors import seed_everything
from heelwork.trackers import TrackerName, require_tracker
from heelwork.training.checkpoints import Checkpoints
from heelwork.training.engine import Engine
from heelwork.training.loop import STATE
from heelwork.training.optim import OptimSettings
from heelwork.training.precision import Precision
from heelwork.training.saving import SavingSettings

log = logging.getLogger("heelwork")


class StageSettings(SavingSettings):
    """Settings that every training stage has."""

    out: str = "runs/stage"
    """The stage's directory."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds everything random: new heads, splits, order, sampling."""
    limit: int = Field(0, ge=0)
    """Use at most this many records of each source; 0 = all."""
    max_length: int | None = Field(None, gt=1)
    """Longer token rows are cut; none = the model's context length."""
    micro_batch_tokens: int = Field(4096, gt=0)
    """Tokens in memory at once. Changes memory and speed, never a result beyond rounding."""
    precision: Precision = "auto"
    """Precision of matrix products: bf16, fp32, or auto = what the hardware is fast at. Weights stay fp32."""
    activation_checkpointing: bool = False
    """Keep only each layer's input for the backward pass, which runs the layer again: less memory, about a third more time."""
    lora: LoraSettings | None = None
    """Train low-rank adapters only; none = all weights."""
    optim: OptimSettings = OptimSettings()
    """Optimiser and schedule."""
    tracker: TrackerName = "tensorboard"
    """Where the figures go besides metrics.jsonl: tensorboard, or wandb, mlflow, trackio (optional extras), or none."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models: every stage says so itself."""
        raise NotImplementedError


def open_stage(name: str, settings: StageSettings, sources: Sequence[str], models: Sequence[str]) -> RunDir:
    """Seed everything, make the directory, and record recipe, environment and the data's hashes.

    models: what is trained, so that a disk too small for their checkpoints is found before any work.
    """
    distributed.start()
    seed_everything(settings.seed)
    for model in models:
        resolve_model(model)
    require_tracker(settings.tracker)
    directory = RunDir(settings.out, settings.tracker, settings.model_dump(mode="json"))
    require_stage(settings, models)
    directory.write_recipe({name: settings.model_dump(mode="json")})
    directory.write_environment(settings.seed)
    directory.write_json("data.json", fingerprint(sources))
    directory.identity = identity(name, settings)
    return directory


def write_best(directory: RunDir, engine: Engine, name: str, write: Callable[[Path], None]) -> None:
    """<out>/best-saved: the model of the best saved state, where `keep_best` kept one. The engine has its weights afterwards.

    name: the engine's in the state. Call it when everything else is done with the last weights, and before `finish`.
    """
    directory.fresh("best-saved")
    best = Checkpoints(directory.path / STATE).load_best()
    if best is not None:
        engine.load_state(best.tree[name])
        write(directory.path / "best-saved")
        log.info("best-saved: the model of %s", best.place)
