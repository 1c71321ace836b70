"""What a word that points back may mean, read from a lexicon."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

Target = tuple[str, tuple[str, ...]]
"""A class, and endings of a name of it; none for any name."""


def read_targets(lexicon: str) -> Mapping[str, tuple[Target, ...]]:
    """What each word of a lexicon may mean, the longest words first.

    Args:
        lexicon: Its name; the note of a row lists endings, parted by blanks.

    Raises:
        DataError: The lexicon is malformed.
    """
    targets: dict[str, list[Target]] = defaultdict(list)
    for row in read_lexicon(lexicon):
        targets[row.word].append((row.cls, tuple(row.note.split())))
    return {word: tuple(targets[word]) for word in sorted(targets, key=lambda w: (-len(w), w))}
