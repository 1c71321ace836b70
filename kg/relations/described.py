"""Things that a sentence describes rather than names: 这家来自某地的企业, 这项由某局牵头的工程, 某局承办的这场盛会."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Span
from kg.relations.naming import Named
from kg.relations.partners import is_partner
from kg.relations.targets import read_targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.targets import Target

# 这家民营企业, 这所坐落在河边的老校: a few letters, or whatever ends with 的 and a few letters; no stop in between
_DESCRIBED = (
    r"这(?:家|所|座|支|间|项|场|次|届|个|一)(?P<more>(?:[^，。；！？\n的]{0,6}|[^，。；！？\n]{2,40}?的[^，。；！？\n的]{0,6}?))"
    r"(?P<kind>%s)(?![家员长化们型级类数均化])"
)


@cache
def load_described() -> tuple[re.Pattern[str], Mapping[str, tuple[Target, ...]]]:
    """The pattern of descriptions, and what each noun may mean.

    Raises:
        DataError: The lexicon is malformed.
    """
    targets = read_targets("described")
    return re.compile(_DESCRIBED % "|".join(map(re.escape, targets))), targets


def find_described(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find described things: the last fitting name before is meant, partners of somebody only where nothing else fits.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References that stand on the noun alone, sorted by span; none crosses a name.
    """
    pattern, targets = load_described()
    found: list[Named] = []
    for match in pattern.finditer(text):
        span = Span(*match.span("kind"))
        if any(span.crosses(name.span) for name in named):
            continue
        fitting = [
            name
            for name in named
            if name.span.end <= match.start()
            and any(name.cls == cls and name.name.endswith(ends or ("",)) for cls, ends in targets[match["kind"]])
        ]
        fitting.sort(key=lambda name: (not is_partner(text, name, named), name.span.start))
        if fitting:
            meant = fitting[-1]
            found.append(Named(span, meant.entity, meant.cls, meant.name, reference=True))
    return tuple(found)
