"""Knowledge -> one HTML file: the network, its facts and their sentences. Opens without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.views.page.record import record_knowledge
from kg.views.page.template import fill_template

if TYPE_CHECKING:
    from kg.model import Knowledge

__all__ = ["to_html"]


def to_html(knowledge: Knowledge, *, title: str | None = None) -> str:
    """Draw the knowledge as a page for a browser.

    Args:
        knowledge: Sorted, as every `Knowledge` is.
        title: Of the page; by default made from the newspaper, its date and place.

    Returns:
        A whole HTML document, to be written as UTF-8. Scripts, styles and data stand inside; the data is the JSON of
        the element with id `knowledge`. Equal knowledge gives an equal page.
    """
    return fill_template(record_knowledge(knowledge), title=title or name_page(knowledge))


def name_page(knowledge: Knowledge) -> str:
    """A title: the newspaper with its date or place where there is one page, else the number of pages."""
    names = sorted({name for page in knowledge.pages if (name := page.paper or page.place)})
    if len(knowledge.pages) == 1 and names:
        return " ".join(part for part in (names[0], knowledge.pages[0].date) if part)
    if len(names) == 1:
        return f"{names[0]} {len(knowledge.pages)} 版"
    return "县志"
