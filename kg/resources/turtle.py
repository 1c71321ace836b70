"""RDF files: Turtle whose bytes depend on the triples alone, and files that are checked before they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Quad, RdfFormat, Triple


def write_turtle(triples: Iterable[Triple], *, prefixes: Mapping[str, str]) -> bytes:
    """Triples as Turtle in UTF-8, in the order given, under sorted prefixes."""
    from pyoxigraph import RdfFormat, serialize  # noqa: PLC0415 - 13 ms that not every command needs

    return _sort_prefixes(serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(prefixes)), len(prefixes))


def write_trig(quads: Iterable[Quad], *, prefixes: Mapping[str, str]) -> bytes:
    """Quads as TriG in UTF-8, in the order given, under sorted prefixes."""
    from pyoxigraph import RdfFormat, serialize  # noqa: PLC0415 - 13 ms that not every command needs

    return _sort_prefixes(serialize(quads, format=RdfFormat.TRIG, prefixes=dict(prefixes)), len(prefixes))


def _sort_prefixes(written: bytes | None, count: int) -> bytes:
    # The library keeps prefixes in a hash map: their order changes from one process to the next.
    lines = cast("bytes", written).splitlines(keepends=True)
    return b"".join([*sorted(lines[:count]), b"\n", *lines[count:]])


def find_format(path: Path | str) -> tuple[Path, RdfFormat]:
    """The path of an RDF file and the syntax that its ending names.

    Raises:
        InputError: The file is absent, or its ending is unknown.
    """
    from pyoxigraph import RdfFormat  # noqa: PLC0415 - 13 ms that not every command needs

    path = Path(path)
    found = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if found is None:
        raise InputError(path, found=f"ending {path.suffix!r}", expected="an RDF file such as graph.ttl")
    if not path.is_file():
        raise InputError(path, found="no such file", expected="a graph that kg build wrote")
    return path, found
