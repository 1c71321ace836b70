"""A graph against `kg/data/shapes.ttl`: each violation in plain words, as a person would report it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError
from kg.resources.ontology import DCTERMS, OA, ONTOLOGY_FILE, RDF, RDFS, SCHEMA, XZ
from kg.resources.terms import shorten

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

SHAPES_FILE = Path(__file__).parent / "data" / "shapes.ttl"

_SH = "http://www.w3.org/ns/shacl#"
_WHOLE = "https://w3id.org/xianzhi/shapes#Whole"
_LONGEST = 30  # characters of a value that a message shows


def check_shapes(graph: rdflib.Graph) -> tuple[str, ...]:
    """What of a graph does not conform to the shapes.

    Args:
        graph: Of claims and all else that a build writes; it is left as it is.

    Returns:
        One line for each fault, sorted: the node by its name, what was found, what was expected.
    """
    import rdflib  # noqa: PLC0415 - heavy
    from pyshacl import validate  # noqa: PLC0415 - heavy

    whole = rdflib.Graph()
    for triple in graph:
        whole.add(triple)
    whole.parse(ONTOLOGY_FILE)
    shapes = rdflib.Graph().parse(SHAPES_FILE)
    conforms, report, _ = validate(whole, shacl_graph=shapes, inplace=True)
    if conforms:
        return ()
    return tuple(sorted(set(_Reporter(whole, report).report())))


def count_shapes() -> int:
    """How many shapes the file has.

    Raises:
        DataError: It is absent or no Turtle.
    """
    from pyoxigraph import NamedNode, RdfFormat, parse  # noqa: PLC0415 - 13 ms that not every command needs

    node = NamedNode(f"{_SH}NodeShape")
    try:
        return sum(quad.object == node for quad in parse(path=SHAPES_FILE, format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise DataError(SHAPES_FILE, found=error.msg, expected="Turtle", line=error.lineno) from error
    except OSError as error:
        raise DataError(SHAPES_FILE, found=error.strerror or str(error), expected="the shapes") from error


class _Reporter:
    """Puts results of a validation into words."""

    def __init__(self, graph: rdflib.Graph, report: rdflib.Graph) -> None:
        from rdflib import URIRef  # noqa: PLC0415 - heavy

        self.graph = graph
        self.results = report
        self.iri = URIRef

    def report(self) -> Iterator[str]:
        for result in self.results.objects(None, self.iri(f"{_SH}result")):
            yield self._describe_result(result)

    def _describe_result(self, result: Node) -> str:
        def get(name: str) -> Node | None:
            return self.results.value(result, self.iri(_SH + name))

        node, path, value = get("focusNode"), get("resultPath"), get("value")
        expected = str(get("resultMessage"))
        counted = str(get("sourceConstraintComponent")).endswith(
            ("MinCountConstraintComponent", "MaxCountConstraintComponent")
        )
        if str(get("sourceShape")) == _WHOLE:
            node, counted = value, True
        where = self.describe(node)
        if path is None:
            classes = ", ".join(sorted(shorten(str(c)) for c in self._all(node, f"{RDF}type")))
            return f"{where}: found {classes or 'nothing of that name'}, expected {expected}"
        steps = self._read_path(path)
        values = self._follow(node, steps) if counted else [value]
        found = ", ".join(sorted(self._show(v) for v in values if v is not None)) or "nothing"
        return f"{where}: found {'/'.join(shorten(step) for step in steps)} {found}, expected {expected}"

    def _read_path(self, path: Node) -> list[str]:
        """The properties of a path; a sequence stands as a list in the report."""
        from rdflib.collection import Collection  # noqa: PLC0415 - heavy

        members = [str(step) for step in Collection(self.results, path)]
        return members or [str(path)]

    def _follow(self, node: Node | None, steps: list[str]) -> list[Node]:
        nodes = [] if node is None else [node]
        for step in steps:
            nodes = [value for at in nodes for value in self.graph.objects(at, self.iri(step))]
        return nodes

    def describe(self, node: Node | None) -> str:
        """A node as a person knows it: class, name and id."""
        local = _local(node)
        types = {shorten(str(cls)).removeprefix("xz:") for cls in self._all(node, f"{RDF}type")}
        if "Claim" in types:
            ends = [self._name(self._one(node, f"{RDF}{end}")) for end in ("subject", "predicate", "object")]
            return f"claim {' '.join(ends)} ({local})"
        if "Figure" in types:
            words = [self._text(node, f"{XZ}measure"), self._text(node, f"{XZ}valueText")]
            return f"figure {' '.join(filter(None, words))} of {self._name(self._one(node, f'{XZ}of'))} ({local})"
        if "oa:SpecificResource" in types:
            return f"evidence “{_cut(self._text(node, f'{XZ}sentence'))}” ({local})"
        if types & {"oa:TextQuoteSelector", "oa:TextPositionSelector"}:
            return self._describe_selector(node, local, kind="quote" if "oa:TextQuoteSelector" in types else "position")
        if "Article" in types:
            text = self._text(node, f"{SCHEMA}headline") or self._text(node, f"{SCHEMA}articleBody")
            return f"article {_cut(text)} ({local})"
        if "Page" in types:
            return f"page {self._text(node, f'{DCTERMS}source')} ({local})"
        name = self._text(node, f"{RDFS}label")
        return (
            f"{'/'.join(sorted(types)) or 'node'} {_cut(name)} ({local})"
            if name
            else f"{'/'.join(sorted(types))} {local}".strip()
        )

    def _describe_selector(self, node: Node | None, local: str, *, kind: str) -> str:
        text = self._text(node, f"{OA}exact")
        kind = f"{kind} “{_cut(text)}”" if text else kind
        holder = next(iter(self.graph.subjects(self.iri(f"{OA}hasSelector"), node)), None)
        sentence = self._text(holder, f"{XZ}sentence") if holder is not None else ""
        return f"{kind} of evidence “{_cut(sentence)}” ({local})" if sentence else f"{kind} ({local})"

    def _show(self, value: Node) -> str:
        from rdflib import Literal  # noqa: PLC0415 - heavy

        if isinstance(value, Literal):
            kind = (
                f"@{value.language}"
                if value.language
                else f" ({shorten(str(value.datatype))})"
                if value.datatype
                else ""
            )
            return f"“{_cut(str(value))}”{kind}"
        return self._name(value)

    def _name(self, node: Node | None) -> str:
        if node is None:
            return "?"
        iri = str(node)
        return (
            shorten(iri).removeprefix("xz:")
            if shorten(iri) != iri
            else self._text(node, f"{RDFS}label") or _local(node)
        )

    def _all(self, node: Node | None, predicate: str) -> list[Node]:
        return list(self.graph.objects(node, self.iri(predicate))) if node is not None else []

    def _one(self, node: Node | None, predicate: str) -> Node | None:
        return min(self._all(node, predicate), key=str, default=None)

    def _text(self, node: Node | None, predicate: str) -> str:
        return str(self._one(node, predicate) or "")


def _local(node: Node | None) -> str:
    return str(node).rpartition("/")[2].rpartition("#")[2]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
