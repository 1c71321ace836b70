"""Whose figure a number is: what its clause says it of, else what the text is about at that point."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.model import DIVISION_CLASSES, Span
from kg.relations.focus import Clause, Focus, Owner
from kg.relations.measures import load_words, match_words
from kg.relations.roles import NESTED, Role, is_product
from kg.relations.shortened import find_shortened
from kg.relations.speech import find_speaker, find_speech

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.naming import Named
    from kg.relations.numbers import Quantity

_ATTRIBUTE = re.compile(r"(?:以上|左右)?的[“]?")
_BUILT = re.compile(r"(?:用于|用来)?(?:建设|兴建|新建|建成|建起|实施|打造|修建|改造)(?:了|的)*[“]?")
_PURPOSE = re.compile(r"(?:为|针对|面对|随着)")
_LATTER = re.compile(r"(?:后者|前者)")
_PUBLIC = re.compile(r"(?:局|委|政府|部|办公室|厅|委员会|党工委|管委会|联合会|残联|妇联|总工会|中心)$")
_JOINED = re.compile(r"(?:参与|参加|加入|受益)")
_WHOLE = re.compile(r"全(?:[省市县区州盟旗镇乡村]|社区|街道)")
_HANDLED = ("把", "将")
_WHERE = re.compile(r"[在对于]")
_PLACE = ("在", "经", "经由", "走进", "来到")
_LAST_WORDS = 4  # characters of a programme's name that stand for it behind a number
_FOR = ("为", "给", "帮", "替")


def find_owners(
    text: str,
    quantities: Sequence[Quantity],
    *,
    named: Sequence[Named],
    topic: str | None,
    home: str | None,
    villages: Mapping[str, Named],
) -> list[tuple[Quantity, Clause, Owner]]:
    """Decide whose each number of a passage is.

    Args:
        text: The passage.
        quantities: Its numbers, sorted by span.
        named: Its names, sorted by span.
        topic: Entity id of the article's main subject.
        home: Entity id of the article's main division.
        villages: The village that a committee or party branch stands for, by the body's entity id.

    Returns:
        Number, clause and owner, in the order of the text; a number that nothing owns is left out.
    """
    return _Owners(text, named=named, topic=topic, home=home, villages=villages).decide(quantities)


class _Owners:
    """One passage on its way through `find_owners`."""

    def __init__(
        self,
        text: str,
        *,
        named: Sequence[Named],
        topic: str | None,
        home: str | None,
        villages: Mapping[str, Named],
    ) -> None:
        self.villages = villages
        self.text = text
        self.focus = Focus(text, named=sorted([*named, *find_shortened(text, named)], key=lambda name: name.span))
        self.fallbacks = ((topic, "topic", 0.5), (home, "home", 0.4))
        self.cls = {name.entity: name.cls for name in named}
        self.speech = find_speech(text)

    def decide(self, quantities: Sequence[Quantity]) -> list[tuple[Quantity, Clause, Owner]]:
        found: list[tuple[Quantity, Clause, Owner]] = []
        left = list(reversed(quantities))
        line = -2
        for i, clause in enumerate(self.focus.clauses):
            if clause.number == 0:
                last, line = line, self.text.rfind("\n", 0, clause.span.start)
                self.focus.begin_sentence(paragraph=line != last)
            passed = clause.span.start
            while left and left[-1].span.start < clause.span.end:
                quantity = left.pop()
                if quantity.span.start < clause.span.start:
                    continue
                self.focus.advance(clause, passed, quantity.span.start)
                passed = quantity.span.start
                owner = self.own(quantity, i)
                if owner:
                    found.append((quantity, clause, owner))
                    if owner.rule not in ("receiver", "speaker", "agent", "own", "rate", "topic", "home"):
                        self.focus.owner = owner
            self.focus.advance(clause, passed, clause.span.end)
        return found

    def own(self, quantity: Quantity, i: int) -> Owner | None:
        """Whose a number of clause `i` is; None where nothing is named at all."""
        clause = self.focus.clauses[i]
        owner = (
            self.follows(quantity, clause)
            or self.speaks(quantity, clause)
            or self.carries_out(quantity, clause)
            or self.lends_own(quantity, i)
            or self.receives(quantity, clause)
            or self.stands_before(quantity, clause)
            or self.carries_over(quantity, i)
            or (None if self.focus.seen else self.comes_later(i, sentences=2))
            or self.takes_place(quantity, clause)
            or self.falls_back()
            or self.comes_later(i, sentences=2)
        )
        return self.spread(owner, quantity, clause) if owner else None

    def follows(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """占地90亩的某某产业园; 每人800元某某补贴."""
        after = [role for role in clause.roles if role.named.span.start >= quantity.span.end]
        if not after:
            return self.is_rate_of(quantity)
        gap = self.text[quantity.span.end : after[0].named.span.start]
        last = after[0]
        for role in after[1:]:
            if not NESTED.fullmatch(self.text[last.named.span.end : role.named.span.start]):
                break
            last = role
        if _BUILT.fullmatch(gap) and quantity.kind == "money" and last.named.cls in ("Programme", "Venue", "Zone"):
            return self.focus.to_owner(last, clause, "attribute", 0.85)
        if _ATTRIBUTE.fullmatch(gap) and quantity.kind not in ("person", "time"):
            return self.focus.to_owner(last, clause, "attribute", 0.9)
        if after[0].named.cls == "Programme" and gap in ("", "“", "的") and quantity.kind == "money":
            return self.focus.to_owner(after[0], clause, "attribute", 0.85)
        return None

    def is_rate_of(self, quantity: Quantity) -> Owner | None:
        """每人每年600元护理补贴: a rate with the last words of a programme's name behind it."""
        if quantity.kind != "money":
            return None
        for name in self.focus.named:
            if name.cls == "Programme" and self.text.startswith(name.name[-_LAST_WORDS:], quantity.span.end):
                return Owner(name.entity, name.cls, "rate", 0.8, name.span)
        return None

    def speaks(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """A number in direct speech is the speaker's, or that of the body for which an official speaks."""
        speech = next((span for span in self.speech if quantity.span.within(span)), None)
        if speech is None:
            return None
        inside = self.focus.within(Span(max(speech.start, clause.span.start), quantity.span.start))
        person = None
        if all(n.cls == "Person" for n in inside):
            person = find_speaker(self.text, speech, focus=self.focus)
        if person is None:
            return None
        stated = next(c for c in self.focus.clauses if person.span.start < c.span.end)
        official = any(role.official for role in stated.roles if role.named is person)
        body = self.focus.body_of(person, stated) if official else None
        if body and not match_words("personal").search(self.text, clause.span.start, clause.span.end):
            return Owner(body.entity, body.cls, "speaker", 0.7, person.span)
        return Owner(person.entity, person.cls, "speaker", 0.8, person.span)

    def carries_out(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """在5个乡镇推行某某改革: what is carried out there owns the count of places."""
        if quantity.kind not in ("count", "person"):
            return None
        start, end = quantity.span.start, quantity.span.end
        heads = [role.named.span.end for role in clause.roles if role.kind == "head" and role.named.span.end <= start]
        if not _WHERE.search(self.text, max([clause.span.start, *heads]), start):
            return None
        if self.focus.owner and self.focus.owner.cls == "Programme" and self.focus.is_here(clause):
            return None
        role = next((role for role in clause.roles if role.introduced and role.named.span.start >= end), None)
        return self.focus.to_owner(role, clause, "carried-out", 0.75) if role else None

    def lends_own(self, quantity: Quantity, i: int) -> Owner | None:
        """启动某某行动，抽调干部30名: whom a body details or equips are its own, whatever for."""
        clause = self.focus.clauses[i]
        owner, subject = self.focus.owner, self.focus.subject
        if owner is None or subject is None or owner.cls != "Programme" or quantity.kind not in ("person", "count"):
            return None
        if any(role.kind == "head" and role.named.span.end <= quantity.span.start for role in clause.roles):
            return None
        if subject.name is None or subject.name.start < clause.sentence.start:
            return None
        lead = match_words("own").search(self.text, clause.span.start, quantity.span.start)
        return replace(subject, rule="own", confidence=0.7) if lead else None

    def receives(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """为某社协调贷款40万元: money got for somebody is the receiver's."""
        if quantity.kind != "money":
            return None
        for role in reversed(clause.roles):
            name = role.named
            if name.span.end > quantity.span.start or role.kind != "oblique":
                continue
            lead = self.text[clause.span.start : name.span.start].rstrip("“")
            if lead.endswith(_FOR) and match_words("receiving").match(self.text, name.span.end):
                return Owner(name.entity, name.cls, "receiver", 0.75, name.span)
        return None

    def stands_before(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """The last name of the clause before the number that no preposition takes away."""
        start = quantity.span.start
        before = [role for role in clause.roles if role.named.span.end <= start]
        whole = before[-1].named.span if before else None
        if (
            whole
            and whole.end == start
            and _WHOLE.fullmatch(self.text[whole.start : start])
            and self.text[clause.span.start : whole.start].endswith(_HANDLED)
        ):  # 把全村300户的地连成片
            return self.focus.to_owner(before[-1], clause, "clause", 0.8)
        heads = [role for role in before if role.kind in ("head", "object") and not is_product(role)]
        if heads and quantity.kind == "count" and self.is_counted(heads[-1], clause, start):
            heads.pop()
        if heads:
            name = heads[-1].named.span
            if _WHOLE.fullmatch(self.text[name.start : name.end]) and _JOINED.match(self.text, name.end):
                programme = self.focus.programme(self.text[clause.span.start : clause.span.end])
                if programme:
                    return replace(programme, rule="joined")
            return self.focus.to_owner(heads[-1], clause, "clause", 0.88 if len(heads) == 1 else 0.8)
        agent = next((role for role in reversed(before) if role.kind == "agent"), None)
        if agent and self.text.find("的", agent.named.span.end, start) > agent.named.span.end:
            return self.focus.to_owner(agent, clause, "clause", 0.8)
        if agent and quantity.kind == "money":
            return self.focus.to_owner(agent, clause, "agent", 0.75)
        return None

    def is_counted(self, role: Role, clause: Clause, start: int) -> bool:
        """Whether a name is what the number counts (设立某某驿站11个)."""
        lead = self.text[clause.span.start : role.named.span.start].rstrip("“")
        between = self.text[role.named.span.end : start].strip("” ")
        return not between and lead.endswith(tuple(load_words()["counted"]))

    def carries_over(self, quantity: Quantity, i: int) -> Owner | None:
        """The focus: subject of an earlier clause, or the programme that it brought up."""
        clause = self.focus.clauses[i]
        lead = self.text[clause.span.start : quantity.span.start]
        if clause.number and (match := _LATTER.match(lead)):
            pair = [role for role in self.focus.clauses[i - 1].roles if role.kind != "part"]
            if len(pair) > 1:
                return self.focus.to_owner(pair[1 if match.group() == "后者" else 0], clause, "latter", 0.8)
        owner = self.focus.owner
        here = self.focus.is_here(clause)
        first, start = clause.sentence.start, quantity.span.start
        if self.focus.event and not here and match_words("occasion").search(self.text, first, start):
            return replace(self.focus.event, rule="occasion", confidence=0.75)
        later = self.comes_later(i, sentences=1) if owner is None or _PURPOSE.match(lead) else None
        if later:
            return later
        if not here and match_words("outcome").search(self.text, first, start):
            programme = self.focus.programme(self.text[clause.span.start : clause.span.end])
            if programme:
                return replace(programme, rule="outcome", confidence=0.7)
        if owner and self.is_rate(quantity, clause):
            programme = self.focus.programme(self.text[clause.span.start : clause.span.end])
            applied = self.focus.programmes[-1] if self.focus.applied else None
            if applied and applied.name and applied.name.start >= first:
                return replace(applied, rule="rate", confidence=0.75)
            if programme and owner.cls in DIVISION_CLASSES:
                return replace(programme, rule="rate", confidence=0.7)
        return owner and replace(owner, rule="carried", confidence=0.8 if here else 0.65)

    def is_rate(self, quantity: Quantity, clause: Clause) -> bool:
        """Whether a number is the rate of a subsidy (每亩补贴80元), which a programme sets."""
        said = self.text[clause.span.start : clause.span.end]
        lead = self.text[clause.span.start : quantity.span.start]
        return quantity.kind == "money" and "每" in lead and match_words("subsidy").search(said) is not None

    def comes_later(self, i: int, *, sentences: int) -> Owner | None:
        """The first subject that follows, where nothing came before (种植面积1000亩……近日，某村)."""
        first = self.focus.clauses[i].sentence
        seen = {first}
        agent: tuple[Role, Clause] | None = None
        for clause in self.focus.clauses[i:]:
            seen.add(clause.sentence)
            if len(seen) > sentences:
                return None
            heads = [role for role in clause.roles if role.kind == "head"]
            staged = [role for role in heads if role.introduced and role.named.cls == "Event"]
            role = next(iter([*staged, *heads]), None)
            if role and not self.focus.is_helper(role, clause):
                return self.focus.to_owner(role, clause, "later", 0.7)
            agent = agent or next(((role, clause) for role in clause.roles if role.kind == "agent"), None)
            if agent and sentences > 1 and clause.span.end >= clause.sentence.end - 1:
                return self.focus.to_owner(*agent, "later", 0.7)
        return None

    def takes_place(self, quantity: Quantity, clause: Clause) -> Owner | None:
        """The place that a clause without any subject names (经某某口岸出境的班列达1200列)."""
        before = [role for role in clause.roles if role.named.span.end <= quantity.span.start]
        if not before or before[-1].named.cls not in ("Venue", "Zone", "Event", "Village"):
            return None
        lead = self.text[clause.span.start : before[-1].named.span.start].rstrip("“")
        return self.focus.to_owner(before[-1], clause, "place", 0.6) if lead.endswith(_PLACE) else None

    def falls_back(self) -> Owner | None:
        """The article's main subject, else its main division."""
        for entity, rule, confidence in self.fallbacks:
            if entity:
                return Owner(entity, self.cls.get(entity, ""), rule, confidence)
        return None

    def spread(self, owner: Owner, quantity: Quantity, clause: Clause) -> Owner:
        """Areas and outputs of a whole place are the place's, not those of an organ or programme that names them."""
        village = self.villages.get(owner.entity)
        if village and (quantity.kind == "area" or quantity.unit == "户"):
            return Owner(village.entity, village.cls, "territory", 0.75, owner.name)
        public = owner.cls == "Institution" and _PUBLIC.search(self.focus.name_of(owner.entity)) is not None
        if not (public or owner.cls == "Programme") or owner.rule in ("attribute", "speaker"):
            return owner
        said = self.text[clause.span.start : clause.span.end]
        if not match_words("territorial").search(said) or match_words("extent").search(said):
            return owner
        place = self.focus.division
        topic = self.fallbacks[0][0]
        if place is None and topic and self.cls.get(topic) in DIVISION_CLASSES:
            place = Owner(topic, self.cls[topic], "topic", 0.5)
        return Owner(place.entity, place.cls, "territory", 0.75, owner.name) if place else owner
