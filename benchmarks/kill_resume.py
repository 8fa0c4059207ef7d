"""Killed at any moment and resumed, does every stage end bit for bit as the uninterrupted run?

    python -m benchmarks.kill_resume            about 60 kills: pretrain, SFT, reward model, PPO, whole runs
    python -m benchmarks.kill_resume --short    a few kills in a minute: what the tests run

SIGKILL strikes at seeded moments: named ones (inside saves, between renames, inside optimiser steps and PPO's passes, at the
ends of epochs), any call of any function, and, for the command line itself, any time by the clock. Some runs are killed again
while they resume. Compared are weights, the last state (optimiser, schedule, generators, adaptive beta, monitor), metrics but
for the clock's tokens_per_s, and rollouts. States that are broken, cut or foreign must be refused by name, and the one before
them taken. The last line is one JSON object; the exit status is 0 only where every demand holds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one order of sums, and processes that can be forked

from benchmarks.kill_child import COUNTS, FINAL, WHERE, fork
from benchmarks.kill_material import STAGES, make_material, values_of
from heelwork.runs import sha256

NAMED = ("fsync", "rename", "rmtree", "tensors", "optim", "log", "loop", "sample")
KILLS = {"pretrain": 8, "sft": 12, "reward": 12, "ppo": 24}
SHORT = {"sft": 1, "reward": 1, "ppo": 3}
TIMED = 3

DEMANDS = {
    "30 kills or more": lambda s: s["kills"] >= 30,
    "every stage was killed": lambda s: set(s["by_stage"]) >= set(STAGES),
    "some were inside saves": lambda s: s["inside"].get("save", 0) >= 3,
    "some were inside PPO's passes": lambda s: s["inside"].get("ppo_passes", 0) >= 3,
    "some at the ends of steps and epochs": lambda s: s["inside"].get("loop", 0) >= 3,
    "some runs were killed again while they resumed": lambda s: s["killed_again"] >= 3,
    "the command line was killed by the clock": lambda s: s["by_stage"].get("run", 0) >= 2,
    "all ended bit for bit as the uninterrupted run": lambda s: s["runs"] > 0 and not s["different"],
    "broken, cut and foreign states are refused by name": lambda s: all(s["refused"].values()),
}
SHORT_LEAVES_OUT = {"30 kills or more", "every stage was killed", "the command line was killed by the clock",
                    "some were inside saves", "some at the ends of steps and epochs",
                    "some runs were killed again while they resumed", "some were inside PPO's passes"}  # fmt: skip


class Tally:
    """What was done and what came of it."""

    def __init__(self) -> None:
        self.by_stage: Counter[str] = Counter()
        self.inside: Counter[str] = Counter()
        self.killed_again = self.runs = 0
        self.different: list[str] = []

    @property
    def kills(self) -> int:
        return self.by_stage.total()


class Reference(NamedTuple):
    """The uninterrupted run: its fingerprint, and how often each kind of moment came."""

    prints: dict[str, Any]
    counts: dict[str, int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, resume, compare, print, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.kill_resume", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--short", action="store_true", help="a few kills only; demands on their number do not count")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    given = parser.parse_args(arguments)
    import torch

    torch.set_num_threads(1)
    began = time.monotonic()
    tally, rng = Tally(), random.Random(given.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_material(folder / "material")
        _import_stages()
        for stage, kills in (SHORT if given.short else KILLS).items():
            reference = uninterrupted(stage, folder)
            _kill_stage(stage, kills, reference, folder, rng, tally)
            print(f"{stage}: {tally.by_stage[stage]} kills, {len(tally.different)} differences so far", flush=True)
            if stage == "ppo":
                refused = {how: _refuses(how, reference, folder) for how in ("flipped", "cut", "foreign")}
        if not given.short:
            _kill_whole_runs(folder, rng, tally)
        summary: dict[str, Any] = {
            "benchmark": "kill_resume", "seed": given.seed, "kills": tally.kills, "runs": tally.runs,
            "by_stage": dict(tally.by_stage), "inside": dict(tally.inside), "killed_again": tally.killed_again,
            "different": tally.different, "refused": refused, "save": save_cost(folder, "tiny" if given.short else "wolf"),
            "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip
    demands = {d: h for d, h in DEMANDS.items() if not (given.short and d in SHORT_LEAVES_OUT)}
    failed = [demand for demand, holds in demands.items() if not holds(summary)]
    for demand in demands:
        print(f"{'FAILED' if demand in failed else 'holds ':<7} {demand}")
    print(json.dumps({**summary, "failed": failed, "ok": not failed}))
    return 1 if failed else 0


def uninterrupted(stage: str, folder: Path) -> Reference:
    """Run the stage once to its end, counting its moments."""
    out = folder / stage / "whole"
    status = fork(
        stage, values_of(stage, folder / "material", out), resume=False, kill="count", report=out.parent / "count"
    )
    if status != 0:
        raise RuntimeError(
            f"{stage}: the uninterrupted run failed: {(out.parent / 'count' / 'log').read_text()[-2000:]}"
        )
    return Reference(fingerprint(out), json.loads((out.parent / "count" / COUNTS).read_text()))


def fingerprint(out: Path) -> dict[str, Any]:
    """Everything of a finished stage that must be equal, as short values; what lies about from killed processes too."""
    metrics = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    result = json.loads((out / "result.json").read_text())
    return {
        "weights": {file.relative_to(out).as_posix(): sha256(file) for file in sorted(out.rglob("*.safetensors"))},
        "metrics": [{k: v for k, v in line.items() if k != "tokens_per_s"} for line in metrics],
        "rollouts": sha256(out / "rollouts.jsonl") if (out / "rollouts.jsonl").exists() else None,
        "result": {k: v for k, v in result.items() if k not in ("model", "seconds")},
        "final_state": json.loads((out / FINAL).read_text()) if (out / FINAL).exists() else None,
        "left_about": sorted(p.name for p in out.rglob(".*")),
    }


def differing(found: dict[str, Any], wanted: dict[str, Any]) -> list[str]:
    """The names of what differs."""
    return [name for name in wanted if found[name] != wanted[name]]


def _import_stages() -> None:
    """What every forked process needs is loaded once."""
    import heelwork.stages.ppo
    import heelwork.stages.pretrain
    import heelwork.stages.reward
    import heelwork.stages.sft  # noqa: F401


def _kill_stage(stage: str, kills: int, reference: Reference, folder: Path, rng: random.Random, tally: Tally) -> None:
    """Runs of the stage, each killed one to three times and resumed to its end, until `kills` have struck."""
    kinds = [kind for kind in NAMED if reference.counts.get(kind)]
    trial = 0
    while tally.by_stage[stage] < kills:
        out, report = folder / stage / f"run{trial}", folder / stage / f"report{trial}"
        values = values_of(stage, folder / "material", out)
        struck = 0
        for _ in range(rng.choice((1, 1, 2, 3))):
            # Named moments in turn, and as many of any kind; a resumed run has fewer left, and may end before its moment.
            kind = kinds[trial // 2 % len(kinds)] if trial % 2 else "event"
            number = rng.randint(1, max(1, reference.counts[kind] // (1 + struck)))
            status = fork(stage, values, resume=struck > 0, kill=f"{kind}:{number}", report=report)
            if status != -signal.SIGKILL:
                break
            struck += 1
        else:
            status = fork(stage, values, resume=True, kill="", report=report)
        tally.by_stage[stage] += struck
        tally.killed_again += max(0, struck - 1)
        tally.runs += 1
        for line in (report / WHERE).read_text().splitlines() if struck else []:
            tally.inside.update(json.loads(line)["inside"] or ["elsewhere"])
        if status != 0:
            tally.different.append(f"{stage} run {trial}: failed: {_last_line(report / 'log')}")
        elif wrong := differing(fingerprint(out), reference.prints):
            struck_at = (report / WHERE).read_text().split("\n") if struck else []
            tally.different.append(f"{stage} run {trial}: {', '.join(wrong)}; killed at {struck_at}")
        trial += 1


def _refuses(how: str, reference: Reference, folder: Path) -> bool:
    """PPO is killed, its newest state is spoiled, and it is resumed: the state is refused by name, the end is the same."""
    out, report = folder / "ppo" / how, folder / "ppo" / f"report-{how}"
    values = values_of("ppo", folder / "material", out)
    if (
        fork("ppo", values, resume=False, kill=f"optim:{reference.counts['optim'] // 2}", report=report)
        != -signal.SIGKILL
    ):
        return False
    newest = max((out / "state").glob("step-*"))
    if how == "foreign":
        from heelwork.training.checkpoint import load_state, save_state

        save_state(
            newest, load_state(newest), {"step": 3, "part": 1, "identity": {"stage": "ppo", "settings": {"beta": 9}}}
        )
        reason = "belongs to another run: settings.beta was 9"
    else:
        tensors = newest / "tensors.safetensors"
        content = bytearray(tensors.read_bytes())
        content[-5] ^= 1
        tensors.write_bytes(content[:-9] if how == "cut" else content)
        reason = "it is cut short" if how == "cut" else "tensors.safetensors has SHA-256"
    if fork("ppo", values, resume=True, kill="", report=report) != 0:
        return False
    said = (report / "log").read_text()
    named = f"{newest.name}: refused: " in said and reason in said and ": good; going on from there" in said
    prints = fingerprint(out)
    return named and not differing(prints, reference.prints)


def _kill_whole_runs(folder: Path, rng: random.Random, tally: Tally) -> None:
    """`heelwork run` itself, killed by the clock and resumed with --resume."""
    recipe = folder / "recipe.yaml"
    material = folder / "material"
    filled = ("out", "model", "data", "reward_model")  # by the run itself
    sections = {stage: {k: v for k, v in values_of(stage, material, folder).items() if k not in filled}
                for stage in ("sft", "reward", "ppo")}  # fmt: skip
    sections["ppo"]["steps"] = 40
    recipe.write_text(json.dumps({
        "base": str(material / "model"), "data": [str(material / "pairs.jsonl")], **sections,
        "compare": {"limit": 2, "max_new_tokens": 4, "judge": None},
    }))  # fmt: skip
    began = time.monotonic()
    whole = _command(recipe, folder / "whole", resume=False).wait()
    took = time.monotonic() - began
    if whole != 0:
        tally.different.append("heelwork run: the uninterrupted run failed")
        return
    trial = 0
    while tally.by_stage["run"] < TIMED and trial < 3 * TIMED:  # a run that ends before its moment is none
        out, struck = folder / f"timed{trial}", 0
        for _ in range(2):
            process = _command(recipe, out, resume=struck > 0)
            try:
                process.wait(timeout=rng.uniform(0.3, 0.8) * took / (1 + 0.3 * struck))
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                struck += 1
        status = _command(recipe, out, resume=True).wait()
        tally.by_stage["run"] += struck
        tally.killed_again += max(0, struck - 1)
        tally.runs += 1
        wrong = [f"{stage} {name}" for stage in ("sft", "reward", "ppo") if status == 0
                 for name in differing(fingerprint(out / stage), fingerprint(folder / "whole" / stage))]  # fmt: skip
        if status != 0 or wrong:
            tally.different.append(f"heelwork run, trial {trial}: {', '.join(wrong) or f'exit status {status}'}")
        trial += 1


def _command(recipe: Path, out: Path, *, resume: bool) -> subprocess.Popen[bytes]:
    arguments = [
        sys.executable,
        "-m",
        "heelwork",
        "run",
        str(recipe),
        "--out",
        str(out),
        *(["--resume"] if resume else []),
    ]
    with out.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(arguments, stdout=log, stderr=log)


def save_cost(folder: Path, model: str) -> dict[str, Any]:
    """Seconds and bytes of one saved SFT state, after an update, with the seconds of that update beside them."""
    import numpy as np
    import torch

    from heelwork.algorithms.supervised import NEXT_TOKEN_LOSS
    from heelwork.models.loading import load_policy
    from heelwork.models.transformer import TokenRow
    from heelwork.training.checkpoints import Checkpoints, Place
    from heelwork.training.engine import Batch, Engine
    from heelwork.training.optim import OptimSettings

    device = torch.device("cpu")
    policy = load_policy("wolf" if model == "wolf" else str(folder / "material" / "model"), device)
    engine = Engine(policy, device=device, optim=OptimSettings(), total_steps=9, precision="fp32")
    row = TokenRow(np.arange(100) % 90 + 5, np.arange(100) > 0)
    began = time.monotonic()
    engine.update(Batch([row] * 4), NEXT_TOKEN_LOSS)
    update = time.monotonic() - began
    states, seconds = Checkpoints(folder / "cost", keep=1), []
    for step in range(3):
        began = time.monotonic()
        path = states.save(Place(step), {"engine": engine.state()})
        seconds.append(time.monotonic() - began)
    began = time.monotonic()
    states.latest()
    size = sum(file.stat().st_size for file in path.iterdir())
    return {
        "model": model, "parameters": sum(p.numel() for p in policy.parameters()), "megabytes": round(size / 1e6, 2),
        "seconds": round(statistics.median(seconds), 3), "load_seconds": round(time.monotonic() - began, 3),
        "update_of_400_tokens_seconds": round(update, 3),
    }  # fmt: skip


def _last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no output"


if __name__ == "__main__":
    sys.exit(main())
