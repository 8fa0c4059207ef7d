"""A store as a source of training data: `data: [collect.db]` or `data: ["postgresql+psycopg://..."]` in any stage.

Importing this module makes `heelwork.data.sources` read stores. Nothing heavy is loaded until one is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from heelwork.data import sources
from heelwork.data.sources import Wanted


class StoreSource:
    """Reads stores for `heelwork.data.sources`."""

    def records(self, where: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Rankings, demonstrations, or prompts (each once), as the records of a file."""
        from heelwork.collect.export import demonstration, ranking
        from heelwork.collect.store import Store

        store = Store(where)
        try:
            if wanted == "rankings":
                yield from (ranking(label, "messages") for label in store.rankings())
            elif wanted == "demonstrations":
                yield from (demonstration(label, text) for label, text in store.demonstrations())
            else:
                yield from ({"prompt": prompt} for prompt in store.prompts())
        finally:
            store.close()

    def digest(self, where: str) -> str:
        """SHA-256 over the store's history: equal for equal events, so that a run names the labels that it saw."""
        from heelwork.collect.store import Store

        store = Store(where)
        sha = hashlib.sha256()
        last = 0
        try:
            for event in store.events():
                sha.update(json.dumps(event, sort_keys=True).encode())
                last = event.id
        finally:
            store.close()
        return f"{sha.hexdigest()} (events to {last})"


sources.read_databases_with(StoreSource())
