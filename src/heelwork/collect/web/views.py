"""An item as the page shows it, and what a person said of it as the page sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heelwork.collect.order import to_shown
from heelwork.collect.records import Answer, Kind, Task
from heelwork.collect.store import Store
from heelwork.collect.web.forms import STRENGTHS
from heelwork.collect.web.secrecy import new_token
from heelwork.records import Message


@dataclass(frozen=True)
class Before:
    """What was said of one answer before an undo. rank: 1 = best; rating: 1 to 7."""

    rank: int | None = None
    rating: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownAnswer:
    """One answer on the page. letter: A for the first one shown."""

    letter: str
    text: str
    before: Before


@dataclass(frozen=True)
class ShownTask:
    """One item on the page; holds no model's name.

    key: sent with the answer, so that sending it twice counts once. choice: the verdict on a pair before an undo.
    text: what the editor starts with.
    """

    item: int
    key: str
    kind: Kind
    messages: tuple[Message, ...]
    answers: tuple[ShownAnswer, ...]
    choice: str
    text: str
    comment: str


def shown(task: Task, before: Answer | None = None) -> ShownTask:
    """A task for the page. before: the person's answer that was undone, in the order shown."""
    said = before or Answer()
    answers = tuple(
        ShownAnswer(
            letter(slot),
            text,
            Before(_at(said.ranks, slot), _at(said.ratings, slot), tuple(_at(said.flags, slot) or ())),
        )
        for slot, text in enumerate(task.answers)
    )
    return ShownTask(
        task.item, new_token(), task.kind, task.prompt, answers, choice_of(said),
        task.answers[0] if said.text is None else said.text, said.comment,
    )  # fmt: skip


def letter(slot: int) -> str:
    """A for slot 0."""
    return chr(ord("A") + slot)


def verdict(choice: str) -> dict[str, Any]:
    """Ranks, strength and both_bad of a choice on a pair, as shown: "a3" = the first is much better."""
    if choice in ("tie", "bad"):
        return {"ranks": (1, 1), "strength": None, "both_bad": choice == "bad"}
    return {"ranks": (1, 2) if choice[0] == "a" else (2, 1), "strength": int(choice[1]), "both_bad": False}


def choice_of(answer: Answer) -> str:
    """The inverse of `verdict`; empty where there is no verdict."""
    for choice, _ in STRENGTHS:
        if all(getattr(answer, name) == value for name, value in verdict(choice).items()):
            return choice
    return ""


def undone_answer(store: Store, person: int, task: Task) -> Answer | None:
    """What this person said of the item before they undid it, in the order shown; None = nothing, or nothing undone."""
    history = {event.id: event for event in store.events(person=person, item=task.item)}
    last = history[max(history)] if history else None
    if last is None or last.kind != "undo":
        return None
    said = history.get(last.payload.get("undone", 0))
    if said is None or said.kind != "answer":
        return None
    kept = said.payload
    return Answer(
        ranks=to_shown(kept["ranks"], task.order) if kept.get("ranks") else None,
        strength=kept.get("strength"),
        both_bad=bool(kept.get("both_bad")),
        text=kept.get("text"),
        flags=to_shown([tuple(flags) for flags in kept["flags"]], task.order) if kept.get("flags") else (),
        ratings=to_shown(kept["ratings"], task.order) if kept.get("ratings") else (),
        comment=kept.get("comment", ""),
    )


def _at(values: Sequence[Any] | None, slot: int) -> Any:
    return values[slot] if values else None
