"""The twenty query cases of the W3C suite for the SPARQL 1.1 Protocol, as requests with what is to come back.

The suite asks for a status, and where that is 2xx for a kind of answer: a truth value, a table or a graph.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, parse_query_results
from servers import run_server

G1, G2, G3 = (f"http://graphs.example/{number}" for number in (1, 2, 3))
DATA = f"""
@prefix d: <http://data.example/> .
GRAPH <{G1}> {{ <{G1}> a d:First ; d:says "one" . d:all d:shared 1 . }}
GRAPH <{G2}> {{ <{G2}> a d:Second ; d:says "two" . d:all d:shared 1 . }}
GRAPH <{G3}> {{ <{G3}> a d:Third ; d:says "three" . }}
d:default d:says "nothing of the graphs" .
"""
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
TRUE = "true"
TABLES = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
GRAPHS = {"text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"}


@dataclass(frozen=True)
class Case:
    """A request and what is to come back: a status of a hundred, and the kind or value of the answer."""

    name: str
    method: str = "GET"
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    media: str | None = None
    status: int = 200
    answer: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def direct(name, query, *fields, **more):
    return Case(name, "POST", fields, query.encode(), DIRECT, **more)


def form(name, *fields, **more):
    return Case(name, "POST", (), urlencode(fields).encode(), FORM, **more)


def dataset(*, default=(), named=()):
    return (*(("default-graph-uri", iri) for iri in default), *(("named-graph-uri", iri) for iri in named))


BOTH = f"ASK {{ <{G1}> ?p ?o . <{G2}> ?q ?r }}"
NAMED = f"""ASK {{
  GRAPH ?g {{ <{G1}> a ?t }}
  GRAPH ?h {{ <{G2}> a ?u }}
  FILTER NOT EXISTS {{ GRAPH <{G3}> {{ ?s ?p ?o }} }}
}}"""
FULL = f"""ASK {{
  <{G3}> ?p ?o .
  GRAPH ?g {{ <{G1}> ?q ?r }}
  GRAPH ?h {{ <{G2}> ?s ?t }}
  FILTER NOT EXISTS {{ <{G1}> ?u ?v }}
  FILTER NOT EXISTS {{ GRAPH ?i {{ <{G3}> ?w ?x }} }}
}}"""
OVERRIDDEN = f"ASK FROM <{G1}> {{ <{G2}> a ?t FILTER NOT EXISTS {{ <{G1}> a ?u }} }}"

CASES = [
    Case("query_get", fields=(("query", "ASK {}"),), answer=TRUE),
    form("query_post_form", ("query", "ASK {}"), answer=TRUE),
    direct("query_post_direct", "ASK {}", answer=TRUE),
    Case("query_dataset_default_graphs_get", fields=(("query", BOTH), *dataset(default=(G1, G2))), answer=TRUE),
    form("query_dataset_default_graphs_post", ("query", BOTH), *dataset(default=(G1, G2)), answer=TRUE),
    Case("query_dataset_named_graphs_get", fields=(("query", NAMED), *dataset(named=(G1, G2))), answer=TRUE),
    form("query_dataset_named_graphs_post", ("query", NAMED), *dataset(named=(G1, G2)), answer=TRUE),
    direct("query_dataset_full", FULL, *dataset(default=(G3,), named=(G1, G2)), answer=TRUE),
    direct("query_multiple_dataset", OVERRIDDEN, *dataset(default=(G2,)), answer=TRUE),
    direct("query_content_type_select", "SELECT (1 AS ?value) {}", answer="table"),
    direct("query_content_type_ask", "ASK {}", answer="truth"),
    direct("query_content_type_describe", "DESCRIBE <http://data.example/default>", answer="graph"),
    direct("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", answer="graph"),
    Case("bad_query_method", "PUT", (("query", "ASK {}"),), status=405),
    Case("bad_multiple_queries", fields=(("query", "ASK {}"), ("query", "SELECT * {}")), status=400),
    Case("bad_query_wrong_media_type", "POST", (), b"ASK {}", "text/plain", status=415),
    Case("bad_query_missing_form_type", "POST", (), urlencode({"query": "ASK {}"}).encode(), status=415),
    Case("bad_query_missing_direct_type", "POST", (), b"ASK {}", status=415),
    Case("bad_query_non_utf8", "POST", (), "ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16", status=415),
    Case("bad_query_syntax", fields=(("query", "ASK {"),), status=400),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = tmp_path_factory.mktemp("protocol") / "graphs.trig"
    path.write_text(DATA, encoding="utf-8")
    with run_server("--graph", path) as server:
        yield server


def send(server, case):
    path = "/sparql" + (f"?{urlencode(case.fields)}" if case.fields else "")
    headers = {**case.headers, **({"Content-Type": case.media} if case.media else {})}
    return server.ask(case.method, path, case.body, **headers)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(server, case):
    answer = send(server, case)
    assert answer.status == case.status, answer.text
    if case.status != 200:
        assert answer.media == "text/plain"
        assert answer.text.strip()
        assert "Traceback" not in answer.text
    elif case.answer == TRUE:
        assert json.loads(answer.body) == {"head": {}, "boolean": True}
    elif case.answer == "graph":
        assert answer.media in GRAPHS
        graph = rdflib.Graph().parse(data=answer.body, format=answer.media)
        assert len(graph) == 1
    elif case.answer == "truth":
        assert answer.media in {"application/sparql-results+json", "application/sparql-results+xml"}
        assert json.loads(answer.body)["boolean"] is True
    else:
        assert answer.media in TABLES
        rows = list(parse_query_results(answer.body, format=QueryResultsFormat.JSON))
        assert [row["value"].value for row in rows] == ["1"]


def test_there_are_twenty():
    assert len({case.name for case in CASES}) == 20


# What the suite leaves out.


def test_relative_iris_stand_under_the_endpoint(server):
    answer = send(server, direct("", "SELECT (STR(<s>) AS ?iri) {}", headers={"Accept": "text/csv"}))
    assert answer.text == f"iri\r\n{server.url}s\r\n"


def test_a_graph_of_two_is_empty_where_only_the_other_is_named(server):
    for fields, query in (
        (dataset(default=(G1,)), f"ASK {{ GRAPH <{G1}> {{ ?s ?p ?o }} }}"),
        (dataset(named=(G1,)), "ASK { ?s ?p ?o }"),
        (dataset(default=("http://graphs.example/none",)), "ASK { ?s ?p ?o }"),
    ):
        assert json.loads(send(server, direct("", query, *fields)).body)["boolean"] is False


def test_what_two_graphs_state_counts_once(server):
    fields = dataset(default=(G1, G2), named=(G3,))
    query = "SELECT (COUNT(*) AS ?n) { ?s <http://data.example/shared> ?o }"
    count = direct("", query, *fields, headers={"Accept": "text/csv"})
    assert send(server, count).text == "n\r\n1\r\n"
    graphs = direct("", "SELECT ?g { GRAPH ?g { ?s a ?t } }", *fields, headers={"Accept": "text/csv"})
    assert send(server, graphs).text == f"g\r\n{G3}\r\n"


def test_without_a_dataset_the_query_says_which(server):
    for query in (
        f"ASK FROM <{G1}> {{ <{G1}> ?p ?o }}",
        f"ASK FROM NAMED <{G2}> {{ GRAPH ?g {{ <{G2}> ?p ?o }} }}",
    ):
        assert json.loads(send(server, direct("", query)).body)["boolean"]


def test_a_graph_that_is_no_iri_is_refused(server):
    answer = send(server, direct("", "ASK {}", ("default-graph-uri", "not an iri")))
    assert answer.status == 400
    assert "graph: found" in answer.text


@pytest.mark.parametrize(
    "case",
    [
        Case("update in a form", "POST", (), urlencode({"update": "CLEAR ALL"}).encode(), FORM, status=403),
        Case("update in a body", "POST", (), b"CLEAR ALL", "application/sparql-update", status=403),
        Case("update in the address", fields=(("update", "CLEAR ALL"),), status=403),
        direct("update as a query", "INSERT DATA { <http://a/> <http://b/> 1 }", status=400),
        direct("load as a query", "LOAD <file:///etc/passwd>", status=400),
        direct("service", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", status=400),
        direct("service in a subquery", "SELECT * { { SELECT * { SERVICE SILENT ?g { ?s ?p ?o } } } }", status=400),
        Case("no query", fields=(("default-graph-uri", G1),), status=400),
        form("no query in a form", status=400),
        form("two in a form", ("query", "ASK {}"), ("query", "ASK {}"), status=400),
        Case("one here and one there", "POST", (("query", "ASK {}"),), b"query=ASK+%7B%7D", FORM, status=400),
        direct("an empty query", "", status=400),
        Case("bytes that are not UTF-8", "POST", (), b"ASK { ?s ?p '\xff' }", DIRECT, status=400),
        Case("fields that are not UTF-8", "POST", (), b"query=%FF", FORM, status=400),
        Case("a body without end", "POST", (), b"ASK {} #" + b" " * (1 << 20), DIRECT, status=413),
        Case("fields without end", "POST", (), b"a=1&" * 2000 + b"query=ASK+%7B%7D", FORM, status=413),
        Case("delete", "DELETE", (("query", "ASK {}"),), status=405),
        direct("a format that there is not", "ASK {}", status=406, headers={"Accept": "image/png"}),
        direct("a format that does not suit", "ASK {}", status=406, headers={"Accept": "text/turtle"}),
        direct("a table of a graph", "CONSTRUCT WHERE { ?s ?p ?o }", status=406, headers={"Accept": "text/csv"}),
    ],
    ids=lambda case: case.name,
)
def test_refusal(server, case):
    answer = send(server, case)
    assert answer.status == case.status, answer.text
    assert answer.media == "text/plain"
    assert len(answer.text.splitlines()) == 1
    assert "Traceback" not in answer.text
    if case.status == 405:
        assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    if case.status == 403:
        assert "read-only" in answer.text


def test_what_does_not_parse_is_told_with_line_and_column(server):
    answer = send(server, direct("", "SELECT * {\n  ?s ?p }"))
    assert answer.status == 400
    assert answer.text.startswith("query:2:10: expected ")
    assert len(answer.text) < 400


def test_a_service_is_told_by_its_line(server):
    answer = send(server, direct("", "SELECT * {\n SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"))
    assert answer.text == "query:2: found SERVICE, expected a query of this graph alone\n"


def test_head_and_options(server):
    answer = server.ask("HEAD", "/sparql?query=ASK%20%7B%7D")
    assert (answer.status, answer.media, answer.body) == (200, "application/sparql-results+json", b"")
    assert int(answer.headers["Content-Length"]) > 0
    answer = server.ask("OPTIONS", "/sparql")
    assert (answer.status, answer.headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize("media", sorted(GRAPHS))
def test_the_service_describes_itself(server, media):
    answer = server.ask("GET", "/sparql", Accept=media)
    assert (answer.status, answer.media) == (200, media)
    graph = rdflib.Graph().parse(data=answer.body, format="json-ld" if "json" in media else media)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = graph.value(None, rdflib.RDF.type, sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef(server.endpoint)
    assert len(list(graph.objects(service, sd.resultFormat))) == 8
    named = {str(graph.value(node, sd.name)) for node in graph.objects(None, sd.namedGraph)}
    assert named == {G1, G2, G3, "https://w3id.org/xianzhi/ontology"}
    default = graph.value(graph.value(service, sd.defaultDataset), sd.defaultGraph)
    assert int(graph.value(default, rdflib.URIRef("http://rdfs.org/ns/void#triples"))) == 1


def test_a_browser_is_led_to_the_page(server):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = server.ask("GET", "/sparql", Accept=browser)
    assert (answer.status, answer.headers["Location"]) == (303, "/query")
    answer = server.ask("GET", "/sparql?query=ASK%20%7B%7D", Accept=browser)
    assert (answer.status, answer.headers["Location"]) == (303, "/query?query=ASK%20%7B%7D")
