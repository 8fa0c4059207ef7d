"""Jobs that one or several processes do together, one after the other; `python -m benchmarks.distributed` starts it.

    torchrun --standalone --nproc-per-node 2 -m benchmarks.distributed_child jobs.json

Each job is a mapping with `do`: stage (run a stage), save (train three updates and save the state), load (load that state and
compare it bit for bit with what was saved), speed (updates on a model of some size) or cost (saving its state).
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.kill_material import settings_of
from heelwork import distributed
from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
from heelwork.models.loading import load_policy
from heelwork.models.sharding import whole
from heelwork.models.transformer import TokenRow
from heelwork.tensors import default_device
from heelwork.training.checkpoint import read_tree, split, write_tree
from heelwork.training.checkpoints import Checkpoints, Place
from heelwork.training.engine import Batch, Engine
from heelwork.training.optim import OptimSettings

ROWS = 8
UPDATES = 3


def main(path: str) -> None:
    """Do all jobs of the file; what each found goes to the file that it names as `found`."""
    distributed.start()
    for job in json.loads(Path(path).read_text()):
        found = DO[job.pop("do")](**job)
        if found is not None and distributed.is_main():
            Path(job["found"]).write_text(json.dumps(found))
        distributed.wait()
    distributed.end()


def stage(stage: str, values: dict[str, Any]) -> None:
    """Run a stage with these values."""
    importlib.import_module(f"heelwork.stages.{stage}").run(settings_of(stage, values))


def save(model: str, optimiser: str, folder: str) -> None:
    """Three updates; then the state goes to folder/state, and all of it, put together, to folder/whole."""
    engine = _engine(model, optimiser)
    for _ in range(UPDATES):
        engine.update(_batch(24), NEXT_TOKEN_LOSS)
    Checkpoints(Path(folder) / "state").save(Place(UPDATES), {"engine": engine.state()})
    state = _whole(engine)
    if distributed.is_main():
        (Path(folder) / "whole").mkdir(exist_ok=True)
        write_tree(Path(folder) / "whole", state)


def load(model: str, optimiser: str, folder: str, found: str) -> dict[str, Any]:
    """Which tensors of a loaded state differ from what was saved."""
    engine = _engine(model, optimiser)
    saved = Checkpoints(Path(folder) / "state").latest()
    assert saved is not None
    engine.load_state(saved.tree["engine"])
    now, then = _whole(engine), read_tree(Path(folder) / "whole")
    different = sorted(now.keys() ^ then.keys()) + [
        name for name in now if name in then and not torch.equal(now[name], then[name])
    ]
    return {"tensors": len(now), "different": different, "files": sorted(f.name for f in saved.path.iterdir())}


def speed(model: str, tokens: int, found: str) -> dict[str, Any]:
    """Tokens per second of SFT updates."""
    engine = _engine(model, "adamw", micro_batch_tokens=4096)
    batch, seconds = _batch(tokens // ROWS), []
    for _ in range(4):
        distributed.wait()
        began = time.monotonic()
        engine.update(batch, NEXT_TOKEN_LOSS)
        seconds.append(time.monotonic() - began)
    return {
        "tokens_per_s": round(tokens / min(seconds[1:]), 1), "threads": torch.get_num_threads(),
        "parameters": sum(p.numel() for p in engine.model.parameters()),
    }  # fmt: skip


def cost(model: str, folder: str, found: str) -> dict[str, Any]:
    """Seconds and megabytes of one saved state."""
    engine = _engine(model, "adamw")
    engine.update(_batch(24), NEXT_TOKEN_LOSS)
    states, seconds = Checkpoints(Path(folder), keep=1), []
    for step in range(3):
        distributed.wait()
        began = time.monotonic()
        path = states.save(Place(step + 1), {"engine": engine.state()})
        seconds.append(time.monotonic() - began)
    size = sum(file.stat().st_size for file in path.iterdir())
    return {"seconds": round(statistics.median(seconds), 3), "megabytes": round(size / 1e6, 2)}


DO: Mapping[str, Any] = {"stage": stage, "save": save, "load": load, "speed": speed, "cost": cost}


def _engine(model: str, optimiser: str, **more: Any) -> Engine:
    device = default_device()
    settings = OptimSettings.model_validate({"algorithm": optimiser, "lr": 1e-3})
    return Engine(load_policy(model, device), device=device, optim=settings, total_steps=9, precision="fp32", **more)


def _batch(length: int) -> Batch:
    """Rows of about this length, none like another."""
    lengths = [length - ROWS // 2 + i for i in range(ROWS)]
    return Batch(
        [
            TokenRow([(7 * i + 13 * k) % 90 + 5 for k in range(n)], [False] + [True] * (n - 1))
            for i, n in enumerate(lengths)
        ]
    )


def _whole(engine: Engine) -> dict[str, Tensor]:
    """Every tensor of an engine's state, put together, by name."""
    tensors: dict[str, Tensor] = {}
    split(engine.state(), "", tensors)
    return {name: whole(tensor).detach().cpu().clone() for name, tensor in tensors.items()}


if __name__ == "__main__":
    main(sys.argv[1])
