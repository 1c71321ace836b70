"""`kg export`: a graph in another format."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import GRAPH, tell
from kg.errors import InputError


class ExportFormat(StrEnum):
    """What a graph can be written as."""

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    TRIG = "trig"
    JSONLD = "jsonld"
    GRAPHML = "graphml"
    GEXF = "gexf"
    NEO4J = "neo4j"


def export(
    graph: Annotated[
        Path, typer.Argument(metavar="[GRAPH]", help="Graph that kg build wrote, or the directory that holds it.")
    ] = GRAPH,
    *,
    form: Annotated[
        ExportFormat | None, typer.Option("--format", help="Format; the ending of the output tells it where it can.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write; for neo4j a directory. Without it: standard output."),
    ] = None,
) -> None:
    """Write a graph that was built in another format; N-Quads and TriG have one named graph per page."""
    from kg.export import guess_format, render  # noqa: PLC0415 - heavy
    from kg.graph import KnowledgeGraph  # noqa: PLC0415

    name = form or (guess_format(output) if output else None)
    if name is None:
        formats = ", ".join(ExportFormat)
        raise InputError(output or "--format", found="no format", expected=f"--format with one of {formats}")
    if output is None and name == ExportFormat.NEO4J:
        raise InputError("-o", found="no directory", expected="one to write nodes.csv and relationships.csv to")
    known = KnowledgeGraph.load(graph)
    if output is None:
        sys.stdout.buffer.write(render(known.knowledge, name, base=known.base))
        return
    for path in known.export(name, output):
        tell(f"wrote {path}")
