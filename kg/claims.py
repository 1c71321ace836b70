"""Relations and claims put together: what pages say of one fact is one relation with their claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.model import Claim, Evidence, Relation, Span

_NOWHERE = Span(-1, -1)


def join_relations(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """One relation for each subject, predicate and object, with the claims of all; sorted by these three."""
    found: defaultdict[tuple[str, str, str], list[Relation]] = defaultdict(list)
    for relation in relations:
        found[relation.subject, relation.predicate, relation.object].append(relation)
    return tuple(_join_alike(found[fact]) for fact in sorted(found))


def _join_alike(relations: list[Relation]) -> Relation:
    """One relation out of several of one fact; most stand alone, or all say the same."""
    first = relations[0]
    plain = len(first.claims) == 1 and len(first.claims[0].evidence) < 2
    if plain and all(r is first or r.claims == first.claims for r in relations):
        return first
    claims = join_claims(claim for relation in relations for claim in relation.claims)
    return Relation(first.subject, first.predicate, first.object, claims)


def join_claims(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Claims of one relation: those of one role, rule and confidence become one with the evidence of both.

    A claim of the official hierarchy and one that a sentence states stay two, so that either can go without the other.

    Returns:
        The claims, the surest first; of two as sure, the one that a sentence states.
    """
    joined: dict[tuple[float, bool, str, str], list[Claim]] = {}
    for claim in claims:
        joined.setdefault((-claim.confidence, claim.inferred, claim.rule, claim.role or ""), []).append(claim)
    return tuple(_join(joined[key]) for key in sorted(joined))


def sort_evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence by place; a sentence is kept twice where subject or object stand elsewhere in it."""
    known = {(e, e.subject or _NOWHERE, e.object or _NOWHERE): e for e in evidence}
    return tuple(known[key] for key in sorted(known))


def _join(claims: list[Claim]) -> Claim:
    first = claims[0]
    return Claim(first.confidence, first.rule, sort_evidence(e for c in claims for e in c.evidence), first.role)
