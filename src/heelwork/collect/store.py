"""The store of collected preferences: items go in, every annotator gets the next one, answers come back and stay.

Each method is one transaction. Rows are locked in one order (person, item, assignment), so that nobody waits in a circle.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from heelwork.collect import queue, reading
from heelwork.collect.adding import CHUNK, ids_of, insert_items
from heelwork.collect.checks import (
    LONGEST_KEY,
    LONGEST_TEXT,
    AlreadyAnswered,
    check_item,
    check_text,
    dense,
    stored_answer,
)
from heelwork.collect.database import Database
from heelwork.collect.log import append
from heelwork.collect.order import shown_order
from heelwork.collect.people import People
from heelwork.collect.records import Answer, Event, Labelled, NewItem, Progress, Project, Receipt, Task
from heelwork.collect.schema import answers, assignments, events, guidelines, items, people, settings
from heelwork.errors import DataError

REMEMBERED = 2.0
"""Seconds for which the project's settings are kept in memory."""


class Store:
    """A project's items, people and answers in a database.

    where: the path of an SQLite file, which is made where there is none, or a URL of SQLite or PostgreSQL. clock: seconds
    since 1970. Raises ConfigError where the database cannot be opened, DataError where it holds something else.
    """

    def __init__(self, where: str | Path, *, clock: Callable[[], float] = time.time):
        self.database = Database(where)
        self.clock = clock
        self.people = People(self.database, clock)
        self._known: tuple[float, Project] | None = None

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    # ---- the project

    def project(self) -> Project:
        """How items are handed out."""
        with self.database.read() as connection:
            return _project(connection)

    def configure(self, project: Project) -> None:
        """Change how items are handed out; recorded as an event. The seed of a store that has handed out items stays."""
        with self.database.write() as connection:
            if _project(connection).seed != project.seed and connection.execute(select(assignments.c.item_id)).first():
                raise DataError(
                    "the seed cannot change once items have been handed out: orders on screen follow from it"
                )
            self._put(connection, "project", project.model_dump())
            append(connection, self.clock(), "settings", payload=project.model_dump())
        self._known = None

    def set_guidelines(self, text: str, *, by: int | None = None) -> int:
        """Store a new version of the guidelines, unless it equals the last one; returns its number, from 1."""
        check_text(text, "the guidelines", LONGEST_TEXT)
        with self.database.write() as connection:
            version, last = _guidelines(connection)
            if version and last == text:
                return version
            connection.execute(
                insert(guidelines).values(version=version + 1, text=text, created=self.clock(), person_id=by)
            )
            append(connection, self.clock(), "guidelines", person=by, payload={"version": version + 1})
            return version + 1

    def guidelines(self) -> tuple[int, str]:
        """Number and text of the guidelines in force; (0, "") where there are none."""
        with self.database.read() as connection:
            return _guidelines(connection)

    # ---- items

    def add_items(self, new: Iterable[NewItem]) -> list[int]:
        """Store items and return their ids in order; one that is already there keeps its id and is not changed, but for the
        right ranks of a gold item, which may have been mended.

        Raises DataError, before anything is written, where an item cannot be used.
        """
        wanted = list(new)
        for item in wanted:
            check_item(item)
        keys = [item.key for item in wanted]
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                connection.exec_driver_sql("LOCK TABLE items IN SHARE ROW EXCLUSIVE MODE")
            seed = _project(connection).seed
            known = ids_of(connection, keys)
            fresh = {key: item for key, item in zip(keys, wanted, strict=True) if key not in known}
            rows = list(fresh.items())
            for start in range(0, len(rows), CHUNK):
                known |= insert_items(connection, rows[start : start + CHUNK], seed, self.clock())
            if rows:
                append(connection, self.clock(), "items", payload={"added": len(rows)})
            for key, item in zip(keys, wanted, strict=True):
                if item.gold is not None and key not in fresh:
                    self._mend_gold(connection, known[key], list(dense(item.gold)))
        return [known[key] for key in keys]

    def gold_items(self) -> int:
        """How many items have a ranking that is known to be right."""
        with self.database.read() as connection:
            counted = select(func.count()).select_from(items).where(items.c.gold.is_not(None))
            return int(connection.execute(counted).scalar_one())

    def set_priorities(self, priorities: Mapping[int, float]) -> None:
        """Order the active arm: items of higher priority are handed out earlier. The random arm keeps its order."""
        with self.database.write() as connection:
            for item, priority in priorities.items():
                changed = update(items).where(items.c.id == item, items.c.arm == "active")
                connection.execute(changed.values(position=-float(priority)))
            append(connection, self.clock(), "priorities", payload={"items": len(priorities)})

    # ---- answering

    def next_item(self, person: int) -> Task | None:
        """The item this person should answer now: the one already on screen, or a new lease; None = nothing is left.

        Raises DataError where the person is unknown or excluded.
        """
        with self.database.write() as connection:
            now, project = self.clock(), self._project(connection)
            who = self._locked(connection, person)
            on_screen = queue.on_screen(connection, person)
            if on_screen is not None:
                queue.renew(connection, on_screen, person, now + project.lease_seconds)
                return reading.task(connection, on_screen, person)
            queue.expire(connection, now)
            row = queue.pick(connection, project, person, who.tasks)
            if row is None:
                return None
            texts = [text for text, *_ in reading.answer_rows(connection, row.id)]
            order = shown_order(project.seed, row.id, person, len(texts))
            version = self._lease(connection, project, row.id, person, now, order)
            return reading.to_task(row, texts, order, now + project.lease_seconds, version)

    def submit(
        self, person: int, item: int, answer: Answer, key: str, *, shown: Sequence[int] | None = None
    ) -> Receipt:
        """Store an answer. Sent again with the same key, it is stored once and the first receipt comes back.

        key: chosen by the sender, at most 100 characters, unique for this person. shown: of judges and imports, which answer
        what was not handed to them: the order in which they saw the answers, shown[p] = the stored answer at place p; () =
        nobody knows, and the answer is in the order of the store. Such an answer takes no annotator's place, and its time is
        only what it brings along. Raises DataError where the answer does not fit the item, the person is
        excluded, or the item is neither on this person's screen nor was; AlreadyAnswered where it has been answered.
        """
        if not 0 < len(key) <= LONGEST_KEY or "\x00" in key:
            raise DataError(f"the key has {len(key)} characters; it must have 1 to {LONGEST_KEY}")
        with self.database.write() as connection:
            self._locked(connection, person)
            seen = connection.execute(
                select(events.c.id, events.c.kind).where(events.c.person_id == person, events.c.key == key)
            ).first()
            if seen is not None:
                return Receipt(seen.id, "late" if seen.kind == "late" else "stored", repeated=True)
            now = self.clock()
            row = self._item(connection, item)
            on = queue.assignment(connection, item, person)
            full = row.places < 1 and row.gold is None
            if on is not None and on.state == "done":
                raise AlreadyAnswered(f"item {item} is already answered; undo that answer first")
            order = self._order(connection, item, shown, on)
            if on is None:
                if shown is None:
                    raise DataError(f"item {item} was not handed out to this person; ask for the next item")
                queue.beside(connection, item, person, order, now, _version(connection))
                on = queue.assignment(connection, item, person)
            elif on.state != "leased" and not full:
                queue.take_place(connection, item)
            late = full and on.state not in ("leased", "done")
            payload = stored_answer(answer, row.kind, order)
            payload |= {"guideline": on.guideline, "shown_at": on.shown_at}
            if shown is not None and not shown:
                payload["shown"] = None
            if payload["seconds"] is None and shown is None:
                payload["seconds"] = round(max(0.0, now - on.shown_at), 3)
            event = append(connection, now, "late" if late else "answer", person=person, item=item, key=key,
                           payload=payload)  # fmt: skip
            if late:
                queue.move(connection, item, person, "expired", event)
                return Receipt(event, "late")
            queue.move(connection, item, person, "done", event)
            self._keep(connection, item, person, event, payload)
            return Receipt(event, "stored")

    def skip(self, person: int, item: int, reason: str = "") -> None:
        """Give the item on screen back unanswered; this person does not get it again."""
        check_text(reason, "the reason", 1000)
        with self.database.write() as connection:
            self._locked(connection, person)
            row = self._item(connection, item)
            if getattr(queue.assignment(connection, item, person), "state", None) != "leased":
                raise DataError(f"item {item} is not on this person's screen, so that it cannot be skipped")
            event = append(connection, self.clock(), "skip", person=person, item=item, payload={"reason": reason})
            queue.move(connection, item, person, "skipped", event)
            if row.gold is None:
                queue.free_place(connection, item)

    def undo(self, person: int) -> Task | None:
        """Take back this person's last answer or skip and show that item again; None = there is nothing to take back.

        The answer stays in the history and no longer counts. A skipped item that others have filled in the meantime is
        passed over.
        """
        with self.database.write() as connection:
            self._locked(connection, person)
            for last in queue.recent(connection, person):
                row = self._item(connection, last.item_id)
                if last.state == "skipped" and row.gold is None:
                    if row.places < 1:
                        continue
                    queue.take_place(connection, last.item_id)
                mine = (answers.c.item_id == last.item_id, answers.c.person_id == person, ~answers.c.final)
                connection.execute(answers.delete().where(*mine))
                event = append(connection, self.clock(), "undo", person=person, item=last.item_id,
                               payload={"undone": last.moved})  # fmt: skip
                queue.move(connection, last.item_id, person, "leased", event)
                expires = self.clock() + self._project(connection).lease_seconds
                queue.renew(connection, last.item_id, person, expires)
                return reading.task(connection, last.item_id, person)
        return None

    def adjudicate(self, person: int, item: int, ranks: Sequence[int], comment: str = "") -> int:
        """A lead's decision on an item that annotators disagree on: it alone counts from now on. Returns the event.

        ranks: in the order in which the item's answers are stored, 1 = best. Raises DataError where they do not fit, or
        where the person is an annotator.
        """
        check_text(comment, "the comment", LONGEST_TEXT)
        with self.database.write() as connection:
            if self._locked(connection, person).role == "annotator":
                raise DataError("annotators cannot adjudicate; ask a lead")
            row = self._item(connection, item)
            k = reading.answer_count(connection, item)
            if row.kind == "edit" or k != len(ranks):
                raise DataError(
                    f"item {item} is of kind '{row.kind}' with {k} answers; {len(ranks)} ranks do not fit it"
                )
            payload = stored_answer(Answer(tuple(ranks), comment=comment), row.kind, range(k))
            event = append(connection, self.clock(), "adjudicate", person=person, item=item, payload=payload)
            connection.execute(answers.delete().where(answers.c.item_id == item, answers.c.final))
            self._keep(connection, item, person, event, payload, final=True)
            return event

    # ---- reading

    def rankings(self, *, gold: bool = False, excluded: bool = False, superseded: bool = False) -> Iterator[Labelled]:
        """The rankings that count, in the order of items and people: latest, not undone, of people who are not excluded.

        gold: those of gold items instead. excluded: with those of excluded people. superseded: also where a lead has decided
        who is not excluded.
        """
        with self.database.read() as connection:
            yield from reading.labels(connection, gold=gold, excluded=excluded, superseded=superseded)

    def demonstrations(self, *, excluded: bool = False) -> Iterator[tuple[Labelled, str]]:
        """The ideal answers that people wrote, with where they come from. excluded: with those of excluded people."""
        with self.database.read() as connection:
            yield from reading.edits(connection, excluded=excluded)

    def prompts(self) -> Iterator[list[dict[str, str]]]:
        """The prompts of all items but gold ones, each once, as messages."""
        with self.database.read() as connection:
            yield from reading.prompts(connection)

    def events(self, *, after: int = 0, person: int | None = None, item: int | None = None) -> Iterator[Event]:
        """The history, oldest first: every event with a number above `after`."""
        with self.database.read() as connection:
            yield from reading.history(connection, after, person, item)

    def progress(self) -> Progress:
        """How much of the work is done."""
        with self.database.read() as connection:
            return reading.progress(connection)

    def answered(self, person: int) -> int:
        """How many answers of this person count or would count."""
        with self.database.read() as connection:
            condition = (answers.c.person_id == person, ~answers.c.final)
            return int(connection.execute(select(func.count()).select_from(answers).where(*condition)).scalar_one())

    # ---- inside

    def _project(self, connection: Connection) -> Project:
        """The project's settings, read again after REMEMBERED seconds: another process may change them."""
        now = time.monotonic()
        if self._known is None or now - self._known[0] > REMEMBERED:
            self._known = now, _project(connection)
        return self._known[1]

    def _locked(self, connection: Connection, person: int) -> Any:
        row = connection.execute(select(people).where(people.c.id == person).with_for_update()).first()
        if row is None:
            raise DataError(f"there is no person {person} in this store")
        if row.excluded:
            raise DataError(f"'{row.name}' is excluded ({row.excluded_reason}); a lead can readmit them")
        return row

    def _item(self, connection: Connection, item: int) -> Any:
        columns = (items.c.kind, items.c.places, items.c.gold)
        row = connection.execute(select(*columns).where(items.c.id == item).with_for_update()).first()
        if row is None:
            raise DataError(f"there is no item {item} in this store")
        return row

    def _order(self, connection: Connection, item: int, shown: Sequence[int] | None, on: Any) -> list[int]:
        """The order in which an answer was given: as it was handed out, or as the sender says."""
        if shown is None:
            return [] if on is None else list(on.shown)
        stored = list(range(reading.answer_count(connection, item)))
        if shown and sorted(shown) != stored:
            raise DataError(f"the order shown is {list(shown)}; it must name each answer of item {item} once, from 0")
        return list(shown) or stored

    def _mend_gold(self, connection: Connection, item: int, ranks: list[int]) -> None:
        before = connection.execute(select(items.c.gold).where(items.c.id == item)).scalar_one()
        if before != ranks:
            connection.execute(update(items).where(items.c.id == item).values(gold=ranks))
            append(connection, self.clock(), "gold", item=item, payload={"ranks": ranks, "before": before})

    def _lease(
        self,
        connection: Connection,
        project: Project,
        item: int,
        person: int,
        now: float,
        order: Sequence[int],
    ) -> int:
        """Hand an item to a person; returns the version of the guidelines that it is answered under."""
        version = _version(connection)
        queue.lease(connection, item, person, order, now, now + project.lease_seconds, version)
        return version

    def _keep(
        self,
        connection: Connection,
        item: int,
        person: int,
        event: int,
        payload: dict[str, Any],
        final: bool = False,
    ) -> None:
        connection.execute(insert(answers).values(
            item_id=item, person_id=person, event_id=event, final=final, ranks=payload["ranks"],
            strength=payload["strength"], text=payload["text"]))  # fmt: skip

    def _put(self, connection: Connection, name: str, value: Any) -> None:
        connection.execute(settings.delete().where(settings.c.name == name))
        connection.execute(insert(settings).values(name=name, value=value))


def _project(connection: Connection) -> Project:
    value = connection.execute(select(settings.c.value).where(settings.c.name == "project")).scalar()
    return Project() if value is None else Project(**value)


def _version(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(guidelines.c.version), 0))).scalar_one())


def _guidelines(connection: Connection) -> tuple[int, str]:
    last = select(guidelines.c.version, guidelines.c.text).order_by(guidelines.c.version.desc()).limit(1)
    row = connection.execute(last).first()
    return (0, "") if row is None else (row.version, row.text)
