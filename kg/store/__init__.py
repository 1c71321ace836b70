"""A graph kept on disk: page by page, opened for reading at once, revised by builds."""

from __future__ import annotations

from kg.store.portion import find_entities, follow_quads, read_about, read_everything, read_from, read_names
from kg.store.reading import copy_graph, find_store, list_pages, open_graph, open_store
from kg.store.revising import Revision, check_base, revise_store

__all__ = [
    "Revision",
    "check_base",
    "copy_graph",
    "find_entities",
    "find_store",
    "follow_quads",
    "list_pages",
    "open_graph",
    "open_store",
    "read_about",
    "read_everything",
    "read_from",
    "read_names",
    "revise_store",
]
