"""A passage as the finders see it: its sentences and its tagged tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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


def read_articles(pages: Sequence[Sequence[Article]], *, tagger: TokenTagger) -> tuple[tuple[Reading, ...], ...]:
    """Tag all passages of the articles of some pages in one go.

    Args:
        pages: Repaired articles of each page.
        tagger: Called once with all sentences.

    Returns:
        For each page one reading a passage (title, deck, body), in the order of the articles; empty passages have none.
    """
    passages = [[passage for article in articles for passage in _cut_article(article)] for articles in pages]
    tagged = iter(tagger.tag([r.text[s.start : s.end] for page in passages for r in page for s in r.sentences]))
    return tuple(tuple(_add_tokens(reading, tagged) for reading in page) for page in passages)


def _cut_article(article: Article) -> Iterator[Reading]:
    """The passages of an article cut into sentences, without tokens."""
    parts: tuple[Part, ...] = ("title", "deck", "body")
    for part in parts:
        passage = article.passage(part)
        if passage is not None and passage.text.strip():
            story = article.story if part == "body" else 0
            yield Reading(article.id, part, passage.text, split_sentences(passage.text, begin=story), (), story=story)


def _add_tokens(reading: Reading, tagged: Iterator[Sequence[TaggedToken]]) -> Reading:
    """The passage with its tokens, which come next."""
    tokens = tuple(
        Token(span.start + t.start, span.start + t.end, t.text, t.tag)
        for span in reading.sentences
        for t in next(tagged)
    )
    return replace(reading, tokens=tokens, starts=tuple(t.start for t in tokens))
