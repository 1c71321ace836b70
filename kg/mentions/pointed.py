"""Bodies named by what the text has named before: 该院第二审判庭, 由村委会出资, 社区党总支."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.mentions.organs import OrganFinder
from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN
from kg.model import Mention, Span

# the word that points back, and how the name ends that it stands for
_ENDINGS = {
    "公司": ("公司", "集团"),
    "集团": ("集团", "公司"),
    "院": ("院",),
    "局": ("局",),
    "所": ("所",),
    "校": ("学校", "大学", "学院", "中学", "小学", "中专", "中心校", "完小"),
    "中心": ("中心",),
    "厂": ("厂",),
    "馆": ("馆",),
    "合作社": ("合作社",),
}
_POINTER = re.compile(rf"[该本](?:{'|'.join(_ENDINGS)})(?=[{HAN}]{{3}})")
_VILLAGE_BODY = re.compile(
    r"(村|社区|嘎查)(?:党支部|党总支|党委|委会|委员会|民委员会|居委会|居民委员会)(?!(?:副?书记|委员|班子|成员|副?主任|[和与、]))"
)
_LEADS = frozenset({"p", "c", "u", "w"})


def add_pointed(readings: Sequence[Reading], mentions: Sequence[Mention], organs: OrganFinder) -> list[Mention]:
    """Add the parts of a body that the text only points back to, and a village's own bodies named without it.

    Args:
        readings: The passages of one article.
        mentions: What the finders found in that article, after the overlap policy.
        organs: Knows what may be the part of a body.

    Returns:
        All mentions; those added carry the full name. One that the finders saw in the same letters is replaced.
    """
    kept = list(mentions)
    before: list[Mention] = []
    for reading in readings:
        own = sorted((m for m in mentions if m.part == reading.part), key=lambda m: m.span)
        for span, endings, cls in (*_find_parts(reading, organs), *_find_village_bodies(reading)):
            crossing = [m for m in own if m.span.crosses(span)]
            if any(m.span.start < span.start or m.span.end > span.end for m in crossing) or span.start < reading.story:
                continue
            known = [*before, *(m for m in own if m.span.end <= span.start)]
            origin = next((m for m in reversed(known) if m.cls == cls and m.label.endswith(endings)), None)
            if origin is None:
                continue
            text = reading.text[span.start : span.end]
            name = origin.label + (text if cls == "Institution" else text.removeprefix(endings[0]))
            kept = [m for m in kept if m not in crossing]
            kept.append(Mention(reading.article, reading.part, span, text, "Institution", "pointed", 0.8, name))
        before += own
    return kept


def _find_parts(reading: Reading, organs: OrganFinder) -> list[tuple[Span, tuple[str, ...], str]]:
    """Parts right behind 该院 or 该公司, without the pointing word."""
    found: list[tuple[Span, tuple[str, ...], str]] = []
    for match in _POINTER.finditer(reading.text):
        end = organs.extend(reading, match.end())
        verb = any(t.tag == "v" and len(t.text) > 1 for t in reading.tokens if match.end() <= t.start < end)
        if end > match.end() and not verb:
            found.append((Span(match.end(), end), _ENDINGS[match.group()[1:]], "Institution"))
    return found


def _find_village_bodies(reading: Reading) -> list[tuple[Span, tuple[str, ...], str]]:
    """村委会 and 社区党总支 that open a phrase: no name and no number stands before them."""
    found: list[tuple[Span, tuple[str, ...], str]] = []
    for match in _VILLAGE_BODY.finditer(reading.text):
        start = match.start()
        at = reading.token_at(start - 1) if start else -1
        led = at < 0 or reading.tokens[at].tag in _LEADS or reading.text[start - 1] in "该本"
        if led and reading.is_boundary(start):
            found.append((Span(*match.span()), (match.group(1),), "Village"))
    return found
