"""Pages of entities, articles and pages at the paths of their IRIs, for people and for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from servers import run_server

from kg.output import Settings, write_output
from kg.resources.ontology import DEFAULT_BASE, RDF, RDFS, XZ, read_ontology
from kg.serve.formats import GRAPHS
from kg.serve.marks import Piece, split_text
from kg.store import open_store

OTHER = "http://data.example/counties/"


class Reader(HTMLParser):
    """The text of a page, and its links."""

    def __init__(self, page):
        super().__init__()
        self.text, self.links, self.tags = "", [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        if tag == "a":
            self.links.append(found["href"])

    def handle_data(self, data):
        self.text += data


def visit(server, path, **headers):
    answer = server.ask("GET", path, **headers)
    assert (answer.status, answer.media) == (200, "text/html"), answer.text
    return Reader(answer.text)


@pytest.fixture(scope="module")
def elsewhere(specimen, tmp_path_factory):
    """A server of instances that stand under another base."""
    directory = tmp_path_factory.mktemp("elsewhere")
    write_output(specimen, directory, settings=Settings(base=OTHER))
    with run_server("--store", directory) as server:
        yield server


def find(specimen, name):
    return next(entity for entity in specimen.entities if entity.name == name)


def test_the_page_of_an_entity_says_what_is_known_of_it(served, specimen):
    bureau = find(specimen, "青溪县民政局")
    page = visit(served, f"/id/{bureau.id}")
    names = {entity.id: entity.name for entity in specimen.entities}
    kinds = read_ontology().relations
    for relation in specimen.relations:
        if bureau.id not in {relation.subject, relation.object}:
            continue
        out = relation.subject == bureau.id
        other = relation.object if out else relation.subject
        kind = kinds[relation.predicate]
        assert (kind.zh if out else kind.inverse_zh) in page.text
        assert names[other] in page.text
        assert f"/id/{other}" in page.links
        for evidence in relation.evidence:
            assert evidence.quote in page.text.replace("\n", "")
            assert f"/id/{evidence.article}" in page.links
    assert f"/#entity={bureau.id}" in page.links
    assert "script" not in page.tags


def test_figures_stand_on_the_page_of_their_entity(served, specimen):
    figure = specimen.figures[0]
    page = visit(served, f"/id/{figure.entity}")
    for each in specimen.figures:
        if each.entity == figure.entity:
            assert each.measure in page.text
            assert f"{each.value:f}" in page.text
            assert each.text in page.text


def test_every_link_of_every_page_leads_somewhere(served, specimen):
    seen, waiting = set(), [f"/id/{find(specimen, '青溪县').id}"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = served.ask("GET", path, Accept="text/html")
        assert answer.status in {200, 303}, path
        if answer.media == "text/html" and path.startswith(("/id/", "/quer")):
            links = (urljoin(path, link) for link in Reader(answer.text).links)
            waiting += [link.partition("#")[0] for link in links if link.startswith(("/", "?"))]
    assert {f"/id/{entity.id}" for entity in specimen.entities if entity.articles or entity.cls == "County"} <= seen
    assert {f"/id/{each.id}" for each in (*specimen.articles, *specimen.pages)} <= seen
    assert {"/", "/ontology", "/query", "/queries", "/api/openapi.json"} <= seen


def test_an_article_and_a_page_are_read_as_printed(served, specimen):
    article = specimen.articles[0]
    page = visit(served, f"/id/{article.id}")
    for paragraph in article.body.text.split("\n"):
        assert paragraph in page.text
    assert article.title.text in page.text
    assert f"/id/{find(specimen, '青溪县民政局').id}" in page.links
    assert f"/id/{article.page}" in page.links
    sheet = visit(served, f"/id/{article.page}")
    assert {f"/id/{each.id}" for each in specimen.articles} <= set(sheet.links)
    assert "specimen.txt" in sheet.text


@pytest.mark.parametrize("media", list(GRAPHS))
@pytest.mark.parametrize("way", ["accept", "ending", "format"])
def test_programs_have_triples(served, specimen, built, media, way):
    bureau = find(specimen, "青溪县民政局")
    form = GRAPHS[media]
    path = f"/id/{bureau.id}"
    if way == "accept":
        answer = served.ask("GET", path, Accept=f"{media}, text/html;q=0.5")
    else:
        answer = served.ask("GET", f"{path}.{form}" if way == "ending" else f"{path}?format={form}")
    assert (answer.status, answer.media) == (200, media)
    assert answer.headers["Vary"] == "Accept"
    assert f'<{path}.nt>; rel="alternate"' in answer.headers["Link"] or media == "application/n-triples"
    triples = {quad.triple for quad in parse(answer.body, format=RdfFormat.from_media_type(media))}
    store = open_store(built / "store")
    assert triples <= {quad.triple for quad in store}
    node = NamedNode(DEFAULT_BASE + bureau.id)
    assert {quad.triple for quad in store.quads_for_pattern(node, None, None, None)} <= triples
    claims = {
        quad.subject
        for end in ("subject", "object")
        for quad in store.quads_for_pattern(None, NamedNode(f"{RDF}{end}"), node, None)
    }
    assert claims
    assert claims <= {triple.subject for triple in triples}
    sentences = {triple.object.value for triple in triples if triple.predicate.value == f"{XZ}sentence"}
    assert sentences == {
        evidence.quote
        for relation in specimen.relations
        if bureau.id in {relation.subject, relation.object}
        for evidence in relation.evidence
    } | {figure.evidence.quote for figure in specimen.figures if figure.entity == bureau.id}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json", None),
        ("text/turtle;q=0.2, application/ld+json", "application/ld+json"),
    ],
)
def test_the_client_chooses(served, accept, media):
    answer = served.ask("GET", "/id/county-03", **({} if accept is None else {"Accept": accept}))
    assert answer.headers["Vary"] == "Accept"
    assert (answer.status, answer.media) == ((200, media) if media else (406, "text/plain"))


@pytest.mark.parametrize("path", ["/id/nobody", "/id/", "/id/county-03/x", "/id/%3Cscript%3E", "/elsewhere/county-03"])
def test_what_there_is_not(served, path):
    for accept in ("text/html", "text/turtle"):
        answer = served.ask("GET", path, Accept=accept)
        assert answer.status == 404, path
        assert "<script>" not in answer.text or accept != "text/html"


def test_an_unknown_format_is_refused(served):
    answer = served.ask("GET", "/id/county-03?format=pdf")
    assert answer.status == 400
    assert "found 'pdf', expected one of" in answer.text


def test_any_other_node_has_a_page_too(served, built):
    store = open_store(built / "store")
    claim = next(store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{XZ}Claim"), None)).subject.value
    page = visit(served, f"/id/{claim.removeprefix(DEFAULT_BASE)}")
    assert "rdf:subject" in page.text


def test_the_iri_s_own_path_leads_there(served, elsewhere, specimen):
    assert visit(served, "/xianzhi/id/county-03").text == visit(served, "/id/county-03").text
    page = visit(elsewhere, "/counties/county-03")
    assert f"{OTHER}county-03" in page.text
    assert all(not link.startswith("/id/") for link in page.links)
    assert any(link.startswith("/counties/") for link in page.links)
    assert visit(elsewhere, "/id/county-03").text == page.text
    answer = elsewhere.ask("GET", "/counties/county-03", Accept="text/turtle")
    labels = [
        quad.object.value
        for quad in parse(answer.body, format=RdfFormat.TURTLE)
        if quad.subject.value == f"{OTHER}county-03" and quad.predicate.value == f"{RDFS}label"
    ]
    assert labels == [find(specimen, "青溪县").name]
    view = json.loads(elsewhere.ask("GET", "/api/view").body)
    assert (view["base"], view["prefix"]) == (OTHER, "/counties/")


def test_a_name_of_any_letters_is_a_path(specimen, tmp_path):
    strange = replace(specimen.entities[-1], id="机构-a&b%2F")
    write_output(replace(specimen, entities=(*specimen.entities, strange)), tmp_path, settings=Settings())
    with run_server("--store", tmp_path) as server:
        page = visit(server, f"/id/{quote(strange.id, safe='')}")
        assert strange.name in page.text
        assert server.ask("GET", f"/api/entity/{quote(strange.id, safe='')}").status == 200


def test_the_ontology_is_documented(served):
    page = visit(served, "/ontology", Accept="text/html")
    assert "xz:implements" in page.text
    answer = served.ask("GET", "/ontology", Accept="text/turtle")
    assert answer.media == "text/turtle"
    assert any(quad.subject.value == f"{XZ}implements" for quad in parse(answer.body, format=RdfFormat.TURTLE))


def test_texts_are_split_where_they_name():
    names = {"a": {"name": "甲乙", "cls": "County"}}
    pieces = split_text("说甲乙丙。", [(1, 3, "a"), (2, 4, "a"), (4, 9, "a"), (4, 5, None)], names)
    assert pieces == [
        Piece("说"),
        Piece("甲乙", "a", "County", marked=True),
        Piece("丙"),
        Piece("。", marked=True),
    ]
