"""Entities and facts as the viewer draws them, without their sentences: what the catalogue knows, with positions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kg.model import Claim, Entity, Knowledge, Relation
from kg.resources.ontology import read_ontology
from kg.views.page.homes import Home
from kg.views.page.network import draw_network, shorten, size_node
from kg.views.page.style import read_styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.serve.catalogue.reading import Catalogue, Known, Link

_PER_RING = 7  # more nodes that each ring has than the one within
_WIDE, _HIGH = 165, 105  # from ring to ring, pixels: a label is broader than it is high


def record_picture(
    catalogue: Catalogue, known: Mapping[int, Known], links: Iterable[Link], *, around: int | None = None
) -> dict[str, Any]:
    """Record entities and facts between them, and where they stand.

    Args:
        catalogue: That knows them.
        known: By number.
        links: Between them.
        around: The one around which the others stand; by default they are packed by division.

    Returns:
        `entities`, `facts` (with `whole` false: their claims are asked for when they are read), `nodes` (with positions
        in pixels, the middle at (0, 0)) and `names` of the divisions that the entities belong to.
    """
    links = list(links)
    others = catalogue.list_known(place for each in known.values() for place in each.places if place not in known)
    names = {number: each.id for number, each in ({**known, **others}).items()}
    places = [each.place for each in known.values() if each.place is not None and each.place not in names]
    others |= catalogue.list_known(places)
    names |= {number: each.id for number, each in others.items()}
    return {
        "entities": [record_known(each, names) for each in known.values()],
        "facts": [record_link(link, names) for link in links],
        "nodes": _pack(catalogue, known, links) if around is None else _ring(known, around),
        "names": {each.id: {"name": each.name, "cls": each.cls} for each in others.values()},
    }


def record_known(known: Known, names: Mapping[int, str]) -> dict[str, Any]:
    """An entity as the viewer holds it; `totals` counts all that the store has of it."""
    return {
        "id": known.id,
        "cls": known.cls,
        "name": known.name,
        "aliases": list(known.aliases),
        "code": known.code,
        "place": names.get(known.place or 0),
        "places": [names[place] for place in known.places if place in names],
        "weight": known.weight,
        "late": known.late,
        "totals": {"facts": known.facts, "figures": known.figures, "articles": known.articles},
    }


def record_link(link: Link, names: Mapping[int, str]) -> dict[str, Any]:
    """A fact as the viewer holds it before its sentences are asked for."""
    return {
        "subject": names[link.subject],
        "predicate": link.predicate,
        "object": names[link.object],
        "confidence": link.confidence,
        "roles": [],
        "inferred": link.inferred,
        "claims": [],
        "whole": False,
    }


def _pack(catalogue: Catalogue, known: Mapping[int, Known], links: Iterable[Link]) -> list[dict[str, Any]]:
    parents = _find_parents(catalogue, known)
    homes = {
        each.id: Home(place=None, parent=None if parents[number] is None else known[parents[number] or 0].id)
        for number, each in known.items()
    }
    sketch = Knowledge(
        entities=tuple(Entity(each.id, each.cls, each.name) for each in sorted(known.values(), key=lambda k: k.id)),
        relations=tuple(
            Relation(known[link.subject].id, link.predicate, known[link.object].id, (Claim(link.confidence, ""),))
            for link in links
        ),
    )
    weights = {each.id: each.weight for each in known.values()}
    drawn = draw_network(sketch, homes=homes, weights=weights, styles=read_styles(), ontology=read_ontology())
    return [
        {key: node[key] for key in ("id", "x", "y", "size", "group", "label", "beside", "late")}
        for node in drawn["nodes"]
    ]


def _ring(known: Mapping[int, Known], middle: int) -> list[dict[str, Any]]:
    """One in the middle, the others around it on ever wider rings, those of a class together, none over another."""
    order = list(read_ontology().classes)
    others = [each for each in known.values() if each.number != middle]
    others.sort(key=lambda each: (order.index(each.cls), -each.weight, each.number))
    nodes = [_node(known[middle], 0, 0)]
    ring, at = 1, 0
    while at < len(others):
        room = max(4, ring * _PER_RING)
        for place, each in enumerate(others[at : at + room]):
            angle = 2 * math.pi * (place / min(room, len(others) - at) + (ring % 2) / (2 * room))
            nodes.append(_node(each, ring * _WIDE * math.sin(angle), -ring * _HIGH * math.cos(angle)))
        at += room
        ring += 1
    return nodes


def _node(known: Known, x: float, y: float) -> dict[str, Any]:
    kinds = read_ontology().classes
    style = read_styles().of(known.cls, kinds[known.cls].ancestors)
    return {
        "id": known.id,
        "x": round(x),
        "y": round(y),
        "size": size_node(style, known.weight),
        "group": known.cls,
        "label": shorten(known.name),
        "beside": None,
        "late": known.late,
    }


def _find_parents(catalogue: Catalogue, known: Mapping[int, Known]) -> dict[int, int | None]:
    """For every entity the nearest one above it that is drawn too."""
    above = dict(known)
    found: dict[int, int | None] = {}
    for number, each in known.items():
        parent = each.parent
        while parent is not None and parent not in known:
            if parent not in above:
                above |= catalogue.list_known([parent])
            parent = above[parent].parent
        found[number] = parent
    return found
