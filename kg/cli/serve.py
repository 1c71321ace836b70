"""`kg serve`: the graph over HTTP."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.terminal import OUTPUT, write
from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


def serve(
    *,
    store: Annotated[
        Path | None, typer.Option(help="Store that kg build wrote, or the directory that holds it; else output.")
    ] = None,
    graph: Annotated[Path | None, typer.Option(help="An RDF file to serve in place of a store.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 for any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    time_limit: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Time that a query may take.")] = 30.0,
    row_limit: Annotated[int, typer.Option(min=1, metavar="N", help="Rows that an answer may have.")] = 100_000,
    cors: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let pages of this origin read answers; may be repeated; * for any."),
    ] = None,
) -> None:
    """Serve the graph: viewer, pages of entities, API in JSON, SPARQL endpoint, questions as forms.

    The viewer stands at /, and asks for more as the reader goes.
    Every thing has a page at the path of its IRI, or at /id/ID.
    /api/openapi.json describes the API; /sparql answers queries.
    The store's names and texts are indexed beside it when it is first served.
    """
    from kg.serve.running import Limits, serve  # noqa: PLC0415 - heavy

    with _find_store(store, graph) as found:
        with suppress(KeyboardInterrupt):
            serve(
                found,
                host=host,
                port=port,
                limits=Limits(seconds=time_limit, rows=row_limit),
                origins=tuple(cors or ()),
                started=_tell_started,
            )
        write("stopped\n")


def _tell_started(url: str) -> None:
    pages = {
        "": "viewer",
        "queries": "questions",
        "query": "SPARQL by hand",
        "sparql": "endpoint",
        "api/openapi.json": "API",
        "ontology": "classes and relations",
    }
    write(f"Serving at {url}\n")
    write("".join(f"  {url}{path:<18}{what}\n" for path, what in pages.items()))
    write("Ctrl-C stops it.\n")
    sys.stdout.flush()


@contextmanager
def _find_store(store: Path | None, graph: Path | None) -> Iterator[Path]:
    """The store to serve; a file is put into one of its own, for as long as it is served.

    Raises:
        InputError: Both are named, or there is nothing of the kind.
    """
    from kg.store import copy_graph, find_store  # noqa: PLC0415 - heavy

    if store is not None and graph is not None:
        raise InputError("--graph", found="--store as well", expected="one of the two")
    path = graph or store or OUTPUT
    found = find_store(path)
    if found is not None:
        yield found.resolve()
        return
    if store is not None:
        raise InputError(store, found="no store", expected="one that kg build wrote (or --graph with a file)")
    with tempfile.TemporaryDirectory(prefix="kg-serve-") as scratch:
        yield copy_graph(path, Path(scratch) / "store")
