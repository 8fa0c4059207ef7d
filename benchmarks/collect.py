"""Does collecting lose nothing, wait for nobody and find who does not read? Load, SIGKILL, size and spam.

    python -m benchmarks.collect --postgres postgresql+psycopg://USER@127.0.0.1/NAME

Twenty simulated annotators work over HTTP against the real server, on SQLite and on PostgreSQL, while it is killed twice;
next items are drawn from 100,000; a fifth of a crowd does not read. Databases are made for it: SQLite in a temporary folder,
on PostgreSQL new ones beside NAME, which are dropped at the end. The last line is one JSON object; the exit status is 0 only
where every demand holds. What was not measured (null) does not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks.collect_load import load
from heelwork.collect.order import to_shown
from heelwork.collect.quality import suspects
from heelwork.collect.records import Answer, Candidate, NewItem
from heelwork.collect.simulated import SPAMMERS, honest
from heelwork.collect.spam import trial
from heelwork.collect.store import Store
from heelwork.records import Message, Prompt

MANY, DRAWN = 100_000, 300
CROWD, SPAM_SHARE, ANSWERS = 100, 0.2, 15
HONEST_FROM, HONEST_TO = 0.80, 0.97
"""Between which accuracies of two neighbouring answers the honest annotators lie."""
DATABASES = ("sqlite", "postgresql")


def _each(part: str, holds: Any) -> Any:
    return lambda s: all((s[part][database] or None) and holds(s[part][database]) for database in DATABASES)


DEMANDS = {
    "load: every answer that was acknowledged is stored as it was given": _each("load", lambda s: s["lost"] == 0),
    "load: all answers that were wanted are there": _each("load", lambda s: s["answers"] == s["wanted"]),
    "load: none is stored twice": _each("load", lambda s: s["stored_twice"] == 0),
    "load: no item is with more people than its overlap": _each(
        "load", lambda s: s["most_people_on_an_item"] <= s["overlap"]
    ),
    "load: the server was killed and nobody saw an error": _each("load", lambda s: s["kills"] >= 1 and not s["faults"]),
    "load: p95 of a submission < 100 ms": _each("load", lambda s: s["submit_p95_ms"] < 100),
    "size: p95 of the next of 100,000 items < 20 ms": _each("size", lambda s: s["next_p95_ms"] < 20),
    "spam: all who do not read are caught within 15 answers": lambda s: s["spam"]["caught"] == s["spam"]["spammers"],
    "spam: at most 5% of the honest are accused": lambda s: s["spam"]["accused"] <= 0.05 * s["spam"]["honest"],
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.collect", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--postgres", help="A PostgreSQL server: postgresql+psycopg://USER@HOST/NAME.")
    parser.add_argument(
        "--only", choices=("load", "size", "spam"), help="Measure this part; the others then do not hold."
    )
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    parts: dict[str, Any] = {"load": dict.fromkeys(DATABASES), "size": dict.fromkeys(DATABASES), "spam": None}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part, measure in (("size", size), ("load", lambda where: load(where, folder, seed=given.seed))):
            if given.only in (None, part):
                parts[part]["sqlite"] = measure(str(folder / f"{part}.db"))
                print(part, "sqlite", parts[part]["sqlite"], flush=True)
                if given.postgres:
                    with fresh_database(given.postgres, part) as where:
                        parts[part]["postgresql"] = measure(where)
                    print(part, "postgresql", parts[part]["postgresql"], flush=True)
        if given.only in (None, "spam"):
            parts["spam"] = spam(str(folder / "spam.db"), given.seed)
            print("spam", parts["spam"], flush=True)
    held = {demand: _holds(check, parts) for demand, check in DEMANDS.items()}
    for demand, holds in held.items():
        print(f"{'holds' if holds else 'FAILS'}  {demand}")
    print(json.dumps({**parts, "cores": os.cpu_count(), "load_average": os.getloadavg()[0], "holds": held}))
    return 0 if all(held.values()) else 1


def size(where: str) -> dict[str, Any]:
    """Next items out of MANY, for one annotator after another."""
    store = Store(where)
    begun = time.monotonic()
    store.add_items(_item(n, overlap=3) for n in range(MANY))
    added = time.monotonic() - begun
    taken: list[float] = []
    for n in range(3):
        person = store.people.add(f"annotator {n}", who="simulated").id
        for i in range(DRAWN // 3):
            begun = time.perf_counter()
            task = store.next_item(person)
            taken.append(time.perf_counter() - begun)
            assert task is not None
            store.submit(person, task.item, Answer((1, 2, 3, 4)), f"k{i}")
    store.close()
    taken.sort()
    at = {"p50": len(taken) // 2, "p95": int(0.95 * len(taken))}
    figures = {f"next_{name}_ms": round(1000 * taken[i], 2) for name, i in at.items()}
    return {"items": MANY, "adding_seconds": round(added, 1), "drawn": len(taken), **figures}


def spam(where: str, seed: int, crowd: int = CROWD) -> dict[str, Any]:
    """A crowd of which a share does not read, each with ANSWERS answers; then the test alone on a much larger one."""
    rng = random.Random(seed)
    store = Store(where)
    store.add_items(_item(n, overlap=crowd) for n in range(50))
    store.add_items(_item(MANY + n, gold=(1, 2, 3, 4)) for n in range(15))
    kinds = list(SPAMMERS.values())
    spammers = set()
    for n in range(crowd):
        person = store.people.add(f"annotator {n}", who="simulated").id
        ranker = honest(rng.uniform(HONEST_FROM, HONEST_TO))
        if n < crowd * SPAM_SHARE:
            ranker = kinds[n % len(kinds)]
            spammers.add(person)
        for i in range(ANSWERS):
            task = store.next_item(person)
            assert task is not None
            ranks = ranker(rng, to_shown((1, 2, 3, 4), task.order))
            store.submit(person, task.item, Answer(ranks), f"k{i}")
    accused = {person.id for person, _ in suspects(store)}
    gold = store.project().probation_gold
    store.close()
    return {
        "annotators": crowd,
        "answers": ANSWERS,
        "spammers": len(spammers),
        "caught": len(accused & spammers),
        "honest": crowd - len(spammers),
        "accused": len(accused - spammers),
        "test_alone": {f"K = {k}": _rates(k, gold, rng) for k in (2, 3, 4, 5)},
    }


def _rates(k: int, gold: int, rng: random.Random, crowd: int = 2000) -> dict[str, float]:
    """Shares caught and wrongly accused by `gold` gold items of k answers."""
    truth = tuple(range(1, k + 1))

    def accused(ranker: Any) -> bool:
        return trial((ranker(rng, truth), truth) for _ in range(gold)).accused_after is not None

    random_clicks = SPAMMERS["random"]
    return {
        "caught": sum(accused(random_clicks) for _ in range(crowd)) / crowd,
        "accused": sum(accused(honest(rng.uniform(HONEST_FROM, HONEST_TO))) for _ in range(crowd)) / crowd,
    }


@contextlib.contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """A new database on a PostgreSQL server, dropped at the end."""
    made = f"heelwork_bench_{name}_{os.getpid()}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {made}"))
    try:
        yield engine.url.set(database=made).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {made} WITH (FORCE)"))
        engine.dispose()


def _item(number: int, **more: Any) -> NewItem:
    candidates = tuple(Candidate(f"answer {number}.{i}", model=f"model-{i}") for i in range(4))
    return NewItem(Prompt((Message("user", f"question {number}?"),)), candidates, **more)


def _holds(check: Any, parts: dict[str, Any]) -> bool:
    """A demand on what was not measured does not hold."""
    try:
        return bool(check(parts))
    except (KeyError, TypeError):
        return False


if __name__ == "__main__":
    sys.exit(main())
