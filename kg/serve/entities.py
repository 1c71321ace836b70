"""`/id/…`: the page of one entity, or what the graph states of it, as the client wants it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from kg.serve.endpoint import run_task
from kg.serve.formats import GRAPHS, HTML, choose_media, name_charset
from kg.serve.pages import render
from kg.serve.pool import Task
from kg.serve.protocol import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request


async def _show_entity(request: Request) -> Response:
    name = request.path_params["id"]
    media = choose_media(request.headers.get("accept"), (HTML, *GRAPHS))
    if media is None:
        raise Refusal(406, "Accept: expected one of " + ", ".join([HTML, *GRAPHS]), Vary="Accept")
    reply = await run_task(request, Task(job="entity", arguments={"name": name}))
    entity = json.loads(reply.body)
    if media == HTML:
        groups = [(label, list(facts)) for label, facts in groupby(entity["facts"], key=lambda fact: fact["label"])]
        page = render("entity", title=entity["name"], place="", entity=entity, groups=groups)
        page.headers["Vary"] = "Accept"
        return page
    found = await run_task(request, Task(query=f"DESCRIBE <{entity['iri']}>", graphs=GRAPHS[media]))
    return Response(found.body, media_type=name_charset(media), headers={"Vary": "Accept"})


ROUTES = (Route("/id/{id}", _show_entity),)
