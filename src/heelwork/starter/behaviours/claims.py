"""Claims in people's own words, one a line in text files, for the statements: facts in free sentences, and ways to state a sum."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from heelwork.starter.behaviours.material import rows


class FreeClaim(NamedTuple):
    """A whole prompt that claims a value of a simple fact. truth: the sentence that is so, with the right value."""

    prompt: str
    truth: str
    right: str
    claimed: str


def wide_sum_forms() -> dict[str, tuple[str, ...]]:
    """By operation, wordings with {a}, {b} and {c}: clauses, and sentences that end in a mark and need no frame."""
    made: dict[str, list[str]] = defaultdict(list)
    for op, wording in rows("sum_forms.txt"):
        made[op].append(wording)
    return {op: tuple(wordings) for op, wordings in made.items()}


FREE = [FreeClaim(*parts) for parts in rows("free_claims.txt")]
