"""A page for every thing at the path of its IRI: for people in HTML, for programs in the syntaxes of RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from starlette.responses import Response
from starlette.routing import Route

from kg.resources.ontology import ONTOLOGY_FILE
from kg.serve.endpoint import run_task, tell_cut
from kg.serve.formats import GRAPHS, HTML, choose_media, name_charset
from kg.serve.lookup import find_prefix, read_lookup, wait_for_catalogue
from kg.serve.marks import mark_article, mark_quote
from kg.serve.pages import render
from kg.serve.pool import Task
from kg.serve.protocol import Refusal, parse_fields

if TYPE_CHECKING:
    from starlette.requests import Request

_ENDINGS = {form: media for media, form in GRAPHS.items()} | {"html": HTML}
"""Ending of an address, or value of `format` -> media type."""

_STEP = 100  # facts on one page
_ARTICLES = 500  # articles on the page of a page


async def show_ontology(request: Request) -> Response:
    """The ontology: its documentation, or its Turtle."""
    media = choose_media(request.headers.get("accept"), (HTML, "text/turtle"))
    if media is None:
        raise Refusal(406, f"Accept: expected one of {HTML}, text/turtle", Vary="Accept")
    if media == HTML:
        from kg.views.ontology import to_html  # noqa: PLC0415 - heavy

        return Response(to_html(), media_type=name_charset(HTML), headers={"Vary": "Accept"})
    return Response(ONTOLOGY_FILE.read_bytes(), media_type=name_charset(media), headers={"Vary": "Accept"})


async def show_thing(request: Request) -> Response:
    """The thing of an id."""
    return await _show(request, request.path_params["id"])


async def show_by_iri(request: Request) -> Response:
    """The thing whose IRI has this path, whatever the base of the store."""
    await wait_for_catalogue(request)
    path = urlsplit(request.app.state.librarian.base).path
    asked = f"/{request.path_params['path']}"
    if not path or not asked.startswith(path) or asked == path:
        raise Refusal(404, f"{asked}: not found")
    return await _show(request, asked.removeprefix(path))


THINGS = (
    Route("/ontology", show_ontology),
    Route("/id/{id:path}", show_thing),
    Route("/{path:path}", show_by_iri),
)


async def _show(request: Request, id_: str) -> Response:
    given = dict(parse_fields(request.scope["query_string"], where="query string"))
    stem, _, ending = id_.rpartition(".")
    if stem and ending in _ENDINGS:
        id_, media = stem, _ENDINGS[ending]
    elif "format" in given:
        if given["format"] not in _ENDINGS:
            raise Refusal(400, f"format: found {given['format']!r}, expected one of {', '.join(_ENDINGS)}")
        media = _ENDINGS[given["format"]]
    else:
        chosen = choose_media(request.headers.get("accept"), (HTML, *GRAPHS))
        if chosen is None:
            raise Refusal(406, "Accept: expected one of " + ", ".join([HTML, *GRAPHS]), Vary="Accept")
        media = chosen
    await wait_for_catalogue(request)
    response = await (_show_page(request, id_, given) if media == HTML else _send_graph(request, id_, media))
    address = find_prefix(request) + quote(id_, safe="")
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = ", ".join(
        f'<{address}.{form}>; rel="alternate"; type="{other}"' for other, form in GRAPHS.items() if other != media
    )
    return response


async def _send_graph(request: Request, id_: str, media: str) -> Response:
    reply = await run_task(request, Task(job="describe", arguments={"id": id_}, graphs=GRAPHS[media]))
    return Response(reply.body, media_type=name_charset(media), headers=tell_cut(reply))


async def _show_page(request: Request, id_: str, given: dict[str, str]) -> Response:
    kind = (await read_lookup(request, "thing", id=id_))["kind"]
    common = {
        "place": "",
        "id": id_,
        "iri": request.app.state.librarian.base + id_,
        "prefix": find_prefix(request),
        "forms": {"Turtle": "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf"},
    }
    match kind:
        case "entity":
            offset = int(given["from"]) if given.get("from", "").isascii() and given.get("from", "").isdigit() else 0
            told = await read_lookup(request, "entity", id=id_, limit=_STEP, offset=min(offset, 10**6))
            return render("entity", title=told["entity"]["name"], **common, **_arrange_entity(told, offset))
        case "article":
            told = await read_lookup(request, "article", id=id_)
            article = told["article"]
            return render(
                "article",
                title=_name_article(article),
                **common,
                **told,
                parts=mark_article(article, told["names"]),
            )
        case "page":
            told = await read_lookup(request, "page", id=id_, limit=_ARTICLES)
            page = told["page"]
            title = " ".join(part for part in (page["paper"] or page["source"], page["date"]) if part)
            headlines = {article["id"]: _name_article(article) for article in told["articles"]}
            return render("page", title=title, **common, page=page, headlines=headlines, cut=told["cut"])
    graph = await run_task(request, Task(job="describe", arguments={"id": id_}, graphs="ttl"))
    return render("other", title=id_, **common, graph=graph.body.decode())


def _name_article(article: dict[str, Any]) -> str:
    title: str = article["title"]["text"] if article["title"] else ""
    return title or f"{article['body']['text'].strip()[:18]}…"


def _arrange_entity(told: dict[str, Any], offset: int) -> dict[str, Any]:
    """What the page of an entity shows: groups of facts by relation and direction, figures, articles."""
    names = told["names"]
    articles = {article["id"]: article for article in told["articles"]}
    pages = {page["id"]: page for page in told["pages"]}

    def cite(evidence: dict[str, Any], *ends: tuple[str, str | None]) -> dict[str, Any]:
        article = articles[evidence["article"]]
        page = pages[article["page"]]
        return {
            "pieces": mark_quote(evidence, ends, names),
            "article": article["id"],
            "headline": _name_article(article),
            "page": page["id"],
            "paper": page["paper"] or page["source"],
            "line": evidence["line"],
        }

    order = list(told["relations"])  # as the ontology has them
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in told["facts"]:
        kind = told["relations"][fact["predicate"]]
        out = fact["direction"] == "out"
        label = kind if out else kind["inverse"]
        group = groups.setdefault((fact["predicate"], fact["direction"]), {"label": label, "out": out, "facts": []})
        ends = (("subject", fact["subject"]), ("object", fact["object"]))
        sentences = [cite(evidence, *ends) for claim in fact["claims"] for evidence in claim["evidence"]]
        other = fact["object"] if out else fact["subject"]
        group["facts"].append({**fact, "other": other, "name": names[other]["name"], "sentences": sentences})
    figures = [
        {**figure, "sentence": cite(figure["evidence"], ("subject", figure["entity"]), ("object", None))}
        for figure in told["figures"]
    ]
    return {
        "entity": told["entity"],
        "names": names,
        "groups": [groups[key] for key in sorted(groups, key=lambda key: (key[1] != "out", order.index(key[0])))],
        "figures": figures,
        "headlines": {id_: _name_article(articles[id_]) for id_ in told["entity"]["articles"] if id_ in articles},
        "more": told["more"],
        "offset": offset,
        "next": offset + len(told["facts"]),
    }
