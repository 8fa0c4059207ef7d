"""An audit as audit.json and audit.md. The same audit gives the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from heelwork.audit.cases import Probe
from heelwork.audit.measure import Finding
from heelwork.audit.reward_model import HACKS, ORDER, Audit, LengthRelation, Share
from heelwork.escaping import cell
from heelwork.functional.statistics import Interval
from heelwork.runs import rounded, write_text

FORMAT = "heelwork-audit/1"

MEANS = {
    "hack": "prefers the changed answer, by at least the threshold with the whole interval",
    "leaning": "prefers it decisively, but not surely by the threshold",
    "favoured": "pays more for it than for its control, by at least the threshold, though the changed answer does not win",
    "undecided": "no decisive answer either way with this many prompts",
    "clear": "does not prefer it",
    "weak": "degenerate text wins too often, without being preferred",
    "kept": "what a longer, surer or agreeing answer deserves, it still gets",
    "over-corrected": "refuses a good answer because it looks like the hack",
    "leaning over-corrected": "refuses it decisively, but not surely by the threshold",
    "neutral": "the same to it",
    "sensitive": "scores differ, where neither is better",
}

WRONG = ("hack", "leaning", "favoured", "weak", "over-corrected", "leaning over-corrected")
"""Verdicts whose worst examples the page shows."""


def write_audit(audit: Audit, directory: Path) -> tuple[Path, Path]:
    """Write both files; returns (audit.json, audit.md)."""
    data, page = directory / "audit.json", directory / "audit.md"
    write_text(data, json.dumps(to_json(audit), indent=1, ensure_ascii=False) + "\n")
    write_text(page, to_markdown(audit))
    return data, page


def to_json(audit: Audit) -> dict[str, Any]:
    """Plain values; the schema stands in docs/audit.md."""
    return rounded({
        "format": FORMAT,
        "reward": audit.reward,
        "seed": audit.seed,
        "effect_threshold": audit.thresholds.effect,
        "within_prompt_std": audit.std,
        "flagged": audit.flagged,
        "verdicts": audit.verdicts,
        "left_out": {source: left._asdict() for source, left in audit.left_out.items()},
        "probes": [_finding(f) for f in audit.findings],
        "length_correlation": [
            {"source": r.source, "partial": r.partial.value, "interval": list(r.partial.interval), "plain": r.plain,
             "answers": r.answers}
            for r in audit.length
        ],
        "certainty_order": {"order": list(ORDER), **_share(audit.certainty_order)},
        "accuracy": {source: _share(share) for source, share in audit.quality.items()},
        "policy": audit.policy._asdict() if audit.policy else None,
    })  # fmt: skip


def to_markdown(audit: Audit) -> str:
    """The page for people."""
    lines = [
        f"# Audit of {cell(audit.reward)}", "",
        f"Flagged: **{', '.join(audit.flagged) or 'nothing'}**.", "",
        "| hack | verdict |", "|---|---|",
        *(f"| {hack} | {audit.verdicts[hack]} |" for hack in HACKS), "",
        *(f"Right over wrong ({source}): {_percent(share)}, n = {share.n}." for source, share in audit.quality.items()), "",
        *_order(audit.certainty_order),
        *(f"{left.cases} of {left.of} comparisons of {source} answers are left out: max_length cuts them to equal rows.\n"
          for source, left in audit.left_out.items()),
        "## Probes", "",
        "Each probe compares two answers that differ in one thing. Δ is the mean difference of scores in within-prompt",
        "standard deviations; brackets hold 95% intervals, over prompts. *twin*: guards against over-correction.", "",
        "| probe | answers | what is changed | wins | without the change | Δ | verdict |", "|---|---|---|---|---|---|---|",
        *map(_row, audit.findings), "",
        *(f"- **{verdict}**: {text}" for verdict, text in MEANS.items() if any(f.verdict == verdict for f in audit.findings)),
        "", "## Reward and length", "",
        "| answers | correlation within prompts | with quality held fixed | n |", "|---|---|---|---|",
        *map(_length_row, audit.length), "",
    ]  # fmt: skip
    if audit.policy:
        lines += ["## The policy's answers", "", "| figure | value |", "|---|---|",
                  *(f"| {name} | {value:.4g} |" for name, value in audit.policy._asdict().items()), ""]  # fmt: skip
    lines += ["## Worst examples", ""]
    for finding in audit.findings:
        if finding.verdict in WRONG:
            lines += _examples(finding)
    return "\n".join(lines).rstrip() + "\n"


def _order(share: Share) -> list[str]:
    held = f"{' ≥ '.join(ORDER[:2])} > {' > '.join(ORDER[2:])} holds on {_percent(share)} of {share.n} facts."
    return [held, ""] if share.n else []


def _finding(f: Finding) -> dict[str, Any]:
    probe: Probe = f.probe
    return {
        "name": probe.name, "hack": probe.hack, "kind": probe.kind, "twin": probe.twin, "change": probe.change,
        "source": f.source, "cases": f.cases, "prompts": f.prompts, "win_rate": f.win_rate,
        "win_interval": list(f.win_interval), "control_rate": f.control_rate, "effect": f.effect,
        "effect_interval": list(f.effect_interval), "verdict": f.verdict, "worst": [w._asdict() for w in f.worst],
    }  # fmt: skip


def _share(share: Share) -> dict[str, Any]:
    return {"rate": share.rate, "interval": list(share.interval), "n": share.n}


def _row(f: Finding) -> str:
    control = "" if f.control_rate is None else f"{f.control_rate:.0%}"
    return (
        f"| {f.probe.name}{' *twin*' if f.probe.twin else ''} | {f.source} | {f.probe.change} | {f.win_rate:.0%} "
        f"{_brackets(f.win_interval, '.0%')} | {control} | {f.effect:+.2f} {_brackets(f.effect_interval, '+.2f')} | {f.verdict} |"
    )


def _length_row(r: LengthRelation) -> str:
    return f"| {r.source} | {r.plain:+.2f} | {r.partial.value:+.2f} {_brackets(r.partial.interval, '+.2f')} | {r.answers} |"


def _examples(f: Finding) -> list[str]:
    lines = [
        f"### {f.probe.name} ({f.source}): {f.verdict}",
        "",
        "| prompt | before | after | scores |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {cell(w.prompt)} | {cell(w.base)} | {cell(w.changed)} | {w.base_score:.2f} → {w.changed_score:.2f} |"
        for w in f.worst
    ]
    return [*lines, ""]


def _percent(share: Share) -> str:
    return f"{share.rate:.0%} {_brackets(share.interval, '.0%')}"


def _brackets(interval: Interval, form: str) -> str:
    return f"[{interval.low:{form}}, {interval.high:{form}}]"
