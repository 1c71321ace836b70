"""Printed lines of a page: where they stand, how wide they are, how they end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Span

LINE_BREAK = re.compile("\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
BLANK = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
FINAL = "。！？!?…"
CLOSERS = "”’」』》）)〉】\"'"
_STRAY = re.compile(r"([“”\"‘’'])\1{2,}")
_ENDS = re.compile(f"[{FINAL}；][{CLOSERS}]*$")
_NARROW = re.compile("[\x00-\x7f，。、；：！？“”‘’（）《》「」『』〈〉【】·…—]")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line that holds something.

    Attributes:
        span: Its place on the page, without blanks and stray quote marks at its ends.
        gap: Number of empty lines before it.
        text: Its characters without any blank.
        width: In full-width characters; letters, digits and marks count half.
        spaced: Whether its characters are parted by blanks to fill the column.
        final: Whether a sentence ends with it.
    """

    span: Span
    gap: int
    text: str
    width: float
    spaced: bool
    final: bool

    @property
    def size(self) -> int:
        """Number of characters that are no blanks."""
        return len(self.text)


def find_lines(text: str) -> tuple[Line, ...]:
    """Find the lines of a page that hold something, in order."""
    found: list[Line] = []
    gap = 0
    for start, end in _cut(text):
        low, high = _trim(text, start, end)
        if low == high:
            gap += 1
            continue
        found.append(make_line(text, Span(low, high), gap=gap))
        gap = 0
    return tuple(found)


def make_line(text: str, span: Span, *, gap: int = 0) -> Line:
    """Measure what stands on a page in a span."""
    pieces = BLANK.sub(" ", text[span.start : span.end]).split(" ")
    compact = "".join(pieces)
    width = len(compact) - len(_NARROW.findall(compact)) / 2
    return Line(span, gap, compact, width, is_spaced(pieces), bool(_ENDS.search(compact)))


def is_spaced(pieces: Sequence[str]) -> bool:
    """Whether what stands between the blanks of a line is mostly single characters."""
    return len(pieces) >= 4 and sum(len(piece) == 1 for piece in pieces) >= 0.6 * len(pieces)


def _cut(text: str) -> list[tuple[int, int]]:
    cuts = [0]
    for match in LINE_BREAK.finditer(text):
        cuts += [match.start(), match.end()]
    cuts.append(len(text))
    return list(zip(cuts[::2], cuts[1::2], strict=True))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks and runs of stray quote marks at both ends."""
    while True:
        while start < end and BLANK.match(text[start]):
            start += 1
        while end > start and BLANK.match(text[end - 1]):
            end -= 1
        runs = [m for m in _STRAY.finditer(text, start, end) if start == m.start() or m.end() == end]
        if not runs:
            return start, end
        start, end = (runs[0].end(), end) if runs[0].start() == start else (start, runs[0].start())
