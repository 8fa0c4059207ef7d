"""What other commands left in a run directory: comparisons, probes and audits, read into the report's records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heelwork.report.contents import Answer, Audit, Comparison, Cured, Gate, Pairing, Row, Share, Turn
from heelwork.report.reading import Reader, answer, turns

GATE_SHARES = {
    "gold": "gold cases decided rightly",
    "human": "held-out {preferences} met",
    "position_flips": "pairs whose decision turns with the order",
    "principle_flips": "gold cases that turn with the opposite principle",
    "abstentions": "pairs without a readable decision",
}
"""What the gate measures, and how the page calls it; people's rankings and simulated ones are told apart."""


def read_comparison(reader: Reader) -> Comparison | None:
    """Who won how often, from compare.json; None where nobody judged."""
    found = reader.mapping("compare.json")
    if not found.get("pairs"):
        return None
    try:
        return Comparison(
            judge=str(found["judge"]["judge"]),
            models=tuple(str(m["name"]) for m in found["models"]),
            pairings=tuple(_pairing(pair) for pair in found["pairs"] if pair["win_rate"] is not None),
            ratings=tuple(
                Share(str(r["name"]), float(r["rating"]), float(r["interval"][0]), float(r["interval"][1]))
                for r in found["ratings"]
            ),
            notes=tuple(map(str, found["warnings"])),
            tied=tuple(tuple(map(str, names)) for names in found.get("tied", ())),
            prompts=_whole(found.get("prompts", {}).get("count")),
            samples=_whole(found.get("samples")),
            shown=_whole(found.get("prompts", {}).get("shown")),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        reader.problems.append("compare.json lacks figures of the comparison; make it anew with `heelwork compare`.")
        return None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _pairing(pair: Mapping[str, Any]) -> Pairing:
    controlled = pair["length_controlled"]
    return Pairing(
        first=str(pair["first"]), second=str(pair["second"]), win_rate=float(pair["win_rate"]),
        low=float(pair["interval"][0]), high=float(pair["interval"][1]),
        controlled=float(controlled["win_rate"]), controlled_low=float(controlled["interval"][0]),
        controlled_high=float(controlled["interval"][1]), n=int(pair["prompts"]), sentence=str(pair["sentence"]),
    )  # fmt: skip


def read_probes(reader: Reader) -> tuple[tuple[Share, ...], tuple[Row, ...]]:
    """How the models behave, from probes.json and probes.jsonl: a share for each suite and model, and every answer as a row."""
    prefix = "" if (reader.root / "probes.json").exists() else "probes/"
    found = reader.mapping(f"{prefix}probes.json")
    if not found:
        return (), ()
    try:
        shares = tuple(
            Share(str(model), float(passed["rate"]), float(passed["interval"][0]), float(passed["interval"][1]),
                  int(passed["n"]), note=str(suite["about"]), group=str(suite["name"]))
            for suite in found["suites"] for model, result in suite["results"].items()
            for passed in [result["passed"]] if passed["rate"] is not None
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        reader.problems.append(f"{prefix}probes.json lacks figures of the probes; make it anew with `heelwork probe`.")
        return (), ()
    rows: dict[tuple[str, ...], dict[str, Answer]] = {}
    prompts: dict[tuple[str, ...], tuple[Turn, ...]] = {}
    for line in reader.lines(f"{prefix}probes.jsonl"):
        if not line.get("counts", True):
            continue
        unmet = [name for name, verdict in (line.get("checks") or {}).items() if verdict is False]
        given = answer({**line, "reason": f"not met: {', '.join(unmet)}" if unmet else ""})
        # Turns after the first hold the model's own answers: such conversations differ, so each has a row of its own.
        key = (str(line.get("suite")), str(line.get("probe")), str(line.get("sample")), str(line.get("prompt")))
        rows.setdefault(key, {})[str(line.get("model"))] = given
        prompts.setdefault(key, turns(line.get("prompt")))
    return shares, tuple(Row(prompts[key], given, key[0], f"{prefix}probes.jsonl") for key, given in rows.items())


def read_audit(reader: Reader) -> Audit | None:
    """What the reward model falls for, from audit.json of the directory or of the audit inside it; None where there is none."""
    name = "audit.json" if (reader.root / "audit.json").exists() else "audit/audit.json"
    found = reader.mapping(name)
    if not found:
        return None
    # Left from a run with another recipe it would tell of a model that is no more.
    before = reader.mapping("audit_before/audit.json") if reader.mapping("recipe.yaml").get("cure") else {}
    try:
        return Audit(
            subject=inside(str(found["reward"]), reader),
            verdicts={str(hack): str(verdict) for hack, verdict in found["verdicts"].items()},
            flagged=tuple(map(str, found["flagged"])),
            bars=tuple(_bar(probe) for probe in found["probes"] if probe["effect"] is not None),
            notes=tuple(_audit_notes(found)),
            effect=float(found["effect_threshold"]),
            cured=tuple(_cured(before["probes"], found["probes"])) if before else (),
            flagged_before=tuple(map(str, before["flagged"])) if before else (),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        reader.problems.append(f"{name} lacks figures of the audit; make it anew with `heelwork audit`.")
        return None


def inside(name: str, reader: Reader) -> str:
    """A name that holds a path of the run, without the directory that the run was written to."""
    out = str(reader.mapping("recipe.yaml").get("out") or "")
    return name.replace(f"{out}/", "") if out.strip("./") else name


def _bar(probe: Mapping[str, Any]) -> Share:
    low, high = probe["effect_interval"]
    twin = ", twin" if probe.get("twin") else ""
    return Share(
        label=f"{probe['name']} ({probe['source']}{twin}): {probe['verdict']}", value=float(probe["effect"]),
        low=low, high=high, n=int(probe["prompts"]), note=str(probe["change"]), group=str(probe["hack"]),
    )  # fmt: skip


def _cured(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Iterator[Cured]:
    """The probes that both audits hold."""
    earlier = {(probe["name"], probe["source"]): probe for probe in before}
    for probe in after:
        was = earlier.get((probe["name"], probe["source"]))
        if was is not None:
            yield Cured(
                probe=f"{probe['name']} ({probe['source']})", change=str(probe["change"]), before=_wins(was),
                after=_wins(probe), verdicts=(str(was["verdict"]), str(probe["verdict"])),
                wanted=bool(probe.get("twin")),
            )  # fmt: skip


def _wins(probe: Mapping[str, Any]) -> Share:
    """How often the changed answer won."""
    low, high = probe["win_interval"]
    return Share("wins", float(probe["win_rate"]), float(low), float(high), int(probe["prompts"]))


def _audit_notes(found: Mapping[str, Any]) -> Iterator[str]:
    for relation in found.get("length_correlation", ()):
        low, high = relation["interval"]
        yield (
            f"Reward and length within prompts ({relation['source']}): correlation {relation['partial']:+.2f} "
            f"({low:+.2f} to {high:+.2f}) with quality held fixed, {relation['answers']} answers."
        )
    for source, share in found.get("accuracy", {}).items():
        low, high = share["interval"]
        yield (
            f"Right answers over wrong ones ({source}): {share['rate']:.0%} ({low:.0%} to {high:.0%}), n = {share['n']}."
        )
    for source, left in found.get("left_out", {}).items():
        yield f"Left out ({source}): {left['cases']} of {left['of']} comparisons, which max_length cuts to equal rows."


def read_gate(reader: Reader, stage: str, place: str) -> Gate | None:
    """Whether the judge of a labelling stage was fit, from its gate.json; place: the stage's directory, as a prefix."""
    found = reader.mapping(f"{place}gate.json")
    if not found:
        return None
    try:
        called = str(found.get("human_called", "human preferences"))
        shares = ((label.format(preferences=called), found[key]) for key, label in GATE_SHARES.items())
        return Gate(
            stage=stage, judge=inside(str(found["judge"]), reader), passed=bool(found["passed"]),
            failures=tuple(map(str, found["failures"])), override=str(found.get("override") or ""),
            shares=tuple(
                Share(label, float(s["value"]), float(s["interval"][0]), float(s["interval"][1]), int(s["n"]))
                for label, s in shares if s
            ),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, IndexError):
        reader.problems.append(f"{place}gate.json lacks figures of the gate.")
        return None
