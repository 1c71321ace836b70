"""Revising a store: a build's pages take the place of what they were, and nothing else changes.

A store is never written where it stands. A revision works on a copy beside it, whose large files are hard links, and
the copy takes its place at the end; so a build that fails leaves the store as it was, and who reads goes on reading.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from kg.errors import InputError
from kg.resources.ontology import DCTERMS, SCHEMA, XZ
from kg.store.reading import find_store, list_pages, open_store
from kg.views.sparql import ONTOLOGY_GRAPH, load_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import BlankNode

_JOINT = "joint"
"""Local name of the graph of what holds between the pages of the last build, and on no page alone."""

_KNOWN_BY = (f"{DCTERMS}source", f"{XZ}paper", f"{XZ}place", f"{SCHEMA}datePublished")
"""What is the same of two pages where the one is a correction of the other: the file's name and what was said of it."""

_BULK = 50_000
"""Quads that are worth new files on disk."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What a build did to a store; IRIs of pages, sorted.

    Attributes:
        added: Pages that the store did not hold.
        replaced: Pages that it held, and pages that a corrected text supersedes.
        kept: Pages of other builds, left as they were.
        doubtful: Pages of which several earlier ones bear the name, so that none was superseded.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    @property
    def held(self) -> int:
        """How many pages the store holds now."""
        return len(self.kept) + len(self.added) + len(self.replaced)


def check_base(path: Path, base: str) -> None:
    """See that the pages of a store, if there is one, stand under a base.

    Raises:
        InputError: They stand under another.
    """
    if find_store(path) is None:
        return
    strange = [page for page in list_pages(open_store(path)) if not page.startswith(base)]
    if strange:
        found = f"pages under another base, as {strange[0]}"
        raise InputError(path, found=found, expected=f"pages under {base}; --fresh starts the store anew")


@contextmanager
def revise_store(path: Path, quads: Iterable[Quad], *, base: str, fresh: bool = False) -> Iterator[Revision]:
    """Revise a store; what was done takes effect when the context ends without an error.

    Args:
        path: Of the store; made if absent. Nobody else writes into its directory meanwhile.
        quads: Of the pages that were built, each in a named graph of its IRI; those of the default graph hold between
            these pages, and take the place of what held between those of the last build.
        base: IRI that the instances stand under.
        fresh: Leave out whatever the store held.

    Yields:
        What will have been done.

    Raises:
        InputError: The store is damaged, or holds pages under another base.
        OSError: It cannot be written; the store is as it was.
    """
    part, old = path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.old")
    if old.exists() and not path.exists():  # a build was killed between the two renames below
        old.rename(path)
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    exists = find_store(path) == path
    if exists and not fresh:
        check_base(path, base)
    elif path.exists() and not exists and (not path.is_dir() or any(path.iterdir())):
        raise InputError(path, found="something else", expected="a store that kg build wrote")
    try:
        if exists and not fresh:
            shutil.copytree(path, part, copy_function=_link, ignore=shutil.ignore_patterns("LOCK", "LOG", "LOG.old.*"))
        yield _revise(part, quads, base)
        if path.exists():
            path.rename(old)
        part.rename(path)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _link(source: str, target: str) -> None:
    """Copy one file of a store; its tables never change, so a hard link will do for them."""
    if source.endswith(".sst"):
        try:
            os.link(source, target)
        except OSError:  # a file system without hard links
            pass
        else:
            return
    shutil.copy2(source, target)


def _revise(path: Path, quads: Iterable[Quad], base: str) -> Revision:
    graphs: defaultdict[NamedNode | BlankNode, dict[Triple, None]] = defaultdict(dict)
    joint = NamedNode(base + _JOINT)
    for quad in quads:
        graph = joint if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name
        graphs[graph][quad.triple] = None
    store = Store(str(path))
    load_ontology(store)
    before = set(list_pages(store))
    built = {graph.value for graph in graphs} - {joint.value}
    superseded, doubtful = _find_superseded(store, graphs, before - built)
    for page in (*superseded, joint.value):
        graphs.setdefault(NamedNode(page), {})
    _replace(store, graphs)
    for page in superseded:
        store.remove_graph(NamedNode(page))
    store.flush()
    return Revision(
        added=tuple(sorted(built - before - set(superseded.values()))),
        replaced=tuple(sorted((built & before) | set(superseded.values()))),
        kept=tuple(sorted(before - built - set(superseded))),
        doubtful=tuple(sorted(doubtful)),
    )


def _find_superseded(
    store: Store, graphs: dict[NamedNode | BlankNode, dict[Triple, None]], earlier: set[str]
) -> tuple[dict[str, str], list[str]]:
    """Earlier pages that a page of this build corrects, each with the page that does; and pages that leave it open."""
    known: defaultdict[frozenset[tuple[str, str]], list[str]] = defaultdict(list)
    for page in sorted(earlier):
        node = NamedNode(page)
        known[_describe(quad.triple for quad in store.quads_for_pattern(node, None, None, node))].append(page)
    superseded: dict[str, str] = {}
    doubtful = []
    for graph, triples in graphs.items():
        alike = known.get(_describe(triple for triple in triples if triple.subject == graph), [])
        if len(alike) == 1 and alike[0] not in superseded:
            superseded[alike[0]] = graph.value
        elif alike:
            doubtful.append(graph.value)
    return superseded, doubtful


def _describe(triples: Iterable[Triple]) -> frozenset[tuple[str, str]]:
    """What a page is known by; nothing for what is no page."""
    return frozenset((t.predicate.value, str(t.object)) for t in triples if t.predicate.value in _KNOWN_BY)


def _replace(store: Store, graphs: dict[NamedNode | BlankNode, dict[Triple, None]]) -> None:
    """Put graphs in place of what the store holds of that name, and keep the default graph the union of all."""
    lost: dict[Triple, None] = {}
    gained: list[Quad] = []
    for graph, triples in graphs.items():
        before = {quad.triple: quad for quad in store.quads_for_pattern(None, None, None, cast("NamedNode", graph))}
        for triple, quad in before.items():
            if triple not in triples:
                store.remove(quad)
                lost[triple] = None
        gained += (_place(triple, graph) for triple in triples if triple not in before)
    everything = {_place(quad.triple, DefaultGraph()): None for quad in gained}
    insert = store.bulk_extend if len(gained) > _BULK else store.extend
    insert([*gained, *everything])
    outside = {DefaultGraph(), ONTOLOGY_GRAPH}
    for triple in lost:
        left = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        if all(quad.graph_name in outside for quad in left):
            store.remove(_place(triple, DefaultGraph()))


def _place(triple: Triple, graph: NamedNode | BlankNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
