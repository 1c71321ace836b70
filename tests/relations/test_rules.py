"""Every relation rule finds its own examples and leaves its counter-examples alone."""

import re

import pytest

from kg.model import ENTITY_CLASSES, Span
from kg.relations.matching import find_relations
from kg.relations.naming import Named
from kg.relations.rules import load_rules

MARK = re.compile(r"\[(\w+)\|([^\]]+)\]")


def read_marked(marked):
    """`[County|会宁县]实施` -> the text and its names."""
    text, named, at = "", [], 0
    for match in MARK.finditer(marked):
        assert match[1] in ENTITY_CLASSES, f"{match[1]} in {marked}"
        text += marked[at : match.start()]
        named.append(Named(Span(len(text), len(text) + len(match[2])), match[2], match[1], match[2]))
        text += match[2]
        at = match.end()
    return text + marked[at:], named


def facts_of(rule, marked):
    text, named = read_marked(marked)
    return {f"{f.subject.name} > {f.object.name}" for f in find_relations(text, named, rules=[rule])}


RULES = load_rules()


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [pytest.param(r, text, expected, id=f"{r.id}-{i}") for r in RULES for i, (text, expected) in enumerate(r.finds)],
)
def test_rule_finds_its_examples(rule, text, expected):
    def canonical(fact):
        return " > ".join(sorted(fact.split(" > "))) if rule.relation == "cooperatesWith" else fact

    found = {canonical(f) for f in facts_of(rule, text)}
    assert found >= {canonical(f) for f in expected}


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(r, text, id=f"{r.id}-{i}") for r in RULES for i, text in enumerate(r.misses)]
)
def test_rule_leaves_its_counter_examples(rule, text):
    assert facts_of(rule, text) == set()
