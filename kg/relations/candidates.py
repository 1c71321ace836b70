"""Who may own a number: every entity that the text has named near it, and where it stands seen from the number."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.focus import Clause, Focus
    from kg.relations.naming import Named
    from kg.relations.numbers import Quantity
    from kg.relations.roles import Role

_NEAR = 12  # entities named before a number, nearest first
_AHEAD = 2  # sentences of the paragraph behind a number in which its owner may come


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a name stands.

    Attributes:
        role: Its part in its clause.
        clause: Its clause.
        at: Place of that clause in the passage.
        paragraph: Place of its paragraph in the passage.
        first: Whether it is the first name of its sentence that may be a subject.
        opens: Whether it is the first name of its paragraph.
    """

    role: Role
    clause: Clause
    at: int
    paragraph: int
    first: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may own a number.

    Attributes:
        entity: Entity id.
        cls: Its class.
        name: Canonical name.
        before: Its last name before the number, if any.
        after: Its next name behind the number, if any, in the sentence or (where nothing came before) the next ones.
        rank: How many other entities were named since; -1 where it was not named before.
        governs: Its last name in the sentence of the number that may be a subject there, if any.
    """

    entity: str
    cls: str
    name: str
    before: Stand | None = None
    after: Stand | None = None
    rank: int = -1
    governs: Stand | None = None

    @property
    def mention(self) -> Span | None:
        """The name that speaks for it."""
        stand = self.before or self.after
        return stand.role.named.span if stand else None


class Cast:
    """All names of a passage in order, with where they stand.

    Args:
        focus: Knows clauses and names of the passage.
        further: What the headline names, the article's main division: candidates wherever the number stands.
        bodies: The village that a committee or party branch stands for, by the body's entity id.
    """

    def __init__(self, focus: Focus, *, further: Sequence[Named], bodies: Mapping[str, Named]) -> None:
        self.stands = _read_stands(focus)
        self.starts = [stand.role.named.span.start for stand in self.stands]
        self.further = further
        self.bodies = bodies
        self.counts: dict[str, int] = {}
        for stand in self.stands:
            entity = stand.role.named.entity
            self.counts[entity] = self.counts.get(entity, 0) + 1

    def find_candidates(self, quantity: Quantity, clause: Clause, *, kept: Sequence[str]) -> list[Candidate]:
        """The candidates of one number.

        Args:
            quantity: The number.
            clause: Its clause.
            kept: Entities that stay candidates however far their names are.

        Returns:
            Each entity once: those before the number, nearest first, those behind it, what the article is about.
        """
        low = bisect_left(self.starts, quantity.span.start)
        before: dict[str, Stand] = {}
        governs: dict[str, Stand] = {}
        for stand in reversed(self.stands[:low]):
            entity = stand.role.named.entity
            if entity not in before and (len(before) < _NEAR or entity in kept):
                before[entity] = stand
            if stand.clause.sentence == clause.sentence and stand.role.kind in ("head", "agent", "part"):
                governs.setdefault(entity, stand)
        found = {
            entity: Candidate(
                entity, stand.role.named.cls, stand.role.named.name, stand, rank=rank, governs=governs.get(entity)
            )
            for rank, (entity, stand) in enumerate(before.items())
        }
        self._look_ahead(found, low, clause)
        for name in self.further:
            found.setdefault(name.entity, Candidate(name.entity, name.cls, name.name))
        for stand in self.stands[low:]:
            name = stand.role.named
            if name.entity in kept and name.entity not in found:
                found[name.entity] = Candidate(name.entity, name.cls, name.name, after=stand)
        for candidate in list(found.values()):
            village = self.bodies.get(candidate.entity)
            if village:
                found.setdefault(village.entity, Candidate(village.entity, village.cls, village.name))
        return list(found.values())

    def _look_ahead(self, found: dict[str, Candidate], low: int, clause: Clause) -> None:
        """Add the names behind a number."""
        paragraph = None
        sentences = {clause.sentence}
        alone = not any(stand.clause.sentence == clause.sentence for stand in self.stands[max(0, low - 8) : low])
        seen: set[str] = set()
        for stand in self.stands[low:]:
            paragraph = stand.paragraph if paragraph is None else paragraph
            sentences.add(stand.clause.sentence)
            if stand.clause.sentence != clause.sentence and (
                not alone or len(sentences) > _AHEAD or stand.paragraph != paragraph
            ):
                break
            named = stand.role.named
            if named.entity in seen:
                continue
            seen.add(named.entity)
            known = found.get(named.entity)
            found[named.entity] = Candidate(
                named.entity,
                named.cls,
                named.name,
                known.before if known else None,
                stand,
                known.rank if known else -1,
                known.governs if known else None,
            )


def _read_stands(focus: Focus) -> list[Stand]:
    stands: list[Stand] = []
    paragraph, sentence, line = -1, None, -2
    first = opens = True
    for at, clause in enumerate(focus.clauses):
        if clause.sentence != sentence:
            sentence, first = clause.sentence, True
            start = focus.text.rfind("\n", 0, clause.span.start)
            if start != line:
                line, opens = start, True
                paragraph += 1
        for role in clause.roles:
            subject = first and role.kind in ("head", "agent")
            stands.append(Stand(role, clause, at, paragraph, subject, opens))
            first = first and not subject
            opens = False
    return stands
