"""The one place that writes to the append-only history."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from heelwork.collect.schema import events


def append(
    connection: Connection,
    at: float,
    kind: str,
    *,
    person: int | None = None,
    item: int | None = None,
    key: str | None = None,
    payload: dict[str, Any] | None = None,
) -> int:
    """Add an event and return its number. at: seconds since 1970."""
    values = {"at": at, "kind": kind, "person_id": person, "item_id": item, "key": key, "payload": payload or {}}
    return int(connection.execute(insert(events).values(**values).returning(events.c.id)).scalar_one())
