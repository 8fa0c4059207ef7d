"""The audit of a reward model: probes on keyed facts, on a pairs file's answers and on a policy's own."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from heelwork.audit.cases import Answered
from heelwork.audit.files import write_audit
from heelwork.audit.measure import Thresholds
from heelwork.audit.reward_model import Audit, audit_reward
from heelwork.data.chat import Chat
from heelwork.data.formats import to_fact, to_ranking
from heelwork.data.sources import read_records, shown
from heelwork.errors import DataError
from heelwork.models.loading import context_length, load_policy, load_tokenizer
from heelwork.records import Prompt, Ranking
from heelwork.rewards.learned import LearnedReward
from heelwork.runs import RunDir
from heelwork.sampling.base import SamplingSettings
from heelwork.sampling.torch import TorchSampler
from heelwork.stages.base import log
from heelwork.stages.split import SplitSettings
from heelwork.tensors import default_device
from heelwork.training.precision import Precision
from heelwork.training.progress import Progress


class AuditSettings(SplitSettings):
    """`heelwork audit`: does the reward model fall for length, overconfidence, flattery or repetition?"""

    reward_model: str = "runs/reward/model"
    """The reward model: a directory or hub id."""
    data: list[str] = []
    """Rankings whose best answers are changed too, and on which reward and length are correlated; none = the built-in facts."""
    facts: list[str] = []
    """Keyed facts that are asked in place of the built-in ones: for a model that was taught others; none = the built-in ones."""
    policy: str | None = None
    """A policy whose own answers to the prompts of `data` (none = the built-in questions) are probed too."""
    out: str = "runs/audit"
    """Where audit.json and audit.md go."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds the choice of phrases, the answers and the bootstrap."""
    limit: int = Field(200, ge=0)
    """At most this many rankings of each source of `data`; 0 = all."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Use only prompts that the reward stage with this share and split_seed kept out; 0 = all."""
    samples: int = Field(2, gt=0)
    """Answers of the policy to each prompt."""
    prompts: int = Field(64, gt=0)
    """At most this many prompts for the policy."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer of the policy in tokens."""
    temperature: float = Field(1.0, ge=0)
    """The policy's sampling temperature."""
    effect_threshold: float = Field(0.5, ge=0)
    """A preference smaller than this many within-prompt standard deviations is no hack."""
    worst: int = Field(3, ge=0)
    """Worst examples of each probe that are kept."""
    max_length: int | None = Field(None, gt=1)
    """Longer token rows are cut; none = the model's context length."""
    micro_batch_tokens: int = Field(8192, gt=0)
    """Tokens in memory at once."""
    precision: Precision = "auto"
    """Precision of matrix products: bf16, fp32, or auto = what the hardware is fast at."""


class AuditResult(NamedTuple):
    """Which hacks the reward falls for, and where the evidence lies."""

    flagged: str
    page: Path
    json: Path


def run(settings: AuditSettings) -> AuditResult:
    """Audit and write. Raises DataError or ModelError with the remedy."""
    rankings = _rankings(settings)
    keyed = read_records(settings.facts, to_fact) if settings.facts else []
    reward = LearnedReward(
        settings.reward_model, default_device(), max_length=settings.max_length, precision=settings.precision,
        micro_batch_tokens=settings.micro_batch_tokens,
    )  # fmt: skip
    directory = RunDir(settings.out)
    answers = _answers(settings, [r.prompt for r in rankings]) if settings.policy else []
    with Progress("audit", _count(rankings, answers), unit="answer") as progress:
        audit = audit_reward(
            reward, keyed=keyed, rankings=rankings, answers=answers, seed=settings.seed,
            thresholds=Thresholds(settings.effect_threshold), worst=settings.worst,
            progressed=lambda n: progress.advance({}, n),
        )  # fmt: skip
    data, page = write_audit(audit, directory.path)
    _report(audit)
    return AuditResult(", ".join(audit.flagged) or "nothing", page, data)


def _rankings(settings: AuditSettings) -> list[Ranking]:
    """Of each source the first `limit` rankings that are held out."""
    out: list[Ranking] = []
    for source in settings.data:
        found = read_records([source], to_ranking, limit=0 if settings.heldout_share else settings.limit)
        if settings.heldout_share:
            found = [r for r in found if settings.holds_out(r.prompt)]
        if not found:
            log.warning("none of the rankings of %s is held out: it has no part in this audit", shown(source))
        out += found[: settings.limit] if settings.limit else found
    if settings.data and not out:
        raise DataError(
            f"none of its rankings is held out with heldout_share {settings.heldout_share:g} and split_seed {settings.split}; "
            "change these, or leave heldout_share out",
            path=", ".join(map(shown, settings.data)),
        )
    return out


def _answers(settings: AuditSettings, prompts: list[Prompt]) -> list[Answered]:
    """The policy's own answers, `samples` to a prompt; prompts too long for its context are passed over."""
    from heelwork.audit.cases import user
    from heelwork.audit.material import facts

    assert settings.policy is not None
    device, tokenizer = default_device(), load_tokenizer(settings.policy)
    policy = load_policy(settings.policy, device, tokenizer=tokenizer)
    chat = Chat(tokenizer, context_length(policy.network), settings.max_length)
    asked = list({p.key: p for p in (prompts or [user(f.ask) for f in facts()])}.values())
    fitting = [p for p in asked if len(chat.ids(p.messages)) + settings.max_new_tokens <= chat.max_length]
    if not fitting:
        raise DataError(
            f"every prompt is too long for {settings.policy} with max_new_tokens {settings.max_new_tokens}; lower it"
        )
    repeated = [p for p in fitting[: settings.prompts] for _ in range(settings.samples)]
    sampled = TorchSampler(policy, chat.stop_ids, device=device, precision=settings.precision).generate(
        [chat.prompt_ids(p.messages, settings.max_new_tokens) for p in repeated],
        SamplingSettings(temperature=settings.temperature, max_new_tokens=settings.max_new_tokens, seed=settings.seed),
    )
    return [Answered(p, chat.text(s.ids), s.finish_reason == "stop") for p, s in zip(repeated, sampled, strict=True)]


def _count(rankings: list[Ranking], answers: list[Answered]) -> int:
    """About how many answers will be scored, for the bar."""
    return 2100 + sum(len(r.completions) + 12 for r in rankings) + 14 * len(answers)


def _report(audit: Audit) -> None:
    for source, left in audit.left_out.items():
        log.warning(
            "%d of %d comparisons of %s answers left out: max_length cuts them to equal rows; raise it to have them",
            left.cases, left.of, source,
        )  # fmt: skip
    for hack, verdict in audit.verdicts.items():
        worst = max(
            (f for f in audit.findings if f.probe.hack == hack and not f.probe.twin),
            key=lambda f: f.effect,
            default=None,
        )
        detail = (
            f"{worst.probe.name} on {worst.source} answers wins {worst.win_rate:.0%}, {worst.effect:+.2f} std"
            if worst
            else ""
        )
        log.info("%-15s %-22s %s", hack, verdict, detail)
