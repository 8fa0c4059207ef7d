"""One rank of a run is killed: how soon the others end, what is said, and whether the run goes on. Part of the benchmark."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.kill_material import values_of

PATIENCE = 150.0  # seconds until the run is called hanging


def kill_a_rank(material: Path, out: Path, *, rank: int = 1, go_on: bool = True) -> dict[str, Any]:
    """SIGKILL `rank` of two in the middle of SFT; the figures of what followed."""
    values = {**values_of("sft", material, out), "epochs": 4000, "save_every": 1, "lora": None}
    recipe = out.with_suffix(".json")
    recipe.write_text(json.dumps(values))
    launcher = _start(recipe, out)
    victim = _process_of(launcher.pid, rank, out / "metrics.jsonl")
    others = [pid for pid in _children(launcher.pid) if pid != victim]
    began = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    try:
        said = launcher.communicate(timeout=PATIENCE)[0]
    except subprocess.TimeoutExpired:
        launcher.kill()
        said = "it hung"
    seconds = time.monotonic() - began
    found = {
        "seconds": round(seconds, 1), "exit_code": launcher.returncode, "message": _error_lines(said),
        "left_running": [pid for pid in others if _alive(pid)],
    }  # fmt: skip
    if go_on:
        steps = len((out / "metrics.jsonl").read_text().splitlines())
        recipe.write_text(json.dumps({**values, "epochs": values["epochs"]}))
        again = _start(recipe, out, "--resume")
        _process_of(again.pid, 0, out / "metrics.jsonl", beyond=steps + 1)
        again.send_signal(signal.SIGTERM)
        told = again.communicate(timeout=PATIENCE)[0]
        found |= {
            "resumed": "going on after" in told,
            "sigterm_exit_code": again.returncode,
            "sigterm_saved": "state saved" in told,
        }
    return found


def _start(recipe: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "heelwork", "sft", str(recipe), "--out", str(out), "--nproc", "2", *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)


def _process_of(launcher: int, rank: int, metrics: Path, beyond: int = 3) -> int:
    """The process of this rank, once more than `beyond` steps are logged."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if metrics.exists() and len(metrics.read_text().splitlines()) > beyond:
            for pid in _children(launcher):
                if f"RANK={rank}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    return pid
        time.sleep(0.1)
    raise RuntimeError(f"rank {rank} of {launcher} made no {beyond} steps in {PATIENCE:.0f} s")


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()] + [
        int(pid)
        for task in Path(f"/proc/{parent}/task").iterdir()
        if task.name != str(parent)
        for pid in (task / "children").read_text().split()
    ]


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _error_lines(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("error:") or "Traceback" in line]
