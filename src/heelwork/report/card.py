"""The Markdown model card: what the model is, how it was made, what was measured and what was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

from heelwork.escaping import escape
from heelwork.report import svg
from heelwork.report.contents import Answer, Report, Row, Stage

EXAMPLES = 12
LONGEST = 400  # characters of an answer


def model_card(report: Report, limits: Sequence[str]) -> str:
    """A card in the form that model hubs read: YAML front matter, then Markdown. The licence is left to the publisher."""
    front = {"library_name": "transformers", "pipeline_tag": "text-generation", "tags": ["heelwork", "rlhf"]}
    first = report.stages[0] if report.stages else None
    base = str(first.settings.get("model", "")) if first else ""
    head = yaml.safe_dump(front, sort_keys=False)
    parts = [
        f"---\n{head}---\n\n# {escape(report.name)}\n",
        f"Made with Heelwork from `{base}`: {' → '.join(s.name for s in report.stages)}.\n" if first else "",
        "## How it was made\n" if first else "",
        *map(_stage, report.stages),
        "## What was measured\n",
        *_measured(report),
        "\n## Before and after\n",
        *_examples(report),
        "\n## Limits of what was measured\n",
        *(f"- {escape(sentence)}" for sentence in limits),
        *_use(report),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _use(report: Report) -> Iterator[str]:
    """How the last policy of the run is loaded, where there is one."""
    made = [s for s in report.stages if s.done and s.kind in ("sft", "ppo") and s.name != "critic"]
    if made:
        path = f"{made[-1].name}/model"
        yield "\n## How to use it\n"
        yield "```python\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\n"
        yield f'model = AutoModelForCausalLM.from_pretrained("{path}")'
        yield f'tokenizer = AutoTokenizer.from_pretrained("{path}")\n```'


def _stage(stage: Stage) -> str:
    facts = [f"{stage.steps} steps"]
    if stage.seconds is not None:
        facts.append(f"{stage.seconds:.0f} s")
    if "seed" in stage.settings:
        facts.append(f"seed {stage.settings['seed']}")
    if not stage.done:
        facts.append("not finished")
    files = [f"\n  - `{f.name.rpartition('/')[2]}` SHA-256 `{f.sha256}`" for f in stage.data]
    return f"- **{stage.name}**: {', '.join(facts)}{''.join(files)}"


def _measured(report: Report) -> Iterator[str]:
    lines = []
    for held in report.reliability:
        lines.append(
            f"| {held.stage}: held-out accuracy | {held.accuracy:.3f} | {held.low:.3f} to {held.high:.3f} | {held.n} pairs |"
        )
        lines.append(f"| {held.stage}: ECE | {held.ece:.3f} | | {held.n} pairs |")
    for ppo in report.of_kind("ppo"):
        for key, name in (("first_reward", "reward of the first tenth"), ("last_reward", "reward of the last tenth"),
                          ("last_kl", "KL from its start, nats per answer")):  # fmt: skip
            if isinstance(ppo.result.get(key), float):
                lines.append(f"| {ppo.name}: {name} | {svg.short(ppo.result[key])} | | {ppo.steps} steps |")
    for gate in report.gates:
        for share in gate.shares:
            name = f"{gate.stage}, judge: {share.label}"
            lines.append(f"| {name} | {share.value:.3f} | {_interval(share.low, share.high)} | {_count(share.n)} |")
    for pairing in report.comparison.pairings if report.comparison else ():
        name = f"{escape(pairing.first)} wins against {escape(pairing.second)}"
        lines.append(
            f"| {name} | {pairing.win_rate:.3f} | {_interval(pairing.low, pairing.high)} | {_count(pairing.n)} |"
        )
    for share in (*report.probes, *(report.audit.bars if report.audit else ())):
        name = escape(f"{share.group}: {share.label}" if share.group else share.label)
        lines.append(f"| {name} | {svg.short(share.value)} | {_interval(share.low, share.high)} | {_count(share.n)} |")
    if lines:
        yield "| what | value | 95% interval | on |\n|---|---|---|---|"
        yield from lines
    else:
        yield "Nothing yet."


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{svg.short(low)} to {svg.short(high)}"


def _count(n: int | None) -> str:
    return "" if n is None else str(n)


def _examples(report: Report) -> Iterator[str]:
    if not report.rows:
        yield "No answers in this run directory."
        return
    yield f"The first {min(EXAMPLES, len(report.rows))} of {len(report.rows)} rows; `report.html` has them in full.\n"
    yield "| prompt | " + " | ".join(map(escape, report.models)) + " |\n" + "|---" * (len(report.models) + 1) + "|"
    for row in report.rows[:EXAMPLES]:
        yield "| " + " | ".join([escape(row.prompt[-1].content if row.prompt else ""), *_cells(row, report)]) + " |"


def _cells(row: Row, report: Report) -> Iterator[str]:
    for model in report.models:
        answer = row.answers.get(model)
        yield "" if answer is None else _cell(answer)


def _cell(answer: Answer) -> str:
    verdict = {True: "✓ ", False: "✗ ", None: ""}[answer.passed]
    text = answer.text if len(answer.text) <= LONGEST else answer.text[:LONGEST] + " …"
    return verdict + (escape(text) or "(empty)") + (" (cut)" if answer.ended is False else "")
