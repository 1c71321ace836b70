"""`kg check`: whether all of it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import NOTHING_DONE, find_graph, print_table, tell


def check(
    *,
    graph: Annotated[Path | None, typer.Option(help="Also check a graph that kg build wrote.")] = None,
) -> None:
    """Check lexicons, rules, ontology and questions, and a graph if one is named; a fault names its file and line."""
    from kg.check import check_data, check_graph  # noqa: PLC0415 - heavy

    findings = (*check_data(), *(check_graph(find_graph(graph)) if graph else ()))
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
