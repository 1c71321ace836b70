"""Printed lines of a page: blanks that the setting put between letters told apart from blanks that mean something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
BLANK = " \t\u3000\xa0\r\ufeff"
SENTENCE_END = "。！？…"
CLOSING = "”’」』）》"
_STRAY = re.compile(r"^([“”\"'`’‘])\1{2,}")
_SPACED = re.compile(rf"[^\s][{BLANK}]+(?=[^\s])")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line.

    Attributes:
        kept: Offsets on the page of the characters that are text, in order.
        text: Those characters joined.
        gap: Empty lines right before it.
        indent: Blanks before its first character.
    """

    kept: tuple[int, ...]
    text: str
    gap: int
    indent: int

    @property
    def width(self) -> float:
        """Printed width in Chinese characters; a half-width one counts half."""
        return sum(0.55 if ord(c) < 0x2E80 and c not in "“”‘’…—·" else 1.0 for c in self.text)

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends with a stop, or a stop and closing marks."""
        bare = self.text.rstrip(CLOSING)
        return bool(bare) and bare[-1] in SENTENCE_END


def read_lines(text: str) -> tuple[Line, ...]:
    """Read the printed lines of a page; empty ones are counted into `gap`.

    Blanks within a line are kept only where they part things: between latin words, and between Chinese characters that
    are not letter-spaced (`（记者张三 李四）`, `“文明城市 有你有我”`).

    Args:
        text: The page, unaltered.

    Returns:
        Lines in page order; a run of three or more equal quote marks at a line's beginning is dropped.
    """
    found: list[Line] = []
    gap = 0
    at = 0
    for raw in text.split("\n"):
        start, at = at, at + len(raw) + 1
        body = raw.strip(BLANK)
        if not body:
            gap += 1
            continue
        begin = start + raw.index(body[0])
        stray = _STRAY.match(body)
        if stray:
            begin += stray.end()
            body = body[stray.end() :]
            if not body.strip(BLANK):
                continue
        kept = _keep_characters(body, begin)
        found.append(Line(tuple(kept), "".join(text[i] for i in kept), gap, begin - start))
        gap = 0
    return tuple(found)


def _keep_characters(body: str, begin: int) -> list[int]:
    spaced = _letter_spaced(body)
    kept: list[int] = []
    for index, letter in enumerate(body):
        if letter not in BLANK or (kept and _means(body, index, spaced)):
            kept.append(begin + index)
    return kept


def _letter_spaced(body: str) -> list[bool]:
    """For each character, whether it lies in a run of letters set apart (党 支 部 单 独)."""
    flags = [False] * len(body)
    for match in re.finditer(rf"(?:[^{BLANK}][{BLANK}]+){{2,}}[^{BLANK}](?=[{BLANK}]|$)", body):
        before = body[match.start() - 1 : match.start()]
        begin = match.start()
        if before and before not in BLANK:
            begin += 1
        for index in range(begin, match.end()):
            flags[index] = True
    for match in re.finditer(rf"通[{BLANK}]*讯[{BLANK}]*员|记[{BLANK}]+者", body):
        for index in range(*match.span()):
            flags[index] = True
    return flags


def _means(body: str, index: int, spaced: list[bool]) -> bool:
    """Whether a blank parts things: kept once between two characters of one script that are not letter-spaced."""
    before = body[:index].rstrip(BLANK)
    after = body[index:].lstrip(BLANK)
    if not before or not after or body[index - 1] in BLANK or spaced[index]:
        return False
    left, right = before[-1], after[0]
    if _LATIN.match(left) and _LATIN.match(right):
        return True
    if left.isdigit() or right.isdigit():
        return False
    wordlike = re.compile(rf"[{HAN}“”‘’》《）（。！？]")
    return bool(wordlike.match(left) and wordlike.match(right)) or (bool(re.match(f"[{HAN}]", left)) and right in "(（")


def join_spans(offsets: Sequence[int]) -> tuple[Span, ...]:
    """Neighbouring offsets as spans."""
    spans: list[Span] = []
    for offset in offsets:
        if spans and spans[-1].end == offset:
            spans[-1] = Span(spans[-1].start, offset + 1)
        else:
            spans.append(Span(offset, offset + 1))
    return tuple(spans)
