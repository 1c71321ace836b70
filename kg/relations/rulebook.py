"""Which rules may match a sentence: those whose classes it names and whose words it holds."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.relations.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.relations.rules import Rule
    from kg.relations.tape import Tape


class RuleBook:
    """Relation rules by what a sentence must hold for them to match.

    Args:
        rules: In the order in which they are tried.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_classes: dict[frozenset[str], tuple[Rule, ...]] = {}

    def find_fitting(self, tape: Tape) -> list[Rule]:
        """The rules that may match a folded sentence, in order; every rule that does match is among them."""
        classes = frozenset(name.cls for name in tape.named)
        if classes not in self._by_classes:
            self._by_classes[classes] = tuple(r for r in self.rules if all(need & classes for need in r.needs))
        held = {*tape.text, *map("".join, pairwise(tape.text))}
        return [r for r in self._by_classes[classes] if not any(heads.isdisjoint(held) for heads in r.heads)]


@cache
def load_rule_book() -> RuleBook:
    """All relation rules, read once.

    Raises:
        DataError: A rule is malformed.
    """
    return RuleBook(load_rules())
