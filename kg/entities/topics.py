"""What an article is about: told where a page is built, so that no other page has a say in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Article, Entity

_SHORTEST_FORM = 2


def add_topics(articles: Iterable[Article], entities: Sequence[Entity]) -> tuple[Article, ...]:
    """The articles of a page with their topics, which are entities that they name."""
    named: dict[str, list[Entity]] = {}
    for entity in entities:
        for article in entity.articles:
            named.setdefault(article, []).append(entity)
    return tuple(replace(article, topics=find_topics(article, named.get(article.id, ()))) for article in articles)


def find_topics(article: Article, named: Sequence[Entity]) -> tuple[str, ...]:
    """What the headline names, and what the text names most often, if more than once; ids, sorted.

    Args:
        article: With its credits: the persons named there are no topics by number.
        named: The entities that the article names.
    """
    title = article.title.text if article.title else ""
    text = "\n".join(passage.text for passage in (article.deck, article.body) if passage)
    credited = {credit.name for credit in article.credits}
    forms = {entity.id: _long_forms(entity) for entity in named}
    counts = {
        entity.id: max((text.count(form) for form in forms[entity.id]), default=0)
        for entity in named
        if entity.cls != "Person" or credited.isdisjoint((entity.name, *entity.aliases))
    }
    most = max(counts.values(), default=0)
    return tuple(
        entity
        for entity in sorted(forms)
        if any(form in title for form in forms[entity]) or (most > 1 and counts.get(entity) == most)
    )


def _long_forms(entity: Entity) -> list[str]:
    return [form for form in (entity.name, *entity.aliases) if len(form) >= _SHORTEST_FORM]
