"""Knowledge in any format that is asked for by name; each is loaded when it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError, NotFound
from kg.files import write_files
from kg.resources.ontology import DEFAULT_BASE

if TYPE_CHECKING:
    from kg.model import Knowledge

FORMATS: Mapping[str, str] = {
    "turtle": ".ttl",
    "ntriples": ".nt",
    "nquads": ".nq",
    "trig": ".trig",
    "jsonld": ".jsonld",
    "graphml": ".graphml",
    "gexf": ".gexf",
    "neo4j": "",
}
"""Format -> ending of its file; none for what is a directory of files."""


def render(knowledge: Knowledge, form: str, *, base: str = DEFAULT_BASE) -> bytes:
    """A knowledge in a format that is one file; equal knowledge gives equal bytes.

    Raises:
        NotFound: There is no such format, or it is several files.
        DataError: Something refers to what is not there.
    """
    if form not in _renderers():
        raise NotFound(f"no format {form!r} of one file; there are {', '.join(_renderers())}")
    return _renderers()[form](knowledge, base)


def export(knowledge: Knowledge, form: str, path: Path, *, base: str = DEFAULT_BASE) -> tuple[Path, ...]:
    """Write a knowledge in some format.

    Args:
        knowledge: What to write.
        form: One of `FORMATS`.
        path: The file, replaced if it is there; for `neo4j` the directory, made if absent.
        base: IRI under which instances stand, in RDF.

    Returns:
        The files written.

    Raises:
        NotFound: There is no such format.
        InputError: A directory stands where the file should, or a file where the directory should.
        OSError: It cannot be written; nothing is left half-written.
    """
    if form == "neo4j":
        from kg.views.neo4j import to_neo4j  # noqa: PLC0415 - seldom needed

        files = to_neo4j(knowledge)
        write_files(path, files)
        return tuple(path / name for name in files)
    if form in FORMATS and path.is_dir():
        raise InputError(path, found="a directory", expected=f"a file to write, such as graph{FORMATS[form]}")
    write_files(path.parent, {path.name: render(knowledge, form, base=base)})
    return (path,)


def guess_format(path: Path) -> str | None:
    """The format that a file's ending names, or None."""
    return next((form for form, ending in FORMATS.items() if ending and ending == path.suffix), None)


def _renderers() -> dict[str, Callable[[Knowledge, str], bytes]]:
    from kg.views import network, rdf  # noqa: PLC0415 - heavy

    return {
        "turtle": lambda knowledge, base: rdf.to_turtle(knowledge, base=base),
        "ntriples": lambda knowledge, base: rdf.to_ntriples(knowledge, base=base),
        "nquads": lambda knowledge, base: rdf.to_nquads(knowledge, base=base),
        "trig": lambda knowledge, base: rdf.to_trig(knowledge, base=base),
        "jsonld": lambda knowledge, base: rdf.to_jsonld(knowledge, base=base),
        "graphml": lambda knowledge, _: network.to_graphml(knowledge),
        "gexf": lambda knowledge, _: network.to_gexf(knowledge),
    }
