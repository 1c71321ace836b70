"""Groups of the picture (a province with all that belongs to it): found, and joined side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

SQUARE = 24.0  # groups are fitted together on squared paper, pixels
TRIES = 256  # spots that are tried at once
WIDTH_TO_HEIGHT = 1.5


def find_groups(count: int, parents: NDArray[np.intp]) -> NDArray[np.intp]:
    """The root beside which each of `count` boxes stands in the end.

    Args:
        count: Boxes are 0 … count - 1.
        parents: Rows (box, box beside which it stands), at most one a box, without circles.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    root = np.arange(count)
    root[parents[:, 0]] = parents[:, 1]
    while (root[root] != root).any():
        root = root[root]
    return root


def join_groups(points: Points, halves: Points, groups: NDArray[np.intp]) -> Points:
    """Move whole groups so that they stand close together around the largest and do not cover one another.

    Args:
        points: Centres of the boxes.
        halves: Half widths and half heights.
        groups: Number of each box's group.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    points = points.copy()
    names, sizes = np.unique(groups, return_counts=True)
    members = [np.flatnonzero(groups == names[at]) for at in np.lexsort((names, -sizes))]
    squares = []
    for group in members:
        points[group] -= (points[group].min(axis=0) + points[group].max(axis=0)) / 2
        squares.append(_cover_squares(points[group], halves[group]))
    reach = 8 + max((int(np.abs(each).max()) for each in squares), default=0)
    taken = np.zeros((0, 0), dtype=bool)
    middle = 0
    for group, own in zip(members, squares, strict=True):
        reach += int(np.abs(own).max()) + 1
        if middle < 2 * reach:
            taken, middle = _widen(taken, middle, 3 * reach)
        move = _find_room(own, taken, middle, reach)
        taken[own[:, 0] + move[0] + middle, own[:, 1] + move[1] + middle] = True
        points[group] += move * SQUARE
    return points


def _cover_squares(points: Points, halves: Points) -> NDArray[np.intp]:
    """Squares that the boxes touch, as rows (column, row)."""
    import numpy as np  # noqa: PLC0415 - heavy

    low = np.floor((points - halves) / SQUARE).astype(np.intp)
    high = np.floor((points + halves) / SQUARE).astype(np.intp)
    found = []
    for right in range(int((high - low)[:, 0].max()) + 1):
        for down in range(int((high - low)[:, 1].max()) + 1):
            square = low + np.array([right, down])
            found.append(square[(square <= high).all(axis=1)])
    return np.unique(np.concatenate(found), axis=0)


def _widen(taken: NDArray[np.bool_], middle: int, reach: int) -> tuple[NDArray[np.bool_], int]:
    """Larger squared paper around the old one."""
    import numpy as np  # noqa: PLC0415 - heavy

    wide = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=bool)
    edge = reach - middle
    wide[edge : edge + len(taken), edge : edge + len(taken)] = taken
    return wide, reach


def _find_room(own: NDArray[np.intp], taken: NDArray[np.bool_], middle: int, reach: int) -> NDArray[np.intp]:
    """The move nearest to the middle, by the shape of a screen, by which no square is taken twice."""
    import numpy as np  # noqa: PLC0415 - heavy

    if not taken.any():
        return np.zeros(2, dtype=np.intp)
    side = np.arange(-reach, reach + 1)
    moves = np.array(np.meshgrid(side, side, indexing="ij")).reshape(2, -1).T
    moves = moves[np.argsort(moves[:, 0] ** 2 + (WIDTH_TO_HEIGHT * moves[:, 1]) ** 2, kind="stable")]
    for start in range(0, len(moves), TRIES):
        some = moves[start : start + TRIES]
        spots = own[None] + some[:, None] + middle
        free = ~taken[spots[..., 0], spots[..., 1]].any(axis=1)
        if free.any():
            found: NDArray[np.intp] = some[int(free.argmax())]
            return found
    last: NDArray[np.intp] = moves[-1]
    return last
