"""Knowledge in the syntaxes of RDF that have lines or named graphs; `writing` has Turtle, `jsonld` has JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pyoxigraph import RdfFormat, serialize

from kg.resources.ontology import DEFAULT_BASE
from kg.resources.turtle import write_trig
from kg.views.rdf.writing import list_prefixes, to_quads, to_triples

if TYPE_CHECKING:
    from kg.model import Knowledge


def to_ntriples(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> bytes:
    """The triples of `to_triples` as canonical N-Triples, lines sorted; raises the same."""
    return _sort_lines(serialize(to_triples(knowledge, base=base), format=RdfFormat.N_TRIPLES))


def to_nquads(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> bytes:
    """The quads of `to_quads` as canonical N-Quads, lines sorted; raises the same."""
    return _sort_lines(serialize(to_quads(knowledge, base=base), format=RdfFormat.N_QUADS))


def to_trig(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> bytes:
    """The quads of `to_quads` as TriG, one block a page; raises the same."""
    return write_trig(to_quads(knowledge, base=base), prefixes=list_prefixes(base))


def _sort_lines(written: bytes | None) -> bytes:
    # a line feed in a literal is escaped, so a line is a statement; no other separator parts lines
    lines = cast("bytes", written).split(b"\n")[:-1]
    return b"".join(line + b"\n" for line in sorted(lines))
