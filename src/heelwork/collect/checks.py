"""What may enter the store. Each check raises DataError that says what is wrong and what would be right."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, get_args

from heelwork.collect.order import to_stored
from heelwork.collect.records import Answer, Arm, Kind, NewItem
from heelwork.data.formats import Row
from heelwork.errors import DataError, nearest
from heelwork.records import Prompt
from heelwork.records import Role as Speaker

ANSWERS = {"rank": (2, 9), "pair": (2, 2), "edit": (1, 1)}
"""Fewest and most answers of an item of each kind."""

LONGEST_TEXT = 100_000
LONGEST_COMMENT = 5_000
LONGEST_FLAG = 60
MOST_FLAGS = 20
LONGEST_KEY = 100
LONGEST_NAME = 200


class AlreadyAnswered(DataError):  # noqa: N818 - not a fault of anybody
    """This person's answer to this item is stored and counts."""


@contextlib.contextmanager
def at(row: Row) -> Iterator[None]:
    """What the checks find wrong with a record of a file is said with its place."""
    try:
        yield
    except DataError as error:
        if error.path is None:
            row.fail(str(error))
        raise


def check_item(item: NewItem) -> None:
    """Kind, number of answers, gold ranks, overlap, arm and texts."""
    if item.kind not in get_args(Kind):
        raise DataError(f"the kind '{item.kind}' does not exist; {nearest(item.kind, get_args(Kind))}")
    if item.arm not in get_args(Arm):
        raise DataError(f"the arm '{item.arm}' does not exist; {nearest(item.arm, get_args(Arm))}")
    fewest, most = ANSWERS[item.kind]
    if not fewest <= len(item.candidates) <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
        raise DataError(f"an item of kind '{item.kind}' has {wanted} answers, this one has {len(item.candidates)}")
    check_words(item.prompt, (c.text for c in item.candidates))
    if item.overlap < 0:
        raise DataError(f"overlap is {item.overlap}; it is the number of annotators wanted, 0 = none more")
    if item.uid is not None and not 0 < len(item.uid) <= 64:
        raise DataError(f"the uid has {len(item.uid)} characters; it must have 1 to 64")
    if item.gold is not None:
        if item.kind == "edit":
            raise DataError("an item of kind 'edit' cannot be gold: its answer is free text")
        check_ranks(item.gold, len(item.candidates))


def check_words(prompt: Prompt, answers: Iterable[str]) -> None:
    """A prompt that is not empty and that every trainer can read, and answers that every database can hold."""
    if not prompt.messages:
        raise DataError("the prompt is empty; write the question or request")
    for message in prompt.messages:
        if message.role not in get_args(Speaker):
            raise DataError(f"a message has the role '{message.role}'; {nearest(message.role, get_args(Speaker))}")
    for text in (*(m.content for m in prompt.messages), *answers):
        check_text(text, "a prompt or answer", LONGEST_TEXT)


def check_name(name: str) -> None:
    """The name of an annotator or judge."""
    if not name.strip():
        raise DataError(f"the name of an annotator is empty; it has 1 to {LONGEST_NAME} characters")
    check_text(name, "the name of an annotator", LONGEST_NAME)


def check_ranks(ranks: Sequence[int], k: int) -> None:
    """Whole numbers from 1, one for each answer."""
    if len(ranks) != k or not all(isinstance(r, int) and not isinstance(r, bool) and 1 <= r <= 99 for r in ranks):
        raise DataError(
            f"the ranks are {list(ranks)}; {k} whole numbers from 1 = best are needed, one for each answer, ties equal"
        )


def dense(ranks: Sequence[int]) -> tuple[int, ...]:
    """The same ranking in tiers 1, 2, 3 without gaps: (2, 7, 2) -> (1, 2, 1)."""
    tiers = {rank: tier for tier, rank in enumerate(sorted(set(ranks)), 1)}
    return tuple(tiers[rank] for rank in ranks)


def check_text(text: str, what: str, longest: int) -> None:
    """Text that every database can hold."""
    if len(text) > longest:
        raise DataError(f"{what} has {len(text)} characters; at most {longest} are stored; shorten it")
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise DataError(f"{what} holds a NUL or half of a surrogate pair, which is no character; remove it")


def stored_answer(answer: Answer, kind: str, shown: Sequence[int]) -> dict[str, Any]:
    """The payload of an answer's event, with everything in the order in which the item's answers are stored.

    shown: order[p] is the stored answer at place p of the screen. Raises DataError where the answer does not fit the kind.
    """
    k = len(shown)
    check_text(answer.comment, "the comment", LONGEST_COMMENT)
    if answer.seconds is not None and not 0 <= answer.seconds < 1e7:
        raise DataError(f"the time on the item is {answer.seconds} seconds; it must be 0 or more")
    if kind == "edit":
        if answer.text is None or not answer.text.strip() or answer.ranks is not None:
            raise DataError("an item of kind 'edit' is answered by a text that is not empty, and by no ranks")
        check_text(answer.text, "the answer", LONGEST_TEXT)
    elif answer.text is not None or answer.ranks is None:
        raise DataError(f"an item of kind '{kind}' is answered by ranks, and by no text")
    else:
        check_ranks(answer.ranks, k)
    out = {**asdict(answer), "shown": list(shown)}
    tied = answer.ranks is not None and len(set(answer.ranks)) == 1
    if answer.both_bad and (kind != "pair" or not tied):
        raise DataError("'both bad' belongs to a pair whose answers are tied; give both rank 1")
    if answer.strength is not None and (kind != "pair" or tied or answer.strength not in (1, 2, 3)):
        raise DataError(f"the strength is {answer.strength}; only a pair that is not tied has one, 1, 2 or 3")
    if answer.target is not None and not 0 <= answer.target <= 1:
        raise DataError(f"the target is {answer.target}; it is a probability from 0 to 1")
    if answer.margin is not None and not math.isfinite(answer.margin):
        raise DataError(f"the margin is {answer.margin}; it must be a finite number")
    if answer.ranks is not None:
        out["ranks"] = list(dense(to_stored(answer.ranks, shown)))
    out["flags"] = [list(flags) for flags in to_stored(_flags(answer, k), shown)] if answer.flags else []
    out["ratings"] = list(to_stored(_ratings(answer, k), shown)) if answer.ratings else []
    return out


def _flags(answer: Answer, k: int) -> Sequence[Sequence[str]]:
    if len(answer.flags) != k:
        raise DataError(f"there are flags for {len(answer.flags)} answers; give {k} lists, or none")
    for flags in answer.flags:
        if len(flags) > MOST_FLAGS:
            raise DataError(f"an answer has {len(flags)} flags; at most {MOST_FLAGS} are stored")
        for flag in flags:
            check_text(flag, "a flag", LONGEST_FLAG)
    return answer.flags


def _ratings(answer: Answer, k: int) -> Sequence[int | None]:
    known = all(r is None or (isinstance(r, int) and not isinstance(r, bool) and 1 <= r <= 7) for r in answer.ratings)
    if len(answer.ratings) != k or not known:
        raise DataError(f"the ratings are {list(answer.ratings)}; give {k} whole numbers from 1 to 7, or none")
    return answer.ratings
