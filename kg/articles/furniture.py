"""Lines that belong to the page and to none of its items: its head and foot, editors, telephone numbers, sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.articles.lines import Line
from kg.resources.lexicon import read_lexicon

_CHINESE = "一二三四五六七八九十"
_HAN = "[\u3400-\u9fff]"
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[\d\u3007零{_CHINESE}]{{4}}年[\d{_CHINESE}]{{1,3}}月[\d{_CHINESE}]{{1,3}}日|20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}",
        f"(?:星期|周)[{_CHINESE}日天]",
        r"农历[^\d，。]{2,14}",
        rf"第?[A-D]?\d{{1,3}}版|[A-D]\d{{1,2}}(?!\d)|第?[{_CHINESE}]{{1,3}}版",
        r"总?第?\d+期|第\d+号",
        r"\d{1,2}:\d\d(?::\d\d)?",
        rf"来源：(?:{_HAN}|[A-Za-z]){{2,16}}",
    )
)
_PAPER = f"{_HAN}{{0,6}}(?:日报|晚报|晨报|早报|时报|商报|周报|都市报|大众报|导报)社?"
_REACH = re.compile(r"https?://|www\.|[\w.]+@[\w.]+\.\w|(?:\d{3,4}[-—－ ]?)?\d{7,8}|\d{11}", re.IGNORECASE)
_JUMP = re.compile(
    rf"[（(]完[）)]|[（(【]?(?:下转|上接|转|接)\s*第?\s*[A-D]?[\d{_CHINESE}]{{1,3}}\s*版[^）)】]{{0,12}}[）)】]?"
)
_SOURCE = re.compile(r"^[（(]?(?:来源|时间|发布时间|发布日期|日期|浏览次数|点击数|阅读|字号|原标题|信息来源|稿源)[：:]")
_LONGEST = 90
_SHORT = 44


@dataclass(frozen=True, slots=True)
class FurnitureWords:
    """What such lines hold.

    Attributes:
        labels: Begin a line about editors, telephones, prices.
        sections: Stand alone on a line.
        parts: Finds what stands beside date and number, sections among it.
    """

    labels: tuple[str, ...]
    sections: frozenset[str]
    parts: re.Pattern[str]


@cache
def load_furniture() -> FurnitureWords:
    """Read the lexicon once.

    Raises:
        DataError: It is damaged.
    """
    rows = read_lexicon("furniture")
    parts = sorted((row.word for row in rows if row.cls != "label"), key=lambda word: (-len(word), word))
    return FurnitureWords(
        tuple(row.word for row in rows if row.cls == "label"),
        frozenset(row.word for row in rows if row.cls == "section"),
        re.compile("|".join((_PAPER, *map(re.escape, parts)))),
    )


def is_furniture(line: Line, before: Line | None = None) -> bool:
    """Whether a line belongs to the page's head, foot or frame.

    Args:
        line: Any line.
        before: The last line above it that does not; a sentence that it leaves open may go on.
    """
    text = line.text
    words = load_furniture()
    free = before is None or before.final
    if text in words.sections or re.fullmatch(_PAPER, text) or _JUMP.fullmatch(text) or _SOURCE.match(text):
        return True
    if not re.search(f"{_HAN}|[A-Za-z]", text):
        # page numbers, rules and stars; but a number may be broken over lines
        return not line.final and (free or not re.search(r"\d", text))
    if len(text) > _LONGEST or "。" in text or "，" in text or line.final:
        return False
    return _is_label(text, words, free=free) or (len(text) <= _SHORT and _is_head(text, words, free=free))


def _is_label(text: str, words: FurnitureWords, *, free: bool) -> bool:
    """Whether it begins with a label: one with a colon, or beside another, or where no sentence goes on."""
    label = next((label for label in words.labels if text.startswith(label)), None)
    if label is None:
        return free and len(text) <= _SHORT and bool(_REACH.search(text))
    return (
        free
        or label[-1] in "：:"
        or text[len(label)] in "：:/\uff0f"
        or sum(other in text for other in words.labels) > 1
    )


def _is_head(text: str, words: FurnitureWords, *, free: bool) -> bool:
    """Whether it holds nothing but date, weekday, number of the page, paper and section."""
    kinds = 0
    for part in _PARTS:
        text, count = part.subn("", text)
        kinds += bool(count)
    if not kinds:
        return False
    text, count = words.parts.subn("", text)
    return not re.sub(r"[\W_\d]+", "", text) and (free or kinds + bool(count) > 1)


def find_jump(text: str) -> tuple[int, int] | None:
    """Where a note like （下转第三版） or （完） stands at the beginning or end of a line; None if none does."""
    for match in _JUMP.finditer(text):
        if match.start() == 0 or match.end() == len(text):
            return match.span()
    return None
