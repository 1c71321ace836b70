"""Mentions of a page -> entities, and what their names alone say of one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.entities.abbreviations import is_abbreviation, load_abbreviations
from kg.entities.clusters import Clusters
from kg.entities.context import ArticleContext, place_of, read_context
from kg.entities.drafts import Draft, Key, make_id
from kg.entities.naming import NameReader
from kg.entities.ties import TieBuilder
from kg.model import DIVISION_CLASSES, Article, Entity, Mention, Page, Tie
from kg.resources.divisions import Division, Divisions, load_divisions

_QUOTES = str.maketrans("", "", '“”‘’"《》')
_CORE = re.compile(r"“([^”]+)”")
# 某某村｜舞龙队, 某市“…工程”｜指挥部: a village and a drive inside the name of a team or an office
_TEAM_VILLAGE = re.compile(r"[^省市县区镇乡“”]{1,8}?(?<!驻)[村屯](?=.{0,8}队$)")
_TEAM_DRIVE = re.compile(r"“([^”]{2,12}(?:工程|行动|计划|战略|攻坚战))”")


@dataclass(frozen=True, slots=True)
class Resolution:
    """Entities of one page.

    Attributes:
        entities: Sorted by id.
        links: Entity id of each mention.
        ties: Structural facts.
        mains: Entity id of each article's main division, where it has one.
    """

    entities: tuple[Entity, ...]
    links: Mapping[Mention, str]
    ties: tuple[Tie, ...]
    mains: Mapping[str, str]


def resolve_entities(
    page: Page,
    articles: Sequence[Article],
    mentions: Sequence[Mention],
    *,
    different: Collection[frozenset[str]] = frozenset(),
) -> Resolution:
    """Decide which mentions of a page mean the same thing.

    Args:
        page: Its `place` is the newspaper's home.
        articles: Of that page; their credits become persons.
        mentions: In reading order.
        different: Pairs of names that a person keeps apart.

    Returns:
        Entities with their mentions, and structural facts between them.
    """
    return Resolver(page, articles, mentions, load_divisions(), different).resolve()


class Resolver:
    """The state of one page's resolution."""

    def __init__(
        self,
        page: Page,
        articles: Sequence[Article],
        mentions: Sequence[Mention],
        divisions: Divisions,
        different: Collection[frozenset[str]],
    ) -> None:
        self.page = page
        self.different = different
        self.articles = articles
        self.divisions = divisions
        self.reader = NameReader(divisions, load_abbreviations())
        self.by_article: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            self.by_article[mention.article].append(mention)
        home = self.home = self._find_home(page.place)
        self.contexts: dict[str, ArticleContext] = {
            a.id: read_context(self.by_article[a.id], divisions=divisions, home=home) for a in articles
        }
        self.clusters: Clusters[Key] = Clusters()
        self.drafts: dict[Key, Draft] = {}
        self.keys: dict[Mention, Key] = {}

    def _find_home(self, place: str | None) -> Division | None:
        if not place:
            return None
        found = [d for d in (*self.divisions.named(place), *self.divisions.short(place)) if d.cls != "Township"]
        return min(found, key=lambda d: (len(d.code.rstrip("0")), d.code)) if found else None

    # entities -----------------------------------------------------------------------------------------------

    def resolve(self) -> Resolution:
        """File every mention under a key, join keys within articles, and draw what names say."""
        for article in self.articles:
            self._settle_classes(article.id)
            for mention in self.by_article[article.id]:
                self._file(mention, self.contexts[article.id])
            self._join_short_forms(article.id)
            self._join_initiatives(article.id)
            self._file_credits(article)
        self._file_inner()
        return self._finish()

    def _settle_classes(self, article: str) -> None:
        """One name is one class within an article: the class of its surest mentions."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in self.by_article[article]:
            votes[mention.label.translate(_QUOTES)][mention.cls] += int(mention.score * 100)
        settled: list[Mention] = []
        for mention in self.by_article[article]:
            ranked = votes[mention.label.translate(_QUOTES)].most_common()
            best = ranked[0][0]
            if best != mention.cls and mention.cls not in DIVISION_CLASSES and best not in DIVISION_CLASSES:
                settled.append(
                    Mention(
                        mention.article,
                        mention.part,
                        mention.span,
                        mention.text,
                        best,
                        mention.finder,
                        mention.score,
                        mention.name,
                        mention.code,
                    )
                )
            else:
                settled.append(mention)
        self.by_article[article] = settled

    def _file(self, mention: Mention, context: ArticleContext) -> None:
        label = mention.label.translate(_QUOTES).strip()
        if mention.finder == "place-level" and (division := context.at_level(label[0], mention)) is not None:
            label = division.name + label[1:]
        key, draft = self._key(mention, label, context)
        self.clusters.add(key)
        kept = self.drafts.setdefault(key, draft)
        kept.names[label] += 1
        surface = mention.text.translate(_QUOTES).strip()
        kept.names[surface] += 1
        kept.mentions.append(mention)
        kept.articles.add(mention.article)
        self.keys[mention] = key

    def _key(self, mention: Mention, label: str, context: ArticleContext) -> tuple[Key, Draft]:
        cls = mention.cls
        if mention.code:
            division = self.divisions.by_code(mention.code)
            return ("division", mention.code), Draft(
                cls, code=mention.code, canonical=division.name if division else label
            )
        if cls in DIVISION_CLASSES:
            main = context.main.code if context.main else ""
            draft = Draft(cls)
            if cls != "Village":
                draft.decisions.append(f"{label}: no official code, several divisions bear the name or none is near")
            return ("place", cls, label, main), draft
        if cls == "Institution":
            parsed = self.reader.read(label, mention, context)
            if parsed.organ and parsed.division is not None:
                return ("organ", parsed.division.code, parsed.expanded), Draft(cls, parsed=parsed)
            if parsed.organ or (parsed.division is None and len(label) < 5):
                main = context.main.code if context.main else mention.article
                return ("institution", label, main), Draft(cls, parsed=parsed)
            return ("institution", label), Draft(cls, parsed=parsed)
        if cls == "Person":
            return ("person", label, mention.article), Draft(cls)
        return (cls, label, self.page.id), Draft(cls)

    def _file_credits(self, article: Article) -> None:
        """Persons of bylines and photo credits; the same person where the article itself names one so."""
        outlet = self.page.paper or self.page.place or self.page.id
        for credit in article.credits:
            key: Key = ("credit", credit.name, outlet)
            self.clusters.add(key)
            draft = self.drafts.setdefault(key, Draft("Person"))
            draft.names[credit.name] += 1
            draft.articles.add(article.id)
            story: Key = ("person", credit.name, article.id)
            if story in self.drafts:
                self._join(key, story, reason=f"{credit.name}: named in the credit of the same article")

    def _file_inner(self) -> None:
        """What is named in full inside the name of an institution is an entity of its own."""
        for draft in [self.drafts[key] for key in sorted(self.drafts) if self.drafts[key].cls == "Institution"]:
            for division in draft.parsed.chain if draft.parsed is not None else ():
                if any(division.name in name for name in draft.names):
                    key: Key = ("division", division.code)
                    self._add_named(key, division.cls, division.name, draft)
                    self.drafts[key].code, self.drafts[key].canonical = division.code, division.name
            for mention in draft.mentions:
                if mention.finder != "team":
                    continue
                village, drive = _TEAM_VILLAGE.match(mention.text), _TEAM_DRIVE.search(mention.text)
                if village is not None:
                    main = self.contexts[mention.article].main
                    key = ("place", "Village", village.group(), main.code if main else "")
                    self._add_named(key, "Village", village.group(), draft, mention)
                if drive is not None:
                    self._add_named(("Programme", drive[1], self.page.id), "Programme", drive[1], draft, mention)

    def _add_named(self, key: Key, cls: str, name: str, inside: Draft, mention: Mention | None = None) -> None:
        """File a thing that another's name names, where the page does not name it by itself."""
        if key not in self.drafts:
            self.clusters.add(key)
            self.drafts[key] = Draft(cls, mentions=[mention] if mention else [])
            self.drafts[key].names[name] += 1
        self.drafts[key].articles |= inside.articles

    # joining ------------------------------------------------------------------------------------------------

    def _join_short_forms(self, article: str) -> None:
        """Join an institution's short form to the one longer name of the article that it can stand for."""
        keys = sorted({self.keys[m] for m in self.by_article[article] if m.cls in {"Institution", "Venue", "Zone"}})
        names = {key: self._longest(key) for key in keys}
        for key in keys:
            short = names[key]
            full = [
                k
                for k in keys
                if k != key and self.drafts[k].cls == self.drafts[key].cls and is_abbreviation(short, names[k])
            ]
            full = [k for k in full if not self._is_part(names[k], short)]
            if key[0] == "organ":
                # an organ's division and systematic short forms are its identity already
                full = []
            roots = sorted({self.clusters.find(k) for k in full})
            if len(roots) == 1:
                self._join(roots[0], key, reason=f"{short} = {names[full[0]]}: short form in the same article")

    def _join(self, one: Key, other: Key, *, reason: str) -> None:
        """Join two names, unless a person judged them different; that is then said of both."""
        pairs = {frozenset((a, b)) for a in self.drafts[one].names for b in self.drafts[other].names}
        if pairs.isdisjoint(self.different):
            self.clusters.join(one, other, reason=reason)
            return
        for key in (one, other):
            self.drafts[key].decisions.append(f"kept apart, judged different: {reason}")

    def _is_part(self, full: str, short: str) -> bool:
        """Whether the longer name is another body than the shorter (a university and its hospital)."""
        return full.startswith(short)

    def _longest(self, key: Key) -> str:
        return max(sorted(self.drafts[key].names), key=len)

    def _join_initiatives(self, article: str) -> None:
        """Join a quoted name with and without its head noun, and a phrase with its tail."""
        for cls in ("Programme", "Event"):
            keys = sorted(
                {self.keys[m] for m in self.by_article[article] if m.cls == cls}, key=lambda k: (len(k[1]), k)
            )
            cores = {k: self._core(k) for k in keys}
            for index, key in enumerate(keys):
                name = key[1]
                longer = [
                    k
                    for k in keys[index + 1 :]
                    if (cores[k] and cores[k] == (cores[key] or name)) or (len(name) >= 4 and k[1].endswith(name))
                ]
                roots = sorted({self.clusters.find(k) for k in longer})
                if len(roots) == 1 or (longer and cls == "Programme"):
                    same = f"{name} = {longer[0][1]}: the same name in the same article"
                    self._join(self.clusters.find(longer[0]), key, reason=same)

    def core_of(self, key: Key) -> str:
        """What stands in quotes in the names of an initiative; empty where nothing does."""
        return self._core(key) if key in self.drafts else ""

    def _core(self, key: Key) -> str:
        for mention in self.drafts[key].mentions:
            match = _CORE.search(mention.text)
            if match:
                return match.group(1)
        return ""

    # result -------------------------------------------------------------------------------------------------

    def _finish(self) -> Resolution:
        groups = self.clusters.groups(sorted(self.drafts))
        merged: dict[Key, Draft] = {}
        for root, keys in groups.items():
            draft = Draft(self.drafts[root].cls, decisions=list(self.clusters.reasons.get(root, [])))
            for key in [root, *(k for k in keys if k != root)]:
                other = self.drafts[key]
                draft.names.update(other.names)
                draft.mentions += other.mentions
                draft.articles |= other.articles
                draft.code = draft.code or other.code
                draft.canonical = draft.canonical or other.canonical
                draft.parsed = draft.parsed or other.parsed
                draft.decisions += other.decisions
            merged[root] = draft
        names = {root: self._name(draft) for root, draft in merged.items()}
        ids = {root: make_id(draft.cls, names[root], root) for root, draft in merged.items()}
        builder = TieBuilder(self, merged, names, ids)
        ties = builder.build()
        links = {m: ids[self.clusters.find(k)] for m, k in self.keys.items()}
        entities = tuple(
            sorted((_to_entity(ids[root], draft, names[root]) for root, draft in merged.items()), key=lambda e: e.id)
        )
        mains = {
            a: ids[("division", c.main.code)]
            for a, c in self.contexts.items()
            if c.main and ("division", c.main.code) in ids
        }
        return Resolution(entities, links, ties, mains)

    def _name(self, draft: Draft) -> str:
        """The fullest form that the page supports."""
        if draft.canonical:
            return draft.canonical
        if (
            draft.cls == "Institution"
            and draft.parsed is not None
            and draft.parsed.division is not None
            and draft.parsed.organ
        ):
            own = [n for n in draft.names if not self._opens_with_level(n)]
            if not own:
                return draft.parsed.division.name + draft.parsed.rest
            return max(sorted(own), key=len)
        return max(sorted(draft.names), key=len)

    def _opens_with_level(self, name: str) -> bool:
        return name[0] in "省市区县州旗盟镇乡"


def _to_entity(entity_id: str, draft: Draft, name: str) -> Entity:
    aliases = tuple(sorted({n for n in draft.names if n and n != name}))
    return Entity(
        id=entity_id,
        cls=draft.cls,
        name=name,
        aliases=aliases,
        code=draft.code,
        articles=tuple(sorted(draft.articles)),
        mentions=tuple(sorted(draft.mentions, key=lambda m: (m.article, place_of(m), m.span.end))),
        decisions=tuple(dict.fromkeys(draft.decisions)),
    )
