"""A graph answers SPARQL: parameters are bound, never pasted; nothing leaves the machine."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)

from kg.errors import InputError, QueryError
from kg.markup import ROWS, write_facts, write_rows
from kg.resources.cells import write_table
from kg.resources.ontology import DEFAULT_BASE, ONTOLOGY_FILE, PREFIXES, XSD
from kg.resources.questions import (
    Parameter,
    Question,
    find_question,
    list_questions,
    parse_question,
    read_question,
)
from kg.resources.turtle import find_format, write_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "ONTOLOGY_GRAPH",
    "Answer",
    "Dataset",
    "Parameter",
    "Question",
    "bind_parameters",
    "find_question",
    "list_questions",
    "load_ontology",
    "load_store",
    "parse_question",
    "read_question",
    "run_query",
]

Term = NamedNode | BlankNode | Literal | Triple
Value = str | int | float | Decimal | bool | None

ONTOLOGY_GRAPH = NamedNode("https://w3id.org/xianzhi/ontology")
"""The named graph that the ontology stands in, beside the graph."""

_MERGED = "urn:x-xianzhi:merged"
"""Name of a default graph that is made of several; a query meets it under no name."""

_NUMBERS: dict[str, type[int | float | Decimal]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
}
_CHARACTERS = re.compile(r"(?:, | or )?\[['_].*", re.DOTALL)
_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# Enough of SPARQL's tokens to tell a keyword from a name, a string, an IRI and a comment.
_TOKEN = re.compile(
    r"""\\. | <[^<>"{}|^`\s]*> | \"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3} | "(?:\\.|[^"\\\n\r])*" """
    r"""| '(?:\\.|[^'\\\n\r])*' | \#[^\n\r]* | [?$]\w+ | @[A-Za-z-]+ | [\w.-]*:(?:\\.|[\w.:%-])* | (?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows (SELECT), a truth value (ASK) or triples (CONSTRUCT, DESCRIBE).

    Attributes:
        columns: Names of the columns; empty for other than SELECT.
        terms: Rows of RDF terms, None where a variable is unbound.
        truth: For ASK, else None.
        triples: For CONSTRUCT and DESCRIBE, sorted, each once; else None.
        cut: Whether there are more rows or triples than were asked for.
    """

    columns: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[Triple, ...] | None = None
    cut: bool = False

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """Rows of plain values: text, int, Decimal, float, bool or None. Triples are rows of three."""
        if self.triples is not None:
            return tuple((_plain(t.subject), _plain(t.predicate), _plain(t.object)) for t in self.triples)
        return tuple(tuple(_plain(term) for term in row) for row in self.terms)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Each row as a dict from column to plain value."""
        columns = self.columns if self.triples is None else ("subject", "predicate", "object")
        return (dict(zip(columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        """How many rows or triples."""
        return len(self.terms if self.triples is None else self.triples)

    def __bool__(self) -> bool:
        """The truth value of ASK; whether there is any row or triple otherwise."""
        return bool(len(self)) if self.truth is None else self.truth

    def _repr_html_(self) -> str:
        """The first rows as a table, for a notebook; the text of a page is escaped."""
        if self.truth is not None:
            return write_facts([("answer", str(self.truth).lower())])
        if self.triples is not None:
            first = Answer(("subject", "predicate", "object"), triples=self.triples[:ROWS])
        else:
            first = Answer(self.columns, self.terms[:ROWS])
        rows = [[_write(value) for value in row] for row in first.rows]
        return write_rows(first.columns, rows, total=len(self), noun="rows" if self.triples is None else "triples")

    def to_csv(self) -> str:
        """CSV without a byte order mark, cells guarded against being evaluated; ASK is one cell.

        Raises:
            QueryError: The answer is a graph.
        """
        if self.triples is not None:
            raise QueryError("the answer is a graph: found format csv, expected ttl")
        if self.truth is not None:
            return write_table(("answer",), [(str(self.truth).lower(),)])
        return write_table(self.columns, [tuple(_write(value) for value in row) for row in self.rows])

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON.

        Raises:
            QueryError: The answer is a graph.
        """
        if self.triples is not None:
            raise QueryError("the answer is a graph: found format json, expected ttl")
        head: dict[str, Any] = {} if self.truth is not None else {"vars": list(self.columns)}
        document: dict[str, Any] = {"head": head}
        if self.truth is not None:
            document["boolean"] = self.truth
        else:
            bindings = [
                {name: _describe(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
                for row in self.terms
            ]
            document["results"] = {"bindings": bindings}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def to_turtle(self, *, base: str = DEFAULT_BASE) -> str:
        """Turtle.

        Raises:
            QueryError: The answer is no graph.
        """
        if self.triples is None:
            raise QueryError("the answer is no graph: found format ttl, expected table, csv or json")
        return write_turtle(self.triples, prefixes={"id": base} | PREFIXES).decode()


def load_store(graph: Path | str | bytes) -> Store:
    """Load a graph for querying, from a file in any RDF syntax that its ending names or from Turtle in memory.

    The ontology is loaded beside it, as the named graph `https://w3id.org/xianzhi/ontology`.

    Raises:
        InputError: The file is absent, has an unknown ending or does not parse.
    """
    store = Store()
    load_ontology(store)
    if isinstance(graph, bytes):
        store.bulk_load(graph, format=RdfFormat.TURTLE)
        return store
    path, format_ = find_format(graph)
    try:
        store.bulk_load(path=path, format=format_)
    except SyntaxError as error:
        raise InputError(path, found=error.msg, expected=format_.name, line=error.lineno) from error
    return store


def load_ontology(store: Store) -> None:
    """Put the ontology into its named graph, in place of what stands there."""
    store.remove_graph(ONTOLOGY_GRAPH)
    store.load(path=ONTOLOGY_FILE, format=RdfFormat.TURTLE, to_graph=ONTOLOGY_GRAPH)


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is about, in place of those that it names itself.

    Attributes:
        default: IRIs of the graphs that make up the default graph.
        named: IRIs of the graphs that `GRAPH` may ask.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def run_query(
    store: Store,
    question: Question | str,
    *,
    params: Mapping[str, object] | None = None,
    dataset: Dataset | None = None,
    base: str | None = None,
    limit: int | None = None,
) -> Answer:
    """Ask a store.

    The prefixes of the contract (`xz`, `schema`, `oa`, …) may be used without being declared. The variable of a
    parameter is bound, never written into the query, and left out of the columns. For a query without the comments
    that declare parameters, `params` are variables that it selects: text is bound as Chinese text, a number as a
    number, and a term of pyoxigraph as it is.

    Args:
        store: What `load_store` gave.
        question: One that was read, or SPARQL as text.
        params: By name.
        dataset: The graphs that are asked, whatever the query says; those that it says if there is none.
        base: What relative IRIs of the query stand under.
        limit: Rows or triples, at most.

    Raises:
        QueryError: It does not parse (with line and column), calls another server, lacks a required parameter, or is
            given one that it does not have or that is not of its kind.
    """
    if isinstance(question, str):
        question = parse_question(question)
    _refuse_service(question)
    text, substitutions = bind_parameters(question, params or {})
    if dataset is not None and len(dataset.default) > 1:
        store, dataset = _merge_graphs(store, dataset), Dataset((_MERGED,), dataset.named)
    default, named = (None, None) if dataset is None else (_name_graphs(dataset.default), _name_graphs(dataset.named))
    try:
        found = store.query(
            text,
            base_iri=base,
            prefixes=PREFIXES,
            substitutions=substitutions,
            default_graph=cast("list[NamedNode | BlankNode | DefaultGraph] | None", default),
            named_graphs=named,
        )
    except SyntaxError as error:
        match = _POSITION.fullmatch(error.msg)
        where = f"{question.source}:{match[1]}:{match[2]}" if match else question.source
        # what may follow is listed up to classes of characters, which tell nobody anything
        said = _CHARACTERS.sub("", match[3] if match else error.msg)
        raise QueryError(f"{where}: {said}") from error
    except RuntimeError as error:
        raise QueryError(f"{question.source}: {error}; a parameter binds a variable that the query selects") from error
    if isinstance(found, QueryBoolean):
        return Answer(truth=bool(found))
    if isinstance(found, QueryTriples):
        triples = set(islice(found, limit))
        return Answer(triples=tuple(sorted(triples, key=str)), cut=next(found, None) is not None)
    hidden = {parameter.variable for parameter in question.parameters}
    columns = [variable.value for variable in found.variables]
    kept = [i for i, name in enumerate(columns) if name not in hidden]
    terms = tuple(tuple(row[i] for i in kept) for row in islice(found, limit))
    return Answer(columns=tuple(columns[i] for i in kept), terms=terms, cut=next(found, None) is not None)


def _merge_graphs(store: Store, dataset: Dataset) -> Store:
    """A store of a dataset whose default graph is one, so that what several graphs state counts once.

    Oxigraph asks them one after another, and gives what two of them state twice.
    """
    merged, target = Store(), NamedNode(_MERGED)
    for graph in _name_graphs(dataset.default):
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(Quad(quad.subject, quad.predicate, quad.object, target) for quad in quads)
    for graph in _name_graphs(dataset.named):
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged


def bind_parameters(question: Question, params: Mapping[str, object]) -> tuple[str, dict[Variable, Term]]:
    """The text of a question and the terms of its parameters.

    A clause `VALUES ?name { UNDEF }` that stands on a line of its own is where the question wants a parameter bound: it
    holds the term then, written as N-Triples writes it, so that a query starts from there. A variable without such a
    clause is bound by the store.

    Raises:
        QueryError: A parameter is missing, unknown or not of its kind.
    """
    text, left = question.text, {}
    for variable, term in _bind(question, params).items():
        clause = f"VALUES ?{variable.value} {{ UNDEF }}"
        lines = text.split("\n")
        if any(line.strip() == clause for line in lines):
            written = clause.replace("UNDEF", str(term))
            text = "\n".join(written if line.strip() == clause else line for line in lines)
        else:
            left[variable] = term
    return text, left


def _name_graphs(iris: Sequence[str]) -> list[NamedNode | BlankNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"graph: found {error}, expected absolute IRIs") from error


def _refuse_service(question: Question) -> None:
    for match in _TOKEN.finditer(question.text):
        if (match["word"] or "").upper() == "SERVICE":
            line = question.text.count("\n", 0, match.start()) + 1
            raise QueryError(f"{question.source}:{line}: found SERVICE, expected a query of this graph alone")


def _bind(question: Question, params: Mapping[str, object]) -> dict[Variable, Term]:
    if not question.described and not question.parameters:
        return {_name_variable(name, question): _guess_term(name, value) for name, value in params.items()}
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in params:
        if name not in known:
            close = difflib.get_close_matches(name, known)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise QueryError(f"{_call(question)} has no parameter {name!r}{hint} It has: {_list(question)}")
    bound: dict[Variable, Term] = {}
    for name, parameter in known.items():
        value = params.get(name, parameter.default)
        if value is not None:
            bound[Variable(parameter.variable)] = _make_term(parameter, value)
        elif parameter.required:
            raise QueryError(f"{_call(question)} lacks its parameter {name!r}. It has: {_list(question)}")
    return bound


def _call(question: Question) -> str:
    return question.name or question.source


def _list(question: Question) -> str:
    return ", ".join(str(parameter) for parameter in question.parameters) or "none"


def _name_variable(name: str, question: Question) -> Variable:
    try:
        return Variable(name)
    except ValueError as error:
        raise QueryError(f"{question.source}: found parameter {name!r}, expected the name of a variable") from error


def _make_term(parameter: Parameter, value: object) -> Term:
    if isinstance(value, (NamedNode, BlankNode, Literal)):
        return value
    text = str(value).strip()
    if parameter.kind == "text":
        return Literal(text, language="zh")
    if parameter.kind == "string":
        return Literal(text)
    try:
        return NamedNode(text) if parameter.kind == "iri" else _make_number(Decimal(text))
    except (ValueError, InvalidOperation) as error:
        expected = "an absolute IRI" if parameter.kind == "iri" else "a number"
        raise QueryError(f"parameter {parameter.name}: found {text!r}, expected {expected}") from error


def _guess_term(name: str, value: object) -> Term:
    if isinstance(value, (NamedNode, BlankNode, Literal)):
        return value
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, (int, float, Decimal)):
        return _make_number(Decimal(str(value)))
    if isinstance(value, str):
        return Literal(value, language="zh")
    raise QueryError(f"parameter {name}: found {type(value).__name__}, expected text, a number or an RDF term")


def _make_number(number: Decimal) -> Literal:
    if not number.is_finite():
        raise ValueError(number)
    return Literal(format(number, "f"), datatype=NamedNode(f"{XSD}decimal"))


def _plain(term: Term | None) -> Value:
    if term is None:
        return None
    if isinstance(term, Literal):
        if term.datatype.value == f"{XSD}boolean":
            return term.value in ("true", "1")
        kind = _NUMBERS.get(term.datatype.value)
        try:
            return kind(term.value) if kind else term.value
        except (ValueError, InvalidOperation):
            return term.value
    return str(term) if isinstance(term, Triple) else term.value


def _write(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _describe(term: Term) -> dict[str, Any]:
    if isinstance(term, Literal):
        about = {"type": "literal", "value": term.value}
        if term.language:
            about["xml:lang"] = term.language
        elif term.datatype.value != f"{XSD}string":
            about["datatype"] = term.datatype.value
        return about
    if isinstance(term, Triple):
        return {"type": "triple", "value": str(term)}
    return {"type": "bnode" if isinstance(term, BlankNode) else "uri", "value": term.value}
