"""Sending the graph to a real SPARQL server, and to servers that fail."""

from __future__ import annotations

import base64
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg.cli import main as run_main
from kg.output import Settings, write_output
from kg.push import PushError, list_parts, push_parts
from kg.store import open_graph

BASE = "https://w3id.org/xianzhi/id/"


@pytest.fixture(scope="module")
def built(specimen, tmp_path_factory):
    """The directory of a build."""
    directory = tmp_path_factory.mktemp("built")
    write_output(specimen, directory, settings=Settings())
    return directory


@pytest.fixture
def call(capsys, monkeypatch):
    def call_(*arguments):
        monkeypatch.setattr(sys, "argv", ["kg", "push", *map(str, arguments)])
        status = 0
        try:
            run_main()
        except SystemExit as exit_:
            status = exit_.code or 0
        out, err = capsys.readouterr()
        return status, out, err

    return call_


def find_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def oxigraph():
    """`oxigraph serve`, in memory."""
    program = Path(sys.executable).with_name("oxigraph")
    command = str(program) if program.exists() else shutil.which("oxigraph")
    port = find_port()
    with subprocess.Popen([command, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{url}/", timeout=1).close()  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.05)
        yield url
        process.terminate()


def read_graph(url, graph):
    request = urllib.request.Request(f"{url}/store?graph={quote(graph, safe='')}")  # noqa: S310 - our own server
    request.add_header("Accept", "application/n-triples")
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return {quad.triple for quad in parse(answer.read(), format=RdfFormat.N_TRIPLES)}


def read_page(built):
    store = open_graph(built)
    part = next(list_parts(built))
    return part.graph, {quad.triple for quad in store if quad.graph_name == NamedNode(part.graph)}


def test_each_page_is_a_graph_there(call, built, oxigraph):
    page, triples = read_page(built)
    status, out, err = call(f"{oxigraph}/store", "--graph", built, "--ontology")
    assert status == 0
    assert out.startswith("2 of 2 graphs sent, ")
    assert f"kg: {page}: {len(triples)} triples\n" in err
    assert read_graph(oxigraph, page) == triples
    assert len(read_graph(oxigraph, "https://w3id.org/xianzhi/ontology")) > 100


def test_sending_again_replaces_the_page_and_touches_no_other_graph(call, specimen, tmp_path, oxigraph):
    address, triple = f"{oxigraph}/store?graph=http://other/", b"<http://a> <http://b> 1 ."
    put = urllib.request.Request(address, method="PUT", data=triple)  # noqa: S310 - our own server
    put.add_header("Content-Type", "text/turtle")
    urllib.request.urlopen(put, timeout=10).close()  # noqa: S310
    write_output(specimen, tmp_path, settings=Settings())
    assert call(f"{oxigraph}/store", "--graph", tmp_path)[0] == 0
    before = read_graph(oxigraph, read_page(tmp_path)[0])
    write_output(replace(specimen, figures=()), tmp_path, settings=Settings())
    assert call(f"{oxigraph}/store", "--graph", tmp_path)[0] == 0
    page, triples = read_page(tmp_path)
    assert read_graph(oxigraph, page) == triples < before
    assert len(read_graph(oxigraph, "http://other/")) == 1


def test_a_file_is_told_apart_by_page(call, built, oxigraph):
    page, triples = read_page(built)
    status, out, _ = call(f"{oxigraph}/store", "--graph", built / "graph.ttl")
    assert (status, out) == (0, f"1 of 1 graphs sent, {len(triples)} triples\n")
    assert read_graph(oxigraph, page) == triples


def test_one_page_may_be_chosen(call, built, oxigraph):
    name = read_page(built)[0].removeprefix(BASE)
    assert call(f"{oxigraph}/store", "--graph", built, "--page", name)[0] == 0
    status, _, err = call(f"{oxigraph}/store", "--graph", built, "--page", "p0")
    assert (status, err.count("\n")) == (2, 1)
    assert "no page p0; there are " in err


class Failing(http.server.BaseHTTPRequestHandler):
    """Answers what its server is told to, and notes what it is asked."""

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        graph = parse_qs(urlsplit(self.path).query)["graph"][0]
        self.server.asked.append((graph, self.headers, body))
        status = self.server.choose(len(self.server.asked))
        if status is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"" if status < 300 else b"not today")

    def log_message(self, *_):
        pass


@contextmanager
def run_failing(choose):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    server.asked, server.choose = [], choose
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/store"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("fault", [503, 500, 429, None])
def test_a_server_that_fails_twice_is_asked_a_third_time(built, fault):
    said = []
    with run_failing(lambda count: fault if count < 3 else 204) as (server, url):
        start = time.monotonic()
        done = list(push_parts(list_parts(built), url, retried=said.append, pause=0.05))
        assert time.monotonic() - start >= 0.15
    assert [sent.fault for sent in done] == [""]
    assert len(server.asked) == 3
    assert len({body for _, _, body in server.asked}) == 1
    assert [line.rpartition("; ")[2] for line in said] == ["again in 0.05 s", "again in 0.1 s"]


def test_a_server_that_goes_on_failing_is_given_up(call, built, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    with run_failing(lambda _: 503) as (server, url):
        status, out, err = call(url, "--graph", built)
    assert (status, out) == (2, "0 of 1 graphs sent, 0 triples\n")
    assert "not taken: 503 Service Unavailable: not today (5 attempts)" in err
    assert len(server.asked) == 5


def test_what_is_refused_is_not_sent_again_and_keeps_nothing_back(call, built):
    with run_failing(lambda count: 422 if count == 1 else 204) as (server, url):
        status, out, err = call(url, "--graph", built, "--ontology")
    assert status == 1
    assert out.startswith("1 of 2 graphs sent, ")
    assert "not taken: 422 Unprocessable" in err
    assert Counter(graph for graph, _, _ in server.asked).most_common(1)[0][1] == 1


def test_a_server_that_there_is_not(call, built, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    status, out, err = call(f"http://127.0.0.1:{find_port()}/store", "--graph", built)
    assert (status, out) == (2, "0 of 1 graphs sent, 0 triples\n")
    assert "connection refused (5 attempts)" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (["--user", "anna", "--password", "pass:word"], {}, "Basic " + base64.b64encode(b"anna:pass:word").decode()),
        ([], {"KG_PUSH_USER": "anna", "KG_PUSH_PASSWORD": "b"}, "Basic " + base64.b64encode(b"anna:b").decode()),
        ([], {"KG_PUSH_TOKEN": "abc"}, "Bearer abc"),
        ([], {}, None),
    ],
)
def test_credentials(call, built, monkeypatch, arguments, environment, expected):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with run_failing(lambda _: 204) as (server, url):
        status, out, err = call(url, "--graph", built, *arguments)
    assert status == 0
    assert server.asked[0][1].get("Authorization") == expected
    assert "pass:word" not in out + err


def test_credentials_that_are_refused_end_it_at_once(call, built):
    with run_failing(lambda _: 401) as (server, url):
        status, _, err = call(url, "--graph", built, "--ontology")
    assert status == 2
    assert "found 401 Unauthorized: not today, expected credentials that it takes" in err
    assert len(server.asked) == 1


@pytest.mark.parametrize("url", ["127.0.0.1:7878", "ftp://a/", "http://", "not a url"])
def test_what_is_no_url_is_told(built, url):
    with pytest.raises(PushError, match="expected"):
        list(push_parts(list_parts(built), url))
