"""One entity as a person reads it: its facts grouped by relation, its figures, and the sentences behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.errors import NotFound
from kg.model import Entity, Evidence, Figure, Knowledge, Relation
from kg.resources.ontology import RelationKind, read_ontology


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence and where it stands.

    Attributes:
        quote: The sentence.
        where: Headline of the article, and the newspaper, or the file where that is unknown.
    """

    quote: str
    where: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A relation as seen from the entity.

    Attributes:
        relation: As stored.
        label: What it is called from this side, in Chinese and English.
        other: The entity at the other end.
        sources: Empty for a fact of the official hierarchy.
    """

    relation: Relation
    label: str
    other: Entity
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FigureFact:
    """A figure with its sentence."""

    figure: Figure
    source: Source


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything known of one entity.

    Attributes:
        entity: It.
        label: Its class in Chinese and English.
        facts: Grouped by label: the entity as subject first, relations in the ontology's order.
        figures: In the order of the knowledge.
        articles: Headlines (or first words) of the articles that name it.
    """

    entity: Entity
    label: str
    facts: tuple[Fact, ...]
    figures: tuple[FigureFact, ...]
    articles: tuple[str, ...]

    def grouped(self) -> dict[str, tuple[Fact, ...]]:
        """Label -> its facts."""
        labels = dict.fromkeys(fact.label for fact in self.facts)
        return {label: tuple(fact for fact in self.facts if fact.label == label) for label in labels}


def draw_portrait(knowledge: Knowledge, entity: Entity) -> Portrait:
    """Gather what is known of an entity.

    Args:
        knowledge: That holds it.
        entity: One of its entities.

    Returns:
        The portrait; facts with the surest first in each group.
    """
    kind = read_ontology().classes[entity.cls]
    desk = _Desk(knowledge)
    return Portrait(
        entity=entity,
        label=f"{kind.zh} {kind.en}",
        facts=tuple(desk.facts_of(entity)),
        figures=tuple(
            FigureFact(figure, desk.source_of(figure.evidence))
            for figure in knowledge.figures
            if figure.entity == entity.id
        ),
        articles=tuple(desk.name_article(article) for article in entity.articles),
    )


class _Desk:
    """Looks up what ids stand for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.entities = {entity.id: entity for entity in knowledge.entities}
        self.articles = {article.id: article for article in knowledge.articles}
        self.pages = {page.id: page for page in knowledge.pages}

    def facts_of(self, entity: Entity) -> Iterator[Fact]:
        for kind in read_ontology().relations.values():
            relations = [relation for relation in self.knowledge.relations if relation.predicate == kind.name]
            yield from self._facts(entity, kind, relations, as_subject=True)
            yield from self._facts(entity, kind, relations, as_subject=False)

    def _facts(
        self, entity: Entity, kind: RelationKind, relations: list[Relation], *, as_subject: bool
    ) -> Iterator[Fact]:
        label = f"{kind.zh} {kind.en}" if as_subject else f"{kind.inverse_zh} {kind.inverse_en}"
        for relation in sorted(relations, key=lambda relation: -relation.confidence):
            here, there = relation.subject, relation.object
            if not as_subject:
                here, there = there, here
            if here == entity.id:
                sources = tuple(self.source_of(evidence) for evidence in relation.evidence)
                yield Fact(relation, label, self.entities[there], sources)

    def source_of(self, evidence: Evidence) -> Source:
        article = self.articles[evidence.article]
        page = self.pages[article.page]
        name = self.name_article(article.id)
        return Source(evidence.quote, f"{name}，{page.paper or page.source}")

    def name_article(self, article_id: str) -> str:
        article = self.articles[article_id]
        if article.title:
            return f"《{article.title.text}》"
        return f"{article.body.text[:20]}…"


def pick_facts(portrait: Portrait, *, predicate: str | None = None, other: Entity | None = None) -> tuple[Fact, ...]:
    """The facts of a portrait that a person asks about.

    Args:
        portrait: Of one entity.
        predicate: Local name in the ontology, or its Chinese or English label; None for any.
        other: The entity at the other end; None for any.

    Raises:
        NotFound: The relation does not exist, or the graph states no such fact.
    """
    kind = _find_relation(predicate) if predicate else None
    facts = tuple(
        fact
        for fact in portrait.facts
        if (kind is None or fact.relation.predicate == kind.name) and (other is None or fact.other.id == other.id)
    )
    if not facts and (kind or other):
        asked = " ".join((portrait.entity.name, kind.name if kind else "?", other.name if other else "?"))
        stated = "、".join(f"{fact.label} {fact.other.name}" for fact in portrait.facts) or "nothing"
        raise NotFound(f"{asked}: the graph states no such fact; of {portrait.entity.name} it states: {stated}")
    return facts


def _find_relation(name: str) -> RelationKind:
    relations = read_ontology().relations
    for kind in relations.values():
        if name in {kind.name, kind.zh, kind.en}:
            return kind
    raise NotFound(f"relation {name}: unknown, expected one of {', '.join(relations)}")
