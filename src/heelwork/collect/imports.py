"""Labels from elsewhere into a store. Running an import again stores nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from heelwork.collect.checks import AlreadyAnswered
from heelwork.collect.foreign import Format, Imported, read
from heelwork.collect.store import Store
from heelwork.runs import sha256

CHUNK = 200
"""Items stored by one transaction."""


class Counted(NamedTuple):
    """What an import did. again: labels that were there already."""

    items: int
    labels: int
    again: int


def import_labels(store: Store, path: str, *, format: Format = "records", annotator: str = "imported") -> Counted:
    """Store the items and labels of a file; items without labels wait to be labelled here.

    annotator: the name under which labels are kept that name nobody. Raises DataError where the file cannot be used; what
    came before the bad record stays stored, and importing the mended file goes on from there.
    """
    digest = sha256(Path(path))[:16] if Path(path).is_file() else path
    items = labels = again = 0
    part: list[Imported] = []
    number = 0

    def store_part() -> None:
        nonlocal items, labels, again
        ids = store.add_items(imported.item for imported in part)
        items += len(part)
        for place, (item, imported) in enumerate(zip(ids, part, strict=True), number - len(part)):
            for n, given in enumerate(imported.given):
                person = store.people.known(given.annotator, who=given.who)
                order = range(len(imported.item.candidates))
                try:
                    receipt = store.submit(person.id, item, given.answer, f"import:{digest}:{place}:{n}", shown=order)
                except AlreadyAnswered:
                    again += 1
                    continue
                again += receipt.repeated
                labels += not receipt.repeated
        part.clear()

    for imported in read(path, format, annotator):
        part.append(imported)
        number += 1
        if len(part) == CHUNK:
            store_part()
    store_part()
    return Counted(items, labels, again)
