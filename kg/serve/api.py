"""`/api`: what a viewer asks as its reader goes, in JSON, and the description of it in OpenAPI."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from kg.serve.endpoint import run_task
from kg.serve.lookups import MOST_FOUND
from kg.serve.pool import Task
from kg.serve.protocol import Refusal, parse_fields

if TYPE_CHECKING:
    from starlette.requests import Request

_MOST_STEPS = 3


async def _search(request: Request) -> Response:
    text = _read_field(request, "q", "")
    if not text:
        raise Refusal(400, "q: found nothing, expected a name or words of an article")
    return await _look_up(request, "search", text=text, limit=_read_number(request, "limit", 20, most=MOST_FOUND))


async def _describe_entity(request: Request) -> Response:
    return await _look_up(request, "entity", name=request.path_params["id"])


async def _list_neighbours(request: Request) -> Response:
    steps = _read_number(request, "steps", 1, most=_MOST_STEPS)
    return await _look_up(request, "neighbours", name=request.path_params["id"], steps=steps)


async def _describe_api(request: Request) -> Response:
    document = json.loads(files("kg").joinpath("data/serve/openapi.json").read_text(encoding="utf-8"))
    document["servers"] = [{"url": str(request.base_url).rstrip("/")}]
    return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


ROUTES = (
    Route("/api/search", _search),
    Route("/api/entity/{id}", _describe_entity),
    Route("/api/neighbours/{id}", _list_neighbours),
    Route("/api/openapi.json", _describe_api),
)


async def _look_up(request: Request, job: str, **arguments: Any) -> Response:  # noqa: ANN401 - plain values
    reply = await run_task(request, Task(job=job, arguments=arguments))
    return Response(reply.body, media_type="application/json")


def _read_field(request: Request, name: str, default: str) -> str:
    fields = dict(parse_fields(request.scope["query_string"], where="query string"))
    return fields.get(name, default).strip()


def _read_number(request: Request, name: str, default: int, *, most: int) -> int:
    text = _read_field(request, name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise Refusal(400, f"{name}: found {text!r}, expected a number from 1 to {most}")
    return int(text)
