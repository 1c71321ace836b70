"""Boxes that cover one another: found by squares, and pushed apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]

SHARE = 0.45  # of the way needed, what each of two covering boxes goes in one step
LEAP = 40.0  # farthest that covering boxes push one another in one step
SLACK = 6.0  # boxes so near that they may soon cover one another are looked at until one has gone so far, pixels


class Crowd:
    """Boxes that move: remembers which of them are near one another.

    Args:
        halves: Half widths and half heights.
    """

    def __init__(self, halves: Points) -> None:
        self._halves = halves
        self._seen: Points | None = None
        self._near: Pairs | None = None

    def push(self, points: Points) -> Points:
        """One step that parts boxes which cover one another, along the axis that needs the shorter way."""
        import numpy as np  # noqa: PLC0415 - heavy

        upper, lower = self.find_covering(points)
        gap = self._halves[upper] + self._halves[lower]
        way = points[lower] - points[upper]
        cover = gap - np.abs(way)
        sideways = cover[:, 0] < cover[:, 1]
        move = np.zeros_like(way)
        move[:, 0] = np.where(sideways, np.where(way[:, 0] >= 0, cover[:, 0], -cover[:, 0]), 0) * SHARE
        move[:, 1] = np.where(sideways, 0, cover[:, 1]) * SHARE
        step = np.empty_like(points)
        for axis in (0, 1):
            step[:, axis] = np.bincount(lower, weights=move[:, axis], minlength=len(points))
            step[:, axis] -= np.bincount(upper, weights=move[:, axis], minlength=len(points))
        return np.clip(step, -LEAP, LEAP)

    def find_covering(self, points: Points) -> Pairs:
        """Pairs of boxes that cover one another, the upper ones and the lower ones, sorted."""
        import numpy as np  # noqa: PLC0415 - heavy

        if self._seen is None or self._near is None or np.abs(points - self._seen).max() > SLACK:
            self._seen, self._near = points, find_near(points, self._halves + SLACK)
        one, other = self._near
        covers = (np.abs(points[one] - points[other]) < self._halves[one] + self._halves[other]).all(axis=1)
        one, other = one[covers], other[covers]
        (left, top), (right, bottom) = points[one].T, points[other].T
        below = (top > bottom) | ((top == bottom) & (left > right))
        upper, lower = np.where(below, other, one), np.where(below, one, other)
        sorting = np.lexsort((lower, upper))
        return upper[sorting], lower[sorting]


def find_near(points: Points, halves: Points) -> Pairs:
    """Pairs of boxes that cover one another, each pair once.

    Every box lies in a square as large as the largest box, so that it can cover boxes of its own square and of the
    eight around it alone; boxes of one row of squares stand in order, so three squares are one run.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    column, row = np.floor((points - points.min(axis=0)) / (2 * halves.max(axis=0))).astype(np.intp).T
    wide = int(column.max()) + 3  # an empty square at either end parts the rows
    square = (row + 1) * wide + column + 1
    order = np.argsort(square, kind="stable")
    square = square[order]
    (x, y), (half, high) = points[order].T.copy(), halves[order].T.copy()
    after = np.arange(1, len(order) + 1)
    runs = [(after, np.searchsorted(square, square, side="right") - after)]  # the rest of its own square
    for first, last in ((1, 1), (wide - 1, wide + 1)):  # the square right of it; the three below
        low = np.searchsorted(square, square + first, side="left")
        runs.append((low, np.searchsorted(square, square + last, side="right") - low))
    ones, others = [], []
    for low, length in runs:
        one = np.repeat(np.arange(len(order)), length)
        other = np.arange(len(one)) - np.repeat(np.cumsum(length) - length - low, length)
        near = np.flatnonzero(np.abs(x[one] - x[other]) < half[one] + half[other])
        one, other = one[near], other[near]
        covers = np.abs(y[one] - y[other]) < high[one] + high[other]
        ones.append(order[one[covers]])
        others.append(order[other[covers]])
    return np.concatenate(ones), np.concatenate(others)
