"""Lines of a page -> items: articles and photo captions, and the blocks between them that may be headlines or decks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.articles.bylines import is_bare_byline, load_credit_words, opens_item, read_closing
from kg.articles.lines import Line

_CREDIT_END = re.compile(r"(?:摄|摄影|摄影报道|供图|文/图|图/文|文并摄|图文)[）)]?$")
_CAPTION_START = re.compile(
    r"^(?:近日|日前|眼下|连日来|当前|当下|时下|昨日|今日|入[春夏秋冬]|初[春夏秋冬]|金秋|盛夏|图为|今年|近年来|(?:\d{1,2}月)?\d{1,2}日|\d{1,2}月)"
)
_FURNITURE = re.compile(
    r"^(?:第?[A-Z]?\d{1,2}版?|[A-Z]\d{1,2}|第[一二三四五六七八九十\d]+版.{0,8}|(?:要闻|综合|广告|公告|专题|副刊|民生|经济|社会|时政|本地新闻|综合新闻|县域新闻|新闻)"
    r"|\d{4}年\d{1,2}月\d{1,2}日.{0,24}|星期[一二三四五六日].{0,14}|.{0,10}\d{3,4}-\d{7,8}.{0,10}|\S+@\S+|(?:https?://|www\.)\S+|[—\-－=_*·•]{2,})$"
)
_WIDEST_HEAD = 40
_CLEAN_SHARE = 0.6
_LONG = 24


@dataclass(frozen=True, slots=True)
class Item:
    """The lines of one item.

    Attributes:
        lines: In reading order.
        photo: Whether it is a caption that ends with a photo credit.
        clean: Whether each line is a paragraph, as in text that was never set in columns.
        heads: Lines that stand right before it in the same block (clean text): headline, then deck.
        first: Index of its first line on the page.
        last: Index of its last line.
    """

    lines: tuple[Line, ...]
    photo: bool
    clean: bool
    heads: tuple[Line, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between items: a headline, a deck, or neither.

    Attributes:
        lines: One to several lines without a blank line between.
        first: Index of its first line on the page.
        last: Index of its last line.
    """

    lines: tuple[Line, ...]
    first: int
    last: int

    @property
    def text(self) -> str:
        """The lines joined."""
        return "".join(line.text for line in self.lines)


def drop_furniture(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Leave out lines that belong to the page: its number, date, editors, telephone numbers."""
    words = load_credit_words()
    kept: list[Line] = []
    gap = 0
    for line in lines:
        marks = words.furniture.search(line.text)
        if _FURNITURE.match(line.text) or (marks and len(line.text) <= _WIDEST_HEAD + 20 and not line.ends_sentence):
            gap += line.gap + 1
            continue
        kept.append(Line(line.kept, line.text, line.gap + gap, line.indent))
        gap = 0
    return tuple(kept)


def find_items(lines: Sequence[Line]) -> tuple[tuple[Item, ...], tuple[Block, ...]]:
    """Cut a page's lines into items and the blocks between them.

    An item opens with a dateline or byline, or is a caption that closes with a photo credit, or (where a page has
    neither) is text under a headline. It ends with its last sentence; what follows up to the next item are blocks.

    Args:
        lines: Without furniture.

    Returns:
        Items and blocks in page order; no line belongs to two.
    """
    captions = _find_captions(lines)
    inside = {i for start, end in captions for i in range(start, end + 1)}
    starts = [
        i for i, line in enumerate(lines) if i not in inside and (opens_item(line.text) or is_bare_byline(line.text))
    ]
    starts = _merge_bare(lines, starts)
    bounds = sorted([(s, s, False) for s in starts] + [(s, e, True) for s, e in captions])
    items: list[Item] = []
    blocks: list[Block] = []
    at = 0
    for number, (start, end, photo) in enumerate(bounds):
        limit = bounds[number + 1][0] if number + 1 < len(bounds) else len(lines)
        if start > at:
            _read_loose(lines, at, start, items, blocks, bylines=bool(starts))
        heads = _take_heads(lines, start, blocks)
        if photo:
            items.append(
                Item(tuple(lines[start : end + 1]), True, _is_clean(lines[start : end + 1]), heads, start, end)
            )
            at = end + 1
        else:
            last = _find_last(lines, start, limit)
            items.append(
                Item(tuple(lines[start : last + 1]), False, _is_clean(lines[start : last + 1]), heads, start, last)
            )
            at = last + 1
    if at < len(lines):
        _read_loose(lines, at, len(lines), items, blocks, bylines=bool(starts))
    return tuple(items), tuple(blocks)


def _merge_bare(lines: Sequence[Line], starts: list[int]) -> list[int]:
    """A line of names followed by another opening (新华社…电) is one opening."""
    return [
        s for n, s in enumerate(starts) if n == 0 or starts[n - 1] != s - 1 or not is_bare_byline(lines[s - 1].text)
    ]


def _run_start(lines: Sequence[Line], index: int) -> int:
    while index > 0 and lines[index].gap == 0:
        index -= 1
    return index


def _find_captions(lines: Sequence[Line]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    after = 0
    for index, line in enumerate(lines):
        if index < after or not _CREDIT_END.search(line.text):
            continue
        start = _run_start(lines, index)
        joined = "".join(x.text for x in lines[start : index + 1])
        if not any(c in joined for c in "。！？") and start > 0:
            start = _run_start(lines, start - 1) if lines[start].gap else start
        if _is_spaced_out(lines, start, index):
            start = _walk_back(lines, index)
        start = max(start, after)
        opening = next(
            (i for i in range(index, start - 1, -1) if opens_item(lines[i].text) or is_bare_byline(lines[i].text)), None
        )
        if opening is not None and opening != index:
            continue
        while start < index and not lines[start].ends_sentence and _is_head(lines, start, index):
            start += 1
        joined = " ".join(x.text for x in lines[start : index + 1])
        offsets = [0] * len(joined)
        closing = read_closing(joined, offsets)
        if closing is None or not closing.photo or closing.start < 8:
            continue
        found.append((start, index))
        after = index + 1
    return found


def _is_head(lines: Sequence[Line], index: int, last: int) -> bool:
    """Whether a line is the headline above a caption in clean text: short, and the next line is a whole paragraph."""
    following = lines[index + 1]
    if index + 1 == last and not any(c in following.text for c in "。！？"):
        return False
    return (
        lines[index].width <= _LONG + 6
        and (following.width > lines[index].width * 1.6 and following.width > _WIDEST_HEAD)
        and not re.search(r"[，。]", lines[index].text)
    )


def _is_spaced_out(lines: Sequence[Line], start: int, index: int) -> bool:
    """Whether the columns have an empty line after every line, so that blocks do not show."""
    if index - start > 1:
        return False
    joined = "".join(x.text for x in lines[start : index + 1])
    return (
        start > 0
        and len(joined) < 60
        and not lines[start - 1].ends_sentence
        and not _CAPTION_START.match(lines[start].text)
    )


def _walk_back(lines: Sequence[Line], index: int) -> int:
    for start in range(index - 1, max(-1, index - 16), -1):
        line = lines[start]
        if opens_item(line.text):
            return start
        if _CAPTION_START.match(line.text) and (
            start == 0 or lines[start - 1].ends_sentence or lines[start - 1].width < line.width * 0.7
        ):
            return start
    return _run_start(lines, index)


def _take_heads(lines: Sequence[Line], start: int, blocks: list[Block]) -> tuple[Line, ...]:
    """In clean text the lines right above an item in its own block are its headline and deck."""
    if not blocks or blocks[-1].last != start - 1 or lines[start].gap:
        return ()
    if lines[start].width <= _WIDEST_HEAD + 8:
        return ()
    return blocks.pop().lines


def _is_clean(lines: Sequence[Line]) -> bool:
    """Whether the lines are paragraphs: most long ones end a sentence."""
    long = [line for line in lines if line.width > _LONG]
    if not long:
        return False
    ended = sum(
        line.ends_sentence or bool(_CREDIT_END.search(line.text)) or bool(re.search(r"[）)]$", line.text))
        for line in long
    )
    return ended >= _CLEAN_SHARE * len(long) and max(line.width for line in long) > _WIDEST_HEAD


def _find_last(lines: Sequence[Line], start: int, limit: int) -> int:
    """The last line of an item: the last that ends a sentence before the next item, or that holds a closing credit."""
    for index in range(limit - 1, start, -1):
        text = lines[index].text
        if lines[index].ends_sentence and not _is_loud_head(lines, index, start, limit):
            nxt = index + 1
            if nxt < limit and len(lines[nxt].text) < _WIDEST_HEAD and _closes(lines, index, nxt):
                return nxt
            return index
        if re.search(r"[）)]$", text) and index > start and _closes(lines, max(start, index - 1), index):
            return index
    return start


def _closes(lines: Sequence[Line], index: int, nxt: int) -> bool:
    joined = lines[index].text + " " + lines[nxt].text
    closing = read_closing(joined, [0] * len(joined))
    return (
        closing is not None
        and closing.start <= len(lines[index].text) + 1
        and len(closing.credits) > 0
        and bool(re.search(r"记者|通讯员|摄|图|[（(]", lines[nxt].text))
    )


def _is_loud_head(lines: Sequence[Line], index: int, start: int, limit: int) -> bool:
    """Whether a line that ends with ！ or ？ is a headline in a block of its own behind the item's end."""
    line = lines[index]
    if line.text.rstrip("”’").endswith("。") or line.gap == 0 or line.width > _WIDEST_HEAD:
        return False
    own_block = index + 1 >= limit or lines[index + 1].gap > 0
    body = [x.width for x in lines[start:index]]
    return (
        own_block and bool(body) and lines[index - 1].ends_sentence and line.width > 1.2 * sorted(body)[len(body) // 2]
    )


def _read_loose(
    lines: Sequence[Line], start: int, end: int, items: list[Item], blocks: list[Block], *, bylines: bool
) -> None:
    """Read lines that no item has claimed: headlines, decks, the rest of an interrupted item, text without byline."""
    stretch = lines[start:end]
    ended = [i for i in range(start, end) if lines[i].ends_sentence and not _is_deck_like(lines, i)]
    if not ended:
        _cut_blocks(lines, start, end, blocks)
        return
    if items and not items[-1].photo and _is_open(items[-1]):
        last = ended[0]
        old = items.pop()
        items.append(Item((*old.lines, *lines[start : last + 1]), False, old.clean, old.heads, old.first, old.last))
        if last + 1 < end:
            _read_loose(lines, last + 1, end, items, blocks, bylines=bylines)
        return
    if _is_clean(stretch):
        _read_clean(lines, start, end, items, blocks, bylines=bylines)
        return
    first = next((i for i in range(start, end) if _begins_text(lines, i, ended)), start)
    _cut_blocks(lines, start, first, blocks)
    last = ended[-1]
    if sum(line.width for line in lines[first : last + 1]) >= _WIDEST_HEAD:
        items.append(Item(tuple(lines[first : last + 1]), False, False, (), first, last))
    else:
        _cut_blocks(lines, first, last + 1, blocks)
    _cut_blocks(lines, last + 1, end, blocks)


def _is_open(item: Item) -> bool:
    return not item.lines[-1].ends_sentence


def _is_deck_like(lines: Sequence[Line], index: int) -> bool:
    """Whether a sentence end stands in a block of one or two lines between blank lines, as a deck with a stop does."""
    start = _run_start(lines, index)
    return sum(len(x.text) for x in lines[start : index + 1]) < _LONG


def _begins_text(lines: Sequence[Line], index: int, ended: Sequence[int]) -> bool:
    """Whether running text begins here: the line is as wide as the lines after it, up to a sentence's end."""
    following = next(i for i in ended if i >= index) if any(i >= index for i in ended) else index
    block = range(index, following + 1)
    widths = [lines[i].width for i in block]
    return lines[index].width >= 0.8 * max(widths)


def _read_clean(
    lines: Sequence[Line], start: int, end: int, items: list[Item], blocks: list[Block], *, bylines: bool
) -> None:
    """Read clean text without bylines: a block that opens with a short line is an article under a headline."""
    at = start
    while at < end:
        stop = at + 1
        while stop < end and lines[stop].gap == 0:
            stop += 1
        body = at
        while body < stop and not _is_paragraph(lines[body]):
            body += 1
        if body == stop:
            _cut_blocks(lines, at, stop, blocks)
            at = stop
            continue
        heads = lines[at:body]
        if not heads and blocks and blocks[-1].last == at - 1 and blocks[-1].first >= start:
            heads = blocks.pop().lines
        previous = items[-1] if items else None
        if not heads and previous is not None and previous.clean and not previous.photo:
            items[-1] = Item(
                (*previous.lines, *lines[body:stop]), False, True, previous.heads, previous.first, stop - 1
            )
        elif (
            heads
            and previous is not None
            and previous.clean
            and not previous.photo
            and _is_subhead(heads, previous, bylines=bylines)
        ):
            items[-1] = Item(
                (*previous.lines, *heads, *lines[body:stop]), False, True, previous.heads, previous.first, stop - 1
            )
        else:
            items.append(Item(tuple(lines[body:stop]), False, True, tuple(heads), body, stop - 1))
        at = stop


def _is_paragraph(line: Line) -> bool:
    return (
        line.ends_sentence
        or line.width > _WIDEST_HEAD + 20
        or (line.width > _LONG and line.text.endswith(("：", "；")))
    )


def _is_subhead(heads: Sequence[Line], previous: Item, *, bylines: bool) -> bool:
    """Whether a short line between paragraphs is a sub-heading of the article before, not the next headline."""
    if len(heads) != 1:
        return False
    numbered = re.match(r"^[一二三四五六七八九十]{1,2}[、．.]|^（[一二三四五六]）|^\d[、.．]", heads[0].text)
    if numbered:
        return True
    return heads[0].width <= 12 and (bylines or sum(x.width for x in previous.lines) > 500)


def _cut_blocks(lines: Sequence[Line], start: int, end: int, blocks: list[Block]) -> None:
    at = start
    while at < end:
        stop = at + 1
        while stop < end and lines[stop].gap == 0:
            stop += 1
        blocks.append(Block(tuple(lines[at:stop]), at, stop - 1))
        at = stop
