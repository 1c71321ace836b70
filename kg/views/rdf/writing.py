"""Knowledge -> RDF, after the contract that `kg/data/ontology.ttl` names.

Every node has an IRI: instances take their ids; claims, evidence, selectors and figures take one derived from their
content. So the graph holds no blank node, two graphs merge by putting their triples together, and equal knowledge gives
equal bytes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from kg.errors import DataError
from kg.resources.ontology import DCTERMS, DEFAULT_BASE, OA, PREFIXES, PROV, RDF, SCHEMA, SKOS, XZ, read_ontology
from kg.resources.turtle import write_turtle
from kg.restriction import split_pages
from kg.views.rdf.terms import (
    DERIVED,
    LABEL,
    TYPE,
    check_base,
    chinese,
    date,
    decimal,
    identify_claim,
    identify_evidence,
    identify_figure,
    integer,
    plain,
    write_spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rdflib

    from kg.model import Article, Claim, Credit, Entity, Evidence, Figure, Knowledge, Page, Relation

Known = TypeVar("Known")

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CREDIT_RELATIONS = {"reporter": "reportedBy", "photographer": "photographedBy"}


def to_turtle(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> bytes:
    """Knowledge as Turtle in UTF-8; equal knowledge gives equal bytes.

    Args:
        knowledge: Evidence quotes its page exactly, so pages need their text.
        base: IRI that instances stand under.

    Raises:
        DataError: A class or relation is not in the ontology, or something refers to what is not there.
        InputError: The base is no absolute IRI.
    """
    return write_turtle(to_triples(knowledge, base=base), prefixes=list_prefixes(base))


def list_prefixes(base: str) -> dict[str, str]:
    """The prefixes that what is written uses; `id` stands for the base."""
    return {"id": base} | {name: PREFIXES[name] for name in _WRITTEN}


def to_rdf(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> rdflib.Graph:
    """Knowledge as an rdflib graph, with the same triples as `to_turtle`; raises the same."""
    import rdflib  # noqa: PLC0415 - heavy

    graph = rdflib.Graph()
    for name, iri in list_prefixes(base).items():
        graph.bind(name, iri, override=True)
    node = cache(rdflib.URIRef)
    for triple in to_triples(knowledge, base=base):
        subject, value = cast("NamedNode", triple.subject), cast("NamedNode | Literal", triple.object)
        if isinstance(value, Literal):
            datatype = None if value.language or value.datatype.value == _XSD_STRING else node(value.datatype.value)
            term: rdflib.term.Node = rdflib.Literal(
                value.value, lang=value.language, datatype=datatype, normalize=False
            )
        else:
            term = node(value.value)
        graph.add((node(subject.value), node(triple.predicate.value), term))
    return graph


def to_triples(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> list[Triple]:
    """Every triple once, those of a subject together: pages, articles, entities, claims, figures, evidence.

    Raises:
        DataError: A class or relation is not in the ontology, or something refers to what is not there.
        InputError: The base is no absolute IRI.
    """
    return _Writer(knowledge, base=check_base(base)).write()


def to_quads(knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """The triples of `to_triples` in one named graph per page, whose IRI is the page's.

    A triple that several pages state stands in each of their graphs; the graphs together hold what `to_triples` gives.
    A knowledge without pages, and what joins entities that no page names together, stand in the default graph.

    Yields:
        The quads of a page together, pages in order, the default graph last.

    Raises:
        DataError: A class or relation is not in the ontology, or something refers to what is not there.
        InputError: The base is no absolute IRI.
    """
    left = dict.fromkeys(to_triples(knowledge, base=base))
    for part in split_pages(knowledge):
        graph = NamedNode(base + part.pages[0].id)
        for triple in to_triples(part, base=base):
            left.pop(triple, None)
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
    for triple in left:
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


_WRITTEN = ("xz", "schema", "oa", "prov", "skos", "dcterms", "rdf", "rdfs", "xsd")
_XSD_STRING = PREFIXES["xsd"] + "string"


@cache
def _iri(text: str) -> NamedNode:
    return NamedNode(text)


class _Writer:
    """Collects the triples of one knowledge."""

    def __init__(self, knowledge: Knowledge, *, base: str) -> None:
        self.knowledge = knowledge
        self.base = base
        self.triples: list[Triple] = []
        self.evidence: dict[str, Evidence] = {}
        self.pages = {page.id: page for page in knowledge.pages}
        self.articles = {article.id: article for article in knowledge.articles}
        self.named: dict[str, list[Entity]] = {article.id: [] for article in knowledge.articles}
        self.facts: dict[str, list[Relation]] = {entity.id: [] for entity in knowledge.entities}
        for entity in knowledge.entities:
            for article_id in entity.articles:
                _need(self.named, article_id, f"article of {entity.name}").append(entity)
        for relation in knowledge.relations:
            _need(self.facts, relation.object, f"object of {relation.predicate}")
            _need(self.facts, relation.subject, f"subject of {relation.predicate}").append(relation)

    def write(self) -> list[Triple]:
        for page in self.knowledge.pages:
            self._write_page(page)
        for article in self.knowledge.articles:
            self._write_article(article)
        for entity in self.knowledge.entities:
            self._write_entity(entity)
        if any(claim.inferred for relation in self.knowledge.relations for claim in relation.claims):
            self._write_gazetteer()
        for relation in sorted(self.knowledge.relations, key=lambda r: (r.subject, r.predicate, r.object)):
            for claim in relation.claims:
                self._write_claim(relation, claim)
        for figure in self.knowledge.figures:
            self._write_figure(figure)
        for name in sorted(self.evidence):
            self._write_evidence(name, self.evidence[name])
        return self.triples

    def _node(self, local: str) -> NamedNode:
        return NamedNode(self.base + local)

    def _add(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        self.triples.append(Triple(subject, _iri(predicate), value))

    def _type(self, subject: NamedNode, *classes: str) -> None:
        self.triples.extend(Triple(subject, TYPE, _iri(cls)) for cls in classes)

    def _write_page(self, page: Page) -> None:
        node = self._node(page.id)
        self._type(node, f"{XZ}Page")
        self._add(node, f"{DCTERMS}source", plain(page.source))
        self._add(node, f"{DCTERMS}identifier", plain(page.sha256))
        self._add(node, f"{XZ}encoding", plain(page.encoding))
        breaks = " ".join(str(at) for at, character in enumerate(page.text) if character == "\n")
        if breaks:
            self._add(node, f"{XZ}lineBreaks", plain(breaks))
        if page.paper is not None:
            self._add(node, f"{XZ}paper", chinese(page.paper))
        if page.place is not None:
            self._add(node, f"{XZ}place", chinese(page.place))
        self._write_date(node, page)

    def _write_date(self, node: NamedNode, page: Page) -> None:
        if page.date is not None:
            value = date(page.date) if _ISO_DATE.fullmatch(page.date) else plain(page.date)
            self._add(node, f"{SCHEMA}datePublished", value)

    def _write_article(self, article: Article) -> None:
        node = self._node(article.id)
        page = _need(self.pages, article.page, f"page of article {article.id}")
        self._type(node, f"{XZ}Article", *([f"{XZ}Photo"] if article.kind == "photo" else []))
        for passage, text, spans in (
            (article.title, "headline", "titleSpans"),
            (article.deck, "abstract", "deckSpans"),
            (article.body, "articleBody", "bodySpans"),
        ):
            if passage is not None:
                self._add(node, SCHEMA + text, chinese(passage.text))
                self._add(node, XZ + spans, plain(write_spans(passage.sources)))
        self._add(node, f"{XZ}story", integer(article.story))
        if article.headings:
            self._add(node, f"{XZ}headingSpans", plain(write_spans(article.headings)))
        self._add(node, f"{SCHEMA}isPartOf", self._node(page.id))
        self._write_date(node, page)
        named = self.named[article.id]
        linked = dict.fromkeys(
            (credit.role, person.id)
            for credit in article.credits
            if (person := _find_person(credit, named)) is not None
        )
        for role, person_id in linked:
            self._add(node, XZ + _CREDIT_RELATIONS[role], self._node(person_id))
        for topic in article.topics:
            _need(self.facts, topic, f"topic of article {article.id}")
            self._add(node, f"{SCHEMA}about", self._node(topic))
        for entity in named:
            self._add(node, f"{SCHEMA}mentions", self._node(entity.id))
        credits_ = [(self._node(f"{article.id}-credit{i}"), c) for i, c in enumerate(article.credits, start=1)]
        for credit_node, _ in credits_:
            self._add(node, f"{XZ}credit", credit_node)
        for credit_node, credit in credits_:
            self._type(credit_node, f"{XZ}Credit")
            self._add(credit_node, LABEL.value, chinese(credit.name))
            self._add(credit_node, f"{XZ}creditRole", plain(credit.role))
            self._add(credit_node, f"{XZ}creditTitle", chinese(credit.title))
            self._add(credit_node, f"{XZ}spans", plain(write_spans(credit.spans)))

    def _write_entity(self, entity: Entity) -> None:
        node = self._node(entity.id)
        self._type(node, XZ + read_ontology().check_class(entity.cls))
        self._add(node, LABEL.value, chinese(entity.name))
        for alias in entity.aliases:
            self._add(node, f"{SKOS}altLabel", chinese(alias))
        if entity.code is not None:
            self._add(node, f"{DCTERMS}identifier", plain(entity.code))
        for decision in sorted(set(entity.decisions)):
            self._add(node, f"{SKOS}editorialNote", chinese(decision))
        for predicate, object_ in sorted({(relation.predicate, relation.object) for relation in self.facts[entity.id]}):
            self._add(node, XZ + read_ontology().check_relation(predicate), self._node(object_))

    def _write_gazetteer(self) -> None:
        node = self._node("gazetteer")
        self._type(node, f"{PROV}Entity")
        self._add(node, LABEL.value, chinese("行政区划名录"))

    def _write_claim(self, relation: Relation, claim: Claim) -> None:
        node = self._node(identify_claim(relation, claim))
        self._type(node, f"{XZ}Claim")
        self._add(node, f"{RDF}subject", self._node(relation.subject))
        self._add(node, f"{RDF}predicate", _iri(XZ + relation.predicate))
        self._add(node, f"{RDF}object", self._node(relation.object))
        if claim.role is not None:
            self._add(node, f"{XZ}role", chinese(claim.role))
        self._add(node, f"{XZ}confidence", decimal(claim.confidence))
        self._add(node, f"{XZ}rule", plain(claim.rule))
        if claim.inferred:
            self._add(node, DERIVED.value, self._node("gazetteer"))
        for evidence in claim.evidence:
            self._add(node, DERIVED.value, self._refer(evidence))

    def _write_figure(self, figure: Figure) -> None:
        node = self._node(identify_figure(figure))
        self._type(node, f"{XZ}Figure")
        _need(self.facts, figure.entity, f"entity of figure {figure.text}")
        self._add(node, f"{XZ}of", self._node(figure.entity))
        self._add(node, f"{XZ}measure", chinese(figure.measure))
        self._add(node, f"{XZ}value", decimal(figure.value))
        self._add(node, f"{XZ}unit", plain(figure.unit))
        self._add(node, f"{XZ}valueText", plain(figure.text))
        self._add(node, f"{XZ}confidence", decimal(figure.confidence))
        self._add(node, DERIVED.value, self._refer(figure.evidence))

    def _refer(self, evidence: Evidence) -> NamedNode:
        name = identify_evidence(evidence)
        self.evidence[name] = evidence
        return self._node(name)

    def _write_evidence(self, name: str, evidence: Evidence) -> None:
        node = self._node(name)
        article = _need(self.articles, evidence.article, f"article of evidence {evidence.quote}")
        text = self.pages[article.page].text
        self._type(node, f"{OA}SpecificResource")
        self._add(node, f"{OA}hasSource", self._node(article.id))
        self._add(node, f"{XZ}part", plain(evidence.part))
        self._add(node, f"{XZ}sentence", chinese(evidence.quote))
        if evidence.subject is not None:
            self._add(node, f"{XZ}subjectSpan", plain(write_spans([evidence.subject])))
        if evidence.object is not None:
            self._add(node, f"{XZ}objectSpan", plain(write_spans([evidence.object])))
        selectors = [
            (self._node(f"{name}-quote{i}"), self._node(f"{name}-position{i}"), span)
            for i, span in enumerate(evidence.spans, start=1)
        ]
        for quote, position, _ in selectors:
            self._add(node, f"{OA}hasSelector", quote)
            self._add(node, f"{OA}hasSelector", position)
        for quote, position, span in selectors:
            self._type(quote, f"{OA}TextQuoteSelector")
            self._add(quote, f"{OA}exact", plain(text[span.start : span.end]))
            self._add(quote, f"{XZ}at", position)
            self._type(position, f"{OA}TextPositionSelector")
            self._add(position, f"{OA}start", integer(span.start))
            self._add(position, f"{OA}end", integer(span.end))


def _need(known: dict[str, Known], name: str, what: str) -> Known:
    if name not in known:
        raise DataError("knowledge", found=f"{what} {name}", expected="one that the knowledge holds")
    return known[name]


def _find_person(credit: Credit, named: list[Entity]) -> Entity | None:
    """The person of an article that a credit names: by canonical name, else by another form."""
    people = [entity for entity in named if entity.cls == "Person"]
    by_name = [entity for entity in people if entity.name == credit.name]
    by_alias = [entity for entity in people if credit.name in entity.aliases]
    return next(iter(by_name or by_alias), None)
