"""Pages for people: the questions as forms, and the page for queries typed by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse, Response

from kg.errors import NotFound
from kg.resources.ontology import PREFIXES, RDFS, SCHEMA, XSD, XZ, read_ontology
from kg.resources.questions import Question, find_question, list_questions
from kg.serve.endpoint import run_task, tell_cut
from kg.serve.formats import name_charset
from kg.serve.pool import Reply, Task
from kg.serve.protocol import Refusal, parse_fields

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.requests import Request

_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}
_PLAIN = ("headline", "articleBody", "datePublished", "isPartOf", "mentions", "about")
_FIRST = f"""PREFIX xz: <{XZ}>
PREFIX rdfs: <{RDFS}>

SELECT ?county ?programme WHERE {{
  ?c a xz:County ; rdfs:label ?county ; xz:implements ?p .
  ?p rdfs:label ?programme .
}}
ORDER BY ?county ?programme
"""
_ENDINGS = {
    "json": ("json", "jsonld", "application/json"),
    "csv": ("sheet", None, "text/csv"),
    "ttl": (None, "ttl", "text/turtle"),
}
"""Ending of an address -> format of a table, format of a graph, media type."""


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    number: bool = False


async def show_questions(request: Request) -> Response:
    """The list of questions."""
    del request
    return render("queries", title="问题 Questions", place="queries", questions=list_questions())


async def show_editor(request: Request) -> Response:
    """The page for queries typed by hand."""
    del request
    questions = list_questions()
    kinds = read_ontology()
    settings = {
        "first": _FIRST,
        "prefixes": PREFIXES,
        "classes": [XZ + name for name in (*kinds.classes, "Article", "Page", "Claim", "Figure")],
        "properties": [*(XZ + name for name in kinds.relations), *(SCHEMA + name for name in _PLAIN)],
        "examples": {question.name: question.text for question in questions},
    }
    return render("query", title="SPARQL", place="query", questions=questions, settings=_embed(settings))


async def show_question(request: Request) -> Response:
    """One question: its form and, where it has what it needs, its answer; or the answer alone, by its ending."""
    name, dot, ending = request.path_params["name"].rpartition(".")
    if dot and ending in _ENDINGS:
        return await _send_answer(request, _find(name), ending)
    question = _find(request.path_params["name"])
    given = _read_given(request)
    fault, status, shown = "", 200, {}
    if all(parameter.name in given for parameter in question.parameters if parameter.required):
        try:
            reply = await run_task(request, Task(question=question.name, params=given))
            shown = _show_reply(reply) | {"links": _list_links(question, given, reply)}
        except Refusal as error:
            fault, status = str(error), error.status
    return render(
        "question",
        status=status,
        title=question.name,
        place="queries",
        question=question,
        given=given,
        editor=f"/query?{urlencode({'query': question.text})}",
        fault=fault,
        answered=bool(shown),
        **shown,
    )


def render(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - whatever it shows
    """A page made of one of the package's templates; all values are escaped."""
    page = _load_templates().get_template(f"{template}.html.j2")
    return HTMLResponse(page.render(**values), status_code=status)


def _find(name: str) -> Question:
    try:
        return find_question(name)
    except NotFound as error:
        raise Refusal(404, str(error)) from error


def _read_given(request: Request) -> dict[str, str]:
    """The parameters that are given; one that is left blank is not."""
    fields = parse_fields(request.scope["query_string"], where="query string")
    return {name: value.strip() for name, value in fields if value.strip()}


async def _send_answer(request: Request, question: Question, ending: str) -> Response:
    results, graphs, media = _ENDINGS[ending]
    task = Task(question=question.name, params=_read_given(request), results=results, graphs=graphs)
    reply = await run_task(request, task)
    if reply.kind == "graph" and ending == "json":
        media = "application/ld+json"
    return Response(reply.body, media_type=name_charset(media), headers=tell_cut(reply))


def _show_reply(reply: Reply) -> dict[str, Any]:
    shown: dict[str, Any] = {"cut": reply.cut, "count": reply.count, "graph": None, "truth": None}
    if reply.kind == "graph":
        return shown | {"graph": reply.body.decode()}
    document = json.loads(reply.body)
    if reply.kind == "truth":
        return shown | {"truth": document["boolean"], "count": 1}
    columns = document["head"]["vars"]
    rows = [[_show_cell(row.get(column)) for column in columns] for row in document["results"]["bindings"]]
    return shown | {"columns": columns, "rows": rows}


def _show_cell(term: dict[str, Any] | None) -> _Cell:
    if term is None:
        return _Cell("")
    value = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"], ensure_ascii=False)
    return _Cell(value, number=term.get("datatype") in _NUMBERS)


def _list_links(question: Question, given: dict[str, str], reply: Reply) -> dict[str, str]:
    endings = ("ttl", "json") if reply.kind == "graph" else ("csv", "json")
    query = f"?{urlencode(given)}" if given else ""
    return {ending.upper(): f"/queries/{quote(question.name)}.{ending}{query}" for ending in endings}


def _embed(settings: dict[str, Any]) -> Any:  # noqa: ANN401 - markupsafe's own type
    """JSON that no script element ends in."""
    from markupsafe import Markup  # noqa: PLC0415 - with jinja2

    text = json.dumps(settings, ensure_ascii=False)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704 - escaped for a script element


@cache
def _load_templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - heavy

    return Environment(
        loader=PackageLoader("kg", "data/serve/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
