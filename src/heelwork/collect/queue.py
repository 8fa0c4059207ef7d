"""Who gets which item: leases, the places an item still has, and the choice of the next one. Inside a transaction.

`items.places` = overlap - leases - answers of people who are not excluded, as far as they were handed out. It only changes
together with an assignment, under a lock on the item, so that an item is never with more people than its overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from heelwork.collect.order import draw, shown_order
from heelwork.collect.records import Project
from heelwork.collect.schema import assignments, items, people

EXPIRED_AT_ONCE = 50
"""Leases cleared by one request, so that none takes long."""


def on_screen(connection: Connection, person: int) -> int | None:
    """The item this person holds a lease of; the one taken back last comes first."""
    held = select(assignments.c.item_id).where(assignments.c.person_id == person, assignments.c.state == "leased")
    item = connection.execute(held.order_by(assignments.c.moved.desc()).limit(1)).scalar()
    return None if item is None else int(item)


def assignment(connection: Connection, item: int, person: int) -> Any:
    """state, shown, shown_at and guideline of an assignment, locked; None = the item was never handed to this person."""
    columns = (assignments.c.state, assignments.c.shown, assignments.c.shown_at, assignments.c.guideline)
    return connection.execute(select(*columns).where(*_one(item, person)).with_for_update()).first()


def recent(connection: Connection, person: int) -> list[Any]:
    """What this person answered or skipped, the last first."""
    columns = (assignments.c.item_id, assignments.c.state, assignments.c.moved)
    mine = (assignments.c.person_id == person, assignments.c.state.in_(("done", "skipped")), assignments.c.counted)
    return list(connection.execute(select(*columns).where(*mine).order_by(assignments.c.moved.desc()).limit(100)))


def move(connection: Connection, item: int, person: int, to: str, event: int) -> None:
    """Change the state of an assignment; event: the event that did it."""
    connection.execute(update(assignments).where(*_one(item, person)).values(state=to, moved=event))


def renew(connection: Connection, item: int, person: int, expires: float) -> None:
    """Prolong a lease."""
    connection.execute(update(assignments).where(*_one(item, person)).values(expires=expires))


def lease(
    connection: Connection,
    item: int,
    person: int,
    shown: Sequence[int],
    now: float,
    expires: float,
    guideline: int,
) -> None:
    """Hand an item to a person and take one of its places."""
    take_place(connection, item)
    again = {
        "state": "leased",
        "shown_at": now,
        "expires": expires,
        "guideline": guideline,
        "moved": 0,
        "counted": True,
    }
    row = {"item_id": item, "person_id": person, "shown": list(shown), **again}
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    new = dialect.insert(assignments).values(**row)
    connection.execute(new.on_conflict_do_update(index_elements=["item_id", "person_id"], set_=again))
    connection.execute(update(people).where(people.c.id == person).values(tasks=people.c.tasks + 1))


def beside(connection: Connection, item: int, person: int, shown: Sequence[int], now: float, guideline: int) -> None:
    """Note an answer that was not asked for here: of a judge, or from elsewhere. It takes nobody's place."""
    row = {"item_id": item, "person_id": person, "shown": list(shown), "shown_at": now, "expires": now, "moved": 0}
    connection.execute(insert(assignments).values(**row, state="done", guideline=guideline, counted=False))


def take_place(connection: Connection, item: int) -> None:
    """One person more has the item. Gold items have no places."""
    _change_places(connection, item, -1)


def free_place(connection: Connection, item: int) -> None:
    """One person fewer has the item."""
    _change_places(connection, item, 1)


def expire(connection: Connection, now: float) -> None:
    """Give back the places of leases that have run out."""
    over = (assignments.c.state == "leased", assignments.c.expires < now)
    due = select(assignments.c.item_id).where(*over).limit(EXPIRED_AT_ONCE)
    found = set(connection.execute(due).scalars())
    if not found:
        return
    # The item is locked before its assignments, as everywhere; one that somebody else has locked can wait.
    locked = select(items.c.id).where(items.c.id.in_(found)).order_by(items.c.id).with_for_update(skip_locked=True)
    for item in connection.execute(locked).scalars().all():
        theirs = update(assignments).where(assignments.c.item_id == item, *over)
        count = connection.execute(theirs.values(state="expired")).rowcount
        _change_places(connection, item, count)


def pick(connection: Connection, project: Project, person: int, tasks: int) -> Any:
    """id, kind and prompt of the next item for a person who has been given `tasks` items so far: gold, or by arm;
    None = nothing is left."""
    if gold_turn(project, person, tasks):
        item = _first(connection, person, items.c.gold.is_not(None))
        if item is not None:
            return item
    arms = ("random", "active")
    if draw(project.seed, "arm", person, tasks) >= project.random_share:
        arms = ("active", "random")
    for arm in arms:
        item = _first(connection, person, items.c.gold.is_(None), items.c.places > 0, items.c.arm == arm)
        if item is not None:
            return item
    return None


def gold_turn(project: Project, person: int, tasks: int) -> bool:
    """Whether the item after `tasks` others is a gold one. The places in the probation are drawn for each person."""
    if tasks < project.probation:
        order = shown_order(project.seed, "gold", person, project.probation)
        return order[tasks] < project.probation_gold
    return draw(project.seed, "gold", person, tasks) < project.gold_share


def _first(connection: Connection, person: int, *conditions: Any) -> Any:
    mine = exists().where(
        assignments.c.item_id == items.c.id,
        assignments.c.person_id == person,
        assignments.c.state != "expired",
    )
    columns = (items.c.id, items.c.kind, items.c.prompt)
    first = select(*columns).where(*conditions, ~mine).order_by(items.c.position, items.c.id).limit(1)
    return connection.execute(first.with_for_update(of=items, skip_locked=True)).first()


def _change_places(connection: Connection, item: int, by: int) -> None:
    changed = update(items).where(items.c.id == item, items.c.gold.is_(None))
    connection.execute(changed.values(places=items.c.places + by))


def _one(item: int, person: int) -> tuple[Any, Any]:
    return assignments.c.item_id == item, assignments.c.person_id == person
