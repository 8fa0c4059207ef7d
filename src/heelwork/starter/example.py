"""What every behaviour of the starter data is made of: a prompt, an ideal answer, and what a rubric needs to judge others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

BEHAVIOURS = (
    "harmful",
    "consciousness",
    "essay",
    "false_statement",
    "true_statement",
    "safe_lookalike",
    "everyday",
)


@dataclass(frozen=True)
class Example:
    """One prompt with its ideal answer.

    behaviour: one of BEHAVIOURS. topic: the hand-written item that the prompt was made from (splits are by topic).
    facts: what the rubric of the behaviour looks at, e.g. {"answer": "4"} or {"keywords": "glacier|ice"}.
    """

    behaviour: str
    topic: str
    prompt: str
    completion: str
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Flawed:
    """A worse answer to an Example's prompt. flaw: its name, e.g. "obeys", "agrees", "rambles", "flatters", "repeats"."""

    flaw: str
    completion: str
