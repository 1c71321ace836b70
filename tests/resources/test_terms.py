"""The ontology names, explains and places all that a graph says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode

from kg.errors import DataError
from kg.resources.ontology import OWL, RDF, RDFS, XZ, read_ontology
from kg.resources.terms import SECTIONS, Text, read_terms, shorten
from kg.views.rdf import to_triples

if TYPE_CHECKING:
    from pathlib import Path

    from kg.model import Knowledge

TERMS = {term.name: term for term in read_terms()}
CLASSES = {name for name, term in TERMS.items() if name.split(":")[1][0].isupper()}
BARE = {"xz:abstract", "xz:signature", "xz:from", "xz:to"}
"""Marks that the file uses about itself."""


@pytest.mark.parametrize("graph", ["specimen", "sample"])
def test_nothing_is_written_that_the_ontology_does_not_name(graph: str, request: pytest.FixtureRequest) -> None:
    knowledge: Knowledge = request.getfixturevalue(graph)
    triples = to_triples(knowledge)
    predicates = {shorten(t.predicate.value) for t in triples} - {"rdf:type"}
    classes = {
        shorten(t.object.value)
        for t in triples
        if t.predicate.value == f"{RDF}type" and isinstance(t.object, NamedNode)
    }
    assert predicates <= TERMS.keys() - CLASSES
    assert classes <= CLASSES
    assert len(classes) > 15
    assert len(predicates) > 40


def test_every_property_says_where_it_may_stand() -> None:
    for name in TERMS.keys() - CLASSES - BARE:
        assert TERMS[name].domain, name
        assert TERMS[name].range or name == "rdf:predicate", name


def test_relations_and_their_inverses_mirror_each_other() -> None:
    for name in read_ontology().relations:
        term = TERMS[f"xz:{name}"]
        assert "symmetric" in term.marks or term.inverse
        if term.inverse:
            inverse = TERMS[term.inverse]
            assert inverse.section == "inverses"
            assert inverse.inverse == term.name
            assert (set(inverse.domain), set(inverse.range)) == (set(term.range), set(term.domain)), name
            assert ("transitive" in inverse.marks) == ("transitive" in term.marks)


def test_a_term_as_it_is_read() -> None:
    term = TERMS["xz:locatedIn"]
    assert term.label == Text("位于", "located in")
    assert term.parents == ("xz:relation", "schema:location")
    assert term.domain == ("xz:Institution", "xz:Venue", "xz:Event", "xz:Zone")
    assert term.signatures == ((("xz:Institution", "xz:Venue", "xz:Event", "xz:Zone"), ("xz:Division", "xz:Venue")),)
    assert (term.inverse, term.marks, term.iri) == ("xz:locationOf", ("transitive",), f"{XZ}locatedIn")
    assert TERMS["xz:Division"].marks == ("abstract",)
    assert TERMS["xz:jurisdiction"].related == ("schema:areaServed",)


def test_sections_come_in_order() -> None:
    order = [SECTIONS.index(term.section) for term in read_terms()]
    assert order == sorted(order)
    assert set(order) == set(range(len(SECTIONS)))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f'<{XZ}x> a <{OWL}Class> ; <{RDFS}label> "甲"@zh .', "@en"),
        ("<x", "expected Turtle"),
    ],
)  # fmt: skip
def test_a_faulty_ontology_is_named(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=rf"own\.ttl.*{fault}"):
        read_terms(path)
    with pytest.raises(DataError, match=r"none\.ttl: found "):
        read_terms(tmp_path / "none.ttl")


def test_the_context_of_json_ld_agrees_with_the_ontology() -> None:
    import json  # noqa: PLC0415

    from kg.views.rdf.jsonld import CONTEXT_FILE  # noqa: PLC0415

    context = json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))["@context"]
    expected = {
        "rdf:langString": ("@language", "zh"),
        "xsd:decimal": ("@type", "xsd:decimal"),
        "xsd:date": ("@type", "xsd:date"),
    }
    kinds: dict[str, dict[str, str]] = {
        value["@id"]: value for value in context.values() if isinstance(value, dict) and "@id" in value
    }
    for name, term in TERMS.items():
        if name in CLASSES or term.section in ("relations", "inverses", "marks"):
            continue
        [range_] = set(term.range[:1]) or {""}
        if range_ in expected:
            key, value = expected[range_]
            assert kinds[name][key] == value, name
        elif range_ in CLASSES:
            assert kinds[name]["@type"] == "@id", name
