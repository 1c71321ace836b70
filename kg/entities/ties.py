"""What names and the official hierarchy say of entities: whose organ, part of what, where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.entities.drafts import Draft, Key, make_id
from kg.entities.standing import OWN_BODY, PlaceTies
from kg.model import Mention, Tie
from kg.resources.divisions import LEVELS, Division

if TYPE_CHECKING:
    from kg.entities.naming import InstitutionName

_PUBLIC_HOUSE = re.compile(
    r"(?:医院|小学|中学|幼儿园|学校|图书馆|文化馆|博物馆|保健院|卫生院|福利院|敬老院|体育馆|工作队|文工团|剧团|歌舞团|艺术团|电视台|教育中心|中心校)$"
)
# Public bodies that no head noun tells from others: an office, a station, a centre that serves, manages or watches over
_PUBLIC_BODY = re.compile(
    r"(?:办公室|指挥部|领导小组|海关|融媒体中心|推广站|工作站|监测站|监督站|防疫站|救助站|科学研究所|科学研究院"
    r"|(?:服务|管理|发展|事务|指导|监测|检测|推广|保障|保护|指挥|交易|防控|预防控制|促进|救助|治理|流转|调度|监管|储备|评估)中心)$"
)
_NO_ORGAN = ("社会工作", "社工", "养老", "家政", "公益", "志愿", "月子", "公司", "大学", "学院", "医院")
# 云州长亭医院 need be no hospital of 长亭区
_BY_SHORT_NAME = re.compile(r"(?<!人民)(?<!中医)(?<!中心)(?<![一二三四五六七八九十])(?:医院|学校|大学|学院)$")
_BRANCH = re.compile(r"^(村|社区|嘎查)(?:党支部|党总支|党委|村委会|居委会|村民委员会|居民委员会)$")


_PLACES = frozenset({"Village", "Zone", "Township"})
_ZONE_ORGAN = re.compile("(?:局|管委会|委员会|办公室|党工委|工委|法院|检察院|大队|派出所|政府)$")


class TieBuilder(PlaceTies):
    """Structural facts between the entities of a page."""

    def build(self) -> tuple[Tie, ...]:
        """Find the facts; divisions and larger bodies that a name brings in become entities on the way."""
        for key in sorted(self.drafts):
            draft = self.drafts[key]
            if draft.cls == "Institution":
                self._tie_institution(key, draft)
        for key in sorted(self.drafts):
            draft = self.drafts[key]
            if draft.cls in {"Village", "Zone", "Township"} and not draft.code:
                self._tie_place(key, draft)
            if draft.cls == "Venue":
                self._tie_venue(key, draft)
            if draft.cls == "Event":
                self._tie_event(key, draft)
        for key in sorted(self.drafts):
            if key[0] == "division":
                self._tie_division(key)
        return tuple(sorted(self.ties, key=lambda t: (t.subject, t.predicate, t.object)))

    def _tie_institution(self, key: Key, draft: Draft) -> None:
        mention = draft.mentions[0] if draft.mentions else None
        parsed = draft.parsed
        name = self.names[key]
        parent = self.resolver.reader.parent_name(name)
        if parent is not None:
            self._add(key, "partOf", self._institution(parent, draft), "name-parent", 0.93, mention)
        if parsed is None:
            return
        if parsed.organ or _PUBLIC_HOUSE.search(name):
            for above in parsed.chain[:-1]:
                if above.name in name:
                    self._division(above, draft.articles)
        zone = self._zone_in_name(name, draft)
        own = OWN_BODY.match(name)
        if zone is None and own is not None and own["zone"]:
            zone = self._read_place(name, draft)
        if zone is not None and parent is None and (parsed.organ or _ZONE_ORGAN.search(name)):
            self._add(key, "jurisdiction", zone, "name-division", 0.93, mention)
            return
        central = parent is not None and self.resolver.reader.is_central(parent)
        named = parsed.division is not None and (parsed.division.name in name or not _BY_SHORT_NAME.search(name))
        if (
            parsed.division is not None
            and named
            and parsed.organ
            and (parent is None or central or parsed.rest.startswith("委"))
        ):
            self._add(
                key, "jurisdiction", self._division(parsed.division, draft.articles), "name-division", 0.96, mention
            )
            return
        body = self._whose_body(name, draft, parsed) if parent is None else None
        if body is not None:
            self._add(key, "jurisdiction", body, "name-division", 0.9, mention)
            return
        place = self._place_in_name(name, draft) or self._read_place(name, draft)
        if place is not None:
            predicate = (
                "jurisdiction"
                if re.search(r"(?:委会|委员会|政府|党支部|党总支|党委|工委|办事处)$", name)
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

    def _place_in_name(self, name: str, draft: Draft) -> Key | None:
        """A village, zone or township without a code whose name opens the institution's."""
        best: Key | None = None
        for key in sorted(self.drafts):
            other = self.drafts[key]
            if other.cls not in _PLACES or not other.articles & draft.articles:
                continue
            opens = any(name.startswith(n) and len(n) > 2 for n in other.names)
            if opens and (best is None or len(self.names[key]) > len(self.names[best])):
                best = key
        return best

    def _zone_in_name(self, name: str, draft: Draft) -> Key | None:
        """A zone whose name opens the institution's, with its division or without (青江新区税务局 of 云州青江新区)."""
        for key in sorted(self.drafts):
            zone = self.drafts[key]
            if zone.cls != "Zone" or not zone.articles & draft.articles:
                continue
            forms = {*zone.names, self.names[key]}
            for form in tuple(forms):
                for size in range(2, min(5, len(form) - 3)):
                    if self.divisions.short(form[:size]) or self.divisions.named(form[:size]):
                        forms.add(form[size:])
            if any(len(form) > 3 and name.startswith(form) and len(name) > len(form) + 1 for form in forms):
                return key
        return None

    def _whose_body(self, name: str, draft: Draft, parsed: InstitutionName) -> Key | None:
        """The division of a public office, station or centre; the village of a branch that bears no name."""
        if not draft.mentions:
            return None
        mention = draft.mentions[0]
        branch = _BRANCH.match(name)
        if branch is not None:
            before = [
                m
                for m in self.resolver.by_article[mention.article]
                if m.cls == "Village"
                and m.part == mention.part
                and m.span.end <= mention.span.start
                and m.text.endswith(branch[1])
            ]
            return self.resolver.clusters.find(self.resolver.keys[before[-1]]) if before else None
        if _PUBLIC_BODY.search(name) is None or any(word in name for word in _NO_ORGAN):
            return None
        division = parsed.division
        if division is None and name.removeprefix("自治")[0] in LEVELS and len(name) > 5:
            division = self.resolver.contexts[mention.article].at_level(name.removeprefix("自治")[0], mention)
        if division is None:
            return None
        # 云州海关 is no reason to bring in 云州市 where the page does not name it
        known = ("division", division.code) in self.drafts or division.name in name
        return self._division(division, draft.articles) if known else None

    def _read_place(self, name: str, child: Draft) -> Key | None:
        """The village or zone that opens the name of its own committee or branch, named nowhere else on the page."""
        match = OWN_BODY.match(name)
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
            self.drafts[key] = Draft(cls, mentions=[mention])
            self.drafts[key].names[place] += 1
            self.drafts[key].articles |= child.articles
            self.names[key] = place
            self.ids[key] = make_id(cls, place, key)
            if town is not None:
                self._add(key, "partOf", town, "name-division", 0.9, mention)
        return key

    def _is_near(self, town: Division, mention: Mention) -> bool:
        context = self.resolver.contexts[mention.article]
        return any(
            self.divisions.within(town.code, d.code) for d in (*context.named, *context.home) if d.cls == "County"
        )

    def _institution(self, name: str, child: Draft) -> Key:
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
            draft = Draft("Institution", parsed=parsed)
            draft.names[name] += 1
            draft.mentions = []
            draft.articles |= child.articles
            self.drafts[key] = draft
            self.names[key] = parsed.division.name + parsed.rest if parsed.by_level and parsed.division else name
            self.ids[key] = make_id("Institution", self.names[key], key)
            upper = self.resolver.reader.parent_name(name)
            if upper is not None:
                self._add(key, "partOf", self._institution(upper, child), "name-parent", 0.9, mention)
            if parsed.organ and parsed.division is not None:
                self._add(
                    key, "jurisdiction", self._division(parsed.division, child.articles), "name-division", 0.95, mention
                )
        return key
