from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection

from kg.errors import DataError
from kg.model import ENTITY_CLASSES
from kg.resources.ontology import ONTOLOGY_FILE, XZ, read_ontology

NS = rdflib.Namespace(XZ)
ABOUT_ITSELF = {"abstract", "signature", "from", "to", "relation"}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY_FILE)


def test_classes_are_those_of_the_model() -> None:
    assert set(read_ontology().classes) == set(ENTITY_CLASSES)


def test_names_of_a_class() -> None:
    county = read_ontology().classes["County"]
    assert (county.zh, county.en) == ("县级区划", "County")
    assert county.ancestors == {"County", "Division", "Entity"}


def test_relations_are_those_of_the_contract() -> None:
    assert " ".join(read_ontology().relations) == (
        "partOf locatedIn jurisdiction implements initiates organises participatesIn cooperatesWith recognises "
        "supports affiliatedWith"
    )


@pytest.mark.parametrize(
    ("subject", "predicate", "object_", "allowed"),
    [
        ("County", "partOf", "Prefecture", "yes"),
        ("Zone", "partOf", "County", "yes"),
        ("Institution", "partOf", "Institution", "yes"),
        ("Institution", "partOf", "County", "no"),
        ("Event", "partOf", "Programme", "yes"),
        ("Programme", "partOf", "Event", "no"),
        ("Zone", "locatedIn", "County", "yes"),
        ("County", "locatedIn", "Prefecture", "no"),
        ("Event", "locatedIn", "Venue", "yes"),
        ("Institution", "jurisdiction", "Township", "yes"),
        ("Person", "implements", "Programme", "no"),
        ("Person", "initiates", "Institution", "yes"),
        ("Institution", "recognises", "Person", "yes"),
        ("Programme", "supports", "Person", "yes"),
        ("Person", "affiliatedWith", "Venue", "no"),
    ],
)
def test_signatures(subject: str, predicate: str, object_: str, allowed: str) -> None:
    assert read_ontology().relations[predicate].allows(subject, object_) is (allowed == "yes")


def test_directions() -> None:
    relations = read_ontology().relations
    assert [name for name, kind in relations.items() if kind.symmetric] == ["cooperatesWith"]
    assert [name for name, kind in relations.items() if kind.transitive] == ["partOf", "locatedIn"]
    assert (relations["implements"].zh, relations["implements"].inverse_zh) == ("实施", "实施者")


def test_everything_is_labelled_and_commented_in_two_languages(graph: rdflib.Graph) -> None:
    own = {node for node in graph.subjects() if isinstance(node, rdflib.URIRef) and node.startswith(XZ)}
    for node in own:
        for predicate in (rdflib.RDFS.label, rdflib.RDFS.comment):
            languages = sorted(str(value.language) for value in graph.objects(node, predicate))
            assert languages == ["en", "zh"], f"{node} {predicate}"


def test_domains_and_ranges_never_contradict_a_signature(graph: rdflib.Graph) -> None:
    for name, kind in read_ontology().relations.items():
        for predicate, allowed in ((rdflib.RDFS.domain, kind.domain), (rdflib.RDFS.range, kind.range)):
            stated = graph.value(NS[name], predicate)
            if stated is None:
                continue
            members = [stated]
            if isinstance(stated, rdflib.BNode):
                members = list(Collection(graph, graph.value(stated, rdflib.OWL.unionOf)))
            classes = read_ontology().classes.values()
            reached = {cls.name for cls in classes if any(str(m).removeprefix(XZ) in cls.ancestors for m in members)}
            assert allowed == reached, name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("xz:x a owl:Class .\nxz:Dog rdfs:subClassOf", "Turtle"),
        (
            "xz:Entity a owl:Class ; xz:abstract true . xz:Dog a owl:Class ; rdfs:subClassOf xz:Entity .",
            "xz:Dog without rdfs:label @zh",
        ),
        ("xz:barks rdfs:subPropertyOf xz:relation .", "xz:barks without owl:inverseOf"),
        ("xz:barks rdfs:subPropertyOf xz:relation ; a owl:SymmetricProperty .", "xz:barks without xz:signature"),
        (
            "xz:barks rdfs:subPropertyOf xz:relation ; a owl:SymmetricProperty ; xz:signature [ xz:from xz:Cat ] .",
            "xz:barks from Cat",
        ),
    ],
)
def test_a_faulty_ontology_is_named(tmp_path: Path, line: str, expected: str) -> None:
    head = f"@prefix xz: <{XZ}> . @prefix owl: <{rdflib.OWL}> . @prefix rdfs: <{rdflib.RDFS}> . "
    path = tmp_path / "faulty.ttl"
    path.write_text(head + line, encoding="utf-8")
    with pytest.raises(DataError, match=expected):
        read_ontology(path)


def test_a_new_relation_needs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "ontology.ttl"
    more = """
        xz:twinnedWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf xz:relation ;
            xz:signature [ xz:from xz:County ; xz:to xz:County ] ;
            rdfs:label "结为友好县"@zh , "twinned with"@en .
    """
    path.write_text(ONTOLOGY_FILE.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert read_ontology(path).relations["twinnedWith"].allows("County", "County")
