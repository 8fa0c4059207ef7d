"""The pages that people label on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from heelwork.collect.web.access import Access, access
from heelwork.collect.web.desk import Desk, Extras, Said
from heelwork.collect.web.forms import Done, EditForm, PairForm, Posted, RankForm
from heelwork.collect.web.render import Pages
from heelwork.errors import DataError

NOTICES = {
    "undone": "Your last answer is back. Change it and submit it again.",
    "nothing": "There is nothing to undo.",
    "skipped": "Skipped; somebody else may get it.",
}


def label_routes(desk: Desk, pages: Pages) -> APIRouter:
    """The routes of the labelling screen."""
    router = APIRouter()

    def onwards(notice: str = "") -> Response:
        return RedirectResponse(f"/label?notice={notice}" if notice else "/label", HTTPStatus.SEE_OTHER)

    @router.get("/")
    @access(Access.ANNOTATOR)
    def home() -> Response:
        return onwards()

    @router.get("/label")
    @access(Access.ANNOTATOR)
    def label(request: Request, notice: Annotated[str, Query(max_length=20)] = "") -> Response:
        person = request.state.me.id
        task = desk.task(person)
        values = {"progress": desk.progress(person), "notice": NOTICES.get(notice, "")}
        if task is None:
            return pages(request, "done.html", values, here="label")
        return pages(request, "label.html", {**values, "task": task, "guidelines": desk.guidelines()}, here="label")

    @router.post("/answers/rank")
    @access(Access.ANNOTATOR)
    def rank(request: Request, form: Annotated[RankForm, Form()]) -> Response:
        person = request.state.me.id
        count = expected(person, form.item, "rank")
        extras = [
            Extras(*values) for values in zip(form.of("rank", count), form.of("rating", count), *_marks(form, count), strict=True)
        ]
        missing = [chr(65 + slot) for slot, one in enumerate(extras) if one.rank is None]
        if missing:
            raise DataError(f"no place for {', '.join(missing)} yet; give every answer a place, the same one for a tie")
        desk.submit(person, form.item, form.key, Said(tuple(extras), seconds=form.seconds))
        return onwards()

    @router.post("/answers/pair")
    @access(Access.ANNOTATOR)
    def pair(request: Request, form: Annotated[PairForm, Form()]) -> Response:
        person = request.state.me.id
        count = expected(person, form.item, "pair")
        extras = [Extras(None, *values) for values in zip(form.of("rating", count), *_marks(form, count), strict=True)]
        desk.submit(person, form.item, form.key, Said(tuple(extras), choice=form.choice, seconds=form.seconds))
        return onwards()

    @router.post("/answers/edit")
    @access(Access.ANNOTATOR)
    def edit(request: Request, form: Annotated[EditForm, Form()]) -> Response:
        person = request.state.me.id
        expected(person, form.item, "edit")
        text = form.text.replace("\r\n", "\n")  # forms send line ends of their own
        if not text.strip():
            raise DataError("the ideal answer is empty; write it, or skip the item")
        desk.submit(person, form.item, form.key, Said(text=text, seconds=form.seconds))
        return onwards()

    @router.post("/skip")
    @access(Access.ANNOTATOR)
    def skip(request: Request, form: Annotated[Done, Form()]) -> Response:
        desk.skip(request.state.me.id, form.item, form.key)
        return onwards("skipped")

    @router.post("/undo")
    @access(Access.ANNOTATOR)
    def undo(request: Request, form: Annotated[Posted, Form()]) -> Response:
        return onwards("undone" if desk.undo(request.state.me.id) else "nothing")

    @router.get("/me")
    @access(Access.ANNOTATOR)
    def own_work(request: Request) -> Response:
        person = request.state.me.id
        return pages(request, "me.html", {"progress": desk.progress(person), "own": desk.own_work(person)}, here="me")

    def expected(person: int, item: int, kind: str) -> int:
        """How many answers the item has. Raises DataError where it is of another kind or not this person's."""
        found, count = desk.kind_of(person, item)
        if found != kind:
            raise DataError(f"item {item} is of the kind {found}, not {kind}; load the page again")
        return count

    def _marks(form: RankForm | PairForm, count: int) -> tuple[list[tuple[str, ...]], list[str]]:  # type: ignore[valid-type]
        flags = [tuple(dict.fromkeys(marks)) for marks in form.of("flags", count)]  # type: ignore[attr-defined]
        comments = [text.replace("\r\n", "\n").strip() for text in form.of("comment", count)]  # type: ignore[attr-defined]
        return flags, comments

    return router
