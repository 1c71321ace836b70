"""Which entity of the graph is which entity of the gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.evaluate.gold import GoldEntity
from kg.evaluate.names import fold_name
from kg.model import DIVISION_CLASSES, Entity, Relation

_PLACES = frozenset((*DIVISION_CLASSES, "Zone"))


@dataclass(frozen=True, slots=True)
class Matching:
    """The assignment of entities, best first, one to one; further entities that fit are duplicates.

    Attributes:
        owner: Entity id -> index in the gold.
        duplicates: Entity id -> index in the gold, for entities that fit one already taken.
        implied: Ids of divisions that the official hierarchy adds above an assigned one: neither right nor wrong.
    """

    owner: dict[str, int]
    duplicates: dict[str, int]
    implied: frozenset[str]

    @property
    def taken(self) -> dict[int, str]:
        """Index in the gold -> id of the assigned entity."""
        return {index: node for node, index in self.owner.items()}

    @property
    def whole(self) -> dict[str, int]:
        """Owners and duplicates: a duplicate still carries its relations."""
        return {**self.duplicates, **self.owner}


def match_entities(entities: Sequence[Entity], gold: Sequence[GoldEntity], relations: Sequence[Relation]) -> Matching:
    """Assign entities: equal names before known names before any shared form; the right class breaks ties."""
    fits = sorted(_find_fits(entities, gold), key=lambda fit: (-fit[0], fit[1]))
    owner: dict[str, int] = {}
    taken: set[int] = set()
    for _, node, index in fits:
        if node not in owner and index not in taken:
            owner[node] = index
            taken.add(index)
    duplicates: dict[str, int] = {}
    for _, node, index in fits:
        if node not in owner:
            duplicates.setdefault(node, index)
    return Matching(owner, duplicates, _find_implied(entities, owner, relations))


def _find_fits(entities: Sequence[Entity], gold: Sequence[GoldEntity]) -> list[tuple[float, str, int]]:
    fits: list[tuple[float, str, int]] = []
    for entity in entities:
        label = fold_name(entity.name)
        names = {label, *(fold_name(alias) for alias in entity.aliases)}
        for index, wanted in enumerate(gold):
            if label == fold_name(wanted.name):
                closeness = 4.0
            elif label in wanted.names:
                closeness = 3.0
            elif names & wanted.names:
                closeness = 2.0
            else:
                continue
            fits.append((closeness + (0.5 if entity.cls in wanted.classes else 0.0), entity.id, index))
    return fits


def _find_implied(entities: Sequence[Entity], owner: dict[str, int], relations: Sequence[Relation]) -> frozenset[str]:
    places = {entity.id for entity in entities if entity.cls in _PLACES}
    parents: dict[str, list[str]] = {}
    for relation in relations:
        if relation.predicate == "partOf" and relation.object in places:
            parents.setdefault(relation.subject, []).append(relation.object)
    implied: set[str] = set()
    queue = list(owner)
    while queue:
        for parent in parents.get(queue.pop(), ()):
            if parent not in owner and parent not in implied:
                implied.add(parent)
                queue.append(parent)
    return frozenset(implied)
