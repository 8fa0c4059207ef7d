"""How far the work is and how fast it goes, for the top of the page."""

from __future__ import annotations

import statistics
import time
from typing import NamedTuple

from sqlalchemy import select

from heelwork.collect.records import Progress
from heelwork.collect.schema import answers, events
from heelwork.collect.store import Store

RECENT = 20
"""Answers that the pace is the median of."""
KEPT_SECONDS = 5.0
"""How long the project's progress is remembered: counting it takes longer than the rest of the page."""


class Shown(NamedTuple):
    """mine: answers of this person. done, wanted: of the project. pace, left: in words, empty while unknown."""

    mine: int
    done: int
    wanted: int
    pace: str
    left: str


class Pace:
    """Progress and pace of the people of one store."""

    def __init__(self, store: Store):
        self._store = store
        self._kept: tuple[float, Progress] | None = None

    def of(self, person: int) -> Shown:
        """As the page shows it."""
        progress = self._progress()
        seconds = self._seconds(person)
        left = max(0, progress.wanted - progress.done)
        mine = self._store.answered(person)
        if seconds is None:
            return Shown(mine, progress.done, progress.wanted, "", "")
        return Shown(mine, progress.done, progress.wanted, duration(seconds), duration(left * seconds) if left else "")

    def _progress(self) -> Progress:
        now = time.monotonic()
        if self._kept is None or now - self._kept[0] > KEPT_SECONDS:
            self._kept = (now, self._store.progress())
        return self._kept[1]

    def _seconds(self, person: int) -> float | None:
        """Median time on the last answers of a person."""
        recent = (
            select(events.c.payload)
            .join(answers, answers.c.event_id == events.c.id)
            .where(answers.c.person_id == person)
            .order_by(answers.c.event_id.desc())
            .limit(RECENT)
        )
        with self._store.database.read() as connection:
            seconds = [row.payload.get("seconds") for row in connection.execute(recent)]
        known = [value for value in seconds if value is not None]
        return statistics.median(known) if known else None


def duration(seconds: float) -> str:
    """Seconds in words: 45 s, 12 min, 2 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
