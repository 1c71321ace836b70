"""Knowledge as JSON-LD that reads well: terms for IRIs, plain strings for Chinese, selectors and credits in their node.

The terms are those of `kg/data/context.jsonld` and, for relations, of the ontology.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import Literal

from kg.errors import DataError
from kg.resources.ontology import DEFAULT_BASE, OA, RDF, XSD, XZ, read_ontology
from kg.views.rdf.writing import to_triples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode, Triple

    from kg.model import Knowledge

CONTEXT_FILE = Path(__file__).parents[2] / "data" / "context.jsonld"

Json = dict[str, Any]

_NESTING = frozenset({f"{XZ}credit", f"{OA}hasSelector"})
"""Properties whose objects are shown inside their subject: nothing else has them."""

_LOCAL = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_TYPE = f"{RDF}type"
_STRING, _INTEGER = f"{XSD}string", f"{XSD}integer"


def to_jsonld(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> bytes:
    """The triples of `to_triples` as one JSON-LD document in UTF-8; equal knowledge gives equal bytes.

    Raises:
        DataError: A class or relation is not in the ontology, something refers to what is not there, or the file of the
            context is malformed.
        InputError: The base is no absolute IRI.
    """
    triples = to_triples(knowledge, base=base)
    context = _read_context(base)
    document = {"@context": context.document, "@graph": _nest(_describe_nodes(triples, context), triples, context)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Term:
    """How a property is written.

    Attributes:
        name: Its key.
        coercion: `@id`, `@vocab`, IRI of a datatype, or empty.
        language: Of its strings, or empty.
        listed: Whether one value is a list too.
    """

    name: str
    coercion: str = ""
    language: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    """The context of a document, and how to write IRIs under it.

    Attributes:
        document: As it stands in the document.
        terms: By the IRI that they stand for.
        prefixes: Prefix -> IRI.
        base: IRI of instances.
        relative: Whether an instance's IRI is written as its local part alone; else with the prefix `id`.
    """

    document: Json
    terms: Mapping[str, _Term]
    prefixes: Mapping[str, str]
    base: str
    relative: bool

    def find_term(self, iri: str) -> _Term:
        return self.terms.get(iri) or _Term(self.compact(iri))

    def compact(self, iri: str) -> str:
        """A property, class or relation."""
        if iri in self.terms:
            return self.terms[iri].name
        local = iri.removeprefix(XZ)
        if iri.startswith(XZ) and _LOCAL.fullmatch(local) and local not in self.document:
            return local
        for prefix, start in self.prefixes.items():
            if iri.startswith(start) and _LOCAL.fullmatch(iri.removeprefix(start)):
                return f"{prefix}:{iri.removeprefix(start)}"
        return iri

    def refer(self, iri: str) -> str:
        """An instance."""
        local = iri.removeprefix(self.base)
        if iri.startswith(self.base) and _LOCAL.fullmatch(local):
            return local if self.relative else f"id:{local}"
        return iri


def _read_context(base: str) -> _Context:
    try:
        document = json.loads(CONTEXT_FILE.read_text(encoding="utf-8"))["@context"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise DataError(CONTEXT_FILE, found=str(error), expected="a JSON-LD context") from error
    relations = {name: {"@id": f"xz:{name}", "@type": "@id"} for name in read_ontology().relations}
    relative = re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://.*/", base) is not None
    place = {"@base": base} if relative else {"id": base}
    document = {**place, **document, **relations}
    prefixes = {
        name: value
        for name, value in document.items()
        if isinstance(value, str) and not name.startswith("@") and value.endswith(("/", "#", ":")) and name != "id"
    }
    terms = {}
    for name, value in document.items():
        if name.startswith("@") or name in prefixes or name == "id":
            continue
        term: Json = value if isinstance(value, dict) else {"@id": value}
        coercion = term.get("@type", "")
        terms[_expand(term["@id"], prefixes)] = _Term(
            name=name,
            coercion=coercion if coercion.startswith("@") else _expand(coercion, prefixes),
            language=term.get("@language", ""),
            listed=term.get("@container") == "@set",
        )
    return _Context(document, terms, prefixes, base, relative)


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon else name


def _describe_nodes(triples: list[Triple], context: _Context) -> dict[str, Json]:
    """Nodes by IRI, in the order of their triples."""
    nodes: dict[str, Json] = {}
    for triple in triples:
        iri, predicate = cast("NamedNode", triple.subject).value, triple.predicate.value
        node = nodes.setdefault(iri, {"@id": context.refer(iri)})
        if predicate == _TYPE:
            _put(node, "@type", context.compact(cast("NamedNode", triple.object).value), listed=False)
            continue
        term = context.find_term(predicate)
        _put(
            node, term.name, _write_value(cast("NamedNode | Literal", triple.object), term, context), listed=term.listed
        )
    return nodes


def _put(node: Json, key: str, value: object, *, listed: bool) -> None:
    if key not in node:
        node[key] = [value] if listed else value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


def _write_value(value: NamedNode | Literal, term: _Term, context: _Context) -> object:
    if not isinstance(value, Literal):
        if term.coercion == "@vocab":
            return context.compact(value.value)
        name = context.refer(value.value)
        return name if term.coercion == "@id" else {"@id": name}
    text, datatype = value.value, value.datatype.value
    if value.language:
        return text if value.language == term.language else {"@value": text, "@language": value.language}
    if term.coercion:
        return text if datatype == term.coercion else _spell_out(text, datatype, context)
    if datatype == _STRING and not term.language:
        return text
    if datatype == _INTEGER and not term.language and str(int(text)) == text:
        return int(text)
    return _spell_out(text, datatype, context)


def _spell_out(text: str, datatype: str, context: _Context) -> Json:
    return {"@value": text} if datatype == _STRING else {"@value": text, "@type": context.compact(datatype)}


def _nest(nodes: dict[str, Json], triples: list[Triple], context: _Context) -> list[Json]:
    """The nodes that nothing nests, with those that belong to them inside."""
    inside: dict[str, tuple[str, str]] = {}
    for triple in triples:
        if triple.predicate.value in _NESTING:
            holder, held = cast("NamedNode", triple.subject).value, cast("NamedNode", triple.object).value
            inside.setdefault(held, (holder, triple.predicate.value))
    for held, (holder, predicate) in inside.items():
        values = nodes[holder][context.find_term(predicate).name]
        values[values.index(context.refer(held))] = nodes[held]
    return [node for iri, node in nodes.items() if iri not in inside]
