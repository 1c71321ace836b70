"""Every relation rule finds its own examples and leaves its counter-examples alone."""

import dataclasses

import pytest

from kg.errors import DataError
from kg.relations.examples import check_examples, find_facts, read_marked
from kg.relations.rules import compile_pattern, load_rules

RULES = load_rules()


@pytest.mark.parametrize("rule", RULES, ids=[r.id for r in RULES])
def test_rule_keeps_its_examples(rule):
    assert check_examples(rule) == ()


@pytest.mark.parametrize("rule", RULES, ids=[r.id for r in RULES])
def test_no_example_passes_without_its_rule(rule):
    blind = dataclasses.replace(rule, pattern=compile_pattern("(?P<s>X)(?P<o>Y)", source="test"))
    assert len(check_examples(blind)) == sum(len(expected) for _, expected in rule.finds)


def test_marks_are_read_into_text_and_names():
    text, named = read_marked("[County|会宁县]实施[Programme|绿化工程]。")
    assert text == "会宁县实施绿化工程。"
    assert [(n.cls, text[n.span.start : n.span.end]) for n in named] == [
        ("County", "会宁县"),
        ("Programme", "绿化工程"),
    ]


def test_a_fact_in_a_negated_class_is_not_found():
    rule = next(r for r in RULES if r.id == "carries-out")
    assert find_facts(rule, "[Person|周立]实施[Programme|绿化工程]。") == frozenset()


@pytest.mark.parametrize("pattern", ["{Nothing}", "{verb:unheard}", "([unclosed"])
def test_a_broken_pattern_names_its_source(pattern):
    with pytest.raises(DataError, match=r"rules\.toml"):
        compile_pattern(pattern, source="rules.toml")
