"""Who may do what: every route declares it, and one that does not is refused to everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool

from heelwork.collect.web.gate import SAFE_METHODS, Address
from heelwork.collect.web.limits import RateLimiter
from heelwork.collect.web.secrecy import form_token_matches, token_hash


class Access(IntEnum):
    """What a route asks of the visitor; each includes those before it."""

    ANYBODY = 0
    ANNOTATOR = 1
    LEAD = 2
    ADMIN = 3


ROLES = {"annotator": Access.ANNOTATOR, "lead": Access.LEAD, "admin": Access.ADMIN}


@dataclass(frozen=True)
class Me:
    """The person who is signed in."""

    id: int
    name: str
    role: str

    @property
    def leads(self) -> bool:
        """Whether the dashboard and the people are open to them."""
        return ROLES[self.role] >= Access.LEAD


F = TypeVar("F", bound=Callable[..., Any])


def access(level: Access) -> Callable[[F], F]:
    """Declare what a route asks of its visitor."""

    def declared(endpoint: F) -> F:
        endpoint.__access__ = level  # type: ignore[attr-defined]
        return endpoint

    return declared


def needed(endpoint: Any) -> Access | None:
    """What was declared for a route; None = nothing, so nobody may."""
    return getattr(endpoint, "__access__", None)


class Authority:
    """The dependency of all routes: signs the visitor in by cookie, checks role and form token."""

    def __init__(self, session_of: Callable[[str], Me | None], *, where: Address, limiter: RateLimiter):
        """session_of: the person behind a session token's hash, or None. where: the address that browsers see."""
        self._session_of, self._limiter = session_of, limiter
        self.secure, port = where.secure, urlsplit(where.base).port
        # Browsers send cookies to every port of a machine: without the port, two servers would sign each other out.
        name = ("__Host-" if where.secure else "") + "heelwork" + (f"-{port}" if port else "")
        self.session_cookie, self.visit_cookie = name, f"{name}-visit"

    async def __call__(self, request: Request) -> None:
        level = needed(request.scope.get("endpoint"))
        cookie = request.cookies.get(self.session_cookie)
        me = await run_in_threadpool(self._session_of, token_hash(cookie)) if cookie else None
        request.state.me = me
        request.state.cookie = cookie if me else request.cookies.get(self.visit_cookie)
        if level is None:
            raise HTTPException(HTTPStatus.FORBIDDEN, "This page is open to nobody.")
        if level > Access.ANYBODY:
            if me is None:
                raise HTTPException(HTTPStatus.UNAUTHORIZED, "Sign in first.")
            if ROLES[me.role] < level:
                raise HTTPException(
                    HTTPStatus.FORBIDDEN, f"This is open to the role {level.name.lower()}; yours is {me.role}."
                )
            if (wait := self._limiter.wait(f"person {me.id}")) > 0:
                raise too_many(wait)
        if request.method not in SAFE_METHODS:
            token = request.headers.get("x-csrf-token") or (await request.form()).get("csrf")
            if not form_token_matches(request.state.cookie, token if isinstance(token, str) else None):
                raise HTTPException(
                    HTTPStatus.FORBIDDEN, "This form has expired. Load its page again and send it once more."
                )


def too_many(seconds: float, what: str = "requests") -> HTTPException:
    """The refusal of a flood. seconds: until the next one is welcome."""
    whole = int(seconds) + 1
    text = f"Too many {what}. Try again in {whole} seconds."
    return HTTPException(HTTPStatus.TOO_MANY_REQUESTS, text, {"Retry-After": str(whole)})
