"""Do one and two processes compute the same, does a state load on any number of them, and what does a killed one leave behind?

    python -m benchmarks.distributed

SFT (with LoRA), reward model (with Muon) and PPO (ensemble, monitor, adaptive beta, rollouts drawn ahead) of a tiny model run in
one process and in two (torchrun, FSDP2, gloo), with micro-batches of 1, 2 and 4 rows; parameters and metrics are compared. A
state that two processes saved is loaded by one and by four. One rank of a run is killed. Throughput of two processes on two cores
stands beside that of one with two threads. The last line is one JSON object; the exit status is 0 only where every demand holds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.distributed_kill import kill_a_rank
from benchmarks.kill_material import make_material, values_of

STAGES = ("sft", "reward", "ppo")
PARAMETERS_WITHIN, METRICS_WITHIN = 2e-5, 1e-5
MUON_WITHIN = 1e-4  # its Newton-Schulz iteration amplifies the rounding of sums in another order
MUON = "reward: two processes, LoRA and Muon"
SECONDS_TO_END = 60.0
STEPS: dict[str, dict[str, Any]] = {
    "sft": {"epochs": 2, "lora": None},
    "reward": {"epochs": 2, "optim": {"lr": 1e-3}},
    "ppo": {"steps": 2},
}
"""Five optimiser steps or more of each stage: 2 x 3 batches; PPO 2 x 2 x 2 minibatches."""
RICH: dict[str, dict[str, Any]] = {"sft": {"epochs": 2}, "reward": {"epochs": 2}, "ppo": {"steps": 2}}
"""The same with LoRA in SFT and Muon in the reward model."""
CLOCKS = ("tokens_per_s",)
VARIANTS: dict[str, tuple[int, int, dict[str, dict[str, Any]]]] = {
    "one process, micro-batch 4": (1, 4, STEPS), "one process, micro-batch 1": (1, 1, STEPS),
    "one process, micro-batch 2": (1, 2, STEPS), "two processes, micro-batch 4": (2, 4, STEPS),
    "two processes, micro-batch 1": (2, 1, STEPS), "two processes, micro-batch 2": (2, 2, STEPS),
    "one process, LoRA and Muon": (1, 4, RICH), "two processes, LoRA and Muon": (2, 4, RICH),
}  # fmt: skip
ROW = 32  # tokens: the longest row of the material is shorter


def demands(found: dict[str, Any]) -> dict[str, bool]:
    """What has to hold."""
    same, loads, kill = found["same"], found["loads"], found["kill"]
    return {
        f"parameters agree within {PARAMETERS_WITHIN:g}": all(
            s["parameters"] <= PARAMETERS_WITHIN for name, s in same.items() if not name.startswith(MUON)
        ),
        f"with Muon within {MUON_WITHIN:g}": all(s["parameters"] <= MUON_WITHIN for s in same.values()),
        f"metrics agree within {METRICS_WITHIN:g}": all(s["metrics"] <= METRICS_WITHIN for s in same.values()),
        "saved on two, loaded on one and on four, exact": all(
            not one["different"] and one["tensors"] > 0 for one in loads.values()
        ),
        f"a killed rank ends the others within {SECONDS_TO_END:g} s": (
            kill["seconds"] <= SECONDS_TO_END and not kill["left_running"]
        ),
        "and the message names it": any("rank 1 of 2" in line and "SIGKILL" in line for line in kill["message"]),
        "and the run goes on from its last state": kill["resumed"] and kill["sigterm_saved"],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.distributed", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--model", default="wolf", help="what throughput and the cost of a save are measured on")
    parser.add_argument("--tokens", type=int, default=4096, help="of one update, for the throughput")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_material(folder / "material")
        found: dict[str, Any] = {"same": compare_variants(folder)}
        _note("same", found["same"])
        found["loads"] = save_and_load(folder)
        _note("loads", found["loads"])
        found["kill"] = kill_a_rank(folder / "material", folder / "killed")
        _note("kill", found["kill"])
        found["throughput"] = throughput(folder, given.model, given.tokens)
        _note("throughput", found["throughput"])
    verdicts = demands(found)
    for demand, holds in verdicts.items():
        print(f"{'holds' if holds else 'FAILS'}  {demand}")
    print(json.dumps({**found, "demands": verdicts, "holds": all(verdicts.values())}))
    return 0 if all(verdicts.values()) else 1


def compare_variants(folder: Path) -> dict[str, dict[str, Any]]:
    """Every variant against the first of its settings: the largest difference of a parameter and of a metric, by stage."""
    for processes in (1, 2):
        jobs = []
        for label, (count, rows, steps) in VARIANTS.items():
            if count == processes:
                for stage in STAGES:
                    jobs.append({"do": "stage", "stage": stage, "values": {
                        **values_of(stage, folder / "material", folder / label / stage), **steps[stage],
                        "micro_batch_tokens": 1 if rows == 1 else rows * ROW, "save_every": 0,
                    }})  # fmt: skip
        run_jobs(folder, processes, jobs)
    out = {}
    for label, (_, _, steps) in VARIANTS.items():
        first = next(other for other, (_, _, same) in VARIANTS.items() if same is steps)
        for stage in STAGES if label != first else ():
            out[f"{stage}: {label}"] = difference(folder / first / stage, folder / label / stage)
    return out


def save_and_load(folder: Path) -> dict[str, dict[str, Any]]:
    """States saved by two processes, loaded by one and by four; and one that one process saved, by two."""
    out: dict[str, dict[str, Any]] = {}
    for saver, loaders in ((2, (1, 4)), (1, (2,))):
        for optimiser in ("adamw", "muon"):
            place = folder / f"saved by {saver} {optimiser}"
            place.mkdir()
            common = {"model": str(folder / "material" / "model"), "optimiser": optimiser, "folder": str(place)}
            run_jobs(folder, saver, [{"do": "save", **common}])
            for loader in loaders:
                to = folder / "loaded.json"
                run_jobs(folder, loader, [{"do": "load", **common, "found": str(to)}])
                out[f"{optimiser}: saved on {saver}, loaded on {loader}"] = json.loads(to.read_text())
    return out


def throughput(folder: Path, model: str, tokens: int) -> dict[str, Any]:
    """Two processes of one thread beside one process of two threads, and what a saved state costs each."""
    out: dict[str, Any] = {"model": model, "tokens_of_an_update": tokens}
    for processes, threads in ((1, 2), (2, 1)):
        speed, cost = folder / "speed.json", folder / "cost.json"
        run_jobs(folder, processes, [
            {"do": "speed", "model": model, "tokens": tokens, "found": str(speed)},
            {"do": "cost", "model": model, "folder": str(folder / f"cost{processes}"), "found": str(cost)},
        ], threads=threads)  # fmt: skip
        out[f"processes={processes}"] = {**json.loads(speed.read_text()), "save": json.loads(cost.read_text())}
    out["ratio"] = round(out["processes=2"]["tokens_per_s"] / out["processes=1"]["tokens_per_s"], 3)
    return out


def run_jobs(folder: Path, processes: int, jobs: list[dict[str, Any]], *, threads: int = 1) -> None:
    """Have this many processes do the jobs. Raises RuntimeError with the end of their output where they fail."""
    path = folder / f"jobs{processes}.json"
    path.write_text(json.dumps(jobs))
    launcher = ["torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)] if processes > 1 else []
    done = subprocess.run(
        [sys.executable, "-m", *launcher, *(["-m"] if launcher else []), "benchmarks.distributed_child", str(path)],
        env={**os.environ, "OMP_NUM_THREADS": str(threads)}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{processes} processes failed:\n{done.stderr[-6000:]}")


def difference(one: Path, other: Path) -> dict[str, Any]:
    """The largest difference of a parameter, and of a metric relative to its size where that is above 1."""
    from safetensors.torch import load_file

    a, b = (load_file(path / "model" / "model.safetensors") for path in (one, other))
    assert a.keys() == b.keys()
    lines = [[json.loads(line) for line in (path / "metrics.jsonl").read_text().splitlines()] for path in (one, other)]
    gaps = []
    for x, y in zip(*lines, strict=True):
        assert x.keys() == y.keys(), f"other metrics: {sorted(x.keys() ^ y.keys())}"
        gaps += [(abs(x[key] - y[key]) / max(1.0, abs(x[key])), key) for key in x if key not in CLOCKS]
    worst, name = max(gaps)
    return {
        "parameters": max(float((a[key] - b[key]).abs().max()) for key in a), "metrics": worst, "worst_metric": name,
        "logged_steps": len(lines[0]),
    }  # fmt: skip


def _note(name: str, value: Any) -> None:
    print(f"{name}: {json.dumps(value)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
