"""Turns of phrase that settle whose a number is: 占地90亩的某园区, 为某社争取贷款40万元, 后者投入3亿元."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.relations.measures import load_words, match_words
from kg.relations.roles import NESTED, is_product

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.relations.focus import Clause, Focus
    from kg.relations.naming import Named
    from kg.relations.numbers import Quantity

ATTRIBUTE = re.compile(r"(?:以上|左右)?的[“]?")
"""What joins a number and the name behind it, or a name and the number behind it."""

_BUILT = re.compile(r"(?:用于|用来)?(?:建设|兴建|新建|建成|建起|实施|打造|修建|改造)(?:了|的)*[“]?")
_LATTER = re.compile(r"(?:后者|前者)")
_JOINED = re.compile(r"(?:参与|参加|加入|受益)")
_WHOLE = re.compile(r"全(?:[省市县区州盟旗镇乡村]|社区|街道)")
_WHERE = re.compile(r"[在对于]")
_PLACE = ("在", "经", "经由", "走进", "来到")
_FOR = ("为", "给", "帮", "替")
_LAST_WORDS = 4  # characters of a programme's name that stand for it behind a number


class Cues:
    """The turns round one number.

    Args:
        focus: What the text is about at this point.
        quantity: The number.
        i: Place of its clause.
        villages: The village that a committee or party branch stands for, by the body's entity id.
    """

    def __init__(self, focus: Focus, quantity: Quantity, i: int, *, villages: Mapping[str, Named]) -> None:
        self.focus = focus
        self.text = focus.text
        self.quantity = quantity
        self.i = i
        self.clause: Clause = focus.clauses[i]
        self.villages = villages

    def find(self) -> dict[str, list[str]]:
        """The names of the turns that speak for an entity, by its id."""
        found: dict[str, list[str]] = {}
        for reader in (
            self.follows,
            self.is_rate_of,
            self.carries_out,
            self.lends_own,
            self.receives,
            self.is_agent,
            self.is_joined,
            self.is_latter,
            self.is_occasion,
            self.takes_place,
            self.is_spread,
        ):
            for cue, entity in reader():
                found.setdefault(entity, []).append(cue)
        if not found:
            for cue, entity in self.stands():
                found[entity] = [cue]
        return found

    def stands(self) -> Iterator[tuple[str, str]]:
        """Without any such turn: the clause's last subject or object before the number, else what is carried over."""
        start = self.quantity.span.start
        before = [role for role in self.clause.roles if role.named.span.end <= start and not is_product(role)]
        heads = [role for role in before if role.kind in ("head", "object")]
        if heads and self.quantity.kind == "count":
            last = heads[-1].named.span
            lead = self.text[self.clause.span.start : last.start].rstrip("“")
            if not self.text[last.end : start].strip("” ") and lead.endswith(tuple(load_words()["counted"])):
                heads.pop()  # 设立某某驿站11个: it is what the number counts
        owner = self.focus.owner
        if heads:
            yield "clause", heads[-1].named.entity
        elif owner and owner.rule == "helped":
            yield "helped", owner.entity
        elif owner and match_words("outcome").search(self.text, self.clause.sentence.start, start):
            programme = self.focus.programme(self.text[self.clause.span.start : self.clause.span.end])
            here = self.focus.is_here(self.clause)
            yield ("carried", owner.entity) if here or not programme else ("outcome", programme.entity)
        elif owner:
            yield "carried", owner.entity

    def follows(self) -> Iterator[tuple[str, str]]:
        """占地90亩的某某产业园; 投资2亿元建设某某工程; 每人800元某某补贴."""
        end = self.quantity.span.end
        after = [role for role in self.clause.roles if role.named.span.start >= end]
        if not after:
            return
        gap = self.text[end : after[0].named.span.start]
        last = after[0].named
        for role in after[1:]:
            if not NESTED.fullmatch(self.text[last.span.end : role.named.span.start]):
                break
            last = role.named
        money = self.quantity.kind == "money"
        if _BUILT.fullmatch(gap) and money and last.cls in ("Programme", "Venue", "Zone"):
            yield "built", last.entity
        elif ATTRIBUTE.fullmatch(gap) and self.quantity.kind not in ("person", "time"):
            yield "attribute", last.entity
        elif money and gap in ("", "“") and after[0].named.cls == "Programme":
            yield "rate", after[0].named.entity

    def is_rate_of(self) -> Iterator[tuple[str, str]]:
        """每人每年600元护理补贴, 每亩补贴80元: the programme sets the rate."""
        if self.quantity.kind != "money":
            return
        for name in self.focus.named:
            if name.cls == "Programme" and self.text.startswith(name.name[-_LAST_WORDS:], self.quantity.span.end):
                yield "rate", name.entity
                return
        said = self.text[self.clause.span.start : self.clause.span.end]
        lead = self.text[self.clause.span.start : self.quantity.span.start]
        if "每" in lead and match_words("subsidy").search(said):
            programme = self.focus.programme(said)
            if programme:
                yield "subsidy", programme.entity

    def carries_out(self) -> Iterator[tuple[str, str]]:
        """在5个乡镇推行某某改革: what is carried out there."""
        if self.quantity.kind not in ("count", "person"):
            return
        start, end = self.quantity.span.start, self.quantity.span.end
        heads = [r.named.span.end for r in self.clause.roles if r.kind == "head" and r.named.span.end <= start]
        if not _WHERE.search(self.text, max([self.clause.span.start, *heads]), start):
            return
        for role in self.clause.roles:
            if role.introduced and role.named.span.start >= end:
                yield "carried-out", role.named.entity
                return

    def lends_own(self) -> Iterator[tuple[str, str]]:
        """启动某某行动，抽调干部30名: whom a body details or equips are its own, whatever for."""
        subject = self.focus.subject
        if subject and match_words("own").search(self.text, self.clause.span.start, self.quantity.span.start):
            yield "own", subject.entity

    def receives(self) -> Iterator[tuple[str, str]]:
        """为某社协调贷款40万元: money got for somebody is the receiver's."""
        if self.quantity.kind != "money":
            return
        for role in reversed(self.clause.roles):
            name = role.named
            if name.span.end <= self.quantity.span.start and role.kind == "oblique":
                lead = self.text[self.clause.span.start : name.span.start].rstrip("“")
                if lead.endswith(_FOR) and match_words("receiving").match(self.text, name.span.end):
                    yield "receiver", name.entity
                    return

    def is_agent(self) -> Iterator[tuple[str, str]]:
        """由某局按每户2000元补助: who pays."""
        before = [r for r in self.clause.roles if r.named.span.end <= self.quantity.span.start and not is_product(r)]
        agents = [role for role in before if role.kind == "agent"]
        if agents and not any(role.kind in ("head", "object") for role in before):
            yield "agent", agents[-1].named.entity

    def is_joined(self) -> Iterator[tuple[str, str]]:
        """全县参与农户达300户: of the programme that they take part in."""
        for role in self.clause.roles:
            span = role.named.span
            whole = span.end <= self.quantity.span.start and _WHOLE.fullmatch(self.text[span.start : span.end])
            if whole and _JOINED.match(self.text, span.end):
                programme = self.focus.programme(self.text[self.clause.span.start : self.clause.span.end])
                if programme:
                    yield "joined", programme.entity

    def is_latter(self) -> Iterator[tuple[str, str]]:
        """某局与某公司签约，后者投入3亿元."""
        match = _LATTER.match(self.text, self.clause.span.start, self.quantity.span.start)
        if match and self.clause.number:
            pair = [role for role in self.focus.clauses[self.i - 1].roles if role.kind != "part"]
            if len(pair) > 1:
                yield "latter", pair[1 if match.group() == "后者" else 0].named.entity

    def is_occasion(self) -> Iterator[tuple[str, str]]:
        """节会期间签约12个: of the event that was brought up."""
        event, first = self.focus.event, self.clause.sentence.start
        if event and match_words("occasion").search(self.text, first, self.quantity.span.start):
            yield "occasion", event.entity

    def takes_place(self) -> Iterator[tuple[str, str]]:
        """经某某口岸出境的班列达1200列: of the place, where the clause has no subject."""
        before = [role for role in self.clause.roles if role.named.span.end <= self.quantity.span.start]
        if not before or before[-1].named.cls not in ("Venue", "Zone", "Event", "Village"):
            return
        lead = self.text[self.clause.span.start : before[-1].named.span.start].rstrip("“")
        if lead.endswith(_PLACE) and not any(role.kind == "head" for role in before):
            yield "place", before[-1].named.entity

    def is_spread(self) -> Iterator[tuple[str, str]]:
        """Areas and outputs of a whole place are the place's, not those of an organ or programme that names them."""
        said = self.text[self.clause.span.start : self.clause.span.end]
        if match_words("territorial").search(said) and not match_words("extent").search(said) and self.focus.division:
            yield "territory", self.focus.division.entity
        if self.quantity.kind == "area" or self.quantity.unit == "户":
            subject = self.focus.subject
            village = self.villages.get(subject.entity) if subject else None
            if village:
                yield "territory", village.entity
