"""The load test behind `python -m benchmarks.collect`: annotators over HTTP against the real server, which is killed."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
from sqlalchemy import func, select

from heelwork.collect.checks import dense
from heelwork.collect.records import Candidate, NewItem, Project
from heelwork.collect.schema import assignments
from heelwork.collect.store import Store
from heelwork.collect.web.secrecy import form_token, new_token, token_hash
from heelwork.records import Message, Prompt

ANNOTATORS, ITEMS, OVERLAP, K = 20, 300, 3, 4
THINK = (0.5, 1.5)
"""Seconds that an annotator looks at an item: faster than anybody reads."""
PATIENCE = 60.0
"""Seconds for which an annotator sends the same answer again while the server is away."""


@dataclass
class Seen:
    """What the annotators did and saw. acknowledged: (annotator, item) -> ranks in stored order.

    seconds: of submissions that were answered at once; through_outage: of those that were sent again while the server was away,
    which say how long its restart takes.
    """

    acknowledged: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    through_outage: list[float] = field(default_factory=list)
    late: int = 0
    resent: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Server:
    """`heelwork collect serve` on a port of this machine, which can be killed and started again."""

    def __init__(self, database: str, log: Path):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        self.database, self.log = database, log
        self.base = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "heelwork", "collect", "serve", "--database", self.database, "--port", str(self.port),
                   "--no-browser", "--requests-per-second", "1000"]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at its start: {self.log.read_text()[-2000:]}")
            try:
                httpx.get(f"{self.base}/sign-in", timeout=5)
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError("the server did not answer within a minute")

    def kill(self) -> None:
        """SIGKILL: no warning, no tidying up."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def load(database: str, folder: Path, kills: int = 2, seed: int = 0) -> dict[str, Any]:
    """Figures of ANNOTATORS people who answer ITEMS x OVERLAP, the server killed `kills` times on the way."""
    store = Store(database)
    store.configure(Project(probation=0, gold_share=0.0))
    store.add_items(_item(n) for n in range(ITEMS))
    tokens = {}
    for n in range(ANNOTATORS):
        person = store.people.add(f"annotator {n}", who="simulated").id
        tokens[person] = new_token()
        store.people.open_session(token_hash(tokens[person]), person, time.time() + 86_400)
    server = Server(database, folder / f"server-{store.database.engine.dialect.name}.log")
    server.start()
    seen = Seen()
    threads = [
        threading.Thread(target=_annotate, args=(server.base, person, token, seed + person, seen))
        for person, token in tokens.items()
    ]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    wanted, killed = ITEMS * OVERLAP, 0
    while any(thread.is_alive() for thread in threads):
        if killed < kills and len(seen.acknowledged) > wanted * (killed + 1) / (kills + 1):
            server.kill()
            killed += 1
            server.start()
        time.sleep(0.05)
    took = time.monotonic() - begun
    server.kill()
    figures = {**_judged(store, seen), "kills": killed, "seconds": round(took, 1)}
    store.close()
    return figures


def _annotate(base: str, person: int, token: str, seed: int, seen: Seen) -> None:
    """One annotator, until nothing is left. Any answer of the server that no browser should see is a fault."""
    rng = random.Random(seed)
    client = httpx.Client(base_url=base, cookies={f"heelwork-{httpx.URL(base).port}": token},
                          headers={"origin": base, "accept": "text/html"}, timeout=PATIENCE)  # fmt: skip
    waiting = 0
    while True:
        page, _ = _patiently(lambda: client.get("/label"), seen)
        if page is None or page.status_code != 200:
            seen.faults.append(f"GET /label: {page.status_code if page else 'no answer'}")
            return
        found = re.search(r'<form id="task".*?</form>', page.text, re.S)
        if found is None:
            # The last items may be on others' screens: their leases could yet come back.
            waiting += 1
            if waiting > 3:
                return
            time.sleep(0.5)
            continue
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found.group()))
        places = [int(n) for n in re.findall(r"answer \d+\.(\d)", found.group())]
        ranks = [rng.randint(1, K) for _ in places]
        time.sleep(rng.uniform(*THINK))
        data = {**hidden, "csrf": form_token(token), **{f"rank_{i}": rank for i, rank in enumerate(ranks)}}
        begun = time.monotonic()
        answer, again = _patiently(lambda: client.post("/answers/rank", data=data), seen)  # noqa: B023 - called at once
        took = time.monotonic() - begun
        with seen.lock:
            (seen.through_outage if again else seen.seconds).append(took)
            if answer is None or answer.status_code != 303:
                seen.faults.append(
                    f"POST: {answer.status_code if answer else 'no answer'}: {answer.text[:200] if answer else ''}"
                )
                return
            if "late" in answer.headers["location"]:
                seen.late += 1
            else:
                order = [places.index(i) for i in range(len(places))]
                seen.acknowledged[person, int(hidden["item"])] = tuple(dense([ranks[p] for p in order]))


def _patiently(call: Any, seen: Seen) -> tuple[Any, int]:
    """The answer to a request that is sent again, unchanged, while the server is away; and how often it was sent again."""
    again = 0
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return call(), again
        except httpx.TransportError:
            again += 1
            with seen.lock:
                seen.resent += 1
            time.sleep(0.2)
    return None, again


def _judged(store: Store, seen: Seen) -> dict[str, Any]:
    """What the store holds against what the annotators were told."""
    kept = {(label.person, label.item): label.ranking.ranks for label in store.rankings()}
    events = Counter((e.person, e.item) for e in store.events() if e.kind == "answer")
    with store.database.read() as connection:
        holding = (
            select(func.count()).where(assignments.c.state.in_(("leased", "done"))).group_by(assignments.c.item_id)
        )
        most = max(connection.execute(holding).scalars(), default=0)
    ordered = sorted(seen.seconds)
    return {
        "annotators": ANNOTATORS,
        "answers": len(seen.acknowledged),
        "wanted": ITEMS * OVERLAP,
        "lost": sum(kept.get(key) != ranks for key, ranks in seen.acknowledged.items()),
        "stored_twice": sum(count > 1 for count in events.values()),
        "most_people_on_an_item": most,
        "overlap": OVERLAP,
        "late": seen.late,
        "resent": seen.resent,
        "faults": seen.faults[:5],
        "answered_after_an_outage": len(seen.through_outage),
        "longest_outage_seconds": round(max(seen.through_outage, default=0.0), 1),
        "submit_p50_ms": round(1000 * ordered[len(ordered) // 2], 1) if ordered else None,
        "submit_p95_ms": round(1000 * ordered[int(0.95 * len(ordered))], 1) if ordered else None,
    }


def _item(number: int) -> NewItem:
    candidates = tuple(Candidate(f"answer {number}.{i}", model=f"model-{i}") for i in range(K))
    return NewItem(Prompt((Message("user", f"question {number}?"),)), candidates, overlap=OVERLAP)
