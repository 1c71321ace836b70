"""What the endpoint says of itself: SPARQL 1.1 Service Description, in RDF."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg.resources.ontology import RDF, XSD
from kg.resources.turtle import write_turtle

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = (
    "http://www.w3.org/ns/formats/SPARQL_Results_JSON",
    "http://www.w3.org/ns/formats/SPARQL_Results_XML",
    "http://www.w3.org/ns/formats/SPARQL_Results_CSV",
    "http://www.w3.org/ns/formats/SPARQL_Results_TSV",
    "http://www.w3.org/ns/formats/Turtle",
    "http://www.w3.org/ns/formats/N-Triples",
    "http://www.w3.org/ns/formats/JSON-LD",
    "http://www.w3.org/ns/formats/RDF_XML",
)
_SYNTAXES = {"nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}


def describe_service(url: str, *, graphs: dict[str, int], triples: int, form: str) -> bytes:
    """The description of the service at a URL.

    Args:
        url: Where it answers.
        graphs: Triples of each named graph by its IRI.
        triples: Of the default graph.
        form: `ttl`, `nt`, `jsonld` or `rdf`.
    """
    service, dataset, default = (NamedNode(url + part) for part in ("#service", "#dataset", "#default"))
    found = [
        *_say(service, "Service", endpoint=NamedNode(url), supportedLanguage=NamedNode(f"{_SD}SPARQL11Query")),
        *(Triple(service, NamedNode(f"{_SD}resultFormat"), NamedNode(iri)) for iri in _FORMATS),
        Triple(service, NamedNode(f"{_SD}defaultDataset"), dataset),
        *_say(dataset, "Dataset", defaultGraph=default),
        *_say(default, "Graph"),
        Triple(default, NamedNode(f"{_VOID}triples"), _count(triples)),
    ]
    for number, (iri, count) in enumerate(sorted(graphs.items()), start=1):
        named, graph = NamedNode(f"{url}#named{number}"), NamedNode(f"{url}#graph{number}")
        found.append(Triple(dataset, NamedNode(f"{_SD}namedGraph"), named))
        found += _say(named, "NamedGraph", name=NamedNode(iri), graph=graph)
        found += [*_say(graph, "Graph"), Triple(graph, NamedNode(f"{_VOID}triples"), _count(count))]
    prefixes = {"sd": _SD, "void": _VOID, "xsd": XSD, "rdf": RDF}
    if form == "ttl":
        return write_turtle(found, prefixes=prefixes)
    written = serialize(found, format=_SYNTAXES[form], prefixes=prefixes)
    return b"" if written is None else written


def _say(subject: NamedNode, cls: str, **about: NamedNode) -> list[Triple]:
    return [
        Triple(subject, NamedNode(f"{RDF}type"), NamedNode(_SD + cls)),
        *(Triple(subject, NamedNode(_SD + name), value) for name, value in about.items()),
    ]


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(f"{XSD}integer"))
