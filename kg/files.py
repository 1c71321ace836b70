"""Files replaced all or none: nobody ever finds one half-written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.errors import InputError


def write_files(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a directory: each to a temporary name first, then all renamed.

    Args:
        directory: Made if absent, with its parents.
        files: Name -> content.

    Raises:
        InputError: The directory is a file, or one of the names is a directory.
        OSError: It cannot be written. Temporary files are gone then, and so is a directory that was made.
    """
    if directory.exists() and not directory.is_dir():
        raise InputError(directory, found="a file", expected="a directory to write to")
    for name in files:
        if (directory / name).is_dir():
            raise InputError(directory / name, found="a directory", expected="a file to replace")
    made = _make_directory(directory)
    parts = {name: directory / f".{name}.{os.getpid()}.part" for name in files}
    done = False
    try:
        for name, part in parts.items():
            with part.open("xb") as file:
                file.write(files[name])
        for name, part in parts.items():
            part.replace(directory / name)
        done = True
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
        if not done:
            _remove_empty(made)


def _make_directory(directory: Path) -> list[Path]:
    """Make it with its parents; returns those that were not there, the deepest first."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    return missing


def _remove_empty(directories: Sequence[Path]) -> None:
    for directory in directories:
        if any(directory.iterdir()):
            return
        directory.rmdir()
