# ruff: noqa: E501 - the table of faults reads better with one a line
"""Graphs that are built conform to the shapes; a fault of each kind is found and told in plain words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from specimen import PAGE, TEXT

from kg.check import check_graph
from kg.errors import InputError
from kg.pipeline import build_pages
from kg.quotes import check_quotes
from kg.resources.ontology import DEFAULT_BASE, PREFIXES
from kg.shapes import SHAPES_FILE, check_shapes
from kg.views.rdf import load_graph, read_graph, to_rdf, to_turtle

if TYPE_CHECKING:
    from kg.model import Knowledge

GOLD = Path(__file__).parent / "gold"
NAMES = {**PREFIXES, "id": DEFAULT_BASE}


def test_a_sample_build_conforms(sample: Knowledge) -> None:
    graph = to_rdf(sample)
    assert check_shapes(graph) == ()
    assert check_quotes(read_graph(graph), {page.id: page.text for page in sample.pages}) == ()


def test_every_page_of_the_gold_conforms() -> None:
    from kg.articles import read_page  # noqa: PLC0415 - only what builds loads the stages

    built = build_pages([read_page(path, place="廊坊市") for path in sorted(GOLD.glob("*.txt"))])
    assert len(built.pages) >= 10
    graph = to_rdf(built)
    assert check_shapes(graph) == ()
    assert check_quotes(read_graph(graph), {page.id: page.text for page in built.pages}) == ()


def test_the_specimen_conforms(specimen: Knowledge) -> None:
    graph = to_rdf(specimen)
    size = len(graph)
    assert check_shapes(graph) == ()
    assert len(graph) == size  # the ontology is not left in it


# ---------------------------------------------------------------- one fault of each kind

CLAIM = "?c rdf:predicate xz:organises ; rdf:subject id:institution-07"
FIGURE = "?f a xz:Figure ; xz:valueText '320名'"
EVIDENCE = "?e a oa:SpecificResource ; xz:sentence ?x . FILTER(STRSTARTS(STR(?x), '该局联合'))"
SELECTOR = (
    EVIDENCE.replace("xz:sentence ?x", "xz:sentence ?x ; oa:hasSelector ?q") + " ?q a oa:TextQuoteSelector ; xz:at ?at"
)
ON_CLAIM = r"claim 青溪县福利院 organises 2024暖阳文艺汇演 \(claim-\w+\): found "
ON_FIGURE = r"figure 独居老人 320名 of 暖阳行动 \(figure-\w+\): found "
ON_EVIDENCE = r"evidence “该局联合青溪县福利院，在老街剧场举办2024暖阳文艺汇演。” \(evidence-\w+\): found "
ON_QUOTE = r"quote “.+” of evidence “该局联合.+” \(evidence-\w+-quote\d\): found "
ON_POSITION = r"position of evidence “该局联合.+” \(evidence-\w+-position\d\): found "
COUNTY = r"County 青溪县 \(county-03\): found "


def change(subject: str, predicate: str, value: str) -> str:
    """An update that puts another value in the place of one."""
    return f"DELETE {{ {subject} {predicate} ?old }} INSERT {{ {subject} {predicate} {value} }}"


def drop(subject: str, predicate: str) -> str:
    return f"DELETE {{ {subject} {predicate} ?old }}"


def where(pattern: str, subject: str, predicate: str) -> str:
    return f" WHERE {{ {pattern} . {subject} {predicate} ?old }}"


def alter(pattern: str, subject: str, predicate: str, value: str | None) -> str:
    head = drop(subject, predicate) if value is None else change(subject, predicate, value)
    return head + where(pattern, subject, predicate)


ENTITY = "BIND(id:county-03 AS ?s)"
ARTICLE = f"BIND(id:{PAGE.id}-01 AS ?a)"
THE_PAGE = f"BIND(id:{PAGE.id} AS ?p)"
CREDIT = f"BIND(id:{PAGE.id}-01-credit1 AS ?r)"

FAULTS = [
    # entities
    ("INSERT DATA { id:county-03 a xz:Person }", r"County/Person 青溪县 \(county-03\): found rdf:type County, Person, expected one class"),
    (alter(ENTITY, "?s", "a", "xz:Division"), r"Division 青溪县 \(county-03\): found rdf:type/xz:abstract “true” \(xsd:boolean\), expected a class that entities may have, not one that only gathers others"),
    (alter(ENTITY, "?s", "rdfs:label", None), r"County county-03: found rdfs:label nothing, expected one name"),
    ("INSERT DATA { id:county-03 rdfs:label '青县'@zh }", r"County 青县 \(county-03\): found rdfs:label “青县”@zh, “青溪县”@zh, expected one name"),
    (alter(ENTITY, "?s", "rdfs:label", "'Qingxi'@en"), r"County Qingxi \(county-03\): found rdfs:label “Qingxi”@en, expected a name in Chinese"),
    ("INSERT DATA { id:county-03 skos:altLabel 'Qingxi' }", COUNTY + r"skos:altLabel “Qingxi”.*, expected other forms of the name in Chinese"),
    ("INSERT DATA { id:county-03 skos:altLabel '青溪县'@zh }", COUNTY + "skos:altLabel “青溪县”@zh, expected other forms that differ from the name"),
    ("INSERT DATA { id:county-03 skos:editorialNote 'joined'@en }", COUNTY + "skos:editorialNote “joined”@en, expected a note in Chinese"),
    ("INSERT DATA { id:county-03 dcterms:identifier '520000' }", COUNTY + "dcterms:identifier .*, expected one official code at most"),
    (alter(ENTITY, "?s", "dcterms:identifier", "'52990'"), COUNTY + "dcterms:identifier “52990”.*, expected an official code of 2, 4, 6, 9 or 12 digits"),
    (f"INSERT DATA {{ id:{PAGE.id}-01 schema:mentions id:county-99 }}", "county-99: found nothing of that name, expected an entity of the graph"),
    (f"INSERT DATA {{ id:{PAGE.id}-01 xz:reportedBy id:county-03 }}", COUNTY + "xz:County, expected a person"),
    # claims
    (f"INSERT {{ ?c rdf:subject id:county-03 }} WHERE {{ {CLAIM} }}", "claim .*: found rdf:subject 青溪县, 青溪县福利院, expected one subject"),
    (alter(CLAIM, "?c", "rdf:predicate", None), "claim .*: found rdf:predicate nothing, expected one relation"),
    (alter(CLAIM, "?c", "rdf:object", None), r"claim 青溪县福利院 organises \? .*: found rdf:object nothing, expected one object"),
    (alter(CLAIM, "?c", "xz:confidence", None), ON_CLAIM + "xz:confidence nothing, expected one confidence"),
    (alter(CLAIM, "?c", "xz:confidence", "1.5"), ON_CLAIM + r"xz:confidence “1\.5” \(xsd:decimal\), expected a decimal number from 0 to 1"),
    (alter(CLAIM, "?c", "xz:confidence", "'sure'^^xsd:decimal"), ON_CLAIM + "xz:confidence “sure” .*, expected a decimal number from 0 to 1"),
    (alter(CLAIM, "?c", "xz:confidence", "'0.5'^^xsd:double"), ON_CLAIM + r"xz:confidence “0\.5” \(xsd:double\), expected a decimal number from 0 to 1"),
    (alter(CLAIM, "?c", "xz:rule", None), ON_CLAIM + "xz:rule nothing, expected one rule"),
    (f"INSERT {{ ?c xz:role '主任'@zh, '局长'@zh }} WHERE {{ {CLAIM} }}", ON_CLAIM + "xz:role “主任”@zh, “局长”@zh, expected one post at most, in Chinese"),
    (alter(CLAIM, "?c", "prov:wasDerivedFrom", None), ON_CLAIM + "prov:wasDerivedFrom nothing, expected evidence, or the gazetteer"),
    (f"INSERT {{ ?c prov:wasDerivedFrom id:evidence-0 }} WHERE {{ {CLAIM} }}", ON_CLAIM + "prov:wasDerivedFrom evidence-0, expected evidence that the graph holds, or the gazetteer"),
    # evidence
    (alter(EVIDENCE, "?e", "oa:hasSource", None), ON_EVIDENCE + "oa:hasSource nothing, expected one article of the graph"),
    (alter(EVIDENCE, "?e", "xz:part", "'foot'"), ON_EVIDENCE + "xz:part “foot”.*, expected title, deck or body"),
    (alter(EVIDENCE, "?e", "xz:sentence", None), r"evidence “” \(evidence-\w+\): found xz:sentence nothing, expected one sentence in Chinese"),
    (alter(EVIDENCE, "?e", "oa:hasSelector", None), ON_EVIDENCE + "oa:hasSelector nothing, expected a quote and its position"),
    (f"INSERT {{ ?e oa:hasSelector id:county-03 }} WHERE {{ {EVIDENCE} }}", ON_EVIDENCE + "oa:hasSelector 青溪县, expected a quote or a position"),
    (alter(EVIDENCE, "?e", "xz:subjectSpan", "'0'"), ON_EVIDENCE + "xz:subjectSpan “0”.*, expected two offsets as in 0-4"),
    (alter(SELECTOR, "?q", "oa:exact", None), r"quote of evidence “该局联合.+” .*: found oa:exact nothing, expected the words of the page"),
    (alter(SELECTOR, "?q", "xz:at", None), ON_QUOTE + "xz:at nothing, expected one position"),
    (alter(SELECTOR, "?at", "oa:start", None), ON_POSITION + "oa:start nothing, expected one offset, 0 or more"),
    (alter(SELECTOR, "?at", "oa:end", "'late'"), ON_POSITION + "oa:end “late”.*, expected one offset"),
    (alter(SELECTOR, "?at", "oa:end", "3"), ON_POSITION + r"oa:start “\d+” \(xsd:integer\), expected a start before the end"),
    (alter(SELECTOR, "?at", "oa:end", "?up").replace("WHERE {", "WHERE { BIND(999 AS ?up) "), ON_QUOTE + "oa:exact “.+”.*, expected as many characters as lie between its offsets"),
    # figures
    (alter(FIGURE, "?f", "xz:of", None), r"figure 独居老人 320名 of \? .*: found xz:of nothing, expected one entity"),
    (alter(FIGURE, "?f", "xz:value", "'320'"), ON_FIGURE + "xz:value “320”.*, expected one plain number"),
    (alter(FIGURE, "?f", "xz:unit", None), ON_FIGURE + "xz:unit nothing, expected one unit"),
    (f"INSERT {{ ?f xz:unit '人' }} WHERE {{ {FIGURE} }}", ON_FIGURE + "xz:unit .*, expected one unit"),
    (alter(FIGURE, "?f", "xz:measure", None), "figure 320名 of 暖阳行动 .*: found xz:measure nothing, expected one measure in Chinese"),
    (alter(FIGURE, "?f", "xz:valueText", None), "figure 独居老人 of 暖阳行动 .*: found xz:valueText nothing, expected the number as printed"),
    (alter(FIGURE, "?f", "xz:confidence", None), ON_FIGURE + "xz:confidence nothing, expected one confidence"),
    (alter(FIGURE, "?f", "prov:wasDerivedFrom", None), ON_FIGURE + "prov:wasDerivedFrom nothing, expected one sentence of the graph"),
    # pages, articles, credits
    (alter(THE_PAGE, "?p", "dcterms:source", None), "page .*: found dcterms:source nothing, expected one file name"),
    (alter(THE_PAGE, "?p", "dcterms:identifier", "'abc'"), r"page specimen\.txt .*: found dcterms:identifier “abc”.*, expected one SHA-256"),
    (f"INSERT DATA {{ id:{PAGE.id} xz:paper '某报'@zh }}", "page .*: found xz:paper .*, expected one newspaper at most"),
    (f"INSERT DATA {{ id:{PAGE.id} xz:place '某县'@zh }}", "page .*: found xz:place .*, expected one place at most"),
    (f"INSERT DATA {{ id:{PAGE.id} schema:datePublished '2024' }}", "page .*: found schema:datePublished .*, expected one date at most"),
    (alter(ARTICLE, "?a", "schema:isPartOf", None), "article 青溪县“暖阳行动”.*: found schema:isPartOf nothing, expected one page of the graph"),
    (f"INSERT DATA {{ id:{PAGE.id}-01 schema:headline '某题'@zh }}", "article .*: found schema:headline .*, expected one headline at most, in Chinese"),
    (alter(ARTICLE, "?a", "schema:articleBody", None), "article .*: found schema:articleBody nothing, expected one text in Chinese"),
    (alter(ARTICLE, "?a", "xz:story", "-1"), "article .*: found xz:story “-1” .*, expected one offset of the story, 0 or more"),
    (f"INSERT DATA {{ id:{PAGE.id}-01 xz:credit id:county-03 }}", "article .*: found xz:credit 青溪县, expected a credit of the graph"),
    (alter(CREDIT, "?r", "rdfs:label", None), "Credit .*-credit1: found rdfs:label nothing, expected one name"),
    (alter(CREDIT, "?r", "xz:creditRole", "'editor'"), "Credit 王岚 .*: found xz:creditRole “editor”.*, expected reporter or photographer"),
    # the whole
    ("INSERT DATA { id:province-02 xz:partOf id:township-05 }", r"County 石门县 \(county-04\): found xz:partOf 甘肃省, expected a hierarchy without cycles"),
    ("INSERT DATA { id:county-03 xz:partOf id:province-02 }", COUNTY + "xz:partOf 甘肃省, 贵州省, expected a claim of it"),
    ("DELETE DATA { id:institution-07 xz:organises id:event-12 }", ON_CLAIM + "rdf:predicate organises, expected the relation itself as a triple beside its claim"),
    (alter(CLAIM, "?c", "rdf:predicate", "xz:hosts"), "claim 青溪县福利院 hosts .*: found rdf:predicate hosts, expected a relation of the ontology"),
    (alter(CLAIM, "?c", "rdf:object", "id:venue-13"), "claim 青溪县福利院 organises 老街剧场 .*: found rdf:predicate organises, expected classes that the relation may join"),
]  # fmt: skip


@pytest.mark.parametrize(("update", "expected"), FAULTS)
def test_a_fault_is_told_in_plain_words(specimen: Knowledge, update: str, expected: str) -> None:
    graph = to_rdf(specimen)
    before = set(graph)
    graph.update(update, initNs=NAMES)
    assert set(graph) != before
    found = check_shapes(graph)
    assert any(re.fullmatch(expected, line) for line in found), found
    assert all("http" not in line and "sh:" not in line and "\n" not in line for line in found), found


def test_the_shapes_are_well_formed() -> None:
    """By the shapes of shapes that W3C publishes with SHACL."""
    import pyshacl  # noqa: PLC0415 - heavy

    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=rdflib.Graph().parse(SHAPES_FILE), meta_shacl=True)
    assert conforms, text


def test_every_shape_is_broken_once() -> None:
    messages = rdflib.Graph().parse(SHAPES_FILE).objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#message"))
    broken = {expected.rpartition("expected ")[2].replace("\\", "") for _, expected in FAULTS}
    assert {str(message) for message in messages} - broken == set()


# ---------------------------------------------------------------- quotes


def quotes_of(knowledge: Knowledge, update: str) -> tuple[str, ...]:
    graph = to_rdf(knowledge)
    graph.update(update, initNs=NAMES)
    return check_quotes(read_graph(graph))


def test_quotes_of_one_place_must_agree(specimen: Knowledge) -> None:
    update = f"DELETE {{ ?q oa:exact ?old }} INSERT {{ ?q oa:exact ?new }} WHERE {{ {SELECTOR} . ?q oa:exact ?old . "
    update += "FILTER(CONTAINS(?old, '福利')) BIND(REPLACE(?old, '福利', '养老') AS ?new) }"
    found = quotes_of(specimen, update)
    clash = r"evidence “该局联合.+” \(evidence-\w+\): found '该局联合青溪县养老院，' at 80, expected '该局联合青溪县福利院，' as in articleBody of article .+-01"
    assert any(re.fullmatch(clash, line) for line in found), found


def test_a_sentence_is_what_its_quotes_make_up(specimen: Knowledge) -> None:
    found = quotes_of(specimen, alter(EVIDENCE, "?e", "xz:sentence", "'该局联合青溪县养老院。'@zh"))
    assert any("expected those that make up the sentence" in line for line in found), found


def test_a_body_is_held_to_its_spans(specimen: Knowledge) -> None:
    found = quotes_of(specimen, alter(ARTICLE, "?a", "schema:headline", "'青溪县“暖阳行动”让老人有人管'@zh"))
    assert any(
        line.startswith(f"headline of article {PAGE.id}-01: found 15 characters at 0-17, expected 17") for line in found
    ), found


def test_quotes_are_held_to_the_page(specimen: Knowledge) -> None:
    triples = read_graph(to_rdf(specimen))
    assert check_quotes(triples, {PAGE.id: TEXT}) == ()
    found = check_quotes(triples, {PAGE.id: TEXT.replace("福利院，", "养老院，")})
    assert found
    assert all(f"as {PAGE.id} has it" in line for line in found)
    assert any("found '该局联合青溪县福利院，' at 80, expected '该局联合青溪县养老院，'" in line for line in found), (
        found
    )


# ---------------------------------------------------------------- files


def test_a_file_with_its_pages(specimen: Knowledge, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(to_turtle(specimen))
    pages = tmp_path / "pages"
    pages.mkdir()
    with pytest.raises(InputError, match=r"found no \*\.txt in the directory"):
        check_graph(tmp_path / "graph.ttl", pages=[pages])
    (pages / "other.txt").write_text("另一个版面的文字。", encoding="utf-8")
    [missing] = [f for f in check_graph(tmp_path / "graph.ttl", pages=[pages]) if f.faults]
    assert missing.faults == (
        f"page specimen.txt ({PAGE.id}): found no file of its SHA-256 among the pages, expected one",
    )
    (pages / "renamed.txt").write_bytes(TEXT.encode())
    findings = check_graph(tmp_path / "graph.ttl", pages=[pages])
    assert [f for f in findings if f.faults] == []
    assert {f.what: f.size for f in findings}["pages"] == 1


@pytest.mark.parametrize("ending", ["nq", "trig", "nt", "jsonld"])
def test_any_syntax_is_checked(specimen: Knowledge, tmp_path: Path, ending: str) -> None:
    from kg.export import export, guess_format  # noqa: PLC0415

    path = tmp_path / f"graph.{ending}"
    export(specimen, guess_format(path) or "", path)
    assert {str(t) for t in load_graph(path)} == {str(t) for t in to_rdf(specimen)}
    assert [f for f in check_graph(path) if f.faults] == []
