from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Claim, Entity, Knowledge, Relation
from kg.views.network import to_graphml, to_network

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_graphml(written: bytes) -> nx.MultiDiGraph:
    return nx.read_graphml(io.BytesIO(written), force_multigraph=True)


def content(network: nx.MultiDiGraph) -> tuple[Mapping[str, Any], Mapping[tuple[str, str, str], Any]]:
    return dict(network.nodes(data=True)), {
        (s, o, key): data for s, o, key, data in network.edges(keys=True, data=True)
    }


def test_one_node_per_entity(specimen: Knowledge) -> None:
    network = to_network(specimen)
    assert list(network) == [entity.id for entity in specimen.entities]
    assert network.nodes["institution-06"] == {
        "name": "青溪县民政局",
        "label": "青溪县民政局",
        "cls": "Institution",
        "cls_zh": "机构",
        "aliases": "县民政局|该局",
        "articles": 1,
        "degree": 7,
    }
    assert network.nodes["county-03"]["code"] == "529901"


def test_one_edge_per_relation_and_parallel_ones_kept(specimen: Knowledge) -> None:
    network = to_network(specimen)
    assert network.number_of_edges() == len(specimen.relations)
    assert set(network["institution-06"]["programme-10"]) == {"implements", "initiates"}
    assert set(network["person-17"]["institution-06"]) == {"affiliatedWith"}
    assert network.edges["person-17", "institution-06", "affiliatedWith"]["role"] == "局长"


def test_an_edge_carries_its_sentence(specimen: Knowledge) -> None:
    edge = to_network(specimen).edges["institution-06", "programme-10", "initiates"]
    assert edge == {
        "predicate": "initiates",
        "label": "发起",
        "confidence": 0.95,
        "rule": "specimen-rule",
        "inferred": False,
        "evidence": 1,
        "sentence": "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。",
        "article": specimen.articles[0].id,
    }


def test_graphml_reads_back_equal(specimen: Knowledge) -> None:
    written = to_graphml(specimen)
    assert content(read_graphml(written)) == content(to_network(specimen))
    assert written == to_graphml(specimen)


def test_an_empty_knowledge_is_an_empty_network() -> None:
    assert len(read_graphml(to_graphml(Knowledge()))) == 0


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_graphml_is_well_formed_whatever_the_text(text: str) -> None:
    entity = Entity(id="person-1", cls="Person", name=text, aliases=(text,))
    other = replace(entity, id="institution-2", cls="Institution")
    relation = Relation("person-1", "affiliatedWith", "institution-2", (Claim(0.5, text, (), text),))
    written = to_graphml(Knowledge(entities=(entity, other), relations=(relation,)))
    ET.fromstring(written)  # noqa: S314 - our own output
    read = read_graphml(written)
    illegal = {*map(chr, range(9)), *map(chr, range(11, 32)), "\ufffe", "\uffff"}
    expected = "".join("\ufffd" if character in illegal else character for character in text)
    assert read.nodes["person-1"]["name"] == expected
    assert list(read.edges(keys=True)) == [("person-1", "institution-2", "affiliatedWith")]
    assert read.edges["person-1", "institution-2", "affiliatedWith"]["role"] == expected
