"""A passage as the finders see it: its sentences and its tagged tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kg.model import Article, Part, Span
from kg.sentences import split_sentences


class TaggedToken(Protocol):
    """One token of a sentence; offsets are code points in that sentence."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def tag(self) -> str: ...  # noqa: D102


class TokenTagger(Protocol):
    """What the neural tagger offers; tests may bring a smaller one."""

    def tag(self, sentences: Sequence[str]) -> Sequence[Sequence[TaggedToken]]:
        """Tag sentences; the same number of token lists comes back."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a passage.

    Attributes:
        start: First code point in the passage.
        end: One past the last.
        text: The slice.
        tag: Part of speech or name class of the tagger (n, v, PER, LOC, ORG …).
    """

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with its sentences and tokens.

    Attributes:
        article: Article id.
        part: Which passage.
        text: The passage's text.
        sentences: Spans in `text`.
        tokens: Sorted; they cover every sentence.
        starts: Start of each token, for bisection.
        story: Where the text proper begins; what stands before is dateline and byline, in which nothing is looked for.
    """

    article: str
    part: Part
    text: str
    sentences: tuple[Span, ...]
    tokens: tuple[Token, ...]
    starts: tuple[int, ...] = field(default=())
    story: int = 0

    def token_at(self, offset: int) -> int:
        """Index of the token that holds a code point; -1 before the first token."""
        return bisect_right(self.starts, offset) - 1

    def is_boundary(self, offset: int) -> bool:
        """Whether a token starts here or none covers the place."""
        at = self.token_at(offset)
        if at < 0:
            return True
        token = self.tokens[at]
        return token.start == offset or token.end <= offset

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds a code point (the nearest before it, if it stands between two)."""
        found = self.sentences[0]
        for sentence in self.sentences:
            if sentence.start > offset:
                break
            found = sentence
        return found


def read_articles(articles: Sequence[Article], *, tagger: TokenTagger) -> tuple[Reading, ...]:
    """Tag all passages of some articles in one go.

    Args:
        articles: Repaired articles.
        tagger: Called once with all sentences.

    Returns:
        One reading a passage (title, deck, body), in the order of the articles; empty passages have none.
    """
    passages: list[tuple[str, Part, str, tuple[Span, ...], int]] = []
    for article in articles:
        parts: tuple[Part, ...] = ("title", "deck", "body")
        for part in parts:
            passage = article.passage(part)
            if passage is not None and passage.text.strip():
                story = article.story if part == "body" else 0
                spans = split_sentences(passage.text, begin=story)
                passages.append((article.id, part, passage.text, spans, story))
    tagged = iter(tagger.tag([text[s.start : s.end] for _, _, text, spans, _ in passages for s in spans]))
    readings: list[Reading] = []
    for article_id, part, text, spans, story in passages:
        tokens = tuple(
            Token(span.start + t.start, span.start + t.end, t.text, t.tag) for span in spans for t in next(tagged)
        )
        readings.append(Reading(article_id, part, text, spans, tokens, tuple(t.start for t in tokens), story))
    return tuple(readings)
