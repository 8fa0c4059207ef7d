"""Does host memory stay flat? A thousand steps of SFT, reward modelling and PPO with a tiny model, each in a process of its own.

    python -m benchmarks.memory
    python -m benchmarks.memory --steps 300

The commands are the ones a user types; the memory of their own (without mapped files) is read from /proc (Linux) while they run,
and the step from metrics.jsonl. For each stage: the median over the last tenth of the steps against the median between a fifth
and three tenths of them, when every buffer has been needed once. The last line is one JSON object; the exit status is 0 only
where no stage grows by more than GROWTH.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

GROWTH = 0.02
EVERY = 0.1  # seconds between two readings
OPTIM = {"lr": 1e-4, "schedule": "constant"}


def main() -> int:
    """Run the stages; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--steps", type=int, default=1000)
    steps = parser.parse_args().steps
    if not Path("/proc/self/status").exists():
        sys.exit("memory is read from /proc, which this system has not; run it on Linux")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        readings = {stage: _watch(stage, settings, folder) for stage, settings in _stages(folder, steps).items()}
        del readings["pretrain"]  # only makes the tiny model
        found = {stage: _growth(stage, of, _steps(folder / stage)) for stage, of in readings.items()}
    failed = [stage for stage, of in found.items() if of["growth"] > GROWTH or of["steps"] < steps]
    print(json.dumps({"benchmark": "memory", "limit": GROWTH, "stages": found, "failed": failed}))
    return 1 if failed else 0


def _stages(folder: Path, steps: int) -> dict[str, dict[str, Any]]:
    """Settings by command, in the order in which they are run; the first makes the tiny model."""
    base = str(folder / "pretrain" / "model")
    tiny = {"hidden": 64, "layers": 2, "heads": 2, "kv_heads": 2, "intermediate": 128, "context": 512}
    return {
        "pretrain": {
            "corpus": ["starter:primer"], "architecture": tiny, "vocab_size": 1024, "tokens": 200_000, "window": 128,
        },
        "sft": {
            "model": base, "data": ["starter:demonstrations"], "batch_size": 8, "limit": 5 * steps, "epochs": 2,
            "optim": OPTIM,
        },
        "reward": {
            "model": base, "data": ["starter:rankings"], "batch_size": 4, "limit": 3 * steps, "epochs": 2, "optim": OPTIM,
        },
        "ppo": {
            "model": base, "reward_model": str(folder / "reward" / "model"), "data": ["starter:prompts"], "steps": steps,
            "batch_size": 16, "max_new_tokens": 24, "optim": OPTIM,
        },
    }  # fmt: skip


def _watch(stage: str, settings: dict[str, Any], folder: Path) -> list[tuple[int, float]]:
    """Run one command and read its memory as it goes: (step, mebibytes)."""
    out = folder / stage
    recipe = folder / f"{stage}.json"
    recipe.write_text(json.dumps({stage: settings | {"out": str(out), "tracker": "none"}}))
    log = folder / f"{stage}.log"
    readings: list[tuple[int, float]] = []
    with log.open("w") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", "heelwork", stage, str(recipe)], stdout=file, stderr=subprocess.STDOUT
        )
        while child.poll() is None:
            time.sleep(EVERY)
            readings.append((_steps(out), _own(child.pid)))
    if child.returncode:
        sys.exit(f"{stage} ended with {child.returncode}:\n{log.read_text()[-2000:]}")
    return readings


def _growth(stage: str, readings: list[tuple[int, float]], steps: int) -> dict[str, Any]:
    """Of one stage. What it does after its last step (measuring, saving) is left out."""
    early = [mib for step, mib in readings if 0.2 * steps <= step <= 0.3 * steps and mib]
    late = [mib for step, mib in readings if 0.9 * steps <= step < steps and mib]
    if not early or not late:
        sys.exit(f"{stage}: {len(readings)} readings in {steps} steps are too few to compare; give more --steps")
    before, after = statistics.median(early), statistics.median(late)
    found = {
        "steps": steps, "mib_before": round(before, 1), "mib_after": round(after, 1), "growth": round(after / before - 1, 4),
    }  # fmt: skip
    print(f"{stage}: {found}", flush=True)
    return found


def _steps(out: Path) -> int:
    """How many steps have been written down so far."""
    path = out / "metrics.jsonl"
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _own(pid: int) -> float:
    """Mebibytes of a process's own that are in memory, files it has mapped left out; 0 when it has just ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon")), 0.0)


if __name__ == "__main__":
    sys.exit(main())
