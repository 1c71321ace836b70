"""Headlines and decks to their bodies, by what they share; a global best assignment."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HAN = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9+]")
_LEAST = 0.26
_LEAST_PHOTO = 0.3
_PHOTO_WEIGHT = 0.85


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be a headline.

    Attributes:
        text: Its lines joined.
        first: Index of its first line on the page.
        last: Index of its last line.
    """

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Target:
    """An item that lacks a headline.

    Attributes:
        text: Its body.
        photo: Whether it is a caption.
        first: Index of its first line on the page.
        last: Index of its last line.
    """

    text: str
    photo: bool
    first: int
    last: int


def _grams(text: str) -> Counter[str]:
    letters = _HAN.sub("", text)
    return Counter([*letters, *(letters[i : i + 2] for i in range(len(letters) - 1))])


def assign_headlines(candidates: Sequence[Candidate], targets: Sequence[Target]) -> Mapping[int, int]:
    """Give each headline to the body it shares most with, so that the sum over the page is greatest.

    Letters and pairs of letters weigh by how few bodies of the page hold them. A headline right above its body, or
    right below it, counts a little more.

    Args:
        candidates: Blocks between items.
        targets: Items.

    Returns:
        Index of target by index of candidate; a candidate or target that nothing fits well enough is left out.
    """
    from networkx import Graph, max_weight_matching  # noqa: PLC0415 - heavy

    bodies = [set(_grams(t.text)) for t in targets]
    counts: Counter[str] = Counter(g for body in bodies for g in body)
    graph: Graph[tuple[str, int]] = Graph()
    for c, candidate in enumerate(candidates):
        grams = _grams(candidate.text)
        weights = {g: (2.0 if len(g) > 1 else 1.0) * math.log(1 + len(targets) / max(0.7, counts[g])) for g in grams}
        total = sum(weights.values())
        for t, target in enumerate(targets):
            shared = sum(w for g, w in weights.items() if g in bodies[t])
            score = shared / total if total else 0.0
            if candidate.last == target.first - 1:
                score += 0.1
            elif candidate.first == target.last + 1:
                score += 0.05
            if target.photo:
                score *= _PHOTO_WEIGHT
            if score >= (_LEAST_PHOTO if target.photo else _LEAST):
                graph.add_edge(("c", c), ("t", t), weight=round(score * 10000))
    pairs: dict[int, int] = {}
    for one, other in max_weight_matching(graph):
        candidate_node, target_node = sorted((one, other))
        pairs[candidate_node[1]] = target_node[1]
    return dict(sorted(pairs.items()))
