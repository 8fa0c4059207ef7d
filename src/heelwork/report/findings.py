"""What other commands left in a run directory: comparisons, probes and audits, read into the report's records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heelwork.report.contents import Audit, Comparison, Pairing, Row, Share
from heelwork.report.reading import Reader


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
        )
    except (KeyError, TypeError, ValueError, IndexError):
        reader.problems.append("compare.json lacks figures of the comparison; make it anew with `heelwork compare`.")
        return None


def _pairing(pair: Mapping[str, Any]) -> Pairing:
    controlled = pair["length_controlled"]
    return Pairing(
        first=str(pair["first"]), second=str(pair["second"]), win_rate=float(pair["win_rate"]),
        low=float(pair["interval"][0]), high=float(pair["interval"][1]),
        controlled=float(controlled["win_rate"]), controlled_low=float(controlled["interval"][0]),
        controlled_high=float(controlled["interval"][1]), n=int(pair["prompts"]), sentence=str(pair["sentence"]),
    )  # fmt: skip


def read_probes(reader: Reader) -> tuple[tuple[Share, ...], tuple[Row, ...]]:
    return (), ()


def read_audit(reader: Reader) -> Audit | None:
    return None
