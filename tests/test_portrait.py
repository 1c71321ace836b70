"""One entity with its facts."""

from __future__ import annotations

import pytest

from kg.errors import NotFound
from kg.portrait import draw_portrait, pick_facts


@pytest.fixture
def bureau(specimen):
    return draw_portrait(specimen, next(e for e in specimen.entities if e.name == "青溪县民政局"))


def test_facts_are_grouped_from_both_sides(bureau, specimen):
    ends = [r for r in specimen.relations if bureau.entity.id in (r.subject, r.object)]
    assert len(bureau.facts) == len(ends)
    grouped = {label: [fact.other.name for fact in facts] for label, facts in bureau.grouped().items()}
    assert grouped["实施 implements"] == ["暖阳行动"]
    assert [name for label, names in grouped.items() if "affiliate" in label for name in names] == ["周正"]
    assert [len(facts) for facts in bureau.grouped().values()] == [len(names) for names in grouped.values()]


def test_facts_carry_their_sentences(bureau):
    fact = next(fact for fact in bureau.facts if fact.relation.predicate == "implements")
    assert [source.quote for source in fact.sources] == [e.quote for e in fact.relation.evidence]
    assert fact.sources[0].where == "《青溪县“暖阳行动”让独居老人有人管》，黔南样报"


def test_official_fact_has_no_sentence(specimen):
    county = draw_portrait(specimen, next(e for e in specimen.entities if e.name == "青溪县"))
    fact = next(fact for fact in county.facts if fact.other.name == "贵州省")
    assert fact.relation.inferred
    assert fact.sources == ()


def test_figures(specimen):
    warmth = draw_portrait(specimen, next(e for e in specimen.entities if e.name == "暖阳行动"))
    assert [(item.figure.text, item.source.quote[:2]) for item in warmth.figures] == [
        ("320名", "近日"),
        ("98.5%", "青溪"),
    ]


@pytest.mark.parametrize("name", ["implements", "实施"])
def test_facts_are_picked_by_relation(bureau, name):
    assert [fact.other.name for fact in pick_facts(bureau, predicate=name)] == ["暖阳行动"]


def test_facts_are_picked_by_the_other_end(bureau, specimen):
    home = next(e for e in specimen.entities if e.name == "青溪县福利院")
    picked = pick_facts(bureau, other=home)
    assert {fact.relation.predicate for fact in picked} == {"cooperatesWith", "supports"}
    assert len(pick_facts(bureau, predicate="supports", other=home)) == 1


def test_unknown_relation(bureau):
    with pytest.raises(NotFound, match=r"relation loves: unknown, expected one of .*implements"):
        pick_facts(bureau, predicate="loves")


def test_fact_that_is_not_stated(bureau):
    with pytest.raises(NotFound, match="states no such fact"):
        pick_facts(bureau, predicate="partOf")
