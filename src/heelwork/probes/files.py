"""Results as probes.json (rates), probes.jsonl (every answer) and probes.md; the same answers give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heelwork.escaping import cell
from heelwork.probes.measure import Answered, summary
from heelwork.probes.suite import Suite
from heelwork.runs import rounded, write_text

FORMAT = "heelwork-probes/1"
SHOWN = 5  # failures of each model and suite on the page


class Written(NamedTuple):
    """Where the files are. passed: rate of answers that pass, by model and suite."""

    passed: dict[str, dict[str, float | None]]
    page: Path
    json: Path


class Chosen(NamedTuple):
    """A suite and what came of it, by model."""

    name: str
    about: str
    items: int
    results: dict[str, Any]


def write_probes(
    directory: Path,
    suites: Sequence[Suite],
    answers: Sequence[Answered],
    how: Mapping[str, Any],
    chosen: Sequence[Chosen] = (),
) -> Written:
    """Write all three files. how: seed, samples, temperature, max_new_tokens, judge."""
    models = list(dict.fromkeys([*(a.model for a in answers), *(m for c in chosen for m in c.results)]))
    shown = [*(_with_results(suite, answers) for suite in suites), *chosen]
    data = {
        "format": FORMAT, **how, "models": models,
        "suites": [{"name": s.name, "about": s.about, "probes": s.items, "results": s.results} for s in shown],
    }  # fmt: skip
    write_text(directory / "probes.jsonl", "".join(json.dumps(record(a), ensure_ascii=False) + "\n" for a in answers))
    write_text(directory / "probes.md", to_markdown(shown, answers, how))
    write_text(directory / "probes.json", json.dumps(rounded(data), indent=1, ensure_ascii=False) + "\n")
    passed = {m: {s.name: s.results[m]["passed"]["rate"] for s in shown if m in s.results} for m in models}
    return Written(passed, directory / "probes.md", directory / "probes.json")


def _with_results(suite: Suite, answers: Sequence[Answered]) -> Chosen:
    own = [a for a in answers if a.suite == suite.name]
    results = {model: summary([a for a in own if a.model == model]) for model in dict.fromkeys(a.model for a in own)}
    return Chosen(suite.name, suite.about, len(suite.probes), results)


def record(a: Answered) -> dict[str, Any]:
    """One answer as a line of probes.jsonl."""
    return {
        "suite": a.suite, "probe": a.probe.id, "group": a.probe.group, "pair": a.probe.pair, "model": a.model, "sample": a.sample,
        "prompt": [{"role": m.role, "content": m.content} for m in a.conversation], "completion": a.text,
        "finish_reason": a.finish_reason, "counts": a.counts, "passed": a.passed if a.counts else None,
        "checks": {use.full: verdict for use, verdict in a.verdicts},
    }  # fmt: skip


def to_markdown(suites: Sequence[Chosen], answers: Sequence[Answered], how: Mapping[str, Any]) -> str:
    """The page for people: rates, then failures."""
    lines = [
        "# Behaviour probes", "",
        f"Seed {how['seed']}, {how['samples']} answers to each probe, temperature {how['temperature']:g}, "
        f"judge: {cell(str(how['judge'] or 'none'))}. Brackets hold 95% intervals (Wilson), over answers.", "",
        "| suite | model | pass | each check or subset | flips | n |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for suite in suites:
        for model, found in suite.results.items():
            parts = found["checks"] or found["groups"]  # suites of choices have subsets in the place of checks
            checks = ", ".join(f"{cell(label)} {_percent(share)}" for label, share in parts.items())
            checks += f", mc2 {found['mc2']:.0%}" if "mc2" in found else ""
            flips = _rate(found["flips"]) if "flips" in found else ""
            lines.append(
                f"| {cell(suite.name)} | {cell(model)} | {_rate(found['passed'])} | {checks} | {flips} | {_count(found)} |"
            )
    lines += ["", *(f"- **{cell(s.name)}**: {cell(s.about)}" for s in suites if s.about), ""]
    for suite in suites:
        for model in suite.results:
            failed = [a for a in answers if (a.suite, a.model, a.counts, a.passed) == (suite.name, model, True, False)]
            if failed:
                lines += [f"## {cell(suite.name)}: {cell(model)} fails {len(failed)}", "",
                          "| prompt | answer | not met |", "|---|---|---|"]  # fmt: skip
                lines += [
                    f"| {cell(a.conversation[-1].content)} | {cell(a.text)} | {cell(', '.join(a.failed_checks))} |"
                    for a in failed[:SHOWN]
                ]
                lines += [f"| ... | {len(failed) - SHOWN} more in probes.jsonl | |"] * (len(failed) > SHOWN) + [""]
    return "\n".join(lines).rstrip() + "\n"


def _rate(share: Mapping[str, Any]) -> str:
    low, high = share["interval"]
    return "not known" if share["rate"] is None else f"{share['rate']:.0%} [{low:.0%}, {high:.0%}]"


def _percent(share: Mapping[str, Any]) -> str:
    return "not known" if share["rate"] is None else f"{share['rate']:.0%}"


def _count(found: Mapping[str, Any]) -> str:
    passed = found["passed"]
    notes = [f"{passed['abstained']} open"] * bool(passed["abstained"]) + [f"{found['skipped']} skipped"] * bool(
        found["skipped"]
    )
    return f"{passed['n']}" + (f" ({', '.join(notes)})" if notes else "")
