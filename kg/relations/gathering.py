"""Facts of a page: from rules over passages, from names, and figures; gathered so that each fact stands once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kg.model import Article, Claim, Entity, Evidence, Figure, Mention, Page, Part, Relation, Span, Tie
from kg.relations.described import find_described
from kg.relations.evidence import Quoter
from kg.relations.figures import find_figures
from kg.relations.matching import find_relations
from kg.relations.naming import Named
from kg.relations.ranking import Ranker
from kg.relations.references import is_attribute, resolve_references
from kg.relations.rulebook import load_rule_book
from kg.relations.shortened import find_former, find_tails, find_words
from kg.resources.ontology import read_ontology
from kg.sentences import split_sentences

_PARTS: tuple[Part, ...] = ("title", "deck", "body")
_MOST_EVIDENCE = 5
# What an organ does not do to the division that it is the organ of, unless a sentence says so in as many words
_OUTWARD = {"supports": 0.8, "recognises": 0.8, "cooperatesWith": 1.0}
# Rules that read where a body stands from where it is met
_ACTS_THERE = frozenset({"enters-place-then-body", "in-nook-then-body", "in-place-somewhat-later", "firms-all-in-zone"})
Fact = tuple[str, str, str]


def gather_facts(
    page: Page,
    articles: Sequence[Article],
    entities: Mapping[str, Entity],
    links: Mapping[Mention, str],
    ties: Sequence[Tie],
    mains: Mapping[str, str],
    *,
    ranker: Ranker | None = None,
) -> tuple[tuple[Relation, ...], tuple[Figure, ...]]:
    """Find relations and figures of one page.

    Args:
        page: The page.
        articles: Of that page.
        entities: By id.
        links: Entity id of each mention.
        ties: What names and the official hierarchy say.
        mains: Entity id of each article's main division.
        ranker: Tells whose a number is; the learned one if none is given.

    Returns:
        Relations sorted by subject, predicate and object; figures in reading order.
    """
    gatherer = _Gatherer(page, articles, entities, ranker=ranker)
    mentions: dict[tuple[str, Part], list[Mention]] = defaultdict(list)
    for mention in links:
        mentions[(mention.article, mention.part)].append(mention)
    for tie in ties:
        gatherer.add_tie(tie)
    home = [
        Named(Span(0, 0), e.id, e.cls, e.name)
        for e in entities.values()
        if e.code and page.place in {e.name, *e.aliases}
    ]
    for article in articles:
        gatherer.read_article(article, mentions, links, main=mains.get(article.id), home=home)
    return gatherer.relations(), tuple(gatherer.figures)


class _Gatherer:
    """Facts found so far."""

    def __init__(
        self,
        page: Page,
        articles: Sequence[Article],
        entities: Mapping[str, Entity],
        *,
        ranker: Ranker | None = None,
    ) -> None:
        self.quoter = Quoter(page)
        self.ranker = ranker
        self.articles = {a.id: a for a in articles}
        self.entities = entities
        self.rules = load_rule_book()
        self.evidence: dict[Fact, list[Evidence]] = defaultdict(list)
        self.best: dict[Fact, tuple[float, str]] = {}
        self.roles: dict[Fact, str] = {}
        self.figures: list[Figure] = []
        self.parents: dict[str, Named] = {}
        self.villages: dict[str, Named] = {}
        self.seats: dict[str, Named] = {}

    def add(self, fact: Fact, confidence: float, rule: str, evidence: Evidence | None, role: str | None = None) -> None:
        """Keep a fact, the surest rule that found it, and one more sentence that states it."""
        if confidence > self.best.get(fact, (0.0, ""))[0]:
            self.best[fact] = (confidence, rule)
        if evidence is not None and evidence not in self.evidence[fact]:
            self.evidence[fact].append(evidence)
        if role and len(role) > len(self.roles.get(fact, "")):
            self.roles[fact] = role

    def add_tie(self, tie: Tie) -> None:
        if tie.rule == "name-parent" and self.entities[tie.object].cls == "Institution":
            parent = self.entities[tie.object]
            self.parents[tie.subject] = Named(Span(0, 0), parent.id, parent.cls, parent.name)
        if tie.predicate == "jurisdiction":
            seat = self.entities[tie.object]
            self.seats[tie.subject] = Named(Span(0, 0), seat.id, seat.cls, seat.name)
            if seat.cls == "Village":
                self.villages[tie.subject] = self.seats[tie.subject]
        evidence = None
        if tie.mention is not None:
            article = self.articles[tie.mention.article]
            passage = article.passage(tie.mention.part)
            if passage is None:
                return
            sentence = next(
                (
                    s
                    for s in split_sentences(passage.text, begin=article.story if tie.mention.part == "body" else 0)
                    if tie.mention.span.within(s)
                ),
                Span(0, len(passage.text)),
            )
            evidence = self.quoter.quote(article, tie.mention.part, sentence, subject=tie.mention.span)
        self.add((tie.subject, tie.predicate, tie.object), tie.confidence, tie.rule, evidence)

    def read_article(
        self,
        article: Article,
        mentions: Mapping[tuple[str, Part], Sequence[Mention]],
        links: Mapping[Mention, str],
        *,
        main: str | None,
        home: Sequence[Named],
    ) -> None:
        """Read the passages of an article in order; what was named before helps to read what points back."""
        before: list[Named] = []
        lead = self.entities.get(main) if main else None
        main_named = Named(Span(0, 0), lead.id, lead.cls, lead.name) if lead else None
        own = [main_named] if main_named else []
        for part in _PARTS:
            passage = article.passage(part)
            if passage is None:
                continue
            named = sorted(
                (self._name(m, links[m]) for m in mentions.get((article.id, part), ())), key=lambda n: n.span
            )
            begin = article.story if part == "body" else 0
            references = resolve_references(
                passage.text, named, before=before, home=[*own, *home], parents=self.parents, seats=self.seats
            )
            everything = sorted([*named, *references], key=lambda n: n.span)
            everything = sorted([*everything, *find_tails(passage.text, everything)], key=lambda n: n.span)
            everything = sorted([*everything, *find_former(passage.text, everything)], key=lambda n: n.span)
            told = sorted([*everything, *find_words(passage.text, everything)], key=lambda n: n.span)
            told = sorted([*told, *find_described(passage.text, told)], key=lambda n: n.span)
            told = [n for n in told if not is_attribute(passage.text, n)]
            for found in find_relations(passage.text, told, rules=self.rules, main=main_named, begin=begin):
                evidence = self.quoter.quote(
                    article, part, found.sentence, subject=found.subject.span, object_=found.object.span
                )
                fact = (found.subject.entity, found.predicate, found.object.entity)
                self.add(fact, found.confidence, found.rule, evidence, found.role)
                village = self.villages.get(found.object.entity) if found.predicate == "affiliatedWith" else None
                if village is not None:
                    # the secretary of a village's branch is of that village
                    fact = (found.subject.entity, found.predicate, village.entity)
                    self.add(fact, found.confidence, found.rule, evidence, found.role)
            if part == "body":
                self._read_figures(article, everything, main=main_named, headline=before)
            before += named

    def _name(self, mention: Mention, entity: str) -> Named:
        return Named(mention.span, entity, self.entities[entity].cls, self.entities[entity].name)

    def _read_figures(
        self, article: Article, named: Sequence[Named], *, main: Named | None, headline: Sequence[Named]
    ) -> None:
        text = article.body.text
        for found in find_figures(
            article,
            part="body",
            text=text,
            named=named,
            main=main,
            headline=headline,
            ranker=self.ranker,
            villages=self.villages,
        ):
            evidence = self.quoter.quote(article, "body", found.sentence, object_=found.span)
            self.figures.append(
                Figure(
                    entity=found.entity,
                    measure=found.measure,
                    value=found.value,
                    unit=found.unit,
                    text=found.text,
                    confidence=round(found.confidence, 3),
                    evidence=evidence,
                )
            )

    def relations(self) -> tuple[Relation, ...]:
        """The facts, each once and with one claim: that of the surest rule, with the sentences of all."""
        ontology = read_ontology()
        made: list[Relation] = []
        for fact, (confidence, rule) in self.best.items():
            subject, predicate, other = fact
            kind = ontology.relations[predicate]
            if not kind.allows(self.entities[subject].cls, self.entities[other].cls):
                continue
            if confidence < _OUTWARD.get(predicate, 0.0) and (
                (subject, "jurisdiction", other) in self.best or (other, "jurisdiction", subject) in self.best
            ):
                continue
            # 在某某县，某某市税务局…: an organ that acts somewhere need not have its seat there
            if rule in _ACTS_THERE and subject in self.seats:
                continue
            evidence = tuple(sorted(self.evidence[fact])[:_MOST_EVIDENCE])
            claim = Claim(confidence, rule, evidence, self.roles.get(fact))
            made.append(Relation(subject, predicate, other, (claim,)))
        return tuple(sorted(made, key=lambda r: (r.subject, r.predicate, r.object)))
