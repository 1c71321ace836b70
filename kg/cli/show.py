"""`kg show`: one entity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import OUTPUT


def show(
    name: Annotated[str, typer.Argument(help="Name of the entity; a short form will do.")],
    *,
    graph: Annotated[
        Path, typer.Option(help="What kg build wrote: its directory, the store in it, or a file such as graph.ttl.")
    ] = OUTPUT,
) -> None:
    """Show one entity: names, code, facts by relation, figures, and the sentences that state them."""
    from kg.cli.portraits import print_portrait  # noqa: PLC0415 - heavy
    from kg.graph import KnowledgeGraph  # noqa: PLC0415
    from kg.portrait import draw_portrait  # noqa: PLC0415

    known = KnowledgeGraph.load_about(graph, name)
    print_portrait(draw_portrait(known.knowledge, known.entity(name)))
