"""Pages from templates: everything that is put in is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from heelwork.collect.web.access import Authority
from heelwork.collect.web.forms import FLAGS, STRENGTHS
from heelwork.collect.web.secrecy import form_token, new_token
from heelwork.collect.web.text import visible

VISIT_SECONDS = 86_400


def environment() -> Environment:
    """Templates of this package: autoescaped, and a name that was forgotten is an error."""
    made = Environment(
        loader=PackageLoader("heelwork.collect.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.globals.update(flags=FLAGS, strengths=STRENGTHS)
    return made


class Pages:
    """Renders a page for the visitor of a request: who is signed in, and the token of their forms."""

    def __init__(self, authority: Authority):
        self._templates, self._authority = environment(), authority

    def __call__(
        self,
        request: Request,
        template: str,
        values: Mapping[str, Any] | None = None,
        *,
        here: str = "",
        status: int = HTTPStatus.OK,
    ) -> Response:
        """A page as an answer. here: which link of the navigation is this page."""
        cookie: str | None = getattr(request.state, "cookie", None)
        fresh = None if cookie else new_token()
        text = self._templates.get_template(template).render(
            me=getattr(request.state, "me", None), csrf=form_token(cookie or str(fresh)), here=here, **(values or {})
        )
        answer = HTMLResponse(text, int(status))
        if fresh:
            self.set_cookie(answer, self._authority.visit_cookie, fresh, VISIT_SECONDS)
        return answer

    def set_cookie(self, answer: Response, name: str, value: str, seconds: int) -> None:
        """A cookie that scripts cannot read, that other sites' forms do not carry, and that behind TLS travels only there."""
        answer.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=self._authority.secure
        )

    def drop_cookie(self, answer: Response, name: str) -> None:
        """Take a cookie away."""
        answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=self._authority.secure)
