"""`kg explain`: why the graph says so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import OUTPUT


def explain(
    name: Annotated[str, typer.Argument(help="Name of an entity; a short form will do.")],
    relation: Annotated[str | None, typer.Argument(help="Only facts of this relation, such as implements.")] = None,
    other: Annotated[str | None, typer.Argument(help="Only facts that join it to this entity.")] = None,
    *,
    graph: Annotated[
        Path, typer.Option(help="What kg build wrote: its directory, the store in it, or a file such as graph.ttl.")
    ] = OUTPUT,
) -> None:
    """Explain an entity or a fact: the sentences, the rule, the confidence, and why names were joined."""
    from kg.cli.portraits import print_reasons  # noqa: PLC0415 - heavy
    from kg.graph import KnowledgeGraph  # noqa: PLC0415
    from kg.portrait import draw_portrait, pick_facts  # noqa: PLC0415

    known = KnowledgeGraph.load_about(graph, *filter(None, (name, other)))
    portrait = draw_portrait(known.knowledge, known.entity(name))
    facts = pick_facts(portrait, predicate=relation, other=known.entity(other) if other else None)
    print_reasons(portrait, facts)
