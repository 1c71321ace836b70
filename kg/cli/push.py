"""`kg push`: the graph to another SPARQL store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.terminal import DONE_IN_PART, NOTHING_DONE, OUTPUT, tell, write


def push(
    url: Annotated[str, typer.Argument(help="Graph Store of the server, such as http://127.0.0.1:7878/store.")],
    *,
    graph: Annotated[
        Path, typer.Option(help="What kg build wrote: its directory, the store in it, or a file such as graph.ttl.")
    ] = OUTPUT,
    page: Annotated[list[str] | None, typer.Option(help="Send this page alone, by id or IRI; may be repeated.")] = None,
    ontology: Annotated[bool, typer.Option("--ontology", help="Send the ontology too, as a graph of its own.")] = False,
    user: Annotated[str | None, typer.Option(envvar="KG_PUSH_USER", help="Name for basic authentication.")] = None,
    password: Annotated[str | None, typer.Option(envvar="KG_PUSH_PASSWORD", help="Password to go with it.")] = None,
    token: Annotated[str | None, typer.Option(envvar="KG_PUSH_TOKEN", help="Token for bearer authentication.")] = None,
) -> None:
    """Send the graph to a SPARQL 1.1 store, each page as a named graph that replaces what was there of that name.

    Secrets are better given in the environment: KG_PUSH_USER, KG_PUSH_PASSWORD, KG_PUSH_TOKEN.
    """
    from kg.push import Sent, list_parts, push_parts  # noqa: PLC0415 - heavy

    def show(sent: Sent) -> None:
        tell(f"{sent.graph}: " + (f"not taken: {sent.fault}" if sent.fault else f"{sent.triples} triples"))

    parts = list_parts(graph, graphs=tuple(page or ()), ontology=ontology)
    done = list(push_parts(parts, url, user=user, password=password, token=token, progress=show, retried=tell))
    taken = [sent for sent in done if not sent.fault]
    write(f"{len(taken)} of {len(done)} graphs sent, {sum(sent.triples for sent in taken)} triples\n")
    if len(taken) < len(done) or not done:
        raise typer.Exit(DONE_IN_PART if taken else NOTHING_DONE)
