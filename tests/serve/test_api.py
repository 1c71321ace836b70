"""The API that a viewer asks, against its own description; and the pages of entities."""

from __future__ import annotations

import json
from urllib.parse import quote

import jsonschema
import pytest
import rdflib

COUNTY = "county-03"


@pytest.fixture(scope="module")
def document(served):
    answer = served.ask("GET", "/api/openapi.json")
    assert (answer.status, answer.media) == (200, "application/json")
    return json.loads(answer.body)


def get(served, path):
    answer = served.ask("GET", path)
    assert answer.status == 200, answer.text
    assert answer.media == "application/json"
    return json.loads(answer.body)


def check(document, path, status, value):
    """That a value is what the description says of a route's answer."""
    response = document["paths"][path]["get"]["responses"][str(status)]
    schema = response["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


def make_examples(document):
    for path, methods in document["paths"].items():
        address, queries = path, []
        for parameter in methods["get"].get("parameters", []):
            example = parameter.get("example", parameter["schema"].get("default"))
            if parameter["in"] == "path":
                address = address.replace("{" + parameter["name"] + "}", quote(str(example)))
            else:
                queries.append(f"{parameter['name']}={quote(str(example))}")
        yield path, address + ("?" + "&".join(queries) if queries else "")


def test_every_route_answers_as_the_description_says(served, document):
    from kg.serve.api import ROUTES  # noqa: PLC0415 - by its test

    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": served.url.rstrip("/")}]
    assert {route.path for route in ROUTES} == set(document["paths"])
    for path, address in make_examples(document):
        value = get(served, address)
        check(document, path, 200, value)
        assert value


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("青溪县", "青溪县"),
        ("青溪", "青溪县"),
        ("qingxixian", "青溪县"),
        ("QXX", "青溪县"),
        ("nuanyang", "暖阳行动"),
        ("民政局", "青溪县民政局"),
        ("2024", "2024暖阳文艺汇演"),
    ],
)
def test_entities_are_found_by_name_short_name_and_pinyin(served, document, text, first):
    found = get(served, f"/api/search?q={quote(text)}")
    check(document, "/api/search", 200, found)
    assert found["entities"][0]["name"] == first


def test_articles_are_found_by_their_text(served, document):
    found = get(served, f"/api/search?q={quote('独居老人')}")
    check(document, "/api/search", 200, found)
    assert found["entities"] == []
    assert (found["articlesFound"], found["articles"][0]["times"]) == (1, 2)
    assert found["articles"][0]["headline"] == "青溪县“暖阳行动”让独居老人有人管"
    assert "独居老人" in found["articles"][0]["excerpt"]


def test_a_search_gives_no_more_than_asked_and_says_how_many_there_are(served):
    found = get(served, f"/api/search?q={quote('县')}&limit=2")
    assert len(found["entities"]) == 2
    assert found["entitiesFound"] > 2


def test_an_entity_has_its_facts_with_their_sentences(served, document):
    bureau = get(served, f"/api/search?q={quote('青溪县民政局')}")["entities"][0]["id"]
    entity = get(served, f"/api/entity/{bureau}")
    check(document, "/api/entity/{id}", 200, entity)
    fact = next(fact for fact in entity["facts"] if fact["relation"] == "initiates")
    assert (fact["direction"], fact["other"]["name"], fact["inferred"]) == ("out", "暖阳行动", False)
    evidence = fact["evidence"][0]
    start, end = evidence["object"]
    assert evidence["sentence"][start:end] == "暖阳行动"
    assert evidence["page"] == "specimen.txt"
    assert {"县民政局", "该局"} <= set(entity["aliases"])


def test_neighbours_by_steps(served, document):
    near = get(served, f"/api/neighbours/{COUNTY}")
    far = get(served, f"/api/neighbours/{COUNTY}?steps=2")
    for value in (near, far):
        check(document, "/api/neighbours/{id}", 200, value)
        ids = {node["id"] for node in value["nodes"]}
        assert all(edge["subject"] in ids and edge["object"] in ids for edge in value["edges"])
    names = {node["name"]: node["distance"] for node in near["nodes"]}
    assert names["青溪县"] == 0
    assert names["青溪县民政局"] == 1
    assert "暖阳行动" not in names
    assert {node["name"]: node["distance"] for node in far["nodes"]}["暖阳行动"] == 2
    assert near["cut"] is False


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/search", 400, "q: found nothing"),
        ("/api/search?q=%20", 400, "q: found nothing"),
        ("/api/search?q=a&limit=1000", 400, "limit: found '1000', expected a number from 1 to 50"),
        ("/api/entity/county-99", 404, "no entity 'county-99'"),
        ("/api/neighbours/county-99", 404, "no entity 'county-99'"),
        (f"/api/neighbours/{COUNTY}?steps=0", 400, "steps: found '0'"),
        (f"/api/neighbours/{COUNTY}?steps=x", 400, "steps: found 'x'"),
        ("/id/county-99", 404, "no entity 'county-99'"),
    ],
)
def test_faults(served, path, status, said):
    answer = served.ask("GET", path)
    assert (answer.status, answer.media) == (status, "text/plain")
    assert said in answer.text


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "' OR 1", "x> <http://a/b", "\\", "%00"])
def test_what_is_asked_is_text(served, name):
    assert get(served, f"/api/search?q={quote(name)}")["entities"] == []
    for path in ("/api/entity/", "/api/neighbours/", "/id/"):
        answer = served.ask("GET", path + quote(name, safe=""), Accept="text/html")
        assert answer.status == 404
        assert "<script>alert" not in answer.text


def test_the_page_of_an_entity(served):
    page = served.ask("GET", f"/id/{COUNTY}", Accept="text/html,*/*;q=0.8")
    assert (page.status, page.media) == (200, "text/html")
    assert "<h1>青溪县</h1>" in page.text
    assert "县级区划 County" in page.text
    assert "529901" in page.text
    assert 'href="/id/institution-06"' in page.text
    assert page.headers["Vary"] == "Accept"


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"]
)
def test_the_data_of_an_entity(served, media):
    answer = served.ask("GET", f"/id/{COUNTY}", Accept=media)
    assert (answer.status, answer.media) == (200, media)
    graph = rdflib.Graph().parse(data=answer.body, format="json-ld" if "json" in media else media)
    county = rdflib.URIRef(f"https://w3id.org/xianzhi/id/{COUNTY}")
    assert (county, rdflib.RDFS.label, rdflib.Literal("青溪县", lang="zh")) in graph
    assert set(graph.subjects()) == {county}


def test_an_entity_in_no_format_that_there_is(served):
    assert served.ask("GET", f"/id/{COUNTY}", Accept="image/png").status == 406
