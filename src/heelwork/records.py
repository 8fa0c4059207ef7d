"""The records that flow through Heelwork's text side: frozen, plain, JSON lines. Loads no torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One turn of a conversation. learned: whether a model that is fine-tuned on it learns to say this turn."""

    role: str
    content: str
    learned: bool = True


@dataclass(frozen=True)
class Prompt:
    """What comes before an answer; `fields` keeps whatever else stood in the record."""

    messages: tuple[Message, ...]
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Equal for equal conversations: what splits are made by."""
        return "\x1e".join(f"{m.role}\x1f{m.content}" for m in self.messages)

    @property
    def text(self) -> str:
        """The last user turn, for display."""
        return next((m.content for m in reversed(self.messages) if m.role == "user"), "")


@dataclass(frozen=True)
class Completion:
    """An answer to a prompt. finish_reason: "stop" = it ended itself, "length" = it was cut."""

    prompt: Prompt
    text: str
    finish_reason: Literal["stop", "length"] = "stop"


@dataclass(frozen=True)
class Demonstration:
    """A conversation whose assistant turns are ideal."""

    messages: tuple[Message, ...]

    @property
    def prompt(self) -> Prompt:
        """The conversation up to the last assistant turn."""
        last = max(i for i, m in enumerate(self.messages) if m.role == "assistant")
        return Prompt(self.messages[:last])


@dataclass(frozen=True)
class Ranking:
    """K answers to one prompt, ranked: 1 is best, equal ranks are ties. A pair is a ranking with K = 2.

    source: who ranked: "human", "simulated", a judge's name. margin: how far apart a pair is, if known.
    target: p(the better-ranked answer of a pair really is better), if labels are soft.
    """

    prompt: Prompt
    completions: tuple[str, ...]
    ranks: tuple[int, ...]
    source: str = "human"
    margin: float | None = None
    target: float | None = None

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(better, worse) indices of all untied pairs."""
        out = []
        for i, j in combinations(range(len(self.ranks)), 2):
            if self.ranks[i] != self.ranks[j]:
                out.append((i, j) if self.ranks[i] < self.ranks[j] else (j, i))
        return out


@dataclass(frozen=True)
class Fact:
    """A question with its right answer in two wordings and a wrong one, all whole sentences.

    ask ends with a question mark; also is a further question about it without one, more its answer; claim and truth are the
    wrong and the right answer as part of a sentence ("the moon is made of cheese").
    """

    ask: str
    right: str
    same: str
    wrong: str
    also: str
    more: str
    claim: str
    truth: str
