"""Runs gathered into stories: what belongs to one item, and which short lines are its sub-headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from kg.articles.affinity import split_grams
from kg.articles.credits import Byline
from kg.articles.lines import Line
from kg.articles.marks import Closing, Opening
from kg.articles.runs import Run, find_column, is_clean, less

_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.、．]|[①-⑩]|之[一二三四五六七八九十])"
)
_CAPTION = re.compile(r"^(?:图为|图①|图一|上图|下图|左图|右图|[▲△▼◀▶])")
_LONGEST_SUB = 26
_SHORT_SUB = 12
_SAME = 2.4  # characters by which columns of one story may differ
_OTHER = 1.0  # characters by which columns of two items differ
_KIN = 0.16  # share of pairs of characters that parts of one story have in common


@dataclass(slots=True)
class Story:
    """One item while it is put together.

    Attributes:
        runs: Its text and its sub-headings, in page order.
        opening: Its dateline.
        closing: The credit that it ends with.
        bylines: Bylines that stand on lines of their own.
    """

    runs: list[Run]
    opening: Opening | None = None
    closing: Closing | None = None
    bylines: list[Byline] = field(default_factory=list)

    @property
    def photo(self) -> bool:
        """Whether it is a caption: a paragraph or two without a dateline that end with a photo credit."""
        captioned = self.closing is not None and self.closing.kind == "photo" and self.opening is None
        return captioned and len(self.runs) == 1 and not (self.clean and len(self.last.lines) > 2)

    @property
    def clean(self) -> bool:
        """Whether each of its lines is a paragraph."""
        return is_clean(self.runs)

    @property
    def text(self) -> str:
        """Its characters without blanks."""
        return "".join(run.text for run in self.runs)

    @property
    def last(self) -> Run:
        """Its last run."""
        return self.runs[-1]

    @property
    def gap(self) -> int | None:
        """The widest gap between its lines; None if each run is a single line."""
        return max((run.inner_gap for run in self.runs if run.inner_gap is not None), default=None)

    @property
    def first(self) -> int:
        """Index of its first line."""
        return self.runs[0].first


@dataclass(slots=True)
class Layout:
    """What a page holds.

    Attributes:
        stories: In page order.
        heads: Headlines, decks and other short lines that are no sub-headings, in page order.
    """

    stories: list[Story] = field(default_factory=list)
    heads: list[Run] = field(default_factory=list)


def find_stories(runs: Sequence[Run]) -> Layout:
    """Gather runs into stories."""
    layout = Layout()
    pending: list[Run] = []
    for run in (part for whole in runs for part in _split_credited(whole)):
        if run.kind != "text":
            pending.append(run)
            continue
        before = layout.stories[-1] if layout.stories else None
        told, caption = _split_caption(run, before)
        if caption and (told.opening or _goes_on(layout, pending, told)):
            _take(layout, pending, told)
            layout.stories.append(Story([caption], None, caption.closing))
        else:
            _take(layout, pending, run)
        pending = []
    _end(layout, pending)
    return layout


def _split_caption(run: Run, before: Story | None) -> tuple[Run, Run | None]:
    """A run and the caption that ends it in the same column; `before` is the story that it may go on with."""
    closing = run.closing
    if closing is None or closing.kind != "photo" or (run.opening and "both" in closing.byline.classes):
        return run, None
    if closing.line < run.first:  # the credit begins before the run: nothing of it is told here
        return run, None
    widest = find_column(run.lines) or max(run.lines, key=lambda line: line.width)
    alone = closing.start <= run.lines[closing.line - run.first].span.start
    clean = is_clean([run]) and (run.opening is not None or (before is not None and before.clean))
    places = [i for i in range(closing.line - run.first - alone, 0, -1) if run.lines[i - 1].final]
    denser = [i for i in places if _is_denser(run.lines, i)]
    marked = [i for i in places if run.opening is not None and _CAPTION.match(run.lines[i].text)]
    short = [i for i in places if clean or less(run.lines[i - 1], widest, 1.7)]
    for i in (*denser, *marked, *short):
        told = Run("text", run.first, run.lines[:i], run.opening)
        return told, Run("text", run.first + i, run.lines[i:], None, closing)
    return run, None


def _split_credited(run: Run) -> list[Run]:
    """A run that names its reporters first and other people last is two items, set to columns of their own width."""
    opening, closing = run.opening, run.closing
    if opening is None or opening.byline is None or closing is None or closing.kind == "photo":
        return [run]
    column = find_column(run.lines) or max(run.lines, key=lambda line: line.width)
    places = [
        i
        for i in range(2, closing.line - run.first - 1)
        if run.lines[i - 1].final and less(run.lines[i - 1], column, 1.7)
    ]
    at = min(places, key=lambda i: (_vary(run.lines[:i]) + _vary(run.lines[i:]), i), default=0)
    if not at or abs(_find_size(run.lines[:at]) - _find_size(run.lines[at:])) < _OTHER:
        return [run]
    return [
        Run("text", run.first, run.lines[:at], opening),
        Run("text", run.first + at, run.lines[at:], None, closing),
    ]


def _find_size(lines: Sequence[Line]) -> float:
    """Characters that most lines of a column hold."""
    return median(line.size for line in lines if not line.final)


def _vary(lines: Sequence[Line]) -> float:
    """By how many characters the lines of a column differ from most, in all."""
    usual = _find_size(lines)
    return sum(abs(line.size - usual) for line in lines if not line.final)


def _is_denser(lines: Sequence[Line], i: int) -> bool:
    """Whether lines with empty lines between them end before line `i`, and lines without begin there."""
    dense = len(lines) > i + 1 and not any(line.gap for line in lines[i + 1 :])
    return dense and lines[i].gap > 0 and i > 1 and all(line.gap for line in lines[2:i])


def _take(layout: Layout, pending: Sequence[Run], run: Run) -> None:
    """Add text to the story before it, or begin one."""
    if _goes_on(layout, pending, run):
        story = layout.stories[-1]
        story.runs += [*pending, run]
        story.closing = run.closing
        return
    story = Story([run], run.opening, run.closing)
    before = layout.stories[-1] if layout.stories else None
    for number, other in enumerate(pending):
        if other.byline is None:
            layout.heads.append(other)
            continue
        headed = any(p.kind == "head" for p in pending[number:])
        if before and number == 0 and not _is_credited(before) and (run.opening or headed):
            before.bylines.append(other.byline)
        elif run.opening is None or run.opening.byline is None:
            story.bylines.append(other.byline)
    layout.stories.append(story)


def _end(layout: Layout, pending: Sequence[Run]) -> None:
    """What stands behind the last story."""
    for run in pending:
        if run.byline is None:
            layout.heads.append(run)
        elif layout.stories and not _is_credited(layout.stories[-1]):
            layout.stories[-1].bylines.append(run.byline)


def _is_credited(story: Story) -> bool:
    return bool(story.bylines or story.closing or (story.opening and story.opening.byline))


def _goes_on(layout: Layout, pending: Sequence[Run], run: Run) -> bool:
    """Whether text belongs to the story before it."""
    if not layout.stories or run.opening is not None or any(p.kind == "byline" for p in pending):
        return False
    story = layout.stories[-1]
    if story.closing is not None and story.closing.kind != "names":
        return False
    if run.closing is not None and run.closing.kind == "photo":
        both = "both" in run.closing.byline.classes
        if not (story.clean and both):
            return not (_CAPTION.match(run.text) or pending or story.last.ended)
    if run.closing is not None and not pending and story.opening is not None and story.opening.byline is not None:
        return not story.last.ended  # a story that names its reporters first does not name others last
    return _weigh(layout, story, pending, run) > 0


def _weigh(layout: Layout, story: Story, pending: Sequence[Run], run: Run) -> float:
    """How much speaks for text without a dateline being the story's; negative: it is an item of its own."""
    column, that = _find_widest(story.runs), _find_widest([run])
    same = (story.clean and is_clean([run])) or not (less(column, that, _SAME) or less(that, column, _SAME))
    if not story.last.ended:
        return 1.0 if same else -1.0
    score = 1.5 if same else -2.0
    if story.gap is not None:
        leap = (*pending, run)[0].gap > story.gap
        headed = leap and bool(pending) and run.gap <= story.gap  # a head that stands by the text below it
        score += -5.0 if headed else -2.5 if leap else -1.0 if run.gap > story.gap else 1.0
    score += _weigh_heads(pending, column, story, run) if pending else 1.0
    score += 0.5 * any(other.opening for other in layout.stories)
    score += 0.5 * (story.opening is not None or bool(story.bylines))
    return score + 4.0 * (_cohere(story.text, run.text) - 0.45)


def _weigh_heads(heads: Sequence[Run], column: Line, story: Story, run: Run) -> float:
    """How much speaks for heads between a story and some text being sub-headings."""
    text = "".join(head.text for head in heads)
    lines = [line for head in heads for line in head.lines]
    if _NUMBERED.match(text):
        return 3.0
    if len(text) > _LONGEST_SUB:
        return -4.0
    score = 0.5 if len(text) <= _SHORT_SUB else -0.5
    score -= 1.5 * (len(heads) > 2)
    if story.gap and len(lines) > 1 and not any(line.gap for line in lines[1:]) and len(text) < column.size:
        score -= 1.5  # a sub-heading would have stood on one line
    if any(line.size > column.size + 1 for line in lines) and not is_clean([run]):
        score -= 2.0
    return score + 1.0 * any(other.kind == "head" for other in story.runs)


def _find_widest(runs: Sequence[Run]) -> Line:
    lines = [line for run in runs if run.kind == "text" for line in run.lines]
    return find_column(lines) or max(lines, key=lambda line: line.width)


def _cohere(story: str, text: str) -> float:
    """How much of the pairs of characters of a text its story knows, 0 to 1."""
    pairs = {gram for gram in split_grams(text) if len(gram) > 1}
    known = {gram for gram in split_grams(story) if len(gram) > 1}
    shared = len(pairs & known) / max(1, min(len(pairs), len(known)))
    return min(1.0, shared / _KIN)
