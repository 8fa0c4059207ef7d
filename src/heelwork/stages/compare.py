"""Before and after: every model answers the same seeded prompts, and every two models' answers are judged in both orders."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.errors import ConfigError
from heelwork.evaluation.findings import findings
from heelwork.judges.base import Judge
from heelwork.judges.catalog import MODELS, Asking, open_judge, split
from heelwork.judges.llm import JudgeSettings
from heelwork.judges.models import ModelSettings
from heelwork.judges.pairs import Judged, judge_pairs
from heelwork.models.lineage import Lineage, kinship, lineage
from heelwork.records import Prompt
from heelwork.report.before_after import write_before_after
from heelwork.report.comparison import comparison_page
from heelwork.runs import RunDir, write_text
from heelwork.sampling.base import SamplingSettings
from heelwork.stages.answers import Drawn, Shelf, Wanted, answer, choose_prompts, draw, more_prompts
from heelwork.stages.base import log
from heelwork.stages.split import SplitSettings

__all__ = ["CompareResult", "CompareSettings", "answer", "run"]

PEOPLE = "people"
MOST_RANKED = 9  # answers that a person can rank at once


class MoreSettings(Settings):
    """Prompts that are answered and judged besides the ones that the table shows."""

    data: list[str] = []
    """Files, folders or hub ids; none = no more. In a run: the prompts of PPO, where a share of them is held out."""
    limit: int = Field(60, ge=0)
    """At most this many prompts of each source; 0 = all."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Only prompts that the stages with this share and split_seed kept out of training; 0 = all."""


class CompareSettings(SplitSettings):
    """Models side by side on the same prompts, and which of them a judge prefers."""

    data: list[str] = []
    """Prompts to answer: files, folders or hub ids; none = those of PPO."""
    limit: int = Field(12, ge=0)
    """At most this many prompts of each source; 0 = all."""
    heldout_share: float = Field(0.0, ge=0, lt=1)
    """Show only prompts that the stages with this share and split_seed kept out; 0 = all."""
    max_prompt_tokens: int | None = Field(None, gt=0)
    """Pass over longer prompts; none = a prompt too long for the context is an error."""
    max_new_tokens: int = Field(128, gt=0)
    """Longest answer in tokens."""
    temperature: float = Field(0.7, ge=0)
    """Sampling temperature; 0 = the most likely token each time."""
    samples: int = Field(1, gt=0)
    """Answers of every model to each prompt; the table shows the first, all are judged."""
    seed: int = Field(0, ge=0, lt=2**32)
    """Seeds the answers and the resampling of the intervals."""
    more: MoreSettings = MoreSettings()
    """Prompts that are judged and not shown: a table illustrates, many prompts decide."""
    judge: str | None = None
    """Who compares: reward:DIR, local:MODEL, openai:MODEL, anthropic:MODEL, length, recorded:FILE, or people = write the
    answers as items to rank; none = nobody. In a run that says nothing it is the run's own reward model."""
    judging: JudgeSettings = JudgeSettings()
    """How a language model judges."""
    endpoint: ModelSettings = ModelSettings()
    """The server of a judge behind an endpoint."""


class CompareResult(NamedTuple):
    """Where to look, and what was found in sentences. page: comparison.md; table: before_after.md; items: to be ranked."""

    table: Path
    page: Path
    json: Path
    items: Path | None
    findings: list[str]
    warnings: list[str]


def run(settings: CompareSettings, models: Mapping[str, str], out: Path) -> CompareResult:
    """Answer the prompts with every model (name -> model), judge, and write; later models are read against earlier ones.

    Raises ConfigError, DataError, ModelError or RunError with the remedy.
    """
    judge = _judge(settings, len(models), out)
    kin = _kinship(settings.judge, models)
    sampling = SamplingSettings(
        temperature=settings.temperature, max_new_tokens=settings.max_new_tokens, seed=settings.seed
    )
    wanted = Wanted(settings.data, settings.limit, settings.heldout_share, settings.split, settings.max_prompt_tokens)
    prompts = choose_prompts(wanted, list(models.values()), settings.max_new_tokens)
    shown = len(prompts)
    further = wanted._replace(
        sources=settings.more.data, limit=settings.more.limit, heldout_share=settings.more.heldout_share
    )
    prompts += more_prompts(further, list(models.values()), settings.max_new_tokens, prompts)
    directory = RunDir(out)
    drawn: list[Drawn] = []
    shelf = Shelf(out)
    for name, model in models.items():
        drawn.append(draw(name, model, prompts, settings.samples, sampling, shelf))
        shelf.save(drawn, sampling, done=len(drawn) == len(models))
    table = write_before_after(directory, prompts[:shown], {d.name: [a[0] for a in d.answers[:shown]] for d in drawn})
    directory.fresh("prompts.jsonl", "items.jsonl", "verdicts.jsonl")
    directory.append("prompts.jsonl", ({"prompt": _turns(prompt)} for prompt in prompts))
    items = _write_items(directory, drawn, settings.seed) if settings.judge == PEOPLE else None
    judged: list[Judged] = []
    if judge is not None:
        log.info("compare: %s judges", settings.judge)
        judged = judge_pairs(judge, [d.answers for d in drawn])
        _write_verdicts(directory, judged, [d.name for d in drawn])
    figures = findings(list(models), judged, [d.answers for d in drawn], seed=settings.seed)
    found = {
        "schema": 1,
        "models": [{"name": d.name, "model": _inside(d.model, out), "weights": d.weights} for d in drawn],
        "prompts": {"count": len(prompts), "shown": shown, "sha256": _digest(prompts)},
        "samples": settings.samples,
        "sampling": sampling.model_dump(mode="json", exclude={"top_p"}),
        "judge": judge and {"judge": _named(str(settings.judge), out), "name": _named(judge.name, out)},
        "warnings": [*(kin if judge else []), *_recorded(judge), *figures.pop("warnings")],
        **figures,
    }
    directory.write_json("compare.json", found)
    page = directory.path / "comparison.md"
    write_text(page, comparison_page(found))
    return CompareResult(table, page, directory.path / "compare.json", items,
                         [pair["sentence"] for pair in found["pairs"]], found["warnings"])  # fmt: skip


def _judge(settings: CompareSettings, models: int, out: Path) -> Judge | None:
    """Opened before any answer is drawn, so that a mistake in its name costs nothing."""
    if settings.judge is None:
        return None
    if settings.judge == PEOPLE:
        if models > MOST_RANKED:
            raise ConfigError(
                f"{models} models are compared, but people rank at most {MOST_RANKED} answers at once; compare fewer models"
            )
        return None
    return open_judge(settings.judge, Asking(settings.endpoint, settings.judging, out / "replies.sqlite"))


def _kinship(judge: str | None, models: Mapping[str, str]) -> list[str]:
    lines = [(name, lineage(model)) for name, model in models.items()]
    same: dict[str, list[str]] = {}
    for name, line in lines:
        same.setdefault(line.identities[0], []).append(name)
    out = [f"{' and '.join(names)} are the same model." for names in same.values() if len(names) > 1]
    kind, argument = split(judge) if judge not in (None, PEOPLE) else ("", "")
    if kind in MODELS:
        return out + kinship(lineage(argument), lines)
    # Behind an endpoint a model is known by its name alone.
    return out + kinship(Lineage(argument, (argument,), frozenset(), ""), lines)


def _recorded(judge: Judge | None) -> list[str]:
    sources: Mapping[str, int] = getattr(judge, "sources", {})
    if not sources or set(sources) == {"human"}:
        return []
    counted = ", ".join(f"{count} by {name}" for name, count in sorted(sources.items()))
    return [f"Not all of the recorded rankings are by people: {counted}."]


def _write_items(directory: RunDir, drawn: Sequence[Drawn], seed: int) -> Path:
    """One item for each prompt and sample: its different answers in a seeded order, without any model's name."""
    directory.append("items.jsonl", (
        {"prompt": _turns(first.prompt), "completions": texts}
        for p, answers in enumerate(drawn[0].answers)
        for s, first in enumerate(answers)
        if len(texts := _shuffled([d.answers[p][s].text for d in drawn], f"{seed}/{p}/{s}")) > 1
    ))  # fmt: skip
    path = directory.path / "items.jsonl"
    path.touch()  # there may be no two different answers
    return path


def _shuffled(texts: Sequence[str], seed: str) -> list[str]:
    different = sorted(set(texts))
    random.Random(seed).shuffle(different)
    return different


def _write_verdicts(directory: RunDir, judged: Sequence[Judged], names: Sequence[str]) -> None:
    directory.append("verdicts.jsonl", (
        {**j._asdict(), "first": names[j.first], "second": names[j.second], "details": dict(j.details)} for j in judged
    ))  # fmt: skip


def _turns(prompt: Prompt) -> list[dict[str, str]]:
    return [{"role": m.role, "content": m.content} for m in prompt.messages]


def _digest(prompts: Sequence[Prompt]) -> str:
    return hashlib.sha256(json.dumps([p.key for p in prompts], ensure_ascii=False).encode()).hexdigest()


def _inside(model: str, out: Path) -> str:
    """A model of the run itself by its place in the run: the same figures wherever the run lies."""
    try:
        return str(Path(model).resolve().relative_to(out.resolve()))
    except ValueError:
        return model


def _named(judge: str, out: Path) -> str:
    kind, colon, rest = judge.partition(":")
    return f"{kind}{colon}{_inside(rest, out)}" if colon else judge
