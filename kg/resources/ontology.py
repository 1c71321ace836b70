"""The ontology: which entity classes and relations exist, what they are called and what they may join.

Read from `kg/data/ontology.ttl`, once, in a few milliseconds. The vocabularies that the graph uses are named here too,
so that those who write RDF and those who read it spell them alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

XZ = "https://w3id.org/xianzhi/ontology#"
SCHEMA = "https://schema.org/"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "xz": XZ,
    "schema": SCHEMA,
    "oa": OA,
    "prov": PROV,
    "org": ORG,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
}

DEFAULT_BASE = "https://w3id.org/xianzhi/id/"
"""Base IRI of instances where the user sets none."""

ONTOLOGY_FILE = Path(__file__).parent.parent / "data" / "ontology.ttl"


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class that an entity may have.

    Attributes:
        name: Local name (`County`).
        zh: Chinese label.
        en: English label.
        ancestors: Local names of all its superclasses in the ontology, itself included.
    """

    name: str
    zh: str
    en: str
    ancestors: frozenset[str]


@dataclass(frozen=True, slots=True)
class RelationKind:
    """A predicate that may join two entities.

    Attributes:
        name: Local name (`implements`).
        zh: Chinese label (实施).
        en: English label.
        inverse_zh: Chinese label read from the object (实施者); the label itself for a symmetric relation.
        inverse_en: The same in English.
        symmetric: Whether it holds both ways; it is stated once.
        transitive: Whether it is transitive.
        signatures: Pairs of (classes of the subject, classes of the object), names of classes that entities may have.
    """

    name: str
    zh: str
    en: str
    inverse_zh: str
    inverse_en: str
    symmetric: bool
    transitive: bool
    signatures: tuple[tuple[frozenset[str], frozenset[str]], ...]

    @property
    def domain(self) -> frozenset[str]:
        """Every class that may be subject."""
        return frozenset().union(*(subjects for subjects, _ in self.signatures))

    @property
    def range(self) -> frozenset[str]:
        """Every class that may be object."""
        return frozenset().union(*(objects for _, objects in self.signatures))

    def allows(self, subject: str, object_: str) -> bool:
        """Whether it may join an entity of the one class to an entity of the other."""
        return any(subject in subjects and object_ in objects for subjects, objects in self.signatures)


@dataclass(frozen=True, slots=True)
class Ontology:
    """What the graph may say.

    Attributes:
        source: The file.
        classes: Entity classes by local name, in the order of the file.
        relations: Relations by local name, in the order of the file.
    """

    source: str
    classes: Mapping[str, EntityClass]
    relations: Mapping[str, RelationKind]

    def check_class(self, name: str) -> str:
        """The name itself.

        Raises:
            DataError: No entity class has that name.
        """
        if name not in self.classes:
            raise DataError(self.source, found=f"class {name}", expected="one of " + ", ".join(self.classes))
        return name

    def check_relation(self, name: str) -> str:
        """The name itself.

        Raises:
            DataError: No relation has that name.
        """
        if name not in self.relations:
            raise DataError(self.source, found=f"relation {name}", expected="one of " + ", ".join(self.relations))
        return name


class _Triples:
    """The file's triples, by subject and predicate, in file order; IRIs and literal values as strings."""

    def __init__(self, path: Path) -> None:
        from pyoxigraph import BlankNode, Literal, RdfFormat, parse  # noqa: PLC0415 - 13 ms that not every command needs

        self.path = path
        self.values: dict[str, dict[str, list[str]]] = {}
        self.labels: dict[str, dict[str, str]] = {}
        try:
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                subject, predicate, value = quad.subject, quad.predicate.value, quad.object
                name = f"_:{subject.value}" if isinstance(subject, BlankNode) else subject.value
                if isinstance(value, Literal) and predicate == f"{RDFS}label":
                    self.labels.setdefault(name, {})[value.language or ""] = value.value
                text = f"_:{value.value}" if isinstance(value, BlankNode) else value.value
                self.values.setdefault(name, {}).setdefault(predicate, []).append(text)
        except SyntaxError as error:
            raise DataError(path, found=error.msg, expected="Turtle", line=error.lineno) from error
        except OSError as error:
            raise DataError(path, found=error.strerror or str(error), expected="the ontology") from error

    def objects(self, subject: str, predicate: str) -> list[str]:
        return self.values.get(subject, {}).get(predicate, [])

    def locals(self, subject: str, predicate: str) -> list[str]:
        """Local names of the objects that the ontology itself declares."""
        return [value.removeprefix(XZ) for value in self.objects(subject, predicate) if value.startswith(XZ)]

    def label(self, name: str, language: str) -> str:
        try:
            return self.labels[XZ + name][language]
        except KeyError:
            raise DataError(self.path, found=f"xz:{name} without rdfs:label @{language}", expected="one") from None


@cache
def read_ontology(path: Path = ONTOLOGY_FILE) -> Ontology:
    """Read the ontology; the same file is read once.

    Raises:
        DataError: The file is absent, is no Turtle, or a class or relation lacks a label, an inverse or a signature.
    """
    triples = _Triples(path)
    ancestors = _read_ancestors(triples)
    concrete = [
        name
        for name in ancestors
        if "Entity" in ancestors[name] and "true" not in triples.objects(XZ + name, f"{XZ}abstract")
    ]
    classes = {
        name: EntityClass(
            name=name, zh=triples.label(name, "zh"), en=triples.label(name, "en"), ancestors=ancestors[name]
        )
        for name in concrete
    }
    below = {
        name: frozenset(cls for cls in concrete if name in ancestors[cls])
        for name in ancestors
        if "Entity" in ancestors[name]
    }
    relations = {
        iri.removeprefix(XZ): _read_relation(triples, iri.removeprefix(XZ), below)
        for iri in triples.values
        if f"{XZ}relation" in triples.objects(iri, f"{RDFS}subPropertyOf")
    }
    return Ontology(source=path.name, classes=classes, relations=relations)


def _read_ancestors(triples: _Triples) -> dict[str, frozenset[str]]:
    parents = {
        iri.removeprefix(XZ): triples.locals(iri, f"{RDFS}subClassOf")
        for iri in triples.values
        if iri.startswith(XZ) and f"{OWL}Class" in triples.objects(iri, f"{RDF}type")
    }
    found: dict[str, frozenset[str]] = {}
    for name in parents:
        seen: set[str] = set()
        queue = [name]
        while queue:
            at = queue.pop()
            if at not in seen:
                seen.add(at)
                queue.extend(parents.get(at, []))
        found[name] = frozenset(seen)
    return found


def _read_relation(triples: _Triples, name: str, below: Mapping[str, frozenset[str]]) -> RelationKind:
    iri = XZ + name
    types = triples.objects(iri, f"{RDF}type")
    symmetric = f"{OWL}SymmetricProperty" in types
    inverse = name if symmetric else next(iter(triples.locals(iri, f"{OWL}inverseOf")), "")
    if not inverse:
        raise DataError(
            triples.path, found=f"xz:{name} without owl:inverseOf", expected="one, or owl:SymmetricProperty"
        )
    signatures = []
    for node in triples.objects(iri, f"{XZ}signature"):
        sides = []
        for side in ("from", "to"):
            names = triples.locals(node, XZ + side)
            unknown = [cls for cls in names if cls not in below]
            if unknown or not names:
                found = f"xz:{name} {side} {', '.join(unknown) or 'nothing'}"
                raise DataError(triples.path, found=found, expected="entity classes")
            sides.append(frozenset().union(*(below[cls] for cls in names)))
        signatures.append((sides[0], sides[1]))
    if not signatures:
        raise DataError(triples.path, found=f"xz:{name} without xz:signature", expected="at least one")
    return RelationKind(
        name=name,
        zh=triples.label(name, "zh"),
        en=triples.label(name, "en"),
        inverse_zh=triples.label(inverse, "zh"),
        inverse_en=triples.label(inverse, "en"),
        symmetric=symmetric,
        transitive=f"{OWL}TransitiveProperty" in types,
        signatures=tuple(signatures),
    )
