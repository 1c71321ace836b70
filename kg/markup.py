"""HTML for notebooks: tables whose every cell is text, cut to a length that a notebook bears, and a framed page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROWS = 50  # of a table
LETTERS = 300  # of a cell


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str]], *, total: int, noun: str) -> str:
    """A table of the first rows; where there are more it says how many of how many are shown.

    Args:
        columns: Headings; none for a table without.
        rows: Cells as text, never markup; at least as many as are shown.
        total: How many rows there are.
        noun: What a row is, in the plural.
    """
    shown = [row for row, _ in zip(rows, range(ROWS), strict=False)]
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{_cut(cell)}</td>" for cell in row) + "</tr>" for row in shown)
    tail = f"<p>{len(shown):,} of {total:,} {escape(noun)}</p>" if total > len(shown) else ""
    return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>{tail}"


def write_facts(facts: Iterable[tuple[str, str]]) -> str:
    """A table of two columns, what and its value; empty values are left out."""
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{_cut(value)}</td></tr>" for name, value in facts if value)
    return f"<table><tbody>{rows}</tbody></table>"


def _cut(text: str) -> str:
    return escape(text if len(text) <= LETTERS else f"{text[:LETTERS]}…")


@dataclass(frozen=True, slots=True)
class FramedPage:
    """A whole HTML page that a notebook shows in a frame of its own, without a server and without a network.

    Attributes:
        html: The page.
        title: What is in the frame, for those who do not see it.
        height: Of the frame in pixels.
    """

    html: str
    title: str
    height: int = 640

    def __repr__(self) -> str:
        """Its title: the page itself would fill the screen."""
        return f"<FramedPage: {self.title}>"

    def _repr_html_(self) -> str:
        """The page in a frame that reaches nothing of the notebook around it."""
        style = f"width: 100%; height: {self.height}px; border: 1px solid #8884"
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts allow-downloads allow-modals" '
            f'style="{style}" srcdoc="{escape(self.html)}"></iframe>'
        )
