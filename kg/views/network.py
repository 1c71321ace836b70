"""Knowledge -> a network of entities, and GraphML and GEXF for programs such as Gephi."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from kg.resources.ontology import read_ontology

if TYPE_CHECKING:
    import networkx as nx

    from kg.model import Entity, Knowledge, Relation

Plain = str | int | float | bool

# XML 1.0 has no way to write these, not even escaped; a carriage return would be read back as a line feed.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def to_network(knowledge: Knowledge) -> nx.MultiDiGraph:
    """One node per entity, one edge per relation; relations between the same two entities stay parallel.

    Nodes are entity ids with `name`, `label` (the same, for programs that show it), `cls`, `cls_zh`, `aliases` (joined
    by `|`), `code`, `articles` (how many name it) and `degree`. An edge's key is its predicate; it has `predicate`,
    `label` (Chinese), `role` (joined by `|`), `confidence` and `rule` of the surest claim, `inferred`, `evidence` (how
    many), and `sentence` and `article` of the first. Attributes are text, numbers or booleans; what is unknown is left
    out.
    """
    import networkx as nx  # noqa: PLC0415 - heavy

    network = nx.MultiDiGraph()
    degrees: dict[str, int] = {}
    for relation in knowledge.relations:
        for end in (relation.subject, relation.object):
            degrees[end] = degrees.get(end, 0) + 1
    for entity in knowledge.entities:
        network.add_node(entity.id, **_describe_entity(entity, degree=degrees.get(entity.id, 0)))
    for relation in knowledge.relations:
        network.add_edge(relation.subject, relation.object, key=relation.predicate, **_describe_relation(relation))
    return network


def to_graphml(knowledge: Knowledge) -> bytes:
    """The network as GraphML in UTF-8; equal knowledge gives equal bytes.

    Characters that XML cannot hold (control characters) are written as U+FFFD, so that the file is well-formed whatever
    the page held.
    """
    import networkx as nx  # noqa: PLC0415 - heavy

    out = io.BytesIO()
    # The writer of the standard library, whatever else is installed: bytes must not depend on it.
    nx.write_graphml_xml(_make_writable(to_network(knowledge)), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def to_gexf(knowledge: Knowledge) -> bytes:
    """The network as GEXF 1.2 in UTF-8, for Gephi; equal knowledge gives equal bytes.

    An edge's key stands in its attribute `networkx_key`, from which networkx reads it back. What XML cannot hold is
    written as in `to_graphml`.
    """
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 - heavy

    writer = GEXFWriter(_make_writable(to_network(knowledge)), encoding="utf-8", prettyprint=True)
    # The library says when and with which version of it the file was written: bytes must not depend on either.
    meta = writer.xml.find("meta")
    meta.attrib.clear()
    meta.find("creator").text = "Xianzhi"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _make_writable(network: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A copy without what XML cannot hold."""
    import networkx as nx  # noqa: PLC0415 - heavy

    written = nx.MultiDiGraph()
    for node, attributes in network.nodes(data=True):
        written.add_node(_clean(node), **_clean_all(attributes))
    for subject, object_, key, attributes in network.edges(keys=True, data=True):
        written.add_edge(_clean(subject), _clean(object_), key=_clean(key), **_clean_all(attributes))
    return written


def _describe_entity(entity: Entity, *, degree: int) -> dict[str, Plain]:
    about: dict[str, Plain] = {
        "name": entity.name,
        "label": entity.name,
        "cls": entity.cls,
        "cls_zh": read_ontology().classes[entity.cls].zh,
        "articles": len(entity.articles),
        "degree": degree,
    }
    if entity.aliases:
        about["aliases"] = "|".join(entity.aliases)
    if entity.code is not None:
        about["code"] = entity.code
    return about


def _describe_relation(relation: Relation) -> dict[str, Plain]:
    evidence = relation.evidence
    about: dict[str, Plain] = {
        "predicate": relation.predicate,
        "label": read_ontology().relations[relation.predicate].zh,
        "confidence": relation.confidence,
        "rule": relation.rule,
        "inferred": relation.inferred,
        "evidence": len(evidence),
    }
    if relation.roles:
        about["role"] = "|".join(relation.roles)
    if evidence:
        about["sentence"] = evidence[0].quote
        about["article"] = evidence[0].article
    return about


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _clean_all(attributes: dict[str, Plain]) -> dict[str, Plain]:
    return {name: _clean(value) if isinstance(value, str) else value for name, value in attributes.items()}
