"""Claims put together keep what each page says of a fact, and how sure it is of it."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.claims import join_claims, join_relations
from kg.model import Claim, Evidence, Knowledge, Relation, Span
from kg.pipeline import keep_sure, merge_knowledge


def quote(article: str, **marks: Span) -> Evidence:
    return Evidence(article, "body", "甲县实施乙工程。", (Span(0, 8),), **marks)


HERE, THERE = quote("p1-01"), quote("p2-01")
RULED = Claim(0.9, "verb", (HERE,))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([RULED, Claim(0.9, "verb", (THERE,))], [Claim(0.9, "verb", (HERE, THERE))]),
        ([RULED, Claim(0.8, "verb", (THERE,))], [RULED, Claim(0.8, "verb", (THERE,))]),
        ([RULED, Claim(0.9, "list", (THERE,))], [Claim(0.9, "list", (THERE,)), RULED]),
        ([RULED, Claim(0.9, "verb", (THERE,), "局长")], [RULED, Claim(0.9, "verb", (THERE,), "局长")]),
        ([RULED, RULED], [RULED]),
        # what a sentence states can go without what the gazetteer says
        (
            [Claim(1.0, "gazetteer"), Claim(1.0, "gazetteer", (HERE,))],
            [Claim(1.0, "gazetteer", (HERE,)), Claim(1.0, "gazetteer")],
        ),
        ([Claim(1.0, "gazetteer"), Claim(1.0, "gazetteer")], [Claim(1.0, "gazetteer")]),
    ],
)
def test_claims_that_say_the_same_become_one(claims: list[Claim], expected: list[Claim]) -> None:
    for order in permutations(claims):
        assert join_claims(order) == tuple(expected)


def test_a_sentence_with_other_marks_is_other_evidence_of_the_claim_but_one_sentence_of_the_relation() -> None:
    marked = quote("p1-01", subject=Span(0, 2))
    [claim] = join_claims([RULED, Claim(0.9, "verb", (marked,))])
    assert [e.subject for e in claim.evidence] == [None, Span(0, 2)]
    assert Relation("a", "implements", "b", (claim, Claim(0.5, "list", (HERE,)))).evidence == (HERE,)


def test_a_relation_is_as_sure_as_its_surest_claim() -> None:
    relations = [
        Relation("a", "affiliatedWith", "b", (Claim(0.6, "list", (HERE,), "校长"),)),
        Relation("a", "affiliatedWith", "b", (Claim(0.9, "verb", (THERE,)),)),
        Relation("a", "affiliatedWith", "b", (Claim(0.7, "list", (THERE,), "教师"),)),
    ]
    for order in permutations(relations):
        [joined] = join_relations(order)
        assert (joined.confidence, joined.rule, joined.role) == (0.9, "verb", "教师")
        assert joined.roles == ("教师", "校长")
        assert joined.evidence == (HERE, THERE)
        assert not joined.inferred
        [merged] = merge_knowledge([Knowledge(relations=(r,)) for r in order]).relations
        assert merged == joined


def test_unsure_claims_go_and_a_relation_with_the_last_of_them() -> None:
    sure = Relation("a", "implements", "b", (RULED, Claim(0.5, "list", (THERE,))))
    doubtful = Relation("a", "implements", "c", (Claim(0.5, "list", (THERE,)),))
    kept = keep_sure(Knowledge(relations=(sure, doubtful)), min_confidence=0.6)
    assert kept.relations == (Relation("a", "implements", "b", (RULED,)),)
