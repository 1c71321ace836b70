"""One policy decides which of two crossing mentions stays."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Mention

# What a name is when two finders read the same letters differently: the surer reading comes first.
_PRIORITY = {
    "quoted-tail": 0,
    "edition": 0,
    "person-dotted": 1,
    "person-first-part": 1,
    "organ": 1,
    "team": 1,
    "organ-centre": 1,
    "titled": 1,
    "institution-tagged": 2,
    "institution-ending": 2,
    "township-row": 2,
    "quoted-head": 3,
    "village": 3,
    "place-ending": 3,
    "gazetteer": 4,
    "person-tagged": 4,
    "person-after-post": 5,
    "quoted-verb": 6,
}


def select_mentions(candidates: Iterable[Mention]) -> tuple[Mention, ...]:
    """Choose mentions without overlaps.

    The longer mention stays; on a tie the finder of higher priority, then the higher score.

    Args:
        candidates: Of one passage, in any order.

    Returns:
        Mentions sorted by span.
    """
    ranked = sorted(
        candidates,
        key=lambda m: (-len(m.span), _PRIORITY.get(m.finder, 5), -m.score, m.span.start, m.cls, m.finder),
    )
    chosen: list[Mention] = []
    for mention in ranked:
        if not any(mention.span.crosses(other.span) for other in chosen):
            chosen.append(mention)
    return tuple(sorted(chosen, key=lambda m: (m.span.start, m.span.end)))
