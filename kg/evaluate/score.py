"""What a measure amounts to: precision, recall, F1 and the errors behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one task.

    Attributes:
        right: Found and wanted.
        spurious: Found, not wanted.
        missed: Wanted, not found.
    """

    right: int
    spurious: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the found that is wanted, 0 to 1, four decimals; 1 where nothing was found and nothing wanted."""
        found = self.right + self.spurious
        return round(self._precision, 4) if found else self._precision

    @property
    def recall(self) -> float:
        """Share of the wanted that is found, 0 to 1, four decimals; 1 where nothing is wanted."""
        return round(self._recall, 4)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, four decimals."""
        total = self._precision + self._recall
        return round(2 * self._precision * self._recall / total, 4) if total else 0.0

    @property
    def _precision(self) -> float:
        found = self.right + self.spurious
        return self.right / found if found else float(not self.missed)

    @property
    def _recall(self) -> float:
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0


@dataclass(slots=True)
class Tally:
    """Counts by kind while a task is scored; the sum and each kind are read off at the end."""

    right: Counter[str] = field(default_factory=Counter)
    spurious: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def total(self) -> Score:
        """All kinds together."""
        return Score(self.right.total(), self.spurious.total(), self.missed.total())

    def by_kind(self, order: tuple[str, ...]) -> dict[str, Score]:
        """Each kind that was met, in the given order."""
        met = self.right.keys() | self.spurious.keys() | self.missed.keys()
        return {k: Score(self.right[k], self.spurious[k], self.missed[k]) for k in order if k in met}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a graph stands against a gold file.

    Attributes:
        tasks: Scores by task, in the order of printing.
        by_class: Typed entities by class of the gold.
        by_relation: Relations by predicate.
        errors: Kind of error -> one line each.
    """

    tasks: dict[str, Score]
    by_class: dict[str, Score]
    by_relation: dict[str, Score]
    errors: dict[str, tuple[str, ...]]
