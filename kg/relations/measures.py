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
_NOUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9·（）()“”《》+-]*")
_TIME = re.compile(
    r"(?:截至|截止|到|从)?(?:今年|去年|前年|明年|当年|目前|全年|上半年|下半年|前?[一二三四两]+季度|近[一二三四五六七八九十\d]+年|\d{4}年|每年|每天|每月|每周"
    r"|[前近]?\d+个月|\d+[至-]\d+月|\d+月(?:份|底)?|\d+日)(?:以来|来|起|底|末|初|前)?"
)
_SPLIT = re.compile(r"[，。！？；：、\n“”‘’（）《》]")
_AROUND_UNIT = re.compile(r"^(?:以上|以下|左右|以内|余|多|的)*")
_STOP = re.compile(r"[，。！？；：、\n]|\d")


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
def _edges() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    def either(*classes: str) -> str:
        found = frozenset[str]().union(*(load_words()[cls] for cls in classes))
        return "(?:" + "|".join(re.escape(word) for word in sorted(found, key=lambda w: (-len(w), w))) + ")"

    return (
        re.compile(either("link", "adverb") + r"+$"),
        re.compile("^" + either("adverb") + "+"),
        re.compile(either("verb")),
    )


def name_measure(text: str, *, quantity: Quantity, clause: Span, names: Sequence[Span]) -> str:
    """The noun phrase that a number measures.

    What the number counts stands behind it (`建成12座泵站`: 泵站) or before it (`设立站点18个`: 站点); what it
    measures stands before it (`种植面积达3万亩`: 种植面积).

    Args:
        text: The passage.
        quantity: The number.
        clause: Its clause.
        names: Spans of the names in that clause; what is left of them belongs to no measure.

    Returns:
        At most 14 characters; the kind of unit in words where the clause holds nothing else; never empty.
    """
    low = max([clause.start, *(span.end for span in names if span.end <= quantity.span.start)])
    before = _clean_before(text[low : quantity.span.start])
    after = _clean_after(text[quantity.span.end : clause.end])
    if quantity.kind in {"person", "count"} and after:
        return after
    if before:
        return before
    if after:
        return after
    whole = _clean_before(text[clause.start : quantity.span.start])
    return whole or _FALLBACK[quantity.kind]


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


def _clean_before(text: str) -> str:
    link, lead, verb = _edges()
    text = _SPLIT.split(text)[-1].strip() if not text.endswith("”") else text.rsplit("“", 1)[-1].rstrip("”")
    text = _TIME.sub("", text)
    while match := link.search(text):
        if match.start() == 0:
            tail = list(verb.finditer(text))
            return tail[-1].group() if tail and len(tail[-1].group()) > 1 else ""
        text = text[: match.start()]
    text = lead.sub("", text.lstrip("的等里中上内"))
    parts = [m for m in verb.finditer(text) if len(m.group()) > 1 or m.start() == 0]
    for match in reversed(parts):
        if match.end() < len(text) - 1:
            text = text[match.end() :]
            break
    text = re.sub(r"\d.*?(?:个|名|家|户)", "", text)
    return text.strip("的了 ")[-_LONGEST:]


def _clean_after(text: str) -> str:
    text = _AROUND_UNIT.sub("", text, count=1)
    stop = _STOP.search(text)
    text = text[: stop.start()] if stop else text
    _, _, verb = _edges()
    for match in verb.finditer(text):
        if match.start() > 1 and len(match.group()) > 1:
            text = text[: match.start()]
            break
    text = text.strip("“”‘’的了 ")
    if not text or not _NOUN.fullmatch(text):
        text = _SPLIT.split(text)[0]
    return text[:_LONGEST]
