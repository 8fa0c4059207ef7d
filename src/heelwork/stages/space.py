"""Whether the disk can take what stages will write, and whether it may be written at all: found before hours are spent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.models.loading import WOLF, resolve_model
from heelwork.runs import require_space, require_writable
from heelwork.training.loop import STATE

BYTES = 4  # of a number in fp32
MOMENTS = 2  # that an optimiser keeps for every weight; Muon keeps one


class Needed(NamedTuple):
    """Bytes that a stage writes. states: only while it runs; models: for good."""

    states: int
    models: int


def needed(settings: Any, parameters: int) -> Needed:
    """What a training stage writes at most. settings: of the stage; parameters: of one of its models (PPO trains two)."""
    trained = 2 if hasattr(settings, "reward_model") else 1
    # The last states, one that is being written, and the best one.
    states = settings.keep_states + 1 + (settings.keep_best is not None)
    each = parameters * BYTES * (1 if getattr(settings, "lora", None) else 1 + MOMENTS)
    models = 1 + (settings.keep_best is not None) + (trained == 2 and settings.monitor.heldout_reward_model is not None)
    return Needed(trained * states * each, models * parameters * BYTES)


def require_stage(settings: Any, models: Iterable[str]) -> None:
    """Raise RunError where one stage's directory cannot take its states and models. What it holds already is there for it."""
    out = Path(settings.out)
    need = needed(settings, max((parameters(model) for model in models), default=0))
    require_space(out, need.states + need.models - _size(out / STATE) - _size(out / "model"))


def require_run(stages: Iterable[Any], base: str) -> None:
    """Raise RunError where the disks of all stages cannot take the run, or one of their directories cannot be written.

    stages: settings; those that train nothing are only asked where they write. base: the model that all stages start from.
    """
    size = parameters(base)
    disks: dict[int, tuple[Path, list[Needed], int]] = {}
    for settings in stages:
        place = require_writable(Path(settings.out))
        if hasattr(settings, "keep_states"):
            out = Path(settings.out)
            there = _size(out / STATE) + _size(out / "model")
            path, wanted, held = disks.get(place.stat().st_dev, (place, [], 0))
            disks[place.stat().st_dev] = (path, [*wanted, needed(settings, size)], held + there)
    for path, wanted, held in disks.values():
        require_space(path, max(n.states for n in wanted) + sum(n.models for n in wanted) - held)


def parameters(model: str) -> int:
    """Numbers in a model directory's weights, read from the headers of its files; 0 for a hub id, which is not here yet."""
    if model != WOLF and not Path(model).is_dir():
        return 0
    count = 0
    for file in Path(resolve_model(model)).glob("*.safetensors"):
        with file.open("rb") as opened:
            header = json.loads(opened.read(int.from_bytes(opened.read(8), "little")))
        for name, entry in header.items():
            if name != "__metadata__":
                numbers = 1
                for side in entry["shape"]:
                    numbers *= side
                count += numbers
    return count


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
