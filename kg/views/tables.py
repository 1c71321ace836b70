"""Knowledge -> tables that an editor opens in a spreadsheet: UTF-8 with a byte order mark, no cell evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.resources.cells import BYTE_ORDER_MARK, write_table
from kg.resources.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kg.model import Article, Entity, Evidence, Knowledge

ENTITY_COLUMNS = ("id", "class", "class_zh", "name", "aliases", "code", "facts", "articles", "headlines", "decisions")
_PLACE_COLUMNS = ("sentence", "headline", "page", "part", "start", "end", "spans")
RELATION_COLUMNS = (
    *("subject", "subject_class", "relation", "relation_zh", "object", "object_class", "role", "confidence", "rule"),
    *_PLACE_COLUMNS,
    *("article", "subject_id", "object_id"),
)
FIGURE_COLUMNS = (
    *("entity", "class", "measure", "value", "unit", "text", "confidence"),
    *_PLACE_COLUMNS,
    *("article", "entity_id"),
)


def to_tables(knowledge: Knowledge) -> dict[str, bytes]:
    """Every table by file name: `entities.csv`, `relations.csv`, `figures.csv`."""
    return {
        "entities.csv": to_entity_table(knowledge),
        "relations.csv": to_relation_table(knowledge),
        "figures.csv": to_figure_table(knowledge),
    }


def to_entity_table(knowledge: Knowledge) -> bytes:
    """One row per entity, in the order of the knowledge."""
    facts: dict[str, int] = {}
    for relation in knowledge.relations:
        for end in {relation.subject, relation.object}:
            facts[end] = facts.get(end, 0) + 1
    articles = {article.id: article for article in knowledge.articles}
    classes = read_ontology().classes
    rows = (
        (
            entity.id,
            entity.cls,
            classes[entity.cls].zh,
            entity.name,
            "；".join(entity.aliases),
            entity.code or "",
            str(facts.get(entity.id, 0)),
            str(len(entity.articles)),
            "；".join(filter(None, (_headline(articles.get(article)) for article in entity.articles))),
            "；".join(entity.decisions),
        )
        for entity in knowledge.entities
    )
    return _encode(ENTITY_COLUMNS, rows)


def to_relation_table(knowledge: Knowledge) -> bytes:
    """One row per relation and sentence, with role, confidence and rule of the claim that the sentence stands behind.

    A fact of the official hierarchy is one row without a sentence, unless a page states it as well.
    """
    lookup = _Lookup(knowledge)
    kinds = read_ontology().relations

    def rows() -> Iterable[Sequence[str]]:
        for relation in knowledge.relations:
            subject, object_ = lookup.entities[relation.subject], lookup.entities[relation.object]
            fact = (subject.name, subject.cls, relation.predicate, kinds[relation.predicate].zh)
            other = (object_.name, object_.cls)
            for claim in relation.claims:
                if claim.inferred and not relation.inferred:
                    continue
                said = (claim.role or "", _plain(claim.confidence), claim.rule)
                for evidence in claim.evidence or (None,):
                    article = evidence.article if evidence else ""
                    yield (*fact, *other, *said, *lookup.place(evidence), article, subject.id, object_.id)

    return _encode(RELATION_COLUMNS, rows())


def to_figure_table(knowledge: Knowledge) -> bytes:
    """One row per figure; `value` is a plain number."""
    lookup = _Lookup(knowledge)
    rows = (
        (
            *(lookup.entities[figure.entity].name, lookup.entities[figure.entity].cls, figure.measure),
            *(_plain(figure.value), figure.unit, figure.text, _plain(figure.confidence)),
            *lookup.place(figure.evidence),
            *(figure.evidence.article, figure.entity),
        )
        for figure in knowledge.figures
    )
    return _encode(FIGURE_COLUMNS, rows)


class _Lookup:
    """What ids stand for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.entities: dict[str, Entity] = {entity.id: entity for entity in knowledge.entities}
        self.articles = {article.id: article for article in knowledge.articles}
        self.pages = {page.id: page for page in knowledge.pages}

    def place(self, evidence: Evidence | None) -> tuple[str, ...]:
        """Sentence, headline, page file, part, first and last offset on the page, and the spans between them."""
        if evidence is None:
            return ("",) * len(_PLACE_COLUMNS)
        article = self.articles[evidence.article]
        start = min((span.start for span in evidence.spans), default="")
        end = max((span.end for span in evidence.spans), default="")
        source = self.pages[article.page].source
        spans = " ".join(f"{span.start}-{span.end}" for span in evidence.spans)
        return (evidence.quote, _headline(article), source, evidence.part, str(start), str(end), spans)


def _headline(article: Article | None) -> str:
    return article.title.text if article and article.title else ""


def _plain(number: float | Decimal) -> str:
    text = format(number, "f") if not isinstance(number, float) else format(number, ".4f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _encode(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return (BYTE_ORDER_MARK + write_table(columns, rows)).encode()
