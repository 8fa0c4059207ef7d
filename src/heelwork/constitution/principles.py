"""A constitution as a file: its principles, their wordings, their gold cases, and a hash of what it says.

YAML, validated strictly. The hash is of the content, not of the file: comments and layout do not change it, a word does.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import Field

from heelwork.config import Settings, build, read_yaml
from heelwork.errors import ConfigError, nearest
from heelwork.judges.llm import Question

DEFAULT = Path(__file__).parent / "default.yaml"
GOLD_WANTED = 4  # cases of each principle, below which its own accuracy says little


class GoldCase(Settings):
    """Two answers of which the principle clearly prefers one."""

    prompt: str = Field(min_length=1)
    """What the user asks."""
    better: str
    """The answer that the principle prefers."""
    worse: str
    """The other one."""


class Principle(Settings):
    """One rule, in the wordings that each step of the protocol needs."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    """A short name: lower-case letters, digits and hyphens."""
    tier: int = Field(2, ge=1, le=9)
    """Standing: 1 gives way to nothing; where two principles disagree, the lower number holds."""
    polarity: Literal["positive", "negative"]
    """Whether it asks for something (positive) or asks to leave something out (negative)."""
    principle: str = Field(min_length=1)
    """The rule itself."""
    reason: str = Field(min_length=1)
    """Why it stands in the constitution."""
    critique: str = Field(min_length=1)
    """Asks for the faults of an answer (phase 1)."""
    revision: str = Field(min_length=1)
    """Asks for a better answer (phase 1)."""
    comparison: str = Field(min_length=1)
    """Asks which of two answers is better (phase 2)."""
    opposite: str | None = None
    """The comparison turned round, so that a judge who reads it decides the other way; none = that cannot be measured."""
    gold: list[GoldCase] = []
    """Cases with a clear outcome, on which a judge is checked before it is believed."""

    @property
    def question(self) -> Question:
        """What a judge is asked."""
        return Question(self.id, self.comparison, self.principle)

    @property
    def opposed(self) -> Question | None:
        """The same turned round."""
        return None if self.opposite is None else Question(f"not-{self.id}", self.opposite)


class Example(Settings):
    """A worked critique and revision, shown before the real one (few-shot)."""

    prompt: str
    """What the user asked."""
    answer: str
    """What the assistant said first."""
    principle: str
    """The id of the principle in play."""
    critique: str
    """What is wrong with the answer, or that nothing is."""
    revision: str | None = None
    """The better answer; none where the critique finds nothing."""


class Constitution(Settings):
    """Principles that are used together."""

    name: str = Field(min_length=1)
    """What it is called in records."""
    principles: list[Principle] = Field(min_length=1)
    """The rules."""
    examples: list[Example] = []
    """Worked critiques and revisions."""

    @property
    def digest(self) -> str:
        """The first 16 hex digits of SHA-256 over the content; stands beside every label and every revision."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def questions(self) -> tuple[Question, ...]:
        """What a judge is asked, one for each principle."""
        return tuple(p.question for p in self.principles)

    @property
    def opposed(self) -> tuple[Question, ...]:
        """The opposite constitution: every comparison turned round, where the principle says how."""
        return tuple(q for p in self.principles if (q := p.opposed) is not None)

    def find(self, name: str) -> Principle:
        """The principle with this id. Raises ConfigError where there is none."""
        for principle in self.principles:
            if principle.id == name:
                return principle
        raise ConfigError(f"no principle '{name}'; {nearest(name, [p.id for p in self.principles])}")


def load(path: str | Path | None = None) -> Constitution:
    """A constitution from a YAML file; none = the default one. Raises ConfigError that names every fault."""
    source = DEFAULT if path is None else Path(path)
    constitution = build(Constitution, read_yaml(source), source=str(source))
    for example in constitution.examples:
        constitution.find(example.principle)
    return constitution
