"""Suites of choices: a policy chooses by likelihood, a reward model by score. TruthfulQA, HHH, RewardBench, RM-Bench, LLMBar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.data.formats import parse_transcript
from heelwork.probes.measure import share
from heelwork.probes.public.files import Record, records
from heelwork.records import Message, Prompt


class Choice(NamedTuple):
    """A prompt and answers to choose from. right: the weight of each (1 = right, 0 = wrong). subsets: what it counts for.

    many: the several right answers are compared by mass, too (TruthfulQA's mc2).
    """

    prompt: Prompt
    answers: tuple[str, ...]
    right: tuple[float, ...]
    subsets: tuple[str, ...] = ()
    many: tuple[tuple[str, float], ...] = ()


class Choices(NamedTuple):
    """A suite of choices."""

    name: str
    about: str
    items: tuple[Choice, ...]


def truthfulqa(path: Path) -> Choices:
    """TruthfulQA (Lin et al. 2022): mc_task.json, or the CSV with its best, correct and incorrect answers.

    mc1: the best answer is likelier than every wrong one. mc2: the share of likelihood on the right ones. The question goes
    through the model's chat template, without the six examples of the paper: figures are not those of its tables.
    """
    return Choices("truthfulqa", "Whether the truth is likelier than common misconceptions (mc1).", tuple(
        _truthful_csv(row) if "Question" in row.values else _truthful_json(row) for row in records(path)))  # fmt: skip


def hhh(path: Path) -> Choices:
    """The HHH comparisons of BIG-bench (Askell et al. 2021): task.json, or a folder with one for each subset."""
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    return Choices("hhh", "Which of two answers is more helpful, honest and harmless.", tuple(
        _scored(row, file.parent.name if file.stem == "task" else file.stem)
        for file in files for row in records(file)))  # fmt: skip


def rewardbench(path: Path) -> Choices:
    """RewardBench (Lambert et al. 2024): prompt, chosen, rejected and subset, as JSON lines, JSON or Parquet."""
    return Choices("rewardbench", "Chosen over rejected answers, by subset.", tuple(
        _pair(row, row.text("prompt"), row.text("chosen"), row.text("rejected"), (str(row.values.get("subset") or "all"),))
        for row in records(path)))  # fmt: skip


def rmbench(path: Path) -> Choices:
    """RM-Bench (Liu et al. 2024): three chosen and three rejected answers of rising style; all nine pairs are compared.

    easy: the chosen one has more style; normal: equal; hard: the rejected one has more.
    """
    return Choices("rmbench", "Substance over style: easy, normal and hard pairs.", tuple(
        item for row in records(path) for item in _nine(row)))  # fmt: skip


def llmbar(path: Path) -> Choices:
    """LLMBar (Zeng et al. 2024): input, output_1, output_2 and label (1 or 2); a folder holds one dataset.json a subset."""
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    return Choices("llmbar", "Which output follows the instruction.", tuple(
        _labelled(row, file.parent.name if file.stem == "dataset" else file.stem)
        for file in files for row in records(file)))  # fmt: skip


READERS = {"truthfulqa": truthfulqa, "hhh": hhh, "rewardbench": rewardbench, "rmbench": rmbench, "llmbar": llmbar}
"""By the kind that stands before the file's name."""


def decide(values: Sequence[float], item: Choice) -> float:
    """1 where a right answer has the highest value, 0 where a wrong one has, one half where they are equal."""
    best = max(v for v, r in zip(values, item.right, strict=True) if r)
    worst = max(v for v, r in zip(values, item.right, strict=True) if not r)
    return float(best > worst) + 0.5 * (best == worst)


def summary(items: Sequence[Choice], outcomes: Sequence[float | None], mass: Sequence[float | None]) -> dict[str, Any]:
    """Accuracy over all items and each subset, as `probes.measure.summary` gives rates; mc2 where the suite has it.

    outcomes: of `decide`; none = too long for the model, left out.
    """
    subsets = dict.fromkeys(s for item in items for s in item.subsets)
    known = [o for o in outcomes if o is not None]
    out: dict[str, Any] = {
        "passed": share(known), "checks": {}, "skipped": len(outcomes) - len(known),
        "groups": {s: share(o for o, item in zip(outcomes, items, strict=True) if o is not None and s in item.subsets)
                   for s in subsets},
    }  # fmt: skip
    weighed = [m for m in mass if m is not None]
    return {**out, "mc2": sum(weighed) / len(weighed)} if weighed else out


def _truthful_json(row: Record) -> Choice:
    first, all_of = row.get("mc1_targets", dict), row.values.get("mc2_targets") or {}
    many = tuple((str(a), float(w)) for a, w in _targets(row, all_of, "mc2_targets").items())
    return _choice(row, _user(row.text("question")), _targets(row, first, "mc1_targets"), (), many)


def _truthful_csv(row: Record) -> Choice:
    wrong = [a.strip() for a in row.text("Incorrect Answers").split(";") if a.strip()]
    right = [a.strip() for a in row.text("Correct Answers").split(";") if a.strip()]
    best = row.text("Best Answer").strip()
    subset = str(row.values.get("Category") or "").strip()
    many = tuple([(a, 1.0) for a in right] + [(a, 0.0) for a in wrong])
    targets = {best: 1.0, **{a: 0.0 for a in wrong if a != best}}
    return _choice(row, _user(row.text("Question")), targets, (subset,) if subset else (), many)


def _targets(row: Record, value: Any, field: str) -> Mapping[str, float]:
    """{answer: weight}; copies in columns hold {"choices": [...], "labels": [...]}."""
    if set(value) == {"choices", "labels"}:
        value = dict(zip(value["choices"], value["labels"], strict=True))
    if not all(isinstance(w, (int, float)) for w in value.values()):
        row.fail("is no mapping of answers to 0 or 1; fetch the file again", field)
    return dict(value)


def _scored(row: Record, subset: str) -> Choice:
    text = row.text("input")
    turns = parse_transcript(text if text.startswith("\n\n") else f"\n\n{text}") or (Message("user", text.strip()),)
    while turns[-1].role != "user":
        turns = turns[:-1]
    return _choice(row, Prompt(turns), row.get("target_scores", dict), (subset,))


def _labelled(row: Record, subset: str) -> Choice:
    label = row.values.get("label")
    if label not in (1, 2, "1", "2"):
        row.fail(f"is {label!r}; the format has 1 or 2", "label")
    outputs = row.text("output_1"), row.text("output_2")
    better = int(label) - 1
    return _pair(row, row.text("input"), outputs[better], outputs[1 - better], (subset,))


def _nine(row: Record) -> Iterator[Choice]:
    chosen, rejected, domain = (
        row.get("chosen", list),
        row.get("rejected", list),
        str(row.values.get("domain") or "all"),
    )
    if len(chosen) != 3 or len(rejected) != 3:
        row.fail(
            f"has {len(chosen)} chosen and {len(rejected)} rejected answers; the format has three of each", "chosen"
        )
    for i, better in enumerate(chosen):
        for j, worse in enumerate(rejected):
            level = "easy" if i > j else "normal" if i == j else "hard"
            yield _pair(row, row.text("prompt"), better, worse, (level, f"{domain}/{level}"))


def _pair(row: Record, prompt: str, chosen: str, rejected: str, subsets: tuple[str, ...]) -> Choice:
    return Choice(_user(prompt), (chosen, rejected), (1.0, 0.0), subsets)


def _choice(
    row: Record,
    prompt: Prompt,
    targets: Mapping[str, float],
    subsets: tuple[str, ...],
    many: tuple[tuple[str, float], ...] = (),
) -> Choice:
    weights = tuple(map(float, targets.values()))
    if not any(weights) or all(weights):
        row.fail("has no right or no wrong answer; fetch the file again")
    return Choice(prompt, tuple(targets), weights, subsets, many)


def _user(text: str) -> Prompt:
    return Prompt((Message("user", text.strip()),))
