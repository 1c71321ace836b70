"""Figures: numbers with units that a passage claims about an entity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.relations.measures import name_measure
from kg.relations.numbers import find_quantities
from kg.relations.owners import find_owners
from kg.relations.ranking import load_ranker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from kg.model import Article, Part, Span
    from kg.relations.naming import Named
    from kg.relations.ranking import Ranker


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure in its passage.

    Attributes:
        entity: Entity id that it is about.
        measure: What is measured, in the page's words; never empty.
        value: Plain number.
        unit: Base unit as printed.
        text: The number as printed.
        confidence: 0 to 1, of the entity being the right one.
        sentence: In code points of the passage's text.
        span: Number and unit, in code points of the passage's text.
    """

    entity: str
    measure: str
    value: Decimal
    unit: str
    text: str
    confidence: float
    sentence: Span
    span: Span


def find_figures(
    article: Article,
    *,
    part: Part,
    text: str,
    named: Sequence[Named],
    main: Named | None = None,
    headline: Sequence[Named] = (),
    ranker: Ranker | None = None,
    villages: Mapping[str, Named] | None = None,
) -> tuple[FoundFigure, ...]:
    """Find the figures of one passage.

    A headline or deck repeats what the body states: its figures are left to the body where the body has them.

    Args:
        article: The article, of which the body is read.
        part: Which passage `text` is.
        text: Text of the passage.
        named: Names and references in it, sorted by span; numbers inside them are no figures.
        main: The article's main division.
        headline: What headline and deck name.
        ranker: Tells whose a number is; the learned one if none is given.
        villages: The village that a committee or party branch stands for, by the body's entity id.

    Returns:
        Sorted by place in the text, one for each entity, value and unit; empty if none.
    """
    story = article.story if part == "body" else 0
    quantities = [q for q in find_quantities(text) if q.span.start >= story and not _is_named(q.span, named)]
    if part != "body":
        stated = {(q.value, q.unit) for q in find_quantities(article.body.text)}
        quantities = [q for q in quantities if (q.value, q.unit) not in stated]
    if not quantities:
        return ()
    spans = [quantity.span for quantity in quantities]
    found: dict[tuple[str, Decimal, str], FoundFigure] = {}
    for quantity, clause, owner in find_owners(
        text,
        quantities,
        named=named,
        ranker=ranker or load_ranker(),
        main=main,
        headline=headline,
        villages=villages,
    ):
        names = [role.named.span for role in clause.roles]
        key = (owner.entity, quantity.value, quantity.unit)
        if key in found:
            continue
        found[key] = FoundFigure(
            entity=owner.entity,
            measure=name_measure(text, quantity=quantity, clause=clause.span, names=names, others=spans),
            value=quantity.value,
            unit=quantity.unit,
            text=quantity.text,
            confidence=owner.confidence,
            sentence=clause.sentence,
            span=quantity.span,
        )
    return tuple(found.values())


def _is_named(span: Span, named: Sequence[Named]) -> bool:
    """Whether a name holds part of the number."""
    return any(name.span.crosses(span) for name in named)
