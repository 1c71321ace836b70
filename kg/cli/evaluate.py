"""`kg evaluate`: a graph against a gold file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.terminal import Format, print_rows

if TYPE_CHECKING:
    from kg.evaluate import Evaluation


def evaluate(
    graph: Annotated[Path, typer.Argument(help="Graph of one page that kg build wrote.")],
    gold: Annotated[Path, typer.Argument(help="Gold file of that page, YAML.")],
    *,
    errors: Annotated[
        bool, typer.Option("--errors", help="Instead of figures, list what was missed and what is spurious.")
    ] = False,
    output: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
) -> None:
    """Measure a graph against a gold file: precision, recall and F1 of articles, entities, relations, figures."""
    from kg.evaluate import evaluate as measure  # noqa: PLC0415 - heavy
    from kg.evaluate import read_gold  # noqa: PLC0415
    from kg.graph import KnowledgeGraph  # noqa: PLC0415

    result = measure(KnowledgeGraph.load(graph).knowledge, read_gold(gold))
    if not errors:
        columns = ("task", "precision", "recall", "f1", "right", "spurious", "missed")
        print_rows(columns, _to_rows(result), form=output)
    else:
        rows = [(kind, row) for kind, found in result.errors.items() for row in found]
        print_rows(("error", "what"), rows, form=output)


def _to_rows(result: Evaluation) -> list[tuple[str | float, ...]]:
    scores = {
        **result.tasks,
        **{f"entities {name}": score for name, score in result.by_class.items()},
        **{f"relations {name}": score for name, score in result.by_relation.items()},
    }
    return [
        (task, score.precision, score.recall, score.f1, score.right, score.spurious, score.missed)
        for task, score in scores.items()
    ]
