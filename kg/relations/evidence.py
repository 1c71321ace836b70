"""From a sentence of a passage to the evidence that leads back to the printed page."""

from __future__ import annotations

from kg.model import Article, Evidence, Page, Part, Passage, Span


def make_evidence(
    page: Page,
    article: Article,
    part: Part,
    sentence: Span,
    *,
    subject: Span | None = None,
    object_: Span | None = None,
) -> Evidence:
    """Make the evidence of a sentence.

    Args:
        page: For the blanks between pieces.
        article: It holds the passage.
        part: Which passage.
        sentence: Span in the passage.
        subject: Where the subject is named in the passage; dropped where it lies outside the sentence.
        object_: The same for the object or the number.
    """
    passage = article.passage(part)
    if passage is None:
        raise ValueError(f"article {article.id} has no {part}")
    return Evidence(
        article=article.id,
        part=part,
        quote=passage.text[sentence.start : sentence.end],
        spans=_join_pieces(page.text, passage, sentence),
        subject=_shift(subject, sentence),
        object=_shift(object_, sentence),
    )


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
