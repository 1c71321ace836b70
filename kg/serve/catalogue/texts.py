"""What a store's pages say, as the viewer holds it: facts with sentences, figures, articles with their mentions."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.model import Article, Entity, Knowledge, Mention, Part, Span
from kg.resources.ontology import SCHEMA
from kg.serve.catalogue.grams import fold
from kg.store import read_from
from kg.views.page.record import record_texts
from kg.views.rdf import from_rdf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

_PARTS: tuple[Part, ...] = ("title", "deck", "body")
_PREDICATES = {"title": "headline", "deck": "abstract", "body": "articleBody"}
_LEAST = 2  # characters of a name that is looked for in a text
_BEFORE, _SNIPPET = 24, 90  # characters of a snippet: before what was found, and in all
_BEGINNING = 18  # characters of a body that stand for a headline


def record_portion(store: Store, nodes: Iterable[str]) -> dict[str, Any]:
    """Record what claims, figures and articles say.

    Args:
        store: That holds them.
        nodes: Their IRIs.

    Returns:
        `facts`, `figures`, `articles` and `pages` as the viewer holds them, and `names`: id -> {name, cls} of every
        entity that occurs in them.

    Raises:
        DataError: Something that the graph must state is missing.
    """
    named = [NamedNode(node) for node in nodes]
    if not named:
        return {"facts": [], "figures": [], "articles": [], "pages": [], "names": {}}
    knowledge = from_rdf(read_from(store, named, source="store"))
    names = {entity.id: {"name": entity.name, "cls": entity.cls} for entity in knowledge.entities}
    return {**record_texts(mark_names(knowledge)), "names": names}


def mark_names(knowledge: Knowledge) -> Knowledge:
    """The knowledge with the places where articles print the names of their entities: RDF keeps no mentions."""
    named: dict[str, list[Entity]] = {}
    for entity in knowledge.entities:
        for id_ in entity.articles:
            named.setdefault(id_, []).append(entity)
    found: dict[str, list[Mention]] = {}
    for article in knowledge.articles:
        for id_, mention in _find_names(article, named.get(article.id, [])):
            found.setdefault(id_, []).append(mention)
    entities = (replace(entity, mentions=tuple(sorted(found.get(entity.id, ())))) for entity in knowledge.entities)
    return replace(knowledge, entities=tuple(entities))


def _find_names(article: Article, entities: list[Entity]) -> Iterable[tuple[str, Mention]]:
    """Ids and mentions; of two names that cross, the longer one that begins first."""
    forms: dict[str, Entity] = {}
    for entity in entities:
        for form in (entity.name, *entity.aliases):
            if len(form) >= _LEAST:
                forms.setdefault(form, entity)
    if not forms:
        return
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=lambda form: (-len(form), form)))))
    for part in _PARTS:
        passage = article.passage(part)
        for match in pattern.finditer(passage.text) if passage else ():
            entity = forms[match.group()]
            yield entity.id, Mention(article.id, part, Span(*match.span()), match.group(), entity.cls, "name")


def cite_article(store: Store, iri: str, asked: str) -> dict[str, Any]:
    """Where an article holds what is asked for.

    Args:
        store: That holds it.
        iri: Of the article.
        asked: Words parted by blanks, each of which the article holds.

    Returns:
        `headline` (its own, else how it begins), `headlineMarks`, `part` (`title`, `deck` or `body`), `start` (offset
        of the snippet in that part), `snippet` and `marks` (pairs of offsets in the snippet). Offsets are code points.
    """
    texts = {part: _read_text(store, iri, predicate) for part, predicate in _PREDICATES.items()}
    words = [fold(word) for word in asked.split()]
    headline = texts["title"] or f"{(texts['body'] or '').strip()[:_BEGINNING]}…"
    part, at = _find_part(texts, words)
    text = texts[part] or ""
    start = max(0, at - _BEFORE)
    snippet = text[start : start + _SNIPPET]
    return {
        "headline": headline,
        "headlineMarks": _mark_words(headline, words),
        "part": part,
        "start": start,
        "snippet": snippet,
        "marks": _mark_words(snippet, words),
    }


def _find_part(texts: dict[str, str | None], words: list[str]) -> tuple[str, int]:
    """The part in which the first words stand, the body if it can be, and where."""
    for word in words:
        for part in ("body", "deck", "title"):
            at = fold(texts[part] or "").find(word)
            if at >= 0:
                return part, at
    return "body", 0


def _mark_words(text: str, words: list[str]) -> list[list[int]]:
    """Pairs of offsets, in order, none within another."""
    pattern = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return [list(match.span()) for match in re.finditer(pattern, fold(text))] if pattern else []


def _read_text(store: Store, iri: str, predicate: str) -> str | None:
    quads = store.quads_for_pattern(NamedNode(iri), NamedNode(SCHEMA + predicate), None, None)
    return next((quad.object.value for quad in quads), None)  # type: ignore[union-attr] # the contract says text
