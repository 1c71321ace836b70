"""The interface for programs: every route answers as the OpenAPI document says, and finds what the store holds."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from servers import run_server
from synthetic import make_knowledge

from kg.model import Entity
from kg.output import Settings, write_output
from kg.serve.api import API
from kg.serve.catalogue.grams import fold, write_grams, write_phrase
from kg.store import revise_store
from kg.views.rdf import to_quads


def ask(server, path, **fields):
    """Status and body of a GET that must answer in JSON."""
    query = f"?{urlencode(fields)}" if fields else ""
    answer = server.ask("GET", f"/api/{path}{query}")
    assert answer.media == "application/json", answer.text
    return answer.status, json.loads(answer.body)


def find(server, text, **fields):
    status, found = ask(server, "search", q=text, **fields)
    assert status == 200
    return found


@pytest.fixture(scope="module")
def document(served):
    status, document = ask(served, "openapi.json")
    assert status == 200
    return document


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A server of more entities than are sent at once."""
    directory = tmp_path_factory.mktemp("large")
    knowledge = make_knowledge(2_400, 5_000)
    with revise_store(directory / "store", to_quads(knowledge), base=Settings().base):
        pass
    with run_server("--store", directory) as server:
        server.knowledge = knowledge
        yield server


# ---------------------------------------------------------------- the document


def test_the_document_is_valid_and_names_every_route(document):
    validate(document)
    assert document["openapi"].startswith("3.1")
    routes = {route.path.replace(":path}", "}") for route in API} - {"/api/openapi.json"}
    assert set(document["paths"]) == routes


def list_samples(knowledge):
    """For every operation what is asked: path, and for a POST the body."""
    fact = next(relation for relation in knowledge.relations if relation.evidence)
    ends = {"subject": fact.subject, "predicate": fact.predicate, "object": fact.object}
    article = knowledge.articles[0].id
    return {
        "view": ("view", None),
        "overview": ("overview", None),
        "search": (f"search?{urlencode({'q': '青溪'})}", None),
        "entity": (f"entity/{fact.subject}", None),
        "neighbours": (f"neighbours/{fact.subject}?steps=2", None),
        "links": ("links", {"some": [fact.subject], "others": [fact.object, "nobody"]}),
        "fact": (f"fact?{urlencode(ends)}", None),
        "path": (f"path?{urlencode({'from': fact.subject, 'to': knowledge.entities[0].id})}", None),
        "article": (f"article/{article}", None),
    }


@pytest.mark.parametrize("size", ["small", "large"])
def test_every_route_answers_as_it_says(served, large, document, specimen, size):
    server, knowledge = (served, specimen) if size == "small" else (large, large.knowledge)
    samples = list_samples(knowledge)
    operations = {
        operation["operationId"]: (method, operation)
        for methods in document["paths"].values()
        for method, operation in methods.items()
    }
    assert set(samples) == set(operations)
    for name, (path, body) in samples.items():
        method, operation = operations[name]
        sent = None if body is None else json.dumps(body).encode()
        answer = server.ask(method.upper(), f"/api/{path}", sent)
        assert answer.status == 200, (name, answer.text)
        described = operation["responses"]["200"]["content"]
        schema = {**described[answer.media]["schema"], "components": document["components"]}
        faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(json.loads(answer.body))]
        assert faults == [], name


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("search", 400, "q: found 0 characters"),
        ("search?q=+", 400, "q: found 0 characters"),
        ("search?q=" + "x" * 201, 400, "q: found 201 characters"),
        ("search?q=x&limit=0", 400, "limit: found '0', expected a number from 1 to 100"),
        ("search?q=x&limit=-1", 400, "limit"),
        ("search?q=x&limit=%C2%B2", 400, "limit"),
        ("search?q=x&q=y", 400, "q: found more than one"),
        ("search?q=%ff", 400, "UTF-8"),
        ("neighbours/county-03?steps=3", 400, "steps: found '3', expected a number from 1 to 2"),
        ("neighbours/county-03?depth=1", 400, "found depth, expected steps, limit, offset"),
        ("overview?x=1", 400, "found x, expected no parameter"),
        ("fact?subject=a&predicate=eats&object=b", 400, "predicate: found 'eats', expected one of partOf"),
        ("path?from=county-03", 400, "to: found none, expected one"),
        ("entity/nobody", 404, "entity nobody: no such entity"),
        ("entity/%3Cscript%3E", 404, "entity <script>: no such entity"),
        ("entity/a/b", 404, "no such entity"),
        ("neighbours/nobody", 404, "no such entity"),
        ("article/county-03", 404, "article county-03: no such article"),
        ("fact?subject=county-03&predicate=partOf&object=county-03", 404, "no such fact"),
        ("nothing", 404, "not found"),
    ],
)
def test_a_fault_is_told_in_json(served, document, path, status, said):
    answer = served.ask("GET", f"/api/{path}", Accept="text/html")
    assert (answer.status, answer.media) == (status, "application/json")
    told = json.loads(answer.body)
    assert said in told["error"]
    Draft202012Validator(document["components"]["schemas"]["Fault"]).validate(told)


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b'{"some": []}', b'{"some": "x", "others": []}', b'{"some": [1], "others": []}',
             b'{"some": ["\\ud800"], "others": []}', b"[" * 100_000]
)  # fmt: skip
def test_a_body_that_is_not_as_it_must_be(served, body):
    answer = served.ask("POST", "/api/links", body)
    assert (answer.status, answer.media) == (400, "application/json")
    assert "expected" in json.loads(answer.body)["error"]


# ---------------------------------------------------------------- search


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("青溪县民政局", "青溪县民政局"),
        ("青溪", "青溪县"),
        ("qingxixian", "青溪县"),
        ("QXX", "青溪县"),
        ("qing xi xian", "青溪县"),
        ("暖阳行动", "暖阳行动"),
        ("阳行", "暖阳行动"),
        ("阳", "暖阳行动"),
        ("522701", "青溪县"),
    ],
)
def test_an_entity_is_found_by_any_of_its_names(served, text, name):
    hits = [hit["name"] for hit in find(served, text)["entities"]]
    if text.isdigit():
        assert hits == []  # a code is no name
    else:
        assert name in hits
        if name.startswith(text):
            assert hits[0].startswith(text)


def test_the_likeliest_comes_first(large):
    found = find(large, "云川县", limit=5)
    assert found["entities"][0]["name"] == "云川县"
    assert len(found["entities"]) == 5
    assert found["total"]["entities"] == sum("云川县" in entity.name for entity in large.knowledge.entities)


@pytest.mark.parametrize("word", ["补贴", "贴", "独居老人", "98.5%", "，", "李安", "暖阳行动 护林", "林长制 护林"])
def test_articles_are_found_by_their_text(served, specimen, word):
    texts = {
        article.id: [passage.text for passage in (article.title, article.deck, article.body) if passage]
        for article in specimen.articles
    }
    expected = {id_ for id_, parts in texts.items() if all(any(w in part for part in parts) for w in word.split())}
    found = find(served, word)
    assert {hit["id"] for hit in found["articles"]} == expected
    assert found["total"]["articles"] == len(expected)
    for hit in found["articles"]:
        article = next(article for article in specimen.articles if article.id == hit["id"])
        part = article.passage(hit["part"]).text
        assert part[hit["start"] :].startswith(hit["snippet"])
        assert hit["marks"]
        assert {hit["snippet"][start:end] for start, end in hit["marks"]} <= set(word.split())


@pytest.mark.parametrize(
    "text", ['"', "' OR 1=1 --", "NEAR(a b)", "a* OR b*", "title:x", "\U0002a6d6", "%", "_", "\x00"]
)
def test_what_an_index_would_take_for_orders_is_text(served, text):
    found = find(served, text)
    assert all(text in "".join(hit["snippet"]) for hit in found["articles"])
    assert all(text in hit["name"] for hit in found["entities"])


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "' OR 1", "x> <http://a/b", "\\", "\0"])
def test_an_id_is_text(served, name):
    for path in ("/api/entity/", "/api/neighbours/", "/api/article/", "/id/"):
        answer = served.ask("GET", path + quote(name, safe=""), Accept="text/html")
        assert answer.status == 404
        assert "<script>alert" not in answer.text or answer.media == "application/json"


def test_words_of_two_characters():
    assert write_grams("青溪") == "009752006eaa 006eaa000000"
    assert write_phrase("青溪") == '"009752006eaa"'
    assert write_phrase("青") == "009752*"
    assert fold("AİB") == "aİb"  # a character whose lower case is two stays, so that offsets do


# ---------------------------------------------------------------- entities, neighbours, articles


def test_an_entity_has_its_facts_with_their_sentences(served, specimen):
    known = next(entity for entity in specimen.entities if entity.name == "青溪县民政局")
    status, told = ask(served, f"entity/{known.id}")
    assert status == 200
    assert (told["entity"]["name"], told["entity"]["cls"]) == (known.name, "Institution")
    assert told["entity"]["iri"] == f"https://w3id.org/xianzhi/id/{known.id}"
    expected = {
        (each.subject, each.predicate, each.object): each
        for each in specimen.relations
        if known.id in {each.subject, each.object}
    }
    assert {(fact["subject"], fact["predicate"], fact["object"]) for fact in told["facts"]} == set(expected)
    for fact in told["facts"]:
        relation = expected[fact["subject"], fact["predicate"], fact["object"]]
        assert fact["direction"] == ("out" if relation.subject == known.id else "in")
        assert fact["confidence"] == pytest.approx(relation.confidence)
        quotes = [evidence["quote"] for claim in fact["claims"] for evidence in claim["evidence"]]
        assert quotes == [evidence.quote for claim in relation.claims for evidence in claim.evidence]
        for claim in fact["claims"]:
            for evidence in claim["evidence"]:
                assert evidence["article"] in {article["id"] for article in told["articles"]}
        assert {fact["subject"], fact["object"]} <= set(told["names"])
    assert told["more"] == {"facts": 0, "figures": 0, "articles": 0}


def test_figures_stand_with_their_entity(served, specimen):
    figure = specimen.figures[0]
    _, told = ask(served, f"entity/{figure.entity}")
    expected = {
        (each.measure, f"{each.value:f}", each.unit) for each in specimen.figures if each.entity == figure.entity
    }
    assert {(each["measure"], each["value"], each["unit"]) for each in told["figures"]} == expected


def test_what_a_limit_leaves_out_is_counted_and_comes_next(large):
    _, whole = ask(large, "entity/e000002", limit=500)
    assert whole["more"]["facts"] == 0
    count = len(whole["facts"])
    assert count > 20
    _, part = ask(large, "entity/e000002", limit=7)
    assert (len(part["facts"]), part["more"]["facts"]) == (7, count - 7)
    seen = []
    for offset in range(0, count, 7):
        _, part = ask(large, "entity/e000002", limit=7, offset=offset)
        seen += [(fact["subject"], fact["predicate"], fact["object"]) for fact in part["facts"]]
    assert seen == [(fact["subject"], fact["predicate"], fact["object"]) for fact in whole["facts"]]


@pytest.mark.parametrize("steps", [1, 2])
def test_neighbours_are_those_of_the_graph(large, steps):
    near = {}
    for relation in large.knowledge.relations:
        near.setdefault(relation.subject, set()).add(relation.object)
        near.setdefault(relation.object, set()).add(relation.subject)
    reached = {"e000002"}
    for _ in range(steps):
        reached |= {other for one in reached for other in near[one]}
    _, found = ask(large, "neighbours/e000002", steps=steps, limit=10)
    assert found["centre"] == "e000002"
    ids = [entity["id"] for entity in found["entities"]]
    assert len(ids) == len(set(ids)) == 11
    assert set(ids) <= reached
    assert found["more"] == len(reached) - 11
    among = {
        (each.subject, each.predicate, each.object)
        for each in large.knowledge.relations
        if {each.subject, each.object} <= set(ids)
    }
    assert {(fact["subject"], fact["predicate"], fact["object"]) for fact in found["facts"]} == among
    places = {(node["x"], node["y"]) for node in found["nodes"]}
    assert len(places) == len(found["nodes"]) == 11
    seen: set[str] = set()
    for offset in range(0, 500, 100):
        _, part = ask(large, "neighbours/e000002", steps=steps, limit=100, offset=offset)
        own = {entity["id"] for entity in part["entities"]} - {"e000002"}
        assert not seen & own
        seen |= own
        if not part["more"]:
            break
    assert len(seen) == min(500, len(reached) - 1)


def test_a_way_between_two_leads_from_one_to_the_other(large):
    ids = [entity.id for entity in large.knowledge.entities]
    _, found = ask(large, "path", **{"from": ids[3], "to": ids[-1]})
    assert found["way"]
    assert found["complete"]
    at = ids[3]
    for subject, _, object_ in found["way"]:
        assert at in {subject, object_}
        at = object_ if at == subject else subject
    assert at == ids[-1]
    assert {(f["subject"], f["predicate"], f["object"]) for f in found["facts"]} == {
        tuple(step) for step in found["way"]
    }
    assert all(fact["whole"] for fact in found["facts"])
    _, none = ask(large, "path", **{"from": ids[3], "to": ids[3]})
    assert (none["way"], none["complete"]) == ([], True)


def test_an_article_has_its_text_and_the_names_in_it(served, specimen):
    article = specimen.articles[0]
    _, told = ask(served, f"article/{article.id}")
    assert told["article"]["body"]["text"] == article.body.text
    assert told["page"]["source"] == "specimen.txt"
    marked = {article.body.text[start:end] for start, end, _ in told["article"]["body"]["marks"]}
    assert "青溪县民政局" in marked
    for start, end, id_ in told["article"]["body"]["marks"]:
        known = next(entity for entity in specimen.entities if entity.id == id_)
        assert article.body.text[start:end] in {known.name, *known.aliases}


def test_a_small_store_comes_whole_and_a_large_one_as_an_overview(served, large, specimen):
    _, view = ask(served, "view")
    assert view["whole"]
    assert len(view["entities"]) == len(specimen.entities)
    assert len(view["facts"]) == len(specimen.relations)
    _, view = ask(large, "view")
    assert not view["whole"]
    assert view["totals"]["entities"] == 2_400
    assert 12 < len(view["entities"]) < 200
    assert sum(entity["cls"] == "County" for entity in view["entities"]) >= 12
    assert sum(view["totals"]["classes"].values()) == 2_400


def test_a_build_that_comes_later_is_found(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    with run_server("--store", tmp_path) as server:
        assert find(server, "望江亭")["entities"] == []
        more = replace(specimen, entities=(*specimen.entities, Entity("venue-99", "Venue", "望江亭")))
        write_output(more, tmp_path, settings=Settings())
        assert [hit["name"] for hit in find(server, "望江亭")["entities"]] == ["望江亭"]
        assert ask(server, "entity/venue-99")[0] == 200


def test_the_catalogue_stands_beside_the_store_and_is_used_again(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    catalogue = tmp_path / ".store.catalogue"
    stamps = []
    for _ in range(2):
        with run_server("--store", tmp_path) as server:
            find(server, "青溪")
        stamps.append(catalogue.stat().st_mtime_ns)
    assert stamps[0] == stamps[1]
    catalogue.write_bytes(b"something else")
    with run_server("--store", tmp_path) as server:
        assert find(server, "青溪")["entities"]
    assert sorted(path.name for path in tmp_path.glob(".store*")) == [".store.catalogue"]


def test_a_file_of_rdf_is_served_alike(built, tmp_path):
    shutil.copy(built / "graph.ttl", tmp_path / "graph.ttl")
    with run_server("--graph", tmp_path / "graph.ttl") as server:
        assert find(server, "青溪")["entities"][0]["name"] == "青溪县"
        assert server.ask("GET", f"/id/{quote('county-03')}").status == 200
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]
