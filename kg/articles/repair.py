"""The order of layout repair, and articles made of its results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.articles.credits import Byline
from kg.articles.furniture import find_jump, is_furniture
from kg.articles.headlines import Assignment, Head, assign_headlines
from kg.articles.lines import Line, find_lines, make_line
from kg.articles.marks import find_marks
from kg.articles.passages import Byline as BylinePlace
from kg.articles.passages import keep_offsets, make_passage
from kg.articles.runs import Run, find_runs, is_clean, less
from kg.articles.stories import Story, find_stories
from kg.errors import InputError
from kg.model import Article, Credit, Page, Passage, Span

_HAN = re.compile("[\u3400-\u9fff]")
_LEAST = 15  # Chinese characters of the shortest item


def find_articles(page: Page) -> tuple[Article, ...]:
    """Repair the layout of a page and find its items.

    Args:
        page: As read.

    Returns:
        Articles in the order of their bodies on the page; at least one.

    Raises:
        InputError: The page holds no item.
    """
    lines = _clear(page.text, find_lines(page.text))
    layout = find_stories(find_runs(lines, find_marks(page.text, lines)))
    layout.stories = [story for story in layout.stories if len(_HAN.findall(story.text)) >= _LEAST]
    if not layout.stories:
        raise InputError(
            page.source, found="no article", expected="a page of news: Chinese sentences, with headlines or without"
        )
    assigned = assign_headlines(layout)
    return tuple(_make_article(page, number, story, assigned) for number, story in enumerate(layout.stories))


def _clear(text: str, lines: Sequence[Line]) -> list[Line]:
    """Leave out what belongs to the page; the gap that it leaves is the widest around it."""
    kept: list[Line] = []
    gap = 0
    for line in lines:
        if is_furniture(line, kept[-1] if kept else None):
            gap = max(gap, line.gap)
            continue
        here = line
        raw = text[line.span.start : line.span.end]
        if jump := find_jump(raw):
            start, end = (jump[1], len(raw)) if jump[0] == 0 else (0, jump[0])
            here = make_line(
                text, Span(line.span.start + start, line.span.start + len(raw[:end].rstrip())), gap=line.gap
            )
        if here.size:
            kept.append(replace(here, gap=max(gap, here.gap)) if gap else here)
        gap = 0
    return kept


def _make_article(page: Page, number: int, story: Story, assigned: Assignment) -> Article:
    bylines = [*story.bylines]
    if story.opening and story.opening.byline:
        bylines.append(story.opening.byline)
    if story.closing:
        bylines.append(story.closing.byline)
    body, begin, headings = _make_body(page.text, story)
    title = assigned.titles.get(number)
    return Article(
        id=f"{page.id}-{number + 1:02}",
        page=page.id,
        kind="photo" if story.photo else "article",
        title=_make_line_passage(page.text, [title]) if title else None,
        deck=_make_line_passage(page.text, assigned.decks[number]) if number in assigned.decks else None,
        body=body,
        story=begin,
        headings=headings,
        credits=_sort_credits(bylines),
    )


def _make_line_passage(text: str, heads: Sequence[Head]) -> Passage:
    """A headline, or decks, each a paragraph."""
    return make_passage(text, [keep_offsets(text, [line.span for line in head.lines], title=True) for head in heads])[0]


def _sort_credits(bylines: Sequence[Byline]) -> tuple[Credit, ...]:
    kept: dict[tuple[str, str], Credit] = {}
    for credit in sorted((c for byline in bylines for c in byline.credits), key=lambda c: (c.spans, c.role)):
        kept.setdefault((credit.name, credit.role), credit)
    return tuple(kept.values())


def _make_body(text: str, story: Story) -> tuple[Passage, int, tuple[Span, ...]]:
    """Body, where the story begins in it, and its sub-headings."""
    place = _place_byline(story)
    paragraphs: list[list[int]] = []
    headings: list[int] = []
    for run in _join_headings(story.runs):
        if run.kind == "head":
            headings.append(len(paragraphs))
            paragraphs.append(keep_offsets(text, [line.span for line in run.lines], title=True))
            continue
        for spans in _find_paragraphs(run):
            cut = _cut_credit(spans, story)
            if cut:
                paragraphs.append(keep_offsets(text, cut, byline=place))
    body, begins = make_passage(text, paragraphs)
    begin = sum(1 for i in paragraphs[0] if place is not None and i < place.span.end) if paragraphs else 0
    return body, begin, tuple(Span(begins[i], begins[i] + len(paragraphs[i])) for i in headings)


def _place_byline(story: Story) -> BylinePlace | None:
    opening = story.opening
    if opening is None:
        return None
    byline = opening.byline
    closed = (*byline.words, *(Span(c.spans[0].start, c.spans[-1].end) for c in byline.credits)) if byline else ()
    return BylinePlace(opening.span, closed)


def _cut_credit(spans: Sequence[Span], story: Story) -> list[Span]:
    """Leave out the credit that closes a story."""
    if story.closing is None:
        return list(spans)
    at = story.closing.start
    return [Span(s.start, min(s.end, at)) for s in spans if s.start < at]


def _join_headings(runs: Sequence[Run]) -> list[Run]:
    """Lines of one sub-heading that the column has parted."""
    joined: list[Run] = []
    for run in runs:
        if run.kind == "head" and joined and joined[-1].kind == "head":
            joined[-1] = Run("head", joined[-1].first, (*joined[-1].lines, *run.lines))
        else:
            joined.append(run)
    return joined


def _find_paragraphs(run: Run) -> list[list[Span]]:
    """Lines of a run, parted where a paragraph ends."""
    open_ = [line for line in run.lines if not line.final]
    widest = max(open_ or run.lines, key=lambda line: line.width)
    inner = run.inner_gap or 0
    clean = is_clean([run])
    paragraphs: list[list[Span]] = [[]]
    for i, line in enumerate(run.lines):
        before = run.lines[i - 1] if i else None
        if (
            before is not None
            and before.final
            and (
                not open_
                or clean
                or less(before, widest, 0.9)
                or (less(line, widest, 1.2) and not line.final)
                or line.gap < inner
            )
        ):
            paragraphs.append([])
        paragraphs[-1].append(line.span)
    return paragraphs
