"""What a reader of the graph looks up: names and texts, one entity, what stands round it. Runs beside the store.

Everything is plain values, ready for JSON; the routes in `api` say what they mean.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import NotFound
from kg.portrait import draw_portrait
from kg.resources.ontology import RDF, RDFS, SCHEMA, SKOS, XZ, read_ontology
from kg.store.portion import read_about
from kg.views.rdf import from_rdf
from kg.views.rdf.terms import split_iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from kg.model import Entity, Evidence, Knowledge

_DEFAULT = DefaultGraph()
_TYPE, _LABEL, _ALIAS = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}label"), NamedNode(f"{SKOS}altLabel")
_AROUND = 12
"""Characters shown on either side of what was found in a text."""

MOST_FOUND = 50
"""Names, and texts, that a search gives at most."""

MOST_NODES = 300
"""Entities that a neighbourhood holds at most."""


class Names:
    """The names of a store's entities, with their spellings once somebody types letters."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.entities = {node.value: cls for cls in read_ontology().classes for node in _list_subjects(store, cls)}
        self.labels: dict[str, str] = {}
        self.forms: dict[str, list[str]] = {iri: [] for iri in self.entities}
        for predicate in (_LABEL, _ALIAS):
            for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
                iri, form = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
                if iri in self.forms:
                    self.forms[iri].append(form)
                    if predicate == _LABEL:
                        self.labels[iri] = form
        self._spellings: dict[str, list[str]] | None = None

    def describe(self, iri: str) -> dict[str, Any]:
        """Id, name and class of an entity."""
        return {"id": split_iri(iri)[1], "iri": iri, "name": self.labels.get(iri, ""), "class": self.entities[iri]}

    def find(self, text: str) -> list[str]:
        """IRIs of the entities that bear a name, begin with it or hold it, nearest first; letters may be pinyin."""
        text = text.casefold()
        spelt = self._spell() if text.isascii() else {}
        found = []
        for iri, forms in self.forms.items():
            written = [form.casefold() for form in forms] + spelt.get(iri, [])
            ranks = [0 if form == text else 1 if form.startswith(text) else 2 for form in written if text in form]
            if ranks:
                label = self.labels.get(iri, "")
                found.append((min(ranks), len(label), label, iri))
        return [iri for *_, iri in sorted(found)]

    def _spell(self) -> dict[str, list[str]]:
        if self._spellings is None:
            from kg.views.page.pinyin import spell_names  # noqa: PLC0415 - loads pypinyin

            self._spellings = {iri: spell_names(forms) for iri, forms in self.forms.items()}
        return self._spellings


def search(names: Names, text: str, *, limit: int) -> dict[str, Any]:
    """Entities by name and articles by text.

    Args:
        names: Of the store.
        text: As typed, not blank.
        limit: Of either.
    """
    entities = names.find(text)
    articles = sorted(_search_articles(names.store, text), key=lambda found: (-found["times"], found["id"]))
    return {
        "query": text,
        "entities": [names.describe(iri) for iri in entities[:limit]],
        "entitiesFound": len(entities),
        "articles": articles[:limit],
        "articlesFound": len(articles),
    }


def _search_articles(store: Store, text: str) -> Iterator[dict[str, Any]]:
    headline = NamedNode(f"{SCHEMA}headline")
    found: dict[str, dict[str, Any]] = {}
    for predicate in (headline, NamedNode(f"{SCHEMA}abstract"), NamedNode(f"{SCHEMA}articleBody")):
        for quad in store.quads_for_pattern(None, predicate, None, _DEFAULT):
            value, node = getattr(quad.object, "value", ""), quad.subject
            at = value.find(text)
            if at < 0 or not isinstance(node, NamedNode):
                continue
            if node.value not in found:
                titles = store.quads_for_pattern(node, headline, None, _DEFAULT)
                title = next((quad.object.value for quad in titles if isinstance(quad.object, Literal)), None)
                piece = value[max(0, at - _AROUND) : at + len(text) + _AROUND].replace("\n", " ")
                found[node.value] = {
                    "id": split_iri(node.value)[1],
                    "iri": node.value,
                    "headline": title,
                    "excerpt": piece,
                    "times": 0,
                }
            found[node.value]["times"] += value.count(text)
    return iter(found.values())


def describe_entity(names: Names, name: str) -> dict[str, Any]:
    """One entity: names, facts, figures, articles, each with its sentences.

    Raises:
        NotFound: There is no entity of that id.
    """
    iri = _find(names, name)
    knowledge = from_rdf(read_about(names.store, [NamedNode(iri)], source="store"))
    entity = next(entity for entity in knowledge.entities if entity.id == name)
    portrait = draw_portrait(knowledge, entity)
    kinds = read_ontology()
    titles = {article.id: article.title.text if article.title else None for article in knowledge.articles}
    return {
        **names.describe(iri),
        "classLabel": {"zh": kinds.classes[entity.cls].zh, "en": kinds.classes[entity.cls].en},
        "aliases": list(entity.aliases),
        "code": entity.code,
        "facts": [
            {
                "relation": fact.relation.predicate,
                "label": fact.label,
                "direction": "out" if fact.relation.subject == entity.id else "in",
                "other": _describe_other(fact.other),
                "roles": list(fact.relation.roles),
                "confidence": fact.relation.confidence,
                "rule": fact.relation.rule,
                "inferred": fact.relation.inferred,
                "evidence": [_describe_evidence(knowledge, evidence) for evidence in fact.relation.evidence],
            }
            for fact in portrait.facts
        ],
        "figures": [
            {
                "measure": item.figure.measure,
                "value": format(item.figure.value, "f"),
                "unit": item.figure.unit,
                "text": item.figure.text,
                "confidence": item.figure.confidence,
                "evidence": _describe_evidence(knowledge, item.figure.evidence),
            }
            for item in portrait.figures
        ],
        "articles": [{"id": article, "headline": titles.get(article)} for article in entity.articles],
    }


def list_neighbours(names: Names, name: str, *, steps: int) -> dict[str, Any]:
    """Entities within some facts of one, and the facts between them.

    Raises:
        NotFound: There is no entity of that id.
    """
    start = _find(names, name)
    distance = {start: 0}
    edge, cut = [start], False
    for step in range(1, steps + 1):
        reached = dict.fromkeys(far for near in edge for far in _list_adjacent(names, near) if far not in distance)
        room = MOST_NODES - len(distance)
        cut = cut or len(reached) > room
        edge = sorted(reached)[:room]
        distance |= dict.fromkeys(edge, step)
    relations = {XZ + kind: kind for kind in read_ontology().relations}
    facts = sorted(
        (iri, relations[quad.predicate.value], quad.object.value)
        for iri in distance
        for quad in names.store.quads_for_pattern(NamedNode(iri), None, None, _DEFAULT)
        if quad.predicate.value in relations and isinstance(quad.object, NamedNode) and quad.object.value in distance
    )
    degrees = Counter(end for first, _, last in facts for end in (first, last))
    return {
        "start": name,
        "steps": steps,
        "nodes": [
            names.describe(iri) | {"distance": distance[iri], "degree": degrees[iri]} for iri in sorted(distance)
        ],
        "edges": [
            {"subject": split_iri(first)[1], "relation": relation, "object": split_iri(last)[1]}
            for first, relation, last in facts
        ],
        "cut": cut,
    }


def _find(names: Names, name: str) -> str:
    for iri in names.entities:
        if split_iri(iri)[1] == name:
            return iri
    raise NotFound(f"no entity {name!r}")


def _list_subjects(store: Store, cls: str) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, _TYPE, NamedNode(XZ + cls), _DEFAULT):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _list_adjacent(names: Names, iri: str) -> Iterator[str]:
    node = NamedNode(iri)
    for kind in read_ontology().relations:
        predicate = NamedNode(XZ + kind)
        ends = [quad.object for quad in names.store.quads_for_pattern(node, predicate, None, _DEFAULT)]
        ends += [quad.subject for quad in names.store.quads_for_pattern(None, predicate, node, _DEFAULT)]
        yield from (end.value for end in ends if isinstance(end, NamedNode) and end.value in names.entities)


def _describe_other(entity: Entity) -> dict[str, Any]:
    return {"id": entity.id, "name": entity.name, "class": entity.cls}


def _describe_evidence(knowledge: Knowledge, evidence: Evidence) -> dict[str, Any]:
    article = next(article for article in knowledge.articles if article.id == evidence.article)
    page = next(page for page in knowledge.pages if page.id == article.page)
    return {
        "sentence": evidence.quote,
        "subject": [evidence.subject.start, evidence.subject.end] if evidence.subject else None,
        "object": [evidence.object.start, evidence.object.end] if evidence.object else None,
        "article": article.id,
        "headline": article.title.text if article.title else None,
        "page": page.source,
        "paper": page.paper,
        "spans": [[span.start, span.end] for span in evidence.spans],
    }
