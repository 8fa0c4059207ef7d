"""Signing in: sessions, invitations, and the owner's link, over the store's register. Only hashes of tokens are stored."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable

from heelwork.collect.people import OWNER, People
from heelwork.collect.records import Person, Role
from heelwork.collect.web.access import Me
from heelwork.collect.web.secrecy import hash_password, new_token, password_matches, token_hash
from heelwork.collect.web.text import checked_name
from heelwork.errors import DataError

SESSION_SECONDS = 14 * 86_400
"""How long a browser stays signed in."""
INVITATION_SECONDS = 7 * 86_400
OWNER_SECONDS = 3600
"""How long after the start the owner's link may be used."""


class Accounts:
    """Who comes in, and by what. clock: seconds since 1970. Safe between threads."""

    def __init__(self, people: People, clock: Callable[[], float] = time.time):
        self._people, self._clock = people, clock
        self._lock = threading.Lock()
        self._owner: tuple[str, float] | None = None

    def session(self, hashed: str) -> Me | None:
        """Who is signed in with a token of this hash."""
        person = self._people.of_session(hashed)
        return None if person is None else Me(person.id, person.name, person.role)

    def sign_in(self, name: str, password: str) -> str | None:
        """A new session's token, or None where name and password do not belong together."""
        person = self._people.by_name(" ".join(name.split()))
        matches = password_matches(person.password_hash if person else None, password)
        return self._begin(person) if person and matches else None

    def change_password(self, person: int, old: str, new: str) -> str | None:
        """A new session's token, every other session of this person ended; None where the old password is wrong."""
        them = self._people.get(person)
        # Who came by the owner's link has no password yet, and sets the first one.
        if them.password_hash is not None and not password_matches(them.password_hash, old):
            return None
        self._people.set_password(person, hash_password(new))
        return self._begin(them)

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._people.close_session(token_hash(token))

    def owner_link(self) -> str:
        """A token with which whoever started the server signs in, once; one made before is worth nothing any more."""
        token = new_token()
        with self._lock:
            self._owner = (token_hash(token), self._clock() + OWNER_SECONDS)
        return token

    def enter(self, token: str) -> str | None:
        """Use up the owner's link: a session's token, or None where it is not the one or not any more."""
        with self._lock:
            if self._owner is None or not hmac.compare_digest(self._owner[0], token_hash(token)):
                return None
            expires, self._owner = self._owner[1], None
        if expires < self._clock():
            return None
        owner = self._people.by_name(OWNER) or self._people.add(OWNER, role="admin")
        # Whoever starts the server may do everything, also where labels from elsewhere have made an annotator of this name.
        if owner.role != "admin":
            self._people.set_role(owner.id, "admin")
        return self._begin(self._people.get(owner.id))

    def invite(self, role: Role, by: int) -> str:
        """A token with which one person may join in this role."""
        token = new_token()
        self._people.invite(token_hash(token), role=role, expires=self._clock() + INVITATION_SECONDS, by=by)
        return token

    def invited(self, token: str) -> str | None:
        """The role that a token invites to; None = it was used, is too old, or never was one."""
        found = self._people.invitation(token_hash(token))
        return None if found is None else found[0]

    def join(self, token: str, name: str, password: str) -> str:
        """Make the person who was invited, and sign them in: a session's token.

        Raises DataError where the name cannot be used, or where the invitation is not open.
        """
        name = checked_name(name)
        same = name.casefold()
        if same == OWNER or any(other.name.casefold() == same for other in self._people.all()):
            raise DataError(f"the name '{name}' is taken; choose another")
        return self._begin(self._people.accept(token_hash(token), name, hash_password(password)))

    def _begin(self, person: Person) -> str:
        token = new_token()
        self._people.open_session(token_hash(token), person.id, self._clock() + SESSION_SECONDS)
        return token
