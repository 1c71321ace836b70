"""Development zones that are known by name: the state-level new areas and many national zones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

ZONES = Path(__file__).parent.parent / "data" / "zones.csv"


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone that is known by name.

    Attributes:
        name: Official name.
        parent: Code of the division that it belongs to.
        note: What it is.
    """

    name: str
    parent: str
    note: str


@cache
def load_zones() -> Mapping[str, Zone]:
    """Zones by official name, read once; in the order of the file.

    Raises:
        DataError: The table holds a malformed or repeated row.
    """
    lines = ZONES.read_text(encoding="utf-8").splitlines()
    if lines[:1] != ["name,parent_code,note"]:
        raise DataError(ZONES, found="another header", expected="name,parent_code,note", line=1)
    zones: dict[str, Zone] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split(",")
        if len(cells) != 3 or cells[0] in zones:
            raise DataError(ZONES, found=repr(line), expected="a new name, parent_code, note", line=number)
        zones[cells[0]] = Zone(*cells)
    return zones
