"""The pages of figures, for leads: the dashboard, one annotator's page, items to decide; the same as JSON."""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Path, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from heelwork.collect import reading
from heelwork.collect.quality import Dispute, Report, report
from heelwork.collect.records import Event, Task
from heelwork.collect.schema import events, items
from heelwork.collect.store import Store
from heelwork.collect.web.access import ROLES, Access, access
from heelwork.collect.web.crew import PersonId
from heelwork.collect.web.forms import RankForm
from heelwork.collect.web.label import places, plain
from heelwork.collect.web.render import Pages
from heelwork.collect.web.views import letter, shown
from heelwork.records import Message

KEPT_SECONDS = 10.0
"""How long figures are remembered: they are made from all labels."""
RECENT_EVENTS = 50

COEFFICIENTS = (
    ("alpha_ordinal", "Krippendorff’s α, ordinal"),
    ("alpha_nominal", "Krippendorff’s α, nominal"),
    ("ac1", "Gwet’s AC1"),
    ("fleiss", "Fleiss’ κ"),
    ("cohen", "Cohen’s κ, mean of pairs"),
)

ItemId = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Figures:
    """The report of a store, made anew at most every ten seconds. Safe between threads."""

    def __init__(self, store: Store):
        self._store = store
        self._lock = threading.Lock()
        self._kept: tuple[float, Report] | None = None

    def report(self, *, fresh: bool = False) -> Report:
        """All figures. fresh: also what was stored a moment ago."""
        with self._lock:
            now = time.monotonic()
            if fresh or self._kept is None or now - self._kept[0] > KEPT_SECONDS:
                self._kept = (now, report(self._store))
            return self._kept[1]


def figure_routes(store: Store, pages: Pages) -> APIRouter:
    """The routes of the figures."""
    router = APIRouter()
    figures = Figures(store)

    @router.get("/dashboard")
    @access(Access.LEAD)
    def dashboard(request: Request) -> Response:
        values = {"report": figures.report(), "coefficients": COEFFICIENTS}
        return pages(request, "dashboard.html", values, here="dashboard")

    @router.get("/api/report")
    @access(Access.LEAD)
    def as_json() -> dict[str, Any]:
        return figures.report().to_json()

    @router.get("/people/{person}")
    @access(Access.LEAD)
    def annotator(request: Request, person: PersonId) -> Response:
        them = store.people.get(person)
        own = next((one for one in figures.report().annotators if one.id == person), None)
        mine = ROLES[request.state.me.role]
        values = {
            "person": them, "own": own, "history": recent_events(store, person), "roles": list(ROLES),
            "may_act": person != request.state.me.id and ROLES[them.role] <= mine, "may_rule": mine >= Access.ADMIN,
        }  # fmt: skip
        return pages(request, "person.html", values, here="people")

    @router.get("/queue")
    @access(Access.LEAD)
    def queue(request: Request) -> Response:
        disputes = [(one, orders_of(one)) for one in figures.report(fresh=True).disputes]
        return pages(request, "queue.html", {"disputes": disputes}, here="queue")

    @router.get("/queue/{item}")
    @access(Access.LEAD)
    def decide_page(request: Request, item: ItemId) -> Response:
        dispute = disputed(item)
        values = {
            "task": shown(task_of(store, item)),
            "orders": orders_of(dispute),
            "guidelines": store.guidelines()[1],
        }
        return pages(request, "decide.html", values, here="queue")

    @router.post("/queue/{item}")
    @access(Access.LEAD)
    def decide(request: Request, item: ItemId, form: Annotated[RankForm, Form()]) -> Response:
        store.adjudicate(request.state.me.id, item, places(form), plain(form.comment))
        return RedirectResponse("/queue", HTTPStatus.SEE_OTHER)

    def disputed(item: int) -> Dispute:
        found = next((one for one in figures.report(fresh=True).disputes if one.item == item), None)
        if found is None:
            raise HTTPException(
                HTTPStatus.NOT_FOUND, "This item waits for no decision: it is decided, or people agree."
            )
        return found

    return router


def task_of(store: Store, item: int) -> Task:
    """An item with its answers in the order of the store, for a lead."""
    with store.database.read() as connection:
        row = connection.execute(select(items.c.kind, items.c.prompt).where(items.c.id == item)).one()
        texts = tuple(answer.text for answer in reading.answer_rows(connection, item))
    # A pair is decided by places too: a lead says who is better, not by how much.
    return Task(item, "rank", tuple(Message(**m) for m in row.prompt), texts, 0, 0.0, tuple(range(len(texts))))


def orders_of(dispute: Dispute) -> list[tuple[str, str]]:
    """(annotator, order in letters): B > A = C."""
    return [(name, in_letters(ranks)) for name, ranks in dispute.rankings]


def in_letters(ranks: tuple[int, ...]) -> str:
    """Tiers from the best down, tied letters joined by =."""
    tiers = [[letter(slot) for slot, rank in enumerate(ranks) if rank == place] for place in sorted(set(ranks))]
    return " > ".join(" = ".join(tier) for tier in tiers)


def recent_events(store: Store, person: int) -> list[Event]:
    """What somebody did last, the newest first."""
    theirs = select(events).where(events.c.person_id == person).order_by(events.c.id.desc()).limit(RECENT_EVENTS)
    with store.database.read() as connection:
        return [Event(*row) for row in connection.execute(theirs)]
