"""A reasoner of OWL 2 RL finds no contradiction in the ontology and a built graph, and finds those that are planted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import owlrl
import pytest
import rdflib
from rdflib.collection import Collection

from kg.resources.ontology import DEFAULT_BASE, ONTOLOGY_FILE, OWL, XZ
from kg.restriction import restrict
from kg.views.rdf import to_rdf

if TYPE_CHECKING:
    from kg.model import Knowledge

NS = rdflib.Namespace(XZ)
ID = rdflib.Namespace(DEFAULT_BASE)
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def reason(knowledge: Knowledge, *planted: tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]) -> rdflib.Graph:
    graph = rdflib.Graph().parse(ONTOLOGY_FILE)
    for triple in (*to_rdf(knowledge), *planted):
        graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def list_errors(graph: rdflib.Graph) -> list[str]:
    return sorted(str(message) for message in graph.objects(None, ERROR))


@pytest.fixture(scope="module")
def closure(specimen: Knowledge) -> rdflib.Graph:
    return reason(specimen)


def check_classes(graph: rdflib.Graph) -> None:
    """No individual ends with two classes that are disjoint."""
    disjoint = [
        set(Collection(graph, members))
        for node in graph.subjects(rdflib.RDF.type, rdflib.OWL.AllDisjointClasses)
        for members in graph.objects(node, rdflib.URIRef(f"{OWL}members"))
    ]
    assert len(disjoint) == 2
    individuals = {s for s in graph.subjects(rdflib.RDF.type) if str(s).startswith(DEFAULT_BASE)}
    assert len(individuals) > 30
    for individual in individuals:
        classes = set(graph.objects(individual, rdflib.RDF.type))
        assert all(len(classes & group) <= 1 for group in disjoint), individual


def test_the_specimen_is_consistent(closure: rdflib.Graph) -> None:
    assert list_errors(closure) == []
    check_classes(closure)


def test_a_built_page_is_consistent(sample: Knowledge) -> None:
    graph = reason(restrict(sample, min(sample.pages, key=lambda page: len(page.text)).id))
    assert list_errors(graph) == []
    check_classes(graph)


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        ("institution-06", "implementedBy", None),
        ("county-03", "type", "Division"),
        ("county-03", "jurisdictionOf", "institution-06"),
        ("programme-10", "implementedBy", "institution-06"),
        ("institution-07", "cooperatesWith", "institution-06"),
        ("township-05", "partOf", "province-02"),
        ("province-02", "hasPart", "township-05"),
        ("event-12", "organisedBy", "institution-07"),
    ],
)
def test_what_follows(closure: rdflib.Graph, subject: str, predicate: str, object_: str | None) -> None:
    if predicate == "type":
        assert (ID[subject], rdflib.RDF.type, NS[object_ or ""]) in closure
    elif object_ is None:
        assert (ID[subject], NS[predicate], None) not in closure
    else:
        assert (ID[subject], NS[predicate], ID[object_]) in closure


@pytest.mark.parametrize(
    ("planted", "message"),
    [
        ((ID["county-03"], rdflib.RDF.type, NS.Person), "Division .*Person .*county-03"),
        ((ID["county-03"], rdflib.RDF.type, NS.Township), "County .*Township .*county-03"),
        ((ID["person-14"], NS.jurisdiction, ID["county-03"]), "Institution .*Person .*person-14"),
        ((ID["county-03"], NS.reportedBy, ID["person-14"]), "Division .*Article .*county-03"),
        ((ID["institution-06"], NS.implements, ID["county-03"]), "Division .*Programme .*county-03"),
    ],
)
def test_a_planted_contradiction_is_found(
    specimen: Knowledge, planted: tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef], message: str
) -> None:
    import re  # noqa: PLC0415

    errors = list_errors(reason(specimen, planted))
    assert any(re.search(message, error) for error in errors), errors
