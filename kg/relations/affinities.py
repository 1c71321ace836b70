"""Words near a number that say what kind of thing has so many of it: 社员 a co-operative, 患者 a hospital."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kg.model import DIVISION_CLASSES
from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

Fit = tuple[str, tuple[str, ...]]
"""A class, and the endings of which a name of it must have one (none for any name)."""


@cache
def load_affinities() -> tuple[re.Pattern[str], Mapping[str, tuple[Fit, ...]]]:
    """A pattern of the words of the lexicon, and what each suits.

    Raises:
        DataError: The lexicon is malformed.
    """
    found: dict[str, list[Fit]] = defaultdict(list)
    for row in read_lexicon("affinities"):
        found[row.word].append((row.cls, tuple(row.note.split())))
    words = sorted(found, key=lambda w: (-len(w), w))
    return re.compile("|".join(map(re.escape, words))), {word: tuple(fits) for word, fits in found.items()}


def find_affinities(text: str, start: int, end: int) -> tuple[Fit, ...]:
    """What the words of a stretch of text suit, in their order; empty if none is a word of the lexicon."""
    pattern, fits = load_affinities()
    return tuple(fit for match in pattern.finditer(text, start, end) for fit in fits[match.group()])


def suits(fits: tuple[Fit, ...], cls: str, name: str) -> bool:
    """Whether one of them is a name of that class; a county stands for province, prefecture and county."""
    large = cls in DIVISION_CLASSES[:3]
    return any((kind == cls or (large and kind == "County")) and name.endswith(tails or "") for kind, tails in fits)
