from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.errors import DataError, InputError, NotFound, QueryError
from kg.model import Entity, Knowledge
from kg.resources.questions import find_question, parse_question, read_question
from kg.views.rdf import to_turtle
from kg.views.sparql import load_store, run_query

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Store

BY_NAME = "SELECT ?e ?name WHERE { ?e rdfs:label ?name } ORDER BY ?e"


@pytest.fixture(scope="module")
def store(specimen: Knowledge) -> Store:
    return load_store(to_turtle(specimen))


# ---------------------------------------------------------------- comments of a question


def test_comments_are_read() -> None:
    question = parse_question(
        "#+ summary: Counties\n#+ params:\n#+   county: text ?countyName; one; all without it\n"
        "#+   least: number ?least = 1.5; fewest\n#+   about: iri ?about required; what\nSELECT * {}",
        name="counties",
    )
    assert question.summary == "Counties"
    assert [str(p) for p in question.parameters] == [
        "county (text, optional)",
        "least (number, default 1.5)",
        "about (iri, required)",
    ]
    assert [(p.variable, p.description) for p in question.parameters] == [
        ("countyName", "one; all without it"),
        ("least", "fewest"),
        ("about", "what"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#+ sumary: Counties", "q.rq:1: found 'sumary: Counties', expected summary:"),
        ("#+ summary: C\n#+ params:\n#+ county: word ?x; one", r"q\.rq:3: found 'county: word .*, expected NAME: text"),
        ("#+ summary: C\n#+ params:\n#+ county: text ?x", r"q\.rq:3: found"),
    ],
)
def test_malformed_comments_are_named(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "q.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=expected):
        read_question(path)


def test_a_question_that_is_no_file_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.rq: found No such file"):
        read_question(tmp_path / "absent.rq")
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"binary\.rq: found bytes that are not UTF-8"):
        read_question(tmp_path / "binary.rq")


def test_an_unknown_question_is_guessed() -> None:
    with pytest.raises(NotFound, match="no question 'programs-by-county'; did you mean programmes-by-county"):
        find_question("programs-by-county")
    with pytest.raises(NotFound, match="no question 'zzzz'; there are articles-mentioning, "):
        find_question("zzzz")


# ---------------------------------------------------------------- parameters


def test_text_is_bound_and_its_variable_left_out(store: Store) -> None:
    answer = run_query(store, find_question("programmes-by-county"), params={"county": "石门县"})
    assert answer.columns == ("county", "programme", "relation", "actor", "headline")
    assert {row["county"] for row in answer} == {"石门县"}


def test_a_number_a_default_and_an_iri(store: Store) -> None:
    head = "#+ summary: s\n#+ params:\n"
    least = (
        head
        + "#+   least: number ?least = 300; x\nSELECT ?v ?least { ?f xz:value ?v FILTER(COALESCE(?v >= ?least, true)) }"
    )
    question = parse_question(least)
    assert sorted(run_query(store, question).rows) == [(Decimal(320),), (Decimal(110000),)]
    assert len(run_query(store, question, params={"least": -10})) == 4
    assert run_query(store, question, params={"least": "1e5"}).rows == ((Decimal(110000),),)
    about = parse_question(head + "#+   e: iri ?e required; x\nSELECT ?l ?e { ?e rdfs:label ?l }")
    answer = run_query(store, about, params={"e": "https://w3id.org/xianzhi/id/county-03"})
    assert answer.rows == (("青溪县",),)


@pytest.mark.parametrize(
    ("name", "params", "expected"),
    [
        (
            "programmes-by-county",
            {"countie": "x"},
            r"has no parameter 'countie'; did you mean county\? It has: county \(text, optional\)",
        ),
        ("origins", {"x": "y"}, r"origins has no parameter 'x' It has: none"),
        ("entity", {}, r"entity lacks its parameter 'name'. It has: name \(text, required\)"),
        ("doubtful", {"below": "half"}, "parameter below: found 'half', expected a number"),
        ("doubtful", {"below": "NaN"}, "parameter below: found 'NaN', expected a number"),
    ],
)
def test_faulty_parameters_are_named(store: Store, name: str, params: dict[str, object], expected: str) -> None:
    with pytest.raises(QueryError, match=expected):
        run_query(store, find_question(name), params=params)


def test_a_faulty_iri_is_named(store: Store) -> None:
    question = parse_question("#+ summary: s\n#+ params:\n#+   e: iri ?e; x\nSELECT ?e { ?e a xz:County }")
    with pytest.raises(QueryError, match="parameter e: found 'not an iri', expected an absolute IRI"):
        run_query(store, question, params={"e": "not an iri"})


def test_parameters_of_a_query_typed_by_hand(store: Store) -> None:
    assert len(run_query(store, BY_NAME, params={"name": "青溪县"})) == 1
    assert len(run_query(store, BY_NAME, params={"e": NamedNode("https://w3id.org/xianzhi/id/county-03")})) == 1
    values = "SELECT ?v { ?f xz:value ?v }"
    assert len(run_query(store, values, params={"v": 320})) == 1
    assert len(run_query(store, values, params={"v": Decimal("98.5")})) == 1
    with pytest.raises(QueryError, match="expected text, a number or an RDF term"):
        run_query(store, BY_NAME, params={"name": ["青溪县"]})
    with pytest.raises(QueryError, match="expected the name of a variable"):
        run_query(store, BY_NAME, params={"na me": "青溪县"})
    with pytest.raises(QueryError, match="binds a variable that the query selects"):
        run_query(store, BY_NAME, params={"other": "青溪县"})


HOSTILE = ['青溪县" . } #', "青溪县'", '"@zh', "} UNION { ?s ?p ?o", "\\", "\n", "<https://a.b/c>", "?e"]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_find_nothing_and_break_nothing(store: Store, value: str) -> None:
    assert len(run_query(store, find_question("entity"), params={"name": value})) == 0
    assert len(run_query(store, BY_NAME, params={"name": value})) == 0


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_name_is_found_by_itself(name: str) -> None:
    other = Entity(id="county-2", cls="County", name=name + "x")
    entities = (Entity(id="county-1", cls="County", name=name), other)
    answer = run_query(load_store(to_turtle(Knowledge(entities=entities))), BY_NAME, params={"name": name})
    assert [row["e"] for row in answer] == ["https://w3id.org/xianzhi/id/county-1"]


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x WHERE {\n ?x ?y }", r"^query:2:9: expected one of "),
        ("SELEKT ?x", r"^query:1:\d+: expected "),
        ("SELECT ?x { ?x foaf:name ?y }", "^query:1:"),
        ("", "^query:1:1: expected"),
        ("DELETE WHERE { ?s ?p ?o }", "^query:1:10: expected CONSTRUCT"),
    ],
)
def test_what_does_not_parse_has_line_and_column(store: Store, text: str, expected: str) -> None:
    with pytest.raises(QueryError, match=expected):
        run_query(store, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'a' . # SERVICE\n\n SERVICE ?s { ?s ?p ?o } }",
        "SELECT * { <http://a/'> ?p ?o . SERVICE <http://a/'> { ?s ?p ?o } }",
        "SELECT * { ?s ?p xz:a\\' . SERVICE <http://127.0.0.1/> { ?s ?p xz:a\\' } }",
        "SELECT * { ?s ?p '''a''' . SERVICE <http://127.0.0.1/> { ?s ?p '''a''' } }",
        'SELECT * { ?s ?p "\\"" . SERVICE <http://127.0.0.1/> { ?s ?p "\\"" } }',
        "SELECT * { FILTER(1<2) SERVICE<http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_no_other_server_is_called(store: Store, text: str) -> None:
    with pytest.raises(QueryError, match="found SERVICE, expected a query of this graph alone"):
        run_query(store, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a xz:County }",
        "PREFIX service: <https://w3id.org/xianzhi/ontology#> SELECT ?e { ?e a service:County }",
        "PREFIX x: <https://w3id.org/xianzhi/ontology#> SELECT ?e { ?e a x:County MINUS { ?e a x:service } }",
        "SELECT ?e { ?e a xz:County FILTER(?e != 'SERVICE <http://x/>') }",
        "SELECT ?e { ?e a xz:County } # SERVICE <http://x/>",
        "SELECT ?e { ?e a xz:County FILTER(?e != <http://a/SERVICE>) }",
    ],
)
def test_the_word_may_stand_elsewhere(store: Store, text: str) -> None:
    assert len(run_query(store, text)) == 2


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("graph.ttl", None, r"graph\.ttl: found no such file, expected a graph that kg build wrote"),
        ("graph.pdf", b"x", r"graph\.pdf: found ending '\.pdf'"),
        ("graph.ttl", b"\n<https://a.b/c> nonsense .\n", r"graph\.ttl:2: found .*, expected Turtle"),
    ],
)
def test_a_faulty_graph_is_named(tmp_path: Path, name: str, content: bytes | None, expected: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=expected):
        load_store(path)


def test_a_graph_is_loaded_from_a_file(specimen: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(to_turtle(specimen))
    assert len(run_query(load_store(path), "SELECT ?e { ?e a xz:County }")) == 2


def test_the_ontology_stands_beside_the_graph(store: Store) -> None:
    assert not run_query(store, "ASK { xz:County rdfs:label ?label }")
    assert run_query(store, "ASK { GRAPH <https://w3id.org/xianzhi/ontology> { xz:County rdfs:label ?label } }")


# ---------------------------------------------------------------- formats


SHAPES = 'SELECT * { VALUES (?a ?b) { ("一"@zh 1) ("=1+1" 2.5) (<https://a.b/c> true) (UNDEF 1e3) } }'


def test_rows_are_plain_values(store: Store) -> None:
    answer = run_query(store, SHAPES)
    assert answer.rows == (("一", 1), ("=1+1", Decimal("2.5")), ("https://a.b/c", True), (None, 1000.0))
    assert next(iter(answer)) == {"a": "一", "b": 1}
    assert len(answer) == 4


def test_csv(store: Store) -> None:
    rows = list(csv.reader(io.StringIO(run_query(store, SHAPES).to_csv(), newline="")))
    assert rows == [["a", "b"], ["一", "1"], ["'=1+1", "2.5"], ["https://a.b/c", "true"], ["", "1000.0"]]


def test_json(store: Store) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert json.loads(run_query(store, SHAPES).to_json()) == {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {
                    "a": {"type": "literal", "value": "一", "xml:lang": "zh"},
                    "b": {"type": "literal", "value": "1", "datatype": f"{xsd}integer"},
                },
                {
                    "a": {"type": "literal", "value": "=1+1"},
                    "b": {"type": "literal", "value": "2.5", "datatype": f"{xsd}decimal"},
                },
                {
                    "a": {"type": "uri", "value": "https://a.b/c"},
                    "b": {"type": "literal", "value": "true", "datatype": f"{xsd}boolean"},
                },
                {"b": {"type": "literal", "value": "1000", "datatype": f"{xsd}double"}},
            ]
        },
    }


def test_ask(store: Store) -> None:
    yes, no = run_query(store, "ASK { ?e a xz:County }"), run_query(store, "ASK { ?e a xz:Dragon }")
    assert (bool(yes), bool(no)) == (True, False)
    assert json.loads(no.to_json()) == {"head": {}, "boolean": False}
    assert yes.to_csv() == "answer\r\ntrue\r\n"


def test_construct(store: Store) -> None:
    answer = run_query(store, "CONSTRUCT { ?e a xz:County } WHERE { ?e a xz:County ; rdfs:label|skos:altLabel ?l }")
    assert len(answer) == 2
    assert "id:county-03 a xz:County ." in answer.to_turtle()
    assert [row["subject"] for row in answer] == [f"https://w3id.org/xianzhi/id/county-0{i}" for i in (3, 4)]
    for to in (answer.to_csv, answer.to_json):
        with pytest.raises(QueryError, match="the answer is a graph"):
            to()
    with pytest.raises(QueryError, match="the answer is no graph"):
        run_query(store, BY_NAME).to_turtle()


def test_terms_are_kept(store: Store) -> None:
    answer = run_query(store, "SELECT ?l { ?e a xz:County ; rdfs:label ?l } ORDER BY ?e LIMIT 1")
    assert answer.terms == ((Literal("青溪县", language="zh"),),)
