"""What goes into the store and comes out of it: frozen records."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pydantic import Field

from heelwork.config import Settings
from heelwork.records import Message, Prompt, Ranking

Kind = Literal["rank", "pair", "edit"]
Arm = Literal["random", "active"]
Role = Literal["annotator", "lead", "admin"]
Who = Literal["person", "simulated", "ai"]

GOLD = "gold:"
"""How the keys of gold items begin."""


class Project(Settings):
    """How a store hands out its items; kept in the database."""

    seed: int = Field(0, ge=0)
    """Of the orders in which answers are shown, and of the mixing of gold items and arms."""
    lease_seconds: float = Field(1800, gt=0)
    """How long an item is kept for the annotator who has it on screen; after that others may get it."""
    probation: int = Field(15, ge=0)
    """The first items of every annotator, in which gold items are frequent."""
    probation_gold: int = Field(10, ge=0)
    """How many of those are gold items, where there are enough of them."""
    gold_share: float = Field(0.1, ge=0, lt=1)
    """Share of gold items after the probation."""
    random_share: float = Field(0.25, ge=0, le=1)
    """Share of the other items taken from the random arm, while there is an active one to compare it with."""


@dataclass(frozen=True)
class Candidate:
    """An answer to be judged. model and sampling are never shown to annotators."""

    text: str
    model: str | None = None
    sampling: dict[str, Any] | None = None


@dataclass(frozen=True)
class NewItem:
    """An item to be stored. kind: rank (2 to 9 answers), pair (2), edit (1).

    gold: ranks of the candidates, 1 = best, that are known to be right; such items are shown to every annotator, unmarked,
    and are not exported. overlap: how many annotators should answer it; 0 = none. uid: equal items are stored once; none =
    the hash of its content.
    """

    prompt: Prompt
    candidates: tuple[Candidate, ...]
    kind: Kind = "rank"
    gold: tuple[int, ...] | None = None
    overlap: int = 1
    arm: Arm = "random"
    round: int = 0
    constitution: str | None = None
    uid: str | None = None

    @property
    def key(self) -> str:
        """What makes it this item: a SHA-256 in hex; that of a gold item is marked as one, whatever its ranks."""
        if self.uid is not None:
            return self.uid
        content = [self.kind, self.round, self.prompt.key, *(c.text for c in self.candidates)]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        # The same answers may be labelled and test annotators: these are two items.
        return digest if self.gold is None else f"{GOLD}{digest}"[:64]


@dataclass(frozen=True)
class Answer:
    """What an annotator says about an item. Every sequence is in the order shown on the screen.

    ranks: of K answers, 1 = best, equal = tied (rank and pair). strength: of a pair, 1 (slightly) to 3 (much better).
    both_bad: a tied pair of which neither is good. text: the ideal answer (edit). flags, ratings (1 to 7): one entry for
    each answer shown, or none at all. seconds: time on the item as the page measured it; None = since it was handed out.
    margin, target: of labels from elsewhere, as in `heelwork.records.Ranking`.
    """

    ranks: tuple[int, ...] | None = None
    strength: int | None = None
    both_bad: bool = False
    text: str | None = None
    flags: tuple[tuple[str, ...], ...] = ()
    ratings: tuple[int | None, ...] = ()
    comment: str = ""
    seconds: float | None = None
    margin: float | None = None
    target: float | None = None


class Task(NamedTuple):
    """An item as one annotator sees it: answers in the order for this annotator, nothing about where they come from."""

    item: int
    kind: Kind
    prompt: tuple[Message, ...]
    answers: tuple[str, ...]
    guideline: int
    expires: float
    order: tuple[int, ...]


class Receipt(NamedTuple):
    """What became of a submission. late: the item had been given to others and is full; kept as an event, not counted.
    repeated: the key was seen before; nothing was stored again."""

    event: int
    status: Literal["stored", "late"]
    repeated: bool = False


class Person(NamedTuple):
    """Somebody, or something, that answers items. about: of a judge, its model and settings."""

    id: int
    name: str
    role: Role
    who: Who
    about: dict[str, Any]
    password_hash: str | None
    created: float
    tasks: int
    excluded: bool
    excluded_reason: str | None


class Event(NamedTuple):
    """One line of the store's history."""

    id: int
    at: float
    kind: str
    person: int | None
    item: int | None
    key: str | None
    payload: dict[str, Any]


class Progress(NamedTuple):
    """Of the whole store without gold items: answers wanted, given, and being given now."""

    wanted: int
    done: int
    leased: int


@dataclass(frozen=True)
class Labelled:
    """A ranking that counts, and where it comes from. shown: order[p] is the stored answer at place p of the screen; empty
    where nobody knows the order, and seconds None where nobody knows the time: of labels from elsewhere."""

    item: int
    uid: str
    kind: Kind
    arm: Arm
    round: int
    ranking: Ranking
    person: int
    annotator: str
    who: Who
    event: int
    at: float
    seconds: float | None
    shown: tuple[int, ...]
    guideline: int
    models: tuple[str | None, ...]
    sampling: tuple[dict[str, Any] | None, ...]
    constitution: str | None
    gold: tuple[int, ...] | None
    final: bool = False
    details: dict[str, Any] = field(default_factory=dict)
