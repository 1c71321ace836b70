"""Fits a conditional logit: weights of traits that make the right candidate of each case the likeliest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kg.training.cases import Case

_ROUNDS = 300
_STEP = 0.05
_RIDGE = 2.0
_COSTS = (0.2, 0.3, 1.0, 2.0, 4.0)  # by how much a trait is narrowed down: what is said of few cases is trusted less
_FEWEST = 3  # cases that must have a trait
_SHARPNESSES: list[float] = [0.3 + 0.05 * n for n in range(35)]
_NARROWED = re.compile(r"[ =]")


def fit_weights(cases: Sequence[Case]) -> dict[str, float]:
    """Fit the weights.

    Args:
        cases: Those without a right candidate, or with nothing but right ones, say nothing.

    Returns:
        Weights by trait, three decimals, those of zero left out; equal cases give equal weights.
    """
    used = [case for case in cases if case.right and len(case.right) < len(case.traits)]
    often = Counter(trait for case in used for trait in {trait for found in case.traits for trait in found})
    traits = sorted(trait for trait, count in often.items() if count >= _FEWEST)
    index = {trait: n for n, trait in enumerate(traits)}
    columns, rows, owners, right = _lay_out(used, index)
    count, cases_count = len(owners), len(used)
    cost = _RIDGE * np.array([_COSTS[min(len(_NARROWED.findall(trait)), 4)] for trait in traits])
    weights, mean, square = (np.zeros(len(traits)) for _ in range(3))

    def share(scores: Any) -> Any:  # noqa: ANN401 - arrays
        return scores / np.bincount(owners, scores, cases_count)[owners]

    for step in range(1, _ROUNDS + 1):
        scores = np.bincount(rows, weights[columns], count)
        highest = np.full(cases_count, -np.inf)
        np.maximum.at(highest, owners, scores)
        parts = np.exp(scores - highest[owners])
        slope = np.bincount(columns, (share(parts) - share(parts * right))[rows], len(traits)) + cost * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        pace = _STEP * (1 - 0.95 * step / _ROUNDS)
        weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    rounded = {trait: round(float(weight), 3) for trait, weight in zip(traits, weights, strict=True)}
    return {trait: weight for trait, weight in rounded.items() if weight}


def _lay_out(used: Sequence[Case], index: Mapping[str, int]) -> tuple[Any, Any, Any, Any]:
    """Trait and candidate of every pair; case and rightness of every candidate."""
    columns: list[int] = []
    rows: list[int] = []
    owners: list[int] = []
    right: list[float] = []
    for n, case in enumerate(used):
        for place, found in enumerate(case.traits):
            here = [index[trait] for trait in found if trait in index]
            columns += here
            rows += [len(owners)] * len(here)
            owners.append(n)
            right.append(float(place in case.right))
    return np.array(columns), np.array(rows), np.array(owners), np.array(right)


def fit_sharpness(weights: Sequence[Mapping[str, float]], cases: Sequence[Sequence[Case]]) -> float:
    """The factor of all scores by which probabilities come true on pages that the weights have not seen.

    Args:
        weights: Fitted without a page, for each page.
        cases: Of those pages.
    """

    def doubt(sharpness: float) -> float:
        total = 0.0
        for found, unseen in zip(weights, cases, strict=True):
            for case in unseen:
                scores = np.array([sharpness * sum(found.get(t, 0.0) for t in traits) for traits in case.traits])
                parts = np.exp(scores - scores.max())
                right = sum(parts[n] for n in sorted(case.right)) / parts.sum()
                total -= float(np.log(max(right, 1e-6)))
        return total

    return round(float(min(_SHARPNESSES, key=doubt)), 2)
