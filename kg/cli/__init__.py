"""The command line: one function per command."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from kg import __version__
from kg.cli.build import build
from kg.cli.check import check
from kg.cli.evaluate import evaluate
from kg.cli.explain import explain
from kg.cli.export import export
from kg.cli.push import push
from kg.cli.query import query
from kg.cli.serve import serve
from kg.cli.show import show
from kg.cli.terminal import INTERRUPTED, NOTHING_DONE, describe_error, tell
from kg.errors import KgError

app = typer.Typer(
    name="kg",
    epilog="Example: kg build",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the signature that typer calls
    if wanted:
        sys.stdout.write(f"kg {__version__}\n")
        raise typer.Exit


@app.callback()
def start(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Xianzhi 县志: from pages of Chinese local newspapers to a knowledge graph with a sentence behind every fact."""


for _command, _example in (
    (build, "kg build page.txt -o output --place 廊坊市 --paper 样报 --date 2023-10-20"),
    (query, "kg query programmes-by-county --param county=大城县 --format csv"),
    (show, "kg show 大城县"),
    (explain, "kg explain 大城县 partOf 廊坊市"),
    (serve, "kg serve --port 8000"),
    (push, "kg push http://127.0.0.1:7878/store"),
    (export, "kg export output/graph.ttl --format jsonld -o graph.jsonld"),
    (check, "kg check output/graph.ttl --pages pages"),
    (evaluate, "kg evaluate output/graph.ttl gold.yaml --errors"),
):
    app.command(epilog=f"Example: {_example}")(_command)


def main() -> None:
    """Run the command line; no traceback reaches a user.

    Exit status: 0 done; 1 done in part; 2 nothing done, after a line that says why; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows ? and goes on
    try:
        app()
    except (KgError, OSError) as error:
        tell(describe_error(error))
        sys.exit(NOTHING_DONE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
