"""The pages that people label on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from heelwork.collect.records import Answer
from heelwork.collect.schema import guidelines
from heelwork.collect.store import Store
from heelwork.collect.web.access import Access, access
from heelwork.collect.web.forms import Done, EditForm, PairForm, Posted, RankForm
from heelwork.collect.web.pace import Pace
from heelwork.collect.web.render import Pages
from heelwork.collect.web.views import letter, shown, undone_answer, verdict
from heelwork.errors import DataError

NOTICES = {
    "undone": "Your last answer is back. Change it and submit it again.",
    "nothing": "There is nothing to undo.",
    "skipped": "Skipped. Undo brings it back.",
    "late": "Somebody else finished that item while it was on your screen; your answer is kept but not counted.",
}


def label_routes(store: Store, pages: Pages) -> APIRouter:
    """The routes of the labelling screen."""
    router = APIRouter()
    pace = Pace(store)

    def onwards(notice: str = "") -> Response:
        return RedirectResponse(f"/label?notice={notice}" if notice else "/label", HTTPStatus.SEE_OTHER)

    def submitted(request: Request, form: Done, **said: Any) -> Response:
        answer = Answer(comment=plain(form.comment), seconds=form.seconds, **said)
        receipt = store.submit(request.state.me.id, form.item, answer, form.key)
        return onwards("late" if receipt.status == "late" else "")

    @router.get("/")
    @access(Access.ANNOTATOR)
    def home() -> Response:
        return onwards()

    @router.get("/label")
    @access(Access.ANNOTATOR)
    def label(request: Request, notice: Annotated[str, Query(max_length=20)] = "") -> Response:
        me = request.state.me
        task = store.next_item(me.id)
        values: dict[str, Any] = {"progress": pace.of(me.id), "notice": NOTICES.get(notice, "")}
        if task is None:
            return pages(request, "done.html", values, here="label")
        values["task"] = shown(task, undone_answer(store, me.id, task))
        values["guidelines"] = guidelines_of(store, task.guideline)
        return pages(request, "label.html", values, here="label")

    @router.post("/answers/rank")
    @access(Access.ANNOTATOR)
    def rank(request: Request, form: Annotated[RankForm, Form()]) -> Response:
        return submitted(request, form, ranks=places(form), **form.marks(form.count))

    @router.post("/answers/pair")
    @access(Access.ANNOTATOR)
    def pair(request: Request, form: Annotated[PairForm, Form()]) -> Response:
        return submitted(request, form, **verdict(form.choice), **form.marks(2))

    @router.post("/answers/edit")
    @access(Access.ANNOTATOR)
    def edit(request: Request, form: Annotated[EditForm, Form()]) -> Response:
        return submitted(request, form, text=plain(form.text))

    @router.post("/skip")
    @access(Access.ANNOTATOR)
    def skip(request: Request, form: Annotated[Done, Form()]) -> Response:
        store.skip(request.state.me.id, form.item)
        return onwards("skipped")

    @router.post("/undo")
    @access(Access.ANNOTATOR)
    def undo(request: Request, form: Annotated[Posted, Form()]) -> Response:
        return onwards("nothing" if store.undo(request.state.me.id) is None else "undone")

    return router


def guidelines_of(store: Store, version: int) -> str:
    """The text of the version that is recorded with an item, which is not always the newest."""
    with store.database.read() as connection:
        text = connection.execute(select(guidelines.c.text).where(guidelines.c.version == version)).scalar()
    return text or ""


def places(form: RankForm) -> tuple[int, ...]:
    """The place of every answer as shown. Raises DataError where one has none."""
    ranks = form.of("rank", form.count)
    missing = [letter(slot) for slot, place in enumerate(ranks) if place is None]
    if missing:
        raise DataError(f"no place for {', '.join(missing)} yet; give every answer a place, the same one for a tie")
    return tuple(ranks)


def plain(text: str) -> str:
    """Line ends as everywhere else; forms send their own."""
    return text.replace("\r\n", "\n")
