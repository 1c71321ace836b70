"""Runs: printed lines that follow one another in one piece of setting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kg.articles.credits import Byline
from kg.articles.lines import Line
from kg.articles.marks import Closing, Marks, Opening

_SLACK = 3.2  # a first line is set in by two characters, a mark that may not begin a line takes a third
_CREDIT = 9  # a credit may stand out of its column
_SENTENCE = 25  # a line without 。 that ends with ！ or ？ is a sentence of a story from here on
_UNTOLD = 100  # no headline or deck is longer
_CLEAN = 34  # hardly a column is wider, so a longer line that ends a sentence is a paragraph
_MANY = 5  # lines that show to how many characters a column is set

Kind = Literal["text", "head", "byline"]


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one piece.

    Attributes:
        kind: Sentences, a headline (or deck or sub-heading), or a byline.
        first: Index of its first line.
        lines: Its lines.
        opening: Dateline that it begins with.
        closing: Credit that it ends with.
        byline: What a byline says.
    """

    kind: Kind
    first: int
    lines: tuple[Line, ...]
    opening: Opening | None = None
    closing: Closing | None = None
    byline: Byline | None = None

    @property
    def text(self) -> str:
        """Its characters without blanks."""
        return "".join(line.text for line in self.lines)

    @property
    def gap(self) -> int:
        """Empty lines before it."""
        return self.lines[0].gap

    @property
    def inner_gap(self) -> int | None:
        """The widest gap within it; None for a single line."""
        return find_gap(self.lines)

    @property
    def last(self) -> int:
        """Index of its last line."""
        return self.first + len(self.lines) - 1

    @property
    def ended(self) -> bool:
        """Whether its last line ends a sentence or a credit."""
        return self.closing is not None or self.lines[-1].final


def find_gap(lines: Sequence[Line]) -> int | None:
    """The widest gap between some lines; None for a single one."""
    return max((line.gap for line in lines[1:]), default=None)


def find_column(lines: Sequence[Line]) -> Line | None:
    """The widest of the lines that leave a sentence open, as wide as their column; None if none does."""
    return max((line for line in lines if not line.final), key=lambda line: line.width, default=None)


def less(one: Line, other: Line, slack: float = _SLACK) -> bool:
    """Whether a line is clearly shorter than another, by count and by width; letter-spaced ones never are."""
    return not one.spaced and one.size < other.size - slack and one.width < other.width - slack


def is_clean(runs: Sequence[Run]) -> bool:
    """Whether each line of some text is a paragraph, as where no column has broken it."""
    texts = [run for run in runs if run.kind == "text"]
    lines = [line for run in texts for line in run.lines]
    ended = sum(line.final for line in lines) + sum(run.ended and not run.lines[-1].final for run in texts)
    if ended == len(lines):
        return max(line.size for line in lines) > _CLEAN or len(lines) > 2
    return ended > 0.75 * len(lines)


def find_runs(lines: Sequence[Line], marks: Marks) -> tuple[Run, ...]:
    """Part the lines of a page into runs, in page order."""
    setting = _Setting(lines, marks)
    runs: list[Run] = []
    before = start = 0
    for i in range(len(lines)):
        alone = setting.stands_alone(before, start, i)
        if i + 1 < len(lines) and not alone and not setting.parts(start, i):
            continue
        if not (
            start == i and setting.opens(i, dated=True) and setting.opens(i + 1, dated=True) and not lines[i].final
        ):
            # the other case is a dateline with the title of a series (`题：`), whose byline follows
            runs.append(_make_run(lines[start : i + 1], start, marks))
        before, start = start, i + 1
    return tuple(_join_heads(runs))


def _make_run(lines: Sequence[Line], first: int, marks: Marks) -> Run:
    if first in marks.bylines:
        return Run("byline", first, tuple(lines), byline=marks.bylines[first])
    opening, closing = marks.openings.get(first), marks.closings.get(first + len(lines) - 1)
    text = "".join(line.text for line in lines)
    told = "。" in text or (lines[-1].final and len(text) >= _SENTENCE) or len(text) > _UNTOLD
    return Run("text" if told or opening or closing else "head", first, tuple(lines), opening, closing)


class _Setting:
    """The lines of a page, asked in pairs whether one goes on in the next."""

    def __init__(self, lines: Sequence[Line], marks: Marks) -> None:
        self.lines = lines
        self.marks = marks

    def parts(self, start: int, i: int) -> bool:
        """Whether a run that began with line `start` ends with line `i`."""
        if i in self.marks.closings or i in self.marks.bylines or self.opens(i + 1):
            return True
        closing = self.marks.closings.get(i + 1)
        if closing is not None and closing.start <= self.lines[i + 1].span.start:
            return False  # a credit on a line of its own
        return not (self.continues(start, i) if self.lines[i].final else self.flows(start, i))

    def stands_alone(self, before: int, start: int, i: int) -> bool:
        """Whether line `i` is a sub-heading of the column that began with line `before`."""
        if not before < start == i or self.opens(i) or self.ends(i):
            return False
        return _stands_out(self.lines[before : i + 1]) and self.reaches_stop(i + 1)

    def opens(self, i: int, *, dated: bool = False) -> bool:
        """Whether a dateline (or, unless `dated`, a byline) begins with line `i`."""
        return i in self.marks.openings or (not dated and i in self.marks.bylines)

    def ends(self, i: int) -> bool:
        """Whether the page ends with line `i`, or something opens after it."""
        return i + 1 >= len(self.lines) or self.opens(i + 1)

    def flows(self, start: int, i: int) -> bool:
        """Whether the sentence that line `i` leaves open goes on in the next line."""
        this, that = self.lines[i], self.lines[i + 1]
        run = self.lines[start : i + 1]
        slack = _SLACK + (_CREDIT if i + 1 in self.marks.closings else 0)
        if _stands_out(run) or (less(this, that, slack) and not self._is_opening(i)):
            return False
        told = start in self.marks.openings or any("。" in line.text for line in run)
        if not told and self._leaps(run, i):
            return False
        if that.final or i + 1 in self.marks.closings or not less(that, this):
            return True
        return self.ends(i + 1) if told else that.gap == 0

    def _is_opening(self, i: int) -> bool:
        """Whether line `i` is a dateline, which may end before its column does."""
        return i in self.marks.openings and self.lines[i].size > 7

    def _leaps(self, run: Sequence[Line], i: int) -> bool:
        """Whether the gap after line `i` is wider than others about it."""
        that, inner = self.lines[i + 1], find_gap(run)
        if inner is not None:
            return that.gap > inner
        closer = i + 2 < len(self.lines) and self.lines[i + 2].gap < that.gap and not self.opens(i + 2)
        return that.gap > 1 or closer

    def continues(self, start: int, i: int) -> bool:
        """Whether a new paragraph of the same run begins after line `i`, which ends a sentence."""
        that, run = self.lines[i + 1], self.lines[start : i + 1]
        inner, column = find_gap(run), find_column(run)
        if (inner is not None and that.gap > inner) or _stands_out(self.lines[start : i + 2]):
            return False
        sentence = "。" in that.text
        if that.final or i + 1 in self.marks.closings:
            if column is None:
                return sentence or that.size >= _SENTENCE or not self.ends(i + 1)
            return not less(column, that) and (sentence or not self.ends(i + 1))
        if not self.reaches_stop(i + 1):
            return sentence and (column is None or not less(column, that))
        following = self.lines[i + 2]
        if column is None:
            return that.gap in {0, following.gap}
        widest = max(that, following, key=lambda line: line.width)
        return not less(column, widest) and (following.final or not less(widest, column))

    def reaches_stop(self, i: int) -> bool:
        """Whether the lines from `i` on flow into the end of a sentence."""
        for k in range(i, len(self.lines) - 1):
            if self.lines[k].final or k in self.marks.closings or "。" in self.lines[k].text:
                return True
            if self.opens(k + 1) or not self.flows(i, k):
                return False
        return self.lines[-1].final


def _stands_out(run: Sequence[Line]) -> bool:
    """Whether the last of some lines is a sub-heading that nearly fills a column of so many characters exactly."""
    line = run[-1]
    if len(run) < _MANY or line.final or not run[-2].final or line.spaced or re.search("[，。、；]", line.text):
        return False
    sizes = [other.size for other in run[:-1] if not other.final and not other.spaced]
    if len(sizes) < _MANY:
        return False
    usual = max(sorted(set(sizes)), key=sizes.count)
    exact = sum(size in {usual, usual + 1} for size in sizes)
    return line.size < usual and exact >= 0.8 * len(sizes)


def _join_heads(runs: Sequence[Run]) -> list[Run]:
    """Lines of one headline stand beneath each other without an empty line, whatever their lengths."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and last.kind == run.kind == "head" and run.gap == 0:
            joined[-1] = Run("head", last.first, (*last.lines, *run.lines))
        else:
            joined.append(run)
    return joined
