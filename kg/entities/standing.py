"""What stands where: the part of villages, zones, venues, events and divisions in the ties of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.entities.context import place_of
from kg.entities.drafts import Draft, Key, make_id
from kg.model import DIVISION_CLASSES, Mention, Tie
from kg.resources.divisions import Division
from kg.resources.zones import load_zones

if TYPE_CHECKING:
    from kg.entities.resolution import Resolver

# The committee, branch or co-operative of a village, the committee of a zone: a body that bears the place's name
OWN_BODY = re.compile(
    r"^(?:(?P<village>.{2,14}?(?:村|社区|嘎查))(?:党支部|党总支|党委|村委会|居委会|村民委员会|居民委员会|股份经济合作社|经济合作社|“?两委”?)"
    r"|(?P<zone>.{2,20}?(?:开发区|高新区|经开区|产业园|产业园区|工业园区|园区|新区|示范区|度假区|集中区|保税区))(?:管委会|管理委员会|党工委))$"
)


class PlaceTies:
    """Ties of what is no institution."""

    def __init__(
        self, resolver: Resolver, drafts: dict[Key, Draft], names: dict[Key, str], ids: dict[Key, str]
    ) -> None:
        self.resolver = resolver
        self.divisions = resolver.divisions
        self.drafts = drafts
        self.names = names
        self.ids = ids
        self.ties: list[Tie] = []

    def _add(
        self, subject: Key, predicate: str, other: Key, rule: str, confidence: float, mention: Mention | None
    ) -> None:
        if self.ids[subject] != self.ids[other]:
            self.ties.append(Tie(self.ids[subject], predicate, self.ids[other], rule, confidence, mention))

    def _division(self, division: Division, articles: set[str]) -> Key:
        """The entity of a division, made where a name alone brings it in."""
        key: Key = ("division", division.code)
        if key not in self.drafts:
            self.drafts[key] = Draft(division.cls, code=division.code, canonical=division.name)
            self.drafts[key].names[division.name] += 1
            self.names[key] = division.name
            self.ids[key] = make_id(division.cls, division.name, key)
        self.drafts[key].articles |= articles
        return key

    def _tie_venue(self, key: Key, draft: Draft) -> None:
        """A facility stands in the division whose full name opens its own (某某镇｜全民健身中心)."""
        if not draft.mentions:
            return
        mention, name = draft.mentions[0], self.names[key]
        parsed = self.resolver.reader.read(name, mention, self.resolver.contexts[mention.article])
        full = [d for d in parsed.chain if d.name in name]
        if full and full[-1] == parsed.division and full[-1].cls != "Province":
            self._add(key, "locatedIn", self._division(full[-1], draft.articles), "name-division", 0.85, mention)

    def _tie_event(self, key: Key, draft: Draft) -> None:
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

    def _tie_place(self, key: Key, draft: Draft) -> None:
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
        town = self._town_before_committee(name, draft) if draft.cls == "Village" else None
        if town is not None:
            self._add(key, "partOf", town[0], "stands-behind", 0.9, town[1])
            return
        mention = draft.mentions[0]
        context = self.resolver.contexts[mention.article]
        if draft.cls == "Zone" and self._tie_zone(key, name, mention):
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

    def _tie_zone(self, key: Key, name: str, mention: Mention) -> bool:
        """Tie a zone to the division that opens its name, else to the prefecture that the page is about."""
        for size in range(min(8, len(name) - 2), 1, -1):
            found = [*self.divisions.named(name[:size]), *self.divisions.short(name[:size])]
            known = [d for d in found if ("division", d.code) in self.drafts]
            if len(known) == 1:
                self._add(key, "partOf", ("division", known[0].code), "name-division", 0.9, mention)
                return True
        # a zone that nothing places is the prefecture's rather than a county's: less said, nothing wrong
        if self.resolver.home is not None:
            home: Key = ("division", self.resolver.home.code)
            if home in self.drafts:
                self._add(key, "partOf", home, "article-place", 0.7, mention)
                return True
        return False

    def _town_before_committee(self, village: str, draft: Draft) -> tuple[Key, Mention] | None:
        """The township right before a body of the village (某某镇｜某某村党支部), and where it stands."""
        for article in sorted(draft.articles):
            for mention in self.resolver.by_article[article]:
                own = OWN_BODY.match(mention.text) if mention.cls == "Institution" else None
                before = self._named_before(mention) if own is not None and own["village"] == village else None
                if before is not None and self.drafts[before].cls == "Township":
                    return before, mention
        return None

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
