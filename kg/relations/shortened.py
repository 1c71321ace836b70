"""Shortened names and pronouns.

The last word of a name stands for the whole at the head of a clause (合作社, 园区, 此次活动); so does any longer tail
of a name that was in full before (护林站 for 青岩山护林站). 他 and 她 are the person named last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.model import DIVISION_CLASSES, Span
from kg.relations.naming import Named
from kg.relations.targets import read_targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.targets import Target

# what follows says that the word is a subject and no part of a longer word (企业家, 合作社员)
_SHORTENED = (
    r"(?:(?<=[，。！？；：、“”…\n])|^)\s*(?:目前|眼下|如今|现在|今年|去年|据统计|据了解|据介绍|其中|同时|此外|截至[^，。]{2,8}"
    r"|随后|近年来|建成后|投产后|投用后)?"
    r"((?P<this>[此本这][次届]|这[一个项场])(?P<more>[\u4e00-\u9fff]{0,4}?))?(?P<kind>%s)(?!覆盖|[家员长群化们型级类数均]|主(?![席任办持管]))"
)

# 为行动拨付, 与调解室结对: in the middle of a clause where a verb says that a receiver or a partner is meant
_GIVEN = (
    r"(?:(?<=[为给向对])(?P<given>%s)(?=(?:每[\u4e00-\u9fff]|先后|累计)?(?:拨付|拨款|捐|提供|给予|注入|补助|投入|赠|出资))"
    r"|(?<=[与同和跟])(?P<joint>%s)(?=牵手|签|合作|共建|联合|联手|携手|结对|结成|对接|共同|达成))"
)
_GENERIC = frozenset({"企业", "公司", "学校", "医院", "社区", "银行", "项目", "工程"})

_OPENING = re.compile(
    r"(?:(?<=[，。！？；：、“”…\n])|^)\s*(?:(?:目前|眼下|如今|现在|今年|去年|据统计|其中|同时|此外|这时|近年来|经|在|由|与)，?)?"
)
_GROWN = re.compile(r"[家员长群化们型级类数均]|主(?![席任办持管])")  # what makes a longer word of a tail
_PARTNERS = frozenset({*DIVISION_CLASSES, "Zone", "Institution"})
_TAILED = frozenset({"Institution", "Zone", "Programme", "Event", "Venue"})
_TAILS = range(6, 2, -1)  # lengths of a tail, the longest first
_THIS = re.compile(r"(?:该|此|这(?:一|个|家|支|项|场|所|座|次)?)(?=[\u4e00-\u9fff])")
_FORMER = re.compile(r"(?<=[，。；、\n])([前后])者(?![\u4e00-\u9fff]{0,3}说)")
_JOINED = re.compile(r"[”’）\s]*(?:与|和|同|跟|、|及)[“‘\s]*")
_PRONOUN = re.compile(r"(?<!其)[他她](?!们|人)")
_FAMILIAR = re.compile(r"(?<![\u4e00-\u9fff])[老小]([\u4e00-\u9fff])(?=[\u4e00-\u9fff，])")
_PLAIN = frozenset("师家党房城区路时学组米麦康花龙人大板年化龄幼童食吃店镇村")  # 老师, 小康


@cache
def load_shortened() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, tuple[Target, ...]]]:
    """The patterns of words at the head of a clause and behind 为 or 与, and what each word may mean.

    Raises:
        DataError: The lexicon is malformed.
    """
    targets = read_targets("shortened")
    pattern = re.compile(_SHORTENED % "|".join(map(re.escape, targets)))
    given = "|".join(re.escape(word) for word in targets if word not in _GENERIC)
    return pattern, re.compile(_GIVEN % (given, given)), targets


def find_words(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find words of the lexicon: the last fitting name of the paragraph is meant, else the only one of the text.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References sorted by span, none of which crosses a name; a word that nothing fits is left out.
    """
    pattern, given, targets = load_shortened()
    found: list[Named] = []
    met = [
        (match["kind"], Span(match.start("this") if match["this"] else match.start("kind"), match.end("kind")))
        for match in pattern.finditer(text)
    ]
    met += [(match["given"] or match["joint"], Span(*match.span())) for match in given.finditer(text)]
    for kind, span in sorted(met, key=lambda word: word[1]):
        if any(span.crosses(name.span) for name in named):
            continue
        fitting = [
            name
            for name in named
            if name.span.end <= span.start
            and any(name.cls == cls and name.name.endswith(endings) for cls, endings in targets[kind])
        ]
        line = text.rfind("\n", 0, span.start) + 1
        near = [name for name in fitting if name.span.start >= line]
        if near or len({name.entity for name in fitting}) == 1:
            target = (near or fitting)[-1]
            found.append(Named(span, target.entity, target.cls, target.name, reference=True))
    return tuple(found)


def find_tails(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find tails of names, of three characters or more at the head of a clause, of two behind 该 or 这家.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References sorted by span, none of which crosses a name.
    """
    tails: dict[str, list[Named]] = defaultdict(list)
    for name in named:
        if name.cls in _TAILED and not name.reference:
            for size in (*_TAILS, 2):
                if len(name.name) > size:
                    tails[name.name[-size:]].append(name)
    found: list[Named] = []
    places = [(m.end(), m.end(), tuple(_TAILS)) for m in _OPENING.finditer(text)]
    places += [(m.start(), m.end(), (*_TAILS, 2)) for m in _THIS.finditer(text)]
    for start, at, sizes in sorted(places, key=lambda place: place[:2]):
        for size in sizes:
            bearing = tails.get(text[at : at + size])
            if bearing is None or _GROWN.match(text, at + size):
                continue
            span = Span(start, at + size)
            meant = [name for name in bearing if name.span.end <= start]
            if not meant:
                continue
            if not any(span.crosses(name.span) for name in (*named, *found[-1:])):
                found.append(Named(span, meant[-1].entity, meant[-1].cls, meant[-1].name, reference=True))
            break
    return tuple(found)


def find_former(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find 前者 and 后者: the two that stand side by side last before them in the paragraph (甲与乙, 甲、乙).

    Where 后者 stands alone it is the name last before it that the sentence brings in by 与, 同 or 和.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References sorted by span.
    """
    found: list[Named] = []
    for match in _FORMER.finditer(text):
        span = Span(*match.span())
        begin = text.rfind("\n", 0, span.start) + 1
        near = [n for n in named if begin <= n.span.start and n.span.end <= span.start and n.cls in _PARTNERS]
        pairs = [
            (one, other)
            for one, other in pairwise(near)
            if one.entity != other.entity and _JOINED.fullmatch(text, one.span.end, other.span.start)
        ]
        joined = [n for n in near if text[n.span.start - 1] in "与同和跟"]
        if pairs:
            target = pairs[-1][match[1] == "后"]
        elif match[1] == "后" and joined:
            target = joined[-1]
        else:
            continue
        found.append(Named(span, target.entity, target.cls, target.name, reference=True))
    return tuple(found)


def find_pronouns(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find 他 and 她 outside of quotes, and 老马 at the head of a clause.

    他 and 她 are the person that the paragraph, or else the one before it, named last; 老马 and 小马 the last one of
    that surname.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References sorted by span.
    """
    people = [name for name in named if name.cls == "Person"]
    found: list[Named] = []
    for match in _PRONOUN.finditer(text):
        span = Span(*match.span())
        before = [name for name in people if name.span.end <= span.start]
        if not before or any(span.crosses(name.span) for name in named):
            continue
        quoted = text.rfind("“", 0, span.start) > text.rfind("”", 0, span.start)
        if not quoted and text.count("\n", before[-1].span.end, span.start) < 2:
            found.append(Named(span, before[-1].entity, "Person", before[-1].name, reference=True))
    for match in _FAMILIAR.finditer(text):
        span = Span(*match.span())
        before = [n for n in people if n.span.end <= span.start and n.name[0] == match[1] and match[1] not in _PLAIN]
        if before and not any(span.crosses(name.span) for name in named):
            found.append(Named(span, before[-1].entity, "Person", before[-1].name, reference=True))
    return tuple(sorted(found, key=lambda name: name.span))
