"""Text in pieces, so that a template can mark what it names: offsets are code points, and a piece is only ever text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text.

    Attributes:
        text: As printed.
        id: Of the entity that it names, or None.
        cls: Class of that entity, or empty.
        marked: Whether it is brought out.
    """

    text: str
    id: str | None = None
    cls: str = ""
    marked: bool = False


def split_text(
    text: str, marks: Iterable[tuple[int, int, str | None]], names: Mapping[str, Mapping[str, str]]
) -> list[Piece]:
    """The pieces of a text.

    Args:
        text: The whole.
        marks: Start, end and id of what is named there; of two that cross, the longer one that begins first counts.
        names: Name and class by id; an id that it lacks is no link.
    """
    pieces: list[Piece] = []
    at = 0
    for start, end, id_ in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start < at or end > len(text) or start >= end:
            continue
        known = names.get(id_ or "")
        pieces += [
            Piece(text[at:start]),
            Piece(text[start:end], id_ if known else None, known["cls"] if known else "", marked=True),
        ]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def mark_quote(
    evidence: Mapping[str, Any], ends: Iterable[tuple[str, str | None]], names: Mapping[str, Mapping[str, str]]
) -> list[Piece]:
    """A sentence with its ends marked: `ends` are `subject` and `object`, each with the id that it names."""
    marks = [(*evidence[end], id_) for end, id_ in ends if evidence[end]]
    return split_text(evidence["quote"], marks, names)


def mark_article(article: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Pieces of an article: `title`, `deck` (or None), and `paragraphs`, each with whether it is a heading."""
    headings = {start for start, _ in article["headings"]}

    def mark(part: Mapping[str, Any] | None) -> list[Piece] | None:
        return None if part is None else split_text(part["text"], map(tuple, part["marks"]), names)

    paragraphs = []
    at = 0
    for text in article["body"]["text"].split("\n"):
        inside = [
            (start - at, end - at, id_)
            for start, end, id_ in article["body"]["marks"]
            if start >= at and end <= at + len(text)
        ]
        paragraphs.append({"heading": at in headings, "pieces": split_text(text, inside, names)})
        at += len(text) + 1
    return {"title": mark(article["title"]), "deck": mark(article["deck"]), "paragraphs": paragraphs}
