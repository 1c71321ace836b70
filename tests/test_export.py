"""Every format is read back by the libraries that people read it with, and says what the graph says."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

import kg
from kg.errors import InputError, NotFound
from kg.export import FORMATS, render
from kg.model import Article, Claim, Entity, Evidence, Knowledge, Page, Passage, Relation, Span
from kg.resources.ontology import DEFAULT_BASE
from kg.views.neo4j import to_neo4j
from kg.views.network import to_network
from kg.views.rdf import from_rdf, to_quads, to_rdf, to_triples, to_turtle

if TYPE_CHECKING:
    from pathlib import Path

TRIPLES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
"""Formats of one graph, and what rdflib calls them."""

QUADS = {"nquads": "nquads", "trig": "trig"}
BASES = (DEFAULT_BASE, "https://example.org/kg#", "https://例.org/县/", "urn:kg:", "https://example.org/")
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}


@pytest.fixture(scope="module", params=["specimen", "sample"])
def knowledge(request: pytest.FixtureRequest) -> Knowledge:
    """One page by hand; three pages as they are built."""
    found: Knowledge = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("form", TRIPLES)
def test_triples_come_back(knowledge: Knowledge, form: str) -> None:
    written = render(knowledge, form)
    read = {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(written, format=OXIGRAPH[form])}
    assert read == set(to_triples(knowledge))
    graph = rdflib.Graph().parse(data=written, format=TRIPLES[form])
    assert isomorphic(graph, rdflib.Graph().parse(data=to_turtle(knowledge), format="turtle"))


@pytest.mark.parametrize("form", QUADS)
def test_named_graphs_come_back(knowledge: Knowledge, form: str) -> None:
    written = render(knowledge, form)
    assert set(ox.parse(written, format=OXIGRAPH[form])) == set(to_quads(knowledge))
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=written, format=QUADS[form])
    graphs = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert {DEFAULT_BASE + page.id for page in knowledge.pages} == graphs - {"urn:x-rdflib:default"}
    union = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        union.add(triple)
    assert isomorphic(union, to_rdf(knowledge))


@pytest.mark.parametrize("base", BASES)
def test_json_ld_under_any_base(specimen: Knowledge, base: str) -> None:
    written = render(specimen, "jsonld", base=base)
    read = {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(written, format=ox.RdfFormat.JSON_LD)}
    assert read == set(to_triples(specimen, base=base))
    assert isomorphic(rdflib.Graph().parse(data=written, format="json-ld"), to_rdf(specimen, base=base))


def test_json_ld_reads_well(specimen: Knowledge) -> None:
    import json  # noqa: PLC0415

    nodes = {node["@id"]: node for node in json.loads(render(specimen, "jsonld"))["@graph"]}
    assert nodes["institution-06"] == {
        "@id": "institution-06",
        "@type": "Institution",
        "label": "青溪县民政局",
        "altLabel": ["县民政局", "该局"],
        "editorialNote": ["“该局”指上文的青溪县民政局", "县民政局按文章所在县补全"],
        "cooperatesWith": "institution-07",
        "implements": "programme-10",
        "initiates": "programme-10",
        "jurisdiction": "county-03",
        "organises": "event-12",
        "supports": "institution-07",
    }
    claim = next(n for n in nodes.values() if n.get("role") == "局长")
    assert (claim["@type"], claim["subject"], claim["predicate"]) == ("Claim", "person-17", "affiliatedWith")
    assert claim["confidence"] == "0.9"
    [evidence] = claim["wasDerivedFrom"]
    quote, position = nodes[evidence]["hasSelector"]
    assert quote["at"] == position["@id"]
    assert position["end"] - position["start"] == len(quote["exact"])
    assert [credit["label"] for credit in nodes[specimen.articles[0].id]["credit"]] == ["王岚", "李安"]


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networks_come_back(knowledge: Knowledge, form: str) -> None:
    read = {"graphml": lambda f: nx.read_graphml(f, force_multigraph=True), "gexf": nx.read_gexf}[form]
    network = nx.MultiDiGraph(read(io.BytesIO(render(knowledge, form))))
    expected = to_network(knowledge)
    assert dict(network.nodes(data=True)) == dict(expected.nodes(data=True))
    edges = {(s, o, k): {n: v for n, v in d.items() if n != "id"} for s, o, k, d in network.edges(keys=True, data=True)}
    assert edges == {(s, o, k): d for s, o, k, d in expected.edges(keys=True, data=True)}


@pytest.mark.parametrize("form", FORMATS)
def test_a_graph_that_was_read_back_gives_the_same_bytes(specimen: Knowledge, form: str) -> None:
    if form == "neo4j":
        assert to_neo4j(from_rdf(to_rdf(specimen))) == to_neo4j(specimen)
    else:
        assert render(from_rdf(to_rdf(specimen)), form) == render(specimen, form)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "neo4j"])
def test_another_process_gives_the_same_bytes(specimen: Knowledge, form: str) -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[2].split('|'); from specimen import make_specimen;"
        " from kg.export import render; sys.stdout.buffer.write(render(make_specimen(), sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, form, "|".join(sys.path)]
    assert subprocess.run(command, check=True, capture_output=True).stdout == render(specimen, form)


@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_lines_are_sorted(knowledge: Knowledge, form: str) -> None:
    lines = render(knowledge, form).split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))


# ---------------------------------------------------------------- Neo4j


def read_neo4j(files: dict[str, bytes]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    tables = (io.StringIO(files[name].decode(), newline="") for name in ("nodes.csv", "relationships.csv"))
    nodes, relationships = (list(csv.DictReader(table, strict=True)) for table in tables)
    return nodes, relationships


def test_neo4j_holds_entities_relations_and_sentences(knowledge: Knowledge) -> None:
    nodes, relationships = read_neo4j(to_neo4j(knowledge))
    ids = [node["id:ID"] for node in nodes]
    assert len(ids) == len(set(ids))
    assert {end for row in relationships for end in (row[":START_ID"], row[":END_ID"])} <= set(ids)
    by_id = {node["id:ID"]: node for node in nodes}
    for entity in knowledge.entities:
        node = by_id[entity.id]
        assert (node["name"], node["code"]) == (entity.name, entity.code or "")
        assert tuple(filter(None, node["aliases:string[]"].split(";"))) == entity.aliases
        assert node[":LABEL"].split(";")[0] == entity.cls
        assert "Entity" in node[":LABEL"].split(";")
    stated = {(row[":START_ID"], row["predicate"], row[":END_ID"]): row for row in relationships if row["predicate"]}
    assert len(stated) == len(knowledge.relations)
    for relation in knowledge.relations:
        row = stated[relation.subject, relation.predicate, relation.object]
        assert float(row["confidence:double"]) == relation.confidence
        assert row["inferred:boolean"] == str(relation.inferred).lower()
        sentences = dict.fromkeys(e.quote for e in relation.evidence)
        assert row["sentences:string[]"] == ";".join(sentences)
    assert {row[":TYPE"] for row in relationships} >= {"PART_OF", "IMPLEMENTS", "MENTIONS", "ON", "OF", "STATED_IN"}
    figures = [node for node in nodes if node[":LABEL"] == "Figure"]
    assert [float(node["value:double"]) for node in figures] == [float(figure.value) for figure in knowledge.figures]


def make_hostile(text: str) -> Knowledge:
    page = Page(id="p1", source=text, sha256="0", text=text)
    body = Passage(text, (Span(0, len(text)),))
    article = Article("p1-01", "p1", "article", body, None, body, 0)
    ends = (
        Entity("institution-1", "Institution", text, (text, "甲"), articles=("p1-01",)),
        Entity("person-2", "Person", text, articles=("p1-01",)),
    )
    claim = Claim(0.5, text, (Evidence("p1-01", "body", text, (Span(0, len(text)),)),), text)
    return Knowledge((page,), (article,), ends, (Relation("person-2", "affiliatedWith", "institution-1", (claim,)),))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(text=TEXT)
def test_neo4j_keeps_any_text(text: str) -> None:
    files = to_neo4j(make_hostile(text))
    nodes, relationships = read_neo4j(files)
    script = files["import.sh"].decode()
    mark = next((m for m in ";|^~" if m not in text), "\x1f")
    assert ("--array-delimiter" in script) == (mark != ";")
    assert mark == ";" or f"--array-delimiter=U+{ord(mark):04X}" in script
    entity = next(node for node in nodes if node["id:ID"] == "institution-1")
    assert entity["name"] == text
    assert entity["aliases:string[]"] == mark.join([text, "甲"])
    [relation] = [row for row in relationships if row["predicate"]]
    assert (relation["roles:string[]"], relation["rule"]) == (text, text)
    assert ("--multiline-fields=true" in script) == ("\n" in text or "\r" in text)


@given(text=TEXT)
def test_rdf_keeps_any_text(text: str) -> None:
    knowledge = make_hostile(text)
    triples = set(to_triples(knowledge))
    for form in (*TRIPLES, *QUADS):
        quads = ox.parse(render(knowledge, form), format=OXIGRAPH[form])
        assert {ox.Triple(q.subject, q.predicate, q.object) for q in quads} == triples


@given(text=TEXT)
def test_gexf_is_well_formed_whatever_the_text(text: str) -> None:
    illegal = {*map(chr, range(9)), *map(chr, range(11, 32)), "\ufffe", "\uffff"}
    expected = "".join("\ufffd" if character in illegal else character for character in text)
    read = nx.read_gexf(io.BytesIO(render(make_hostile(text), "gexf")))
    assert read.nodes["person-2"]["name"] == expected
    assert read.edges["person-2", "institution-1"]["role"] == expected


# ---------------------------------------------------------------- from Python


@pytest.fixture
def graph(specimen: Knowledge, tmp_path: Path) -> kg.KnowledgeGraph:
    (tmp_path / "graph.ttl").write_bytes(to_turtle(specimen, base="https://example.org/"))
    return kg.load(tmp_path)


def test_from_python(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    assert graph.export("jsonld", tmp_path / "g.jsonld") == (tmp_path / "g.jsonld",)
    assert b'"@base": "https://example.org/"' in (tmp_path / "g.jsonld").read_bytes()
    written = graph.export("neo4j", str(tmp_path / "csv"))
    assert [path.name for path in written] == ["nodes.csv", "relationships.csv", "import.sh"]
    assert all(path.is_file() for path in written)


def test_faults_are_named(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no format 'pdf' .*there are turtle, ntriples"):
        graph.export("pdf", tmp_path / "g.pdf")
    with pytest.raises(InputError, match=r"found a directory, expected a file to write, such as graph\.nq"):
        graph.export("nquads", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="found a file, expected a directory"):
        graph.export("neo4j", tmp_path / "file")


def test_an_empty_graph_is_written(specimen: Knowledge) -> None:
    bare = replace(specimen, articles=(), entities=(), relations=(), figures=())
    for form in FORMATS:
        assert to_neo4j(bare) if form == "neo4j" else render(bare, form)
