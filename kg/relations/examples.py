"""The examples that relation rules carry, run: each rule finds its own and leaves its counter-examples alone."""

from __future__ import annotations

import re

from kg.model import ENTITY_CLASSES, Span
from kg.relations.matching import find_relations
from kg.relations.naming import Named
from kg.relations.rulebook import RuleBook
from kg.relations.rules import Rule
from kg.resources.ontology import read_ontology

_MARK = re.compile(r"\[(\w+)\|([^\]]+)\]")


def read_marked(marked: str) -> tuple[str, tuple[Named, ...]]:
    """Read an example in which names are marked: `[County|会宁县]实施…` is the text and its names.

    Raises:
        ValueError: A mark has no class of the ontology.
    """
    text = ""
    named: list[Named] = []
    at = 0
    for match in _MARK.finditer(marked):
        if match[1] not in ENTITY_CLASSES:
            raise ValueError(f"{match[1]} is no class: {marked}")
        text += marked[at : match.start()]
        named.append(Named(Span(len(text), len(text) + len(match[2])), match[2], match[1], match[2]))
        text += match[2]
        at = match.end()
    return text + marked[at:], tuple(named)


def find_facts(rule: Rule, marked: str) -> frozenset[str]:
    """What one rule finds in an example, as `subject > object`; the ends of a symmetric relation in sorted order."""
    text, named = read_marked(marked)
    symmetric = read_ontology().relations[rule.relation].symmetric
    found = find_relations(text, named, rules=RuleBook([rule]))
    return frozenset(order_fact(f"{f.subject.name} > {f.object.name}", symmetric=symmetric) for f in found)


def order_fact(fact: str, *, symmetric: bool) -> str:
    """A fact as `find_facts` writes it."""
    return " > ".join(sorted(fact.split(" > "))) if symmetric else fact


def check_examples(rule: Rule) -> tuple[str, ...]:
    """Faults of a rule's examples, one line each; empty if it keeps its word."""
    faults: list[str] = []
    symmetric = read_ontology().relations[rule.relation].symmetric
    for marked, expected in rule.finds:
        wanted = {order_fact(fact, symmetric=symmetric) for fact in expected}
        lacking = sorted(wanted - find_facts(rule, marked))
        faults += [f"{rule.source}: rule {rule.id} does not find {fact} in {marked}" for fact in lacking]
    for marked in rule.misses:
        faults += [
            f"{rule.source}: rule {rule.id} finds {fact} in {marked}" for fact in sorted(find_facts(rule, marked))
        ]
    return tuple(faults)
