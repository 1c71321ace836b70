"""What texts of one page share: rare pairs of characters weigh more than common ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_WORD = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|\d+(?:\.\d+)?")
_LEAD = 140  # characters
_SINGLE = 0.4  # a character that is shared alone counts less than a pair
_IN_LEAD = 0.25


class Affinity:
    """Weights of characters and pairs over the texts of a page.

    Args:
        texts: The stories of the page, without blanks.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._grams = [split_grams(text) for text in texts]
        self._leads = [split_grams(text[:_LEAD]) for text in texts]
        counts = Counter(gram for grams in self._grams for gram in grams)
        top = math.log((len(texts) + 1) / 1.5)
        self._weights = {gram: _size(gram) * math.log((len(texts) + 1) / (n + 0.5)) / top for gram, n in counts.items()}

    def share(self, text: str) -> list[float]:
        """How much of a text each story holds, 0 to about 1.25.

        What every story holds counts next to nothing; what stands in a story's beginning, which a headline sums up,
        counts a quarter more.
        """
        grams = sorted(split_grams(text))
        whole = sum(map(_size, grams)) or 1.0
        known = [(gram, self._weights[gram]) for gram in grams if gram in self._weights]
        return [
            sum(weight * (1 + _IN_LEAD * (gram in lead)) for gram, weight in known if gram in story) / whole
            for story, lead in zip(self._grams, self._leads, strict=True)
        ]


def split_grams(text: str) -> frozenset[str]:
    """Chinese characters and pairs of them that stand side by side, numbers, Latin words."""
    grams: set[str] = set()
    for word in _WORD.findall(text):
        if word[0] >= "\u3400":
            grams.update(word)
            grams.update(map("".join, pairwise(word)))
        else:
            grams.add(word)
    return frozenset(grams)


def _size(gram: str) -> float:
    return 1.0 if len(gram) > 1 else _SINGLE
