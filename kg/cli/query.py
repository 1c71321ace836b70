"""`kg query`: questions over the graph."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.terminal import OUTPUT, print_table, tell, write
from kg.errors import NotFound, QueryError

if TYPE_CHECKING:
    from kg.resources.questions import Question
    from kg.views.sparql import Answer


class AnswerFormat(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TTL = "ttl"


def query(
    question: Annotated[
        str | None, typer.Argument(help="Name of a question, a file of SPARQL (.rq), or - for standard input.")
    ] = None,
    *,
    graph: Annotated[
        Path, typer.Option(help="What kg build wrote: its directory, the store in it, or a file such as graph.ttl.")
    ] = OUTPUT,
    param: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter; may be repeated.")] = None,
    form: Annotated[AnswerFormat, typer.Option("--format", help="How to print the answer.")] = AnswerFormat.TABLE,
    list_: Annotated[bool, typer.Option("--list", help="List the questions with their parameters.")] = False,
) -> None:
    """Ask the graph: a question that ships with kg, or SPARQL of your own."""
    if list_ or question is None:
        _print_questions()
        return
    from kg.store import open_graph  # noqa: PLC0415 - heavy
    from kg.views.sparql import run_query  # noqa: PLC0415

    asked = _read_question(question)
    _print_answer(run_query(open_graph(graph), asked, params=_split_params(param or [])), form)


def _print_questions() -> None:
    from kg.resources.questions import list_questions  # noqa: PLC0415

    rows = [
        (question.name, question.summary, "; ".join(f"{p}: {p.description}" for p in question.parameters))
        for question in list_questions()
    ]
    print_table(("question", "summary", "parameters"), rows)


def _read_question(name: str) -> Question:
    from kg.resources.questions import find_question, parse_question, read_question  # noqa: PLC0415

    if name == "-":
        try:
            return parse_question(sys.stdin.buffer.read().decode("utf-8-sig"), source="standard input")
        except UnicodeDecodeError as error:
            raise QueryError("standard input: found bytes that are not UTF-8, expected SPARQL") from error
    if name.endswith(".rq"):
        path = Path(name)
        if not path.is_file():
            raise NotFound(f"{path}: found no such file, expected a SPARQL query")
        return read_question(path)
    return find_question(name)


def _split_params(given: list[str]) -> dict[str, object]:
    params: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise QueryError(f"--param {text}: expected NAME=VALUE")
        params[name] = value
    return params


def _print_answer(answer: Answer, form: AnswerFormat) -> None:
    match form:
        case AnswerFormat.CSV:
            write(answer.to_csv())
        case AnswerFormat.JSON:
            write(answer.to_json())
        case AnswerFormat.TTL:
            write(answer.to_turtle())
        case AnswerFormat.TABLE if answer.triples is not None:
            write(answer.to_turtle())
        case AnswerFormat.TABLE if answer.truth is not None:
            print_table(("answer",), [(answer.truth,)])
        case AnswerFormat.TABLE:
            print_table(answer.columns, answer.rows)
            if not answer:
                tell("nothing found")
