"""Who may answer: people, simulated annotators and judges; invitations and sessions. Tokens come in as hashes only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

from sqlalchemy import Connection, RowMapping, and_, delete, insert, select, update

from heelwork.collect.checks import check_name
from heelwork.collect.database import Database
from heelwork.collect.log import append
from heelwork.collect.records import Person, Role, Who
from heelwork.collect.schema import assignments, invitations, items, people, sessions
from heelwork.errors import DataError, nearest

OWNER = "owner"
"""The name of whoever started the server."""


class People:
    """The people of one store. clock: seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]):
        self._database, self._clock = database, clock

    def add(
        self,
        name: str,
        *,
        role: Role = "annotator",
        who: Who = "person",
        password_hash: str | None = None,
        about: dict[str, Any] | None = None,
    ) -> Person:
        """A new person or judge. Raises DataError where the name is taken, empty or longer than 200 characters."""
        with self._database.write() as connection:
            return self._add(connection, name, role, who, password_hash, about or {})

    def get(self, person: int) -> Person:
        """Raises DataError where there is none."""
        found = self._find(people.c.id == person)
        if found is None:
            raise DataError(f"there is no person {person} in this store; `all()` lists them")
        return found

    def by_name(self, name: str) -> Person | None:
        """The person of this exact name."""
        return self._find(people.c.name == name)

    def known(self, name: str, *, who: Who, about: dict[str, Any] | None = None) -> Person:
        """The annotator or judge of this name, added where there is none yet: for simulated ones, judges and imports.

        Raises DataError where somebody of another kind has this name.
        """
        with self._database.write() as connection:
            row = connection.execute(select(people).where(people.c.name == name)).mappings().first()
            if row is None:
                return self._add(connection, name, "annotator", who, None, about or {})
            if row["who"] != who:
                raise DataError(f"'{name}' is a {row['who']} in this store, not a {who}; choose another name")
            return to_person(row)

    def all(self) -> list[Person]:
        """Everybody, in the order of joining."""
        with self._database.read() as connection:
            return [to_person(row) for row in connection.execute(select(people).order_by(people.c.id)).mappings()]

    def set_password(self, person: int, password_hash: str) -> None:
        """Replace the password; ends all sessions of this person."""
        with self._database.write() as connection:
            connection.execute(update(people).where(people.c.id == person).values(password_hash=password_hash))
            connection.execute(delete(sessions).where(sessions.c.person_id == person))

    def set_role(self, person: int, role: Role, *, by: int | None = None) -> None:
        """Change the role; recorded as an event."""
        _known(role)
        with self._database.write() as connection:
            connection.execute(update(people).where(people.c.id == person).values(role=role))
            append(connection, self._clock(), "role", person=by, payload={"person": person, "role": role})

    def exclude(self, person: int, reason: str, *, by: int | None = None) -> None:
        """None of this person's answers count from now on, and the items they answered are handed out again.

        reason: recorded as an event; must not be empty.
        """
        if not reason.strip():
            raise DataError("an exclusion needs a reason; write what was seen")
        self._set_excluded(person, True, reason, by)

    def readmit(self, person: int, reason: str, *, by: int | None = None) -> None:
        """Undo an exclusion: the answers count again."""
        self._set_excluded(person, False, reason, by)

    def invite(
        self, token_hash: str, *, role: Role, expires: float, name: str | None = None, by: int | None = None
    ) -> None:
        """Store an invitation that can be used once, until `expires` (seconds since 1970)."""
        _known(role)
        with self._database.write() as connection:
            connection.execute(insert(invitations).values(
                token_hash=token_hash, role=role, name=name, created=self._clock(), created_by=by, expires=expires))  # fmt: skip

    def invitation(self, token_hash: str) -> tuple[Role, str | None] | None:
        """Role and name of an invitation that is unused and has not expired."""
        with self._database.read() as connection:
            row = connection.execute(self._open_invitation(token_hash)).first()
        return None if row is None else (row.role, row.name)

    def accept(self, token_hash: str, name: str, password_hash: str | None) -> Person:
        """Use an invitation: its bearer becomes a person. Raises DataError where it is used, expired or unknown."""
        with self._database.write() as connection:
            row = connection.execute(self._open_invitation(token_hash).with_for_update()).first()
            if row is None:
                raise DataError("this invitation is unknown, used or expired; ask for a new one")
            person = self._add(connection, row.name or name, row.role, "person", password_hash, {})
            connection.execute(
                update(invitations).where(invitations.c.token_hash == token_hash).values(used_by=person.id)
            )
            return person

    def open_session(self, token_hash: str, person: int, expires: float) -> None:
        """Remember a session until `expires` (seconds since 1970); expired ones are forgotten."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires < self._clock()))
            connection.execute(insert(sessions).values(
                token_hash=token_hash, person_id=person, created=self._clock(), expires=expires))  # fmt: skip

    def of_session(self, token_hash: str) -> Person | None:
        """Whose session this is, unless it has expired."""
        live = and_(sessions.c.token_hash == token_hash, sessions.c.expires >= self._clock())
        with self._database.read() as connection:
            row = connection.execute(select(people).join(sessions).where(live)).mappings().first()
        return None if row is None else to_person(row)

    def close_session(self, token_hash: str) -> None:
        """Sign out."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def _find(self, condition: Any) -> Person | None:
        with self._database.read() as connection:
            row = connection.execute(select(people).where(condition)).mappings().first()
        return None if row is None else to_person(row)

    def _open_invitation(self, token_hash: str) -> Any:
        unused = and_(invitations.c.used_by.is_(None), invitations.c.expires >= self._clock())
        return select(invitations.c.role, invitations.c.name).where(invitations.c.token_hash == token_hash, unused)

    def _add(
        self,
        connection: Connection,
        name: str,
        role: Role,
        who: Who,
        password_hash: str | None,
        about: dict[str, Any],
    ) -> Person:
        _known(role)
        check_name(name)
        if connection.execute(select(people.c.id).where(people.c.name == name)).first():
            raise DataError(f"the name '{name}' is taken; choose another")
        values = {"name": name, "role": role, "who": who, "about": about, "created": self._clock()}
        row = connection.execute(insert(people).values(password_hash=password_hash, **values).returning(*people.c))
        person = to_person(row.mappings().one())
        append(connection, self._clock(), "person", person=person.id, payload=json.loads(json.dumps(values)))
        return person

    def _set_excluded(self, person: int, excluded: bool, reason: str, by: int | None) -> None:
        with self._database.write() as connection:
            row = connection.execute(select(people.c.excluded).where(people.c.id == person).with_for_update()).first()
            if row is None:
                raise DataError(f"there is no person {person} in this store; `all()` lists them")
            if row.excluded == excluded:
                return
            connection.execute(
                update(people)
                .where(people.c.id == person)
                .values(excluded=excluded, excluded_reason=reason if excluded else None)
            )
            done = (assignments.c.state == "done", assignments.c.counted)
            theirs = select(assignments.c.item_id).where(assignments.c.person_id == person, *done)
            change = 1 if excluded else -1
            connection.execute(
                update(items)
                .where(items.c.id.in_(theirs), items.c.gold.is_(None))
                .values(places=items.c.places + change)
            )
            kind = "exclude" if excluded else "readmit"
            append(connection, self._clock(), kind, person=by, payload={"person": person, "reason": reason})


def to_person(row: RowMapping) -> Person:
    """A person from a row of the table."""
    return Person(*(row[name] for name in Person._fields))


def _known(role: str) -> None:
    if role not in get_args(Role):
        raise DataError(f"the role '{role}' does not exist; {nearest(role, get_args(Role))}")
