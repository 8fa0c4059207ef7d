"""A run directory -> a Report. Reads what is there, invents nothing, and bears half-written files."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from heelwork.errors import RunError
from heelwork.report.contents import DataFile, Reliability, Report, Rollout, Row, Stage
from heelwork.report.findings import read_audit, read_comparison, read_gate, read_probes
from heelwork.report.reading import Reader, answer, turns

PHASES = ("critic", "judge", "revise", "sl_cai", "label", "preference", "rl_cai")
OPTIONAL = ("critic", "judge")  # phases that an empty section leaves out
ORDER = ("pretrain", "sft", "reward", "cure", "ppo", *PHASES)
ROW_KEYS = {"prompt", "behaviour", "source", "fields", "id", "key"}
ALONE = ("before_after.jsonl", "compare.json", "probes.json", "audit.json")
"""What makes a directory worth a report although no stage has run in it."""
MOST_COUNTED = 200_000_000  # bytes of a data file whose lines are counted
ABSENT = {
    "before_after.jsonl": "No before/after table: the last stage of `heelwork run` writes it.",
    "reward/heldout.json": "No held-out accuracy of the reward model: no preferences were held out, or the stage has not ended.",
    "ppo/rollouts.jsonl": "No rollouts of PPO.",
    "compare.json": "No pairwise comparison of the models: `heelwork compare` makes one.",
    "probes": "No behaviour probes: `heelwork probe` runs them.",
    "audit.json": "No audit for reward hacking: `heelwork audit` makes one.",
}


def gather(path: Path, *, unfinished: bool = False) -> Report:
    """Everything that the run directory at `path` tells.

    unfinished: it may also be empty or not there yet; otherwise raises RunError where it is no directory of a run.
    """
    if not path.is_dir() and not unfinished:
        raise RunError(f"{path}: no such directory; give a run directory, as `heelwork run --out` makes it")
    reader = Reader(path)
    recipe = reader.mapping("recipe.yaml")
    stages = tuple(_stages(reader, recipe))
    if not (unfinished or recipe or stages or any((path / name).exists() for name in ALONE)):
        raise RunError(
            f"{path}: not a run directory (no recipe.yaml, no stage, none of {', '.join(ALONE)}); "
            "give the directory that `heelwork run --out` or a stage wrote"
        )
    return read(reader, recipe, stages)


def read(reader: Reader, recipe: Mapping[str, Any], stages: tuple[Stage, ...]) -> Report:
    """The report of a directory whose stages are read already."""
    probes, probe_rows = read_probes(reader)
    rows = (*_rows(reader, "before_after.jsonl"), *probe_rows)
    places = {s.name: _place(reader, s.name) for s in stages}
    rollouts = tuple(r for s in stages if s.kind == "ppo" for r in _rollouts(reader, s.name, places[s.name]))
    held = (_reliability(reader, s.name, places[s.name]) for s in stages if s.kind == "reward")
    reliability = tuple(r for r in held if r)
    gates = tuple(g for s in stages if (g := read_gate(reader, s.name, places[s.name])))
    comparison, audit = read_comparison(reader), read_audit(reader)
    there = {
        "before_after.jsonl": rows, "reward/heldout.json": reliability, "ppo/rollouts.jsonl": rollouts,
        "compare.json": comparison, "probes": probes, "audit.json": audit,
    }  # fmt: skip
    environment = reader.mapping("environment.json")
    timings = _timings(reader)
    return Report(
        name=reader.root.resolve().name,
        command=str(environment.get("command", "")),
        rows=rows,
        models=tuple(dict.fromkeys(name for row in rows for name in row.answers)),
        stages=stages,
        rollouts=rollouts,
        reliability=reliability,
        gates=gates,
        comparison=comparison,
        probes=probes,
        audit=audit,
        timings=timings,
        recipe=reader.text("recipe.yaml") or "",
        missing=tuple(sentence for name, sentence in ABSENT.items() if not there[name]),
        problems=tuple(dict.fromkeys(reader.problems)),
    )


def _rows(reader: Reader, name: str) -> Iterator[Row]:
    for line in reader.lines(name):
        given = {
            k: v if isinstance(v, list) else [v]
            for k, v in line.items()
            if k not in ROW_KEYS and isinstance(v, (Mapping, list))
        }
        answers = {k: [answer(a) for a in v if isinstance(a, Mapping) and "completion" in a] for k, v in given.items()}
        behaviour = line.get("behaviour") or (line.get("fields") or {}).get("behaviour") or ""
        for i in range(max(map(len, answers.values()), default=0)):  # several samples of a prompt: a row each
            nth = {k: v[i] for k, v in answers.items() if i < len(v)}
            yield Row(turns(line.get("prompt")), nth, str(behaviour), name)


def _stages(reader: Reader, recipe: Mapping[str, Any]) -> Iterator[Stage]:
    names = {p.parent.name for p in reader.root.glob("*/recipe.yaml")} - _left_over(recipe)
    for name in sorted(names, key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n)):
        yield _stage(reader, name, f"{name}/")
    if not names and (reader.root / "metrics.jsonl").exists():  # the directory of one stage
        yield _stage(reader, next(iter(recipe), reader.root.name), "")


def _left_over(recipe: Mapping[str, Any]) -> set[str]:
    """Stages that a run's recipe switches off: their directories are from an earlier run in the same place."""
    off = {"cure"} if recipe.get("cure") == {} else set()
    phases = recipe.get("constitutional")
    if isinstance(phases, Mapping):
        off |= set(PHASES) if phases.get("enabled") is False else {n for n in OPTIONAL if phases.get(n) == {}}
    return off


def _stage(reader: Reader, name: str, prefix: str) -> Stage:
    recipe = reader.mapping(f"{prefix}recipe.yaml")
    kind = name if name in recipe else next(iter(recipe), name)
    settings = given if isinstance(given := recipe.get(kind), Mapping) else {}
    mark = reader.mapping(f"{prefix}stage.json")
    result = reader.mapping(f"{prefix}result.json")
    metrics = tuple(
        {k: float(v) for k, v in line.items() if isinstance(v, (int, float))}
        for line in reader.lines(f"{prefix}metrics.jsonl")
    )
    return Stage(
        name=name,
        kind=kind,
        done=bool(mark.get("done", bool(result))),
        steps=int(metrics[-1].get("step", len(metrics))) if metrics else 0,
        total=settings.get("steps") if isinstance(settings.get("steps"), int) else None,
        seconds=_timings(reader).get(name),
        settings=settings,
        environment=reader.mapping(f"{prefix}environment.json"),
        result=result,
        data=tuple(_data(reader, prefix)),
        metrics=metrics,
    )


def _timings(reader: Reader) -> dict[str, float]:
    """Seconds of every stage."""
    given = reader.mapping("timings.json").get("seconds")
    return {k: float(v) for k, v in given.items() if isinstance(v, (int, float))} if isinstance(given, Mapping) else {}


def _data(reader: Reader, prefix: str) -> Iterator[DataFile]:
    for name, digest in reader.mapping(f"{prefix}data.json").items():
        path = reader.root / "data" / Path(name).name
        records: int | None = None
        kinds: dict[str, Any] = {}
        if name.endswith(f"data/{path.name}") and path.is_file() and (found := path.stat()).st_size < MOST_COUNTED:
            records, kinds = _count(path, (found.st_mtime_ns, found.st_size))
        yield DataFile(name, str(digest), records, kinds)


@functools.lru_cache(maxsize=64)
def _count(path: Path, stamp: tuple[int, int]) -> tuple[int, dict[str, int]]:
    """How many lines a file of the run's own data has, and how many come from each source (human, simulated, a judge).

    stamp: when it was written and how long it is; a live view counts a file again only where that has changed.
    """
    kinds: Counter[str] = Counter()
    count = 0
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            count += 1
            if '"source"' in line:
                try:
                    kinds[str(json.loads(line).get("source"))] += 1
                except (ValueError, AttributeError):
                    continue
    return count, dict(sorted(kinds.items()))


def _place(reader: Reader, stage: str) -> str:
    """Where a stage's files lie below the directory: in one of their own, or right here."""
    return f"{stage}/" if (reader.root / stage / "recipe.yaml").exists() else ""


def _rollouts(reader: Reader, stage: str, place: str) -> Iterator[Rollout]:
    name = f"{place}rollouts.jsonl"
    for line in reader.lines(name):
        try:
            yield Rollout(
                stage=stage,
                step=int(line["step"]),
                prompt=turns(line["prompt"]),
                text=str(line["completion"]),
                score=float(line["score"]),
                kl=None if line.get("kl") is None else float(line["kl"]),
                ended=line["finish_reason"] == "stop" if "finish_reason" in line else None,
                breakdown={k: float(v) for k, v in (line.get("breakdown") or {}).items()},
            )
        except (KeyError, TypeError, ValueError):
            reader.problems.append(f"{name}: some records lack a step, a prompt, a completion or a score.")


def _reliability(reader: Reader, stage: str, place: str) -> Reliability | None:
    name = f"{place}heldout.json"
    held = reader.mapping(name)
    try:
        curve = held["reliability"]
        return Reliability(
            stage=stage, accuracy=float(held["accuracy"]), low=float(held["interval"][0]), high=float(held["interval"][1]),
            n=int(held["n"]), ece=float(held["ece"]), confidence=tuple(map(float, curve["confidence"])),
            observed=tuple(map(float, curve["accuracy"])), counts=tuple(map(int, curve["count"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, IndexError):
        if held:
            reader.problems.append(f"{name} lacks the figures of the held-out accuracy.")
        return None
