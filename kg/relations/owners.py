"""Whose figure a number is: of all entities that the text has named near it, the likeliest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.relations.candidates import Cast
from kg.relations.cues import Cues
from kg.relations.focus import Clause, Focus, Owner
from kg.relations.scenes import Scene
from kg.relations.shortened import find_pronouns, find_words
from kg.relations.traits import describe_candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.naming import Named
    from kg.relations.numbers import Quantity
    from kg.relations.ranking import Ranker

_RECENT = 3  # owners of the numbers before that stay candidates however far their names are


def find_owners(
    text: str,
    quantities: Sequence[Quantity],
    *,
    named: Sequence[Named],
    ranker: Ranker,
    main: Named | None = None,
    headline: Sequence[Named] = (),
    villages: Mapping[str, Named] | None = None,
) -> list[tuple[Quantity, Clause, Owner]]:
    """Decide whose each number of a passage is.

    Args:
        text: The passage.
        quantities: Its numbers, sorted by span.
        named: Its names and what points back to them, sorted by span.
        ranker: Tells the likeliest candidate.
        main: The article's main division.
        headline: What the article's headline names.
        villages: The village that a committee or party branch stands for, by the body's entity id.

    Returns:
        Number, clause and owner, in the order of the text; a number without any candidate is left out. An owner's
        confidence is the ranker's probability.
    """
    for find in (find_words, find_pronouns):
        named = sorted([*named, *find(text, named)], key=lambda name: name.span)
    focus = Focus(text, named=named)
    cast = Cast(focus, further=[*headline, *([main] if main else [])], bodies=villages or {})
    scene = Scene(text, focus, cast, main.entity if main else None, frozenset(name.entity for name in headline))
    found: list[tuple[Quantity, Clause, Owner]] = []
    left = list(reversed(quantities))
    line = -2
    for i, clause in enumerate(focus.clauses):
        if clause.number == 0:
            last, line = line, text.rfind("\n", 0, clause.span.start)
            focus.begin_sentence(paragraph=line != last)
        passed = clause.span.start
        while left and left[-1].span.start < clause.span.end:
            quantity = left.pop()
            if quantity.span.start < clause.span.start:
                continue
            focus.advance(clause, passed, quantity.span.start)
            passed = quantity.span.start
            owner = _choose(scene, quantity, i, ranker)
            if owner:
                found.append((quantity, clause, owner))
                scene.owners.append((owner.entity, i))
        focus.advance(clause, passed, clause.span.end)
    return found


def _choose(scene: Scene, quantity: Quantity, i: int, ranker: Ranker) -> Owner | None:
    """The likeliest candidate for a number of clause `i`; of equals the first."""
    recent = [entity for entity, _ in scene.owners[-_RECENT:]]
    cues = Cues(scene.focus, quantity, i, villages=scene.cast.bodies).find()
    candidates = scene.cast.find_candidates(quantity, scene.focus.clauses[i], kept=[*recent, *cues])
    if not candidates:
        return None
    likely = ranker.rank(quantity, candidates, describe_candidates(scene, quantity, i, candidates, cues=cues))
    best = max(range(len(candidates)), key=lambda n: (likely[n], -n))
    chosen = candidates[best]
    return Owner(chosen.entity, chosen.cls, "ranked", likely[best], chosen.mention)
