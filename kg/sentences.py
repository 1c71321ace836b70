"""Sentences and clauses of a passage, as spans that leave out nothing but line feeds."""

from __future__ import annotations

import re

from kg.model import Span

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+[”’」』）]*|\n|$)")
_CLAUSE = re.compile(r"[^，。！？；：\n]+")


def split_sentences(text: str, *, begin: int = 0) -> tuple[Span, ...]:
    """Split a passage at 。！？； and line feeds.

    A closing quote or bracket behind the stop stays with its sentence.

    Args:
        text: Any text.
        begin: Code point to begin at.

    Returns:
        Spans sorted by start; each holds at least one visible character and no line feed.
    """
    found: list[Span] = []
    for match in _SENTENCE.finditer(text, begin):
        start, end = match.span()
        while end > start and text[end - 1] in "\n ":
            end -= 1
        while start < end and text[start] in " \n":
            start += 1
        if start < end:
            found.append(Span(start, end))
    return tuple(found)


def split_clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """Split a sentence at ，：; the spans are in `text`."""
    return tuple(Span(m.start(), m.end()) for m in _CLAUSE.finditer(text, sentence.start, sentence.end))
