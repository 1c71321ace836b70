"""Opening a store for reading, and telling one from a file.

In a store each page is a named graph, whose IRI is the page's. The default graph holds what all of them state, each
triple once: Oxigraph's own union would count twice what two pages share. The ontology stands beside, as a named graph.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.errors import InputError
from kg.resources.ontology import RDF, XZ
from kg.resources.turtle import find_format
from kg.views.sparql import load_ontology, load_store

STORE = "store"
"""Name of the store in the directory of a build."""

GRAPH = "graph.ttl"
"""Name of the graph's file in the directory of a build."""

_MARK = "CURRENT"  # RocksDB keeps a file of this name in every database


def find_store(path: Path) -> Path | None:
    """The store that a path leads to: the path itself, or `store` in a directory that kg build wrote; else None."""
    return next((found for found in (path, path / STORE) if (found / _MARK).is_file()), None)


def open_graph(path: Path | str) -> Store:
    """Open what a path leads to for reading: a store, the directory of a build, or a file of RDF.

    A directory's store is preferred to its file. Wherever it comes from, the ontology stands beside the graph.

    Raises:
        InputError: There is nothing of the kind, or it is damaged.
    """
    path = Path(path)
    found = find_store(path)
    if found is not None:
        return open_store(found)
    return load_store(path / GRAPH if path.is_dir() else path)


def open_store(path: Path) -> Store:
    """Open a store for reading; it takes a few milliseconds, whatever its size.

    Raises:
        InputError: It is none, or it is damaged.
    """
    try:
        return Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        found = "no such directory" if not path.exists() else "something else, or a damaged store"
        raise InputError(path, found=found, expected="a store that kg build wrote") from error


def copy_graph(graph: Path, target: Path) -> Path:
    """Put a file of RDF into a store of its own, the ontology beside it; graphs that the file names stay.

    Args:
        graph: The file, or a directory that holds `graph.ttl`.
        target: Of the store, which is made.

    Raises:
        InputError: The file is absent, of unknown ending, or does not parse.
    """
    path, form = find_format(graph / GRAPH if graph.is_dir() else graph)
    store = Store(str(target))
    load_ontology(store)
    try:
        store.bulk_load(path=path, format=form)
    except SyntaxError as error:
        raise InputError(path, found=error.msg, expected=form.name, line=error.lineno) from error
    store.flush()
    return target


def list_pages(store: Store) -> tuple[str, ...]:
    """IRIs of the pages that a store holds, sorted."""
    page = NamedNode(f"{XZ}Page")
    kind = NamedNode(f"{RDF}type")
    found = store.quads_for_pattern(None, kind, page, None)
    return tuple(
        sorted({q.graph_name.value for q in found if q.subject == q.graph_name and isinstance(q.graph_name, NamedNode)})
    )
