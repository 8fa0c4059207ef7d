"""The whole of RLHF from one recipe: base model -> SFT -> reward model -> PPO -> before and after."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from heelwork import distributed
from heelwork.config import Settings, build
from heelwork.errors import Interrupted
from heelwork.report.page import write_report
from heelwork.runs import RunDir
from heelwork.stages import audit, compare, marks, phases, ppo, probe, reward, sft, space
from heelwork.stages.base import log
from heelwork.stages.inputs import require_records
from heelwork.stages.sections import Sections
from heelwork.starter.sources import materialise
from heelwork.trackers import TrackerName, require_tracker

BEFORE_CURE = "audit_before"
EVIDENCE = (
    "compare.json", "comparison.md", "before_after.md", "before_after.jsonl", "verdicts.jsonl", "audit", "audit.json", "audit.md",
    BEFORE_CURE, "probes", "probes.json", "probes.jsonl", "report.html", "report.json", "MODEL_CARD.md",
)  # fmt: skip
"""What tells of a run's models, and of none that takes their place."""
AUDITED_PROMPTS, AUDITED_TOKENS = 24, 64  # of a run's own audit: under a minute on a CPU


class RunSettings(Settings):
    """A recipe of `heelwork run`. What a stage leaves open is filled in from the stages before it."""

    base: str = "wolf"
    """The raw model: a directory, a hub id, or 'wolf'."""
    out: str = "runs/starter"
    """The run directory."""
    seed: int = Field(0, ge=0, lt=2**32)
    """The seed of every stage that names none."""
    split_seed: int | None = Field(None, ge=0, lt=2**32)
    """Decides with `heldout_share` which prompts are kept out, in every stage, whatever seed it names; none = `seed`."""
    data: list[str] = []
    """The data of every stage that names none."""
    sft: dict[str, Any] = {}
    """Settings of the SFT stage."""
    reward: dict[str, Any] = {}
    """Settings of the reward stage."""
    cure: dict[str, Any] = {}
    """Settings of a second, short reward stage against what the audit finds: it goes on from the reward model, with `augment`,
    `length` or more data, PPO uses its model, and the report shows both audits. Empty = no such stage."""
    ppo: dict[str, Any] = {}
    """Settings of the PPO stage."""
    compare: dict[str, Any] = {}
    """Settings of the comparison of the models: the before/after table, and who judges it."""
    audited: bool = True
    """Audit the reward model for hacking after PPO, with the policy's own answers; audit.md and the report show it."""
    audit: dict[str, Any] = {}
    """Settings of that audit."""
    probe: dict[str, Any] | None = None
    """Settings of behaviour probes of every model, at the end; none = no probes."""
    constitutional: phases.PhasesSettings = phases.PhasesSettings()
    """Both phases of Constitutional AI after PPO; off where it is not enabled."""
    heldout_share: float = Field(0.1, ge=0, lt=1)
    """Share of prompts that every stage keeps out of training, the same ones, and that the table shows. Where a stage names
    a smaller share, the table shows what all of them keep out."""
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
    cure: reward.RewardSettings | None = None
    audits: dict[str, audit.AuditSettings] = {}
    probe: probe.ProbeSettings | None = None
    sections: dict[str, dict[str, Any]] = {}

    def dump(self) -> dict[str, Any]:
        """The recipe with every default; what the run fills into its sections follows from the rest."""
        resolved = self.settings.model_dump(mode="json")
        for name, section in self.sections.items():
            phase = name.removeprefix(phases.PREFIX)
            (resolved if phase == name else resolved["constitutional"])[phase] = section
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
    split = {"split_seed": settings.seed if settings.split_seed is None else settings.split_seed}
    common = {"seed": settings.seed, "heldout_share": settings.heldout_share, **split}
    shared: dict[str, Any] = {"tracker": settings.tracker}
    if settings.max_length:
        shared["max_length"] = settings.max_length
    data = {"data": settings.data} if settings.data else {}
    models = {name: str(out / name / "model") for name in ("sft", "reward")}
    sections = Sections()
    stage = sections.fill

    for_sft = stage(sft.SftSettings, "sft", settings.sft,
                    {**common, **shared, **data, "model": settings.base, "out": str(out / "sft")})  # fmt: skip
    for_reward = stage(reward.RewardSettings, "reward", settings.reward,
                       {**common, **shared, **data, "model": models["sft"], "out": str(out / "reward"),
                        "demonstrations": for_sft.data})  # fmt: skip
    for_cure = None
    if settings.cure:
        inherited = for_reward.model_dump(mode="json")
        for_cure = stage(reward.RewardSettings, "cure", settings.cure,
                         {**inherited, "model": models["reward"], "out": str(out / "cure")})  # fmt: skip
    for_ppo = stage(ppo.PpoSettings, "ppo", settings.ppo,
                    {**common, **shared, **data, "model": models["sft"], "out": str(out / "ppo"),
                     "reward_model": str(out / "cure" / "model") if for_cure else models["reward"]})  # fmt: skip
    # Of one split the smaller share lies inside the larger.
    kept_out = min(each.heldout_share for each in (for_sft, for_reward, for_ppo))
    unseen = {"data": for_ppo.data if kept_out else [], "heldout_share": kept_out}
    for_compare = stage(compare.CompareSettings, "compare", settings.compare,
                        {**common, "heldout_share": kept_out, "more": unseen, "data": for_ppo.data,
                         "judge": f"reward:{for_ppo.reward_model}", "max_prompt_tokens": for_ppo.max_prompt_tokens,
                         "max_new_tokens": for_ppo.max_new_tokens})  # fmt: skip
    steps: dict[str, phases.Step] = {}
    if settings.constitutional.enabled:
        before = phases.Before(settings.base, out, for_sft, for_reward, for_ppo)
        steps = phases.resolve(settings.constitutional, before, sections)
    for settings_of in (for_ppo, *(step.settings for step in steps.values())):
        if isinstance(settings_of, ppo.PpoSettings):
            ppo.require_alarm(settings_of)
    audits: dict[str, audit.AuditSettings] = {}
    if settings.audited:
        for_audit = stage(audit.AuditSettings, "audit", settings.audit,
                          {**({"max_length": settings.max_length} if settings.max_length else {}), "seed": settings.seed,
                           **split, "reward_model": for_ppo.reward_model, "policy": str(out / "ppo" / "model"),
                           "out": str(out / "audit"), "prompts": AUDITED_PROMPTS,
                           "max_new_tokens": min(AUDITED_TOKENS, for_ppo.max_new_tokens)})  # fmt: skip
        if for_cure:  # the same probes and answers for both, so that the difference is the cure's
            before_cure = {"reward_model": models["reward"], "out": str(out / BEFORE_CURE)}
            audits[BEFORE_CURE] = for_audit.model_copy(update=before_cure)
        audits["audit"] = for_audit
    for_probe = None
    if settings.probe is not None:
        columns = [f"{column}={model}" for column, model in _models(settings.base, out, steps).items()]
        for_probe = stage(probe.ProbeSettings, "probe", settings.probe,
                          {"seed": settings.seed, "models": columns, "out": str(out / "probes"),
                           "max_new_tokens": for_ppo.max_new_tokens})  # fmt: skip
    return Plan(settings, for_sft, for_reward, for_ppo, for_compare, steps, for_cure, audits, for_probe,
                sections.written)  # fmt: skip


def _models(base: str, out: Path, steps: Mapping[str, Any]) -> dict[str, str]:
    """The columns of every comparison, and their models."""
    found = {"base": base, "SFT": str(out / "sft" / "model"), "PPO": str(out / "ppo" / "model")}
    return found | {column: str(out / name / "model") for column, name in phases.COLUMNS.items() if name in steps}


def run(values: Mapping[str, Any], *, resume: bool = False) -> RunResult:
    """Run all stages. resume: keep stages that are done with the same settings and inputs, go on inside an interrupted one."""
    distributed.start()
    out = Path(str(values.get("out", RunSettings.model_fields["out"].default)))
    plan = resolve(distributed.from_main(lambda: materialise(dict(values), out / "data")))
    directory = RunDir(out)
    if not resume and (directory.path / "sft" / "result.json").exists():
        log.warning("%s holds an earlier run; its stages are run again and replaced (--resume keeps them)", out)
    directory.write_recipe(plan.dump())
    directory.write_environment(plan.settings.seed)
    seconds: dict[str, float] = {}
    earlier = _timings(directory.path) if resume else {}
    stages: dict[str, tuple[Callable[..., Any], Any]] = {
        "sft": (sft.run, plan.sft),
        "reward": (reward.run, plan.reward),
        **({"cure": (reward.run, plan.cure)} if plan.cure else {}),
        "ppo": (ppo.run, plan.ppo),
        **{name: (step.run, step.settings) for name, step in plan.constitutional.items()},
    }
    chosen = [settings for _, settings in stages.values()]
    for each in chosen:
        require_tracker(getattr(each, "tracker", "none"))
    distributed.from_main(lambda: require_records(chosen, made=out, given=out / "data"))
    space.require_run(chosen, plan.settings.base)
    for name, (run_stage, settings) in stages.items():
        started = time.monotonic()
        decision = _decide(out / name, settings, resume=resume)
        if decision.why:
            log.info("%s: %s", name, decision.why)
        if decision.action == "keep":
            marks.end(out / name)
            continue
        log.info("%s", _headline(name, settings, plan))
        directory.fresh(*EVIDENCE)
        marks.begin(out / name, settings, anew=decision.action == "run")
        before = earlier.get(name, 0.0) if decision.action == "go_on" else 0.0
        try:
            _run_stage(run_stage, settings, resume=decision.action == "go_on")
        except Interrupted as error:
            again = distributed.go_on_with("run", str(out / "recipe.yaml"))  # the resolved recipe holds everything
            raise Interrupted(f"{error}. Go on with: {again}", error.signal) from error
        finally:  # what an interrupted stage took counts as well
            seconds[name] = round(before + time.monotonic() - started, 1)
            directory.write_json("timings.json", {"seconds": earlier | seconds})
        marks.end(out / name)
    for name, for_audit in plan.audits.items():
        started = time.monotonic()
        log.info(
            "%s: does the reward model fall for length, confidence, flattery, repetition? -> %s", name, for_audit.out
        )
        distributed.from_main(functools.partial(audit.run, for_audit))
        seconds[name] = round(time.monotonic() - started, 1)
    if (for_probe := plan.probe) is not None:
        started = time.monotonic()
        log.info("probe: how does every model behave where it matters? -> %s", for_probe.out)
        distributed.from_main(lambda: probe.run(for_probe))
        seconds["probe"] = round(time.monotonic() - started, 1)
    started = time.monotonic()
    models = _models(plan.settings.base, out, plan.constitutional)
    compared = distributed.from_main(lambda: compare.run(plan.compare, models, out))
    seconds["compare"] = round(time.monotonic() - started, 1)
    directory.write_json("timings.json", {"seconds": earlier | seconds})
    page = distributed.from_main(lambda: write_report(directory.path).page)
    return RunResult(directory.path, compared.table, page, seconds)


def _decide(folder: Path, settings: Any, *, resume: bool) -> marks.Decision:
    """What becomes of the stage; one process looks, because the marks change while others still read."""
    return distributed.from_main(lambda: marks.decide(folder, settings)) if resume else marks.Decision("run")


def _run_stage(run_stage: Callable[..., Any], settings: Any, *, resume: bool) -> None:
    """Run it by all processes, or by one where it is not a stage that trains."""
    if run_stage in (sft.run, reward.run, ppo.run):
        run_stage(settings, resume=resume)
    else:
        distributed.from_main(lambda: run_stage(settings, resume=resume))


def _timings(out: Path) -> dict[str, float]:
    """Seconds of the stages that an earlier call ran."""
    try:
        found: dict[str, float] = json.loads((out / "timings.json").read_text(encoding="utf-8"))["seconds"]
        return {name: float(value) for name, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _headline(name: str, settings: Any, plan: Plan) -> str:
    what = {
        "sft": "supervised fine-tuning on demonstrations",
        "reward": "reward model from rankings",
        "cure": "the reward model goes on, against reward hacking",
        "ppo": "PPO against the reward model",
        **{step_name: step.what for step_name, step in plan.constitutional.items()},
    }
    return f"{name}: {what[name]} -> {settings.out}"
