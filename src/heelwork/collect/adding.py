"""New items as rows of the store's tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from heelwork.collect.checks import dense
from heelwork.collect.order import draw
from heelwork.collect.records import NewItem
from heelwork.collect.schema import completions, items

CHUNK = 500
"""Items written, or keys asked for, by one statement."""


def insert_items(connection: Connection, rows: Sequence[tuple[str, NewItem]], seed: int, now: float) -> dict[str, int]:
    """Items that are not there yet, each with its key, and their answers; returns the ids by key."""
    values = [
        {
            "uid": key,
            "kind": item.kind,
            "prompt": [{"role": m.role, "content": m.content} for m in item.prompt.messages],
            "prompt_hash": hashlib.sha256(item.prompt.key.encode()).hexdigest(),
            "gold": None if item.gold is None else list(dense(item.gold)),
            "arm": item.arm,
            # A random order, so that what is answered first is a fair sample of all.
            "position": draw(seed, "position", key),
            "overlap": item.overlap,
            "places": 0 if item.gold is not None else item.overlap,
            "round": item.round,
            "constitution": item.constitution,
            "created": now,
        }
        for key, item in rows
    ]
    stored = insert(items).returning(items.c.id, sort_by_parameter_order=True)
    ids = [int(i) for i in connection.execute(stored, values).scalars()]
    connection.execute(insert(completions), [
        {"item_id": i, "place": place, "text": c.text, "model": c.model, "sampling": c.sampling}
        for i, (_, item) in zip(ids, rows, strict=True) for place, c in enumerate(item.candidates)
    ])  # fmt: skip
    return dict(zip((key for key, _ in rows), ids, strict=True))


def ids_of(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of the items that are there, by key."""
    out: dict[str, int] = {}
    for start in range(0, len(keys), CHUNK):
        part = select(items.c.uid, items.c.id).where(items.c.uid.in_(keys[start : start + CHUNK]))
        out |= {uid: item for uid, item in connection.execute(part)}
    return out
