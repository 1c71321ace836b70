"""What the viewer begins with: all of a small store, the overview of a large one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.serve.catalogue.pictures import record_picture
from kg.serve.catalogue.texts import mark_names
from kg.store import read_everything
from kg.views.page import name_page
from kg.views.page.record import record_kinds, record_knowledge
from kg.views.rdf import from_rdf

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.serve.catalogue.reading import Catalogue

WHOLE = 2_000
"""Entities up to which the viewer has the whole store at once."""

_COUNTIES = 12  # that the overview shows
_AROUND = 9  # entities beside each of them
_CHART = 40  # counties in the chart
_FACTS = 1_500


def make_view(catalogue: Catalogue, store: Store, overview: dict[str, Any]) -> dict[str, Any]:
    """Make what the viewer begins with.

    Returns:
        What `record_knowledge` records, with `whole` true where that is the whole store; else `whole` is false, and
        `entities`, `facts` and `network` hold the overview alone, `totals` and `chart` the counts of the store.
    """
    if catalogue.read_meta("entities") <= WHOLE:
        knowledge = from_rdf(read_everything(store, source="store")) if catalogue.read_meta("pages") else None
        if knowledge is not None:
            return {"whole": True, "title": name_page(knowledge), **record_knowledge(mark_names(knowledge))}
    kinds = record_kinds(overview["totals"]["classes"], overview["totals"]["relations"])
    network = {"nodes": overview["nodes"], "edges": [], "options": {}}
    empty: dict[str, Any] = {"figures": [], "articles": [], "pages": []}
    return {"whole": False, "title": "县志", **kinds, **overview, **empty, "network": network, "large": True}


def make_overview(catalogue: Catalogue) -> dict[str, Any]:
    """Counts, and the counties of which most is said with the entities nearest to them.

    Returns:
        `totals` (`entities`, `facts`, `articles`, `pages`, and counts of `classes` and `relations` by name), `chart`
        (the first counties with the numbers of their programmes and institutions), and the picture.
    """
    totals = {key: catalogue.read_meta(key) for key in ("entities", "facts", "articles", "pages")}
    totals |= {key: catalogue.read_meta(key) for key in ("classes", "relations")}
    counties = catalogue.list_top("County", _CHART) or catalogue.list_top("Prefecture", _CHART)
    shown = counties[:_COUNTIES] or catalogue.list_heaviest(_COUNTIES)
    chosen = {known.number for known in shown}
    for known in shown:
        near, _ = catalogue.list_around(known.number, steps=1, limit=_AROUND)
        chosen.update(near)
    drawn = {number: known for number, known in catalogue.list_known(chosen).items() if not known.late}
    chart = [
        {
            "id": known.id,
            "name": known.name,
            "cls": known.cls,
            "programmes": catalogue.count_in(known.number, "Programme"),
            "institutions": catalogue.count_in(known.number, "Institution"),
        }
        for known in counties
    ]
    links = catalogue.list_facts_among(drawn, drawn, _FACTS)
    return {"totals": totals, "chart": chart, **record_picture(catalogue, drawn, links)}
