"""A graph of a million triples: copies of the sample pages' graph, each about other places, people and programmes.

A copy has ids, names and official codes of its own, so that no two copies share an entity; its sentences are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.resources.ontology import DCTERMS, DEFAULT_BASE, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAMES = (f"{RDFS}label", f"{SKOS}altLabel")
_CODE = re.compile(r"\d{2,12}")


def copy_quads(quads: Sequence[Quad], copies: int) -> Iterator[Quad]:
    """The quads themselves, and copies of them.

    Args:
        quads: Of a graph with one named graph per page, instances under the default base.
        copies: How many there are in the end, the first being as it was.
    """
    yield from quads
    for number in range(1, copies):
        renamed: dict[NamedNode, NamedNode] = {}
        for quad in quads:
            subject, graph = (_rename(node, number, renamed) for node in (quad.subject, quad.graph_name))
            value = quad.object
            if isinstance(value, NamedNode):
                value = _rename(value, number, renamed)
            elif isinstance(value, Literal) and quad.predicate.value in _NAMES:
                value = Literal(f"{value.value}{number}", language=value.language)
            elif isinstance(value, Literal) and quad.predicate.value == f"{DCTERMS}identifier":
                value = Literal(_change_code(value.value, number))
            yield Quad(subject, quad.predicate, value, graph)


def _rename(node: object, number: int, renamed: dict[NamedNode, NamedNode]) -> NamedNode:
    if not isinstance(node, NamedNode):
        raise TypeError(node)
    if not node.value.startswith(DEFAULT_BASE):
        return node
    if node not in renamed:
        local = node.value.removeprefix(DEFAULT_BASE)
        renamed[node] = NamedNode(f"{DEFAULT_BASE}{local}x{number}" if local != "gazetteer" else node.value)
    return renamed[node]


def _change_code(code: str, number: int) -> str:
    """A code of the same length under another first pair of digits, or of a page whose bytes are others."""
    return f"{number % 80 + 10:02}{code[2:]}" if _CODE.fullmatch(code) else f"{number:04}{code[4:]}"
