"""Xianzhi: knowledge graphs of counties, institutions, programmes and people from Chinese local newspapers.

```python
import kg

g = kg.build("page.txt", place="廊坊市")
g = kg.load("output/graph.ttl")
```
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError, KgError, NotFound, QueryError
from kg.model import (
    Article,
    Claim,
    Entity,
    Evidence,
    Figure,
    Knowledge,
    Mention,
    Page,
    Relation,
    Span,
)

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Claim",
    "Entity",
    "Evidence",
    "Figure",
    "InputError",
    "KgError",
    "Knowledge",
    "KnowledgeGraph",
    "Mention",
    "NotFound",
    "Page",
    "QueryError",
    "Relation",
    "Span",
    "build",
    "load",
]


def build(
    paths: str | Path | Iterable[str | Path],
    *,
    place: str | None = None,
    paper: str | None = None,
    date: str | None = None,
    min_confidence: float = 0.0,
    judgements: str | Path | None = None,
) -> KnowledgeGraph:
    """Build the graph of one page or several.

    Args:
        paths: A text file, or several.
        place: Home of the newspaper, a division's name: it settles what 该县, 全市 and short names mean.
        paper: Name of the newspaper.
        date: ISO date of the page.
        min_confidence: Claims and figures below it are left out, 0 to 1.
        judgements: CSV of names that a person judged same or different.

    Returns:
        The graph in memory; nothing is written.

    Raises:
        InputError: A file is missing, is no text, or holds no article.
    """
    from kg.articles import read_page  # noqa: PLC0415 - numpy and the tagger load only when a graph is built
    from kg.graph import KnowledgeGraph  # noqa: PLC0415
    from kg.judgements import read_judgements  # noqa: PLC0415
    from kg.pipeline import build_pages  # noqa: PLC0415

    files = [paths] if isinstance(paths, str | Path) else list(paths)
    pages = [read_page(Path(file), paper=paper, date=date, place=place) for file in files]
    decided = read_judgements(Path(judgements)) if judgements is not None else ()
    return KnowledgeGraph(build_pages(pages, min_confidence=min_confidence, judgements=decided))


def load(path: str | Path) -> KnowledgeGraph:
    """Load a graph that was built before.

    Args:
        path: `graph.ttl`, or any RDF file that follows the contract.

    Raises:
        InputError: The file is missing or is no such graph.
    """
    from kg.graph import KnowledgeGraph  # noqa: PLC0415

    return KnowledgeGraph.load(path)


def __getattr__(name: str) -> object:
    """`kg.KnowledgeGraph`, loaded when it is asked for."""
    if name == "KnowledgeGraph":
        from kg.graph import KnowledgeGraph  # noqa: PLC0415

        return KnowledgeGraph
    raise AttributeError(name)
