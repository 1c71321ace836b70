"""The endpoint as its users meet it: formats, limits, clients, browsers, faults."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from servers import KG, ROOT, Served, is_alive, run_server
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from kg.output import Settings, write_output
from kg.serve.formats import GRAPHS, RESULTS, choose_media
from kg.serve.results import write_answer
from kg.views.sparql import load_store, run_query

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
COUNTIES = "SELECT ?county { ?c a xz:County ; rdfs:label ?county } ORDER BY ?county"
PREFIXES = """PREFIX xz: <https://w3id.org/xianzhi/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def query(server, text, accept="application/json", **headers):
    return server.ask("GET", f"/sparql?{urlencode({'query': text})}", Accept=accept, **headers)


def read_rows(answer):
    assert answer.status == 200, answer.text
    return [
        {name: term["value"] for name, term in row.items()} for row in json.loads(answer.body)["results"]["bindings"]
    ]


# ---------------------------------------------------------------- formats

SHAPES = """SELECT * { VALUES (?a ?b) {
  ("一\\t\\n\\r\\"x\\\\"@zh 1) ("=1,+1" 2.5) (<https://a.b/c?d=e&f> true) (UNDEF 1e3)
  ("<b>&amp;" "2024-03-05"^^xsd:date)
  ("" "x"@en-GB) ("a\\u00a0b" -7)
} }"""


@pytest.mark.parametrize("media", [media for media in RESULTS if media not in {"application/json", "application/xml"}])
def test_a_table_reads_back_as_it_was(served, media):
    answer = query(served, SHAPES, media)
    assert (answer.status, answer.media) == (200, media)
    form = QueryResultsFormat.from_media_type(media)
    native = Store().query(SHAPES, prefixes={"xsd": "http://www.w3.org/2001/XMLSchema#"})
    if media == "text/csv":  # knows no terms
        assert answer.body == native.serialize(format=form)
        return
    found = parse_query_results(answer.body, format=form)
    assert [v.value for v in found.variables] == ["a", "b"]
    assert [tuple(row) for row in found] == [tuple(row) for row in native]


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_terms_of_every_kind_are_written_as_oxigraph_writes_them(form):
    text = """SELECT * { VALUES (?a ?b) {
      (<<( <http://a/> <http://b/> "x\\ty"@en )>> "d"@ar--rtl) ("1"^^<http://x/t> 1e-7) (1.0 "a\\u0301")
    } }"""
    written = write_answer(run_query(Store(), text), form, base="http://x/")
    syntax = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}[form]
    native = Store().query(text).serialize(format=syntax)
    rows = [[tuple(row) for row in parse_query_results(each, format=syntax)] for each in (written, native)]
    assert rows[0] == rows[1]


def test_a_blank_node_and_what_xml_cannot_hold():
    text = 'SELECT * { BIND(BNODE() AS ?a) BIND("\\u0007x" AS ?b) }'
    rows = list(
        parse_query_results(
            write_answer(run_query(Store(), text), "xml", base="http://x/"), format=QueryResultsFormat.XML
        )
    )
    assert rows[0]["b"] == Literal("\ufffdx")
    for form in ("json", "csv", "tsv"):
        assert write_answer(run_query(Store(), text), form, base="http://x/")


@pytest.mark.parametrize("media", list(GRAPHS))
def test_a_graph_reads_back_as_it_was(served, built, media):
    text = "CONSTRUCT { ?c rdfs:label ?l ; xz:partOf ?p } WHERE { ?c a xz:County ; rdfs:label ?l ; xz:partOf ?p }"
    answer = query(served, text, media)
    assert (answer.status, answer.media) == (200, media)
    found = {quad.triple for quad in parse(answer.body, format=RdfFormat.from_media_type(media))}
    assert found == set(run_query(load_store(built / "graph.ttl"), text).triples)


def test_truth_in_every_format(served):
    for media, expected in (("text/csv", b"true"), ("text/tab-separated-values", b"true")):
        assert query(served, "ASK {}", media).body == expected
    xml = query(served, "ASK { FILTER(false) }", "application/sparql-results+xml").body
    assert bool(parse_query_results(xml, format=QueryResultsFormat.XML)) is False


OFFERED = ("a/x", "a/y", "b/z")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "a/x"),
        ("", "a/x"),
        ("*/*", "a/x"),
        ("b/z", "b/z"),
        ("a/y, b/z", "a/y"),
        ("a/x;q=0.5, b/z;q=0.9", "b/z"),
        ("a/*;q=0.5, a/x;q=0", "a/y"),
        ("*/*;q=0.1, b/*", "b/z"),
        ("B/Z; charset=utf-8 ; Q=1.0", "b/z"),
        ("c/w", None),
        ("*/*;q=0", None),
        ("a/x;q=nonsense, b/z;q=0.1", "b/z"),
        ("nonsense,,;", None),
        ("a/x;q=2", None),
    ],
)
def test_the_client_has_what_it_wants_most(accept, expected):
    assert choose_media(accept, OFFERED) == expected


# ---------------------------------------------------------------- limits


def test_a_runaway_query_ends_at_its_limit_while_others_are_answered(limited):
    done = []
    runner = threading.Thread(target=lambda: done.append(query(limited, RUNAWAY)))
    start = time.monotonic()
    runner.start()
    while runner.is_alive():
        assert read_rows(query(limited, COUNTIES)) == [{"county": "石门县"}, {"county": "青溪县"}]
    runner.join()
    assert 1.4 < time.monotonic() - start < 6
    assert done[0].status == 504
    assert done[0].text == "the query was stopped after 1.5 s, the time limit of this server\n"


def test_more_runaways_than_processes_leave_the_server_well(limited):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(query(limited, RUNAWAY).status)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {503, 504}
    assert 504 in answers
    assert len(read_rows(query(limited, COUNTIES))) == 2
    list_workers(limited)


def test_rows_beyond_the_limit_are_cut_off_and_it_is_said(limited):
    answer = query(limited, "SELECT * { ?s ?p ?o }")
    assert len(read_rows(answer)) == 3
    assert answer.headers["Result-Truncated"] == "after 3 rows, the limit of this server; there are more"
    graph = query(limited, "CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
    assert len(graph.text.splitlines()) == 3
    assert "after 3 triples" in graph.headers["Result-Truncated"]
    exact = query(limited, "SELECT * { ?s ?p ?o } LIMIT 3")
    assert len(read_rows(exact)) == 3
    assert "Result-Truncated" not in exact.headers


def test_a_client_that_leaves_takes_its_query_with_it(served):
    before = list_workers(served)
    address = urlsplit(served.url)
    with socket.create_connection((address.hostname, address.port)) as client:
        request = f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
        client.sendall(request.encode())
        busy = wait_for(lambda: [worker for worker in before if count_seconds(worker) > 0.5])
    assert wait_for(lambda: not is_alive(busy[0]))
    list_workers(served)
    assert len(read_rows(query(served, COUNTIES))) == 2


def list_workers(server):
    """Ids of the processes that answer queries, once all are there."""
    expected = max(4, os.cpu_count() or 1)
    return wait_for(lambda: found if len(found := server.workers()) == expected else None)


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("nothing of the kind")


def count_seconds(process):
    """Of computing, since it started."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_process_that_dies_is_told_and_replaced(limited):
    runner_answers = []
    idle = {worker: count_seconds(worker) for worker in list_workers(limited)}
    runner = threading.Thread(target=lambda: runner_answers.append(query(limited, RUNAWAY)))
    runner.start()
    busy = wait_for(lambda: [w for w, seconds in idle.items() if count_seconds(w) > seconds + 0.3])
    os.kill(busy[0], signal.SIGKILL)
    runner.join()
    assert runner_answers[0].status == 504
    assert "it may have needed more than 4096 MB of memory" in runner_answers[0].text
    assert len(read_rows(query(limited, COUNTIES))) == 2


def test_a_build_is_seen_at_once(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    with run_server("--store", tmp_path) as server:
        assert len(read_rows(query(server, COUNTIES))) == 2
        entities = tuple(replace(e, name="改名县") if e.name == "青溪县" else e for e in specimen.entities)
        write_output(replace(specimen, entities=entities), tmp_path, settings=Settings())
        for _ in range(8):  # whichever process answers
            assert [row["county"] for row in read_rows(query(server, COUNTIES))] == ["改名县", "石门县"]


# ---------------------------------------------------------------- clients


def test_sparqlwrapper(served):
    client = SPARQLWrapper(served.endpoint)
    client.setQuery(PREFIXES + COUNTIES)
    client.setReturnFormat(JSON)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["county"]["value"] for row in rows] == ["石门县", "青溪县"]
    client.setMethod(POST)
    assert client.queryAndConvert()["results"]["bindings"] == rows
    client.setRequestMethod(POSTDIRECTLY)
    assert client.queryAndConvert()["results"]["bindings"] == rows
    client.setReturnFormat(CSV)
    assert client.queryAndConvert() == "county\r\n石门县\r\n青溪县\r\n".encode()
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 2
    client.setQuery(PREFIXES + "CONSTRUCT WHERE { ?c a xz:County ; rdfs:label ?l }")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 4


def test_sparqlwrapper_is_told_what_is_wrong(served):
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed  # noqa: PLC0415 - by its test

    client = SPARQLWrapper(served.endpoint)
    client.setQuery("SELECT * {")
    client.setReturnFormat(JSON)
    with pytest.raises(QueryBadFormed, match="query:1:"):
        client.query()


def test_sparqlstore_of_rdflib_has_the_graph_of_the_file(served, built):
    graph = rdflib.Graph(SPARQLStore(served.endpoint))
    local = rdflib.Graph().parse(built / "graph.ttl")
    assert len(graph) == len(local)
    rows = graph.query(PREFIXES + COUNTIES)
    assert [str(row.county) for row in rows] == ["石门县", "青溪县"]
    county = rdflib.URIRef("https://w3id.org/xianzhi/id/county-03")
    assert set(graph.predicate_objects(county)) == set(local.predicate_objects(county))
    assert set(graph.subjects(rdflib.RDF.type, None)) == set(local.subjects(rdflib.RDF.type, None))
    assert (county, rdflib.RDFS.label, rdflib.Literal("青溪县", lang="zh")) in graph


def test_curl(served):
    command = ["curl", "-sS", "--fail", served.endpoint, "-H", "Accept: text/csv"]
    for how in (["--data-urlencode", f"query={COUNTIES}"], ["--get", "--data-urlencode", f"query={COUNTIES}"]):
        ran = subprocess.run([*command, *how], capture_output=True, check=True)
        assert ran.stdout.decode() == "county\r\n石门县\r\n青溪县\r\n"


# ---------------------------------------------------------------- questions


def test_a_question_has_a_form_of_its_own(served):
    page = served.ask("GET", f"/queries/programmes-by-county?county={quote('青溪县')}")
    assert (page.status, page.media) == (200, "text/html")
    assert 'value="青溪县"' in page.text
    assert "<td>暖阳行动</td>" in page.text
    assert "林长制" not in page.text
    assert f"/queries/programmes-by-county.csv?county={quote('青溪县')}" in page.text


def test_a_question_as_json_and_csv(served):
    rows = read_rows(served.ask("GET", f"/queries/programmes-by-county.json?county={quote('青溪县')}"))
    assert {row["programme"] for row in rows} == {"暖阳行动"}
    sheet = served.ask("GET", "/queries/programmes-by-county.csv")
    assert sheet.media == "text/csv"
    assert sheet.text.startswith("county,programme,relation,actor,headline\r\n")
    figures = served.ask("GET", "/queries/figures-of-county.csv")
    assert ",-3人," not in figures.text  # a spreadsheet would compute it


def test_a_question_whose_answer_is_a_graph(served):
    path = f"/queries/neighbourhood.ttl?name={quote('老街剧场')}"
    answer = served.ask("GET", path)
    assert answer.media == "text/turtle"
    assert len(rdflib.Graph().parse(data=answer.body, format="turtle")) > 3
    linked = served.ask("GET", path.replace(".ttl", ".json"))
    assert linked.media == "application/ld+json"
    assert served.ask("GET", path.replace(".ttl", ".csv")).status == 406
    assert "老街剧场" in served.ask("GET", path.replace(".ttl", "")).text


def test_questions_are_listed(served):
    page = served.ask("GET", "/queries")
    assert page.status == 200
    assert 'href="/queries/programmes-by-county"' in page.text
    assert 'href="/queries"' in served.ask("GET", "/").text


def test_a_form_that_lacks_what_it_needs_is_shown_empty(served):
    page = served.ask("GET", "/queries/entity?name=")
    assert page.status == 200
    assert "required" in page.text
    assert "<table>" not in page.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/queries/programs-by-county", 404, "did you mean programmes-by-county"),
        ("/queries/entity.json", 400, "lacks its parameter"),
        ("/queries/doubtful?below=half", 400, "expected a number"),
        ("/queries/origins?town=x", 400, "has no parameter"),
        ("/nowhere", 404, "not found"),
        ("/static/../serve.css", 404, "not found"),
    ],
)
def test_faults_are_pages_for_browsers_and_text_for_others(served, path, status, said):
    for accept in ("text/html", "*/*"):
        answer = served.ask("GET", path, Accept=accept)
        assert answer.status == status
        assert said in answer.text.replace("&#39;", "'")
        assert "Traceback" not in answer.text


HOSTILE = "\"><script>alert(1)</script>&' . } #"


def test_what_is_typed_is_shown_as_typed_and_asked_as_text(served):
    page = served.ask("GET", f"/queries/programmes-by-county?county={quote(HOSTILE)}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "0 条 rows" in page.text


# ---------------------------------------------------------------- browsers


def test_every_answer_keeps_browsers_from_being_misled(served):
    for path in ("/queries", "/query", "/sparql?query=ASK%20%7B%7D", "/nowhere", "/static/query.js"):
        headers = served.ask("GET", path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src 'self';" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "10.0.0.1"])
def test_another_name_is_refused(served, host):
    answer = served.ask("GET", "/sparql?query=ASK%20%7B%7D", Host=host)
    assert answer.status == 400
    assert answer.text == "Invalid host header"


@pytest.mark.parametrize("host", ["localhost", "localhost:9999", "127.0.0.1", "[::1]:80", "LOCALHOST"])
def test_names_of_this_machine_will_do(served, host):
    assert served.ask("GET", "/sparql?query=ASK%20%7B%7D", Host=host).status == 200


def test_pages_of_a_named_origin_may_read_answers(limited):
    ours = query(limited, "ASK {}", Origin="https://a.example")
    assert ours.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert ours.headers["Access-Control-Expose-Headers"] == "Result-Truncated"
    assert "Access-Control-Allow-Origin" not in query(limited, "ASK {}", Origin="https://b.example").headers
    before = {"Origin": "https://a.example", "Access_Control_Request_Method": "POST"}
    preflight = limited.ask("OPTIONS", "/sparql", Access_Control_Request_Headers="content-type", **before)
    assert preflight.status == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]


# ---------------------------------------------------------------- starting and stopping


def run(*arguments):
    command = [*KG, "serve", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=30, check=False)


def test_a_port_in_use_is_one_line(served):
    port = urlsplit(served.url).port
    ran = run("--graph", "output/graph.ttl", "--port", port)
    assert ran.returncode == 2
    assert (
        ran.stderr
        == f"kg: 127.0.0.1:{port}: found address already in use, expected a free port of this machine (--port)\n"
    )


def test_what_cannot_be_served_is_one_line(tmp_path, built):
    broken = tmp_path / "broken"
    shutil.copytree(built / "store", broken)
    (broken / "CURRENT").write_text("nonsense\n", encoding="utf-8")
    (tmp_path / "no.ttl").write_text("nonsense", encoding="utf-8")
    for arguments, said in (
        (("--store", tmp_path), "found no store, expected one that kg build wrote"),
        (("--store", broken), "found something else, or a damaged store"),
        (("--graph", tmp_path / "no.ttl"), "no.ttl:1: found"),
        (("--graph", tmp_path / "absent.ttl"), "found no such file"),
        (("--graph", tmp_path / "no.ttl", "--store", built), "found --store as well"),
        (("--graph", built / "graph.ttl", "--host", "203.0.113.7"), "203.0.113.7:8000: found"),
    ):
        ran = run(*arguments)
        assert ran.returncode == 2, arguments
        assert ran.stderr.count("\n") == 1, ran.stderr
        assert said in ran.stderr
        assert ran.stdout == ""


def test_interrupting_it_ends_all_its_processes(built):
    with run_server("--store", built) as server:
        workers = list_workers(server)
        answers = []
        runner = threading.Thread(target=lambda: answers.append(query(server, RUNAWAY).status))
        runner.start()
        wait_for(lambda: any(count_seconds(worker) > 0.5 for worker in workers))
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=15) == 0
        runner.join()
    assert answers == [500]
    assert wait_for(lambda: not any(is_alive(worker) for worker in workers))


def test_a_process_does_not_outlive_a_server_that_is_killed(built):
    command = [*KG, "serve", "--store", str(built), "--port", "0", "--time-limit", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        url = process.stdout.readline().removeprefix("Serving at ").strip()
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port)) as client:
            request = f"GET /sparql?{urlencode({'query': RUNAWAY})} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
            client.sendall(request.encode())
            workers = Served(process, url).workers()
            wait_for(lambda: any(count_seconds(worker) > 0.3 for worker in workers))
            process.kill()
        process.wait()
    assert wait_for(lambda: not any(is_alive(worker) for worker in workers), 12)


def test_iris_of_terms_are_kept(served):
    row = json.loads(query(served, "SELECT ?c { ?c rdfs:label '青溪县'@zh }").body)["results"]["bindings"][0]
    assert NamedNode(row["c"]["value"]).value == "https://w3id.org/xianzhi/id/county-03"
