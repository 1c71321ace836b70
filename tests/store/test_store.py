"""The store on disk: a page's graph is replaced and nothing else, and what fails leaves it as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.errors import InputError, NotFound
from kg.files import hold_directory
from kg.graph import KnowledgeGraph
from kg.output import Settings, write_output
from kg.portrait import draw_portrait
from kg.store import find_store, list_pages, open_graph, open_store, revise_store
from kg.views.rdf import to_quads, to_triples
from kg.views.sparql import ONTOLOGY_GRAPH, run_query

BASE = "https://w3id.org/xianzhi/id/"
DCTERMS, XZ = "http://purl.org/dc/terms/", "https://w3id.org/xianzhi/ontology#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ROOT = Path(__file__).parent.parent.parent


def revise(path, quads, **options):
    with revise_store(path, quads, base=BASE, **options) as revision:
        pass
    return revision


def make_page(name, *facts, source="a.txt", **known):
    """Quads of a page: what it is known by, and facts as texts, which other pages may state too."""
    graph = NamedNode(BASE + name)
    return [
        Quad(graph, TYPE, NamedNode(f"{XZ}Page"), graph),
        Quad(graph, NamedNode(f"{DCTERMS}source"), Literal(source), graph),
        *(Quad(graph, NamedNode(XZ + key), Literal(value, language="zh"), graph) for key, value in known.items()),
        *(Quad(NamedNode(f"{BASE}e"), NamedNode(f"{XZ}states"), Literal(fact), graph) for fact in facts),
    ]


def read_graphs(path):
    graphs = defaultdict(set)
    for quad in open_store(path):
        if quad.graph_name != ONTOLOGY_GRAPH:
            graphs["" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value].add(quad.triple)
    return graphs


def read_facts(path):
    return sorted(triple.object.value for triple in read_graphs(path)[""] if triple.predicate.value == f"{XZ}states")


def names(iris):
    return [iri.removeprefix(BASE) for iri in iris]


def assert_union(path):
    graphs = read_graphs(path)
    default = graphs.pop("", set())
    assert default == set().union(*graphs.values())


# ---------------------------------------------------------------- what a revision does


def test_a_new_store_holds_the_graph_and_the_ontology(specimen, tmp_path):
    revision = revise(tmp_path / "store", to_quads(specimen))
    assert (len(revision.added), revision.replaced, revision.kept) == (1, (), ())
    store = open_store(tmp_path / "store")
    assert set(to_triples(specimen)) == read_graphs(tmp_path / "store")[""]
    assert list_pages(store) == (BASE + specimen.pages[0].id,)
    assert run_query(store, "ASK { GRAPH <https://w3id.org/xianzhi/ontology> { xz:County rdfs:label ?label } }")
    assert not run_query(store, "ASK { xz:County rdfs:label ?label }")


def test_a_page_built_again_is_replaced_and_nothing_else(tmp_path):
    path = tmp_path / "store"
    revise(path, [*make_page("p1", "one", "both"), *make_page("p2", "two", "both", source="b.txt")])
    untouched = read_graphs(path)[f"{BASE}p2"]
    revision = revise(path, make_page("p1", "new"))
    assert (names(revision.added), names(revision.replaced), names(revision.kept)) == ([], ["p1"], ["p2"])
    assert revision.held == 2
    assert read_graphs(path)[f"{BASE}p2"] == untouched
    assert read_facts(path) == ["both", "new", "two"]
    assert_union(path)


def test_a_triple_of_two_pages_counts_once(tmp_path):
    path = tmp_path / "store"
    revise(path, [*make_page("p1", "both"), *make_page("p2", "both", source="b.txt")])
    answer = run_query(open_store(path), "SELECT (COUNT(*) AS ?n) { ?e xz:states ?fact }")
    assert answer.rows == ((1,),)
    assert len(run_query(open_store(path), "SELECT ?g { GRAPH ?g { ?e xz:states ?fact } }")) == 2


def test_a_corrected_text_supersedes_the_page_of_its_name(tmp_path):
    path = tmp_path / "store"
    revise(path, [*make_page("p1", "wrong", paper="样报"), *make_page("p2", "other", paper="他报")])
    revision = revise(path, make_page("p3", "right", paper="样报"))
    assert (names(revision.added), names(revision.replaced), names(revision.kept)) == ([], ["p3"], ["p2"])
    assert read_facts(path) == ["other", "right"]
    assert f"{BASE}p1" not in {graph.value for graph in open_store(path).named_graphs()}
    assert_union(path)


def test_pages_that_leave_it_open_which_is_corrected_are_all_kept(tmp_path):
    path = tmp_path / "store"
    revise(path, [*make_page("p1", "one"), *make_page("p2", "two")])
    revision = revise(path, make_page("p3", "three"))
    assert (names(revision.added), names(revision.doubtful)) == (["p3"], ["p3"])
    assert read_facts(path) == ["one", "three", "two"]


def test_what_holds_between_pages_goes_with_the_next_build(tmp_path):
    path = tmp_path / "store"
    between = Quad(NamedNode(f"{BASE}e"), NamedNode(f"{XZ}states"), Literal("between"), DefaultGraph())
    revise(path, [*make_page("p1", "one"), between])
    assert read_facts(path) == ["between", "one"]
    revise(path, make_page("p2", "two", source="b.txt"))
    assert read_facts(path) == ["one", "two"]
    assert_union(path)


def test_fresh_leaves_earlier_pages_out(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", "one"))
    revision = revise(path, make_page("p2", "two", source="b.txt"), fresh=True)
    assert (names(revision.added), revision.kept) == (["p2"], ())
    assert read_facts(path) == ["two"]


FACTS = st.lists(st.sampled_from("abcde"), max_size=4)
PAGES = st.dictionaries(st.sampled_from(["p1", "p2", "p3", "p4"]), FACTS, min_size=1)


@given(builds=st.lists(PAGES, min_size=1, max_size=4))
@settings(max_examples=20, deadline=None)
def test_builds_in_any_order_leave_the_last_of_each_page(builds, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "store"
    last = {}
    for build in builds:
        last |= build
        quads = [quad for page, facts in build.items() for quad in make_page(page, *facts, source=page)]
        assert revise(path, quads).held == len(last)
    expected = {BASE + page: {q.triple for q in make_page(page, *facts, source=page)} for page, facts in last.items()}
    found = read_graphs(path)
    assert {graph: triples for graph, triples in found.items() if graph} == expected
    assert_union(path)


# ---------------------------------------------------------------- what fails


def test_a_failure_leaves_the_store_as_it_was(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", "one"))
    before = read_graphs(path)

    def break_off():
        yield from make_page("p1", "half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        revise(path, break_off())
    with pytest.raises(KeyboardInterrupt), revise_store(path, make_page("p2", "two"), base=BASE):
        raise KeyboardInterrupt
    assert read_graphs(path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]


def test_files_and_store_are_written_together_or_not_at_all(specimen, tmp_path):
    write_output(specimen, tmp_path / "out", settings=Settings())
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}
    graphs = read_graphs(tmp_path / "out/store")
    (tmp_path / "out/entities.csv").unlink()
    (tmp_path / "out/entities.csv").mkdir()
    fewer = replace(specimen, figures=())
    with pytest.raises(InputError, match=r"entities\.csv: found a directory"):
        write_output(fewer, tmp_path / "out", settings=Settings())
    after = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}
    assert after == {name: content for name, content in before.items() if name != "entities.csv"}
    assert read_graphs(tmp_path / "out/store") == graphs


def test_a_build_killed_between_two_renames_is_mended(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", "one"))
    path.rename(tmp_path / ".store.old")
    (tmp_path / ".store.part").mkdir()
    (tmp_path / ".store.part/half").touch()
    revise(path, make_page("p2", "two", source="b.txt"))
    assert read_facts(path) == ["one", "two"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["store"]


def test_another_base_is_refused_before_anything_is_written(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", "one"))
    match = r"store: found pages under another base, as .*p1, .*--fresh"
    with pytest.raises(InputError, match=match), revise_store(path, [], base="https://example.org/"):
        pass
    assert read_facts(path) == ["one"]


def test_a_directory_of_other_things_is_left_alone(tmp_path):
    path = tmp_path / "store"
    path.mkdir()
    (path / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError, match="store: found something else, expected a store that kg build wrote"):
        revise(path, make_page("p1"))
    assert (path / "letters.txt").read_text(encoding="utf-8") == "dear"


def test_a_damaged_store_is_named(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", "one"))
    (path / "CURRENT").write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError, match="store: found something else, or a damaged store"):
        open_store(path)
    with pytest.raises(InputError, match="store: found something else, or a damaged store"):
        revise(path, make_page("p1", "one"))
    with pytest.raises(InputError, match="absent: found no such directory"):
        open_store(tmp_path / "absent")
    assert not (tmp_path / "absent").exists()


def test_a_second_build_is_told_of_the_first(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("石泉县启动“春风助学”行动\n\n本报讯 近日，石泉县教育局启动“春风助学”行动。\n", encoding="utf-8")
    with hold_directory(tmp_path / "out"):
        command = [sys.executable, "-c", "from kg.cli import main; main()", "build", page, "-o", tmp_path / "out"]
        ran = subprocess.run([*map(str, command)], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 2
    assert ran.stderr == f"kg: {tmp_path}/out: found another build at work, expected one at a time\n"
    assert not (tmp_path / "out").exists()


def test_a_reader_goes_on_reading_while_the_store_is_revised(tmp_path):
    path = tmp_path / "store"
    revise(path, make_page("p1", *map(str, range(3000))))
    store = open_store(path)
    revise(path, make_page("p1", "one"))
    assert len(run_query(store, "SELECT * { ?e xz:states ?fact }")) == 3000
    assert read_facts(path) == ["one"]


# ---------------------------------------------------------------- reading


def test_a_store_is_found_where_it_may_be_named(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    assert find_store(tmp_path) == find_store(tmp_path / "store") == tmp_path / "store"
    assert find_store(tmp_path / "graph.ttl") is None
    for named in (tmp_path, tmp_path / "store", tmp_path / "graph.ttl"):
        assert len(run_query(open_graph(named), "SELECT ?e { ?e a xz:County }")) == 2


def test_it_is_opened_for_reading_alone(tmp_path):
    revise(tmp_path / "store", make_page("p1", "one"))
    store = open_store(tmp_path / "store")
    with pytest.raises(RuntimeError, match="read-write"):
        store.update("INSERT DATA { <http://a/> <http://b/> 1 }")


def test_any_program_of_oxigraph_opens_it(tmp_path):
    revise(tmp_path / "store", make_page("p1", "one"))
    assert len(list(Store.read_only(os.fspath(tmp_path / "store")).named_graphs())) == 2


def say(portrait):
    """All of a portrait but what else is known of the others."""
    facts = [(fact.relation, fact.label, fact.other.name, fact.sources) for fact in portrait.facts]
    return portrait.entity, portrait.label, facts, portrait.figures, portrait.articles


def test_a_portion_tells_of_an_entity_what_the_whole_tells(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    whole = KnowledgeGraph.load(tmp_path / "graph.ttl")
    for entity in whole.entities():
        portion = KnowledgeGraph.load_about(tmp_path, entity.name)
        found = portion.entity(entity.name)
        assert found == entity
        assert say(draw_portrait(portion.knowledge, found)) == say(draw_portrait(whole.knowledge, entity))
    assert KnowledgeGraph.load(tmp_path / "store").knowledge == whole.knowledge


@pytest.mark.parametrize("name", ["青溪", "529901", "county-03"])
def test_a_portion_is_found_by_any_name(specimen, tmp_path, name):
    write_output(specimen, tmp_path, settings=Settings())
    assert KnowledgeGraph.load_about(tmp_path, name).entity(name).name == "青溪县"


def test_a_name_that_nobody_bears_is_guessed(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings())
    with pytest.raises(NotFound, match="did you mean 青溪县"):
        KnowledgeGraph.load_about(tmp_path, "清溪县").entity("清溪县")
