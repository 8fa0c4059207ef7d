"""The pages by which leads look after people: who is here, invitations, roles, exclusions, guidelines."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Path, Request
from fastapi.responses import RedirectResponse, Response

from heelwork.collect.store import Store
from heelwork.collect.web.access import ROLES, Access, access
from heelwork.collect.web.accounts import INVITATION_SECONDS, Accounts
from heelwork.collect.web.forms import Posted, Text
from heelwork.collect.web.label import plain
from heelwork.collect.web.render import Pages
from heelwork.errors import DataError

PersonId = Annotated[int, Path(ge=1, le=2**31 - 1)]
RoleName = Literal["annotator", "lead", "admin"]


class Invite(Posted):
    """Whom to invite."""

    role: RoleName


class Reason(Posted):
    """Why somebody is excluded or readmitted."""

    reason: Text(1000, 1)  # type: ignore[valid-type]


class NewRole(Posted):
    """What somebody becomes."""

    role: RoleName


class Guidelines(Posted):
    """A new version of the guidelines."""

    text: Text(20_000, 1)  # type: ignore[valid-type]


def crew_routes(store: Store, accounts: Accounts, pages: Pages, base: str) -> APIRouter:
    """The routes for people. base: the address before the path of an invitation's link."""
    router = APIRouter()
    people = store.people

    def page(request: Request, link: str = "", notice: str = "") -> Response:
        values = {
            "people": people.all(), "link": link, "notice": notice, "days": INVITATION_SECONDS // 86_400,
            "may_grant": [name for name, level in ROLES.items() if level <= ROLES[request.state.me.role]],
        }  # fmt: skip
        return pages(request, "people.html", values, here="people")

    @router.get("/people")
    @access(Access.LEAD)
    def everybody(request: Request) -> Response:
        return page(request)

    @router.post("/people/invite")
    @access(Access.LEAD)
    def invite(request: Request, form: Annotated[Invite, Form()]) -> Response:
        me = request.state.me
        if ROLES[form.role] > ROLES[me.role]:
            raise HTTPException(HTTPStatus.FORBIDDEN, f"Your role is {me.role}; only an admin invites admins.")
        # Shown once, here: only the hash of the token is stored.
        return page(
            request, f"{base}/join?token={accounts.invite(form.role, me.id)}", f"Invitation for one {form.role}."
        )

    @router.post("/people/{person}/exclude")
    @access(Access.LEAD)
    def exclude(request: Request, person: PersonId, form: Annotated[Reason, Form()]) -> Response:
        below(request, person)
        people.exclude(person, plain(form.reason), by=request.state.me.id)
        return RedirectResponse(f"/people/{person}", HTTPStatus.SEE_OTHER)

    @router.post("/people/{person}/readmit")
    @access(Access.LEAD)
    def readmit(request: Request, person: PersonId, form: Annotated[Reason, Form()]) -> Response:
        below(request, person)
        people.readmit(person, plain(form.reason), by=request.state.me.id)
        return RedirectResponse(f"/people/{person}", HTTPStatus.SEE_OTHER)

    @router.post("/people/{person}/role")
    @access(Access.ADMIN)
    def change_role(request: Request, person: PersonId, form: Annotated[NewRole, Form()]) -> Response:
        below(request, person)
        people.set_role(person, form.role, by=request.state.me.id)
        return RedirectResponse(f"/people/{person}", HTTPStatus.SEE_OTHER)

    @router.get("/guidelines")
    @access(Access.LEAD)
    def guidelines(request: Request) -> Response:
        version, text = store.guidelines()
        return pages(request, "guidelines.html", {"version": version, "text": text}, here="guidelines")

    @router.post("/guidelines")
    @access(Access.LEAD)
    def set_guidelines(request: Request, form: Annotated[Guidelines, Form()]) -> Response:
        text = plain(form.text).strip()
        if not text:
            raise DataError("the guidelines are empty; write what annotators should look at")
        store.set_guidelines(text, by=request.state.me.id)
        return RedirectResponse("/guidelines", HTTPStatus.SEE_OTHER)

    def below(request: Request, person: int) -> None:
        """Refuse to act on oneself, and on people of a higher role."""
        me = request.state.me
        if person == me.id:
            raise HTTPException(HTTPStatus.FORBIDDEN, "Nobody changes their own role or standing; ask another admin.")
        if ROLES[people.get(person).role] > ROLES[me.role]:
            raise HTTPException(HTTPStatus.FORBIDDEN, "This person's role is higher than yours.")

    return router
