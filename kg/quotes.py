"""Whether what a graph quotes is what its pages print: as far as the graph itself tells, or against the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Span
from kg.resources.ontology import DCTERMS, OA, RDF, SCHEMA, XZ
from kg.views.rdf.terms import split_iri

if TYPE_CHECKING:
    from kg.views.rdf.reading import Triples

_SHOWN = 20
_PASSAGES = (("headline", "titleSpans"), ("abstract", "deckSpans"), ("articleBody", "bodySpans"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is said to stand on a page.

    Attributes:
        page: Page id.
        span: Where, in code points of the page.
        text: What.
        holder: Who says so, in plain words.
    """

    page: str
    span: Span
    text: str
    holder: str


def check_quotes(triples: Triples, texts: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Find quotes that are not what the page prints.

    What lacks a part, or has no number where one should be, is left to the shapes.

    Args:
        triples: Of a graph, as `kg.views.rdf.read_graph` gives them.
        texts: Text of pages by page id, where they are at hand; all quotes of these pages are held against it.

    Returns:
        One line for each fault, in the order of the pages: a quote that is longer or shorter than its offsets say, that
        differs from the page, or from another quote of the same place; a sentence that its quotes do not make up.
    """
    pieces = [*_list_quotes(triples), *_list_passages(triples)]
    return tuple(dict.fromkeys((*_check_sentences(triples), *_check_pieces(pieces, texts or {}))))


def _check_pieces(pieces: list[Piece], texts: Mapping[str, str]) -> Iterator[str]:
    printed: dict[str, dict[int, tuple[str, Piece]]] = {}
    for piece in sorted(pieces, key=lambda p: (p.page, p.span, p.holder)):
        if len(piece.text) != len(piece.span):
            found = f"{len(piece.text)} characters at {piece.span.start}-{piece.span.end}"
            yield f"{piece.holder}: found {found}, expected {len(piece.span)}"
            continue
        if piece.page in texts:
            there = texts[piece.page][piece.span.start : piece.span.end]
            if there != piece.text:
                yield _contradict(piece, there, f"as {piece.page} has it")
            continue
        known = printed.setdefault(piece.page, {})
        for offset, character in enumerate(piece.text, start=piece.span.start):
            other, who = known.setdefault(offset, (character, piece))
            if other != character:
                shared = Span(max(piece.span.start, who.span.start), min(piece.span.end, who.span.end))
                there = who.text[shared.start - who.span.start : shared.end - who.span.start]
                here = piece.text[shared.start - piece.span.start : shared.end - piece.span.start]
                yield _contradict(Piece(piece.page, shared, here, piece.holder), there, f"as in {who.holder}")
                break


def _contradict(piece: Piece, there: str, where: str) -> str:
    """The first character that differs, with some before and after it."""
    at = next(
        (n for n, (a, b) in enumerate(zip(piece.text, there, strict=False)) if a != b), min(len(piece.text), len(there))
    )
    low, high = max(0, at - _SHOWN // 2), at + _SHOWN // 2
    offset = piece.span.start + at
    return f"{piece.holder}: found {piece.text[low:high]!r} at {offset}, expected {there[low:high]!r} {where}"


def _check_sentences(triples: Triples) -> Iterator[str]:
    for node in triples.of_type(f"{OA}SpecificResource"):
        sentence, quotes = triples.get(node, f"{XZ}sentence"), _select(triples, node, "TextQuoteSelector")
        if sentence is None or not quotes:
            continue
        joined = "".join(triples.get(quote, f"{OA}exact") or "" for quote in quotes)
        if _without_blanks(joined) != _without_blanks(sentence):
            found = f"found quotes {_cut(joined)!r}, expected those that make up the sentence"
            yield f"{_name_evidence(triples, node)}: {found}"


def _list_quotes(triples: Triples) -> Iterator[Piece]:
    for node in triples.of_type(f"{OA}SpecificResource"):
        article = triples.get(node, f"{OA}hasSource")
        page = triples.get(article, f"{SCHEMA}isPartOf") if article else None
        if page is None:
            continue
        for quote in _select(triples, node, "TextQuoteSelector"):
            position, text = triples.get(quote, f"{XZ}at"), triples.get(quote, f"{OA}exact")
            span = _read_position(triples, position) if position else None
            if span is not None and text is not None:
                yield Piece(split_iri(page)[1], span, text, _name_evidence(triples, node))


def _list_passages(triples: Triples) -> Iterator[Piece]:
    """Slices of headlines, decks and bodies; of one that its spans do not measure up to, the whole as one piece."""
    for node in triples.of_type(f"{XZ}Article"):
        page = triples.get(node, f"{SCHEMA}isPartOf")
        if page is None:
            continue
        for name, where in _PASSAGES:
            text, sources = triples.get(node, SCHEMA + name), triples.spans(node, XZ + where)
            if text is None or not sources:
                continue
            holder = f"{name} of article {split_iri(node)[1]}"
            if sum(map(len, sources)) != len(text):
                yield Piece(split_iri(page)[1], Span(0, sum(map(len, sources))), text, holder)
                continue
            at = 0
            for source in sources:
                yield Piece(split_iri(page)[1], source, text[at : at + len(source)], holder)
                at += len(source)


def list_pages(triples: Triples) -> dict[str, tuple[str, str]]:
    """File name and SHA-256 of each page, by page id."""
    return {
        split_iri(node)[1]: (
            triples.get(node, f"{DCTERMS}source") or "",
            triples.get(node, f"{DCTERMS}identifier") or "",
        )
        for node in triples.of_type(f"{XZ}Page")
    }


def _select(triples: Triples, node: str, cls: str) -> list[str]:
    """Selectors of a class in the order of their number."""
    found = [s for s in triples.all(node, f"{OA}hasSelector") if OA + cls in triples.all(s, f"{RDF}type")]
    return sorted(found, key=lambda iri: (len(iri), iri))


def _read_position(triples: Triples, node: str) -> Span | None:
    start, end = triples.get(node, f"{OA}start"), triples.get(node, f"{OA}end")
    if start is None or end is None or not start.isdecimal() or not end.isdecimal():
        return None
    return Span(int(start), int(end))


def _name_evidence(triples: Triples, node: str) -> str:
    return f"evidence “{_cut(triples.get(node, f'{XZ}sentence') or '')}” ({split_iri(node)[1]})"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _without_blanks(text: str) -> str:
    return "".join(text.split())
