"""What was collected as a file for a trainer, straight from the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from heelwork.collect.export import Form, What, lines
from heelwork.collect.store import Store
from heelwork.collect.web.access import Access, access


def download_routes(store: Store) -> APIRouter:
    """The routes that hand out files."""
    router = APIRouter()

    @router.get("/export/{what}.jsonl")
    @access(Access.LEAD)
    def export(what: What, form: Annotated[Form, Query()] = "messages") -> StreamingResponse:
        def written() -> Iterator[str]:
            for _, line in lines(store, what, form):
                yield json.dumps(line, ensure_ascii=False) + "\n"

        name = {"content-disposition": f'attachment; filename="{what}.jsonl"'}
        return StreamingResponse(written(), media_type="application/x-ndjson", headers=name)

    return router
