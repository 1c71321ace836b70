"""Files replaced all or none: nobody ever finds one half-written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    for name in files:
        if (directory / name).is_dir():
            raise InputError(directory / name, found="a directory", expected="a file to replace")
    made = make_directory(directory)
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
            remove_empty(made)


@contextmanager
def hold_directory(directory: Path) -> Iterator[None]:
    """Keep other builds out of a directory, which is made if absent and goes again if nothing is left in it.

    Where the system has no such lock (Windows) nothing keeps them out but the store's own.

    Raises:
        InputError: Another build is at work there, or it is a file.
        OSError: It cannot be made.
    """
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        yield
        return
    made = make_directory(directory)
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(directory, found="another build at work", expected="one at a time") from error
        yield
    finally:
        os.close(handle)
        remove_empty(made)


def make_directory(directory: Path) -> list[Path]:
    """Make it with its parents.

    Returns:
        Those that were not there, the deepest first.

    Raises:
        InputError: It is a file.
        OSError: It cannot be made.
    """
    if directory.exists() and not directory.is_dir():
        raise InputError(directory, found="a file", expected="a directory to write to")
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    return missing


def remove_empty(directories: Sequence[Path]) -> None:
    """Remove directories that are empty, in their order, up to the first that is not."""
    for directory in directories:
        if any(directory.iterdir()):
            return
        directory.rmdir()
