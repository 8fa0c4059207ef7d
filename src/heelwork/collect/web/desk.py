"""What the pages show and send, as records; and what they ask of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from heelwork.records import Message

Kind = Literal["rank", "pair", "edit"]


@dataclass(frozen=True)
class Extras:
    """What may be said of one answer besides its place. rating: 1 to 7; rank: its place, 1 = best."""

    rank: int | None = None
    rating: int | None = None
    flags: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Shown:
    """One answer on the page. letter: A for the first one shown; before: what this person said of it, if they undid."""

    letter: str
    text: str
    before: Extras = field(default_factory=Extras)


@dataclass(frozen=True)
class Task:
    """One item as this person sees it. Holds no model's name.

    key: sent with the answer, so that sending it twice counts once. choice: the verdict on a pair before an undo.
    text: what the editor starts with.
    """

    item: int
    key: str
    kind: Kind
    messages: tuple[Message, ...]
    answers: tuple[Shown, ...]
    choice: str = ""
    text: str = ""


@dataclass(frozen=True)
class Said:
    """A person's answer to one item. answers: in the order shown."""

    answers: tuple[Extras, ...] = ()
    choice: str = ""
    text: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class Progress:
    """How far a person is. pace, left: in words, empty while unknown."""

    done: int
    total: int
    pace: str
    left: str
    undoable: bool


class Desk(Protocol):
    """Where items come from and answers go. A DataError is the person's to mend."""

    def task(self, person: int) -> Task | None:
        """The item that this person works on; the same one until it is answered or skipped. None = all is done."""

    def kind_of(self, person: int, item: int) -> tuple[Kind, int]:
        """Kind of an item and how many answers it has. Raises DataError where it is not this person's to answer."""

    def submit(self, person: int, item: int, key: str, said: Said) -> None: ...
    def skip(self, person: int, item: int, key: str) -> None: ...
    def undo(self, person: int) -> bool: ...
    def progress(self, person: int) -> Progress: ...
    def guidelines(self) -> str: ...
    def own_work(self, person: int) -> dict[str, Any]: ...


def duration(seconds: float) -> str:
    """Seconds in words: 45 s, 12 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
