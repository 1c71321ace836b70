"""The interface for programs: lookups in JSON, described by the OpenAPI document at `/api/openapi.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.resources.ontology import read_ontology
from kg.serve.lookup import find_prefix, look_up, wait_for_catalogue
from kg.serve.openapi import describe_api
from kg.serve.protocol import LONGEST, Refusal, parse_fields

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

MOST_FOUND, MOST_FACTS, MOST_NEIGHBOURS, MOST_IDS = 100, 500, 500, 5_000
"""Hits of a search, facts of an entity, neighbours and ids of a request, at most."""

_LONGEST_SEARCH = 200
_FARTHEST = 1_000_000


async def show_document(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(describe_api(str(request.base_url)))


async def show_view(request: Request) -> Response:
    """What the viewer begins with."""
    _read_fields(request, ())
    await wait_for_catalogue(request)
    return await _answer(request, "view", prefix=find_prefix(request))


async def show_overview(request: Request) -> Response:
    """Counts, and the counties of which most is said."""
    _read_fields(request, ())
    return await _answer(request, "overview")


async def search(request: Request) -> Response:
    """Entities by name and articles by text."""
    fields = _read_fields(request, ("q", "limit"))
    asked = fields.get("q", "").strip()
    if not asked or len(asked) > _LONGEST_SEARCH:
        raise Refusal(400, f"q: found {len(asked)} characters, expected 1 to {_LONGEST_SEARCH}")
    return await _answer(request, "search", q=asked, limit=_read_number(fields, "limit", 12, 1, MOST_FOUND))


async def show_entity(request: Request) -> Response:
    """One entity with its facts, sentences, figures and articles."""
    fields = _read_fields(request, ("limit", "offset"))
    return await _answer(
        request,
        "entity",
        id=request.path_params["id"],
        limit=_read_number(fields, "limit", 100, 1, MOST_FACTS),
        offset=_read_number(fields, "offset", 0, 0, _FARTHEST),
    )


async def show_neighbours(request: Request) -> Response:
    """What is around an entity."""
    fields = _read_fields(request, ("steps", "limit", "offset"))
    return await _answer(
        request,
        "neighbours",
        id=request.path_params["id"],
        steps=_read_number(fields, "steps", 1, 1, 2),
        limit=_read_number(fields, "limit", 40, 1, MOST_NEIGHBOURS),
        offset=_read_number(fields, "offset", 0, 0, _FARTHEST),
    )


async def show_links(request: Request) -> Response:
    """Facts between entities that are named in the body."""
    _read_fields(request, ())
    asked = await _read_body(request)
    for name in ("some", "others"):
        ids = asked.get(name)
        if not isinstance(ids, list) or len(ids) > MOST_IDS or not all(_is_text(id_) for id_ in ids):
            raise Refusal(400, f"{name}: expected a list of at most {MOST_IDS} ids")
    return await _answer(request, "links", some=asked["some"], others=asked["others"])


async def show_fact(request: Request) -> Response:
    """One fact with its claims and sentences."""
    fields = _read_fields(request, ("subject", "predicate", "object"))
    _need(fields, "subject", "predicate", "object")
    relations = read_ontology().relations
    if fields["predicate"] not in relations:
        raise Refusal(400, f"predicate: found {fields['predicate']!r}, expected one of {', '.join(relations)}")
    return await _answer(request, "fact", **fields)


async def show_path(request: Request) -> Response:
    """How two entities are linked."""
    fields = _read_fields(request, ("from", "to"))
    _need(fields, "from", "to")
    return await _answer(request, "path", one=fields["from"], other=fields["to"])


async def show_article(request: Request) -> Response:
    """One article with its text and the names in it."""
    _read_fields(request, ())
    return await _answer(request, "article", id=request.path_params["id"])


API = (
    Route("/api/openapi.json", show_document),
    Route("/api/view", show_view),
    Route("/api/overview", show_overview),
    Route("/api/search", search),
    Route("/api/entity/{id:path}", show_entity),
    Route("/api/neighbours/{id:path}", show_neighbours),
    Route("/api/links", show_links, methods=["POST"]),
    Route("/api/fact", show_fact),
    Route("/api/path", show_path),
    Route("/api/article/{id:path}", show_article),
)


async def _answer(request: Request, name: str, **given: Any) -> Response:  # noqa: ANN401 - as each lookup asks
    reply = await look_up(request, name, **given)
    return Response(reply.body, media_type="application/json", headers={"Cache-Control": "no-cache"})


def _read_fields(request: Request, known: Collection[str]) -> dict[str, str]:
    """The parameters of a request.

    Raises:
        Refusal: One is unknown, or given twice.
    """
    fields: dict[str, str] = {}
    for name, value in parse_fields(request.scope["query_string"], where="query string"):
        if name not in known:
            raise Refusal(400, f"query string: found {name}, expected {', '.join(known) or 'no parameter'}")
        if name in fields:
            raise Refusal(400, f"{name}: found more than one, expected one")
        fields[name] = value
    return fields


def _is_text(value: object) -> bool:
    """Whether it is a string that can be written: JSON may hold half a character."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _need(fields: dict[str, str], *names: str) -> None:
    for name in names:
        if not fields.get(name):
            raise Refusal(400, f"{name}: found none, expected one")


def _read_number(fields: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = fields.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise Refusal(400, f"{name}: found {text!r}, expected a number from {least} to {most}")
    return int(text)


async def _read_body(request: Request) -> dict[str, Any]:
    """The object that a request's body is in JSON.

    Raises:
        Refusal: It is none, or too long.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                raise Refusal(413, f"body: found more than {LONGEST} bytes", Connection="close")
        asked = json.loads(bytes(body))
    except ClientDisconnect as error:
        raise Refusal(499, "the client left") from error
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "body: expected an object in JSON") from error
    if not isinstance(asked, dict):
        raise Refusal(400, "body: expected an object in JSON")
    return asked
