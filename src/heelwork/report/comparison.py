"""A comparison's findings in words and tables: comparison.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heelwork.escaping import escape


def comparison_page(found: Mapping[str, Any]) -> str:
    """Markdown of what compare.json holds."""
    models = [m["name"] for m in found["models"]]
    lines = ["# Comparison", "", *_what(found), ""]
    lines += [line for warning in found["warnings"] for line in (f"> **Mind:** {escape(warning)}", "")]
    if not found["judge"]:
        lines += ["Nobody has judged the answers yet.", ""]
    if found["pairs"]:
        lines += [f"- {escape(pair['sentence'])}" for pair in found["pairs"]]
        lines += ["", "## Win rates", "", *_rates(found["pairs"]), "", "## Tests", "", *_tests(found["pairs"]), ""]
        lines += ["## Ratings", "", *_ratings(found), ""]
    lines += ["## Models", "", "| name | model | SHA-256 of the weights |", "|---|---|---|"]
    lines += [f"| {escape(m['name'])} | {_code(m['model'])} | {m['weights']} |" for m in found["models"]]
    if found["pairs"]:
        lines += ["", "## How to read it", "", *(f"- **{name}**: {text}" for name, text in found["method"].items())]
    assert len(models) == len(set(models))
    return "\n".join(lines) + "\n"


def _what(found: Mapping[str, Any]) -> Iterator[str]:
    sampling, several = found["sampling"], "s" if found["samples"] > 1 else ""
    yield (
        f"{found['prompts']['count']} prompts{_shown(found['prompts'])}, {found['samples']} answer{several} to each by "
        f"every model, temperature {sampling['temperature']:g}, at most {sampling['max_new_tokens']} tokens, "
        f"seed {sampling['seed']}."
    )
    if found["judge"]:
        judge = _code(found["judge"]["judge"])
        yield f"Judged by {judge}, each pair of answers in both orders; where the two disagree, it is a tie."


def _shown(prompts: Mapping[str, int]) -> str:
    return f" (the first {prompts['shown']} in the before/after table)" if prompts["shown"] < prompts["count"] else ""


def _rates(pairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| pair | win rate | 95% interval | at equal length | 95% interval | won / tied / lost | abstained | characters |"
    yield "|---|---|---|---|---|---|---|---|"
    for pair in pairs:
        controlled = pair["length_controlled"] or {}
        characters = " / ".join(f"{value:.0f}" for value in pair["characters"])
        yield (
            f"| {_name(pair)} | {_percent(pair['win_rate'])} | {_interval(pair['interval'])} "
            f"| {_percent(controlled.get('win_rate'))} | {_interval(controlled.get('interval'))} "
            f"| {pair['wins']} / {pair['ties']} / {pair['losses']} | {pair['abstentions']} | {characters} |"
        )


def _tests(pairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield "| pair | prompts | p | p, corrected | McNemar (mid-p) | prompts won / lost | decisive | finds 80% of | needs |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for pair in pairs:
        mcnemar, finds, needs = pair["mcnemar"], pair["detectable"], pair["prompts_needed"]
        yield (
            f"| {_name(pair)} | {pair['prompts']} | {_p(pair['p'])} | {_p(pair['p_holm'])} | {_p(mcnemar['mid_p'])} "
            f"| {mcnemar['wins']} / {mcnemar['losses']} | {'yes' if pair['decisive'] else 'not decisive'} "
            f"| {'–' if finds is None else f'{100 * finds:.0f} points'} | {'–' if needs is None else f'{needs:,} prompts'} |"
        )


def _ratings(found: Mapping[str, Any]) -> Iterator[str]:
    yield "| model | Bradley–Terry rating (log-odds) | 95% interval |"
    yield "|---|---|---|"
    for rated in found["ratings"]:
        low, high = rated["interval"]
        yield f"| {escape(rated['name'])} | {rated['rating']:+.2f} | {low:+.2f} to {high:+.2f} |"
    yield ""
    if found["tied"]:
        yield "Not told apart: " + "; ".join(escape(" = ".join(names)) for names in found["tied"]) + "."
    else:
        yield "All models are told apart (uncorrected, 95% each)."


def _name(pair: Mapping[str, Any]) -> str:
    return escape(f"{pair['first']} against {pair['second']}")


def _code(text: str) -> str:
    return "`" + text.replace("`", "'").replace("|", "\\|") + "`"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _interval(value: Sequence[float] | None) -> str:
    return "–" if value is None else f"{value[0]:.1%} to {value[1]:.1%}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
