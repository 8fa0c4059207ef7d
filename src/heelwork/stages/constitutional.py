"""Constitutional AI's own two steps: revise (prompts -> revised demonstrations) and label (pairs -> soft preferences).

What lies between and after them are the ordinary stages: SFT on the revisions, a reward model on the labels, PPO.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.constitution.check import problems
from heelwork.constitution.gate import GateReport, GateSettings, measure
from heelwork.constitution.induce import Induced
from heelwork.constitution.label import PairSettings, sample_pairs
from heelwork.constitution.principles import Constitution, load
from heelwork.constitution.revise import RevisionSettings
from heelwork.constitution.work import (
    CACHE,
    LabelResult,
    check_judge,
    make_judge,
    mix,
    read_pairs,
    read_prompts,
    write_gate,
    write_induced,
    write_labels,
    write_revisions,
)
from heelwork.data.formats import to_demonstration, to_prompt, to_ranking
from heelwork.data.sources import fingerprint, held_out, read_records, shown
from heelwork.errors import ConfigError, DataError
from heelwork.judges.llm import JudgeSettings, LLMJudge
from heelwork.judges.models import ModelSettings, open_model, refuse_two_vendors
from heelwork.records import Ranking
from heelwork.runs import RunDir
from heelwork.stages.base import log
from heelwork.stages.inputs import Reads


class ConstitutionalSettings(Settings):
    """What both steps have in common."""

    data: list[str] = []
    """Prompts: files, folders or hub ids."""
    constitution: str | None = None
    """A constitution's YAML file; none = the default one."""
    limit: int = Field(0, ge=0)
    """Use at most this many prompts of each source; 0 = all."""
    endpoint: ModelSettings = ModelSettings()
    """How an endpoint is called, where a model is one."""
    judging: JudgeSettings = JudgeSettings()
    """How the judge decides."""
    gate: GateSettings = GateSettings()
    """The bar that the judge has to pass."""
    override_gate: str | None = None
    """A reason to use a judge below the bar; it is written into gate.json, every label, the run and the report."""


class ReviseSettings(ConstitutionalSettings):
    """`heelwork constitution revise`: answers criticised and revised under the constitution."""

    model: str = "wolf"
    """Who answers first: a model directory, hub id, `openai:MODEL` or `anthropic:MODEL`."""
    critic: str | None = None
    """Who criticises and revises; none = the same model."""
    judge: str | None = None
    """Who has to prefer a revision before it is taken, after the gate on the gold cases; none = every revision is taken."""
    out: str = "runs/revise"
    """The directory."""
    helpful: list[str] = []
    """Helpful demonstrations that are mixed with the revisions into mixed.jsonl; none = revisions alone."""
    helpful_share: float = Field(0.5, ge=0, lt=1)
    """Share of helpful demonstrations in the mixture."""
    revision: RevisionSettings = RevisionSettings()
    """Rounds, examples and sampling."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        records = {"data": to_prompt, "helpful": to_demonstration}
        return Reads(records, files=("constitution",), models=("model", "critic", "judge"))


class LabelSettings(ConstitutionalSettings):
    """`heelwork constitution label`: pairs of answers labelled by a judge that has passed the gate."""

    model: str | None = None
    """Whose answers are compared; none = those of `pairs_data`."""
    pairs_data: list[str] = []
    """Ready-made pairs to label in place of drawing answers; how they were ranked is forgotten."""
    judge: str = "wolf"
    """Who compares: a model directory, hub id, `openai:MODEL` or `anthropic:MODEL`."""
    out: str = "runs/label"
    """The directory."""
    human: list[str] = []
    """Held-out human preferences, on which the gate measures the judge besides the gold cases."""
    human_limit: int = Field(200, gt=0)
    """At most this many of them from each source."""
    human_heldout_share: float = Field(0.0, ge=0, lt=1)
    """Take those of `human` alone whose prompts this share keeps out of training (a run fills in the reward stage's); 0 = all."""
    human_split_seed: int = Field(0, ge=0, lt=2**32)
    """The `split_seed` of the stages that keep them out."""
    pairs: PairSettings = PairSettings()
    """How the answers are drawn."""

    def reads(self) -> Reads:
        """Which settings name data, and which name models."""
        records = {"data": to_prompt, "pairs_data": to_ranking, "human": to_ranking}
        return Reads(records, files=("constitution",), models=("model", "judge"))


class ReviseResult(NamedTuple):
    """Where the revisions lie, and what was changed."""

    demonstrations: Path
    answers: int
    changed: int


def revise(settings: ReviseSettings, *, resume: bool = False) -> ReviseResult:
    """Phase 1. A run that was stopped goes on by itself: replies are kept as they come, and `resume` changes nothing.

    Raises GateRefused before anything is answered where there is a judge and it is below the bar.
    """
    refuse_two_vendors([settings.model, settings.critic, settings.judge], settings.endpoint)
    constitution, directory = _open("revise", settings)
    prompts = read_prompts(settings.data, settings.limit)
    # Read first, so that a mistake in them shows before anything is paid for.
    helpful = read_records(settings.helpful, to_demonstration) if settings.helpful else []
    cache = directory.path / CACHE
    policy = open_model(settings.model, settings.endpoint, cache)
    own_critic = settings.critic is not None and settings.critic != settings.model
    critic = open_model(settings.critic or settings.model, settings.endpoint, cache) if own_critic else policy
    judge = None
    if settings.judge is not None:
        judge = make_judge(open_model(settings.judge, settings.endpoint, cache), constitution, settings.judging)
        check_judge(judge, constitution, [], settings.gate, directory, settings.override_gate)
    result = write_revisions(
        prompts, constitution, settings.revision, policy=policy, critic=critic, judge=judge, out=directory
    )
    demonstrations = directory.path / "demonstrations.jsonl"
    if settings.helpful:
        mixed = directory.path / "mixed.jsonl"
        mix(demonstrations, helpful, settings.helpful_share, settings.revision.seed, mixed)
        demonstrations = mixed
    log.info(
        "%d of %d answers changed under the constitution %s", result["changed"], result["answers"], constitution.digest
    )
    return ReviseResult(demonstrations, result["answers"], result["changed"])


def label(settings: LabelSettings, *, resume: bool = False) -> LabelResult:
    """Phase 2. Raises GateRefused before anything is labelled where the judge is below the bar."""
    if (settings.model is None) == (not settings.pairs_data):
        raise ConfigError("give either a model whose answers are compared, or pairs_data with ready-made pairs")
    refuse_two_vendors([settings.model, settings.judge], settings.endpoint)
    constitution, directory = _open("label", settings)
    cache = directory.path / CACHE
    human = _human(settings)
    model = open_model(settings.judge, settings.endpoint, cache)
    judge = make_judge(model, constitution, settings.judging)
    if not human:
        log.warning("no held-out human preferences given: the gate knows the judge from the gold cases alone")
    report = check_judge(judge, constitution, human, settings.gate, directory, settings.override_gate)
    log.info("gate: %s; gold cases %.0f%% right, %.0f%% of pairs turn with their order",
             "below the bar, overridden" if report.failures else "passed", 100 * report.gold.value,
             100 * report.position_flips.value)  # fmt: skip
    sampling = None
    if settings.model is None:
        pairs = read_pairs(settings.pairs_data, settings.limit)
    else:
        policy = model if settings.model == settings.judge else open_model(settings.model, settings.endpoint, cache)
        policy.new_meter()  # of what the gate asked, where the judge draws the answers as well
        pairs = sample_pairs(read_prompts(settings.data, settings.limit), policy, settings.pairs)
        sampling = policy.meter
    override = settings.override_gate if report.failures else None
    return write_labels(pairs, judge, model, constitution, directory, override=override, sampling=sampling)


def examine(settings: LabelSettings) -> GateReport:
    """The gate alone: measure the judge and write gate.json; nothing is refused here."""
    constitution, directory = _usable(settings.constitution), RunDir(settings.out)
    human = _human(settings)
    judge = make_judge(
        open_model(settings.judge, settings.endpoint, directory.path / CACHE), constitution, settings.judging
    )
    report = measure(judge, constitution, human, settings.gate)
    write_gate(report, settings.gate, directory)
    return report


def find_principles(
    data: list[str],
    judge: str,
    out: Path,
    constitution: Constitution | None,
    proposals: int,
    limit: int,
    endpoint: ModelSettings,
) -> Induced:
    """Inverse constitution: principles.json and principles.md."""
    rankings = read_records(data, to_ranking, limit=limit)
    directory = RunDir(out)
    model = open_model(judge, endpoint, directory.path / CACHE)
    return write_induced(LLMJudge(model), rankings, constitution, proposals, directory)


def _open(name: str, settings: ReviseSettings | LabelSettings) -> tuple[Constitution, RunDir]:
    """The constitution, and the directory with recipe, environment and the data's hashes in it."""
    constitution = _usable(settings.constitution)
    if not settings.data and not getattr(settings, "pairs_data", None):
        raise ConfigError("'data' is empty; name the prompts, for instance data='[prompts.jsonl]'")
    directory = RunDir(settings.out)
    seed = settings.revision.seed if isinstance(settings, ReviseSettings) else settings.pairs.seed
    directory.write_recipe({name: settings.model_dump(mode="json")})
    directory.write_environment(seed)
    given = (getattr(settings, field) for field in settings.reads().data)
    directory.write_json(
        "data.json", fingerprint([source for one in given for source in ([one] if isinstance(one, str) else one or [])])
    )
    directory.write_json("constitution.json", _described(constitution))
    return constitution, directory


def _human(settings: LabelSettings) -> list[Ranking]:
    """The rankings that the gate holds the judge against. Raises DataError where no prompt of theirs was kept out."""
    share, seed, most = settings.human_heldout_share, settings.human_split_seed, settings.human_limit
    found: list[Ranking] = []
    for source in settings.human:
        rankings = read_records([source], to_ranking, limit=0 if share else most)
        kept = [r for r in rankings if not share or held_out(r.prompt.key, share, seed)]
        if not kept:
            raise DataError(f"none of its {len(rankings)} prompts is among the {share:g} kept out of training; "
                            "give other human preferences, or a larger heldout_share", path=shown(source))  # fmt: skip
        found += kept[:most]
    return found


def _usable(path: str | None) -> Constitution:
    """The constitution. Raises ConfigError that names what has to be mended first."""
    constitution = load(path)
    fatal = [f"\n  - {p.kind}: {', '.join(p.principles)}: {p.text}" for p in problems(constitution) if p.fatal]
    if fatal:
        name = path or constitution.name
        raise ConfigError(f"the constitution {name} cannot be used before it is mended:{''.join(fatal)}")
    return constitution


def _described(constitution: Constitution) -> dict[str, Any]:
    """The constitution in full with its hash, so that records that name the hash can be understood from the run alone."""
    return {"digest": constitution.digest, **constitution.model_dump(mode="json")}
