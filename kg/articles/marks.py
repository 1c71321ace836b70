"""Datelines, bylines and photo credits: what opens and what closes an item of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kg.articles.credits import MARKS, Byline, read_byline
from kg.articles.lines import FINAL, Line
from kg.articles.names import DOTS, load_surnames
from kg.model import Credit, Span
from kg.resources.lexicon import read_lexicon

_HAN = "[\u3400-\u9fff]"
_DATE = r"(?:\d{1,2}月)?\d{1,2}日"
_WIRE = "(?:讯|訊)(?!员|員|息|问|号|道|录)"
_PAREN = r"[（(\[【](?P<inner>[^（）()\[\]【】。！？]{2,90})[）)\]】]"
_HEAD = rf"[【\[]?[^，。！？；：、“”‘’（）()《》【】\[\]]{{0,24}}?(?:{_WIRE}|电|電|消息)[】\]]?"
_SLACK = 3  # characters by which lines of one column differ
_LONGEST_CREDIT = 44
_LONGEST_BYLINE = 60


ClosingKind = Literal["photo", "byline", "names"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A dateline, a byline in brackets, or both, at the beginning of a line.

    Attributes:
        span: From its first to past its last character.
        byline: People; None if it names nobody.
        bare: Whether nothing follows it on its last line.
    """

    span: Span
    byline: Byline | None
    bare: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """A credit at the end of a line.

    Attributes:
        start: Page offset of its first character.
        line: Index of the line where it begins.
        byline: People; none if a house is credited.
        kind: `photo`, `byline` (with the word 记者 or the like) or `names` (nothing but names in brackets).
    """

    start: int
    line: int
    byline: Byline
    kind: ClosingKind


@dataclass(frozen=True, slots=True)
class Marks:
    """What lines carry, by their index.

    Attributes:
        openings: Datelines.
        closings: Credits, by the line that ends with them.
        bylines: Lines that hold nothing but a byline.
    """

    openings: dict[int, Opening]
    closings: dict[int, Closing]
    bylines: dict[int, Byline]


@cache
def _datelines() -> tuple[re.Pattern[str], re.Pattern[str]]:
    media = sorted((r.word for r in read_lexicon("credits") if r.cls == "medium"), key=lambda w: (-len(w), w))
    house = f"(?:本报|本報|本网|本台|本刊|{_HAN}{{0,6}}?(?:{'|'.join(media)}))"
    place = f"{_HAN}{{0,8}}?"
    wire = rf"(?:{_WIRE}|{place}{_DATE}(?:{_WIRE}|电|電|消息|报道)|(?:(?!记者|通){_HAN}){{1,6}}{_WIRE}|消息(?=[：:]))"
    plain = re.compile(rf"^(?:据)?[【\[]?{house}(?:{wire}|电(?=\s|[：:]|$))[】\]]?")
    return plain, re.compile(rf"^(?P<head>{_HEAD})?{_PAREN}")


# 新华社发, by itself or before （某某摄）
_ISSUER = re.compile(rf"(?<=[{FINAL}”])(?:新华社|中新社|人民网|{_HAN}{{2,4}}[社网报])发\Z")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = read_lexicon("credits")
    roles = [r.word for r in rows if r.cls in {"reporter", "author", "both", "photographer"} and len(r.word) > 1]
    tails = [
        r.word for r in rows if r.cls in {"both", "photographer", "supplier"} and r.word not in {"图", "图片", "拍摄"}
    ]
    tail = "|".join(sorted(map(re.escape, tails), key=lambda w: (-len(w), w)))
    return re.compile("|".join(map(re.escape, roles))), re.compile(rf"(?:{tail})[）)\]】]?$")


def find_marks(text: str, lines: Sequence[Line]) -> Marks:
    """Find datelines, bylines and credits.

    Args:
        text: Text of the page.
        lines: Its printed lines.
    """
    openings: dict[int, Opening] = {}
    closings: dict[int, Closing] = {}
    bylines: dict[int, Byline] = {}
    until = 0
    for i, line in enumerate(lines):
        closing = _find_closing(text, lines, i)
        if closing and not (closing.kind == "byline" and closing.start <= line.span.start and _is_followed(lines, i)):
            closings[i] = closing
        if line.span.start < until:
            continue  # the dateline goes on here
        if i not in closings and (opening := _find_opening(text, lines, i)):
            openings[i] = opening
            until = opening.span.end
        elif i not in closings and (byline := _read_line(text, lines, i, bylines)):
            bylines[i] = byline
    return Marks(openings, closings, bylines)


def _is_followed(lines: Sequence[Line], i: int) -> bool:
    """Whether the text that follows a byline in brackets on a line of its own is the story that it opens."""
    following = lines[i + 1 : i + 3]
    if not following or _find_wire(following[0].text):
        return False
    if following[0].final or len(following) == 1:
        return "。" in following[0].text
    sizes = sorted(line.size for line in following)
    even = following[1].gap >= following[0].gap and sizes[1] - sizes[0] <= _SLACK
    return even or "。" in following[1].text


class _Flat:
    """Some lines without blanks, with the place of every character."""

    __slots__ = ("lines", "offsets", "text")

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.text = "".join(line.text for line in lines)
        self.offsets: list[int] = []
        for line in lines:
            letters = iter(line.text)
            letter = next(letters, None)
            for i in range(line.span.start, line.span.end):
                if letter is not None and text[i] == letter:
                    self.offsets.append(i)
                    letter = next(letters, None)

    def pieces(self, start: int, end: int) -> tuple[Span, ...]:
        """A range as page spans, one a line."""
        low, high = self.offsets[start], self.offsets[end - 1] + 1
        cut = (Span(max(low, line.span.start), min(high, line.span.end)) for line in self.lines)
        return tuple(span for span in cut if span.start < span.end)


def _find_opening(text: str, lines: Sequence[Line], i: int) -> Opening | None:
    first = lines[i].text
    if not (first[0] in "（(【[" or re.search("[讯訊电電息报道]", first[:26]) or first[:2] in {"本报", "新华", "中新"}):
        return None
    flat = _Flat(text, lines[i : i + 4])
    plain, bracket = _datelines()
    dateline = plain.match(flat.text)
    if match := bracket.match(flat.text):
        pieces = flat.pieces(match.start("inner"), match.end("inner"))
        byline = read_byline(text, pieces)
        head = match["head"]
        if byline and byline.credits and (byline.classes & {"reporter", "author", "both"} or (head and dateline)):
            return _open(text, flat, match.end(), byline)
    if dateline is None:
        return None
    byline, end = _read_loose(text, flat, dateline.end())
    return _open(text, flat, end, byline)


def _find_wire(compact: str) -> bool:
    """Whether a line begins with a dateline."""
    return _datelines()[0].match(compact) is not None


def _open(text: str, flat: _Flat, end: int, byline: Byline | None) -> Opening:
    while end < len(flat.text) and flat.text[end] in "：:，":
        end += 1
    last = flat.offsets[end - 1]
    bare = not any(
        line.span.start <= last < line.span.end and text[last + 1 : line.span.end].strip() for line in flat.lines
    )
    return Opening(Span(flat.offsets[0], last + 1), byline, bare)


def _read_loose(text: str, flat: _Flat, end: int) -> tuple[Byline | None, int]:
    """Names behind a dateline without brackets: `本报讯 记者张三 通讯员李四 近日…`, `本报讯 记者张三报道：…`.

    Returns:
        The byline, and where it ends in `flat`; None and `end` where none follows.
    """
    if told := re.compile("[^，。！？“”]{3,40}?(?:报道|報導)(?=[：:，])").match(flat.text, end):
        byline = read_byline(text, flat.pieces(end, told.end()))
        if byline and byline.credits and "reporter" in byline.classes:
            return byline, told.end()
    best: tuple[Byline | None, int] = (None, end)
    start = flat.offsets[end - 1] + 1
    for line in flat.lines[:3]:
        for match in re.compile(r"\S+").finditer(text, max(start, line.span.start), line.span.end):
            stop = match.end()
            pieces = [Span(max(s.span.start, start), min(s.span.end, stop)) for s in flat.lines]
            byline = read_byline(text, [piece for piece in pieces if piece.start < piece.end])
            if byline is None or "，" in match[0]:
                return best
            if byline.credits and "reporter" in byline.classes and stop < line.span.end:
                best = (byline, sum(offset < stop for offset in flat.offsets))
    return best


def _read_line(text: str, lines: Sequence[Line], i: int, bylines: dict[int, Byline]) -> Byline | None:
    """A line of nothing but a byline, or of names that go on with the byline of the line above."""
    line = lines[i]
    if line.size > _LONGEST_BYLINE or line.final:
        return None
    roles, _ = _words()
    marked = line.text[0] in MARKS
    follows = i - 1 in bylines
    if not (marked or follows or roles.search(line.text)):
        return None
    if line.text[0] in "（(" or "，" in line.text:
        return None
    byline = read_byline(text, [line.span])
    if byline is None or not byline.credits:
        return None
    if any(not _is_sure(credit, byline) for credit in byline.credits):
        return None
    framed = _is_framed(byline, line)
    if byline.classes & {"reporter", "author", "both", "photographer"}:
        return byline if framed or follows else None
    named = all(load_surnames().is_name(credit.name) for credit in byline.credits)
    return byline if named and (marked or follows) else None


def _is_sure(credit: Credit, byline: Byline) -> bool:
    """Whether a name bears a surname, is dotted, or stands apart from the word before it (unlike `记者从某地获悉`)."""
    start = credit.spans[0].start
    dotted = any(dot in credit.name for dot in DOTS)
    return dotted or load_surnames().is_name(credit.name) or all(word.end != start for word in byline.words)


def _is_framed(byline: Byline, line: Line) -> bool:
    """Whether a word of bylines opens or ends the line, so that it is no sentence about a photographers' club."""
    if not byline.words:
        return False
    begins = byline.words[0].start <= byline.credits[0].spans[0].start
    return begins or byline.words[-1].end >= line.span.end


def _find_closing(text: str, lines: Sequence[Line], i: int) -> Closing | None:
    line = lines[i]
    issued = _ISSUER.search(line.text)
    if issued:
        start = line.span.end - len(issued.group())
        return Closing(start, i, Byline((), (Span(start, line.span.end),), frozenset({"supplier"})), "photo")
    _, tails = _words()
    photo = tails.search(line.text)
    if not photo and line.text[-1] not in "）)":
        return None
    begin = max(0, i - 2)
    flat = _Flat(text, lines[begin : i + 1])
    starts = []
    if line.text[-1] in "）)":
        starts.append(max(flat.text.rfind(c) for c in "（("))
    starts.append(max((flat.text.rfind(c) for c in FINAL + "；”’"), default=-1) + 1)
    for start in starts:
        whole = start > 0 or begin == 0
        if whole and start >= 0 and 2 < len(flat.text) - start <= _LONGEST_CREDIT:
            found = _close(text, lines, flat, start)
            if found:
                return found
    return _close_loose(text, lines, i) if photo else None


def _close(text: str, lines: Sequence[Line], flat: _Flat, start: int) -> Closing | None:
    """Read what stands from `start` on, names in brackets or a photo credit."""
    bracketed = flat.text[start] in "（("
    pieces = flat.pieces(start + 1, len(flat.text) - 1) if bracketed else flat.pieces(start, len(flat.text))
    byline = read_byline(text, pieces)
    if byline is None:
        return None
    kind = _find_kind(byline, flat.text[start - 1] if start else "", bracketed=bracketed)
    if kind is None:
        return None
    issuer = _ISSUER.search(flat.text, 0, start) if bracketed and kind == "photo" else None
    start = issuer.start() if issuer else start
    at = next(k for k, line in enumerate(lines) if line.span.start <= flat.offsets[start] < line.span.end)
    return Closing(flat.offsets[start], at, byline, kind)


def _find_kind(byline: Byline, before: str, *, bracketed: bool) -> ClosingKind | None:
    """What a credit behind a character is; None if it is rather a part of the sentence."""
    ended = before in FINAL + "”’；"
    if byline.classes & {"photographer", "both", "supplier"}:
        return "photo" if byline.credits or "supplier" in byline.classes else None
    if not bracketed or not byline.credits or not ended:
        return None
    if byline.classes & {"reporter", "author"}:
        return "byline"
    surnames = load_surnames()
    sure = len(byline.credits) > 1 or byline.credits[0].name[0] in surnames.common  # two rare surnames are no chance
    return "names" if before and sure and all(surnames.is_name(c.name) for c in byline.credits) else None


def _close_loose(text: str, lines: Sequence[Line], i: int) -> Closing | None:
    """A credit behind a caption that ends without a stop: its names are parted from the caption by a blank."""
    span = lines[i].span
    pieces = [m.start() for m in re.compile(r"\S+").finditer(text, span.start, span.end)]
    best: Closing | None = None
    for start in reversed(pieces):
        byline = read_byline(text, [Span(start, span.end)])
        if byline is None:
            break
        if byline.credits and all(load_surnames().is_name(c.name) or "·" in c.name for c in byline.credits):
            best = Closing(start, i, byline, "photo")
    return best
