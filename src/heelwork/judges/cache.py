"""Replies kept by what was asked, so that nothing is asked twice: not in one run, not after a kill, not in the next run.

An SQLite file with one row for each reply: its key is the SHA-256 of model and request, rows are only ever added, and a
group of replies is added as a whole or not at all. A meter counts what was asked and what it cost.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heelwork.errors import RunError
from heelwork.judges.llm import UNREADABLE, LanguageModel, Reply, Request
from heelwork.runs import disk_errors

DAY = 86_400


@dataclass
class Meter:
    """What was asked of a model. price_in, price_out: US dollars per million tokens; 0 = not known."""

    price_in: float = 0.0
    price_out: float = 0.0
    asked: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)

    def add(self, reply: Reply) -> None:
        """Count one reply that the model gave."""
        self.asked += 1
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        if reply.problem:
            self.problems[reply.problem] += 1

    @property
    def cost(self) -> float:
        """US dollars so far, at the given prices."""
        return (self.tokens_in * self.price_in + self.tokens_out * self.price_out) / 1e6

    def summary(self, labels: int) -> dict[str, Any]:
        """Calls, tokens, cost, speed, and what a day at this speed would give and cost.

        labels: made since the start. Speed counts the share of them that had to be asked for, not what the cache held.
        """
        seconds = time.monotonic() - self.started
        fresh = labels * self.asked / max(1, self.asked + self.cached)
        rate = fresh / seconds if seconds > 0 else 0.0
        out: dict[str, Any] = {
            "calls": self.asked, "from_cache": self.cached, "tokens_in": self.tokens_in, "tokens_out": self.tokens_out,
            "problems": dict(sorted(self.problems.items())), "labels": labels, "seconds": round(seconds, 3),
            "labels_per_s": round(rate, 3), "labels_per_day": round(rate * DAY),
        }  # fmt: skip
        if self.price_in or self.price_out:
            out |= {"cost_usd": round(self.cost, 6), "cost_per_day_usd": round(self.cost / seconds * DAY, 2)}
        return out


class CachedModel:
    """A language model that is asked each thing once. path: none = remember within this process alone.

    Equal requests of one call are asked once. Raises RunError where the file is no cache.
    """

    def __init__(self, model: LanguageModel, path: Path | None = None, meter: Meter | None = None):
        self.model, self.name, self.gives_logprobs = model, model.name, model.gives_logprobs
        self.meter = meter or Meter()
        with disk_errors(path or Path()):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Journal in a file of its own: a killed process leaves whole groups, never halves.
            self._store = sqlite3.connect(path or ":memory:", isolation_level=None)
            self._store.execute("PRAGMA journal_mode=WAL")
            self._store.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)")
        except sqlite3.Error as error:
            raise RunError(f"{path}: is no cache of replies ({error}); move it away or choose another --out") from error

    def stream(self, requests: Sequence[Request]) -> Iterator[list[tuple[int, Reply]]]:
        """What is known first, then the rest as the model gives it; every group is kept before it is passed on."""
        keys = [self._key(request) for request in requests]
        known = self._known(keys)
        places: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            places.setdefault(key, []).append(index)
        self.meter.cached += sum(key in known for key in keys)
        yield [(index, known[key]) for index, key in enumerate(keys) if key in known]
        missing = [key for key in places if key not in known]
        for group in self.model.stream([requests[places[key][0]] for key in missing]):
            self._keep([(missing[i], reply) for i, reply in group])
            yield [(index, reply) for i, reply in group for index in places[missing[i]]]

    def new_meter(self) -> Meter:
        """Count from zero, from now on. Returns the meter so far."""
        before, self.meter = self.meter, Meter(self.meter.price_in, self.meter.price_out)
        return before

    def total(self) -> dict[str, Any]:
        """What all replies on file took, those of earlier runs and of other models beside them as well, at our prices."""
        replies, tokens_in, tokens_out = self._store.execute(
            "SELECT COUNT(*), TOTAL(json_extract(reply, '$.tokens_in')), TOTAL(json_extract(reply, '$.tokens_out')) FROM replies"
        ).fetchone()
        all_of_it = Meter(self.meter.price_in, self.meter.price_out, replies, 0, int(tokens_in), int(tokens_out))
        out: dict[str, Any] = {"replies": replies, "tokens_in": int(tokens_in), "tokens_out": int(tokens_out)}
        return out | ({"cost_usd": round(all_of_it.cost, 6)} if all_of_it.price_in or all_of_it.price_out else {})

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def _key(self, request: Request) -> str:
        return hashlib.sha256(f"{self.name}\x1f{request.key}".encode()).hexdigest()

    def _known(self, keys: Sequence[str]) -> dict[str, Reply]:
        out = {}
        for key in dict.fromkeys(keys):
            row = self._store.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
            if row is not None:
                out[key] = _read(row[0])
        return out

    def _keep(self, group: Sequence[tuple[str, Reply]]) -> None:
        try:
            self._store.execute("BEGIN IMMEDIATE")
            for key, reply in group:
                if reply.problem == UNREADABLE:  # a proxy's page, say: the next run may get an answer
                    continue
                self._store.execute("INSERT OR IGNORE INTO replies VALUES (?, ?)", (key, json.dumps(reply._asdict())))
            self._store.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise RunError(
                f"the cache of replies cannot be written ({error}); what it held before is unharmed"
            ) from error
        for _, reply in group:
            self.meter.add(reply)


def _read(text: str) -> Reply:
    values = json.loads(text)
    if values["logprobs"] is not None:
        values["logprobs"] = tuple(values["logprobs"])
    return Reply(**values)
