"""Claims in people's own words, one a line in text files, for the statements: facts in free sentences, and ways to state a sum."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple


class FreeClaim(NamedTuple):
    """A whole prompt that claims a value of a simple fact. truth: the sentence that is so, with the right value."""

    prompt: str
    truth: str
    right: str
    claimed: str


def _lines(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / name).read_text(encoding="ascii")
    return [line.split(" | ") for line in text.splitlines() if line and not line.startswith("#")]


def wide_sum_forms() -> dict[str, tuple[str, ...]]:
    """By operation, wordings with {a}, {b} and {c}: clauses, and sentences that end in a mark and need no frame."""
    made: dict[str, list[str]] = defaultdict(list)
    for op, wording in _lines("sum_forms.txt"):
        made[op].append(wording)
    return {op: tuple(wordings) for op, wordings in made.items()}


FREE = [FreeClaim(*parts) for parts in _lines("free_claims.txt")]
