"""Errors that a user can act on: every message names the file, what was found and what was expected."""

from __future__ import annotations

from functools import partial
from pathlib import Path


class KgError(Exception):
    """Base of every error that ends in one clear line instead of a traceback."""


class InputError(KgError):
    """A file that cannot be read as what it should be.

    Args:
        source: The file (or directory) at fault.
        found: What stands there.
        expected: What should stand there.
        line: 1-based line, if the fault has one.
    """

    def __init__(self, source: Path | str, *, found: str, expected: str, line: int | None = None) -> None:
        self.source = str(source)
        self.found = found
        self.expected = expected
        self.line = line
        where = f"{source}:{line}" if line else str(source)
        super().__init__(f"{where}: found {found}, expected {expected}")

    def __reduce__(self) -> tuple[partial[InputError], tuple[()]]:
        """What pickling needs, since the arguments have names: a worker hands its error to the process above."""
        return partial(type(self), self.source, found=self.found, expected=self.expected, line=self.line), ()


class DataError(InputError):
    """A lexicon, rule or table of the project (or of the user) that does not hold what it should."""


class ModelMissing(KgError):
    """A neural finder is configured but its weights are absent."""


class NotFound(KgError):
    """A name, question or entity that is asked for and does not exist."""


class QueryError(KgError):
    """A SPARQL question that does not parse or lacks a parameter."""
