"""`/sparql`: the endpoint."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.endpoints import HTTPEndpoint
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from kg.serve.description import describe_service
from kg.serve.formats import GRAPHS, HTML, RESULTS, choose_media, name_charset
from kg.serve.pool import Overloaded, Pool, QueryStopped, Reply, Task
from kg.serve.protocol import Asked, Refusal, read_request

if TYPE_CHECKING:
    from starlette.requests import Request

CUT = "Result-Truncated"
"""The header of an answer that the row limit cut off."""

_METHODS = "GET, HEAD, POST, OPTIONS"
_CENSUS = "SELECT ?g (COUNT(*) AS ?n) WHERE { { GRAPH ?g { ?s ?p ?o } } UNION { ?s ?p ?o } } GROUP BY ?g"


class Endpoint(HTTPEndpoint):
    """Answers queries by GET and by POST of both kinds, and without a query says what it is."""

    async def get(self, request: Request) -> Response:
        """A query in the URL, or none."""
        asked = await read_request(request)
        if _wants_page(request):
            url = f"/query?{request.url.query}" if request.url.query else "/query"
            return RedirectResponse(url, status_code=303, headers={"Vary": "Accept"})
        if asked.query is None:
            return await self._describe(request)
        return await _answer(request, asked)

    async def post(self, request: Request) -> Response:
        """A query in the body."""
        return await _answer(request, await read_request(request))

    async def options(self, request: Request) -> Response:
        """Which methods there are."""
        del request
        return Response(status_code=204, headers={"Allow": _METHODS})

    async def method_not_allowed(self, request: Request) -> Response:
        """Any other."""
        message = f"method: found {request.method}, expected one of {_METHODS}\n"
        return PlainTextResponse(message, status_code=405, headers={"Allow": _METHODS})

    async def _describe(self, request: Request) -> Response:
        media = choose_media(request.headers.get("accept"), tuple(GRAPHS))
        if media is None:
            raise Refusal(406, "Accept: expected one of " + ", ".join([*GRAPHS, HTML]), Vary="Accept")
        reply = await run_task(request, Task(query=_CENSUS))
        counts = {
            row.get("g", {}).get("value"): int(row["n"]["value"])
            for row in json.loads(reply.body)["results"]["bindings"]
        }
        triples = counts.pop(None, 0)
        body = describe_service(get_url(request), graphs=counts, triples=triples, form=GRAPHS[media])
        return Response(body, media_type=name_charset(media), headers={"Vary": "Accept"})


async def _answer(request: Request, asked: Asked) -> Response:
    accept = request.headers.get("accept")
    results, graphs = choose_media(accept, tuple(RESULTS)), choose_media(accept, tuple(GRAPHS))
    if results is None and graphs is None:
        raise Refusal(406, "Accept: expected one of " + ", ".join([*RESULTS, *GRAPHS]), Vary="Accept")
    task = Task(
        query=asked.query or "",
        default=asked.default,
        named=asked.named,
        base=get_url(request),
        results=RESULTS[results] if results else None,
        graphs=GRAPHS[graphs] if graphs else None,
    )
    reply = await run_task(request, task)
    media = graphs if reply.kind == "graph" else results
    return Response(reply.body, media_type=name_charset(media or ""), headers={"Vary": "Accept", **tell_cut(reply)})


async def run_task(request: Request, task: Task) -> Reply:
    """Answer a task; when the client leaves, the process that is at it is ended.

    Raises:
        Refusal: The query is at fault, was stopped, or no format of its answer suits the client.
    """
    pool: Pool = request.app.state.pool
    work = asyncio.ensure_future(pool.run(task))
    gone = asyncio.ensure_future(_wait_for_leave(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise Refusal(499, "the client left")
        reply = work.result()
    except QueryStopped as error:
        raise Refusal(504, str(error)) from error
    except Overloaded as error:
        raise Refusal(503, str(error), Retry_After="5") from error
    finally:
        gone.cancel()
        work.cancel()
    match reply.status:
        case "faulty":
            raise Refusal(400, reply.message)
        case "absent":
            raise Refusal(404, reply.message)
        case "unacceptable":
            offered = GRAPHS if reply.kind == "graph" else RESULTS
            raise Refusal(406, f"Accept: the answer is a {reply.kind}, expected one of {', '.join(offered)}")
        case "failed":
            raise Refusal(500, reply.message)
    return reply


def tell_cut(reply: Reply) -> dict[str, str]:
    """The header that says so where an answer is not all there is."""
    what = "triples" if reply.kind == "graph" else "rows"
    return {CUT: f"after {reply.count} {what}, the limit of this server; there are more"} if reply.cut else {}


def get_url(request: Request) -> str:
    """Where the endpoint answers, as the client calls it."""
    return f"{request.base_url}sparql"


async def _wait_for_leave(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _wants_page(request: Request) -> bool:
    """Whether a browser asks: it accepts pages rather than any format of an answer."""
    accept = request.headers.get("accept")
    if request.method != "GET" or accept is None:
        return False
    return choose_media(accept, (*GRAPHS, *RESULTS, HTML)) == HTML
