"""What other commands left in a run directory: comparisons, probes and audits, read into the report's records."""

from __future__ import annotations

from heelwork.report.contents import Audit, Comparison, Row, Share
from heelwork.report.reading import Reader


def read_comparison(reader: Reader) -> Comparison | None:
    return None


def read_probes(reader: Reader) -> tuple[tuple[Share, ...], tuple[Row, ...]]:
    return (), ()


def read_audit(reader: Reader) -> Audit | None:
    return None
