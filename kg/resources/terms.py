"""What the ontology says of its classes and properties, for those who read about them.

`kg.resources.ontology` holds what a build needs to know; here is all of it, with the words that explain it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from kg.errors import DataError
from kg.resources.ontology import ONTOLOGY_FILE, OWL, PREFIXES, RDF, RDFS, SCHEMA, XZ

Section = Literal["entities", "relations", "inverses", "classes", "properties", "external", "marks"]
SECTIONS: tuple[Section, ...] = ("entities", "relations", "inverses", "classes", "properties", "external", "marks")

_MARKS = {
    f"{OWL}TransitiveProperty": "transitive",
    f"{OWL}SymmetricProperty": "symmetric",
    f"{OWL}FunctionalProperty": "functional",
}
_PROPERTIES = (
    *(f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty"),
    f"{RDF}Property",
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property.

    Attributes:
        iri: Absolute.
        name: With its prefix (`xz:implements`).
        section: Where the documentation puts it.
        label: What it is called.
        comment: What it means.
        parents: Names of the classes or properties that it falls under directly.
        domain: Names of the classes that may have it; any one of several.
        range: Names of the classes or datatypes that its values may have; any one of several.
        signatures: For a relation, which classes it joins to which.
        inverse: Name of the inverse property, or None.
        marks: `abstract`, `transitive`, `symmetric`, `functional`.
        related: Names of terms to see as well.
    """

    iri: str
    name: str
    section: Section
    label: Text
    comment: Text
    parents: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    signatures: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    inverse: str | None = None
    marks: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@cache
def read_terms(path: Path = ONTOLOGY_FILE) -> tuple[Term, ...]:
    """Every class and property that the ontology names, by section and in the order of the file.

    Raises:
        DataError: The file is absent, is no Turtle, or a term lacks a label or a comment in either language.
    """
    reader = _Reader(path)
    terms = list(reader.read())
    return tuple(term for section in SECTIONS for term in terms if term.section == section)


def shorten(iri: str) -> str:
    """An IRI with its prefix, where the contract has one."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


class _Reader:
    """Looks a file's triples up, in its order; blank nodes by their label."""

    def __init__(self, path: Path) -> None:
        from pyoxigraph import Literal, RdfFormat, parse  # noqa: PLC0415 - 13 ms that not every command needs

        self.path = path
        self.values: dict[str, dict[str, list[str]]] = {}
        self.texts: dict[tuple[str, str], dict[str, str]] = {}
        try:
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                node, predicate, value = str(quad.subject), quad.predicate.value, quad.object
                if isinstance(value, Literal):
                    self.texts.setdefault((node, predicate), {})[value.language or ""] = value.value
                self.values.setdefault(node, {}).setdefault(predicate, []).append(str(value))
        except SyntaxError as error:
            raise DataError(path, found=error.msg, expected="Turtle", line=error.lineno) from error
        except OSError as error:
            raise DataError(path, found=error.strerror or str(error), expected="the ontology") from error

    def read(self) -> Iterator[Term]:
        inverses = {target: node for node in self.values for target in self._all(node, f"{OWL}inverseOf")}
        for node in self.values:
            types = {_bare(kind) for kind in self._all(node, f"{RDF}type")}
            if node.startswith("<") and types & {f"{OWL}Class", *_PROPERTIES}:
                yield self._read_term(node, types, inverses)

    def _read_term(self, node: str, types: set[str], inverses: dict[str, str]) -> Term:
        abstract = self.texts.get((node, f"{XZ}abstract")) is not None
        inverse = next(iter(self._all(node, f"{OWL}inverseOf")), None) or inverses.get(node)
        return Term(
            iri=_bare(node),
            name=shorten(_bare(node)),
            section=self._place(node, types, inverses),
            label=self._text(node, f"{RDFS}label"),
            comment=self._text(node, f"{RDFS}comment"),
            parents=self._names(node, f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"),
            domain=self._classes(node, f"{RDFS}domain", f"{SCHEMA}domainIncludes"),
            range=self._classes(node, f"{RDFS}range", f"{SCHEMA}rangeIncludes"),
            signatures=tuple(
                (self._names(pair, f"{XZ}from"), self._names(pair, f"{XZ}to"))
                for pair in self._all(node, f"{XZ}signature")
            ),
            inverse=shorten(_bare(inverse)) if inverse else None,
            marks=(*(["abstract"] if abstract else []), *(_MARKS[kind] for kind in _MARKS if kind in types)),
            related=self._names(node, f"{RDFS}seeAlso"),
        )

    def _place(self, node: str, types: set[str], inverses: dict[str, str]) -> Section:
        if not _bare(node).startswith(XZ):
            return "external"
        if f"{OWL}AnnotationProperty" in types:
            return "marks"
        if f"{OWL}Class" in types:
            return "entities" if self._is_entity(node) else "classes"
        if f"<{XZ}relation>" in (node, *self._all(node, f"{RDFS}subPropertyOf")):
            return "relations"
        return "inverses" if node in inverses else "properties"

    def _is_entity(self, node: str) -> bool:
        return node == f"<{XZ}Entity>" or any(self._is_entity(above) for above in self._all(node, f"{RDFS}subClassOf"))

    def _all(self, node: str, predicate: str) -> list[str]:
        return self.values.get(node, {}).get(predicate, [])

    def _names(self, node: str, *predicates: str) -> tuple[str, ...]:
        return tuple(shorten(_bare(value)) for predicate in predicates for value in self._all(node, predicate))

    def _classes(self, node: str, *predicates: str) -> tuple[str, ...]:
        """Named classes, those of a union each."""
        found: list[str] = []
        for value in (value for predicate in predicates for value in self._all(node, predicate)):
            unions = self._all(value, f"{OWL}unionOf")
            found += [shorten(_bare(name)) for name in (self._members(unions[0]) if unions else [value])]
        return tuple(found)

    def _members(self, at: str) -> Iterator[str]:
        while first := self._all(at, f"{RDF}first"):
            yield first[0]
            at = self._all(at, f"{RDF}rest")[0]

    def _text(self, node: str, predicate: str) -> Text:
        texts = self.texts.get((node, predicate), {})
        for language in ("zh", "en"):
            if language not in texts:
                what = f"{shorten(_bare(node))} without {shorten(predicate)} @{language}"
                raise DataError(self.path, found=what, expected="one")
        return Text(texts["zh"], texts["en"])


def _bare(iri: str) -> str:
    return iri.removeprefix("<").removesuffix(">")
