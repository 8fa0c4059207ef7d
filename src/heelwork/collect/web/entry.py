"""Coming in and going out: the owner's link, invitations, passwords."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from heelwork.collect.web.access import Access, access, too_many
from heelwork.collect.web.accounts import SESSION_SECONDS, Accounts
from heelwork.collect.web.forms import Posted, Text
from heelwork.collect.web.limits import RateLimiter
from heelwork.collect.web.render import Pages
from heelwork.collect.web.secrecy import LONGEST_PASSWORD, SHORTEST_PASSWORD
from heelwork.errors import DataError

Token = Annotated[str, Query(max_length=100)]


class SignIn(Posted):
    """Name and password."""

    name: Text(200)  # type: ignore[valid-type]
    password: Text(LONGEST_PASSWORD)  # type: ignore[valid-type]


class Enter(Posted):
    """A one-time token."""

    token: Text(100)  # type: ignore[valid-type]


class Join(SignIn):
    """Name and password to be, and the invitation."""

    token: Text(100)  # type: ignore[valid-type]


class NewPassword(Posted):
    """The password so far, and the one to be."""

    old: Text(LONGEST_PASSWORD) = ""  # type: ignore[valid-type]
    password: Text(LONGEST_PASSWORD)  # type: ignore[valid-type]


def entry_routes(accounts: Accounts, pages: Pages, cookie: str, limiter: RateLimiter) -> APIRouter:
    """The routes by which people come and go. cookie: the name of the session's; limiter: of attempts to sign in."""
    router = APIRouter()

    def let_in(session: str) -> Response:
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        pages.set_cookie(answer, cookie, session, SESSION_SECONDS)
        return answer

    def slow_down(request: Request, name: str | None = None) -> None:
        # By name as well, so that many machines together cannot try one person's passwords.
        wait = limiter.wait(f"from {request.client.host if request.client else 'unknown'}")
        if name is not None:
            wait = max(wait, limiter.wait(f"as {name.casefold()}"))
        if wait > 0:
            raise too_many(wait, "attempts")

    @router.get("/sign-in")
    @access(Access.ANYBODY)
    def sign_in_page(request: Request) -> Response:
        return pages(request, "sign_in.html", {"problem": "", "name": ""})

    @router.post("/sign-in")
    @access(Access.ANYBODY)
    def sign_in(request: Request, form: Annotated[SignIn, Form()]) -> Response:
        slow_down(request, form.name)
        session = accounts.sign_in(form.name, form.password)
        if session is None:
            values = {"problem": "Name and password do not match.", "name": form.name}
            return pages(request, "sign_in.html", values, status=HTTPStatus.UNAUTHORIZED)
        return let_in(session)

    @router.get("/account")
    @access(Access.ANNOTATOR)
    def account(request: Request) -> Response:
        return pages(request, "account.html", {"problem": "", "shortest": SHORTEST_PASSWORD}, here="account")

    @router.post("/account")
    @access(Access.ANNOTATOR)
    def change_password(request: Request, form: Annotated[NewPassword, Form()]) -> Response:
        slow_down(request, request.state.me.name)
        problem = too_short(form.password)
        session = None if problem else accounts.change_password(request.state.me.id, form.old, form.password)
        if session is None:
            values = {"problem": problem or "The old password is not right.", "shortest": SHORTEST_PASSWORD}
            return pages(request, "account.html", values, here="account", status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return let_in(session)

    @router.post("/sign-out")
    @access(Access.ANNOTATOR)
    def sign_out(request: Request, form: Annotated[Posted, Form()]) -> Response:
        accounts.sign_out(request.state.cookie)
        answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        pages.drop_cookie(answer, cookie)
        return answer

    @router.get("/enter")
    @access(Access.ANYBODY)
    def enter_page(request: Request, token: Token = "") -> Response:
        # Only the POST uses the token up: programs that look at links ahead do not.
        return pages(request, "enter.html", {"token": token})

    @router.post("/enter")
    @access(Access.ANYBODY)
    def enter(request: Request, form: Annotated[Enter, Form()]) -> Response:
        slow_down(request)
        session = accounts.enter(form.token)
        if session is None:
            raise HTTPException(
                HTTPStatus.FORBIDDEN,
                "This link was used already or is too old. Start heelwork collect again for a new one.",
            )
        return let_in(session)

    @router.get("/join")
    @access(Access.ANYBODY)
    def join_page(request: Request, token: Token = "") -> Response:
        return pages(request, "join.html", _joining(token, ""))

    @router.post("/join")
    @access(Access.ANYBODY)
    def join(request: Request, form: Annotated[Join, Form()]) -> Response:
        slow_down(request, form.name)
        values = _joining(form.token, form.name)
        try:
            if problem := too_short(form.password):
                raise DataError(problem)
            session = accounts.join(form.token, form.name, form.password)
        except DataError as error:
            return pages(
                request, "join.html", {**values, "problem": str(error)}, status=HTTPStatus.UNPROCESSABLE_ENTITY
            )
        return let_in(session)

    def _joining(token: str, name: str) -> dict[str, Any]:
        role = accounts.invited(token)
        if role is None:
            raise HTTPException(HTTPStatus.FORBIDDEN, OLD_INVITATION)
        return {"token": token, "role": role, "name": name, "problem": "", "shortest": SHORTEST_PASSWORD}

    return router


def too_short(password: str) -> str:
    """What is wrong with a new password's length; empty where nothing is."""
    if len(password) >= SHORTEST_PASSWORD:
        return ""
    return f"The password has {len(password)} characters; it needs {SHORTEST_PASSWORD}; lengthen it."


OLD_INVITATION = "This invitation was used already or is too old. Ask the project's lead for a new one."
