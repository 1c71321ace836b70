"""The application: routes, what is said of faults, and what every answer carries."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.serve.api import API
from kg.serve.endpoint import CUT, Endpoint
from kg.serve.pages import render, show_editor, show_question, show_questions
from kg.serve.protocol import Refusal
from kg.serve.things import THINGS
from kg.serve.viewer import VIEWER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kg.serve.librarian import Librarian
    from kg.serve.pool import Pool

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
"""Names that a client on this machine may call the server by; another name is another site's page asking."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: from this server alone. The editor writes style attributes, which run nothing."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def make_application(
    pool: Pool, librarian: Librarian, *, hosts: Sequence[str] = LOOPBACK, origins: Sequence[str] = ()
) -> Starlette:
    """The application that answers from a pool of processes, which it closes in the end.

    Args:
        pool: Opened before the first request.
        librarian: Keeps the catalogue that lookups need.
        hosts: What the Host header may say; `*` for anything.
        origins: Origins whose pages may read answers; `*` for any.
    """

    @asynccontextmanager
    async def run(app: Starlette) -> AsyncIterator[None]:
        app.state.pool = pool
        app.state.librarian = librarian
        try:
            yield
        finally:
            await asyncio.gather(pool.close(), librarian.close())

    middleware = [Middleware(_Headers), Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)]
    if origins:
        allowed = Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=[CUT],
        )
        middleware.append(allowed)
    return Starlette(
        routes=[
            *VIEWER,
            *API,
            Route("/sparql", Endpoint),
            Route("/query", show_editor),
            Route("/queries", show_questions),
            Route("/queries/{name}", show_question),
            Mount("/static", StaticFiles(directory=str(files("kg").joinpath("data/serve/static")))),
            *THINGS,
        ],
        middleware=middleware,
        exception_handlers={Refusal: _tell_refusal, HTTPException: _tell_fault},
        lifespan=run,
    )


async def _tell_refusal(request: Request, error: Exception) -> Response:
    """A refusal in plain text, or as a page where one was asked for."""
    refusal = error if isinstance(error, Refusal) else Refusal(500, str(error))
    headers = {name.replace("_", "-"): value for name, value in refusal.headers.items()}
    return _tell(request, refusal.status, str(refusal), headers)


async def _tell_fault(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, as an address that there is not."""
    if not isinstance(error, HTTPException):
        raise error
    return _tell(request, error.status_code, f"{request.url.path}: {error.detail.lower()}", dict(error.headers or {}))


def _tell(request: Request, status: int, message: str, headers: dict[str, str]) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status_code=status, headers=headers)
    if request.url.path != "/sparql" and "text/html" in request.headers.get("accept", ""):
        page = render("fault", status=status, title=str(status), place="", message=message)
        page.headers.update(headers)
        return page
    return PlainTextResponse(f"{message}\n", status_code=status, headers=headers)


class _Headers:
    """Adds to every answer the headers that keep a browser from being misled; what a route sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
