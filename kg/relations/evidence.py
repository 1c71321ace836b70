"""From a sentence of a passage to the evidence that leads back to the printed page."""

from __future__ import annotations

from kg.model import Article, Evidence, Page, Part, Passage, Span


class Quoter:
    """Makes the evidence of a page's sentences; where a sentence is printed is looked up once.

    Args:
        page: For the blanks between pieces.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self._printed: dict[tuple[str, Part, Span], tuple[str, tuple[Span, ...]]] = {}

    def quote(
        self, article: Article, part: Part, sentence: Span, *, subject: Span | None = None, object_: Span | None = None
    ) -> Evidence:
        """Make the evidence of a sentence.

        Args:
            article: It holds the passage.
            part: Which passage.
            sentence: Span in the passage.
            subject: Where the subject is named in the passage; dropped where it lies outside the sentence.
            object_: The same for the object or the number.
        """
        key = (article.id, part, sentence)
        if key not in self._printed:
            self._printed[key] = self._find(article, part, sentence)
        quote, spans = self._printed[key]
        return Evidence(article.id, part, quote, spans, _shift(subject, sentence), _shift(object_, sentence))

    def _find(self, article: Article, part: Part, sentence: Span) -> tuple[str, tuple[Span, ...]]:
        passage = article.passage(part)
        if passage is None:
            raise ValueError(f"article {article.id} has no {part}")
        return passage.text[sentence.start : sentence.end], _join_pieces(self.page.text, passage, sentence)


def _shift(span: Span | None, sentence: Span) -> Span | None:
    if span is None or not span.within(sentence):
        return None
    return Span(span.start - sentence.start, span.end - sentence.start)


def _join_pieces(text: str, passage: Passage, sentence: Span) -> tuple[Span, ...]:
    """Page spans of a sentence; pieces parted by nothing but blanks become one."""
    joined: list[Span] = []
    for piece in passage.locate(sentence):
        if joined and joined[-1].end <= piece.start and not text[joined[-1].end : piece.start].strip():
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return tuple(joined)
