"""What the name of an institution says by itself: whose organ it is, and of what larger body a part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kg.entities.abbreviations import Abbreviations
from kg.entities.context import ArticleContext
from kg.model import Mention
from kg.resources.divisions import LEVELS, Division, Divisions
from kg.resources.lexicon import read_lexicon

_PARTY = re.compile(r"^(?:中共|中国共产党)")
# A hospital's centre, a school's club: parts by their place behind such a name only
_HOUSES = frozenset({"大学", "学院", "医院", "学校", "中学", "小学"})
_CIRCLES = ("校区", "园区", "院区", "中心", "社", "社团", "艺术团", "合唱团", "乐团", "志愿队", "课题组")
_BUREAUS = ("局", "司", "署", "厅")
_ACADEMIES = frozenset({"大学", "学院", "科学院", "研究院"})
_INSTITUTE = re.compile(r"(?:研究院|研究所|研究中心|实验室|观测站|第[一二三四五六七八九十]医院)$")
_WORKS = ("车间", "分厂", "项目部", "营业厅")
# 社会工作服务中心 and the like are no organs of the place that opens their name
_BARE = frozenset({"医院", "大学", "学院", "中学", "小学", "学校"})
_PRIVATE = ("社会工作", "社工", "养老", "家政", "公益", "志愿", "幼儿", "培训", "月子", "律师")
_LEAGUE = re.compile(r"^(?:共青)?团(?=.{1,8}委$)")
# Bodies that are of a public kind whatever their name; the rest of the organs are read from the lexicon.
_STRONG = re.compile(
    r"大学|分局|分院|分公司|分行|支行|学院|科学院|研究院|研究所|医院|法院|检察院|管委会|委员会|管理局|监督局|执法局|总局|(?<!分)局|厅|(?<=[县市区省州旗])委|公司|集团|总队|支队|大队"
    r"|海关|银行|日报|晚报|通讯社|电视台|兵团第[一二三四五六七八九十]+师|商会|协会|联合会|政府|学校|中学|小学|联合社|党委|中心"
)


@dataclass(frozen=True, slots=True)
class InstitutionName:
    """A name taken apart.

    Attributes:
        division: Whose organ it is, or where its name places it; None where the name says nothing.
        rest: The name without that division.
        organ: Whether the rest is a public organ's designation.
        expanded: The rest with systematic short forms written out.
        chain: All divisions that open the name, the highest first.
        by_level: Whether only a level word (县, 市) stood for the division.
    """

    division: Division | None
    rest: str
    organ: bool
    expanded: str
    by_level: bool = False
    chain: tuple[Division, ...] = ()


@dataclass(frozen=True)
class NameReader:
    """Takes names of institutions apart.

    Attributes:
        divisions: The official table.
        abbreviations: Systematic short forms.
    """

    divisions: Divisions
    abbreviations: Abbreviations

    @cached_property
    def _organ(self) -> re.Pattern[str]:
        words: dict[str, set[str]] = {}
        for row in read_lexicon("organs"):
            words.setdefault(row.cls, set()).add(re.escape(row.word))
        alternatives = {c: "|".join(sorted(w, key=lambda x: (-len(x), x))) for c, w in words.items()}
        return re.compile(
            rf"(?:{alternatives['organ']}|(?:(?:{alternatives['domain']})(?:和|与|、)?){{1,6}}(?:{alternatives['ending']}))"
        )

    @cached_property
    def _agencies(self) -> tuple[str, ...]:
        return tuple(row.word for row in read_lexicon("organs") if row.cls == "agency")

    @cached_property
    def _branches(self) -> tuple[str, ...]:
        return tuple(row.word for row in read_lexicon("organs") if row.cls == "branch")

    @cached_property
    def _central(self) -> tuple[str, ...]:
        words = (r.word for r in read_lexicon("institutions") if r.cls == "central")
        return tuple(sorted(words, key=lambda w: (-len(w), w)))

    @cached_property
    def _unit_end(self) -> re.Pattern[str]:
        units = sorted((r.word for r in read_lexicon("institutions") if r.cls == "unit"), key=lambda w: (-len(w), w))
        return re.compile(rf"(?:{'|'.join(map(re.escape, units))})$")

    def read(self, name: str, mention: Mention, context: ArticleContext) -> InstitutionName:
        """Take a name apart in the context of its article."""
        league = _LEAGUE.match(name)
        bare = _PARTY.sub("", name)
        central = next((c for c in self._central if bare.startswith(c) and len(bare) > len(c) + 3), "")
        if central and not league:
            inner = self.read(bare[len(central) :], mention, context)
            if inner.division is not None and inner.organ:
                return inner
        if league:
            bare = name[league.end() :]
            chain, rest = self._split_division(bare, context)
            division = chain[-1] if chain else None
            if division is None and bare[0] in LEVELS:
                division = context.at_level(bare[0], mention)
            return InstitutionName(division, "团委", True, "共青团委员会", bare[0] in LEVELS)
        chain, rest = self._split_division(bare, context)
        if len(chain) > 1 and rest in _BARE and chain[-1].name not in bare:  # 南方市｜鼓山医院, not 鼓山区｜医院
            chain, rest = chain[:-1], chain[-1].short + rest
        if chain:
            public = self._organ.match(rest) is not None or rest.endswith((*self._agencies, "局", "厅", "委员会"))
            organ = public and not rest.startswith(self._branches) and not any(word in rest for word in _PRIVATE)
            return InstitutionName(chain[-1], rest, organ, self._expand(rest), chain=chain)
        level = "省" if bare.startswith("自治区") else bare.removeprefix("自治")[:1]
        rest = bare.removeprefix("自治")[1:]
        if level in LEVELS and (self._organ.match(rest) or (len(rest) > 4 and rest.endswith(self._agencies))):
            return InstitutionName(context.at_level(level, mention), rest, True, self._expand(rest), True)
        return InstitutionName(None, bare, False, bare)

    def _expand(self, rest: str) -> str:
        match = self._organ.match(rest)
        if match is None:
            return rest
        return self.abbreviations.expand(match.group()) + rest[match.end() :]

    def _split_division(self, name: str, context: ArticleContext) -> tuple[tuple[Division, ...], str]:
        """Read the divisions that open a name, the lowest one last (徐州市｜铜山区｜…)."""
        found: list[Division] = []
        at = 0
        while at < len(name) - 1:
            step = self._division_at(name, at, found[-1] if found else None, context)
            if step is None:
                break
            found.append(step[0])
            at = step[1]
        return tuple(found), name[at:]

    def _division_at(
        self, name: str, at: int, above: Division | None, context: ArticleContext
    ) -> tuple[Division, int] | None:
        for size in range(min(12, len(name) - at - 1), 1, -1):
            piece = name[at : at + size]
            if at == 0 and piece in context.aliases:
                return context.aliases[piece], size
            if not self.divisions.knows(piece):
                continue
            full = self.divisions.named(piece)
            chosen = self._choose(full, above, context, full=True)
            if chosen is None and not full:
                chosen = self._choose(self.divisions.short(piece), above, context, full=False)
            if chosen is not None:
                return chosen, at + size
        return None

    def _choose(
        self, candidates: tuple[Division, ...], above: Division | None, context: ArticleContext, *, full: bool
    ) -> Division | None:
        if above is not None:
            below = [d for d in candidates if self.divisions.within(d.code, above.code)]
            return below[0] if len(below) == 1 else None
        known = [d for d in candidates if d in context.named]
        known = known or [d for d in candidates if any(d.parent == n.code for n in context.named)]
        if len(known) >= 1:
            return known[0]
        near = [d for d in candidates if any(h.code in {d.code, d.parent} for h in context.home)]
        if len(near) == 1:
            return near[0]
        upper = [d for d in candidates if d.cls in {"Province", "Prefecture"}]
        if len(upper) == 1 and (full or not upper[0].plain):
            return upper[0]
        if len(candidates) == 1 and full and candidates[0].cls != "Township":
            return candidates[0]
        return None

    def is_central(self, name: str) -> bool:
        """Whether a name is that of an organ of the centre."""
        return name in self._central

    def parent_name(self, name: str) -> str | None:
        """The larger body that a name opens with, or None: 青山大学附属医院 is part of 青山大学."""
        best: str | None = None
        central = next((c for c in self._central if name.startswith(c) and len(name) > len(c) + 3), None)
        if central is not None and (self._organ.search(name[len(central) :]) or name.endswith(_BUREAUS)):
            return central
        for match in _STRONG.finditer(name):
            rest = name[match.end() :]
            if len(rest) < 2 or match.end() < 3:
                continue
            if match.group() == "委" and not rest.endswith(("部", "办", "办公室", "校", "局", "委员会", "委")):
                continue
            if match.group() == "中心" and not rest.endswith(("分中心", "科", "部")):
                continue
            unit = self._unit_end.search(rest)
            part = unit is not None and (len(unit.group()) > 1 or (len(rest) >= 3 and not rest.endswith("公司")))
            circle = match.group() in _HOUSES and rest.endswith(_CIRCLES)
            circle = circle or (match.group() in _ACADEMIES and _INSTITUTE.search(rest) is not None)
            circle = circle or (match.group() in {"大学", "学院"} and rest.endswith("医院"))
            circle = circle or (match.group() == "公司" and rest.endswith(_WORKS)) or match.group().startswith("兵团")
            if part or circle or rest.startswith(("附属", "第一附属", "第二附属", "驻")):
                best = name[: match.end()]
        return best
