"""What a text is about from clause to clause: the subject carried over, or the programme that it brought up."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import DIVISION_CLASSES, Span
from kg.relations.measures import load_words, match_words
from kg.relations.roles import Role, is_helped, is_product, is_visited, match_speech, read_roles
from kg.sentences import split_clauses, split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.relations.naming import Named


@dataclass(frozen=True, slots=True)
class Owner:
    """The entity that a number is about.

    Attributes:
        entity: Entity id.
        cls: Its class; empty where the passage does not name it.
        rule: What decided.
        confidence: 0 to 1.
        name: The mention that decided, if one did.
    """

    entity: str
    cls: str
    rule: str
    confidence: float
    name: Span | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its names.

    Attributes:
        span: In the passage.
        sentence: Its sentence.
        number: Place among the clauses of its sentence, from 0.
        roles: Its names in order.
    """

    span: Span
    sentence: Span
    number: int
    roles: tuple[Role, ...]


class Focus:
    """Follows a passage; `advance` moves on, the attributes say what holds at that point.

    Args:
        text: The passage.
        named: Its names, sorted by span.

    Attributes:
        clauses: Every clause, in order.
        owner: What the text is about.
        subject: The last subject of a clause in this paragraph.
        division: The division last named as a subject.
        event: The event last brought up.
        programmes: Programmes brought up, the last one last.
    """

    def __init__(self, text: str, *, named: Sequence[Named]) -> None:
        self.text = text
        self.named = named
        self._starts = [name.span.start for name in named]
        self._names = {name.entity: name.name for name in named}
        self.clauses = [
            Clause(span, sentence, number, read_roles(text, span, self.within(span)))
            for sentence in split_sentences(text)
            for number, span in enumerate(split_clauses(text, sentence))
        ]
        self.owner: Owner | None = None
        self.subject: Owner | None = None
        self.division: Owner | None = None
        self.event: Owner | None = None
        self.programmes: list[Owner] = []

    def within(self, span: Span) -> Sequence[Named]:
        """Names that begin inside a span."""
        return self.named[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def name_of(self, entity: str) -> str:
        """Canonical name of an entity; empty where the passage does not name it."""
        return self._names.get(entity, "")

    def begin_sentence(self, *, paragraph: bool) -> None:
        """A new sentence goes back to the last subject, a new paragraph to nothing."""
        if paragraph:
            self.subject = None
        self.owner = self.subject

    def advance(self, clause: Clause, start: int, end: int) -> None:
        """Move over the names from `start` to `end` of a clause."""
        roles = [role for role in clause.roles if start <= role.named.span.start < end]
        subject = next((role for role in roles if role.kind == "head" and not role.introduced), None)
        if subject is None and not self.is_here(clause):
            subject = next((role for role in roles if role.kind == "agent"), None)
        if subject and start == clause.span.start and not self.is_helper(subject, clause):
            self.owner = self.subject = self._to_subject(subject, clause)
        elif roles and subject is None and is_visited(self.text, clause.span, roles[-1]):
            self.owner = self.to_owner(roles[-1], clause, "visited", 0.6)
        if roles and is_helped(self.text, clause.span, roles[-1]):
            self.owner = self.to_owner(roles[-1], clause, "helped", 0.6)
        for role in roles:
            if role.kind == "head" and role.named.cls in DIVISION_CLASSES:
                self.division = self.to_owner(role, clause, "division", 0.6)
            if role.named.cls == "Event" and (role.introduced or role.kind == "head"):
                self.event = self.to_owner(role, clause, "event", 0.6)
            if role.introduced and not is_product(role) and not self._is_own_way(role) and not self._is_applied(role):
                self.owner = self.to_owner(role, clause, "programme", 0.7)
            if role.named.cls == "Programme" and (role.introduced or role.kind == "head") and not is_product(role):
                self.programmes.append(self.to_owner(role, clause, "programme", 0.6))

    def is_here(self, clause: Clause) -> bool:
        """Whether the focus is named in the sentence of the clause."""
        return self.owner is not None and self.owner.name is not None and self.owner.name.start >= clause.sentence.start

    def programme(self, around: str = "") -> Owner | None:
        """The programme last brought up: the one that shares a word with `around`, else one that is no policy."""
        policy = tuple(load_words()["policy"])
        alike = [
            owner
            for owner in self.programmes
            if any(self.name_of(owner.entity)[i : i + 2] in around for i in range(len(self.name_of(owner.entity)) - 3))
        ]
        if len({owner.entity for owner in alike}) == 1:
            return alike[-1]
        acting = [owner for owner in self.programmes if not self.name_of(owner.entity).endswith(policy)]
        found = acting or self.programmes
        return found[-1] if found else None

    def to_owner(self, role: Role, clause: Clause, rule: str, confidence: float) -> Owner:
        """The owner that a role stands for: the body of an official."""
        name = role.named
        # an official who speaks speaks for the body; what he does himself is his own
        speaks = rule == "later" or match_speech().search(self.text, name.span.end, clause.span.end) is not None
        body = self.body_of(name, clause) if role.official and speaks else None
        if body:
            return Owner(body.entity, body.cls, rule, confidence - 0.1, name.span)
        return Owner(name.entity, name.cls, rule, confidence, name.span)

    def body_of(self, person: Named, clause: Clause) -> Named | None:
        """The body or division that an official's name follows, in the same sentence."""
        before = [n for n in self.within(Span(clause.sentence.start, person.span.start)) if n.cls != "Person"]
        found = [n for n in before if n.cls in ("Institution", "Zone")] or before
        return found[-1] if found else None

    def _to_subject(self, role: Role, clause: Clause) -> Owner:
        """The owner that a subject stands for; who speaks and is named with a body speaks of that body."""
        name = role.named
        if name.cls == "Person" and match_speech().search(self.text, name.span.end, clause.span.end):
            before = [r.named for r in clause.roles if r.named.span.end <= name.span.start and r.kind == "part"]
            if before and before[-1].cls == "Institution":
                return Owner(before[-1].entity, before[-1].cls, "subject", 0.6, name.span)
        return self.to_owner(role, clause, "subject", 0.7)

    def _is_own_way(self, role: Role) -> bool:
        """Whether a programme is how a firm or school works, so that what comes of it is still its own."""
        subject, name = self.subject, role.named
        if name.cls != "Programme" or subject is None or subject.cls != "Institution":
            return False
        if not self.name_of(subject.entity).endswith(tuple(load_words()["private"])):
            return False
        return not name.name.endswith(tuple(load_words()["campaign"]))

    def _is_applied(self, role: Role) -> bool:
        """Whether a policy of somebody higher up is only applied (落实某某政策)."""
        lead = self.text[: role.named.span.start].rstrip("“")
        return role.named.name.endswith(tuple(load_words()["policy"])) and lead.endswith(
            tuple(load_words()["applying"])
        )

    def is_helper(self, role: Role, clause: Clause) -> bool:
        """Whether a clause only says who else took part (，某某馆协办，)."""
        text = self.text[clause.span.start : clause.span.end]
        return role.named.cls != "Event" and re.search(f"(?:{match_words('helper').pattern})$", text) is not None
