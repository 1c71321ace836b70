"""Cells of a table that a spreadsheet opens without evaluating them."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"

# What makes a spreadsheet take text for a formula; full-width forms are folded to these on input in some of them.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def guard_cell(text: str) -> str:
    """Text that no spreadsheet evaluates: an apostrophe before what could open a formula.

    A plain number stays as it is, a negative one too. NUL, which ends a cell in some programs, is left out.
    """
    text = text.replace("\0", "")
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV with guarded cells and the line ends of RFC 4180, without a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard_cell(name) for name in columns])
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
