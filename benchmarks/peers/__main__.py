"""Heelwork beside TRL: SFT, reward model, PPO and generation, alternately, on the same model, records and threads.

    python -m venv peers && peers/bin/pip install torch==2.13.0 "trl==1.12.*"
    python -m benchmarks.peers --peer peers/bin/python --data DIR_OF_HH_RLHF

Like for like: the same batches in fp32, where the losses must agree too. Best against best: each side's fastest setting of
those listed in SETTINGS; ours keeps fp32 master weights. bf16 is measured only where the processor multiplies it in
hardware. --into keeps what is measured, so that the whole, which takes hours, can be gone on with on the same machine. The
last line is one JSON object; the exit status is 0 only where every demand of DEMANDS holds; what was not measured (null) does
not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import math
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers import work
from benchmarks.peers.worker import Worker

NEW_TOKENS = 64

MEASURED = ("functional", "models", "data", "training", "sampling", "rewards", "rollouts", "algorithms", "stages")

SORTED = "bf16, sorted by hand"
"""Reward pairs in batches of like length. RewardTrainer refuses train_sampling_strategy="group_by_length" (it looks for a column
that its own records lack), so that this is no setting of TRL's, only what its user can do around it: measured and shown, but not
the best setting that a demand is about."""

ONE_TRUNK = "bf16, one trunk"
"""PPO with policy and critic as one network, which TRL does not offer; the line shows our two models against TRL's as well."""

SETTINGS: dict[str, dict[str, list[tuple[str, dict[str, Any]]]]] = {
    "sft": {
        "ours": [("fp32", {"precision": "fp32"}), ("bf16", {"precision": "bf16"})],
        "trl": [
            ("fp32", {"precision": "fp32", "setting": "padded"}),
            ("bf16", {"precision": "bf16", "setting": "padded"}),
            ("grouped", {"precision": "fp32", "setting": "grouped"}),
            ("bf16 grouped", {"precision": "bf16", "setting": "grouped"}),
            ("bf16 packed", {"precision": "bf16", "setting": "packed"}),
        ],
    },
    "reward": {
        "ours": [("fp32", {"precision": "fp32"}), ("bf16", {"precision": "bf16"})],
        "trl": [
            ("fp32", {"precision": "fp32", "setting": "padded"}),
            ("bf16", {"precision": "bf16", "setting": "padded"}),
            (SORTED, {"precision": "bf16", "setting": "grouped"}),
        ],
    },
    "ppo": {
        "ours": [
            ("fp32", {"precision": "fp32"}),
            ("bf16", {"precision": "auto"}),
            (ONE_TRUNK, {"precision": "auto", "critic": "shared"}),
        ],
        "trl": [("fp32", {"precision": "fp32"}), ("bf16", {"precision": "bf16"})],
    },
    "generate 16": {
        "ours": [("fp32", {"precision": "fp32", "batch": 16}), ("bf16", {"precision": "bf16", "batch": 16})],
        "trl": [("fp32", {"precision": "fp32", "batch": 16}), ("bf16", {"precision": "bf16", "batch": 16})],
    },
    "generate 64": {
        "ours": [("fp32", {"precision": "fp32", "batch": 64}), ("bf16", {"precision": "bf16", "batch": 64})],
        "trl": [("fp32", {"precision": "fp32", "batch": 64}), ("bf16", {"precision": "bf16", "batch": 64})],
    },
}
"""What each side is measured with; the first of each is the like-for-like one."""

UNITS = {"sft": "tokens/s", "reward": "pairs/s", "ppo": "steps/s"}


def _ratio(work_name: str, kind: str, limit: float) -> Callable[[dict[str, Any]], bool]:
    return lambda s: all(size[work_name][kind]["ratio"] >= limit for size in s["sizes"].values())


def _share(size: str, limit: float) -> Callable[[dict[str, Any]], bool]:
    def holds(s: dict[str, Any]) -> bool:
        found = s["sizes"].get(size)
        return found is not None and all(found[w]["ceiling_share"] >= limit for w in ("sft", "ppo"))

    return holds


DEMANDS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "SFT, same batches, fp32: >= 3x": _ratio("sft", "same", 3.0),
    "SFT, best against best: >= 2x": _ratio("sft", "best", 2.0),
    "reward model, same batches, fp32: >= 2.5x": _ratio("reward", "same", 2.5),
    "reward model, best against best: >= 2.5x": _ratio("reward", "best", 2.5),
    "PPO step, fp32: >= 2x": _ratio("ppo", "same", 2.0),
    "PPO step, best against best: >= 2.5x": _ratio("ppo", "best", 2.5),
    "generation at 16, fp32: >= 1.7x": _ratio("generate 16", "same", 1.7),
    "generation at 64, fp32: >= 1.7x": _ratio("generate 64", "same", 1.7),
    "generation at 16, best against best: >= 2.5x": _ratio("generate 16", "best", 2.5),
    "generation at 64, best against best: >= 2.5x": _ratio("generate 64", "best", 2.5),
    "PPO's peak memory: <= 0.7x": lambda s: all(size["ppo"]["memory_ratio"] <= 0.7 for size in s["sizes"].values()),
    "share of the bf16 ceiling, 6M: >= 20%": _share("6M", 0.20),
    "share of the bf16 ceiling, 30M: >= 35%": _share("30M", 0.35),
    "the same SFT losses over 20 steps, to 1e-4": lambda s: s["loss_difference"]["sft"] <= 1e-4,
    "the same reward losses over 20 steps, to 1e-4": lambda s: s["loss_difference"]["reward"] <= 1e-4,
    "bf16 measured": lambda s: "bf16" in s["ceiling_gflops"],
    "both sizes, at least 5 repeats": lambda s: set(s["sizes"]) == set(work.SIZES) and s["repeats"] >= 5,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--peer", default=sys.executable, help="interpreter that has TRL (default: this one)")
    parser.add_argument("--data", type=Path, help="folder with HH-RLHF's *.jsonl.gz (default: the starter's rankings)")
    parser.add_argument("--sizes", default=",".join(work.SIZES), help="models: 6M, 30M (default: both)")
    parser.add_argument("--repeats", type=int, default=5, help="alternations (default: 5)")
    parser.add_argument(
        "--steps", type=int, default=12, help="timed steps of SFT and reward in one repeat (default: 12)"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads of either side")
    parser.add_argument("--only", help="kinds of work, comma-separated: " + ", ".join(SETTINGS))
    parser.add_argument("--into", type=Path, help="file that keeps each kind of work as soon as it is measured; what it has is "
                        "not measured again, and another version of the code, or other settings, refuse it")  # fmt: skip
    given = parser.parse_args(arguments)
    kinds = given.only.split(",") if given.only else list(SETTINGS)
    try:
        summary = _begun(given)
    except ValueError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as scratch:
        for size in given.sizes.split(","):
            folder = Path(scratch) / size
            folder.mkdir()
            found = summary["sizes"].setdefault(size, {})
            missing = [kind for kind in kinds if kind not in found]
            if missing:
                found["parameters"] = work.prepare(folder, size, given.data)
                _size(folder, size, missing, given, summary)
    verdicts = {name: _holds(demand, summary) for name, demand in DEMANDS.items()}
    for name, holds in verdicts.items():
        print(f"{'holds' if holds else 'FAILS'}  {name}")
    print(json.dumps({**summary, "demands": verdicts, "holds": all(verdicts.values())}))
    return 0 if all(verdicts.values()) else 1


def _begun(given: argparse.Namespace) -> dict[str, Any]:
    """What the file holds of this same measurement, or an empty summary. Raises ValueError where it is another one's."""
    asked = {"repeats": given.repeats, "threads": given.threads, "steps": given.steps, "data": str(given.data),
             "processor": _processor(), "code": _code()}  # fmt: skip
    if given.into is None or not given.into.exists():
        return {**asked, "sizes": {}}
    found: dict[str, Any] = json.loads(given.into.read_text())
    for name, value in asked.items():
        if found.get(name) != value:
            raise ValueError(
                f"{given.into} was measured with {name} {found.get(name)}, not {value}; give another file to --into"
            )
    return found


def _processor() -> str:
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return platform.machine()


def _code() -> str:
    """One hash over what is measured: the stages, what they are made of, and this benchmark."""
    here = Path(__file__).resolve().parent
    package = here.parent.parent / "src" / "heelwork"
    files = sorted(
        [
            *here.glob("*.py"),
            *package.glob("*.py"),
            *(path for name in MEASURED for path in (package / name).rglob("*.py")),
        ]
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _holds(demand: Callable[[dict[str, Any]], bool], summary: dict[str, Any]) -> bool:
    try:
        return bool(demand(summary))
    except (KeyError, TypeError):  # not measured
        return False


def _size(folder: Path, size: str, kinds: Sequence[str], given: argparse.Namespace, summary: dict[str, Any]) -> None:
    """Measure these kinds of work at one size, into the summary."""
    out = summary["sizes"][size]
    for kind in kinds:
        # Workers of its own for each kind of work, so that peak memory is that kind's alone.
        sides = {
            "ours": Worker(sys.executable, "benchmarks.peers.ours", given.threads, folder / "ours.log"),
            "trl": Worker(given.peer, "benchmarks.peers.theirs", given.threads, folder / "trl.log"),
        }
        try:
            ceiling = sides["ours"].ask("ceiling")
            summary.setdefault("ceiling_gflops", {}).update(ceiling)
            if kind in ("sft", "reward") and size == "6M":
                summary.setdefault("loss_difference", {})[kind] = _loss_difference(sides, kind, folder)
            out[kind] = _kind(sides, kind, folder, "bf16" in ceiling, given)
            _finish(out[kind], kind, out["parameters"], ceiling, folder)
            print(_line(size, kind, out[kind]), flush=True)
            if given.into is not None:
                beside = given.into.with_suffix(".new")
                beside.write_text(json.dumps(summary))
                os.replace(beside, given.into)
        finally:
            for worker in sides.values():
                worker.close()


def _loss_difference(sides: dict[str, Worker], kind: str, folder: Path) -> float:
    """The largest difference of the two sides' losses over the first steps, same batches, fp32."""
    losses = {
        side: worker.ask(kind, folder=str(folder), steps=work.CHECKED, **SETTINGS[kind][side][0][1])["losses"]
        for side, worker in sides.items()
    }
    return max(abs(a - b) for a, b in zip(losses["ours"], losses["trl"], strict=True))


def _kind(sides: dict[str, Worker], kind: str, folder: Path, bf16: bool, given: argparse.Namespace) -> dict[str, Any]:
    """Rates of every setting of both sides, one of each in turn, in every repeat."""
    rates: dict[str, dict[str, list[float]]] = {side: {} for side in sides}
    memory: dict[str, float] = {}
    steps = {"sft": given.steps + 1, "reward": given.steps + 1, "ppo": 1}.get(kind)
    extra = {"new_tokens": NEW_TOKENS} if steps is None else {"steps": steps}
    plan = [
        (side, name, setting)
        for pair in _side_by_side(kind)
        for side, name, setting in pair
        if bf16 or "bf16" not in name
    ]
    for repeat in range(given.repeats):
        for side, name, setting in plan if repeat % 2 == 0 else plan[::-1]:
            got = sides[side].ask(kind.split()[0], folder=str(folder), **setting, **extra)
            skip = 1 if kind in ("sft", "reward") else 0
            rate = sum(got["units"][skip:]) / sum(got["seconds"][skip:])
            rates[side].setdefault(name, []).append(rate)
        if repeat == 0:  # all settings ran: the larger of them is what a user sees
            memory = {side: worker.ask("peak")["gib"] for side, worker in sides.items()}
    return {"rates": rates, "peak_gib": memory}


def _side_by_side(kind: str) -> list[list[tuple[str, str, dict[str, Any]]]]:
    """Settings of both sides in turns: ours, theirs, ours, theirs, ..."""
    sides = {side: [(side, name, setting) for name, setting in SETTINGS[kind][side]] for side in ("ours", "trl")}
    longest = max(len(found) for found in sides.values())
    return [[found[i] for found in sides.values() if i < len(found)] for i in range(longest)]


def _finish(found: dict[str, Any], kind: str, parameters: int, ceiling: dict[str, float], folder: Path) -> None:
    """Medians, ratios with their spread over the repeats, and the share of the matmul ceiling."""
    rates = found["rates"]
    best = {
        side: max((name for name in of if name != SORTED), key=lambda name: statistics.median(of[name]))
        for side, of in rates.items()
    }
    compared = {"same": dict.fromkeys(rates, "fp32"), "best": best}
    if SORTED in rates["trl"]:
        compared[SORTED] = {**best, "trl": SORTED}
    if best["ours"] == ONE_TRUNK:
        compared["two models"] = {**best, "ours": "bf16"}
    for label, names in compared.items():
        pairs = list(zip(rates["ours"][names["ours"]], rates["trl"][names["trl"]], strict=True))
        ratios = sorted(a / b for a, b in pairs)
        found[label] = {
            "ours": statistics.median(a for a, _ in pairs), "trl": statistics.median(b for _, b in pairs),
            "settings": names, "ratio": statistics.median(ratios), "ratio_lowest": ratios[0], "ratio_highest": ratios[-1],
        }  # fmt: skip
    found["memory_ratio"] = found["peak_gib"]["ours"] / found["peak_gib"]["trl"]
    top = ceiling.get("bf16", ceiling["fp32"]) * 1e9
    if kind == "sft":
        found["ceiling_share"] = 6 * parameters * found["best"]["ours"] / top
    if kind == "ppo":
        # With a critic of its own. Update alone: both models, forward and backward, on every row's tokens in every epoch; the
        # time is the whole step's.
        prompts = work.read_prompts(folder, work.ROLLOUTS * 4)
        tokens = work.ROLLOUTS * (work.NEW_TOKENS + statistics.mean(len(prompt) for prompt in prompts))
        flops = 2 * 6 * parameters * tokens * work.EPOCHS
        found["ceiling_share"] = flops * statistics.median(rates["ours"].get("bf16", rates["ours"]["fp32"])) / top


def _line(size: str, kind: str, found: dict[str, Any]) -> str:
    unit = UNITS.get(kind, "tokens/s")

    def part(label: str) -> str:
        f = found[label]
        digits = 0 if f["ours"] >= 20 else 2 if math.log10(max(f["ours"], 1e-9)) > -1 else 4
        return (
            f"{f['ours']:.{digits}f} vs {f['trl']:.{digits}f} ({f['settings']['ours']} / {f['settings']['trl']}): "
            f"{f['ratio']:.2f}x [{f['ratio_lowest']:.2f}, {f['ratio_highest']:.2f}]"
        )

    also = "".join(f"; {part(label)}" for label in (SORTED, "two models") if label in found)
    share = f"; {found['ceiling_share']:.1%} of the ceiling" if "ceiling_share" in found else ""
    return (
        f"{size} {kind}, {unit}: same {part('same')}; best {part('best')}{also}; memory {found['memory_ratio']:.2f}x"
        f" ({found['peak_gib']['ours']:.2f} / {found['peak_gib']['trl']:.2f} GiB){share}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
