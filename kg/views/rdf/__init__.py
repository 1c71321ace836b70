"""Knowledge as RDF, and back."""

from __future__ import annotations

from kg.views.rdf.formats import to_nquads, to_ntriples, to_trig
from kg.views.rdf.jsonld import to_jsonld
from kg.views.rdf.reading import Triples, find_base, from_rdf, load_graph, read_graph
from kg.views.rdf.writing import to_quads, to_rdf, to_triples, to_turtle

__all__ = [
    "Triples",
    "find_base",
    "from_rdf",
    "load_graph",
    "read_graph",
    "to_jsonld",
    "to_nquads",
    "to_ntriples",
    "to_quads",
    "to_rdf",
    "to_trig",
    "to_triples",
    "to_turtle",
]
