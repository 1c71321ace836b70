from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.compare import isomorphic
from specimen import PAGE, TEXT, make_specimen

from kg.errors import DataError, InputError
from kg.model import Article, Claim, Entity, Evidence, Knowledge, Page, Passage, Relation, Span
from kg.resources.ontology import OA, ONTOLOGY_FILE, PROV, SCHEMA, XZ
from kg.views.rdf import find_base, from_rdf, read_graph, to_rdf, to_triples, to_turtle

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://w3id.org/xianzhi/id/"


def iri(local: str) -> NamedNode:
    return NamedNode(BASE + local)


def xz(local: str) -> NamedNode:
    return NamedNode(XZ + local)


def parse_turtle(turtle: bytes) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle, format="turtle")


def without_mentions(knowledge: Knowledge) -> Knowledge:
    return replace(
        knowledge,
        entities=tuple(replace(e, mentions=(), decisions=tuple(sorted(e.decisions))) for e in knowledge.entities),
    )


# ---------------------------------------------------------------- the contract


@pytest.mark.parametrize(
    ("subject", "predicate", "expected"),
    [
        ("county-03", "rdf:type", ["xz:County"]),
        ("county-03", "rdfs:label", ["青溪县@zh"]),
        ("county-03", "skos:altLabel", ["青溪@zh"]),
        ("county-03", "dcterms:identifier", ["529901"]),
        ("institution-06", "xz:implements", ["id:programme-10"]),
        ("institution-06", "skos:editorialNote", ["“该局”指上文的青溪县民政局@zh", "县民政局按文章所在县补全@zh"]),
        (PAGE.id, "rdf:type", ["xz:Page"]),
        (PAGE.id, "dcterms:source", ["specimen.txt"]),
        (PAGE.id, "dcterms:identifier", [PAGE.sha256]),
        (PAGE.id, "xz:paper", ["黔南样报@zh"]),
        (PAGE.id, "schema:datePublished", ["2024-03-05"]),
        (f"{PAGE.id}-01", "rdf:type", ["xz:Article"]),
        (f"{PAGE.id}-01", "schema:headline", ["青溪县“暖阳行动”让独居老人有人管@zh"]),
        (f"{PAGE.id}-01", "schema:isPartOf", [f"id:{PAGE.id}"]),
        (f"{PAGE.id}-01", "schema:datePublished", ["2024-03-05"]),
        (f"{PAGE.id}-01", "xz:reportedBy", ["id:person-14", "id:person-15"]),
        (f"{PAGE.id}-01", "xz:photographedBy", []),
        (f"{PAGE.id}-01", "schema:about", ["id:county-03", "id:programme-10"]),
        (f"{PAGE.id}-02", "rdf:type", ["xz:Article", "xz:Photo"]),
        (f"{PAGE.id}-02", "schema:headline", []),
        (f"{PAGE.id}-02", "schema:articleBody", ["图为福利院的文艺演出现场。@zh"]),
        (f"{PAGE.id}-02", "xz:photographedBy", ["id:person-16"]),
        (f"{PAGE.id}-02", "schema:mentions", ["id:institution-07", "id:person-16"]),
    ],
)
def test_contract(specimen: Knowledge, subject: str, predicate: str, expected: list[str]) -> None:
    graph = to_rdf(specimen)
    found = []
    for value in graph.objects(rdflib.URIRef(BASE + subject), graph.namespace_manager.expand_curie(predicate)):
        if isinstance(value, rdflib.URIRef):
            found.append(graph.namespace_manager.normalizeUri(value))
        else:
            found.append(str(value) + (f"@{value.language}" if value.language else ""))
    assert sorted(found) == expected


def test_every_relation_is_a_triple_and_a_claim(specimen: Knowledge) -> None:
    graph = to_rdf(specimen)
    facts = {
        (r.subject, r.predicate, r.object, claim.role, Decimal(str(claim.confidence)))
        for r in specimen.relations
        for claim in r.claims
    }
    rows = graph.query(
        "SELECT ?s ?p ?o ?role ?sure { ?c a xz:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;"
        " xz:confidence ?sure . OPTIONAL { ?c xz:role ?role } ?s ?p ?o }"
    )
    claims = {
        (
            str(row.s).removeprefix(BASE),
            str(row.p).removeprefix(XZ),
            str(row.o).removeprefix(BASE),
            str(row.role) if row.role else None,
            row.sure.toPython(),
        )
        for row in rows
    }
    assert claims == facts
    assert len(facts) == 18


def test_stated_and_inferred_are_told_apart(specimen: Knowledge) -> None:
    triples = set(to_triples(specimen))
    derived = NamedNode(f"{PROV}wasDerivedFrom")
    from_gazetteer = {t.subject for t in triples if t.predicate == derived and t.object == iri("gazetteer")}
    from_sentences = {t.subject for t in triples if t.predicate == derived and t.object != iri("gazetteer")}
    assert len(from_gazetteer) == 3
    assert not from_gazetteer & from_sentences


def test_no_gazetteer_where_nothing_derives_from_it(specimen: Knowledge) -> None:
    stated = replace(specimen, relations=tuple(r for r in specimen.relations if not r.inferred))
    assert all(triple.subject != iri("gazetteer") for triple in to_triples(stated))


def test_evidence_is_exact_piece_by_piece(specimen: Knowledge) -> None:
    rows = to_rdf(specimen).query(
        "SELECT ?sentence ?exact ?start ?end { ?e a oa:SpecificResource ; xz:sentence ?sentence ;"
        " oa:hasSelector ?quote . ?quote a oa:TextQuoteSelector ; oa:exact ?exact ; xz:at ?position ."
        " ?e oa:hasSelector ?position . ?position a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end }"
    )
    pieces: dict[str, set[tuple[int, str]]] = {}
    for row in rows:
        assert str(row.exact) == TEXT[int(row.start) : int(row.end)]
        pieces.setdefault(str(row.sentence), set()).add((int(row.start), str(row.exact)))
    broken = sorted(pieces["该局联合青溪县福利院，在老街剧场举办2024暖阳文艺汇演。"])
    assert [exact for _, exact in broken] == ["该局联合青溪县福利院，", "在老街剧场举办2024暖阳文艺汇演。"]
    [(_, wrapped)] = pieces["近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。"]
    assert wrapped == "近日，青溪县民政局\n启动“暖阳行动”，每月给320名独居老人发放补\n贴。"


def test_marks_lead_into_the_sentence(specimen: Knowledge) -> None:
    rows = to_rdf(specimen).query(
        "SELECT ?sentence ?at { ?c rdf:predicate xz:organises ; rdf:subject id:institution-07 ;"
        " prov:wasDerivedFrom ?e . ?e xz:sentence ?sentence ; xz:objectSpan ?at }"
    )
    [(sentence, at)] = [(str(row.sentence), str(row.at)) for row in rows]
    start, end = map(int, at.split("-"))
    assert sentence[start:end] == "2024暖阳文艺汇演"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.1E+5"), "110000"),
        (Decimal(4000000000), "4000000000"),
        (Decimal("98.670"), "98.67"),
        (Decimal("0E-7"), "0"),
        (Decimal(-3), "-3"),
        (Decimal("123456789012345678901234567890.5"), "123456789012345678901234567890.5"),
        (Decimal("0.0000001"), "0.0000001"),
    ],
)
def test_values_are_plain_numbers(specimen: Knowledge, value: Decimal, expected: str) -> None:
    figure = replace(specimen.figures[0], value=value)
    triples = to_triples(replace(specimen, figures=(figure,)))
    [found] = [t.object for t in triples if t.predicate == xz("value")]
    assert found == Literal(expected, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))


def test_every_property_is_in_the_ontology(specimen: Knowledge) -> None:
    declared = {quad.subject.value for quad in parse(path=ONTOLOGY_FILE) if isinstance(quad.subject, NamedNode)}
    used = {
        node.value
        for triple in to_triples(specimen)
        for node in (triple.predicate, triple.object)
        if isinstance(node, NamedNode) and node.value.startswith(XZ)
    }
    assert used <= declared


def test_no_triple_twice_and_no_blank_node(specimen: Knowledge) -> None:
    triples = to_triples(specimen)
    assert len(triples) == len(set(triples))
    assert all(isinstance(t.subject, NamedNode) and isinstance(t.object, (NamedNode, Literal)) for t in triples)


# ---------------------------------------------------------------- faults


def test_unknown_names_are_refused(specimen: Knowledge) -> None:
    strange = Entity(id="dragon-1", cls="Dragon", name="龙")
    with pytest.raises(DataError, match=r"ontology\.ttl: found class Dragon, expected one of Province, "):
        to_turtle(Knowledge(entities=(strange,)))
    wrong = replace(specimen.relations[0], predicate="devours")
    with pytest.raises(DataError, match=r"ontology\.ttl: found relation devours, expected one of partOf, "):
        to_turtle(replace(specimen, relations=(wrong,)))


@pytest.mark.parametrize("field", ["subject", "object"])
def test_a_fact_about_nobody_is_refused(specimen: Knowledge, field: str) -> None:
    wrong = replace(specimen.relations[0], **{field: "county-99"})
    with pytest.raises(DataError, match=f"{field} of .* county-99"):
        to_turtle(replace(specimen, relations=(wrong,)))


@pytest.mark.parametrize("base", ["", "xianzhi", "https://example.org/a b/", "https://example.org/kg", "/kg/"])
def test_a_faulty_base_is_refused(specimen: Knowledge, base: str) -> None:
    with pytest.raises(InputError, match="base IRI: found"):
        to_turtle(specimen, base=base)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("graph.ttl", None, r"graph\.ttl: found no such file"),
        ("graph.ttl", b"<https://a.b/c> <https://a.b/d> .\n", r"graph\.ttl:1: found .*, expected Turtle"),
        ("graph.ttl", b"", r"graph\.ttl: found no page, article or entity among 0 subjects"),
        ("graph.pdf", b"", r"graph\.pdf: found ending '\.pdf', expected an RDF file"),
        (
            "graph.ttl",
            f"<{BASE}f> a <{XZ}Figure> ; <{XZ}of> <{BASE}e> .".encode(),
            f"found <{BASE}f> without <{XZ}value>, expected one",
        ),
        (
            "graph.ttl",
            f'<{BASE}f> a <{XZ}Figure> ; <{XZ}of> <{BASE}e> ; <{XZ}value> "many" .'.encode(),
            "found .*'many', expected a number",
        ),
        (
            "graph.ttl",
            f'<{BASE}a> a <{XZ}Article> ; <{SCHEMA}isPartOf> <{BASE}p> ; <{XZ}headingSpans> "all" .'.encode(),
            "found spans 'all', expected pairs",
        ),
    ],
)
def test_a_faulty_graph_is_named(tmp_path: Path, name: str, content: bytes | None, expected: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=expected):
        from_rdf(path)


# ---------------------------------------------------------------- there and back


def test_restores_everything_but_mentions_and_unquoted_text(specimen: Knowledge) -> None:
    restored = from_rdf(to_rdf(specimen))
    expected = without_mentions(specimen)
    assert replace(restored, pages=()) == replace(expected, pages=())
    marks = [(e.subject, e.object) for r in restored.relations for e in r.evidence]
    assert marks == [(e.subject, e.object) for r in expected.relations for e in r.evidence]  # not part of equality
    [page] = restored.pages
    assert replace(page, text="") == replace(PAGE, text="")
    hidden = {at for at, character in enumerate(page.text) if character == "\ufffd"}
    assert page.text == "".join("\ufffd" if at in hidden else character for at, character in enumerate(TEXT))
    assert (
        "".join(TEXT[at] for at in sorted(hidden)) == "\u3000\u3000\u3000\u3000赵晴 摄"
    )  # and so every line is where it was


def test_round_trip_is_isomorphic_and_byte_identical(specimen: Knowledge, tmp_path: Path) -> None:
    turtle = to_turtle(specimen)
    path = tmp_path / "graph.ttl"
    path.write_bytes(turtle)
    restored = from_rdf(path)
    assert isomorphic(to_rdf(restored), to_rdf(specimen))
    assert isomorphic(to_rdf(specimen), parse_turtle(turtle))
    assert to_turtle(restored) == turtle


@pytest.mark.parametrize("base", ["https://example.org/kg#", "https://例.org/县/", "urn:kg:"])
def test_another_base(specimen: Knowledge, base: str) -> None:
    graph = to_rdf(specimen, base=base)
    assert replace(from_rdf(graph), pages=()) == replace(without_mentions(specimen), pages=())
    assert find_base(read_graph(graph)) == base


def test_equal_input_gives_equal_bytes_in_another_process(specimen: Knowledge) -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1].split('|'); from specimen import make_specimen;"
        " from kg.views.rdf import to_turtle; sys.stdout.buffer.write(to_turtle(make_specimen()))"
    )
    written = {
        subprocess.run([sys.executable, "-c", program, "|".join(sys.path)], check=True, capture_output=True).stdout
        for _ in range(2)
    }
    assert written == {to_turtle(specimen)}


def test_two_graphs_merge_by_putting_them_together(specimen: Knowledge) -> None:
    assert to_turtle(from_rdf(to_rdf(specimen) + to_rdf(make_specimen()))) == to_turtle(specimen)


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(name=HOSTILE, alias=HOSTILE, role=HOSTILE, quote=HOSTILE, source=HOSTILE)
def test_hostile_text_comes_back(name: str, alias: str, role: str, quote: str, source: str) -> None:
    page = Page(id="p1", source=source, sha256="0", text=quote)
    body = Passage(quote, (Span(0, len(quote)),))
    article = Article(id="p1-01", page="p1", kind="article", title=body, deck=None, body=body, story=0)
    entities = (
        Entity(id="institution-1", cls="Institution", name=name, aliases=(alias,), articles=("p1-01",)),
        Entity(id="person-2", cls="Person", name=alias, decisions=(role,)),
    )
    evidence = Evidence("p1-01", "body", quote, (Span(0, len(quote)),))
    relation = Relation("person-2", "affiliatedWith", "institution-1", (Claim(0.125, role, (evidence,), role),))
    knowledge = Knowledge((page,), (article,), entities, (relation,))
    turtle = to_turtle(knowledge)
    triples = {Triple(q.subject, q.predicate, q.object) for q in parse(turtle, format=RdfFormat.TURTLE)}
    assert triples == set(to_triples(knowledge))
    assert from_rdf(to_rdf(knowledge)) == knowledge
    exact = [t.object.value for t in triples if t.predicate.value == f"{OA}exact"]
    assert exact == [quote]
