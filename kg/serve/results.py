"""An answer in the formats of SPARQL 1.1: results in JSON, XML, CSV and TSV, graphs in the syntaxes of RDF.

pyoxigraph can write results only as they come; here they are written once it is known whether all of them are there.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from kg.resources.ontology import PREFIXES, XSD
from kg.resources.turtle import write_turtle

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.views.sparql import Answer, Term

_SYNTAXES = {"nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
_SHORT = {f"{XSD}integer": re.compile(r"[+-]?\d+"), f"{XSD}decimal": re.compile(r"[+-]?\d*\.\d+")}
"""Numbers that TSV writes without their datatype, as Turtle does."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML 1.0 cannot hold


def write_answer(answer: Answer, form: str, *, base: str) -> bytes:
    """An answer in a format that suits it.

    Args:
        answer: A graph for `ttl`, `nt`, `jsonld` and `rdf`; a table or a truth value for the others.
        form: One of these, `json`, `xml`, `csv`, `tsv`, or `sheet` for a CSV that is safe in a spreadsheet.
        base: IRI of the instances, which Turtle writes as `id:`.
    """
    if answer.triples is not None:
        if form == "ttl":
            return write_turtle(answer.triples, prefixes={"id": base} | PREFIXES)
        written = serialize(answer.triples, format=_SYNTAXES[form], prefixes={"id": base} | PREFIXES)
        return b"" if written is None else written
    if answer.truth is not None and form in {"csv", "tsv"}:
        return str(answer.truth).lower().encode()
    if form == "sheet":
        return answer.to_csv().encode()
    writers: dict[str, Callable[[Answer], str]] = {
        "json": _write_json,
        "xml": _write_xml,
        "csv": _write_csv,
        "tsv": _write_tsv,
    }
    return writers[form](answer).encode()


def _write_json(answer: Answer) -> str:
    if answer.truth is not None:
        return json.dumps({"head": {}, "boolean": answer.truth})
    columns = answer.columns
    bindings = [
        {name: _to_json(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in answer.terms
    ]
    document = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _to_json(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        about = {"type": "literal", "value": term.value}
        if term.language:
            about["xml:lang"] = term.language
            if term.direction:
                about["its:dir"] = str(term.direction.value)
        elif term.datatype.value != f"{XSD}string":
            about["datatype"] = term.datatype.value
        return about
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _to_json(part) for name, part in parts.items()}}


def _write_xml(answer: Answer) -> str:
    opening = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
    if answer.truth is not None:
        return f"{opening}<head/><boolean>{str(answer.truth).lower()}</boolean></sparql>"
    names = [quoteattr(name) for name in answer.columns]
    head = "".join(f"<variable name={name}/>" for name in names)
    rows = "".join(
        "<result>"
        + "".join(
            f"<binding name={name}>{_to_xml(term)}</binding>"
            for name, term in zip(names, row, strict=True)
            if term is not None
        )
        + "</result>\n"
        for row in answer.terms
    )
    return f"{opening}<head>{head}</head><results>\n{rows}</results></sparql>"


def _to_xml(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return "<triple>" + "".join(f"<{name}>{_to_xml(part)}</{name}>" for name, part in parts.items()) + "</triple>"
    kind = ""
    if term.language:
        kind = f" xml:lang={quoteattr(term.language)}"
        if term.direction:
            kind += f' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="{term.direction.value}"'
    elif term.datatype.value != f"{XSD}string":
        kind = f" datatype={quoteattr(term.datatype.value)}"
    text = _FORBIDDEN.sub("\ufffd", escape(term.value, {"\r": "&#13;"}))
    return f"<literal{kind}>{text}</literal>"


def _write_csv(answer: Answer) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(answer.columns)
    writer.writerows([[_to_text(term) for term in row] for row in answer.terms])
    return written.getvalue()


def _to_text(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Triple):
        return " ".join(_to_text(part) for part in (term.subject, term.predicate, term.object))
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _write_tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join(_to_turtle(term) for term in row) for row in answer.terms]
    return "\n".join(lines) + "\n"


def _to_turtle(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        short = _SHORT.get(term.datatype.value)
        if short is not None and short.fullmatch(term.value):
            return term.value
    if isinstance(term, Triple):
        return f"<<( {_to_turtle(term.subject)} {term.predicate} {_to_turtle(term.object)} )>>"
    return str(term).replace("\t", "\\t")
