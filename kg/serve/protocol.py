"""SPARQL 1.1 Protocol: what a request asks, and how a fault is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from kg.errors import KgError

if TYPE_CHECKING:
    from starlette.requests import Request

QUERY, FORM, UPDATE = "application/sparql-query", "application/x-www-form-urlencoded", "application/sparql-update"
LONGEST = 1 << 20
"""Bytes that a request's body may have."""

_MOST_FIELDS = 1000
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
_READ_ONLY = "this endpoint is read-only: found an update, expected a query"


class Refusal(KgError):
    """A request that cannot be answered.

    Args:
        status: HTTP status.
        message: For the person who asks.
        headers: To go with it.
    """

    def __init__(self, status: int, message: str, **headers: str) -> None:
        self.status = status
        self.headers = headers
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    Attributes:
        query: SPARQL; None where a GET says nothing at all, and so asks what the service is.
        default: IRIs of the graphs that make up the default graph.
        named: IRIs of the named graphs.
    """

    query: str | None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


async def read_request(request: Request) -> Asked:
    """What a GET, HEAD or POST asks.

    Raises:
        Refusal: It is not as the protocol wants it.
    """
    fields = parse_fields(request.scope["query_string"], where="query string")
    if request.method != "POST":
        return _read_fields(fields, may_be_empty=True)
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == UPDATE:
        raise Refusal(403, _READ_ONLY)
    if media not in {QUERY, FORM}:
        found = f"content type {media}" if media else "no content type"
        raise Refusal(415, f"body: found {found}, expected {QUERY} or {FORM}", Accept_Post=f"{QUERY}, {FORM}")
    charset = next((p.partition("=")[2] for p in parameters.split(";") if p.strip().lower().startswith("charset=")), "")
    if charset.strip("\"' ").lower() not in {"", "utf-8", "utf8", "us-ascii"}:
        raise Refusal(415, f"body: found charset {charset.strip()}, expected UTF-8")
    body = await _read_body(request)
    if media == FORM:
        return _read_fields([*fields, *parse_fields(body, where="body")])
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, f"body: found bytes that are not UTF-8 at {error.start}, expected a query") from error
    return _read_fields([*fields, ("query", text)])


def parse_fields(encoded: bytes, *, where: str) -> list[tuple[str, str]]:
    """The fields of a form.

    Raises:
        Refusal: It is not UTF-8, or has too many.
    """
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise Refusal(400, f"{where}: found bytes that are not UTF-8, expected UTF-8") from error
    except ValueError as error:
        raise Refusal(413, f"{where}: found more than {_MOST_FIELDS} fields") from error


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise Refusal(413, f"body: found more than {LONGEST} bytes", Connection="close")
    return bytes(body)


def _read_fields(fields: list[tuple[str, str]], *, may_be_empty: bool = False) -> Asked:
    if any(name in _UPDATES for name, _ in fields):
        raise Refusal(403, _READ_ONLY)
    queries = [value for name, value in fields if name == "query"]
    if not queries and not fields and may_be_empty:
        return Asked(None)
    if len(queries) != 1:
        raise Refusal(400, f"query: found {len(queries) or 'none'}, expected one")
    chosen = {
        key: tuple(dict.fromkeys(value for name, value in fields if name == f"{key}-graph-uri"))
        for key in ("default", "named")
    }
    return Asked(queries[0], chosen["default"], chosen["named"])
