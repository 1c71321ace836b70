"""What a number measures, in the words of the page."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Span
from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.relations.numbers import Quantity

_LONGEST = 14  # characters of a measure
_NOUN = re.compile(r"[、\u3400-\u9fffA-Za-z·（）()“”《》+-]+")
_TIME = re.compile(
    r"(?:截至|截止|到|从)?(?:今年|去年|前年|明年|当年|目前|全年|上半年|下半年|前?[一二三四两]+季度|近[一二三四五六七八九十\d]+年"
    r"|\d{4}年|每年|每天|每月|每周|[前近]?\d+(?:个月|天|年|个?小时|周?岁(?:以上|以下)?)|\d+[至-]\d+月|\d+月(?:份|底)?|\d+日)(?:以来|来|起|底|末|初|前)?"
)
_SPLIT = re.compile(r"[，。！？；：、…\n“”‘’（）《》]+")
_AROUND_UNIT = re.compile(r"^(?:以上|以下|左右|以内|余|多|的)*")
_STOP = re.compile(r"[，。！？；：…\n]|\d|(?<!^.)(?<!^..)、")
_FURTHER = re.compile(r"(?:便(?!民)|就(?![业近餐诊读医])|也|都|还|起|来|左右|以上)")
_ORIGIN = re.compile(r"^来自[^，。；]*的")
_AND = re.compile(r"[和与及]")
_RATE = re.compile(r"每[^每]{1,8}$")
_FALLBACK = {
    "money": "金额",
    "area": "面积",
    "length": "长度",
    "mass": "重量",
    "volume": "体积",
    "energy": "规模",
    "share": "比例",
    "person": "人数",
    "count": "数量",
    "time": "时间",
}


@cache
def load_words() -> dict[str, frozenset[str]]:
    """Words of the lexicon `measures` by class."""
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon("measures"):
        words[row.cls].add(row.word)
    return {cls: frozenset(found) for cls, found in words.items()}


@cache
def match_words(cls: str) -> re.Pattern[str]:
    """A pattern of the words of one class, longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(load_words()[cls], key=lambda w: (-len(w), w))))


@cache
def _either(*classes: str) -> str:
    found = frozenset[str]().union(*(load_words()[cls] for cls in classes))
    return "(?:" + "|".join(re.escape(word) for word in sorted(found, key=lambda w: (-len(w), w))) + ")"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "tail": re.compile(_either("link", "adverb") + "$"),
        "lead": re.compile("^" + _either("adverb", "thin") + "+"),
        "verb": re.compile(_either("verb")),
        "cut": re.compile(_either("verb", "cut")),
        "change": re.compile(_either("change")),
    }


def name_measure(
    text: str, *, quantity: Quantity, clause: Span, names: Sequence[Span], others: Sequence[Span] = ()
) -> str:
    """The noun phrase that a number measures.

    What a number counts stands behind it (`建成12座泵站`: 泵站) or before it (`设立站点18个`: 站点); what it measures
    stands before it (`种植面积达3万亩`: 种植面积).

    Args:
        text: The passage.
        quantity: The number.
        clause: Its clause.
        names: Spans of the names in that clause; what is left of them belongs to no measure.
        others: Spans of the other numbers of the passage.

    Returns:
        At most 14 characters; the kind of unit in words where the clause holds nothing else; never empty.
    """
    start = quantity.span.start
    low = max([clause.start, *(span.end for span in names if span.end <= start)])
    share = quantity.kind == "share"
    before = _clean_before(_skip(text, low, start, others), share=share)
    after = _clean_after(text[quantity.span.end : clause.end])
    counted = quantity.kind in ("person", "count")
    thin = (
        before in load_words()["verb"]
        or before in load_words()["thin"]
        or (before.startswith("每") and len(before) <= len("每人每月"))
    )
    beside = [span for span in names if span.end <= start and not text[span.end : start].strip("” ")]
    if counted and beside and not after:  # 设立某某驿站11个
        return text[beside[-1].start : beside[-1].end].strip("“”")
    if after and (counted or (thin and not share)):
        return after
    whole = before or after or _clean_before(_without(text, clause.start, start, names), share=False)
    return whole or ("户数" if quantity.unit == "户" else _FALLBACK[quantity.kind])


def _without(text: str, low: int, high: int, names: Sequence[Span]) -> str:
    """A slice without the names in it."""
    parts: list[str] = []
    for span in sorted(names):
        if low <= span.start and span.end <= high:
            parts.append(text[low : span.start])
            low = span.end
    return "".join([*parts, text[low:high]])


def _skip(text: str, low: int, start: int, others: Sequence[Span]) -> str:
    """What leads up to a number: from behind the number before it, or from before that where they are from and to."""
    for span in sorted(others, reverse=True):
        if low <= span.start and span.end <= start:
            between = text[span.end : start]
            while match := _patterns()["tail"].search(between):
                between = between[: match.start()]
            if between.strip():
                return text[span.end : start]
            start = span.start
    return text[low:start]


def _clean_before(text: str, *, share: bool) -> str:
    """What stands before a number without the words that tie it to the number and those that lead up to it."""
    words, patterns = load_words(), _patterns()
    if text.endswith("”"):
        text = text.rsplit("“", 1)[-1].rstrip("”")
    text = _TIME.sub("", _SPLIT.split(text.strip())[-1])
    change = ""
    while match := patterns["tail"].search(text):
        turn = patterns["change"].match(match.group()) if share else None
        change = turn.group() if turn else change
        text = text[: match.start()]
    text = patterns["lead"].sub("", text.lstrip("的等里上内"))
    if rate := _RATE.search(text):
        return rate.group()[-_LONGEST:]
    for match in reversed(list(patterns["verb"].finditer(text))):
        rest = text[match.end() :]
        if len(rest) > 1 and rest not in words["bare"] and (len(match.group()) > 1 or match.start() == 0):
            text = rest
            break
    return (text.strip("的了 ") + change)[-_LONGEST:]


def _clean_after(text: str) -> str:
    """The noun behind a number, up to the next verb."""
    text = _ORIGIN.sub("", _AROUND_UNIT.sub("", text.lstrip(), count=1))
    if match_words("preposition").match(text) or _FURTHER.match(text):
        return ""
    stop = _STOP.search(text)
    text = text[: stop.start()] if stop else text
    for match in _patterns()["cut"].finditer(text):
        if match.start() > 1:
            text = text[: match.start()]
            break
    if joint := _AND.search(text, 4):
        text = text[: joint.start()]
    text = text.strip("的了 ")
    if text.count("“") != text.count("”") or (text.startswith("“") and text.endswith("”")):
        text = text.strip("“”")
    if not _NOUN.fullmatch(text):
        return ""
    return text[:_LONGEST]
