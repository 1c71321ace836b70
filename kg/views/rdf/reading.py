"""RDF -> Knowledge: all that the graph states, which is all but the mentions and the unquoted text of a page.

The text of a restored page holds the characters that its articles and evidence quote, each at its offset, and U+FFFD
everywhere else: slices of a span that the graph knows are exact.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from pyoxigraph import BlankNode, NamedNode, parse
from pyoxigraph import Literal as Text

from kg.claims import join_relations, sort_evidence
from kg.errors import DataError, InputError
from kg.model import Article, Claim, Credit, Entity, Evidence, Figure, Knowledge, Page, Passage, Relation, Span
from kg.resources.ontology import DCTERMS, DEFAULT_BASE, OA, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, XZ, read_ontology
from kg.resources.turtle import find_format
from kg.views.rdf.terms import read_offsets, read_spans, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib

UNKNOWN = "\ufffd"
"""Stands in a restored page for every character that the graph does not quote, line feeds apart."""


class Triples:
    """The triples of a graph by subject and predicate; terms as strings.

    Args:
        triples: Subject, predicate, object; of a literal only its text.
        source: Where they come from, for messages.
    """

    def __init__(self, triples: Iterable[tuple[str, str, str]], *, source: Path | str) -> None:
        self.source = source
        self.values: dict[str, dict[str, list[str]]] = {}
        self.types: dict[str, list[str]] = {}
        for subject, predicate, value in triples:
            self.values.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if predicate == f"{RDF}type":
                self.types.setdefault(value, []).append(subject)

    def of_type(self, cls: str) -> list[str]:
        """Subjects of a type, sorted."""
        return sorted(set(self.types.get(cls, [])))

    def all(self, node: str, predicate: str) -> list[str]:
        """Objects, sorted."""
        return sorted(set(self.values.get(node, {}).get(predicate, [])))

    def get(self, node: str, predicate: str) -> str | None:
        """The first object, or None."""
        return next(iter(self.all(node, predicate)), None)

    def need(self, node: str, predicate: str) -> str:
        """The first object.

        Raises:
            DataError: There is none.
        """
        value = self.get(node, predicate)
        if value is None:
            raise DataError(self.source, found=f"<{node}> without <{predicate}>", expected="one")
        return value

    def number(self, node: str, predicate: str) -> Decimal:
        """The first object as a number.

        Raises:
            DataError: There is none, or it is no number.
        """
        text = self.need(node, predicate)
        try:
            return Decimal(text)
        except InvalidOperation:
            raise DataError(self.source, found=f"<{predicate}> {text!r}", expected="a number") from None

    def spans(self, node: str, predicate: str) -> tuple[Span, ...]:
        """The spans that the first object lists; empty if there is none.

        Raises:
            DataError: It lists something else.
        """
        return read_spans(self.get(node, predicate) or "", source=self.source)


def read_graph(graph: rdflib.Graph | Path | str, *, source: Path | str = "graph") -> Triples:
    """Index the triples of an rdflib graph, or of a file in any RDF syntax that its ending names.

    Args:
        graph: Either.
        source: What messages call an rdflib graph.

    Raises:
        InputError: The file is absent, has an unknown ending or does not parse.
    """
    if not isinstance(graph, (Path, str)):
        return Triples(((str(s), str(p), str(o)) for s, p, o in graph), source=source)
    path, format_ = find_format(graph)
    try:
        quads = parse(path=path, format=format_)
        return Triples(((q.subject.value, q.predicate.value, q.object.value) for q in quads), source=path)
    except SyntaxError as error:
        raise InputError(path, found=error.msg, expected=format_.name, line=error.lineno) from error


def load_graph(path: Path | str) -> rdflib.Graph:
    """An RDF file, in any syntax that its ending names, in rdflib: literals as they are written, named graphs as one.

    Raises:
        InputError: The file is absent, has an unknown ending or does not parse.
    """
    import rdflib  # noqa: PLC0415 - heavy

    path, format_ = find_format(path)
    graph = rdflib.Graph()
    try:
        for quad in parse(path=path, format=format_):
            graph.add((_to_rdflib(quad.subject), _to_rdflib(quad.predicate), _to_rdflib(quad.object)))
    except SyntaxError as error:
        raise InputError(path, found=error.msg, expected=format_.name, line=error.lineno) from error
    return graph


def _to_rdflib(term: object) -> rdflib.term.Node:
    import rdflib  # noqa: PLC0415 - heavy

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Text):
        raise InputError("graph", found="a statement about a statement", expected="plain triples")
    if term.language or term.datatype.value == f"{XSD}string":
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def find_base(triples: Triples) -> str:
    """The IRI that the instances stand under; the default where there is none."""
    for cls in ("Page", "Article", *read_ontology().classes):
        for node in triples.of_type(XZ + cls):
            return split_iri(node)[0]
    return DEFAULT_BASE


def from_rdf(graph: rdflib.Graph | Path | str | Triples) -> Knowledge:
    """Restore what `to_rdf` and `to_turtle` wrote.

    Entities have no mentions. The text of a page holds what articles and evidence quote, U+FFFD elsewhere. All else is
    as it was, sorted by id, and gives the same RDF again.

    Args:
        graph: An rdflib graph, the path of an RDF file, or what `read_graph` gave.

    Raises:
        InputError: The file cannot be read, or is not a graph of this kind.
        DataError: Something that the contract demands is missing or malformed.
    """
    triples = graph if isinstance(graph, Triples) else read_graph(graph)
    return _Reader(triples).read()


class _Reader:
    """Restores one knowledge."""

    def __init__(self, triples: Triples) -> None:
        self.triples = triples
        self.slices: dict[str, list[tuple[int, str]]] = {}
        self.page_of: dict[str, str] = {}

    def read(self) -> Knowledge:
        triples = self.triples
        named: dict[str, list[str]] = {}
        articles = []
        for node in triples.of_type(f"{XZ}Article"):
            article = self._read_article(node)
            articles.append(article)
            for entity in triples.all(node, f"{SCHEMA}mentions"):
                named.setdefault(_local(entity), []).append(article.id)
        entities = [
            self._read_entity(node, cls, named) for cls in read_ontology().classes for node in triples.of_type(XZ + cls)
        ]
        relations = [self._read_claim(node) for node in triples.of_type(f"{XZ}Claim")]
        figures = [self._read_figure(node) for node in triples.of_type(f"{XZ}Figure")]
        pages = [self._read_page(node) for node in triples.of_type(f"{XZ}Page")]  # last: all slices are known
        if not pages and not articles and not entities:
            found = f"no page, article or entity among {len(triples.values)} subjects"
            raise InputError(triples.source, found=found, expected="a graph that kg build wrote")
        return Knowledge(
            pages=tuple(sorted(pages, key=lambda page: page.id)),
            articles=tuple(sorted(articles, key=lambda article: article.id)),
            entities=tuple(sorted(entities, key=lambda entity: entity.id)),
            relations=join_relations(relations),
            figures=tuple(sorted(figures, key=_place)),
        )

    def _read_page(self, node: str) -> Page:
        triples, page = self.triples, _local(node)
        slices = self.slices.get(page, [])
        breaks = read_offsets(triples.get(node, f"{XZ}lineBreaks") or "", source=triples.source)
        slices = [*slices, *((at, "\n") for at in breaks)]
        text = [UNKNOWN] * max((start + len(piece) for start, piece in slices), default=0)
        for start, piece in slices:
            text[start : start + len(piece)] = piece
        return Page(
            id=page,
            source=triples.need(node, f"{DCTERMS}source"),
            sha256=triples.need(node, f"{DCTERMS}identifier"),
            text="".join(text),
            encoding=triples.get(node, f"{XZ}encoding") or "utf-8",
            paper=triples.get(node, f"{XZ}paper"),
            date=triples.get(node, f"{SCHEMA}datePublished"),
            place=triples.get(node, f"{XZ}place"),
        )

    def _read_article(self, node: str) -> Article:
        triples = self.triples
        page = _local(triples.need(node, f"{SCHEMA}isPartOf"))
        self.page_of[node] = page
        story = triples.get(node, f"{XZ}story")
        credits_ = [self._read_credit(credit) for credit in triples.all(node, f"{XZ}credit")]
        return Article(
            id=_local(node),
            page=page,
            kind="photo" if f"{XZ}Photo" in triples.all(node, f"{RDF}type") else "article",
            title=self._read_passage(node, page, "headline", "titleSpans"),
            deck=self._read_passage(node, page, "abstract", "deckSpans"),
            body=self._read_passage(node, page, "articleBody", "bodySpans") or Passage("", ()),
            story=int(triples.number(node, f"{XZ}story")) if story is not None else 0,
            headings=triples.spans(node, f"{XZ}headingSpans"),
            credits=tuple(sorted(credits_, key=lambda credit: credit.spans)),
            topics=tuple(sorted(_local(topic) for topic in triples.all(node, f"{SCHEMA}about"))),
        )

    def _read_passage(self, node: str, page: str, text: str, spans: str) -> Passage | None:
        value = self.triples.get(node, SCHEMA + text)
        if value is None:
            return None
        sources = self.triples.spans(node, XZ + spans)
        at = 0
        for source in sources:
            self.slices.setdefault(page, []).append((source.start, value[at : at + len(source)]))
            at += len(source)
        return Passage(value, sources)

    def _read_credit(self, node: str) -> Credit:
        triples = self.triples
        return Credit(
            name=triples.need(node, f"{RDFS}label"),
            role=cast("Literal['reporter', 'photographer']", triples.need(node, f"{XZ}creditRole")),
            title=triples.need(node, f"{XZ}creditTitle"),
            spans=triples.spans(node, f"{XZ}spans"),
        )

    def _read_entity(self, node: str, cls: str, named: dict[str, list[str]]) -> Entity:
        triples, name = self.triples, _local(node)
        return Entity(
            id=name,
            cls=cls,
            name=triples.need(node, f"{RDFS}label"),
            aliases=tuple(triples.all(node, f"{SKOS}altLabel")),
            code=triples.get(node, f"{DCTERMS}identifier"),
            articles=tuple(sorted(named.get(name, []))),
            decisions=tuple(triples.all(node, f"{SKOS}editorialNote")),
        )

    def _read_claim(self, node: str) -> Relation:
        triples = self.triples
        predicate = triples.need(node, f"{RDF}predicate").removeprefix(XZ)
        origins = triples.all(node, f"{PROV}wasDerivedFrom")
        claim = Claim(
            confidence=float(triples.number(node, f"{XZ}confidence")),
            rule=triples.get(node, f"{XZ}rule") or "",
            evidence=sort_evidence(self._read_evidence(origin) for origin in origins if self._is_evidence(origin)),
            role=triples.get(node, f"{XZ}role"),
        )
        return Relation(
            subject=_local(triples.need(node, f"{RDF}subject")),
            predicate=read_ontology().check_relation(predicate),
            object=_local(triples.need(node, f"{RDF}object")),
            claims=(claim,),
        )

    def _read_figure(self, node: str) -> Figure:
        triples = self.triples
        return Figure(
            entity=_local(triples.need(node, f"{XZ}of")),
            measure=triples.get(node, f"{XZ}measure") or "",
            value=triples.number(node, f"{XZ}value"),
            unit=triples.get(node, f"{XZ}unit") or "",
            text=triples.get(node, f"{XZ}valueText") or "",
            confidence=float(triples.number(node, f"{XZ}confidence")),
            evidence=self._read_evidence(triples.need(node, f"{PROV}wasDerivedFrom")),
        )

    def _is_evidence(self, node: str) -> bool:
        return f"{OA}SpecificResource" in self.triples.all(node, f"{RDF}type")

    def _read_evidence(self, node: str) -> Evidence:
        triples = self.triples
        article = triples.need(node, f"{OA}hasSource")
        pieces = [
            Span(int(triples.number(selector, f"{OA}start")), int(triples.number(selector, f"{OA}end")))
            for selector in sorted(triples.all(node, f"{OA}hasSelector"), key=lambda iri: (len(iri), iri))
            if f"{OA}TextPositionSelector" in triples.all(selector, f"{RDF}type")
        ]
        for quote in triples.all(node, f"{OA}hasSelector"):
            position = triples.get(quote, f"{XZ}at")
            if position is not None and article in self.page_of:
                start = int(triples.number(position, f"{OA}start"))
                self.slices.setdefault(self.page_of[article], []).append((start, triples.need(quote, f"{OA}exact")))
        return Evidence(
            article=_local(article),
            part=cast("Literal['title', 'deck', 'body']", triples.get(node, f"{XZ}part") or "body"),
            quote=triples.need(node, f"{XZ}sentence"),
            spans=tuple(pieces),
            subject=next(iter(triples.spans(node, f"{XZ}subjectSpan")), None),
            object=next(iter(triples.spans(node, f"{XZ}objectSpan")), None),
        )


def _place(figure: Figure) -> tuple[Evidence, bool, Span | None, str]:
    """By sentence, then by where the number stands in it."""
    at = figure.evidence.object
    return figure.evidence, at is None, at, figure.entity


def _local(iri: str) -> str:
    return split_iri(iri)[1]
