"""Labels from elsewhere into a store. Running an import again stores nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import select

from heelwork.collect.checks import AlreadyAnswered, dense
from heelwork.collect.elsewhere import Format, read
from heelwork.collect.foreign import Given, Imported
from heelwork.collect.schema import answers, events, items
from heelwork.collect.store import Store
from heelwork.errors import DataError

CHUNK = 200
"""Items stored by one transaction."""


class Counted(NamedTuple):
    """What an import did. again: labels that were there already. otherwise: labels that are not stored, because the same
    annotator has ranked the same answers in another order."""

    items: int
    labels: int
    again: int
    otherwise: int = 0


def import_labels(
    store: Store,
    path: str,
    *,
    format: Format = "records",
    annotator: str = "imported",
    question: str | None = None,
) -> Counted:
    """Store the items and labels of a file; items without labels wait to be labelled here. A label that this store has
    exported itself is there already.

    annotator: the name under which labels are kept that name nobody. question: of Argilla and Label Studio, the one whose
    rankings are read, where there are several. Raises DataError where the file cannot be used; what came before the bad
    record stays stored, and importing the mended file goes on from there.
    """
    done: Counter[str] = Counter()
    for part in _parts(read(path, format, annotator, question)):
        own = _own(store, part)
        new = [one for one in part if not any(given.origin in own for given in one.given)]
        ids = store.add_items(one.item for one in new)
        for item, one in zip(ids, new, strict=True):
            done.update(_stored(store, item, one, given) for given in one.given)
        done["items"] += len(part)
        done["again"] += len(part) - len(new)
    return Counted(done["items"], done["labels"], done["again"], done["otherwise"])


def _parts(found: Iterable[Imported]) -> Iterator[list[Imported]]:
    part: list[Imported] = []
    try:
        for one in found:
            part.append(one)
            if len(part) == CHUNK:
                yield part
                part = []
    except DataError:
        yield part
        raise
    yield part


def _own(store: Store, part: Iterable[Imported]) -> set[tuple[str, int, float]]:
    """Which of these labels this store has exported."""
    wanted = {given.origin for one in part for given in one.given if given.origin is not None}
    theirs = (
        select(items.c.uid, events.c.id, events.c.at)
        .select_from(items.join(events))
        .where(items.c.uid.in_({uid for uid, *_ in wanted}))
    )
    with store.database.read() as connection:
        return {(uid, event, at) for uid, event, at in connection.execute(theirs)} & wanted


def _stored(store: Store, item: int, one: Imported, given: Given) -> str:
    """Store a label: what it counts as."""
    person = store.people.known(given.annotator, who=given.who)
    said = given.answer
    # By what it says, not by where it stands: files grow, and a store that is in use does too.
    content = json.dumps([one.item.key, said.ranks, said.margin, said.target])
    key = f"import:{hashlib.sha256(content.encode()).hexdigest()[:32]}"
    try:
        receipt = store.submit(person.id, item, said, key, shown=())
    except AlreadyAnswered:
        ranks = select(answers.c.ranks).where(
            answers.c.item_id == item, answers.c.person_id == person.id, ~answers.c.final
        )
        with store.database.read() as connection:
            same = connection.execute(ranks).scalar() == list(dense(said.ranks or ()))
        return "again" if same else "otherwise"
    return "again" if receipt.repeated else "labels"
