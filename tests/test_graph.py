from __future__ import annotations

import csv
import html
import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import pytest
import rdflib
from specimen import A1, A2, BUREAU, FORESTRY, HOME, QINGXI, SHIMEN, SHOW, WARMTH

from kg.errors import InputError, NotFound, QueryError
from kg.graph import KnowledgeGraph
from kg.model import Entity, Knowledge
from kg.resources.ontology import DEFAULT_BASE, XZ
from kg.views.page import to_html
from kg.views.rdf import to_turtle
from kg.views.tables import to_relation_table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def graph(specimen: Knowledge) -> KnowledgeGraph:
    return KnowledgeGraph(specimen)


@pytest.fixture(scope="module")
def homonyms() -> KnowledgeGraph:
    """Two districts and a street of one name, as they exist in several cities."""
    return KnowledgeGraph(
        Knowledge(
            entities=(
                Entity(id="county-1", cls="County", name="鼓楼区", code="320106"),
                Entity(id="county-2", cls="County", name="鼓楼区", code="350102"),
                Entity(id="township-3", cls="Township", name="鼓楼街道", aliases=("鼓楼",)),
                Entity(id="venue-4", cls="Venue", name="鼓楼"),
            )
        )
    )


def names(entities: tuple[Entity, ...]) -> list[str]:
    return sorted(entity.name for entity in entities)


# ---------------------------------------------------------------- one graph in every form


def test_the_same_facts_in_every_form(graph: KnowledgeGraph) -> None:
    relations = graph.knowledge.relations
    facts = sorted((r.subject, r.predicate, r.object, c.role or "") for r in relations for c in r.claims)
    claims = graph.rdf.query(
        "SELECT ?s ?p ?o ?role { ?c a xz:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ."
        " OPTIONAL { ?c xz:role ?role } }"
    )
    in_rdf = [
        (c.s.removeprefix(DEFAULT_BASE), c.p.removeprefix(XZ), c.o.removeprefix(DEFAULT_BASE), str(c.role or ""))
        for c in claims
    ]
    in_network = [(s, d["predicate"], o, d.get("role", "")) for s, o, d in graph.network.edges(data=True)]
    table = csv.DictReader(io.StringIO(to_relation_table(graph.knowledge).decode("utf-8-sig"), newline=""))
    in_table = {(row["subject_id"], row["relation"], row["object_id"], row["role"]) for row in table}
    asked = graph.query(
        "SELECT ?s ?p ?o ?role { ?c rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . OPTIONAL { ?c xz:role ?role } }"
    )
    assert sorted(in_rdf) == facts
    assert sorted(in_network) == sorted((r.subject, r.predicate, r.object, r.role or "") for r in relations)
    assert sorted(in_table) == facts
    assert len(asked) == len(facts)


def test_other_forms_are_made_once(graph: KnowledgeGraph) -> None:
    assert isinstance(graph.network, nx.MultiDiGraph)
    assert isinstance(graph.rdf, rdflib.Graph)
    assert graph.network is graph.network
    assert graph.rdf is graph.rdf


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://example.org/kg#"])
def test_loading_gives_the_same_graph(specimen: Knowledge, tmp_path: Path, base: str) -> None:
    (tmp_path / "graph.ttl").write_bytes(to_turtle(specimen, base=base))
    for path in (tmp_path, tmp_path / "graph.ttl", str(tmp_path / "graph.ttl")):
        loaded = KnowledgeGraph.load(path)
        assert loaded.base == base
        assert loaded.knowledge.relations == specimen.relations
        assert loaded.knowledge.figures == specimen.figures
        assert loaded.knowledge.articles == specimen.articles
        assert to_turtle(loaded.knowledge, base=loaded.base) == to_turtle(specimen, base=base)
    assert loaded.query("SELECT ?e { ?e a xz:Venue }").rows == ((f"{base}venue-13",),)


def test_loading_what_is_no_graph(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"graph\.ttl: found no such file"):
        KnowledgeGraph.load(tmp_path)


def test_importing_loads_no_heavy_library() -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1].split('|'); import kg.graph;"
        " print(sorted({'rdflib', 'networkx', 'pyoxigraph', 'numpy', 'jieba'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, "|".join(sys.path)], check=True, capture_output=True, text=True
    )
    assert found.stdout == "[]\n"


# ---------------------------------------------------------------- entities


@pytest.mark.parametrize("name", ["青溪县民政局", "县民政局", "institution-06", "该局"])
def test_an_entity_by_any_form(graph: KnowledgeGraph, name: str) -> None:
    assert graph.entity(name) is BUREAU


def test_an_entity_by_code(graph: KnowledgeGraph) -> None:
    assert graph.entity("529901") is QINGXI


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("青溪县民证局", "no entity named '青溪县民证局'; did you mean 青溪县民政局"),
        ("民政", "no entity named '民政'; did you mean 县民政局, 青溪县民政局"),
        ("xyz", "no entity named 'xyz'$"),
        ("", "no entity named ''$"),
    ],
)
def test_an_unknown_name(graph: KnowledgeGraph, name: str, expected: str) -> None:
    with pytest.raises(NotFound, match=expected):
        graph.entity(name)


def test_a_name_of_several(homonyms: KnowledgeGraph) -> None:
    expected = (
        r"'鼓楼区' may be any of: 鼓楼区 \(County, 320106\) county-1, 鼓楼区 \(County, 350102\) county-2; expected one"
    )
    with pytest.raises(NotFound, match=expected):
        homonyms.entity("鼓楼区")
    with pytest.raises(NotFound, match=expected):
        homonyms.entity("鼓楼区", type="County")
    assert homonyms.entity("350102").id == "county-2"
    assert homonyms.entity("county-1").code == "320106"
    assert homonyms.entity("鼓楼").id == "venue-4"  # a canonical name comes before another's alias
    assert homonyms.entity("鼓楼", type="Township").id == "township-3"
    with pytest.raises(NotFound, match="no entity of class Person named '鼓楼'"):
        homonyms.entity("鼓楼", type="Person")


@pytest.mark.parametrize(
    ("type_", "article", "expected"),
    [
        ("County", None, ["石门县", "青溪县"]),
        ("县级区划", None, ["石门县", "青溪县"]),
        ("Division", None, ["沙泉镇", "甘肃省", "石门县", "贵州省", "青溪县"]),
        ("Zone", None, []),
        (None, A2, ["赵晴", "青溪县福利院"]),
        ("Programme", "石门县在沙泉镇推行林长制", ["林长制"]),
    ],
)
def test_entities(graph: KnowledgeGraph, type_: str | None, article: str | None, expected: list[str]) -> None:
    assert names(graph.entities(type=type_, article=article)) == expected


def test_all_entities(graph: KnowledgeGraph) -> None:
    assert graph.entities() == graph.knowledge.entities


def test_entities_of_nothing(graph: KnowledgeGraph) -> None:
    with pytest.raises(NotFound, match="no class 'Countie'; did you mean County"):
        graph.entities(type="Countie")
    with pytest.raises(NotFound, match="no article '林长'; did you mean 石门县在沙泉镇推行林长制"):
        graph.entities(article="林长")


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("福利院", {}, ["2024暖阳文艺汇演", "青溪县", "青溪县民政局"]),
        ("福利院", {"direction": "out"}, ["2024暖阳文艺汇演", "青溪县", "青溪县民政局"]),  # cooperation goes both ways
        ("福利院", {"direction": "in"}, ["青溪县民政局"]),
        ("福利院", {"relation": "organises"}, ["2024暖阳文艺汇演"]),
        ("福利院", {"relation": "举办", "direction": "in"}, []),
        ("甘肃省", {"relation": "partOf", "direction": "in", "steps": 2}, ["沙泉镇", "石门县"]),
        ("甘肃省", {"direction": "out", "steps": 9}, []),
        ("老街剧场", {"steps": 2}, ["2024暖阳文艺汇演", "青溪县民政局", "青溪县福利院"]),
    ],
)
def test_neighbours(graph: KnowledgeGraph, name: str, options: dict[str, object], expected: list[str]) -> None:
    assert names(graph.neighbours(name, **options)) == expected  # type: ignore[arg-type]


def test_neighbours_come_nearest_first(graph: KnowledgeGraph) -> None:
    found = [entity.name for entity in graph.neighbours("甘肃省", relation="partOf", direction="in", steps=2)]
    assert found == ["石门县", "沙泉镇"]


def test_neighbours_in_no_direction(graph: KnowledgeGraph) -> None:
    with pytest.raises(ValueError, match="found direction 'up', steps 1"):
        graph.neighbours("福利院", direction="up")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="steps 0"):
        graph.neighbours("福利院", steps=0)


# ---------------------------------------------------------------- facts


def test_relations(graph: KnowledgeGraph) -> None:
    assert graph.relations() == graph.knowledge.relations
    assert {r.predicate for r in graph.relations("县民政局", None, "暖阳行动")} == {"initiates", "implements"}
    assert len(graph.relations(predicate="implements")) == 3
    assert graph.relations(predicate="实施") == graph.relations(predicate="implements")
    assert [r.subject for r in graph.relations(object=WARMTH, predicate="initiates")] == [BUREAU.id]
    assert graph.relations("甘肃省", "partOf") == ()


def test_a_symmetric_relation_is_found_from_either_end(graph: KnowledgeGraph) -> None:
    [fact] = graph.relations(HOME, "cooperatesWith", BUREAU)
    assert graph.relations(BUREAU, "cooperatesWith", HOME) == (fact,)
    assert graph.relations(subject=HOME, predicate="cooperatesWith") == (fact,)
    assert graph.relations(HOME, "supports", BUREAU) == ()


def test_relations_of_nothing(graph: KnowledgeGraph) -> None:
    with pytest.raises(NotFound, match="no relation 'devours'; there are partOf, "):
        graph.relations(predicate="devours")
    with pytest.raises(NotFound, match="no entity named '无此局'"):
        graph.relations(subject="无此局")


def test_evidence(graph: KnowledgeGraph) -> None:
    sentences = [evidence.quote for evidence in graph.evidence("县民政局", "implements", "暖阳行动")]
    assert sentences == [
        "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。",
        "青溪县民政局局长周正说，行动覆盖率达98.5%。",
    ]
    [fact] = graph.relations(predicate="recognises")
    assert [evidence.quote for evidence in graph.evidence(fact)] == ["省林业厅授予石门县林业局先进集体。"]
    assert graph.evidence("青溪县", "partOf") == ()
    with pytest.raises(NotFound, match="no fact 石门县林业局 organises 2024暖阳文艺汇演"):
        graph.evidence(FORESTRY, "organises", SHOW)


def test_figures(graph: KnowledgeGraph) -> None:
    assert [figure.text for figure in graph.figures("暖阳行动")] == ["320名", "98.5%"]
    assert [figure.entity for figure in graph.figures(SHIMEN)] == [SHIMEN.id]
    assert graph.figures("老街剧场") == ()
    assert graph.figures() == graph.knowledge.figures


def test_articles(graph: KnowledgeGraph) -> None:
    assert [article.id for article in graph.articles()][:2] == [A1, A2]
    assert graph.article(A2).kind == "photo"
    with pytest.raises(NotFound, match="no article ''"):
        graph.article("")
    twice = replace(graph.knowledge.articles[0], id="other-01")
    with pytest.raises(NotFound, match=r"may be any of: p.*, other-01; expected one, by id"):
        KnowledgeGraph(Knowledge(articles=(*graph.articles(), twice))).article("青溪县“暖阳行动”让独居老人有人管")


# ---------------------------------------------------------------- SPARQL


def test_query_by_name_and_in_sparql(graph: KnowledgeGraph) -> None:
    rows = list(graph.query("programmes-by-county", county="石门县"))
    assert [(row["programme"], row["actor"]) for row in rows] == [("林长制", "沙泉镇"), ("林长制", "石门县林业局")]
    assert graph.query("SELECT ?n { ?e a xz:Venue ; rdfs:label ?n }").rows == (("老街剧场",),)
    assert graph.query("ASK { ?e rdfs:label ?name }", name="老街剧场")
    assert graph.query("SELECT ?query ?e { ?e rdfs:label ?query }", query="老街剧场")  # a parameter may have any name
    with pytest.raises(NotFound, match="no question 'programes-by-county'; did you mean programmes-by-county"):
        graph.query("programes-by-county")
    with pytest.raises(QueryError, match="query:1:1: expected"):
        graph.query("")


# ---------------------------------------------------------------- how it shows itself


def test_repr(graph: KnowledgeGraph) -> None:
    assert repr(graph) == "<KnowledgeGraph: 1 pages, 3 articles, 17 entities, 17 relations, 4 figures>"


HOSTILE = "<script>alert(1)</script> href='x' <img src=x onerror=alert(2)>"


def in_notebook(thing: object) -> str:
    """The HTML that a notebook's own machinery takes of a value."""
    from IPython.core.formatters import DisplayFormatter  # noqa: PLC0415 - comes with pyvis

    found, _ = DisplayFormatter().format(thing)
    return found["text/html"]


class TestNotebook:
    def test_a_graph(self, graph: KnowledgeGraph, specimen: Knowledge) -> None:
        shown = in_notebook(graph)
        assert "<th>县级区划</th><td>2</td>" in shown
        assert "<td>任职（局长）</td>" in shown
        assert " of " not in shown
        hostile = [replace(e, name=HOSTILE) if e.id == BUREAU.id else e for e in specimen.entities]
        many = replace(specimen, entities=tuple(hostile), relations=specimen.relations * 10)
        shown = in_notebook(KnowledgeGraph(many))
        assert not re.search("<(?!/?(table|thead|tbody|tr|th|td|p)>)", shown)
        assert html.escape(HOSTILE) in shown
        assert shown.count("<td>") == 4 * 50 + shown.count("</th><td>")
        assert "<p>50 of 170 facts</p>" in shown

    def test_an_entity(self, graph: KnowledgeGraph) -> None:
        shown = in_notebook(graph.entity("青溪县"))
        assert "<tr><th>County</th><td>青溪县</td></tr><tr><th>aliases</th><td>青溪</td></tr>" in shown
        assert "529901" in shown
        shown = in_notebook(replace(graph.entity("青溪县"), name=HOSTILE, aliases=(HOSTILE,), decisions=(HOSTILE,)))
        assert shown.count(html.escape(HOSTILE)) == 3
        assert "<script>" not in shown

    def test_an_answer(self, specimen: Knowledge) -> None:
        entities = tuple(replace(e, name=f"{e.name}{HOSTILE}") for e in specimen.entities)
        graph = KnowledgeGraph(replace(specimen, entities=entities))
        shown = in_notebook(graph.query("SELECT ?name { ?e a xz:County ; rdfs:label ?name } ORDER BY ?name"))
        assert shown.startswith("<table><thead><tr><th>name</th></tr></thead><tbody>")
        assert f"<td>{html.escape('石门县' + HOSTILE)}</td>" in shown
        assert "<script>" not in shown
        long = graph.query("SELECT ?s ?o { ?s ?p ?o }")
        assert f"<p>50 of {len(long):,} rows</p>" in in_notebook(long)
        assert in_notebook(long).count("<tr>") == 51
        triples = graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert f"<p>50 of {len(triples):,} triples</p>" in in_notebook(triples)
        assert "<td>true</td>" in in_notebook(graph.query("ASK { ?e a xz:County }"))

    def test_the_network_in_a_frame(self, graph: KnowledgeGraph) -> None:
        view = graph.show(height=480)
        shown = in_notebook(view)
        frame = re.fullmatch(
            r'<iframe title="([^"]*)" sandbox="([^"]*)" style="([^"]*)" srcdoc="([^"]*)"></iframe>', shown
        )
        assert frame
        assert html.unescape(frame[4]) == view.html == to_html(graph.knowledge)
        assert "allow-same-origin" not in frame[2]
        assert "480px" in frame[3]
        assert len(repr(view)) < 100
