"""What the store has already: which items, in which rounds, what other settings change of them; which guidelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import exists, func, select, update

from heelwork.collect.adding import CHUNK, ids_of
from heelwork.collect.log import append
from heelwork.collect.records import Arm, NewItem
from heelwork.collect.schema import assignments, completions, guidelines, items
from heelwork.collect.store import Store


class Amended(NamedTuple):
    """Items that were there already: how many, of how many more people are asked now, how many are in the active arm now."""

    known: int
    raised: int
    moved: int


def amend(store: Store, arms: Mapping[str, Arm], overlap: int) -> Amended:
    """Bring items that are given again up to new settings: more people for each, and the active arm.

    arms: of each uid, the arm that it belongs to now; uids that the store does not have are passed over. overlap: is only
    ever raised. Items that somebody has seen stay in their arm, because the active one is to hold only what its order chose.
    """
    active = [uid for uid, arm in arms.items() if arm == "active"]
    known = len(stored_uids(store, list(arms)))
    raised = moved = 0
    unseen = ~exists().where(assignments.c.item_id == items.c.id)
    with store.database.write() as connection:
        for part in _parts(list(arms)):
            few = (items.c.uid.in_(part), items.c.gold.is_(None), items.c.overlap < overlap)
            more = {"overlap": overlap, "places": items.c.places + overlap - items.c.overlap}
            raised += connection.execute(update(items).where(*few).values(more)).rowcount
        for part in _parts(active):
            still = (items.c.uid.in_(part), items.c.gold.is_(None), items.c.arm == "random", unseen)
            moved += connection.execute(update(items).where(*still).values(arm="active")).rowcount
        if raised or moved:
            append(connection, store.clock(), "amend", payload={"overlap": overlap, "raised": raised, "moved": moved})
    return Amended(known, raised, moved)


def stored_uids(store: Store, uids: Sequence[str]) -> set[str]:
    """Those of the uids that the store has."""
    with store.database.read() as connection:
        return set(ids_of(connection, uids))


def last_round(store: Store) -> int | None:
    """The last round that people label, or did; None = the store is empty."""
    with store.database.read() as connection:
        last = connection.execute(select(func.max(items.c.round))).scalar()
    return None if last is None else int(last)


def round_of(store: Store, weights: str) -> int:
    """The round that answers of these weights belong to: the one they were sampled in before, else one after the last."""
    own = (
        select(func.max(items.c.round))
        .join(completions)
        .where(completions.c.sampling["weights"].as_string() == weights)
    )
    with store.database.read() as connection:
        known = connection.execute(own).scalar()
    last = last_round(store)
    return int(known) if known is not None else 0 if last is None else last + 1


def in_their_rounds(store: Store, made: Sequence[NewItem]) -> list[NewItem]:
    """Items of a file, each in the round in which the store has it already, and new ones in the last round.

    So a file that is given again after other rounds is not asked anew.
    """
    last = last_round(store) or 0
    open_ones = dict(enumerate(made))
    out = [replace(item, round=last) for item in made]
    for number in range(last, -1, -1):
        moved = {place: replace(item, round=number) for place, item in open_ones.items()}
        there = stored_uids(store, [item.key for item in moved.values()])
        for place, item in moved.items():
            if item.key in there:
                out[place] = item
                del open_ones[place]
    return out


def guideline_version(store: Store, text: str) -> int | None:
    """The number of the last version of the guidelines with this text; None = there is none."""
    same = select(func.max(guidelines.c.version)).where(guidelines.c.text == text)
    with store.database.read() as connection:
        found = connection.execute(same).scalar()
    return None if found is None else int(found)


def _parts(uids: Sequence[str]) -> list[Sequence[str]]:
    return [uids[start : start + CHUNK] for start in range(0, len(uids), CHUNK)]
