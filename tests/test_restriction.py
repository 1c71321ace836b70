"""What one page states: the pages' parts are the whole again, and each is what the page alone gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.errors import NotFound
from kg.judgements import Judgement
from kg.model import Claim, Entity, Knowledge, Relation
from kg.pipeline import build_each, merge_knowledge
from kg.resources.ontology import DEFAULT_BASE, SKOS
from kg.restriction import restrict, split_pages
from kg.views.rdf import from_rdf, to_quads, to_rdf, to_triples, to_turtle

GOLD = Path(__file__).parent / "gold"
FORMS = {f"{SKOS}altLabel", f"{SKOS}editorialNote"}


@pytest.fixture(scope="module")
def parts() -> list[Knowledge]:
    """Pages built one by one: six, and of two of them copies that lack some lines, so that pages say much the same."""
    from kg.articles import read_page  # noqa: PLC0415 - only what builds loads the stages

    pages = [read_page(path, place="廊坊市", paper="样报") for path in sorted(GOLD.glob("*.txt"))[:6]]
    for page in pages[:2]:
        lines = page.text.splitlines(keepends=True)
        copies = [lines[: len(lines) // 2], lines[len(lines) // 3 :]]
        pages += [
            replace(page, id=f"{page.id}{n}", source=f"{n}-{page.source}", text="".join(copy))
            for n, copy in enumerate(copies)
        ]
    built = list(build_each(pages))
    assert all(isinstance(part, Knowledge) for part in built)
    return [part for part in built if isinstance(part, Knowledge)]


def graphs_of(knowledge: Knowledge) -> dict[str, set[Triple]]:
    """Triples by local name of their graph; the default graph is ''."""
    found: dict[str, set[Triple]] = {}
    for quad in to_quads(knowledge):
        graph = quad.graph_name
        name = graph.value.removeprefix(DEFAULT_BASE) if isinstance(graph, NamedNode) else ""
        found.setdefault(name, set()).add(Triple(quad.subject, quad.predicate, quad.object))
    return found


def check_union(knowledge: Knowledge) -> None:
    graphs = graphs_of(knowledge)
    assert set(graphs) == {page.id for page in knowledge.pages}  # nothing is left to the default graph
    assert set().union(*graphs.values()) == set(to_triples(knowledge))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 9), min_size=1), joined=st.booleans())
def test_the_whole_is_the_union_of_its_pages(parts: list[Knowledge], chosen: set[int], *, joined: bool) -> None:
    names = sorted({e.name for number in chosen for e in parts[number].entities if e.cls == "Institution"})
    judgements = [Judgement(True, names[0], names[-1], "x:1")] if joined and names else []
    merged = merge_knowledge([parts[number] for number in sorted(chosen)], judgements=judgements)
    check_union(merged)
    check_union(read_back(merged))


def read_back(knowledge: Knowledge) -> Knowledge:
    return from_rdf(to_rdf(knowledge))


def test_read_back_the_pages_are_the_same(parts: list[Knowledge]) -> None:
    merged = merge_knowledge(parts)
    assert list(to_quads(read_back(merged))) == list(to_quads(merged))


def test_a_page_of_the_whole_is_what_the_page_alone_gives(parts: list[Knowledge]) -> None:
    """But for other forms of a name: a page shares those that no text bears out."""
    merged = merge_knowledge(parts)
    assert len(merged.relations) < sum(len(part.relations) for part in parts)  # pages overlap

    def firm(triples: list[Triple]) -> set[Triple]:
        return {t for t in triples if t.predicate.value not in FORMS}

    for part in parts:
        again = restrict(merged, part.pages[0].id)
        assert firm(to_triples(again)) == firm(to_triples(part))
        own = {(e.id, a) for e in part.entities for a in e.aliases}
        assert own <= {(e.id, a) for e in again.entities for a in e.aliases}


def test_one_id_is_one_name_class_and_code(parts: list[Knowledge]) -> None:
    known: dict[str, tuple[str, str, str | None]] = {}
    for entity in (e for part in parts for e in part.entities):
        assert known.setdefault(entity.id, (entity.name, entity.cls, entity.code)) == (
            entity.name, entity.cls, entity.code,
        )  # fmt: skip


def test_one_claim_has_one_confidence_and_rule(parts: list[Knowledge]) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for quad in to_quads(merge_knowledge(parts)):
        said.setdefault((quad.subject.value, quad.predicate.value), set()).add(quad.object.value)
    single = {key: values for key, values in said.items() if key[1].endswith(("#confidence", "#rule", "#label"))}
    assert single
    assert all(len(values) == 1 for values in single.values())


def test_replacing_the_graph_of_one_page_is_building_anew(parts: list[Knowledge]) -> None:
    """Pages of their own: the graph of one is put in the place of another's, and it is the graph of a new build."""
    old, new = parts[:3], [*parts[:2], parts[3]]
    graphs = graphs_of(merge_knowledge(old))
    del graphs[old[2].pages[0].id]
    graphs |= graphs_of(new[2])
    assert set().union(*graphs.values()) == set(to_triples(merge_knowledge(new)))


def test_pages_built_one_by_one_say_together_what_they_say_when_built_at_once(parts: list[Knowledge]) -> None:
    assert {t for part in parts for t in to_triples(part)} == set(to_triples(merge_knowledge(parts)))


def test_a_form_stands_with_the_pages_that_print_it(parts: list[Knowledge]) -> None:
    one, other = parts[0], parts[1]
    name = one.articles[0].body.text[:4]
    word = other.articles[0].body.text[:4]
    entity = Entity("county-x", "County", "某县", (name, word, "无处可见"), articles=(one.articles[0].id,))
    both = replace(entity, articles=(one.articles[0].id, other.articles[0].id))
    merged = replace(merge_knowledge([one, other]), entities=(both,), relations=(), figures=())
    aliases = [next(iter(part.entities)).aliases for part in split_pages(merged)]
    assert sorted(aliases) == sorted([(name, "无处可见"), (word, "无处可见")])


def test_the_nearest_division_that_the_page_names_is_above(specimen: Knowledge) -> None:
    """Another page that names no prefecture says that the county is the province's; here it lies beyond."""
    county = Entity("county-1", "County", "甲县", articles=("q1-01", "q2-01"))
    city = Entity("prefecture-2", "Prefecture", "乙市", articles=("q1-01",))
    province = Entity("province-3", "Province", "丙省", articles=("q1-01", "q2-01"))
    official = (Claim(1.0, "gazetteer"),)
    links = [(county, city), (city, province), (county, province)]
    knowledge = Knowledge(
        tuple(replace(specimen.pages[0], id=page) for page in ("q1", "q2")),
        tuple(
            replace(specimen.articles[0], id=f"{page}-01", page=page, credits=(), topics=()) for page in ("q1", "q2")
        ),
        (county, city, province),
        tuple(Relation(one.id, "partOf", other.id, official) for one, other in links),
    )
    said = [{(r.subject, r.object) for r in restrict(knowledge, page).relations} for page in ("q1", "q2")]
    assert said == [{(county.id, city.id), (city.id, province.id)}, {(county.id, province.id)}]
    check_union(knowledge)


def test_what_no_page_holds_stands_in_the_default_graph() -> None:
    entities = (Entity("county-1", "County", "甲县"),)
    quads = list(to_quads(Knowledge(entities=entities)))
    assert quads
    assert all(isinstance(quad, Quad) and quad.graph_name == DefaultGraph() for quad in quads)


def test_an_unknown_page_is_named(specimen: Knowledge) -> None:
    with pytest.raises(NotFound, match="no page 'p0'; there are p941a43d18692"):
        restrict(specimen, "p0")


def test_a_single_page_is_its_own_part(specimen: Knowledge) -> None:
    assert to_turtle(restrict(specimen, specimen.pages[0].id)) == to_turtle(specimen)
