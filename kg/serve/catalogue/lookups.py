"""Lookups by name: what the interface for programs, the viewer and the pages of entities ask of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from kg.errors import NotFound
from kg.resources.ontology import DCTERMS, RDF, XZ, read_ontology
from kg.serve.catalogue.pictures import record_known, record_link, record_picture
from kg.serve.catalogue.texts import cite_article, record_portion
from kg.serve.catalogue.ways import find_way
from kg.store import follow_quads
from kg.views.sparql import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyoxigraph import Store

    from kg.serve.catalogue.reading import Catalogue, Known

Json = dict[str, Any]

_LINKS = 3_000
"""Facts between entities that are drawn, at most."""

_FIGURES = 200
_ARTICLES = 50
_DEFAULT = DefaultGraph()


class Lookups:
    """Answers lookups.

    Args:
        catalogue: Of the store.
        store: Opened for reading.
    """

    def __init__(self, catalogue: Catalogue, store: Store) -> None:
        self.catalogue = catalogue
        self.store = store
        self.base: str = catalogue.read_meta("base")

    def answer(self, name: str, given: Json) -> Json:
        """Answer the lookup of a name.

        Args:
            name: `view`, `overview`, `search`, `entity`, `neighbours`, `links`, `fact`, `path`, `article`, `page` or
                `thing`.
            given: What it asks, as each says.

        Raises:
            NotFound: What is asked for does not exist.
            DataError: The store does not hold what it must.
        """
        known: dict[str, Callable[..., Json]] = {
            "view": self.view,
            "overview": self.overview,
            "search": self.search,
            "entity": self.entity,
            "neighbours": self.neighbours,
            "links": self.links,
            "fact": self.fact,
            "path": self.path,
            "article": self.article,
            "page": self.page,
            "thing": self.thing,
        }
        return known[name](**given)

    def view(self, prefix: str) -> Json:
        """What the viewer begins with; `prefix` is the path that the pages of things stand under."""
        return {"base": self.base, "prefix": prefix, **self.catalogue.read_meta("view")}

    def overview(self) -> Json:
        """The counts of the store, and the counties of which most is said with what is nearest to them."""
        return cast("Json", self.catalogue.read_meta("overview"))

    def search(self, q: str, limit: int) -> Json:
        """Entities by name, other form or pinyin, and articles by their text; `total` counts all that match."""
        entities, known = self.catalogue.search_entities(q, limit)
        articles, texts = self.catalogue.search_articles(q, limit)
        return {
            "entities": [self._name(each) for each in entities],
            "articles": [{"id": id_, **cite_article(self.store, self.base + id_, q)} for id_ in articles],
            "total": {"entities": known, "articles": texts},
        }

    def entity(self, id: str, limit: int, offset: int) -> Json:  # noqa: A002 - as it is asked
        """An entity with its facts, figures and articles; `more` counts what the limits leave out."""
        known = self._find(id)
        links = self.catalogue.list_facts_of(known.number, limit, offset)
        figures = self.catalogue.list_figures(known.number, _FIGURES)
        articles = self.catalogue.list_articles_of(known.number, _ARTICLES)
        nodes = [*self.catalogue.list_claims(link.number for link in links), *figures]
        told = record_portion(self.store, [*nodes, *(self.base + article for article in articles)])
        order = {(each.subject, each.predicate, each.object): number for number, each in enumerate(links)}
        ends = self.catalogue.list_known(
            {end for link in links for end in (link.subject, link.object)} | {known.number}
        )
        numbers = {each.id: each.number for each in ends.values()}
        for fact in told["facts"]:
            fact |= {"whole": True, "direction": "out" if fact["subject"] == known.id else "in"}
        told["facts"].sort(
            key=lambda fact: order.get((numbers[fact["subject"]], fact["predicate"], numbers[fact["object"]]), 0)
        )
        used = {link.predicate for link in links}
        places = self.catalogue.list_known(place for place in (*known.places, known.place or 0))
        return {
            "entity": {
                **record_known(known, {number: each.id for number, each in places.items()}),
                "iri": self.base + known.id,
                "articles": articles,
                "label": _label(read_ontology().classes[known.cls]),
            },
            "relations": {
                kind.name: {**_label(kind), "inverse": {"zh": kind.inverse_zh, "en": kind.inverse_en}}
                for kind in read_ontology().relations.values()
                if kind.name in used
            },
            **told,
            "names": _list_names({**places, **ends}) | told["names"],
            "more": {
                "facts": max(0, known.facts - offset - len(links)),
                "figures": known.figures - len(figures),
                "articles": known.articles - len(articles),
            },
        }

    def neighbours(self, id: str, steps: int, limit: int, offset: int) -> Json:  # noqa: A002 - as it is asked
        """An entity with those around it, and the facts between them; `more` counts those that the limit leaves out."""
        known = self._find(id)
        near, count = self.catalogue.list_around(known.number, steps=steps, limit=limit, offset=offset)
        drawn = self.catalogue.list_known([known.number, *near])
        links = self.catalogue.list_facts_among(drawn, drawn, _LINKS)
        picture = record_picture(self.catalogue, drawn, links, around=known.number)
        return {"centre": known.id, **picture, "more": max(0, count - offset - len(near))}

    def links(self, some: list[str], others: list[str]) -> Json:
        """The facts between some entities and others; ids that there are not are passed over."""
        ends = [
            {known.number: known for id_ in ids if (known := self.catalogue.find(id_)) is not None}
            for ids in (some, others)
        ]
        names = {number: known.id for each in ends for number, known in each.items()}
        links = self.catalogue.list_facts_among(ends[0], ends[1], _LINKS)
        return {"facts": [record_link(link, names) for link in links], "cut": len(links) == _LINKS}

    def fact(self, subject: str, predicate: str, object: str) -> Json:  # noqa: A002 - as it is asked
        """One fact with its claims and sentences, and its ends."""
        ends = [self._find(subject), self._find(object)]
        link = self.catalogue.find_fact(ends[0].number, predicate, ends[1].number)
        if link is None:
            raise NotFound(f"{subject} {predicate} {object}: the graph states no such fact")
        return self._tell([link.number], [each.number for each in ends])

    def path(self, one: str, other: str) -> Json:
        """The shortest way between two entities, fact by fact in `way`; `complete` is false where not all was tried."""
        ends = [self._find(one), self._find(other)]
        way, complete = find_way(self.catalogue, ends[0].number, ends[1].number)
        numbers = [end for link in way for end in (link.subject, link.object)]
        told = self._tell([link.number for link in way], [*(each.number for each in ends), *numbers])
        names = {number: each.id for number, each in self.catalogue.list_known(numbers).items()}
        steps = [[names[link.subject], link.predicate, names[link.object]] for link in way]
        return {**told, "way": steps, "complete": complete}

    def article(self, id: str) -> Json:  # noqa: A002 - as it is asked
        """An article with its text and the places where it names entities, and its page."""
        if not self.catalogue.has_article(id):
            raise NotFound(f"article {id}: no such article")
        told = record_portion(self.store, [self.base + id])
        return {"article": told["articles"][0], "page": told["pages"][0], "names": told["names"]}

    def page(self, id: str, limit: int) -> Json:  # noqa: A002 - as it is asked
        """A page of a newspaper with the articles on it."""
        articles = self.catalogue.list_articles_on(id, limit + 1)
        told = record_portion(self.store, [self.base + article for article in articles[:limit]])
        if not told["pages"]:
            told["pages"] = record_portion(self.store, [self.base + id])["pages"]
        return {**told, "page": told["pages"][0], "cut": len(articles) > limit}

    def thing(self, id: str) -> Json:  # noqa: A002 - as it is asked
        """What an id stands for: `kind` is `entity`, `article`, `page`, or `other`.

        Raises:
            NotFound: The graph states nothing of it.
        """
        kinds = self._read_kinds(id)
        if not kinds:
            raise NotFound(f"{id}: the graph states nothing of it")
        if self.catalogue.find(id) is not None:
            return {"kind": "entity"}
        if self.catalogue.has_article(id):
            return {"kind": "article"}
        return {"kind": "page" if f"{XZ}Page" in kinds and self._has_source(id) else "other"}

    def describe(self, id: str, limit: int) -> Answer:  # noqa: A002 - as it is asked
        """The triples about a thing: its own, the claims and figures of an entity, their evidence, articles and pages.

        Raises:
            NotFound: The graph states nothing of it.
        """
        if not self._read_kinds(id):
            raise NotFound(f"{id}: the graph states nothing of it")
        node = NamedNode(self.base + id)
        known = self.catalogue.find(id)
        nodes, own, cut = [node], [], False
        if known is not None:
            links = self.catalogue.list_facts_of(known.number, limit)
            claims = self.catalogue.list_claims(link.number for link in links)
            nodes = [NamedNode(iri) for iri in (*claims, *self.catalogue.list_figures(known.number, limit))]
            own = list(self.store.quads_for_pattern(node, None, None, _DEFAULT))
            cut = known.facts > len(links) or known.figures > limit
        quads: dict[Quad, None] = dict.fromkeys([*own, *follow_quads(self.store, nodes)])
        triples = sorted((quad.triple for quad in quads), key=_order(node))
        return Answer(triples=tuple(triples[:limit]), cut=cut or len(triples) > limit)

    # ---------------------------------------------------------------- parts

    def _find(self, id_: str) -> Known:
        known = self.catalogue.find(id_)
        if known is None:
            raise NotFound(f"entity {id_}: no such entity")
        return known

    def _name(self, known: Known) -> Json:
        return {key: value for key, value in record_known(known, {}).items() if key not in {"place", "places"}}

    def _tell(self, facts: list[int], ends: list[int]) -> Json:
        """Facts with their sentences, and the picture of their ends without other facts between them."""
        known = self.catalogue.list_known(ends)
        told = record_portion(self.store, self.catalogue.list_claims(facts))
        for fact in told["facts"]:
            fact["whole"] = True
        picture = record_picture(self.catalogue, known, [], around=ends[0])
        return {**picture, **told, "names": picture["names"] | told["names"]}

    def _read_kinds(self, id_: str) -> set[str]:
        try:
            node = NamedNode(self.base + id_)
        except ValueError:
            return set()
        quads = self.store.quads_for_pattern(node, NamedNode(f"{RDF}type"), None, _DEFAULT)
        return {cast("NamedNode", quad.object).value for quad in quads}

    def _has_source(self, id_: str) -> bool:
        node, source = NamedNode(self.base + id_), NamedNode(f"{DCTERMS}source")
        return next(iter(self.store.quads_for_pattern(node, source, None, _DEFAULT)), None) is not None


def _order(first: NamedNode) -> Callable[[Triple], tuple[bool, str, bool, str, str]]:
    """The thing itself first, types before all else."""

    def key(triple: Triple) -> tuple[bool, str, bool, str, str]:
        return (
            triple.subject != first,
            str(triple.subject),
            triple.predicate.value != f"{RDF}type",
            triple.predicate.value,
            str(triple.object),
        )

    return key


def _list_names(known: Mapping[int, Known]) -> Json:
    return {each.id: {"name": each.name, "cls": each.cls} for each in known.values()}


def _label(kind: Any) -> dict[str, str]:  # noqa: ANN401 - a class or a relation
    return {"zh": kind.zh, "en": kind.en}
