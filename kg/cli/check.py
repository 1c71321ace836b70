"""`kg check`: whether all of it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import NOTHING_DONE, find_graph, print_table, tell
from kg.errors import InputError


def check(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[GRAPH]", help="Also check a graph that kg build wrote, or the directory that holds it."
        ),
    ] = None,
    *,
    graph: Annotated[Path | None, typer.Option(help="The same, as an option.")] = None,
    pages: Annotated[
        list[Path] | None,
        typer.Option(
            help="The graph's pages, to hold its quotes against them: a file or a directory; may be repeated."
        ),
    ] = None,
) -> None:
    """Check lexicons, rules, ontology, shapes and questions, and a graph if one is named: each fault in one line."""
    from kg.check import check_data, check_graph  # noqa: PLC0415 - heavy

    named = path or graph
    if path and graph and path != graph:
        raise InputError("kg check", found=f"{path} and --graph {graph}", expected="one graph")
    if pages and named is None:
        raise InputError("--pages", found="no graph", expected="the graph that was built from them")
    findings = (*check_data(), *(check_graph(find_graph(named), pages=pages or ()) if named else ()))
    rows = [
        (finding.what, finding.size, f"{len(finding.faults)} faults" if finding.faults else "ok")
        for finding in findings
    ]
    print_table(("what", "size", "state"), rows)
    faults = [fault for finding in findings for fault in finding.faults]
    for fault in faults:
        tell(fault)
    if faults:
        raise typer.Exit(NOTHING_DONE)
