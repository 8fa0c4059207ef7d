"""Reading the store: tasks as annotators see them, rankings with where they come from, the history. Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from heelwork.collect.order import to_shown
from heelwork.collect.records import Event, Labelled, Progress, Task
from heelwork.collect.schema import answers, assignments, completions, events, items, people
from heelwork.records import Message, Prompt, Ranking

SOURCES = {"person": "human", "simulated": "simulated"}
"""The `source` of a ranking; a judge's is its name."""

STRONGEST = 3
"""A strength of 1, 2, 3 becomes a margin of 1/3, 2/3, 1 (Touvron et al. 2023, Llama 2, table 27, "small")."""

PAGE = 1000
"""Rankings read by one statement."""


def task(connection: Connection, item: int, person: int) -> Task:
    """An item as this person sees it."""
    row = connection.execute(select(items.c.id, items.c.kind, items.c.prompt).where(items.c.id == item)).one()
    on = connection.execute(select(assignments.c.shown, assignments.c.expires, assignments.c.guideline).where(
        assignments.c.item_id == item, assignments.c.person_id == person)).one()  # fmt: skip
    texts = [text for text, *_ in answer_rows(connection, item)]
    return to_task(row, texts, on.shown, on.expires, on.guideline)


def to_task(row: Any, texts: Sequence[str], order: Sequence[int], expires: float, guideline: int) -> Task:
    """A task from an item's row (id, kind, prompt) and its answers in stored order."""
    prompt = tuple(Message(**m) for m in row.prompt)
    return Task(row.id, row.kind, prompt, to_shown(texts, order), guideline, expires, tuple(order))


def answer_rows(connection: Connection, item: int) -> list[Any]:
    """(text, model, sampling) of an item's answers in stored order."""
    columns = (completions.c.text, completions.c.model, completions.c.sampling)
    return list(connection.execute(select(*columns).where(completions.c.item_id == item).order_by(completions.c.place)))


def answer_count(connection: Connection, item: int) -> int:
    """How many answers an item has."""
    return int(
        connection.execute(
            select(func.count()).select_from(completions).where(completions.c.item_id == item)
        ).scalar_one()
    )


def labels(connection: Connection, *, gold: bool, excluded: bool, superseded: bool) -> Iterator[Labelled]:
    """See `Store.rankings`."""
    conditions: list[Any] = [
        answers.c.ranks.is_not(None),
        items.c.gold.is_not(None) if gold else items.c.gold.is_(None),
    ]
    if not excluded:
        conditions.append(~people.c.excluded)
    if not superseded:
        # Of leads who are not excluded: one whose decision does not count must not hide the others' labels.
        decision, lead = answers.alias(), people.alias()
        decided = exists().where(
            decision.c.item_id == answers.c.item_id,
            decision.c.final,
            decision.c.person_id == lead.c.id,
            ~lead.c.excluded,
        )
        conditions.append(answers.c.final | ~decided)
    yield from _labelled(connection, conditions)


def edits(connection: Connection, *, excluded: bool) -> Iterator[tuple[Labelled, str]]:
    """See `Store.demonstrations`."""
    conditions = [answers.c.text.is_not(None), *([] if excluded else [~people.c.excluded])]
    for label in _labelled(connection, conditions):
        yield label, label.details["text"]


def prompts(connection: Connection) -> Iterator[list[dict[str, str]]]:
    """See `Store.prompts`."""
    first = select(func.min(items.c.id)).where(items.c.gold.is_(None)).group_by(items.c.prompt_hash)
    yield from connection.execute(select(items.c.prompt).where(items.c.id.in_(first)).order_by(items.c.id)).scalars()


def history(connection: Connection, after: int, person: int | None, item: int | None) -> Iterator[Event]:
    """See `Store.events`."""
    wanted = select(events).order_by(events.c.id)
    if person is not None:
        wanted = wanted.where(events.c.person_id == person)
    if item is not None:
        wanted = wanted.where(events.c.item_id == item)
    while True:
        page = connection.execute(wanted.where(events.c.id > after).limit(PAGE)).all()
        for row in page:
            yield Event(*row)
        if len(page) < PAGE:
            return
        after = page[-1].id


def progress(connection: Connection) -> Progress:
    """See `Store.progress`."""
    real = items.c.gold.is_(None)
    wanted = connection.execute(select(func.coalesce(func.sum(items.c.overlap), 0)).where(real)).scalar_one()
    given = select(func.count()).select_from(assignments.join(items).join(people))
    counting = given.where(real, assignments.c.counted, ~people.c.excluded)
    done, held = (connection.execute(counting.where(assignments.c.state == s)).scalar_one() for s in ("done", "leased"))
    return Progress(int(wanted), int(done), int(held))


def _labelled(connection: Connection, conditions: list[Any]) -> Iterator[Labelled]:
    """Joined rows, read in pages after (item, person, final), so that no more than a page is in memory."""
    place = (answers.c.item_id, answers.c.person_id, answers.c.final)
    joined = answers.join(items).join(people).join(events, events.c.id == answers.c.event_id)
    columns = (
        *place, answers.c.ranks, events.c.id.label("event"), events.c.at, events.c.payload, people.c.name, people.c.who,
        items.c.uid, items.c.kind, items.c.arm, items.c.round, items.c.prompt, items.c.gold, items.c.constitution,
    )  # fmt: skip
    wanted: Select[Any] = select(*columns).select_from(joined).where(*conditions).order_by(*place)
    last: tuple[int, int, bool] | None = None
    while True:
        page = wanted if last is None else wanted.where(_after(last))
        rows = connection.execute(page.limit(PAGE)).all()
        texts = _answers_of(connection, {row.item_id for row in rows})
        for row in rows:
            yield _label(row, texts[row.item_id])
        if len(rows) < PAGE:
            return
        last = (rows[-1].item_id, rows[-1].person_id, rows[-1].final)


def _after(last: tuple[int, int, bool]) -> Any:
    item, person, final = last
    same = (answers.c.item_id == item) & (answers.c.person_id == person)
    later_person = (answers.c.item_id == item) & (answers.c.person_id > person)
    beyond = (answers.c.item_id > item) | later_person
    return beyond if final else beyond | (same & answers.c.final)


def _answers_of(connection: Connection, wanted: set[int]) -> dict[int, list[Any]]:
    out: dict[int, list[Any]] = {item: [] for item in wanted}
    rows = (
        select(completions)
        .where(completions.c.item_id.in_(wanted))
        .order_by(completions.c.item_id, completions.c.place)
    )
    for row in connection.execute(rows):
        out[row.item_id].append(row)
    return out


def _label(row: Any, given: list[Any]) -> Labelled:
    payload = row.payload
    ranks = tuple(row.ranks or ())
    strength, margin = payload.get("strength"), payload.get("margin")
    ranking = Ranking(
        Prompt(tuple(Message(**m) for m in row.prompt)),
        tuple(a.text for a in given),
        ranks,
        source=SOURCES.get(row.who, row.name),
        margin=strength / STRONGEST if strength is not None else margin,
        target=payload.get("target"),
    )
    details = {k: payload[k] for k in ("flags", "ratings", "comment", "both_bad", "text") if payload.get(k)}
    return Labelled(
        item=row.item_id, uid=row.uid, kind=row.kind, arm=row.arm, round=row.round, ranking=ranking, person=row.person_id,
        annotator=row.name, who=row.who, event=row.event, at=row.at, seconds=payload.get("seconds"),
        shown=tuple(payload["shown"] or ()), guideline=payload.get("guideline", 0), models=tuple(a.model for a in given),
        sampling=tuple(a.sampling for a in given), constitution=row.constitution,
        gold=None if row.gold is None else tuple(row.gold), final=bool(row.final), details=details,
    )  # fmt: skip
