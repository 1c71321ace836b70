"""The network that the page draws: pyvis's model, with positions computed beforehand."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from kg.views.page.layout import Box, place_boxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.model import Article, Entity, Knowledge
    from kg.resources.ontology import Ontology
    from kg.views.page.homes import Home
    from kg.views.page.style import Style, Styles

LETTERS = 11  # longest label in the picture, in hanzi; the whole name shows on pointing
EM = 12.5  # width of a hanzi in the label's font, pixels
BESIDE = 46.0  # distance of an article from what it names, pixels

# Physics off, straight edges, no layout in the browser: 2,000 nodes appear in seconds instead of minutes.
OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}}},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "tooltipDelay": 3600000, "keyboard": False},
}


def weigh_entities(knowledge: Knowledge) -> dict[str, float]:
    """How much the pages say of each entity: stated facts and figures count 1, inferred facts and articles half."""
    weight: dict[str, float] = dict.fromkeys((entity.id for entity in knowledge.entities), 0.0)
    for relation in knowledge.relations:
        for end in {relation.subject, relation.object}:
            weight[end] = weight.get(end, 0.0) + (1 if relation.evidence else 0.5)
    for figure in knowledge.figures:
        weight[figure.entity] = weight.get(figure.entity, 0.0) + 1
    for entity in knowledge.entities:
        weight[entity.id] += 0.5 * len(entity.articles)
    return weight


def credit_people(knowledge: Knowledge) -> dict[str, dict[int, str]]:
    """The entity of every credited person: article id -> place of the credit in `credits` -> entity id."""
    people: dict[tuple[str, str], str] = {}
    for entity in knowledge.entities:
        if entity.cls == "Person":
            for article in entity.articles:
                for name in (entity.name, *entity.aliases):
                    people.setdefault((article, name), entity.id)
    return {
        article.id: {
            number: people[article.id, credit.name]
            for number, credit in enumerate(article.credits)
            if (article.id, credit.name) in people
        }
        for article in knowledge.articles
    }


def find_bystanders(knowledge: Knowledge, credited: Mapping[str, Mapping[int, str]]) -> set[str]:
    """Persons of whom nothing is known but that they wrote or photographed."""
    told = {end for relation in knowledge.relations for end in (relation.subject, relation.object)}
    told |= {figure.entity for figure in knowledge.figures}
    return {person for people in credited.values() for person in people.values()} - told


def name_article(article: Article) -> str:
    """Its headline, else how it begins."""
    return article.title.text if article.title else article.body.text[article.story :][:24].strip()


def draw_network(
    knowledge: Knowledge,
    *,
    homes: Mapping[str, Home],
    weights: Mapping[str, float],
    styles: Styles,
    ontology: Ontology,
) -> dict[str, Any]:
    """Draw entities, articles and what links them.

    Returns:
        `nodes` and `edges` as pyvis holds them, `options` for vis-network. Edge `c3` is the fourth relation of the
        knowledge; `r…` leads from an article to who reported or photographed it, `m…` to an entity that it names.
    """
    from pyvis.edge import Edge  # noqa: PLC0415 - heavy
    from pyvis.network import Network  # noqa: PLC0415
    from pyvis.node import Node  # noqa: PLC0415

    network = Network(directed=True)
    network.set_options(json.dumps(OPTIONS))
    credited = credit_people(knowledge)
    bystanders = find_bystanders(knowledge, credited)
    looks = {entity.cls: styles.of(entity.cls, _ancestors(ontology, entity.cls)) for entity in knowledge.entities}
    sizes = {entity.id: size_node(looks[entity.cls], weights[entity.id]) for entity in knowledge.entities}
    seats = _seat(knowledge, homes, sizes, credited, bystanders)

    # `Network.add_node` and `add_edge` search a list of all nodes at each call; the lists are filled directly instead.
    for entity in knowledge.entities:
        style = looks[entity.cls]
        x, y = seats[entity.id]
        drawn = {"x": x, "y": y, "size": sizes[entity.id], "beside": homes[entity.id].parent}
        look = {"group": entity.cls, "color": style.colour, "late": entity.id in bystanders}
        _add(network, Node(entity.id, style.pyvis, shorten(entity.name), **drawn, **look))
    sheet = styles.of("Article")
    for article in knowledge.articles:
        x, y = seats[article.id]
        look = {"group": "Article", "color": sheet.colour, "late": True}
        _add(network, Node(article.id, sheet.pyvis, shorten(name_article(article)), x=x, y=y, size=sheet.size, **look))
    for number, relation in enumerate(knowledge.relations):
        if relation.subject in network.node_map and relation.object in network.node_map:
            edge = Edge(relation.subject, relation.object, True, id=f"c{number}", dashes=relation.inferred)
            network.edges.append(edge.options)
    _link_articles(network, knowledge, credited, Edge)
    return {"nodes": network.nodes, "edges": network.edges, "options": network.options}


def shorten(name: str) -> str:
    """The name, cut to the width of a label."""
    width = 0.0
    for at, character in enumerate(name):
        width += 1.0 if ord(character) > 0x2E80 else 0.55
        if width > LETTERS:
            return name[: max(1, at - 1)] + "…"
    return name


def _ancestors(ontology: Ontology, cls: str) -> frozenset[str]:
    known = ontology.classes.get(cls)
    return known.ancestors if known else frozenset()


def size_node(style: Style, weight: float) -> float:
    """Radius of a node in pixels, by its class and by how much is said of it."""
    return round(style.size + 2.2 * math.sqrt(max(0.0, weight - 1)), 1)


def _add(network: Any, node: Any) -> None:  # noqa: ANN401 - pyvis has no types
    network.nodes.append(node.options)
    network.node_ids.append(node.options["id"])
    network.node_map[node.options["id"]] = node.options


def _link_articles(network: Any, knowledge: Knowledge, credited: Mapping[str, Mapping[int, str]], edge: Any) -> None:  # noqa: ANN401
    number = 0
    for article in knowledge.articles:
        for place, person in credited[article.id].items():
            link = edge(article.id, person, True, id=f"r{number}", credit=article.credits[place].role, late=True)
            network.edges.append(link.options)
            number += 1
    number = 0
    known = {article.id for article in knowledge.articles}
    for entity in knowledge.entities:
        for article_id in entity.articles:
            if article_id in known and entity.id not in credited[article_id].values():
                link = edge(article_id, entity.id, True, id=f"m{number}", credit="mentions", late=True)
                network.edges.append(link.options)
                number += 1


def _seat(
    knowledge: Knowledge,
    homes: Mapping[str, Home],
    sizes: Mapping[str, float],
    credited: Mapping[str, Mapping[int, str]],
    bystanders: set[str],
) -> dict[str, tuple[int, int]]:
    """Place the entities; then articles near what they name and reporters around their articles, on free ground."""
    first = [entity for entity in knowledge.entities if entity.id not in bystanders]
    boxes = [_box(entity, homes[entity.id].parent, sizes[entity.id]) for entity in first]
    seats = place_boxes(boxes, [(relation.subject, relation.object) for relation in knowledge.relations])
    named: dict[str, list[tuple[int, int]]] = {article.id: [] for article in knowledge.articles}
    for entity in first:
        for article_id in entity.articles:
            if article_id in named:
                named[article_id].append(seats[entity.id])
    taken = _Ground(seats.values())
    for article in knowledge.articles:
        seats[article.id] = taken.settle(_middle(named[article.id]))
    for article in knowledge.articles:
        for person in credited[article.id].values():
            if person not in seats:
                seats[person] = taken.settle(seats[article.id])
    for person in sorted(bystanders.difference(seats)):
        seats[person] = taken.settle((0, 0))
    return seats


def _box(entity: Entity, parent: str | None, size: float) -> Box:
    label = shorten(entity.name)
    width = sum(1.0 if ord(character) > 0x2E80 else 0.55 for character in label) * EM
    return Box(entity.id, width=max(size, width / 2), height=size + 9, parent=parent)


def _middle(points: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if not points:
        return (0, 0)
    return (sum(x for x, _ in points) // len(points), sum(y for _, y in points) // len(points))


class _Ground:
    """Where something stands, in squares: finds the nearest free square along a growing spiral."""

    def __init__(self, points: Any) -> None:  # noqa: ANN401
        self._taken = {self._square(point) for point in points}

    @staticmethod
    def _square(point: tuple[int, int]) -> tuple[int, int]:
        return (int(point[0] // BESIDE), int(point[1] // BESIDE))

    def settle(self, near: tuple[int, int]) -> tuple[int, int]:
        column, row = self._square(near)
        ring = 0
        while True:
            edge = [
                (column + right, row + down)
                for down in range(-ring, ring + 1)
                for right in range(-ring, ring + 1)
                if max(abs(right), abs(down)) == ring
            ]
            free = [square for square in edge if square not in self._taken]
            if free:
                square = min(free, key=lambda at: ((at[0] - column) ** 2 + (at[1] - row) ** 2, at))
                self._taken.add(square)
                return (round((square[0] + 0.5) * BESIDE), round((square[1] + 0.5) * BESIDE))
            ring += 1
