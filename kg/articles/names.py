"""Names of people that a byline prints with or without anything between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from kg.resources.lexicon import read_lexicon

DOTS = "·•‧・∙"
LONGEST = 24  # names of several parts: 买买提江·吐尔逊·阿不都热合曼


@dataclass(frozen=True)
class Surnames:
    """What names begin with.

    Attributes:
        single: Surnames of one character.
        common: Those of them that most people bear.
        compound: Surnames of two and more characters.
    """

    single: frozenset[str]
    common: frozenset[str]
    compound: frozenset[str]

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Lengths of compound surnames, longest first."""
        return tuple(sorted({len(word) for word in self.compound}, reverse=True))

    def begins(self, text: str) -> int:
        """Length of the compound surname that `text` begins with, or 0."""
        return next((n for n in self.lengths if text[:n] in self.compound), 0)

    def is_name(self, text: str) -> bool:
        """Whether `text` is built like the name of one person who bears a surname."""
        n = self.begins(text)
        if n and n < len(text) <= n + 2:
            return True
        return 2 <= len(text) <= 3 and text[0] in self.single


@cache
def load_surnames() -> Surnames:
    """Read the surnames once.

    Raises:
        DataError: The lexicon is damaged.
    """
    rows = read_lexicon("surnames")
    return Surnames(
        frozenset(row.word for row in rows if row.cls == "single"),
        frozenset(row.word for row in rows if row.cls == "single" and row.note == "common"),
        frozenset(row.word for row in rows if row.cls == "compound"),
    )


def split_names(
    text: str, *, breaks: frozenset[int] = frozenset(), parted: bool = False
) -> tuple[tuple[int, int], ...]:
    """Split names that are printed with nothing between them.

    Args:
        text: Characters of one name or several, without blanks.
        breaks: Offsets where a printed line ends: a name may begin there.
        parted: Whether the byline parts other names, so that this is rather one name.

    Returns:
        Start and end of each name; the whole text where nothing speaks for a split.
    """
    if len(text) < 4 or any(dot in text for dot in DOTS):
        return ((0, len(text)),)
    surnames = load_surnames()
    unsplit = min(_price(text, surnames), 0.9 if parted else 1.6) if len(text) <= 6 else 9.0
    best: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())]
    for end in range(1, len(text) + 1):
        options: list[tuple[float, tuple[tuple[int, int], ...]]] = []
        for start in range(max(0, end - 4), end - 1):
            price, names = best[start]
            bonus = 0.7 if start in breaks else 0.0
            options.append((price + _price(text[start:end], surnames) - bonus, (*names, (start, end))))
        best.append(min(options, default=(99.0, ())))
    price, names = best[-1]
    if names and price < unsplit:
        return names
    edges = (0, *sorted(breaks), len(text))
    lines = tuple(pairwise(edges))
    if len(text) > 4 and all(end - start > 1 for start, end in lines):
        return lines
    return ((0, len(text)),)


def _price(name: str, surnames: Surnames) -> float:
    """How unlikely it is that these characters are one name; about 0 to 3."""
    n = surnames.begins(name)
    if n and n < len(name) <= n + 2:
        return 0.3
    if name[0] not in surnames.single or not 2 <= len(name) <= 3:
        return 3.0
    rare = 0.0 if name[0] in surnames.common else 1.0
    return rare + (0.5 if len(name) == 2 else 0.2)
