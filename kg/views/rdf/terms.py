"""RDF terms of the contract, and the identifiers of what has no name of its own."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import DataError, InputError
from kg.model import Span
from kg.resources import ontology

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.model import Claim, Evidence, Figure, Relation

TYPE = NamedNode(f"{ontology.RDF}type")
LABEL = NamedNode(f"{ontology.RDFS}label")
DERIVED = NamedNode(f"{ontology.PROV}wasDerivedFrom")

_DATE = NamedNode(f"{ontology.XSD}date")
_DECIMAL = NamedNode(f"{ontology.XSD}decimal")
_INTEGER = NamedNode(f"{ontology.XSD}integer")


def check_base(base: str) -> str:
    """The base IRI itself.

    Raises:
        InputError: It is no absolute IRI that ends in `/`, `#` or `:`.
    """
    expected = "an absolute IRI that ends in / or #"
    if not base.endswith(("/", "#", ":")):
        raise InputError("base IRI", found=repr(base), expected=expected)
    try:
        NamedNode(f"{base}x")
    except ValueError as error:
        raise InputError("base IRI", found=repr(base), expected=expected) from error
    return base


def split_iri(iri: str) -> tuple[str, str]:
    """Base and local part of an instance's IRI."""
    at = max(iri.rfind(mark) for mark in "/#:") + 1
    return iri[:at], iri[at:]


def chinese(text: str) -> Literal:
    """Text in Chinese."""
    return Literal(text, language="zh")


def plain(text: str) -> Literal:
    """Text in no language."""
    return Literal(text)


def date(text: str) -> Literal:
    """ISO date."""
    return Literal(text, datatype=_DATE)


def integer(number: int) -> Literal:
    """Whole number."""
    return Literal(str(number), datatype=_INTEGER)


def decimal(number: Decimal | float) -> Literal:
    """Plain number, never with an exponent: `1E+5` is written 100000, `0.50` is written 0.5.

    Raises:
        DataError: Not a finite number.
    """
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        raise DataError("figure", found=str(exact), expected="a finite number")
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal("0" if text == "-0" else text, datatype=_DECIMAL)


def write_spans(spans: Iterable[Span]) -> str:
    """Spans as text: `3-40 42-60`."""
    return " ".join(f"{span.start}-{span.end}" for span in spans)


def read_offsets(text: str, *, source: Path | str) -> tuple[int, ...]:
    """Offsets parted by blanks.

    Raises:
        DataError: The text is something else.
    """
    try:
        return tuple(int(piece) for piece in text.split())
    except ValueError as error:
        raise DataError(source, found=f"offsets {text[:40]!r}", expected="numbers as in 12 40") from error


def read_spans(text: str, *, source: Path | str) -> tuple[Span, ...]:
    """The spans that `write_spans` wrote.

    Raises:
        DataError: The text is something else.
    """
    try:
        pairs = [piece.split("-") for piece in text.split()]
        return tuple(Span(int(start), int(end)) for start, end in pairs)
    except ValueError as error:
        raise DataError(source, found=f"spans {text!r}", expected="pairs of offsets as in 3-40 42-60") from error


def identify_evidence(evidence: Evidence) -> str:
    """Local part of its IRI, from everything it holds."""
    marks = [write_spans([span]) if span else "" for span in (evidence.subject, evidence.object)]
    return _identify("evidence", evidence.article, evidence.part, evidence.quote, write_spans(evidence.spans), *marks)


def identify_claim(relation: Relation, claim: Claim) -> str:
    """Local part of a claim's IRI, from all that it says but its evidence.

    Two pages that say the same by the same rule, and as surely, say it in one claim; so triples of two graphs about one
    claim never contradict each other.
    """
    fact = (relation.subject, relation.predicate, relation.object)
    origin = "inferred" if claim.inferred else "stated"
    return _identify("claim", *fact, claim.role or "", claim.rule, decimal(claim.confidence).value, origin)


def identify_figure(figure: Figure) -> str:
    """Local part of its IRI."""
    sentence = identify_evidence(figure.evidence)
    return _identify(
        "figure", figure.entity, figure.measure, decimal(figure.value).value, figure.unit, figure.text, sentence
    )


def _identify(kind: str, *parts: str) -> str:
    # Lengths part the fields, so that no text can imitate the end of another.
    content = "".join(f"{len(part)}:{part}" for part in parts)
    return f"{kind}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"
