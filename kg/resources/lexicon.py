"""Lexicons: CSV files in `kg/data/lexicon` with the columns word, class, note; a line that opens with # says why."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError

LEXICONS = Path(__file__).parent.parent / "data" / "lexicon"


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One word of a lexicon.

    Attributes:
        word: The word.
        cls: Its class in this lexicon.
        note: What a lexicon keeps beside the word: a full form, endings, a comment on a doubtful row.
        line: 1-based line of the file.
    """

    word: str
    cls: str
    note: str
    line: int


@cache
def read_lexicon(name: str, folder: Path = LEXICONS) -> tuple[LexiconRow, ...]:
    """Read a lexicon once.

    Args:
        name: File name without `.csv`.
        folder: Where it lies.

    Returns:
        Rows in the order of the file.

    Raises:
        DataError: The file is absent, its header is not `word,class,note`, or a row lacks word or class, has more than
            three cells, or stands twice.
    """
    path = folder / f"{name}.csv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataError(path, found="no such file", expected="a lexicon") from None
    except UnicodeDecodeError as error:
        raise DataError(path, found=f"bytes that are no UTF-8 at {error.start}", expected="UTF-8") from None
    numbered = [(i, line) for i, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    if not numbered or numbered[0][1] != "word,class,note":
        raise DataError(
            path, found="another header", expected="word,class,note", line=numbered[0][0] if numbered else 1
        )
    rows: list[LexiconRow] = []
    seen: set[tuple[str, str]] = set()
    for number, line in numbered[1:]:
        cells = next(csv.reader([line]))
        if len(cells) != 3 or not cells[0] or not cells[1]:
            raise DataError(path, found=repr(line), expected="word,class,note", line=number)
        if (cells[0], cells[1]) in seen:
            raise DataError(
                path,
                found=f"{cells[0]} ({cells[1]}) a second time",
                expected="each word once in its class",
                line=number,
            )
        seen.add((cells[0], cells[1]))
        rows.append(LexiconRow(cells[0], cells[1], cells[2], number))
    return tuple(rows)
