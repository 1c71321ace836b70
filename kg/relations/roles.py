"""The part that each name plays in its clause: whether a number there can be about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from kg.model import DIVISION_CLASSES
from kg.relations.measures import load_words, match_words
from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.model import Span
    from kg.relations.naming import Named

NESTED = re.compile(r"[”’\s]*的?[“‘\s]*|（以下简称[“‘]?|[”’]?）的?")
_JOINT = re.compile(r"[”’）\s]*(?:、|和|及|以及|与|同|或)[“‘\s]*")
_LISTED = re.compile(
    r"[”’）\s]*等(?:地|[县市区旗乡镇村])|[”’）\s]*等\s*(?:\d|[一二两三四五六七八九十百千]+[余多]?[家个所名户位条项])"
)
_PLACED = re.compile(r"(?:位于|地处|坐落于|落户|落户于|设在|座落在)$")
_RELATIVE = re.compile(r"[\u4e00-\u9fff]{2,6}的[“‘\s]*")
_ADVERBIAL = re.compile(
    r"(?:[\u4e00-\u9fff\d—-]{0,8}(?:来|起|底|初|末|日|月|年|时|间|后|前|上|下|下午|上午|晚)"
    r"|目前|眼下|据了解|据悉|为此|同时|其中|而|但|且|并|也|又|对此|这|这些|当地|所在|随后)?(?:的)?[“‘《]?"
)

_LONGEST_REST = 6  # characters behind a place that is gone to (`的田间地头`)


@dataclass(frozen=True, slots=True)
class Role:
    """A name in its clause.

    Attributes:
        named: The name.
        kind: `head` (may own a figure), `object` (so may this, in its own clause only), `agent` (behind 由), `oblique`
            (behind a preposition), `member` (joined to another), `part` (the thing it is nested in follows).
        introduced: Whether a verb such as 实施 brings it up.
        official: Whether it is a person who holds a post.
    """

    named: Named
    kind: str
    introduced: bool = False
    official: bool = False


def read_roles(text: str, clause: Span, named: Sequence[Named]) -> tuple[Role, ...]:
    """The part that each name of a clause plays.

    Args:
        text: The passage.
        clause: The clause.
        named: The names inside it, sorted by span.

    Returns:
        One role a name, in their order.
    """
    roles: list[Role] = []
    at = clause.start
    for name in named:
        gap = text[at : name.span.start]
        source = "来自" in text[clause.start : name.span.start]
        kind = "oblique" if source else _read_kind(text, clause, name, gap, roles)
        introduced = _is_introduced(text, clause, name, gap, kind)
        if name.cls == "Programme" and not introduced and match_words("taking").search(gap):
            kind = "oblique"
        elif kind == "head" and _is_relative(name, gap, roles):
            if roles[-1].kind == "head":
                roles[-1] = replace(roles[-1], kind="part")
        elif kind == "head" and not introduced and not _is_adverbial(name, gap) and not NESTED.fullmatch(gap):
            kind = "object" if not roles or name.cls == "Programme" else kind
        elif introduced and kind != "member":
            kind = "head"
        if roles and kind == roles[-1].kind == "head" and (NESTED.fullmatch(gap) or _stands_beside(name, gap)):
            roles[-1] = replace(roles[-1], kind="part")
        official = name.cls == "Person" and _posts("post").search(gap.rstrip("“")) is not None
        roles.append(Role(name, kind, introduced=introduced, official=official))
        at = name.span.end
    return _set_listed(text, roles)


@cache
def match_speech() -> re.Pattern[str]:
    """Verbs of speaking."""
    words = {row.word for row in read_lexicon("verbs") if row.cls == "speak"} | {"说", "介绍", "表示"}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))


def is_product(role: Role) -> bool:
    """Whether a programme is something that is sold or handed out (惠农贷)."""
    return role.named.cls == "Programme" and role.named.name.endswith(tuple(load_words()["product"]))


def is_helped(text: str, clause: Span, role: Role) -> bool:
    """Whether a clause says that somebody is helped to do something (支持某某县建起…): the doer is the one helped."""
    lead = text[clause.start : role.named.span.start].rstrip("“")
    return lead.endswith(tuple(load_words()["helping"])) and bool(
        match_words("verb").match(text, role.named.span.end, clause.end)
    )


def is_visited(text: str, clause: Span, role: Role) -> bool:
    """Whether a clause does nothing but go to a place (走进某某村，)."""
    lead = text[clause.start : role.named.span.start]
    rest = text[role.named.span.end : clause.end]
    if role.kind != "oblique" or len(rest) > _LONGEST_REST:
        return False
    return "、" not in lead and match_words("visiting").search(lead) is not None


def _read_kind(text: str, clause: Span, name: Named, gap: str, roles: Sequence[Role]) -> str:
    """Kind by what stands before a name."""
    if roles and NESTED.fullmatch(gap):
        return "member" if name.cls == roles[-1].named.cls == "Person" else _nested_kind(text, clause, roles[-1])
    if roles and _JOINT.fullmatch(gap):
        return "member" if roles[-1].kind == "head" else roles[-1].kind
    if _ending("preposition").search(gap) or _listed_after_preposition().search(gap):
        return "oblique"
    return "agent" if gap.endswith(("由", "由“")) else "head"


def _nested_kind(text: str, clause: Span, last: Role) -> str:
    """Kind of a name that the last one leads over to (`位于永福县的…`): that of what stood before 位于."""
    lead = text[clause.start : last.named.span.start]
    place = _PLACED.search(lead)
    if not place:
        return "head" if last.kind == "part" else last.kind
    rest = lead[: place.start()]
    if rest.endswith("由"):
        return "agent"
    return "oblique" if _ending("preposition").search(rest) else "head"


def _is_introduced(text: str, clause: Span, name: Named, gap: str, kind: str) -> bool:
    """Whether a verb brings up a programme, an event or a new body."""
    if name.cls in ("Institution", "Venue", "Zone"):
        return match_words("found").search(gap[-10:]) is not None
    if name.cls == "Event" and match_words("opening").search(text, name.span.end, clause.end):
        return True
    if name.cls not in ("Programme", "Event"):
        return False
    leaning = name.cls == "Programme" and kind == "oblique" and match_words("leaning").search(gap[-4:])
    return bool(leaning) or match_words("introduce").search(gap[-16:]) is not None


def _is_relative(name: Named, gap: str, roles: Sequence[Role]) -> bool:
    """Whether a name closes a relative clause that the last name opens (由某公司承建的某工程)."""
    opens = (
        bool(roles)
        and roles[-1].kind in ("head", "agent")
        and roles[-1].named.cls in ("Institution", *DIVISION_CLASSES)
    )
    return opens and name.cls in ("Programme", "Event", "Venue", "Zone") and _RELATIVE.fullmatch(gap) is not None


def _is_adverbial(name: Named, gap: str) -> bool:
    """Whether nothing but time and circumstance, or a post or occupation, leads up to a name."""
    if name.cls == "Person":
        gap = _posts("post", "work", "status").sub("", gap.rstrip("“"))
    return _ADVERBIAL.fullmatch(gap) is not None


def _stands_beside(name: Named, gap: str) -> bool:
    """Whether a person stands behind place or body and an occupation (某村护林员某某)."""
    return name.cls == "Person" and _posts("post", "work", "status").search(gap.rstrip("“")) is not None


def _set_listed(text: str, roles: list[Role]) -> tuple[Role, ...]:
    """Names that are examples of what a number counts (甲、乙等12家企业) own nothing."""
    chain = 0
    for i, role in enumerate(roles):
        if i and not _JOINT.fullmatch(text[roles[i - 1].named.span.end : role.named.span.start]):
            chain = i
        if _LISTED.match(text, role.named.span.end):
            for k in range(chain, i + 1):
                roles[k] = Role(roles[k].named, "oblique")
    return tuple(roles)


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"


@cache
def _ending(cls: str) -> re.Pattern[str]:
    """Words of a class of the lexicon `measures` at the end of a text."""
    return re.compile(_either(load_words()[cls]) + r"[“‘《]?$")


@cache
def _listed_after_preposition() -> re.Pattern[str]:
    """A preposition and something unnamed that the name is joined to (在河口、…)."""
    return re.compile(_either(load_words()["preposition"]) + r"[\u4e00-\u9fff]{2,6}[、和与及][“‘《]?$")


@cache
def _posts(*classes: str) -> re.Pattern[str]:
    """Words beside a person at the end of a text."""
    return re.compile(_either({row.word for row in read_lexicon("posts") if row.cls in classes}) + "$")
