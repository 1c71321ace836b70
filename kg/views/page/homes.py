"""Where an entity belongs: its division, and the neighbour through which it belongs there."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.model import Entity, Knowledge, Relation

ANCHORS = ("Province", "Prefecture", "County")

# How far a relation leads away from a division: what contains is near, what acts is farther.
STEPS = {"partOf": 1.0, "jurisdiction": 1.0, "locatedIn": 1.2, "affiliatedWith": 1.4}
STEP_OF_DEED = 2.0


@dataclass(frozen=True, slots=True)
class Home:
    """Where an entity belongs.

    Attributes:
        place: Id of the province, prefecture or county; None where nothing leads to one.
        parent: Id of the entity beside which it is drawn (its institution, its county …); None for a root.
        places: Ids of every province, prefecture or county that has to do with it, sorted.
    """

    place: str | None
    parent: str | None
    places: tuple[str, ...] = ()


def find_homes(knowledge: Knowledge) -> dict[str, Home]:
    """Find where every entity belongs, by the shortest way of relations to a division.

    An entity without such a way belongs where most entities of its articles do.
    """
    entities = {entity.id: entity for entity in knowledge.entities}
    anchors = {entity.id for entity in knowledge.entities if entity.cls in ANCHORS}
    near = _neighbours(knowledge.relations, entities)
    parent = _walk(anchors, near)
    place: dict[str, str | None] = {entity: _root(entity, parent, anchors) for entity in parent}
    votes = _count_homes(knowledge, place)
    for entity in knowledge.entities:
        if entity.id not in place:
            host = _host(entity, votes)
            beside: dict[str, str | None] = _walk({entity.id}, near, taken=set(place))
            parent |= beside | {entity.id: host}
            place |= dict.fromkeys([*beside, entity.id], host)
    wholes = _wholes(knowledge.relations)
    parent |= {anchor: _broader(entities[anchor], wholes.get(anchor, ()), entities) for anchor in anchors}
    return {
        entity.id: Home(place=place[entity.id], parent=parent[entity.id], places=_places(entity.id, place, near))
        for entity in knowledge.entities
    }


def _neighbours(relations: Iterable[Relation], entities: Mapping[str, Entity]) -> dict[str, dict[str, float]]:
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for relation in relations:
        if relation.subject not in entities or relation.object not in entities:
            continue
        step = STEPS.get(relation.predicate, STEP_OF_DEED) + (1 - relation.confidence)
        for one, other in ((relation.subject, relation.object), (relation.object, relation.subject)):
            near[one][other] = min(step, near[one].get(other, step))
    return near


def _walk(
    roots: set[str], near: Mapping[str, Mapping[str, float]], *, taken: set[str] | None = None
) -> dict[str, str | None]:
    """Shortest ways from the roots: entity -> the entity before it (None for a root)."""
    parent: dict[str, str | None] = {}
    heap: list[tuple[float, str, str | None]] = [(0.0, root, None) for root in sorted(roots)]
    while heap:
        far, entity, before = heapq.heappop(heap)
        if entity in parent:
            continue
        parent[entity] = before
        for other, step in near.get(entity, {}).items():
            if other not in parent and not (taken and other in taken):
                heapq.heappush(heap, (far + step, other, entity))
    return parent


def _root(entity: str, parent: Mapping[str, str | None], anchors: set[str]) -> str:
    while entity not in anchors:
        before = parent[entity]
        assert before is not None  # noqa: S101 - a walk starts at anchors alone
        entity = before
    return entity


def _count_homes(knowledge: Knowledge, place: Mapping[str, str | None]) -> dict[str, Counter[str]]:
    """For every article how many of its entities belong to which division."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for entity in knowledge.entities:
        home = place.get(entity.id)
        for article in entity.articles:
            if home is not None:
                votes[article][home] += 1
    return votes


def _host(entity: Entity, votes: Mapping[str, Counter[str]]) -> str | None:
    """The division to which most entities of the same articles belong."""
    total: Counter[str] = Counter()
    for article in entity.articles:
        total.update(votes.get(article, {}))
    return min(total, key=lambda home: (-total[home], home), default=None)


def _wholes(relations: Iterable[Relation]) -> dict[str, list[str]]:
    """What each entity is a part of."""
    found: dict[str, list[str]] = defaultdict(list)
    for relation in relations:
        if relation.predicate == "partOf":
            found[relation.subject].append(relation.object)
    return found


def _broader(anchor: Entity, wholes: Iterable[str], entities: Mapping[str, Entity]) -> str | None:
    """The division of which an anchor is a part, strictly broader, so that no circle can arise."""
    rank = ANCHORS.index(anchor.cls)
    broader = [entities[whole] for whole in wholes if whole in entities and entities[whole].cls in ANCHORS[:rank]]
    return min(broader, key=lambda entity: (-ANCHORS.index(entity.cls), entity.id)).id if broader else None


def _places(entity: str, place: Mapping[str, str | None], near: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Its own division and those whose entities it has to do with."""
    found = {place[entity], *(place[other] for other, step in near.get(entity, {}).items() if step >= STEP_OF_DEED)}
    return tuple(sorted(home for home in found if home is not None))
