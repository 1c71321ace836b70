"""Page -> articles: lines, items, bodies, bylines, headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.articles.bylines import is_bare_byline, read_byline, read_closing, read_roles
from kg.articles.headlines import Candidate, Target, assign_headlines
from kg.articles.items import Block, Item, drop_furniture, find_items
from kg.articles.lines import Line, join_spans, read_lines
from kg.errors import InputError
from kg.model import Article, Credit, Kind, Page, Passage, Span

_LONGEST_HEADLINE = 31
_NARROW = 0.76
_NARROW_QUOTED = 0.9


@dataclass(slots=True)
class _Draft:
    """An article in the making."""

    item: Item
    text: str
    offsets: list[int]
    story: int
    headings: tuple[Span, ...]
    credits: tuple[Credit, ...]
    title: Passage | None = None
    deck: Passage | None = None


def find_articles(page: Page) -> tuple[Article, ...]:
    """Repair a page's layout into articles.

    Args:
        page: Its text is only read.

    Returns:
        Articles and photo captions in page order.

    Raises:
        InputError: The page holds no article.
    """
    lines = drop_furniture(read_lines(page.text))
    items, blocks = find_items(lines)
    drafts = [draft for item in items if (draft := _draft(page.text, item)) is not None]
    if not drafts:
        raise InputError(page.source, found="no article", expected="a page of news with sentences")
    _give_heads(page.text, drafts)
    _give_blocks(page.text, drafts, blocks)
    return tuple(_to_article(page, number, draft) for number, draft in enumerate(drafts, start=1))


def _draft(text: str, item: Item) -> _Draft | None:
    lines = list(item.lines)
    people: list[Credit] = []
    while lines and is_bare_byline(lines[0].text):
        bare = lines.pop(0)
        people += read_roles(bare.text, bare.kept)
    if not lines:
        return None
    body, offsets, headings = _join(text, lines, clean=item.clean)
    byline = read_byline(body, offsets)
    story = 0
    if byline is not None:
        people += byline.credits
        story = byline.end
    closing = read_closing(body, offsets)
    if closing is not None and closing.start > story:
        people += closing.credits
        end = len(body[: closing.start].rstrip())
        body, offsets = body[:end], offsets[:end]
    if not body[story:].strip():
        return None
    kept = tuple(h for h in headings if h.end <= len(body))
    return _Draft(item, body, offsets, story, kept, tuple(dict.fromkeys(people)))


def _join(text: str, lines: Sequence[Line], *, clean: bool) -> tuple[str, list[int], tuple[Span, ...]]:
    """Join lines into paragraphs; where two paragraphs meet stands one line feed of the page."""
    widths = sorted(line.width for line in lines)
    width = widths[int(len(widths) * 0.8)] if len(widths) > 2 else widths[-1]
    letters = sorted(len(line.text) for line in lines)
    heads = _find_headings(lines, width, letters[len(letters) // 2], clean=clean)
    offsets: list[int] = []
    headings: list[Span] = []
    begun = 0
    for index, line in enumerate(lines):
        if index and _parts(lines, index, width, heads, clean=clean):
            offsets.append(text.index("\n", offsets[-1]))
            begun = len(offsets)
        elif not index or heads.get(index) != heads.get(index - 1):
            begun = len(offsets)
        offsets += line.kept
        if index in heads and heads.get(index + 1) != heads[index]:
            headings.append(Span(begun, len(offsets)))
    return "".join(text[i] for i in offsets), offsets, tuple(headings)


def _find_headings(lines: Sequence[Line], width: float, letters: int, *, clean: bool) -> dict[int, int]:
    """Sub-headings: for each of their lines, the number of the sub-heading."""
    found: dict[int, int] = {}
    index = 1
    while index < len(lines) - 1:
        if not lines[index - 1].ends_sentence or lines[index].ends_sentence:
            index += 1
            continue
        stop = index
        while stop < len(lines) - 1 and stop - index < 3 and _is_short(lines[stop], width, letters, clean=clean):
            stop += 1
        joined = "".join(line.text for line in lines[index:stop])
        if stop > index and len(joined) <= 24 and not re.search(r"[，。；、]", joined):
            for line in range(index, stop):
                found[line] = index
            index = stop
        else:
            index += 1
    return found


def _is_short(line: Line, width: float, letters: int, *, clean: bool) -> bool:
    """Whether a line is narrower than the column's middle line: an indented first line of a paragraph is not."""
    if line.ends_sentence:
        return False
    if clean:
        return line.width <= 22
    share = _NARROW_QUOTED if line.text.endswith("”") else _NARROW
    return line.width < 0.9 * width and len(line.text) < share * letters


def _parts(lines: Sequence[Line], index: int, width: float, heads: dict[int, int], *, clean: bool) -> bool:
    """Whether a paragraph ends before a line."""
    if heads.get(index) != heads.get(index - 1):
        return True
    if index in heads:
        return False
    if clean:
        return True
    before = lines[index - 1]
    return before.ends_sentence and before.width < 0.9 * width


def _passage(text: str, lines: Sequence[Line]) -> Passage:
    offsets = [i for line in lines for i in line.kept]
    return Passage("".join(text[i] for i in offsets), join_spans(offsets))


def _give_heads(text: str, drafts: Sequence[_Draft]) -> None:
    """In clean text the headline and deck stand right above the body."""
    for draft in drafts:
        heads = draft.item.heads
        if not heads:
            continue
        size = 1
        while (
            size < len(heads)
            and len(heads) > 1
            and sum(len(h.text) for h in heads[: size + 1]) <= _LONGEST_HEADLINE
            and heads[size].width <= 16
        ):
            size += 1
        draft.title = _passage(text, heads[:size])
        if size < len(heads):
            draft.deck = _passage(text, heads[size:])


def _give_blocks(text: str, drafts: Sequence[_Draft], blocks: Sequence[Block]) -> None:
    """Give the blocks between items to the items they fit: short ones as headlines, long ones as decks."""
    heads = [b for b in blocks if 3 < len(b.text.replace(" ", "")) <= _LONGEST_HEADLINE]
    decks = [b for b in blocks if len(b.text.replace(" ", "")) > _LONGEST_HEADLINE]
    for kind, chosen in (("title", heads), ("deck", decks)):
        free = [d for d in drafts if getattr(d, kind) is None and not (kind == "deck" and d.item.photo)]
        targets = [Target(d.text, d.item.photo, d.item.first, d.item.last) for d in free]
        pairs = assign_headlines([Candidate(b.text, b.first, b.last) for b in chosen], targets)
        for candidate, target in pairs.items():
            setattr(free[target], kind, _passage(text, chosen[candidate].lines))


def _to_article(page: Page, number: int, draft: _Draft) -> Article:
    kind: Kind = "photo" if draft.item.photo else "article"
    return Article(
        id=f"{page.id}-{number:02}",
        page=page.id,
        kind=kind,
        title=draft.title,
        deck=draft.deck,
        body=Passage(draft.text, join_spans(draft.offsets)),
        story=draft.story,
        headings=draft.headings,
        credits=tuple(sorted(draft.credits, key=lambda c: (c.spans[0].start, c.role))),
    )
