"""Coreference: 该县, 全市, 该局, 这一行动 point at what the article named before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg.model import Span
from kg.relations.naming import Named
from kg.relations.partners import is_partner
from kg.resources.lexicon import read_lexicon

# Words that point back only where they open a clause: 公司 in “，公司投资” does, in 家公司 not.
_BARE = "Bare"
_CLASSES = {
    "Bare": frozenset({"Institution"}),
    "City": frozenset({"Prefecture", "County", "Province"}),
    "District": frozenset({"County", "Zone"}),
    "Initiative": frozenset({"Programme", "Event"}),
}
_STOPS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """Words that point back.

    Attributes:
        pattern: Finds them.
        bare: Those that point back only where they open a clause.
        targets: For each word the classes it may mean and the endings that the meant name may have.
    """

    pattern: re.Pattern[str]
    targets: dict[str, tuple[frozenset[str], tuple[str, ...]]]
    bare: frozenset[str]


@cache
def load_references() -> ReferenceWords:
    """Read the lexicon once.

    Raises:
        DataError: The lexicon is malformed.
    """
    rows = read_lexicon("references")
    targets = {row.word: (_CLASSES.get(row.cls, frozenset({row.cls})), tuple(row.note.split())) for row in rows}
    words = sorted(targets, key=lambda w: (-len(w), w))
    bare = frozenset(row.word for row in rows if row.cls == _BARE)
    return ReferenceWords(re.compile("|".join(map(re.escape, words))), targets, bare)


_OPENING = re.compile(r"(?:^|[，。；！？“\n]|如今，?|目前，?|今年，?|近年来，?)$")
# 与公司签约, 被学校聘为: a partner or an agent, where 公司 alone is a word like any other
_PARTNER = re.compile(r"[与同和跟]")
_PARTNERED = re.compile(r"(?:牵手|签|合作|共建|联合|联手|携手|结对|结成|对接|共同|达成|合办)")
_AGENT = re.compile(r"[被由经]")
_ACTED = re.compile(r"(?:聘|评|授|录用|派|推荐|牵头|负责|出资|提供|统一)")

_POSTED = re.compile(r"[在据对向]")
_HEADED = re.compile(r"(?:党[委组]|副?(?:董事长|总经理|经理|院长|校长|会长|理事长|主任|所长|站长)|负责人|创始人)")


def _acts(text: str, start: int, end: int) -> bool:
    """Whether a word stands for a partner, an agent or the body of a post in the middle of a clause."""
    before = text[start - 1 : start]
    pairs = ((_PARTNER, _PARTNERED), (_AGENT, _ACTED), (_POSTED, _HEADED))
    return any(front.search(before) and back.match(text, end) for front, back in pairs)


def _opens_clause(text: str, start: int, end: int) -> bool:
    """Whether a word opens a clause and is no part of a longer one (合作社员, 公司化)."""
    return _OPENING.search(text[max(0, start - 4) : start]) is not None and text[end : end + 1] not in tuple(
        "员化们里内间"
    )


def resolve_references(
    text: str,
    named: Sequence[Named],
    *,
    before: Sequence[Named],
    home: Sequence[Named],
    parents: Mapping[str, Named] | None = None,
    seats: Mapping[str, Named] | None = None,
) -> tuple[Named, ...]:
    """Find words that point back and what each means.

    Args:
        text: A passage.
        named: Names in it, sorted by span.
        before: Names of the passages read before (title, deck), in order.
        parents: The larger body of an institution that is part of one, by entity id: 该院 after 某某县检察院第三检察部
            is the procuratorate.
        seats: The division whose organ an institution is, by entity id: 该县 after 某某县财政局 is the county.
        home: What 全市 or 我县 means where the article names no such division: the article's and the newspaper's own.

    Returns:
        References sorted by span; a word that nothing fits is left out.
    """
    words = load_references()
    found: list[Named] = []
    for match in words.pattern.finditer(text):
        span = Span(*match.span())
        if any(span.crosses(n.span) for n in named):
            continue
        classes, endings = words.targets[match.group()]
        if match.group() in words.bare and not (_opens_clause(text, *match.span()) or _acts(text, *match.span())):
            continue
        target = _find_target(
            span,
            classes,
            endings,
            named,
            before,
            home,
            parents or {},
            seats=seats or {},
            text=text,
            ours=match.group()[0] in "我本全",
        )
        if target is not None:
            found.append(Named(span, target.entity, target.cls, target.name, reference=True))
    return tuple(found)


_WHOLE = re.compile(r"全[省市县区州盟旗镇乡村](?!首|最|唯一|第)")
_STANDS = re.compile(r"(?:^|[，。；：！？“”、\n在于向对至到从及和与由]|覆盖|辐射|惠及|带动|走遍)$")


def is_attribute(text: str, name: Named) -> bool:
    """Whether 全省 and the like only say how far a thing reaches: 出台全省首个办法, 认定为全市示范村."""
    word = text[name.span.start : name.span.end]
    if not name.reference or word[0] != "全":
        return False
    before = text[max(0, name.span.start - 2) : name.span.start]
    return _WHOLE.match(text, name.span.start) is None or _STANDS.search(before) is None


def _begin_of(text: str, at: int) -> int:
    """Where the sentence that holds a place begins."""
    return max(text.rfind(stop, 0, at) for stop in _STOPS) + 1


def _find_target(
    span: Span,
    classes: frozenset[str],
    endings: tuple[str, ...],
    named: Sequence[Named],
    before: Sequence[Named],
    home: Sequence[Named],
    parents: Mapping[str, Named],
    *,
    seats: Mapping[str, Named],
    text: str,
    ours: bool,
) -> Named | None:
    sentence = _begin_of(text, span.start)

    district = {"Zone", "County"} <= classes and any(n.cls == "County" and n.name.endswith(endings) for n in home[:1])

    def fits(candidate: Named) -> bool:
        if district and candidate.cls == "Zone":
            return False  # in an article about a district 该区 is the district, not its development zone
        return candidate.cls in classes and (not endings or candidate.name.endswith(endings))

    def own(candidate: Named) -> bool:
        return "Institution" in classes and bool(home) and candidate.name.startswith(home[0].name[:2])

    # 该局 is the bureau of the county that the article is about, not the partner named last
    earlier = [n for n in reversed(named) if n.span.end <= span.start and not n.reference]
    earlier.sort(key=lambda n: (not own(n), is_partner(text, n, named)))
    for candidate in (*home, *earlier) if ours else earlier:
        if fits(candidate):
            if ours or candidate.span.start >= sentence:
                return candidate
            # of several bureaus that one sentence names, 该局 is the one that the sentence is about: its first
            begin = _begin_of(text, candidate.span.start)
            alike = (n for n in reversed(earlier) if n.span.start >= begin and fits(n))
            return min(alike, key=lambda n: n.span, default=candidate)
        # 该局 behind its department in one sentence is the bureau, 该县 behind the county's bureau the county
        for larger in (parents, seats):
            above = larger.get(candidate.entity) if candidate.span.start >= sentence else None
            if above is not None and fits(above):
                return above
    for candidate in (*reversed(before), *home):
        if fits(candidate):
            return candidate
    return next((p for c in earlier if (p := parents.get(c.entity)) is not None and fits(p)), None)
