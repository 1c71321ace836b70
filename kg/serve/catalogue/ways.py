"""How two entities of a store are linked: the shortest way of facts, looked for from both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.serve.catalogue.reading import Catalogue, Link

    Reached = dict[int, tuple[int, Link] | None]

_VISITED = 50_000
"""Entities that a search reaches from one end, at most."""

_CROSSED = 100_000
"""Facts that it follows in one step, at most."""


def find_way(catalogue: Catalogue, one: int, other: int) -> tuple[list[Link], bool]:
    """The facts of the shortest way between two entities, and whether all ways were looked at.

    The shortest has the fewest facts; of several, one with stated and sure facts.

    Args:
        catalogue: That knows them.
        one: Number of the entity that the way leads from.
        other: Number of the entity that it leads to.
    """
    reached: list[Reached] = [{one: None}, {other: None}]
    edges = [[one], [other]]
    while one != other and all(edges):
        side = 0 if len(edges[0]) <= len(edges[1]) else 1
        links = catalogue.list_facts_touching(edges[side], _CROSSED)
        edges[side], met = _step(links, set(edges[side]), reached[side], reached[1 - side])
        if met is not None:
            return [*_trace(reached[0], met)[::-1], *_trace(reached[1], met)], True
        if len(links) == _CROSSED or len(reached[side]) > _VISITED:
            return [], False
    return [], True


def _step(links: list[Link], edge: set[int], here: Reached, there: Reached) -> tuple[list[int], int | None]:
    """What facts newly reach from an edge, and the first of it that was reached from the other end."""
    fresh = []
    met = None
    for link in links:
        for at, end in ((link.subject, link.object), (link.object, link.subject)):
            if at in edge and end not in here:
                here[end] = (at, link)
                fresh.append(end)
                met = end if met is None and end in there else met
    return fresh, met


def _trace(reached: Reached, at: int) -> list[Link]:
    """The facts from an entity back to where the search began."""
    found = []
    step = reached[at]
    while step is not None:
        found.append(step[1])
        step = reached[step[0]]
    return found
