"""How each class is drawn: reads `kg/data/viewer/style.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Style:
    """Colours (by day and by night), shape of the viewer, nearest shape of pyvis, least radius in pixels."""

    colour: str
    dark: str
    shape: str
    pyvis: str
    size: float

    def record(self) -> dict[str, object]:
        """What the page holds of it."""
        return {key: value for key, value in asdict(self).items() if key in ("colour", "dark", "shape")}


@dataclass(frozen=True, slots=True)
class Styles:
    """A style for every class, known or not."""

    by_class: Mapping[str, Style]
    other: Style

    def of(self, cls: str, ancestors: frozenset[str] = frozenset()) -> Style:
        """The style of a class: its own, else that of the first listed class above it, else the common one."""
        if cls in self.by_class:
            return self.by_class[cls]
        return next((style for name, style in self.by_class.items() if name in ancestors), self.other)


def read_styles() -> Styles:
    """Read the styles that the package ships."""
    table = tomllib.loads(files("kg").joinpath("data/viewer/style.toml").read_text(encoding="utf-8"))
    return Styles(
        by_class={name: Style(**row) for name, row in table["class"].items()},
        other=Style(**table["other"]),
    )
