"""Asking the catalogue on behalf of a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import KgError
from kg.resources.ontology import DEFAULT_BASE
from kg.serve.endpoint import run_task
from kg.serve.librarian import Librarian, NotReady
from kg.serve.pool import Reply, Task
from kg.serve.protocol import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

_OWN = "/id/"
_TAKEN = ("api", "sparql", "query", "queries", "static", "viewer", "ontology")


async def look_up(request: Request, name: str, **given: Any) -> Reply:  # noqa: ANN401 - as each lookup asks
    """Answer a lookup by a process of the pool, in JSON.

    Raises:
        Refusal: What is asked for does not exist, it took too long, or the catalogue is not there.
    """
    await wait_for_catalogue(request)
    return await run_task(request, Task(job=name, arguments=given))


async def read_lookup(request: Request, name: str, **given: Any) -> Any:  # noqa: ANN401 - as each lookup asks
    """What a lookup answers, read; raises the same."""
    return json.loads((await look_up(request, name, **given)).body)


async def wait_for_catalogue(request: Request) -> None:
    """Wait until the catalogue is as new as the store.

    Raises:
        Refusal: It takes longer than a request may, or cannot be made.
    """
    librarian: Librarian = request.app.state.librarian
    try:
        await librarian.wait()
    except NotReady as error:
        raise Refusal(503, str(error), Retry_After="5") from error
    except KgError as error:
        raise Refusal(500, str(error)) from error


def find_prefix(request: Request) -> str:
    """The path that the pages of things stand under: that of their IRIs, if it is free."""
    base = request.app.state.librarian.base
    path = urlsplit(base).path
    if base == DEFAULT_BASE or not base.endswith("/") or path.strip("/").partition("/")[0] in {"", *_TAKEN}:
        return _OWN
    return str(path)
