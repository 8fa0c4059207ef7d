"""The whole of RLHF from one recipe: base model -> SFT -> reward model -> PPO -> before and after."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings, build, merge
from heelwork.errors import Interrupted, RunError
from heelwork.report.page import write_report
from heelwork.runs import RunDir
from heelwork.stages import compare, phases, ppo, reward, sft
from heelwork.stages.base import log
from heelwork.starter.sources import materialise
from heelwork.trackers import TrackerName


class RunSettings(Settings):
    """A recipe of `heelwork run`. What a stage leaves open is filled in from the stages before it."""

    base: str = "wolf"
    """The raw model: a directory, a hub id, or 'wolf'."""
    out: str = "runs/starter"
    """The run directory."""
    seed: int = Field(0, ge=0, lt=2**32)
    """The seed of every stage that names none."""
    data: list[str] = []
    """The data of every stage that names none."""
    sft: dict[str, Any] = {}
    """Settings of the SFT stage."""
    reward: dict[str, Any] = {}
    """Settings of the reward stage."""
    ppo: dict[str, Any] = {}
    """Settings of the PPO stage."""
    compare: dict[str, Any] = {}
    """Settings of the comparison of the models: the before/after table, and who judges it."""
    constitutional: phases.PhasesSettings = phases.PhasesSettings()
    """Both phases of Constitutional AI after PPO; off where it is not enabled."""
    heldout_share: float = Field(0.1, ge=0, lt=1)
    """Share of prompts that every stage keeps out of training, the same ones, and that the table shows."""
    max_length: int | None = Field(None, gt=1)
    """The `max_length` of every stage that names none."""
    tracker: TrackerName = "tensorboard"
    """The `tracker` of every stage that names none: tensorboard, wandb, mlflow, trackio or none."""


class Plan(NamedTuple):
    """A recipe with every default and every path filled in."""

    settings: RunSettings
    sft: sft.SftSettings
    reward: reward.RewardSettings
    ppo: ppo.PpoSettings
    compare: compare.CompareSettings
    constitutional: dict[str, phases.Step] = {}

    def dump(self) -> dict[str, Any]:
        """The resolved recipe."""
        resolved = self.settings.model_dump(mode="json") | {
            name: getattr(self, name).model_dump(mode="json") for name in ("sft", "reward", "ppo", "compare")
        }
        for name, step in self.constitutional.items():
            resolved["constitutional"][name] = step.settings.model_dump(mode="json")
        return resolved


class RunResult(NamedTuple):
    """Where to look."""

    directory: Path
    page: Path
    report: Path
    seconds: dict[str, float]


def resolve(values: Mapping[str, Any]) -> Plan:
    """Fill a recipe in and validate all of it, before any work. Raises ConfigError for every fault at once per stage."""
    settings = build(RunSettings, dict(values))
    out = Path(settings.out)
    common = {"seed": settings.seed, "heldout_share": settings.heldout_share}
    shared: dict[str, Any] = {"tracker": settings.tracker}
    if settings.max_length:
        shared["max_length"] = settings.max_length
    data = {"data": settings.data} if settings.data else {}
    models = {name: str(out / name / "model") for name in ("sft", "reward")}

    def stage(kind: type[Any], name: str, given: dict[str, Any], filled: dict[str, Any]) -> Any:
        return build(kind, merge(filled, given), source=f"recipe, section '{name}'")

    for_sft = stage(sft.SftSettings, "sft", settings.sft,
                    {**common, **shared, **data, "model": settings.base, "out": str(out / "sft")})  # fmt: skip
    for_reward = stage(reward.RewardSettings, "reward", settings.reward,
                       {**common, **shared, **data, "model": models["sft"], "out": str(out / "reward"),
                        "demonstrations": for_sft.data})  # fmt: skip
    for_ppo = stage(ppo.PpoSettings, "ppo", settings.ppo,
                    {**common, **shared, **data, "model": models["sft"], "reward_model": models["reward"],
                     "out": str(out / "ppo")})  # fmt: skip
    for_compare = stage(compare.CompareSettings, "compare", settings.compare,
                        {**common, "data": for_ppo.data, "judge": f"reward:{for_ppo.reward_model}",
                         "max_prompt_tokens": for_ppo.max_prompt_tokens,
                         "max_new_tokens": for_ppo.max_new_tokens})  # fmt: skip
    steps: dict[str, phases.Step] = {}
    if settings.constitutional.enabled:
        before = phases.Before(settings.base, out, for_sft, for_reward, for_ppo)
        steps = phases.resolve(settings.constitutional, before)
    return Plan(settings, for_sft, for_reward, for_ppo, for_compare, steps)


def run(values: Mapping[str, Any], *, resume: bool = False) -> RunResult:
    """Run all stages. resume: skip stages that are done with the same settings, go on inside an interrupted one."""
    out = Path(str(values.get("out", RunSettings.model_fields["out"].default)))
    plan = resolve(materialise(dict(values), out / "data"))
    directory = RunDir(out)
    if not resume and (directory.path / "sft" / "result.json").exists():
        log.warning("%s holds an earlier run; its stages are run again and replaced (--resume keeps them)", out)
    directory.write_recipe(plan.dump())
    directory.write_environment(plan.settings.seed)
    seconds: dict[str, float] = {}
    stages: dict[str, tuple[Callable[..., Any], Any]] = {
        "sft": (sft.run, plan.sft),
        "reward": (reward.run, plan.reward),
        "ppo": (ppo.run, plan.ppo),
        **{name: (step.run, step.settings) for name, step in plan.constitutional.items()},
    }
    stale = not resume
    for name, (run_stage, settings) in stages.items():
        started = time.monotonic()
        if not stale and _is_done(out / name, settings):
            log.info("%s: done, kept", name)
            continue
        log.info("%s", _headline(name, settings, plan))
        continuing = not stale and _is_interrupted(out / name, settings)
        _mark(out / name, settings, done=False)
        try:
            run_stage(settings, resume=continuing)
        except Interrupted as error:
            raise Interrupted(f"{error}. Go on with: heelwork run {_again(out)} --resume", error.signal) from error
        _mark(out / name, settings, done=True)
        stale = True
        seconds[name] = round(time.monotonic() - started, 1)
    started = time.monotonic()
    compared = compare.run(
        plan.compare,
        {"base": plan.settings.base, "SFT": str(out / "sft" / "model"), "PPO": str(out / "ppo" / "model")}
        | {column: str(out / name / "model") for column, name in phases.COLUMNS.items() if name in plan.constitutional},
        out,
    )
    seconds["compare"] = round(time.monotonic() - started, 1)
    directory.write_json("timings.json", {"seconds": seconds})
    return RunResult(directory.path, compared.table, write_report(directory.path).page, seconds)


def _again(out: Path) -> str:
    """The arguments that name this run again: its resolved recipe holds everything."""
    return str(out / "recipe.yaml")


def _headline(name: str, settings: Any, plan: Plan) -> str:
    what = {
        "sft": "supervised fine-tuning on demonstrations",
        "reward": "reward model from rankings",
        "ppo": "PPO against the reward model",
        **{step_name: step.what for step_name, step in plan.constitutional.items()},
    }
    return f"{name}: {what[name]} -> {settings.out}"


def _digest(settings: Settings) -> str:
    return hashlib.sha256(json.dumps(settings.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def _mark(path: Path, settings: Settings, *, done: bool) -> None:
    """Note what a stage is run with, so that a resume can tell whether it belongs to the recipe."""
    RunDir(path).write_json("stage.json", {"settings": _digest(settings), "done": done})


def _read_mark(path: Path) -> dict[str, Any]:
    mark = path / "stage.json"
    found: dict[str, Any] = json.loads(mark.read_text()) if mark.exists() else {}
    return found


def _is_done(path: Path, settings: Settings) -> bool:
    return _read_mark(path) == {"settings": _digest(settings), "done": True}


def _is_interrupted(path: Path, settings: Settings) -> bool:
    """Whether the stage has begun and not ended. Raises RunError where that was under other settings."""
    mark = _read_mark(path)
    if not mark or mark["done"]:
        return False
    if mark["settings"] != _digest(settings):
        raise RunError(
            f"{path}: was interrupted under other settings than the recipe now has; start without --resume, or undo the change"
        )
    return True
