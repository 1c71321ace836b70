"""The learned ranker: how much each trait of a candidate speaks for it, as `kg.training` found it out."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kg.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.relations.candidates import Candidate
    from kg.relations.numbers import Quantity

WEIGHTS_FILE = Path(__file__).parent.parent / "data" / "models" / "owners.csv"
SHARPNESS = "(sharpness)"  # the row by which all weights are multiplied, so that probabilities come true
HEADER = "trait,weight"


class Traits(NamedTuple):
    """What speaks for a candidate; no trait is there twice.

    Attributes:
        shared: Traits of all candidates of a number that are of one class and stand alike.
        own: Its other traits.
    """

    shared: tuple[str, ...]
    own: tuple[str, ...]


class Ranker(Protocol):
    """Tells how likely each candidate owns a number."""

    def rank(self, quantity: Quantity, candidates: Sequence[Candidate], traits: Sequence[Traits]) -> Sequence[float]:
        """Probabilities of the candidates, in their order; at least one candidate is given."""


@dataclass(frozen=True, slots=True)
class LinearRanker:
    """A conditional logit: a candidate's score is the sum of the weights of its traits.

    Attributes:
        weights: By trait; a trait that is not there weighs nothing.
        sharpness: By which scores are multiplied.
    """

    weights: Mapping[str, float]
    sharpness: float = 1.0

    def rank(
        self,
        quantity: Quantity,  # noqa: ARG002 - the traits say all of it
        candidates: Sequence[Candidate],  # noqa: ARG002
        traits: Sequence[Traits],
    ) -> Sequence[float]:
        """Softmax of the scores."""
        weight = self.weights.get
        shared = {common: sum(map(weight, common, repeat(0.0))) for common in dict.fromkeys(t.shared for t in traits)}
        scores = [self.sharpness * sum(map(weight, found.own, repeat(0.0)), shared[found.shared]) for found in traits]
        highest = max(scores)
        parts = [math.exp(score - highest) for score in scores]
        total = sum(parts)
        return [part / total for part in parts]


@cache
def load_ranker(path: Path = WEIGHTS_FILE) -> LinearRanker:
    """Read the weights once.

    Raises:
        DataError: The file is absent, or a row is not a trait and a number.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataError(path, found="no such file", expected="weights of the ranker") from None
    weights: dict[str, float] = {}
    rows = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    if not rows or rows[0][1] != HEADER:
        raise DataError(path, found="another header", expected=HEADER, line=rows[0][0] if rows else 1)
    for number, line in rows[1:]:
        cells = next(csv.reader([line]))
        try:
            trait, weight = cells
            weights[trait] = float(weight)
        except ValueError:
            raise DataError(path, found=repr(line), expected=HEADER, line=number) from None
    return LinearRanker(weights, weights.pop(SHARPNESS, 1.0))
