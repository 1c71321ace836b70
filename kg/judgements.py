"""What a person decided of identity: a small file that the next build obeys.

A CSV with the columns judgement, one, other, note: `same,县医院,沙洋县人民医院,` joins two entities,
`different,银河公司,江南银河有限公司,` keeps two names apart that a build would join. Lines that open with #
are comments.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.claims import join_relations
from kg.errors import InputError
from kg.model import Entity, Figure, Knowledge, Relation

_HEADER = ["judgement", "one", "other", "note"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision.

    Attributes:
        same: Whether the two names mean one thing.
        one: A name; it is kept where the two are joined.
        other: Another name.
        source: File and line.
    """

    same: bool
    one: str
    other: str
    source: str


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """Read decisions in the order of the file.

    Raises:
        InputError: The file is missing, is no UTF-8, has another header, or a row is malformed.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(path, found=error.strerror or "no readable file", expected="judgements as CSV") from None
    except UnicodeDecodeError:
        raise InputError(path, found="bytes that are no UTF-8", expected="judgements as CSV") from None
    rows = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    if not rows or next(csv.reader([rows[0][1]])) != _HEADER:
        raise InputError(path, found="another header", expected=",".join(_HEADER), line=rows[0][0] if rows else 1)
    found: list[Judgement] = []
    for number, line in rows[1:]:
        cells = next(csv.reader([line]))
        if len(cells) != len(_HEADER) or cells[0] not in {"same", "different"} or not cells[1] or not cells[2]:
            raise InputError(path, found=repr(line), expected="same or different, two names, a note", line=number)
        found.append(Judgement(cells[0] == "same", cells[1], cells[2], f"{path.name}:{number}"))
    return tuple(found)


def list_different(judgements: Iterable[Judgement]) -> frozenset[frozenset[str]]:
    """Pairs of names that must not be joined."""
    return frozenset(frozenset((j.one, j.other)) for j in judgements if not j.same)


def join_same(knowledge: Knowledge, judgements: Sequence[Judgement]) -> Knowledge:
    """Join the entities that were judged the same; a judgement whose names do not occur changes nothing.

    Args:
        knowledge: Of all pages.
        judgements: Those of `different` are left to the stage that joins names.

    Returns:
        Knowledge in which each joined entity keeps the id, class and name of the first, and says who decided.
    """
    for judgement in judgements:
        if judgement.same:
            knowledge = _join(knowledge, judgement)
    return knowledge


def _join(knowledge: Knowledge, judgement: Judgement) -> Knowledge:
    ones = [e for e in knowledge.entities if judgement.one in {e.name, *e.aliases, e.id}]
    others = [e for e in knowledge.entities if judgement.other in {e.name, *e.aliases, e.id}]
    if not ones or not others or ones[0].id == others[0].id:
        return knowledge
    kept = ones[0]
    gone = {e.id: e for e in (*ones[1:], *others) if e.id != kept.id and e.cls == kept.cls}
    if not gone:
        return knowledge
    reason = f"{judgement.other} = {judgement.one}: judged the same in {judgement.source}"
    joined = _absorb(kept, gone.values(), reason)
    entities = tuple(joined if e.id == kept.id else e for e in knowledge.entities if e.id not in gone)
    turned = (_turn(relation, gone, kept.id) for relation in knowledge.relations)
    relations = join_relations(relation for relation in turned if relation.subject != relation.object)
    figures = tuple(replace(f, entity=kept.id) if f.entity in gone else f for f in knowledge.figures)
    articles = tuple(
        replace(a, topics=tuple(sorted({kept.id if topic in gone else topic for topic in a.topics})))
        for a in knowledge.articles
    )
    return replace(knowledge, articles=articles, entities=entities, relations=relations, figures=_sorted(figures))


def _absorb(kept: Entity, gone: Iterable[Entity], reason: str) -> Entity:
    others = tuple(gone)
    names = {*kept.aliases, *(n for e in others for n in (e.name, *e.aliases))} - {kept.name}
    return replace(
        kept,
        aliases=tuple(sorted(names)),
        code=kept.code or next((e.code for e in others if e.code), None),
        articles=tuple(sorted({*kept.articles, *(a for e in others for a in e.articles)})),
        mentions=tuple(sorted({*kept.mentions, *(m for e in others for m in e.mentions)})),
        decisions=(*kept.decisions, reason),
    )


def _turn(relation: Relation, gone: Mapping[str, Entity], kept: str) -> Relation:
    subject = kept if relation.subject in gone else relation.subject
    other = kept if relation.object in gone else relation.object
    return replace(relation, subject=subject, object=other)


def _sorted(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda f: (f.evidence, f.evidence.object is None, f.evidence.object, f.entity)))
