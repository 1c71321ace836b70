"""Groups of the picture (a province with all that belongs to it): found, and joined side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

SQUARE = 24.0  # groups are fitted together on squared paper, pixels
FEW = 400  # groups of so many squares are tried square by square, larger ones by their spectrum
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
    """The move by which no square is taken twice and the whole stays smallest by the shape of a screen.

    Of several, the one nearest to the middle.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    if not taken.any():
        return np.zeros(2, dtype=np.intp)
    blocked = block_moves(own, taken, middle, reach)
    side = np.arange(-reach, reach + 1)
    far = side[:, None] ** 2 + (WIDTH_TO_HEIGHT * side[None, :]) ** 2
    sizes = []
    for axis in (0, 1):
        there = np.flatnonzero(taken.any(axis=1 - axis)) - middle
        low = np.minimum(own[:, axis].min() + side, there[0])
        high = np.maximum(own[:, axis].max() + side, there[-1])
        sizes.append(high - low)
    far += np.maximum(sizes[0][:, None], WIDTH_TO_HEIGHT * sizes[1][None, :]) * (4.0 * reach**2)
    far[blocked] = np.inf
    return np.array(np.unravel_index(int(far.argmin()), far.shape), dtype=np.intp) - reach


def block_moves(own: NDArray[np.intp], taken: NDArray[np.bool_], middle: int, reach: int) -> NDArray[np.bool_]:
    """For every move (column, row) from -reach to reach: whether it would take a square twice."""
    import numpy as np  # noqa: PLC0415 - heavy

    side = 2 * reach + 1
    if len(own) <= FEW:
        blocked = np.zeros((side, side), dtype=bool)
        for column, row in own + (middle - reach):
            blocked |= taken[column : column + side, row : row + side]
        return blocked
    # How many squares each move would take twice is a correlation of two pictures: a product of their spectra.
    low, high = own.min(axis=0), own.max(axis=0)
    first = low + (middle - reach)
    size = high - low + side
    field = taken[first[0] : first[0] + size[0], first[1] : first[1] + size[1]]
    mask = np.zeros(high - low + 1)
    mask[own[:, 0] - low[0], own[:, 1] - low[1]] = 1
    shape = tuple(_round_up(int(length)) for length in size)
    spectrum = np.fft.rfft2(field, shape) * np.conj(np.fft.rfft2(mask, shape))
    found: NDArray[np.bool_] = np.fft.irfft2(spectrum, shape)[:side, :side] > 0.5
    return found


def _round_up(length: int) -> int:
    """The next length whose only prime factors are 2, 3 and 5: spectra of such lengths are quick."""
    while True:
        rest = length
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return length
        length += 1
