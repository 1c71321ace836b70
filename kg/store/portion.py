"""A portion of a store: what it says of some entities, without reading the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.resources.ontology import DCTERMS, RDF, RDFS, SKOS, XZ, read_ontology
from kg.store.reading import list_pages
from kg.views.rdf import Triples
from kg.views.rdf.terms import split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Store

_DEFAULT = DefaultGraph()
_TYPE = NamedNode(f"{RDF}type")
_LABEL, _ALIAS, _CODE = NamedNode(f"{RDFS}label"), NamedNode(f"{SKOS}altLabel"), NamedNode(f"{DCTERMS}identifier")
_TOWARDS = tuple(NamedNode(iri) for iri in (f"{RDF}subject", f"{RDF}object", f"{XZ}of", "https://schema.org/mentions"))
"""Predicates by which claims, figures and articles point at an entity."""


def read_everything(store: Store, *, source: str) -> Triples:
    """All that the store's default graph states."""
    return _collect(store.quads_for_pattern(None, None, None, _DEFAULT), source=source)


def read_names(store: Store, *, source: str) -> Triples:
    """Names and codes of all entities, and nothing of what they do."""
    return _collect(_list_names(store, _list_entities(store)), source=source)


def read_about(store: Store, nodes: Iterable[NamedNode], *, source: str) -> Triples:
    """All that is stated of some entities: names, claims from and to them, figures, articles, evidence, pages.

    Other entities that occur there have their names and nothing else.
    """
    waiting: list[NamedNode] = []
    quads: dict[Quad, None] = {}
    for node in nodes:
        quads.update(dict.fromkeys(store.quads_for_pattern(node, None, None, _DEFAULT)))
        for predicate in _TOWARDS:
            found = store.quads_for_pattern(None, predicate, node, _DEFAULT)
            waiting += (quad.subject for quad in found if isinstance(quad.subject, NamedNode))
    quads.update(_follow(store, waiting))
    return _collect(quads, source=source)


def read_from(store: Store, nodes: Iterable[NamedNode], *, source: str) -> Triples:
    """All that is stated of some claims, figures, articles or pages: their evidence, its articles and their pages.

    Entities that occur there have their names and nothing else.
    """
    return _collect(_follow(store, list(nodes)), source=source)


def follow_quads(store: Store, nodes: Iterable[NamedNode]) -> list[Quad]:
    """The quads of `read_from`, in an order of their own."""
    return list(_follow(store, list(nodes)))


def _follow(store: Store, waiting: list[NamedNode]) -> dict[Quad, None]:
    """What nodes state, and what they lead to; it ends at entities, of which it gives the names alone."""
    quads: dict[Quad, None] = {}
    seen = set(waiting)
    classes = {NamedNode(XZ + name) for name in read_ontology().classes}
    while waiting:
        node = waiting.pop()
        own = list(store.quads_for_pattern(node, None, None, _DEFAULT))
        if any(quad.predicate == _TYPE and quad.object in classes for quad in own):
            quads.update(dict.fromkeys(_list_names(store, [node])))
            continue
        quads.update(dict.fromkeys(own))
        for quad in own:
            if isinstance(quad.object, NamedNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)
    return quads


def find_entities(store: Store, name: str) -> list[NamedNode]:
    """Entities that bear a name, in any of its forms, a code, or the local part of an IRI."""
    found = {
        quad.subject.value: quad.subject
        for predicate in (_LABEL, _ALIAS, _CODE)
        for value in (Literal(name, language="zh"), Literal(name))
        for quad in store.quads_for_pattern(None, predicate, value, _DEFAULT)
        if isinstance(quad.subject, NamedNode)
    }
    classes = {NamedNode(XZ + cls) for cls in read_ontology().classes}
    base = next((split_iri(page)[0] for page in list_pages(store)), None)
    if base is not None and name.isascii() and name.replace("-", "").isalnum():
        found[base + name] = NamedNode(base + name)
    return [
        found[iri]
        for iri in sorted(found)
        if any(quad.object in classes for quad in store.quads_for_pattern(found[iri], _TYPE, None, _DEFAULT))
    ]


def _list_entities(store: Store) -> Iterator[NamedNode]:
    for name in read_ontology().classes:
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(XZ + name), _DEFAULT):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject


def _list_names(store: Store, nodes: Iterable[NamedNode]) -> Iterator[Quad]:
    for node in nodes:
        for predicate in (_TYPE, _LABEL, _ALIAS, _CODE):
            yield from store.quads_for_pattern(node, predicate, None, _DEFAULT)


def _collect(quads: Iterable[Quad], *, source: str) -> Triples:
    return Triples(((_text(q.subject), q.predicate.value, _text(q.object)) for q in quads), source=source)


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
