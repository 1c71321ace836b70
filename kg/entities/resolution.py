"""Mentions of a page -> entities, and what their names alone say of one another."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.entities.abbreviations import is_abbreviation, load_abbreviations
from kg.entities.clusters import Clusters
from kg.entities.context import ArticleContext, place_of, read_context
from kg.entities.naming import InstitutionName, NameReader
from kg.model import DIVISION_CLASSES, Article, Entity, Mention, Page, Tie
from kg.resources.divisions import Division, Divisions, load_divisions
from kg.resources.zones import load_zones

_QUOTES = str.maketrans("", "", '“”‘’"《》')
_OWN_BODY = re.compile(
    r"^(?:(?P<village>.{2,14}?(?:村|社区|嘎查))(?:党支部|党总支|党委|村委会|居委会|村民委员会|居民委员会|股份经济合作社|经济合作社|“?两委”?)"
    r"|(?P<zone>.{2,20}?(?:开发区|高新区|经开区|产业园|产业园区|工业园区|园区|新区|示范区|度假区|集中区|保税区))(?:管委会|管理委员会|党工委))$"
)
_PUBLIC_HOUSE = re.compile(r"(?:医院|小学|中学|幼儿园|学校|图书馆|文化馆|博物馆|保健院|卫生院|福利院|敬老院|体育馆)$")
_CORE = re.compile(r"“([^”]+)”")
Key = tuple[str, ...]


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


@dataclass(slots=True)
class _Draft:
    cls: str
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    code: str | None = None
    canonical: str | None = None
    decisions: list[str] = field(default_factory=list)
    parsed: InstitutionName | None = None


def resolve_entities(page: Page, articles: Sequence[Article], mentions: Sequence[Mention]) -> Resolution:
    """Decide which mentions of a page mean the same thing.

    Args:
        page: Its `place` is the newspaper's home.
        articles: Of that page; their credits become persons.
        mentions: In reading order.

    Returns:
        Entities with their mentions, and structural facts between them.
    """
    return _Resolver(page, articles, mentions, load_divisions()).resolve()


class _Resolver:
    """The state of one page's resolution."""

    def __init__(
        self, page: Page, articles: Sequence[Article], mentions: Sequence[Mention], divisions: Divisions
    ) -> None:
        self.page = page
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
        self.drafts: dict[Key, _Draft] = {}
        self.keys: dict[Mention, Key] = {}

    def _find_home(self, place: str | None) -> Division | None:
        if not place:
            return None
        found = [d for d in (*self.divisions.named(place), *self.divisions.short(place)) if d.cls != "Township"]
        return min(found, key=lambda d: (len(d.code.rstrip("0")), d.code)) if found else None

    # entities -----------------------------------------------------------------------------------------------

    def resolve(self) -> Resolution:
        for article in self.articles:
            self._settle_classes(article.id)
            for mention in self.by_article[article.id]:
                self._file(mention, self.contexts[article.id])
            self._join_short_forms(article.id)
            self._join_initiatives(article.id)
            self._file_credits(article)
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
        key, draft = self._key(mention, label, context)
        self.clusters.add(key)
        kept = self.drafts.setdefault(key, draft)
        kept.names[label] += 1
        surface = mention.text.translate(_QUOTES).strip()
        kept.names[surface] += 1
        kept.mentions.append(mention)
        kept.articles.add(mention.article)
        self.keys[mention] = key

    def _key(self, mention: Mention, label: str, context: ArticleContext) -> tuple[Key, _Draft]:
        cls = mention.cls
        if mention.code:
            division = self.divisions.by_code(mention.code)
            return ("division", mention.code), _Draft(
                cls, code=mention.code, canonical=division.name if division else label
            )
        if cls in DIVISION_CLASSES:
            main = context.main.code if context.main else ""
            draft = _Draft(cls)
            if cls != "Village":
                draft.decisions.append(f"{label}: no official code, several divisions bear the name or none is near")
            return ("place", cls, label, main), draft
        if cls == "Institution":
            parsed = self.reader.read(label, mention, context)
            if parsed.organ and parsed.division is not None:
                return ("organ", parsed.division.code, parsed.expanded), _Draft(cls, parsed=parsed)
            if parsed.organ or (parsed.division is None and len(label) < 5):
                main = context.main.code if context.main else mention.article
                return ("institution", label, main), _Draft(cls, parsed=parsed)
            return ("institution", label), _Draft(cls, parsed=parsed)
        if cls == "Person":
            return ("person", label, mention.article), _Draft(cls)
        return (cls, label, self.page.id), _Draft(cls)

    def _file_credits(self, article: Article) -> None:
        """Persons of bylines and photo credits; the same person where the article itself names one so."""
        outlet = self.page.paper or self.page.place or self.page.id
        for credit in article.credits:
            key: Key = ("credit", credit.name, outlet)
            self.clusters.add(key)
            draft = self.drafts.setdefault(key, _Draft("Person"))
            draft.names[credit.name] += 1
            draft.articles.add(article.id)
            story: Key = ("person", credit.name, article.id)
            if story in self.drafts:
                self.clusters.join(key, story, reason=f"{credit.name}: named in the credit of the same article")

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
                full = [k for k in full if k[0] != "organ"] if False else []
            roots = sorted({self.clusters.find(k) for k in full})
            if len(roots) == 1:
                self.clusters.join(roots[0], key, reason=f"{short} = {names[full[0]]}: short form in the same article")

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
                    self.clusters.join(
                        self.clusters.find(longer[0]),
                        key,
                        reason=f"{name} = {longer[0][1]}: the same name in the same article",
                    )

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
        merged: dict[Key, _Draft] = {}
        for root, keys in groups.items():
            draft = _Draft(self.drafts[root].cls, decisions=list(self.clusters.reasons.get(root, [])))
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
        ids = {root: _make_id(draft.cls, names[root], root) for root, draft in merged.items()}
        builder = _TieBuilder(self, merged, names, ids)
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

    def _name(self, draft: _Draft) -> str:
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


class _TieBuilder:
    """Structural facts between the entities of a page."""

    def __init__(
        self, resolver: _Resolver, drafts: dict[Key, _Draft], names: dict[Key, str], ids: dict[Key, str]
    ) -> None:
        self.resolver = resolver
        self.divisions = resolver.divisions
        self.drafts = drafts
        self.names = names
        self.ids = ids
        self.ties: list[Tie] = []

    def build(self) -> tuple[Tie, ...]:
        for key in sorted(self.drafts):
            draft = self.drafts[key]
            if draft.cls == "Institution":
                self._tie_institution(key, draft)
        for key in sorted(self.drafts):
            draft = self.drafts[key]
            if draft.cls in {"Village", "Zone", "Township"} and not draft.code:
                self._tie_place(key, draft)
            if draft.cls == "Event":
                self._tie_event(key, draft)
        for key in sorted(self.drafts):
            if key[0] == "division":
                self._tie_division(key)
        return tuple(sorted(self.ties, key=lambda t: (t.subject, t.predicate, t.object)))

    def _add(
        self, subject: Key, predicate: str, other: Key, rule: str, confidence: float, mention: Mention | None
    ) -> None:
        if self.ids[subject] != self.ids[other]:
            self.ties.append(Tie(self.ids[subject], predicate, self.ids[other], rule, confidence, mention))

    def _division(self, division: Division, articles: set[str]) -> Key:
        """The entity of a division, made where a name alone brings it in."""
        key: Key = ("division", division.code)
        if key not in self.drafts:
            self.drafts[key] = _Draft(division.cls, code=division.code, canonical=division.name)
            self.drafts[key].names[division.name] += 1
            self.names[key] = division.name
            self.ids[key] = _make_id(division.cls, division.name, key)
        self.drafts[key].articles |= articles
        return key

    def _tie_institution(self, key: Key, draft: _Draft) -> None:
        mention = draft.mentions[0] if draft.mentions else None
        parsed = draft.parsed
        name = self.names[key]
        parent = self.resolver.reader.parent_name(name)
        if parent is not None:
            self._add(key, "partOf", self._institution(parent, draft), "name-parent", 0.93, mention)
        if parsed is None:
            return
        central = parent is not None and self.resolver.reader.is_central(parent)
        if parsed.division is not None and parsed.organ and (parent is None or central or parsed.rest.startswith("委")):
            self._add(
                key, "jurisdiction", self._division(parsed.division, draft.articles), "name-division", 0.96, mention
            )
            return
        place = self._place_in_name(name, draft) or self._read_place(name, draft)
        if place is not None:
            predicate = (
                "jurisdiction"
                if re.search(r"(?:委会|管委会|管理委员会|政府|党支部|党总支|党委|工委|办事处)$", name)
                else "locatedIn"
            )
            self._add(key, predicate, place, "name-division", 0.9, mention)
            return
        if parent is not None or parsed.division is None:
            return
        public = _PUBLIC_HOUSE.search(name) is not None and parsed.division.name in name
        if parsed.division.cls == "Township" or public:
            self._add(key, "locatedIn", self._division(parsed.division, draft.articles), "name-division", 0.85, mention)
        elif parsed.division.cls != "Province" and ("division", parsed.division.code) in self.drafts:
            self._add(key, "locatedIn", ("division", parsed.division.code), "name-division", 0.85, mention)

    def _place_in_name(self, name: str, draft: _Draft) -> Key | None:
        """A village, zone or township without a code whose name opens the institution's."""
        best: Key | None = None
        for key in sorted(self.drafts):
            other = self.drafts[key]
            if other.cls not in {"Village", "Zone", "Township"} or not other.articles & draft.articles:
                continue
            opens = any(name.startswith(n) and len(n) > 2 for n in other.names)
            if opens and (best is None or len(self.names[key]) > len(self.names[best])):
                best = key
        return best

    def _read_place(self, name: str, child: _Draft) -> Key | None:
        """The village or zone that opens the name of its own committee or branch, named nowhere else on the page."""
        match = _OWN_BODY.match(name)
        if match is None or not child.mentions:
            return None
        mention = child.mentions[0]
        cls = "Zone" if match.group("zone") else "Village"
        place = match.group("zone") or match.group("village")
        town: Key | None = None
        if cls == "Village":
            for size in range(min(9, len(place) - 2), 1, -1):
                found = [d for d in self.divisions.township(place[:size]) if self._is_near(d, mention)]
                if found:
                    town = self._division(found[0], child.articles)
                    place = place[size:]
                    break
        if len(place) < 3 or any(place.startswith(d.name) for d in self.resolver.contexts[mention.article].named):
            return None
        key: Key = ("place", cls, place, mention.article)
        if key not in self.drafts:
            self.drafts[key] = _Draft(cls, mentions=[mention])
            self.drafts[key].names[place] += 1
            self.drafts[key].articles |= child.articles
            self.names[key] = place
            self.ids[key] = _make_id(cls, place, key)
            if town is not None:
                self._add(key, "partOf", town, "name-division", 0.9, mention)
        return key

    def _is_near(self, town: Division, mention: Mention) -> bool:
        context = self.resolver.contexts[mention.article]
        return any(
            self.divisions.within(town.code, d.code) for d in (*context.named, *context.home) if d.cls == "County"
        )

    def _institution(self, name: str, child: _Draft) -> Key:
        mention = child.mentions[0]
        context = self.resolver.contexts[mention.article]
        parsed = self.resolver.reader.read(name, mention, context)
        key: Key = ("institution", name)
        if parsed.organ and parsed.division is not None:
            key = ("organ", parsed.division.code, parsed.expanded)
        for known in (key, ("institution", name, context.main.code if context.main else mention.article)):
            if known in self.resolver.drafts:
                root = self.resolver.clusters.find(known)
                self.drafts[root].articles |= child.articles
                return root
        if key not in self.drafts:
            draft = _Draft("Institution", parsed=parsed)
            draft.names[name] += 1
            draft.mentions = []
            draft.articles |= child.articles
            self.drafts[key] = draft
            self.names[key] = parsed.division.name + parsed.rest if parsed.by_level and parsed.division else name
            self.ids[key] = _make_id("Institution", self.names[key], key)
            upper = self.resolver.reader.parent_name(name)
            if upper is not None:
                self._add(key, "partOf", self._institution(upper, child), "name-parent", 0.9, mention)
            if parsed.organ and parsed.division is not None:
                self._add(
                    key, "jurisdiction", self._division(parsed.division, child.articles), "name-division", 0.95, mention
                )
        return key

    def _tie_event(self, key: Key, draft: _Draft) -> None:
        """An event that bears a programme's name is part of it: “银铃”行动 and its “银铃”展演."""
        core = self.resolver.core_of(key)
        if not core or not draft.mentions:
            return
        for other in sorted(self.drafts):
            programme = self.drafts[other]
            if (
                programme.cls == "Programme"
                and programme.articles & draft.articles
                and core in {*programme.names, self.resolver.core_of(other)}
            ):
                self._add(key, "partOf", other, "name-parent", 0.85, draft.mentions[0])
                return

    def _tie_place(self, key: Key, draft: _Draft) -> None:
        """A village, zone or uncoded township belongs to the place named right before it, else to the article's."""
        name = self.names[key]
        if any(t.subject == self.ids[key] and t.predicate == "partOf" for t in self.ties):
            return
        zone = load_zones().get(name)
        if zone is not None:
            for above in (zone.parent, *(d.code for d in self.divisions.ancestors(zone.parent))):
                if ("division", above) in self.drafts:
                    self._add(key, "partOf", ("division", above), "gazetteer", 1.0, None)
                    return
        for mention in draft.mentions:
            before = self._named_before(mention)
            if before is not None:
                self._add(key, "partOf", before, "stands-behind", 0.93, mention)
                return
        mention = draft.mentions[0]
        context = self.resolver.contexts[mention.article]
        if draft.cls == "Zone":
            for size in range(min(8, len(name) - 2), 1, -1):
                found = [*self.divisions.named(name[:size]), *self.divisions.short(name[:size])]
                known = [d for d in found if ("division", d.code) in self.drafts]
                if len(known) == 1:
                    self._add(key, "partOf", ("division", known[0].code), "name-division", 0.9, mention)
                    return
            if not any(d.cls == "County" for d in context.named) and self.resolver.home is not None:
                home: Key = ("division", self.resolver.home.code)
                if home in self.drafts:
                    self._add(key, "partOf", home, "article-place", 0.7, mention)
                    return
        towns = [d for d in context.named if d.cls == "Township"]
        nearest = [
            d
            for p, d in zip(context.places, context.named, strict=True)
            if d.cls == "Township" and p < place_of(mention)
        ]
        if draft.cls == "Village" and towns and len({d.code for d in towns}) == 1 and nearest:
            self._add(key, "partOf", ("division", towns[0].code), "article-place", 0.75, mention)
        elif context.main is not None and ("division", context.main.code) in self.drafts:
            self._add(key, "partOf", ("division", context.main.code), "article-place", 0.7, mention)

    def _named_before(self, mention: Mention) -> Key | None:
        for other in self.resolver.by_article[mention.article]:
            if (
                other.part == mention.part
                and other.span.end == mention.span.start
                and other.cls in (*DIVISION_CLASSES, "Zone")
            ):
                return self.resolver.clusters.find(self.resolver.keys[other])
        return None

    def _tie_division(self, key: Key) -> None:
        """The nearest ancestor that is itself an entity of the page."""
        for ancestor in self.divisions.ancestors(key[1]):
            above: Key = ("division", ancestor.code)
            if above in self.drafts:
                self._add(key, "partOf", above, "gazetteer", 1.0, None)
                return


def _make_id(cls: str, name: str, key: Key) -> str:
    digest = hashlib.sha256("\x1f".join((cls, name, *key)).encode()).hexdigest()[:12]
    return f"{cls.lower()}-{digest}"


def _to_entity(entity_id: str, draft: _Draft, name: str) -> Entity:
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
