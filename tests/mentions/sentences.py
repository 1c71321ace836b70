"""Names found in a sentence, read as an article of one passage."""

from __future__ import annotations

from kg.mentions import find_mentions, read_articles
from kg.mentions.neural import load_tagger
from kg.model import Article, Mention, Page, Passage, Span


def find(text: str, place: str | None = None) -> tuple[Mention, ...]:
    """The mentions of a text in a newspaper of a place."""
    article = Article("p0-01", "p0", "article", None, None, Passage(text, (Span(0, len(text)),)), 0)
    page = Page("p0", "page.txt", "", text, place=place)
    return find_mentions(page, read_articles([[article]], tagger=load_tagger())[0])
