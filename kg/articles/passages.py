"""Printed lines joined into passages, every character of which is a character of the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.articles.lines import BLANK, is_spaced
from kg.model import Passage, Span

_OPENERS = "“‘「『《〈"
_CLOSERS = "”’」』》〉"


@dataclass(frozen=True, slots=True)
class Byline:
    """Where a dateline with its byline stands, for its blanks.

    Attributes:
        span: From the dateline's first character to the first of the story, on the page.
        closed: Page spans of names and of the words between them: blanks inside them mean nothing.
    """

    span: Span
    closed: tuple[Span, ...] = ()


def keep_offsets(text: str, spans: Sequence[Span], *, title: bool = False, byline: Byline | None = None) -> list[int]:
    """Choose the characters of a paragraph.

    Line breaks and the blanks of justified setting go. A blank stays between Latin words, between names of a byline,
    within quotes that are parted into two (`“山水相依 邻里相亲”`), and in a title between its parts.

    Args:
        text: Text of the page.
        spans: Its printed lines.
        title: Whether it is a headline.
        byline: Where blanks part names.

    Returns:
        Offsets on the page, ascending within each line.
    """
    kept: list[int] = []
    quotes = 0
    for span in spans:
        pieces = _pieces(text, span)
        spaced = is_spaced([text[start:end] for start, end in pieces])
        for number, (start, end) in enumerate(pieces):
            if number:
                before = text[slice(*pieces[number - 1])]
                blank = pieces[number - 1][1]
                named = byline is not None and byline.span.start <= blank < byline.span.end
                closed = byline is not None and any(s.start <= blank < s.end for s in byline.closed)
                parted = not spaced and _parts(before, text[start:end], title=title, quoted=quotes > 0)
                if not closed and (named or parted):
                    kept.append(blank)
            kept += range(start, end)
            for character in text[start:end]:
                quotes += (character in _OPENERS) - (character in _CLOSERS and quotes > 0)
    return kept


def _pieces(text: str, span: Span) -> list[tuple[int, int]]:
    """What stands between blanks."""
    pieces: list[tuple[int, int]] = []
    at = span.start
    for match in BLANK.finditer(text, span.start, span.end):
        if match.start() > at:
            pieces.append((at, match.start()))
        at = match.end()
    if at < span.end:
        pieces.append((at, span.end))
    return pieces


def _parts(before: str, after: str, *, title: bool, quoted: bool) -> bool:
    """Whether the blank between two pieces of a line parts them in meaning."""
    left, right = before[-1], after[0]
    if left.isascii() and right.isascii() and left.isalnum() and right.isalnum():
        return True
    if left.isascii() or right.isascii():
        return False
    inner = before[max(before.rfind(c) for c in _OPENERS) + 1 :]
    beyond = after[: min((i for i in (after.find(c) for c in _CLOSERS) if i >= 0), default=len(after))]
    if not (title or quoted) or left in "，、；：。" or right in "，、；：。":
        return False
    return len(inner) > 1 and len(beyond) > 1 if quoted else len(before) > 1 and len(after) > 1


def make_passage(text: str, paragraphs: Iterable[Sequence[int]]) -> tuple[Passage, tuple[int, ...]]:
    """Join paragraphs, each given as page offsets, with a line feed of the page between two.

    Returns:
        The passage, and where in its text each paragraph begins.
    """
    offsets: list[int] = []
    begins: list[int] = []
    for paragraph in paragraphs:
        if offsets and paragraph:
            feed = text.find("\n", offsets[-1] + 1)
            if feed >= 0:
                offsets.append(feed)
        begins.append(len(offsets))
        offsets += paragraph
    return Passage("".join(text[i] for i in offsets), to_spans(offsets)), tuple(begins)


def to_spans(offsets: Iterable[int]) -> tuple[Span, ...]:
    """Runs of ascending offsets as spans."""
    spans: list[list[int]] = []
    for offset in offsets:
        if spans and spans[-1][1] == offset:
            spans[-1][1] = offset + 1
        else:
            spans.append([offset, offset + 1])
    return tuple(Span(start, end) for start, end in spans)
