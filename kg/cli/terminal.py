"""What every command prints with: errors in one line, tables that suit a person or a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from kg.errors import KgError
from kg.resources.cells import write_table

if TYPE_CHECKING:
    from rich.console import Console

OUTPUT = Path("output")
GRAPH = OUTPUT / "graph.ttl"
DONE_IN_PART = 1
NOTHING_DONE = 2
INTERRUPTED = 130


_CLOSING = frozenset("，。、；：！？”’）》」』%")


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Cell = str | int | float | Decimal | bool | None


def describe_error(error: KgError | OSError) -> str:
    """One line: the file, what was found, what was expected."""
    if isinstance(error, OSError) and error.strerror:
        where = error.filename2 or error.filename
        return f"{where}: {error.strerror.lower()}" if where else error.strerror.lower()
    return " ".join(str(error).split())


def show_controls(text: str) -> str:
    """Text of a page or a file name with its control characters made visible, so that none reaches the terminal."""
    return "".join("\ufffd" if category(c) == "Cc" and c not in "\n\t" else c for c in text)


def find_graph(path: Path) -> Path:
    """The graph file: the path itself, or `graph.ttl` of a directory that kg build wrote."""
    return path / GRAPH.name if path.is_dir() else path


def tell(message: str) -> None:
    """Print one line for the person at the keyboard, beside what the command itself prints."""
    print(f"kg: {show_controls(message)}", file=sys.stderr)  # noqa: T201 - this is where the program speaks


def write(text: str) -> None:
    """Print the result of a command as it is."""
    sys.stdout.write(text)


def make_console(*, stderr: bool = False) -> Console:
    """A console that never colours numbers and names by itself, nor reads text of a page as markup."""
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)


@contextmanager
def show_progress(total: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr; silent for a single page, and where there is nobody to see it.

    Yields what is to be called with the name of each page.
    """
    console = make_console(stderr=True)
    if total == 1 or not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda name: progress.update(task, advance=1, description=name)


def wrap_text(text: str, width: int) -> list[str]:
    """Wrap Chinese text to a number of columns: anywhere, but no line opens with a closing mark."""
    from rich.cells import chop_cells  # noqa: PLC0415

    lines: list[str] = []
    while text:
        line = chop_cells(text, width)[0]
        if text[len(line) : len(line) + 1] in _CLOSING and line[-1] not in _CLOSING:
            line = line[:-1] or line
        lines.append(line)
        text = text[len(line) :]
    return lines


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, title: str | None = None) -> None:
    """Print a table: framed in a terminal, and in a pipe one row a line with tabs between, nothing cut."""
    if not sys.stdout.isatty():
        for row in (columns, *rows):
            write("\t".join(show_controls(" ".join(_to_text(cell).split())) for cell in row) + "\n")
        return
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=title, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float | Decimal) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(show_controls(_to_text(cell))) for cell in row))
    make_console().print(table)


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, form: Format) -> None:
    """Print rows in the form asked for."""
    match form:
        case Format.TABLE:
            print_table(columns, rows)
        case Format.CSV:
            write(to_csv(columns, rows))
        case Format.JSON:
            write(to_json(columns, rows))


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as CSV with a header, no cell of which a spreadsheet evaluates."""
    return write_table(columns, [[_to_text(cell) for cell in row] for row in rows])


def to_json(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as a JSON list of objects."""
    objects: list[Mapping[str, Cell]] = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(objects, ensure_ascii=False, indent=2) + "\n"


def _to_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
