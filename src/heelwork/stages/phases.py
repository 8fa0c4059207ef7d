"""Both phases of Constitutional AI as stages of a run: critic, judge, revisions, SL-CAI, labels, preference model, RL-CAI.

Every one of them is an ordinary stage with a directory of its own, so that a run resumes, skips and reports them like any
other. What a section leaves open is filled in from the stages before it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.config import Settings, merge
from heelwork.stages import constitutional, ppo, reward, sft
from heelwork.stages.sections import Sections

PREFIX = "constitutional."
"""Before the name of a phase, as its section of a recipe is called."""


class PhasesSettings(Settings):
    """The section `constitutional` of a recipe."""

    enabled: bool = False
    """Whether the run goes through both phases after PPO."""
    constitution: str | None = None
    """A constitution's YAML file; none = the default one."""
    continued: bool = False
    """Critic, judge and SL-CAI go on from the SFT model and the preference model from the reward model, which takes a fraction
    of the time; otherwise all of them start afresh, as in the paper."""
    critic: dict[str, Any] = {}
    """Settings of an SFT stage that makes a critic; empty = the SFT model criticises."""
    judge: dict[str, Any] = {}
    """Settings of an SFT stage that makes a judge, who must prefer a revision before it is taken and labels the pairs; empty =
    every revision is taken, and the critic labels."""
    revise: dict[str, Any] = {}
    """Settings of phase 1's revisions."""
    sl_cai: dict[str, Any] = {}
    """Settings of the SFT stage on the revisions."""
    label: dict[str, Any] = {}
    """Settings of phase 2's labels, the gate among them."""
    preference: dict[str, Any] = {}
    """Settings of the reward stage on the labels; name human preferences beside them with `human`."""
    human: list[str] = []
    """Human preferences that the preference model learns from besides the labels (the reward stage's, where none are named)."""
    rl_cai: dict[str, Any] = {}
    """Settings of PPO from the SL-CAI model against the preference model; `ppo`'s, but for its `ensemble`, where left out."""


class Before(NamedTuple):
    """The stages before, resolved."""

    base: str
    out: Path
    sft: sft.SftSettings
    reward: reward.RewardSettings
    ppo: ppo.PpoSettings


class Step(NamedTuple):
    """One stage of the phases: what runs it, its settings, and a headline."""

    run: Callable[..., Any]
    settings: Settings
    what: str


COLUMNS = {"SL-CAI": "sl_cai", "RL-CAI": "rl_cai"}
"""Columns of the before/after table, and the stages whose models they show."""


def resolve(given: PhasesSettings, before: Before, sections: Sections) -> dict[str, Step]:
    """The steps in order, by name. Raises ConfigError for a setting that cannot be."""
    out = before.out
    model = {name: str(out / name / "model") for name in ("critic", "judge", "sl_cai", "preference")}
    critic = model["critic"] if given.critic else str(out / "sft" / "model")
    judge = model["judge"] if given.judge else critic
    common = {"seed": before.sft.seed, "heldout_share": before.sft.heldout_share, "split_seed": before.sft.split}
    start = str(out / "sft" / "model") if given.continued else before.base
    shared = {"constitution": given.constitution, "data": before.ppo.data}

    def stage(kind: type[Any], name: str, filled: dict[str, Any]) -> Any:
        return sections.fill(kind, PREFIX + name, getattr(given, name), {**filled, "out": str(out / name)})

    steps: dict[str, Step] = {}
    if given.critic:
        steps["critic"] = Step(sft.run, stage(sft.SftSettings, "critic", {**common, "model": start}),
                               "a critic learns to criticise and revise")  # fmt: skip
    if given.judge:
        steps["judge"] = Step(sft.run, stage(sft.SftSettings, "judge", {**common, "model": start}),
                              "a judge learns to rate answers")  # fmt: skip
    revise = stage(constitutional.ReviseSettings, "revise",
                   {**shared, "model": str(out / "sft" / "model"), "critic": critic, "helpful": before.sft.data,
                    **({"judge": judge, **_judged_as(given.label, before.sft.seed)} if given.judge else {}),
                    "revision": {"seed": before.sft.seed}})  # fmt: skip
    steps["revise"] = Step(constitutional.revise, revise, "answers criticised and revised under the constitution")
    mixed = out / "revise" / ("mixed.jsonl" if revise.helpful else "demonstrations.jsonl")
    for_sl = merge(_inherited(before.sft, "model", "data", "out"), {**common, "model": start, "data": [str(mixed)]})
    sl_cai = stage(sft.SftSettings, "sl_cai", for_sl)
    steps["sl_cai"] = Step(sft.run, sl_cai, "supervised fine-tuning on the revisions (SL-CAI)")
    # The gate's held-out preferences: those named for it, all of them, or else what no model of the run was trained on.
    kept_out = {
        "human": before.reward.data,
        "human_heldout_share": before.reward.heldout_share,
        "human_split_seed": before.reward.split,
    }
    label = stage(constitutional.LabelSettings, "label",
                  {**shared, "model": model["sl_cai"], "judge": judge, "pairs": {"seed": before.sft.seed},
                   "judging": {"seed": before.sft.seed},
                   **(kept_out if before.reward.heldout_share and "human" not in given.label else {})})  # fmt: skip
    steps["label"] = Step(constitutional.label, label, "the judge passes the gate and labels pairs")
    for_preference = merge(_inherited(before.reward, "model", "data", "out"), {
        "model": before.ppo.reward_model if given.continued else model["sl_cai"],
        "data": [str(out / "label" / "labels.jsonl"), *(given.human or before.reward.data)],
    })  # fmt: skip
    preference = stage(reward.RewardSettings, "preference", for_preference)
    steps["preference"] = Step(reward.run, preference, "preference model from the labels and human rankings")
    # PPO's further reward models judge by no constitution, and their starts are others: not for averaging with this one.
    for_rl = merge(_inherited(before.ppo, "model", "reward_model", "ensemble", "out"),
                   {"model": model["sl_cai"], "reward_model": model["preference"]})  # fmt: skip
    steps["rl_cai"] = Step(
        ppo.run, stage(ppo.PpoSettings, "rl_cai", for_rl), "PPO against the preference model (RL-CAI)"
    )
    return steps


def _judged_as(label: dict[str, Any], seed: int) -> dict[str, Any]:
    """What the section of the labels says of the judge, who judges revisions in the same way."""
    given: dict[str, Any] = {key: label[key] for key in ("judging", "gate", "override_gate") if key in label}
    return merge({"judging": {"seed": seed}}, given)


def _inherited(settings: Settings, *without: str) -> dict[str, Any]:
    """A stage's settings as the beginning of another of its kind."""
    return {key: value for key, value in settings.model_dump(mode="json").items() if key not in without}
