"""Rules over a passage -> facts with the sentence that states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.model import DIVISION_CLASSES, Span
from kg.relations.naming import Named
from kg.relations.rulebook import RuleBook
from kg.relations.rules import GROUPS, Rule
from kg.relations.subjects import SubjectTrail, find_governing, note_sentence
from kg.relations.tape import Tape, fold_sentence
from kg.resources.ontology import read_ontology
from kg.sentences import split_sentences

_IN_SENTENCE = 0.85
_RESPECTIVELY = "分别"


@dataclass(frozen=True, slots=True)
class Found:
    """A fact found in a sentence.

    Attributes:
        subject: Name that is the subject; it may stand in an earlier sentence.
        predicate: Relation.
        object: Name that is the object.
        confidence: 0 to 1.
        rule: Rule id.
        sentence: Span in the passage.
        role: Post held, for `affiliatedWith`.
    """

    subject: Named
    predicate: str
    object: Named
    confidence: float
    rule: str
    sentence: Span
    role: str | None = None


def find_relations(
    text: str,
    named: Sequence[Named],
    *,
    rules: RuleBook,
    main: Named | None = None,
    begin: int = 0,
) -> tuple[Found, ...]:
    """Apply rules to every sentence of a passage.

    Args:
        text: The passage.
        named: Names and references in it, sorted by span, without overlaps.
        rules: Relation rules.
        main: The article's main division, subject of last resort.
        begin: Where the text proper begins, behind dateline and byline.

    Returns:
        Facts in text order; the same fact may be found more than once.
    """
    found: list[Found] = []
    trail = SubjectTrail()
    topics: list[Named] = []
    for sentence in split_sentences(text, begin=begin):
        tape = fold_sentence(text, sentence, named)
        for rule in rules.find_fitting(tape):
            for match in rule.pattern.finditer(tape.text):
                found += _apply(rule, match, tape, trail=trail, topics=topics, main=main)
        note_sentence(tape, trail)
        topics += tape.named
    return tuple(found)


def _apply(
    rule: Rule,
    match: re.Match[str],
    tape: Tape,
    *,
    trail: SubjectTrail,
    topics: Sequence[Named],
    main: Named | None,
) -> Iterator[Found]:
    """The facts that a match of a rule states."""
    kind = read_ontology().relations[rule.relation]
    role = (match["role"] or "").strip("、的") or None if "role" in match.re.groupindex else None
    subjects, weight_s = _end(rule, rule.subject, match, tape, trail=trail, topics=topics, main=main)
    objects, weight_o = _end(rule, rule.object, match, tape, trail=trail, topics=topics, main=main)
    pairs = list(combinations(subjects, 2)) if rule.within == "all" else [(s, o) for s in subjects for o in objects]
    if rule.within == "cross" and len(subjects) == len(objects) > 1 and _RESPECTIVELY in match.group():
        pairs = list(zip(subjects, objects, strict=True))  # 甲、乙分别与丙、丁结对
    for subject, other in pairs:
        if subject.entity == other.entity or not kind.allows(subject.cls, other.cls):
            continue
        if kind.symmetric and not _are_peers(subject, other):
            continue
        if kind.symmetric and subject.entity > other.entity:
            subject, other = other, subject  # noqa: PLW2901
        confidence = round(rule.confidence * weight_s * weight_o, 3)
        yield Found(subject, rule.relation, other, confidence, rule.id, tape.span, role)


def _are_peers(one: Named, other: Named) -> bool:
    """Whether two partners are of one rank: a county does not pair with a village."""
    divisions = set(DIVISION_CLASSES)
    return one.cls == other.cls or one.cls not in divisions or other.cls not in divisions


def _end(
    rule: Rule,
    how: str,
    match: re.Match[str],
    tape: Tape,
    *,
    trail: SubjectTrail,
    topics: Sequence[Named],
    main: Named | None,
) -> tuple[tuple[Named, ...], float]:
    """The names at one end of a rule, and how far they were carried."""
    if how in {"s", "o"}:
        start, end = match.span(how)
        return (tape.names_in(start, end), 1.0) if start >= 0 else ((), 0.0)
    if how == "carried":
        subject = find_governing(tape, match.start(), rule.carried, trail=trail, main=main)
        if subject is None or (rule.reach == "sentence" and subject.weight < _IN_SENTENCE):
            return (), 0.0
        return subject.named, subject.weight
    classes = GROUPS[how.partition(":")[2]]

    def fits(name: Named) -> bool:
        return name.cls in classes and (not rule.ends or name.name.endswith(rule.ends))

    after = [n for n in tape.names_in(match.end(), len(tape.text)) if fits(n)]
    if after and how.startswith("nearest"):
        return (after[0],), 1.0
    before = [n for n in tape.names_in(0, match.start()) if fits(n)]
    if before:
        return (before[-1],), 0.97
    if rule.reach == "sentence":
        return (), 0.0
    earlier = [n for n in topics if fits(n)]
    return ((earlier[-1],), 0.78) if earlier else ((), 0.0)
