"""The one place that knows the order of stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kg.articles import find_articles
from kg.entities import resolve_entities
from kg.judgements import Judgement, join_same, list_different
from kg.mentions import find_mentions, read_articles
from kg.mentions.neural import load_tagger
from kg.model import Article, Entity, Evidence, Figure, Knowledge, Page, Relation
from kg.relations import Ranker, gather_facts


def build_pages(
    pages: Sequence[Page],
    *,
    progress: Callable[[str], None] | None = None,
    min_confidence: float = 0.0,
    judgements: Sequence[Judgement] = (),
) -> Knowledge:
    """Build the knowledge of some pages.

    Args:
        pages: As `kg.articles.read_page` gives them. A page that is given twice counts once.
        progress: Called with each page's source name when that page is done.
        min_confidence: Relations and figures below it are left out.
        judgements: What a person decided of identity.

    Returns:
        Knowledge, sorted; the same pages in any order give an equal value.

    Raises:
        InputError: A page holds no article.
    """
    parts: list[Knowledge] = []
    for page in sorted({p.id: p for p in pages}.values(), key=lambda p: p.id):
        parts.append(build_page(page, judgements=judgements))
        if progress is not None:
            progress(page.source)
    return keep_sure(merge_knowledge(parts, judgements=judgements), min_confidence=min_confidence)


def build_page(page: Page, *, judgements: Sequence[Judgement] = (), ranker: Ranker | None = None) -> Knowledge:
    """Build the knowledge of one page; names judged different are kept apart.

    Args:
        page: As `kg.articles.read_page` gives it.
        judgements: What a person decided of identity.
        ranker: Tells whose a number is; the learned one if none is given.

    Raises:
        InputError: The page holds no article.
    """
    return _understand(page, find_articles(page), judgements, ranker=ranker)


def _understand(
    page: Page, articles: Sequence[Article], judgements: Sequence[Judgement] = (), *, ranker: Ranker | None = None
) -> Knowledge:
    readings = read_articles(articles, tagger=load_tagger())
    mentions = find_mentions(page, readings)
    resolution = resolve_entities(page, articles, mentions, different=list_different(judgements))
    by_id = {e.id: e for e in resolution.entities}
    relations, figures = gather_facts(
        page, articles, by_id, resolution.links, resolution.ties, resolution.mains, ranker=ranker
    )
    return Knowledge((page,), tuple(articles), resolution.entities, relations, figures)


def merge_knowledge(parts: Iterable[Knowledge], *, judgements: Sequence[Judgement] = ()) -> Knowledge:
    """Join the knowledge of several pages: entities of one id become one, a fact keeps all its sentences.

    Args:
        parts: Knowledge of one page each.
        judgements: Entities judged the same become one as well.
    """
    pages: list[Page] = []
    articles: list[Article] = []
    entities: dict[str, Entity] = {}
    relations: dict[tuple[str, str, str], Relation] = {}
    figures: list[Figure] = []
    for part in parts:
        pages += part.pages
        articles += part.articles
        figures += part.figures
        for entity in part.entities:
            known = entities.get(entity.id)
            entities[entity.id] = entity if known is None else _join_entities(known, entity)
        for relation in part.relations:
            key = (relation.subject, relation.predicate, relation.object)
            fact = relations.get(key)
            relations[key] = relation if fact is None else _join_relations(fact, relation)
    merged = Knowledge(
        tuple(sorted(pages, key=lambda p: p.id)),
        tuple(sorted(articles, key=lambda a: a.id)),
        tuple(entities[i] for i in sorted(entities)),
        tuple(relations[k] for k in sorted(relations)),
        tuple(sorted(figures, key=lambda f: (f.evidence, f.evidence.object is None, f.evidence.object, f.entity))),
    )
    return join_same(merged, judgements)


def _join_entities(one: Entity, other: Entity) -> Entity:
    return replace(
        one,
        aliases=tuple(sorted({*one.aliases, *other.aliases} - {one.name})),
        articles=tuple(sorted({*one.articles, *other.articles})),
        mentions=tuple(sorted({*one.mentions, *other.mentions})),
        decisions=tuple(dict.fromkeys((*one.decisions, *other.decisions))),
    )


def _join_relations(one: Relation, other: Relation) -> Relation:
    best, second = (one, other) if one.confidence >= other.confidence else (other, one)
    evidence: tuple[Evidence, ...] = tuple(sorted({*one.evidence, *other.evidence}))
    return replace(best, evidence=evidence, role=best.role or second.role)


def keep_sure(knowledge: Knowledge, *, min_confidence: float) -> Knowledge:
    """Leave out relations and figures below a confidence, and nothing else."""
    if min_confidence <= 0:
        return knowledge
    return replace(
        knowledge,
        relations=tuple(r for r in knowledge.relations if r.confidence >= min_confidence),
        figures=tuple(f for f in knowledge.figures if f.confidence >= min_confidence),
    )
