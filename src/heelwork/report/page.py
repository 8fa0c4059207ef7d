"""A Report -> one HTML file that needs nothing else: no request leaves it, and whatever a model wrote is escaped."""

from __future__ import annotations

import base64
import dataclasses
import functools
import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from heelwork.escaping import visible
from heelwork.report import svg
from heelwork.report.card import model_card
from heelwork.report.contents import Report, Rollout, Row
from heelwork.report.gather import gather
from heelwork.report.limits import limits
from heelwork.report.plots import groups, hacking, shares_by_group
from heelwork.runs import write_text

MOST_TEXT = 2_500_000  # bytes of prompts and answers in the table, as they stand in the page
MOST_ROLLOUTS = 40
NAMES = {"ece": "ECE", "n": "pairs", "interval": "95% interval", "accuracy": "held-out accuracy", "last_kl": "last KL"}
"""Of a stage's results, where the name in its file says too little."""
LONGEST = 4000  # characters of one answer that are shown


class Tally(NamedTuple):
    """How a model's answers in the table were judged."""

    model: str
    passed: int
    failed: int
    cut: int
    total: int


class Written(NamedTuple):
    """The files of a report."""

    page: Path
    data: Path
    card: Path


def write_report(run: Path, out: Path | None = None) -> Written:
    """Write report.html (or `out`), and beside it the same as report.json and MODEL_CARD.md. Raises RunError."""
    report = gather(run)
    page = out or run / "report.html"
    written = Written(page, page.with_suffix(".json"), page.with_name("MODEL_CARD.md"))
    write_text(written.page, render(report))
    write_text(written.data, to_json(report))
    write_text(written.card, model_card(report, limits(report)))
    return written


def to_json(report: Report) -> str:
    """All of the report as JSON; what is not a finite number becomes null."""
    return json.dumps(_finite(dataclasses.asdict(report)), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def render(report: Report, *, live: bool = False) -> str:
    """The page. live: it asks its own server for newer contents."""
    rows = within(report.rows, MOST_TEXT)
    script = _asset("page.js") + (_asset("live.js") if live else "")
    style = _asset("page.css")
    policy = [
        "default-src 'none'",
        f"style-src '{_hash(style)}'",
        f"script-src '{_hash(script)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        *(["connect-src 'self'"] if live else []),
    ]
    contents = {
        "report": report,
        "rows": rows,
        "left_out": len(report.rows) - len(rows),
        "tallies": tallies(report),
        "rollouts": [
            {"stage": stage, "chosen": chosen_rollouts(kept), "kept": len(kept)}
            for stage, kept in reversed(by_stage(report.rollouts).items())
        ],
        "groups": groups(report),
        "hacking": hacking(report),
        "limits": limits(report),
        "probes": shares_by_group(report.probes),
        "gates": {gate.stage: gate for gate in report.gates},
        "ratings": _ratings(report),
    }
    around = {"policy": "; ".join(policy), "style": Markup(style), "script": Markup(script), "live": live}
    return _environment().get_template("page.html").render(**contents, **around)


def within(rows: Sequence[Row], most: int) -> list[Row]:
    """As many rows as fit into `most` bytes, taken in turn from every behaviour, in their own order."""
    queues: dict[tuple[str, str], list[int]] = {}
    for i, row in enumerate(rows):
        queues.setdefault((row.source, row.behaviour), []).append(i)
    chosen: list[int] = []
    room = most
    turn = [i for group in _interleaved(list(queues.values())) for i in group]
    for i in turn:
        room -= sum(_weight(t.content) for t in rows[i].prompt)
        room -= sum(_weight(a.text) + _weight(a.reason) + 300 for a in rows[i].answers.values())
        if room < 0:
            break
        chosen.append(i)
    return [rows[i] for i in sorted(chosen)]


def _weight(text: str) -> int:
    """Bytes of a text in the page."""
    return len(escape(shown(text)).encode())


def _interleaved(queues: Sequence[Sequence[int]]) -> list[list[int]]:
    longest = max(map(len, queues), default=0)
    return [[q[n] for q in queues if n < len(q)] for n in range(longest)]


def tallies(report: Report) -> list[Tally]:
    """For every model how many of all its answers passed, failed and were cut."""
    out = []
    for name in report.models:
        answers = [row.answers[name] for row in report.rows if name in row.answers]
        judged = Counter(a.passed for a in answers)
        out.append(Tally(name, judged[True], judged[False], sum(a.ended is False for a in answers), len(answers)))
    return out


def by_stage(rollouts: Sequence[Rollout]) -> dict[str, list[Rollout]]:
    """The rollouts of every stage that has any."""
    out: dict[str, list[Rollout]] = {}
    for r in rollouts:
        out.setdefault(r.stage, []).append(r)
    return out


def chosen_rollouts(rollouts: Sequence[Rollout]) -> list[Rollout]:
    """Of the last steps all, newest first, and of the steps before them the lowest and the highest scored of each."""
    newest = sorted(rollouts, key=lambda r: -r.step)[: MOST_ROLLOUTS // 2]
    older: dict[int, list[Rollout]] = {}
    for r in rollouts:
        if newest and r.step < newest[-1].step:
            older.setdefault(r.step, []).append(r)
    steps = sorted(older, reverse=True)
    every = max(1, math.ceil(len(steps) / (MOST_ROLLOUTS // 4)))
    for step in steps[::every]:
        group = older[step]
        newest += [min(group, key=lambda r: r.score), max(group, key=lambda r: r.score)]
    return newest


def shown(text: str) -> str:
    """The beginning of a text, with every character in sight."""
    return visible(text[:LONGEST])


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("heelwork.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "visible": shown, "short": svg.short, "percent": _percent, "duration": _duration, "inside": _inside, "plain": _plain, "named": _named, "code": _code,  # noqa: E501
    }  # fmt: skip
    made.globals |= {"longest": LONGEST, "bars": _bars, "tied": _tied}
    return made


def _bars(shares: Sequence[Any], label: str) -> Markup:
    rows = [svg.Band(s.label, 100 * s.value, s.low and 100 * s.low, s.high and 100 * s.high) for s in shares]
    return svg.bar_plot(rows, x=label, span=(0, 100))


def _tied(sets: Sequence[Sequence[str]]) -> str:
    """The sets of models that are not told apart, as a sentence."""
    named = "; ".join(" and ".join(names) for names in sets if len(names) > 1)
    return f" Not told apart: {named}." if named else ""


def _ratings(report: Report) -> Markup:
    rated = report.comparison.ratings if report.comparison else ()
    return svg.bar_plot([svg.Band(r.label, r.value, r.low, r.high) for r in rated], x="rating (log-odds)")


@functools.cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}%"


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d} min"


def _inside(path: str, settings: Mapping[str, Any]) -> str:
    """A path of the run without the directory that the run was written to."""
    out = str(Path(str(settings.get("out", ""))).parent)
    return path.removeprefix(out + "/") if out not in ("", ".") else path


def _named(key: str) -> str:
    return NAMES.get(key, key.replace("_", " "))


def _plain(value: Any) -> str:
    """A result's value for people."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "–"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return svg.short(value)
    if isinstance(value, (list, tuple)):
        return " to ".join(_plain(v) for v in value)
    return str(value)


def _code(sentence: str) -> Markup:
    """A sentence whose `words` are set as code."""
    parts = visible(sentence).split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return value
