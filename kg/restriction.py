"""The part of a knowledge that one page states: what its named graph holds, and all that goes when the page goes.

The parts of all pages together are the whole again. What a page says can be told from a knowledge that was read back
from RDF as well, since nothing here looks at mentions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from kg.errors import NotFound
from kg.model import Article, Claim, Entity, Knowledge, Page, Relation

Key = TypeVar("Key")
Value = TypeVar("Value")
Standing = dict[str, frozenset[str]]

_QUOTES = str.maketrans("", "", '“”‘’"《》')
_GAZETTEER = "gazetteer"


def restrict(knowledge: Knowledge, page: str) -> Knowledge:
    """What one page states.

    Args:
        knowledge: Of several pages.
        page: Id of one of them.

    Returns:
        The page, its articles, their figures, the claims with a sentence there, and the entities that these name. Of an
        entity, those other forms and decisions that the page's articles bear out, or that no page does; of the official
        hierarchy, what joins entities of the page without one between. An entity that no article names is every page's.

    Raises:
        NotFound: There is no such page.
    """
    return Restrictions(knowledge).of(page)


def split_pages(knowledge: Knowledge) -> Iterator[Knowledge]:
    """The part of each page in turn, as `restrict` gives it."""
    restrictions = Restrictions(knowledge)
    for page in knowledge.pages:
        yield restrictions.of(page.id)


class Restrictions:
    """A knowledge indexed by page; what one page states takes time by what it states alone."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.pages: dict[str, Page] = {page.id: page for page in knowledge.pages}
        self.entities = {entity.id: entity for entity in knowledge.entities}
        self.articles: dict[str, Article] = {article.id: article for article in knowledge.articles}
        self.texts = {article.id: _read_text(article) for article in knowledge.articles}
        self.articles_of = _group((a.page, a) for a in knowledge.articles)
        self.figures_of = _group((self._page_of(figure.evidence.article), figure) for figure in knowledge.figures)
        self.named = _group(
            (page, entity.id)
            for entity in knowledge.entities
            for page in dict.fromkeys(self._page_of(article) for article in entity.articles)
        )
        self.unnamed = [entity.id for entity in knowledge.entities if not entity.articles]
        self.standing: dict[str, tuple[Standing, Standing]] = {}
        self.stated: defaultdict[str, list[Relation]] = defaultdict(list)
        self.inferred: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in knowledge.relations:
            self._file(relation)

    def _file(self, relation: Relation) -> None:
        claims: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in relation.claims:
            if claim.inferred:
                self.inferred[relation.subject].append(replace(relation, claims=(claim,)))
            evidence = _group((self._page_of(e.article), e) for e in claim.evidence)
            for page, there in evidence.items():
                claims[page].append(replace(claim, evidence=tuple(there)))
        for page, said in claims.items():
            self.stated[page].append(replace(relation, claims=tuple(said)))

    def _page_of(self, article: str) -> str:
        return self.articles[article].page if article in self.articles else ""

    def of(self, page: str) -> Knowledge:
        """What a page states; see `restrict`."""
        if page not in self.pages:
            raise NotFound(f"no page {page!r}; there are {', '.join(self.pages) or 'none'}")
        stated, figures = self.stated.get(page, []), self.figures_of.get(page, [])
        ends = (end for relation in stated for end in (relation.subject, relation.object))
        owners = (figure.entity for figure in figures)
        ids = sorted({*self.named.get(page, ()), *self.unnamed, *ends, *owners} & self.entities.keys())
        relations = {(r.subject, r.predicate, r.object): r for r in (*self._infer(set(ids), stated), *stated)}
        return Knowledge(
            pages=(self.pages[page],),
            articles=tuple(self.articles_of.get(page, ())),
            entities=tuple(self._narrow(self.entities[i], page) for i in ids),
            relations=tuple(relations[key] for key in sorted(relations)),
            figures=tuple(figures),
        )

    def _infer(self, ids: set[str], stated: Iterable[Relation]) -> list[Relation]:
        """What the official hierarchy says of the page's entities: each belongs to the nearest that the page names."""
        found = [r for i in sorted(ids) for r in self.inferred.get(i, ()) if r.object in ids]
        official = [r for r in stated if any(claim.rule == _GAZETTEER for claim in r.claims)]
        above = _group(((r.subject, r.predicate), r.object) for r in (*found, *official))

        def lies_beyond(relation: Relation) -> bool:
            """Whether the object is reached by way of another entity of the page."""
            seen = {relation.subject, relation.object}
            queue = [other for other in above[relation.subject, relation.predicate] if other != relation.object]
            while queue:
                at = queue.pop()
                higher = above.get((at, relation.predicate), [])
                if relation.object in higher:
                    return True
                queue.extend(other for other in higher if other not in seen)
                seen.update(higher)
            return False

        return [relation for relation in found if not lies_beyond(relation)]

    def _narrow(self, entity: Entity, page: str) -> Entity:
        """The entity as the page shows it."""
        if len(self.pages) == 1:
            return entity
        aliases, decisions = self._bear_out(entity)
        return replace(
            entity,
            aliases=tuple(a for a, pages in aliases.items() if not pages or page in pages),
            articles=tuple(a for a in entity.articles if self._page_of(a) == page),
            mentions=tuple(m for m in entity.mentions if self._page_of(m.article) == page),
            decisions=tuple(d for d, pages in decisions.items() if not pages or page in pages),
        )

    def _bear_out(self, entity: Entity) -> tuple[Standing, Standing]:
        """Pages that bear out each alias and each decision; none where no page does, which leaves it to all."""
        if entity.id not in self.standing:
            texts = _group((self._page_of(a), self.texts[a]) for a in entity.articles if a in self.texts)
            forms = {
                form: frozenset(page for page, found in texts.items() if any(form in text for text in found))
                for form in (entity.name, *entity.aliases)
            }
            decisions = {}
            for decision in entity.decisions:
                # borne out where the forms that it speaks of stand; a form that stands nowhere is no hindrance
                spoken = [pages for form, pages in forms.items() if pages and form in decision]
                decisions[decision] = frozenset.intersection(*spoken) if spoken else frozenset[str]()
            self.standing[entity.id] = {alias: forms[alias] for alias in entity.aliases}, decisions
        return self.standing[entity.id]


def _group(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _read_text(article: Article) -> str:
    """All that an article prints, credits included, without quotation marks: names have none."""
    passages = (article.title, article.deck, article.body)
    texts = [*(p.text for p in passages if p is not None), *(credit.name for credit in article.credits)]
    return "\n".join(texts).translate(_QUOTES)
