"""Where each entity stands in the picture: packed by division, the same for the same input."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.views.page.crowd import Crowd
from kg.views.page.groups import find_groups, join_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

WIDTH_TO_HEIGHT = 1.5  # of a screen beside its panel
GAP = 7.0
ROUNDS = 110
COMPASS = 48  # directions in which a free spot is looked for
GRAIN = (
    64.0  # positions are kept to 1/64 pixel, so that the last bit of a processor's sine cannot grow into a difference
)


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its label: half width and half height in pixels, and what it stands beside."""

    id: str
    width: float
    height: float
    parent: str | None


def place_boxes(boxes: Sequence[Box], links: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Place every box beside its parent so that no two cover one another where that can be had.

    Args:
        boxes: In any order; `parent` names another box, without circles.
        links: Pairs of ids; linked boxes are drawn a little together.

    Returns:
        Centre of every box in whole pixels, the middle of the picture at (0, 0).
    """
    import numpy as np  # noqa: PLC0415 - heavy

    order = sorted(boxes, key=lambda box: box.id)
    packed = _pack(order)
    index = {box.id: number for number, box in enumerate(order)}
    points = np.array([packed[box.id] for box in order], dtype=np.float64).reshape(-1, 2)
    points[:, 0] *= WIDTH_TO_HEIGHT
    pairs = np.array(
        sorted(
            {(index[one], index[other]) for one, other in links if one in index and other in index and one != other}
        ),
        dtype=np.intp,
    ).reshape(-1, 2)
    halves = np.array([(box.width, box.height) for box in order], dtype=np.float64).reshape(-1, 2) + GAP / 2
    parents = np.array(
        [(index[box.id], index[box.parent]) for box in order if box.parent in index], dtype=np.intp
    ).reshape(-1, 2)
    groups = find_groups(len(order), parents)
    for group in np.unique(groups):
        inside = groups == group
        number = np.cumsum(inside) - 1
        own = [number[ends[(groups[ends] == group).all(axis=1)]] for ends in (parents, pairs)]
        points[inside] = _settle(points[inside], halves[inside], *own, pull=1.0, rounds=ROUNDS)
    points = join_groups(points, halves, groups)
    points = _settle(points, halves, parents, pairs, pull=0.15, rounds=ROUNDS // 2)
    points = _settle(points, halves, parents, pairs, pull=0.0, rounds=ROUNDS // 2)
    if len(points):
        points = _fill(points)
        points -= np.round((points.min(axis=0) + points.max(axis=0)) / 2)
    return {box.id: (round(float(x)), round(float(y))) for box, (x, y) in zip(order, points, strict=True)}


def _fill(points: Points) -> Points:
    """Stretch the picture along its short side to the shape of a screen, which uncovers and covers nothing."""
    import numpy as np  # noqa: PLC0415 - heavy

    wide, high = (points.max(axis=0) - points.min(axis=0)).tolist()
    if not wide or not high:
        return points
    stretch = np.round(np.clip([WIDTH_TO_HEIGHT * high / wide, wide / high / WIDTH_TO_HEIGHT], 1, 2) * GRAIN) / GRAIN
    stretched: Points = points * stretch
    return stretched


def _pack(boxes: Sequence[Box]) -> dict[str, tuple[float, float]]:
    """Circles in circles: a node in the middle, the circles of what stands beside it packed around, largest first."""
    children: dict[str | None, list[Box]] = {}
    known = {box.id for box in boxes}
    for box in boxes:
        children.setdefault(box.parent if box.parent in known else None, []).append(box)
    radius: dict[str, float] = {}
    offset: dict[str, tuple[float, float]] = {}
    # Leaves first: the reverse of a walk from the roots.
    walk = list(children.get(None, []))
    for box in walk:
        walk.extend(children.get(box.id, []))
    for box in reversed(walk):
        own = max(box.width / WIDTH_TO_HEIGHT, box.height)
        radius[box.id] = _surround(own, children.get(box.id, []), radius, offset)
    _surround(0.0, children.get(None, []), radius, offset)
    found: dict[str, tuple[float, float]] = {}
    for box in walk:
        x, y = found.get(box.parent or "", (0.0, 0.0))
        found[box.id] = (x + offset[box.id][0], y + offset[box.id][1])
    return found


def _surround(
    own: float, children: Sequence[Box], radius: Mapping[str, float], offset: dict[str, tuple[float, float]]
) -> float:
    """Set the children's offsets around a circle of radius `own`; give the radius of the whole."""
    import numpy as np  # noqa: PLC0415 - heavy

    taken = np.zeros((len(children) + 1, 3))
    taken[0, 2] = own
    count = 1 if own else 0
    whole = own
    for number, child in enumerate(sorted(children, key=lambda box: (-radius[box.id], box.id))):
        size = radius[child.id] + GAP
        spot = _nearest_spot(size, taken[:count] if own else taken[1 : count + 1], turn=number)
        offset[child.id] = spot
        taken[count if own else count + 1] = (*spot, size)
        count += 1
        whole = max(whole, math.hypot(*spot) + size)
    return whole


def _nearest_spot(size: float, taken: Points, *, turn: int) -> tuple[float, float]:
    """The spot nearest to the middle, of those outside all circles that are there, for a circle of that size."""
    import numpy as np  # noqa: PLC0415 - heavy

    if not len(taken):
        return (0.0, 0.0)
    angles = (np.arange(COMPASS) / COMPASS + turn * 0.381966) * 2 * np.pi  # each child starts a golden angle further
    compass = np.round(np.column_stack((np.cos(angles), np.sin(angles))) * 4096) / 4096
    # Going out along a ray, where does the new circle leave each old one behind? (p·u + √(r² - p² + (p·u)²))
    along = compass[:, :1] * taken[None, :, 0] + compass[:, 1:] * taken[None, :, 1]
    touch = (taken[:, 2] + size) ** 2 - taken[:, 0] ** 2 - taken[:, 1] ** 2 + along**2
    leave = np.where(touch > 0, along + np.sqrt(np.maximum(0, touch)), 0).max(axis=1)
    best = int(leave.argmin())
    return (float(compass[best, 0] * leave[best]), float(compass[best, 1] * leave[best]))


def _settle(
    points: Points, halves: Points, parents: NDArray[np.intp], pairs: NDArray[np.intp], *, pull: float, rounds: int
) -> Points:
    """Draw what belongs together closer, and all to the middle; covering boxes push one another apart."""
    import numpy as np  # noqa: PLC0415 - heavy

    crowd = Crowd(halves)
    for turn in range(rounds if len(points) else 0):
        heat = pull * (1 - turn / (rounds * 0.75))
        if heat > 0:
            step = _pull(points, parents, rest=40.0, strength=0.3 * heat)
            step += _pull(points, pairs, rest=120.0, strength=0.2 * heat)
            points = points + step - (points - points.mean(axis=0)) * (0.02 * heat)
        push = crowd.push(points)
        if heat <= 0 and not push.any():
            break
        points = np.round((points + push) * GRAIN) / GRAIN
    return points


def _pull(points: Points, pairs: NDArray[np.intp], *, rest: float, strength: float) -> Points:
    """One step that draws both ends of every pair together, as far as they are farther apart than `rest`.

    A point with many pairs moves by the mean of their pulls: the sum would throw it across the picture.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    one, other = pairs[:, 0], pairs[:, 1]
    way = points[other] - points[one]
    far = np.sqrt(way[:, 0] ** 2 + way[:, 1] ** 2)
    pull = (strength * np.maximum(0, far - rest) / np.maximum(far, 1))[:, None] * way
    step = np.empty_like(points)
    for axis in (0, 1):
        step[:, axis] = np.bincount(one, weights=pull[:, axis], minlength=len(points))
        step[:, axis] -= np.bincount(other, weights=pull[:, axis], minlength=len(points))
    return step / np.maximum(1, np.bincount(pairs.ravel(), minlength=len(points)))[:, None]
