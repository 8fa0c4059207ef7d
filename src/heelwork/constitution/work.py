"""What `heelwork constitution ...` and the pipeline do with files: prompts in, records out, whole or not at all.

Every reply of a model is kept in the directory's cache as it comes. A command that was killed is simply given again: it asks
nothing that has been answered, and writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.constitution import gate, induce, label, revise
from heelwork.constitution.human import one_each
from heelwork.constitution.label import PROMPTS_AT_ONCE
from heelwork.constitution.principles import Constitution
from heelwork.data.formats import to_demonstration, to_prompt, to_ranking
from heelwork.data.sources import read_records
from heelwork.errors import DataError
from heelwork.judges.base import Comparison
from heelwork.judges.cache import CachedModel, Meter
from heelwork.judges.llm import JudgeSettings, LLMJudge
from heelwork.records import Demonstration, Message, Prompt, Ranking
from heelwork.runs import RunDir, atomic_writer
from heelwork.training.progress import Progress

CACHE = "replies.sqlite"


class LabelResult(NamedTuple):
    """Where the labels lie, and the meter's figures."""

    labels: Path
    made: int
    abstentions: int
    position_flips: int
    meter: dict[str, Any]


def read_prompts(sources: Sequence[str], limit: int = 0) -> list[Prompt]:
    """Prompts of all sources, equal ones once."""
    found = {p.key: p for p in read_records(sources, to_prompt, limit=limit)}
    return list(found.values())


def write_revisions(
    prompts: Sequence[Prompt],
    constitution: Constitution,
    settings: revise.RevisionSettings,
    *,
    policy: CachedModel,
    critic: CachedModel,
    judge: LLMJudge | None = None,
    out: RunDir,
) -> dict[str, Any]:
    """Phase 1: revisions.jsonl (every step) and demonstrations.jsonl (prompt and final answer, for `heelwork sft`).

    judge: has to prefer a revision before it is taken.
    """
    work: list[revise.Revised] = []
    with Progress("revise", len(prompts), unit="prompt") as progress:
        for start in range(0, len(prompts), PROMPTS_AT_ONCE):
            part = prompts[start : start + PROMPTS_AT_ONCE]
            work += revise.revise(part, constitution, settings, policy=policy, critic=critic, judge=judge)
            progress.advance({}, len(part))
    if not work:
        raise DataError(
            "no prompt got an answer to revise; look at the model with 'heelwork generate' first", path=out.path
        )
    _write(out.path / "revisions.jsonl", (r.to_json(constitution, (policy.name, critic.name)) for r in work))
    _write(out.path / "demonstrations.jsonl", (
        {"messages": [*_before(r.prompt), {"role": "assistant", "content": r.final}], "source": "constitution",
         "constitution": constitution.digest}
        for r in work
    ))  # fmt: skip
    result = revise.summary(work) | {"prompts": len(prompts), "constitution": constitution.digest}
    out.write_json("revisions.json", result)
    models = {"policy": policy} if critic is policy else {"policy": policy, "critic": critic}
    out.write_json(
        "meter.json", {name: m.meter.summary(len(work)) for name, m in models.items()} | {"total": policy.total()}
    )
    return result


def mix(revisions: Path, helpful: Sequence[Demonstration], share: float, seed: int, out: Path) -> int:
    """Write revisions and helpful demonstrations shuffled together; `share` of all are helpful. Returns how many there are.

    Raises DataError where there are too few helpful ones.
    """
    import random

    revised = read_records([str(revisions)], to_demonstration)
    wanted = round(len(revised) * share / (1.0 - share))
    if len(helpful) < wanted:
        raise DataError(
            f"'helpful' holds {len(helpful)} demonstrations, but a share of {share:g} beside {len(revised)} revisions needs "
            f"{wanted}; give more, or lower helpful_share"
        )
    rng = random.Random(seed)
    mixed = [*revised, *rng.sample(helpful, wanted)]
    rng.shuffle(mixed)
    _write(out, ({"messages": [_turn(m, m.learned) for m in d.messages]} for d in mixed))
    return len(mixed)


def read_pairs(sources: Sequence[str], limit: int = 0) -> list[Comparison]:
    """Ready-made pairs: prompt + chosen + rejected or ranked completions; how they were ranked is forgotten."""
    out = []
    for ranking in read_records(sources, to_ranking, limit=limit):
        for i, j in ranking.pairs:
            first, second = sorted((i, j))
            out.append(Comparison(ranking.prompt, ranking.completions[first], ranking.completions[second]))
    return out


def check_judge(
    judge: LLMJudge,
    constitution: Constitution,
    human: Sequence[Ranking],
    settings: gate.GateSettings,
    out: RunDir,
    override: str | None = None,
) -> gate.GateReport:
    """Measure the judge, write gate.json, and raise GateRefused where it is below the bar and not overridden."""
    report = gate.measure(judge, constitution, human, settings)
    write_gate(report, settings, out, override)
    gate.require(report, override)
    return report


def write_gate(report: gate.GateReport, settings: gate.GateSettings, out: RunDir, override: str | None = None) -> None:
    """gate.json: figures, bar, and the reason of an override that was needed."""
    reason = override if report.failures else None
    out.write_json("gate.json", report.to_json() | {"bar": settings.model_dump(), "override": reason})


def write_labels(
    comparisons: Sequence[Comparison],
    judge: LLMJudge,
    model: CachedModel,
    constitution: Constitution,
    out: RunDir,
    *,
    override: str | None = None,
    sampling: Meter | None = None,
) -> LabelResult:
    """Phase 2: labels.jsonl, one soft preference a line; abstentions are counted and left out.

    meter.json: labelling alone, in it `total`, all replies on file, and `sampling`, what drawing the answers took.
    """
    drawn = {} if sampling is None else {"sampling": sampling.summary(0)}
    model.new_meter()
    verdicts = []
    extra = {"gate_override": override} if override else {}

    def made() -> Iterator[dict[str, Any]]:
        with Progress("label", len(comparisons), unit="pair") as progress:
            for one in label.labels(judge, comparisons):
                verdicts.append(one.verdict)
                progress.advance({})
                record = label.to_json(one, judge.name, constitution.digest)
                if record is not None:
                    yield record | extra

    path = out.path / "labels.jsonl"
    _write(path, made())
    counted = label.tally(verdicts)
    meter = model.meter.summary(len(verdicts))
    out.write_json(
        "labels.json", counted._asdict() | {"judge": judge.name, "constitution": constitution.digest, **extra}
    )
    out.write_json("meter.json", meter | {"total": model.total(), **drawn})
    return LabelResult(path, counted.labels, counted.abstentions, counted.position_flips, meter)


def write_induced(
    judge: LLMJudge, rankings: Sequence[Ranking], constitution: Constitution | None, proposals: int, out: RunDir
) -> induce.Induced:
    """principles.json and principles.md: which rules the preferences seem to follow."""
    candidates = list(induce.CANDIDATES if constitution is None else constitution.questions)
    if proposals:
        # The model sees pairs of some prompts; no pair of these is scored.
        pairs = one_each(rankings)[: induce.SHOWN_AT_ONCE * 4]
        shown = {c.prompt.key for c in pairs}
        rankings = [r for r in rankings if r.prompt.key not in shown]
        candidates += induce.propose(judge.model, pairs, proposals)
    if len(rankings) < 2:
        raise DataError("too few preferences are left to score candidates on; give at least 100", path=out.path)
    found = induce.induce(judge, rankings, candidates)
    out.write_json("principles.json", found.to_json() | {"judge": judge.name})
    with atomic_writer(out.path / "principles.md") as file:
        file.write(induce.to_markdown(found))
    return found


def make_judge(model: CachedModel, constitution: Constitution, settings: JudgeSettings) -> LLMJudge:
    """A judge under the constitution."""
    return LLMJudge(model, constitution.questions, settings)


def _before(prompt: Prompt) -> list[dict[str, Any]]:
    """The prompt's turns. What the assistant says in them was never revised: it is read and not learned."""
    return [_turn(m, m.role != "assistant") for m in prompt.messages]


def _turn(message: Message, learned: bool) -> dict[str, Any]:
    return {"role": message.role, "content": message.content, **({} if learned else {"weight": 0})}


def _write(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Whole or not at all; what a killed run left aside is removed."""
    for left in path.parent.glob(f".{path.name}.*.part"):
        left.unlink(missing_ok=True)
    with atomic_writer(path) as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
