"""The application: routes, gate and errors put together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from heelwork.collect.web.access import Authority
from heelwork.collect.web.gate import HEADERS, Address, Gate
from heelwork.collect.web.limits import RateLimiter
from heelwork.collect.web.render import Pages
from heelwork.errors import HeelworkError

STATIC = Path(__file__).parent / "static"
log = logging.getLogger(__name__)


def build_app(
    routers: Sequence[APIRouter], pages: Pages, authority: Authority, *, where: Address, requests_per_second: float
) -> FastAPI:
    """All routes behind the gate. requests_per_second: what one network address may ask for in the long run."""
    app = FastAPI(
        title="Heelwork collect", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(authority)]
    )
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(
        Gate, where=where, limiter=RateLimiter(burst=10 * requests_per_second, per_second=requests_per_second)
    )

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.UNAUTHORIZED and request.method == "GET" and wants_page(request):
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        return problem(request, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        # What was sent is not repeated: it may be a password.
        parts = [
            f"{'.'.join(str(name) for name in one['loc'][1:])}: {one['msg'].lower()}" for one in error.errors()[:5]
        ]
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(parts) or "The form is not complete.")

    @app.exception_handler(HeelworkError)
    async def mistaken(request: Request, error: HeelworkError) -> Response:
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, sentence(str(error)))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        text = "Something went wrong here; nothing of what was stored before is lost. Try again."
        answer = problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, text)
        answer.headers.update(HEADERS)  # this handler stands outside of the gate
        return answer

    def problem(request: Request, status: int, text: str, headers: Any = None) -> Response:
        if not wants_page(request):
            return JSONResponse({"detail": text}, status, headers)
        title = HTTPStatus(status).phrase
        values = {"title": title, "text": text, "link": "/", "words": "Go on"}
        answer = pages(request, "message.html", values, status=status)
        answer.headers.update(headers or {})
        return answer

    return app


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page; programs get JSON."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")


def sentence(text: str) -> str:
    """An error as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")
