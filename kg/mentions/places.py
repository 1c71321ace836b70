"""Places that no table lists: villages by their shape, zones and venues by their endings, townships named in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.gazetteer import Gazetteer
from kg.mentions.organs import NO_LEVEL
from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.mentions.words import is_common_word, is_place, is_word
from kg.model import Mention, Span
from kg.resources.divisions import LEVELS, Divisions

_VILLAGE = re.compile(r"(?:村|屯)(?![庄民镇两级企容道头居落官])|村(?=村)|社区|嘎查")
_TOWN = re.compile(rf"[{HAN}]{{1,9}}(?:(?<![小古城乡村集])镇|(?<![城水下家老山之同返])乡|街道|苏木)$")
_TOWNS = re.compile(
    rf"((?:[{HAN}]{{2,5}}、)*[{HAN}]{{2,5}}(?:、|和)[{HAN}]{{2,5}}?)(?:等)?(?:周边|沿线|[两二三四五六七八九十]|\d{{1,2}}|多|几)?(?:个)?(乡镇|镇|乡|街道)"
)
_SINGLE_TOWN = re.compile(rf"([{HAN}]{{2,5}})等(?:[两二三四五六七八九十]|\d{{1,2}}|多|几)?(?:个)?(乡镇|镇|乡|街道)")
_FOUNDED_SITE = re.compile(
    rf"(?:设立|创立|创办|成立|建起|开设|建成|组建|开办|拉起|组成)(?:了|起)?(?:[{HAN}\d]{{0,8}}[的支个家])?“([^“”]{{2,8}}(?:工作室|调解室|工坊|驿站|服务站|学堂|合作社|艺术团|调解团|队|宣讲团|研究院|书院))”"
)
# what bears a name in quotes and the noun behind it: “海燕”护渔队, “老街”面馆
_QUOTED_BODY = re.compile(
    rf"“([{HAN}]{{2,8}})”((?:服务|突击|宣讲|志愿|巡[护逻查防]|护[{HAN}]|先锋|救援|医疗|[{HAN}]?农机|送[{HAN}]|帮[办扶]|调解|攻坚|轻骑|放映|[{HAN}]工)队(?![{HAN}]?[员长])|烘焙坊|豆腐坊|酿酒坊|酒坊|油坊|染坊|绣坊|茶坊|茶馆|饭店|餐馆|餐厅|面馆|饭庄|客栈|民宿|农家乐|家庭农场|合唱团|艺术团|俱乐部|书店|理发店|小吃店|便利店)"
)
_NO_CORE = "以每到进入驻下全各该本是从在由使让将为把"
_NO_VILLAGE = (
    "乡村",
    "之村",
    "之乡村",
    "农村",
    "山村",
    "行政村",
    "自然村",
    "渔村",
    "全村",
    "驻村",
    "兴村",
    "强村",
    "示范村",
    "老旧社区",
    "文明村",
    "和美社区",
)
_SITE = re.compile(
    r"“([^“”]{2,8}(?:之家|驿站|工坊|食堂|书屋|书吧|服务站|工作室|超市|课堂|学堂|会客厅|调解室|合作社|车间))”"
)
_WATERS = frozenset("江河湖海溪")
_SHORE = re.compile(r"[畔岸滨边上下中][游段面]?|[东南西北][部缘岸]|腹地|深处|边缘")
_WIDE = frozenset({"沙地", "沙漠", "草原", "湿地"})
# 山茶, 海上: the letter belongs to the word that follows
_NO_HEAD = re.compile(
    r"(?<=半)山|山(?=[腰顶脚坡茶羊楂药货里间头]|核桃)|海(?=[上洋鲜拔关]|岸线)|街(?=[道舞头坊])|桥(?=[头梁])"
    r"|铁路(?=[局口公部站职工系警]|集团|运输|专用)"
)
# what the tagger sees as one place with such an ending is one, whatever its first letters mean
_NATURAL = frozenset("山岭岛河江湖湾溪") | {"沙漠", "沙地", "草原", "湿地", "峡谷", "梯田", "水库"}
_FACILITY = re.compile(rf"[{HAN}]{{0,4}}(?:中心|仓|渔港|馆|场|(?:产业|工业|示范|物流|科技)园|集聚区|集中区)")
_OFFICIAL_ZONE = re.compile(rf"[{HAN}]{{0,2}}(?:产业|工业)(?:集聚区|集中区|园区|园)")
_SECTION = re.compile(rf"[{HAN}]{{2,4}}?片区")
# 县｜体育中心: which county's it is, the article says
_PUBLIC_PLACE = re.compile("(?:中心|体育场|体育馆|剧院|剧场|礼堂|广场|公园)$")
_SETTLED = re.compile("社区|[村镇乡屯]|街道|嘎查|苏木|派出所|小学|中学")  # 南湖｜社区 is named after a lake
# what says nothing behind a division or a crop alone
_PLAIN_HEAD = re.compile("基地|大棚|茶园|果园|市场|小区|园区|工业区|示范区|夜市|礼堂|戏台")
_LEVELS = frozenset("省市县区州旗")
_RESETTLED = re.compile(r"(?:易地|扶贫|生态|移民|集中|避险|搬迁|安置|城镇|城市|老旧)+(?:社区|村)")
_ALONG = re.compile(r"[江河湖海溪](?:[畔岸滨]|[上中下]游)")
_INNER = frozenset({"n", "nz", "nw", "vn", "LOC", "ORG", "s", "PER", "a"})
_DISTINCT = frozenset({"LOC", "nz", "ORG", "PER", "nw"})
_BOUNDARY = "，。、；：“”‘’（）《》！？ \n在到从于的和与及是由至赴去对向为"


@dataclass(frozen=True)
class PlaceFinder:
    """Finds villages, townships in rows, zones and venues.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _place_ends(self) -> re.Pattern[str]:
        heads = self.vocabulary.heads
        return re.compile(rf"(?:{alternate(heads['Zone'] | heads['Venue'])})")

    @cached_property
    def _zone_ends(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.heads['Zone'])})\Z")

    @cached_property
    def _bodies(self) -> re.Pattern[str]:
        return re.compile(rf"(?<=[{HAN}]{{2}})(?:{alternate(self.vocabulary.institution_endings)})\Z")

    @cached_property
    def _titles(self) -> re.Pattern[str]:
        posts = self.vocabulary.posts
        return re.compile(alternate({"村民", *(w for w in posts["post"] | posts["work"] if len(w) > 1)}))

    def find(self, reading: Reading, divisions: Sequence[Mention], gazetteer: Gazetteer) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides.

        Args:
            reading: A passage.
            divisions: Those found in it.
            gazetteer: Settles which township a row of short names means.
        """
        found = [
            *self._find_villages(reading, divisions),
            *self._find_rows(reading, gazetteer),
            *self._find_towns(reading, divisions),
            *self._find_heads(reading, divisions, gazetteer),
            *self._find_quoted_sites(reading, divisions),
        ]
        return tuple(sorted(found))

    @cached_property
    def _doings(self) -> frozenset[str]:
        verbs = self.vocabulary.verbs
        return verbs["cooperate"] | verbs["support"] | verbs["lead"] | verbs["organise"]

    # villages -----------------------------------------------------------------------------------------------

    def _find_villages(self, reading: Reading, divisions: Sequence[Mention]) -> list[Mention]:
        text = reading.text
        ends = {m.span.end for m in (*divisions, *self._find_towns(reading, divisions))}
        found: list[Mention] = []
        for match in _VILLAGE.finditer(text):
            end = match.end()
            start = self._village_start(reading, match.start(), ends)
            name = text[start:end]
            if start >= match.start() or len(name) < 2 or name in self.vocabulary.villages or len(name) > 11:
                continue
            core = text[start : match.start()]
            anchored = start in ends
            own = anchored and len(core) > 2 and self._looks_named(reading, start, match.start())  # 霍山｜村, not 山村
            tagged = reading.tokens[reading.token_at(start)]
            own = own or (anchored and tagged.tag == "LOC" and tagged.text == name and len(core) > 1)  # 永兴村
            if _RESETTLED.fullmatch(name) or core[0] in "“”：":
                continue
            if (name.endswith(_NO_VILLAGE) and not own) or core in tuple(_NO_CORE) or "着" in core:
                continue
            if any(
                name.endswith(word) and len(name) - len(word) <= 1 for word in self.vocabulary.villages if len(word) > 2
            ):
                continue
            if not anchored and not self._looks_named(reading, start, match.start()):
                continue
            found.append(
                Mention(
                    reading.article,
                    reading.part,
                    Span(start, end),
                    name,
                    "Village",
                    "village",
                    0.9 if anchored else 0.75,
                )
            )
        return found

    def _village_start(self, reading: Reading, at: int, ends: set[int]) -> int:
        """Where a village's name begins: behind a division, a boundary character or a foreign word."""
        text = reading.text
        anchor = next((start for start in range(at - 1, max(-1, at - 9), -1) if start in ends), None)
        if (
            anchor is not None
            and re.fullmatch(rf"[{HAN}]+", text[anchor:at])
            and not re.search("[的在了和与及从也为将把被向对由都就其]", text[anchor:at])
            and not self.vocabulary.organ.match(text, anchor)
        ):
            return anchor
        for start in range(at - 1, max(-1, at - 7), -1):
            if start in ends:
                return start
            if text[start] in _BOUNDARY or not re.match(rf"[{HAN}]", text[start]):
                return start + 1
            if start + 1 < at and reading.is_boundary(start + 1):
                token = reading.tokens[reading.token_at(start)]
                known = token.tag == "v" and len(token.text) > 1 and token.text in self._doings
                if known or (token.tag not in _INNER and token.tag not in {"m", "v", "f"}):
                    return start + 1
        return max(0, at - 6)

    def _looks_named(self, reading: Reading, start: int, at: int) -> bool:
        tokens = [t for t in reading.tokens if t.end > start and t.start < at]
        if not tokens or tokens[0].start < start:
            return False
        return any(t.tag in {"LOC", "nz", "PER", "ORG"} for t in tokens) and at - start >= 1

    def _find_towns(self, reading: Reading, divisions: Sequence[Mention]) -> list[Mention]:
        """Townships that the official table does not have (renamed, merged), where the tagger sees a place."""
        taken = [m.span for m in divisions]
        return [
            Mention(reading.article, reading.part, Span(t.start, t.end), t.text, "Township", "town-shape", 0.7)
            for t in reading.tokens
            if t.tag == "LOC"
            and _TOWN.fullmatch(t.text)
            and reading.text[t.end : t.end + 1] != "村"
            and not any(span.crosses(Span(t.start, t.end)) for span in taken)
            and (any(span.end == t.start for span in taken) or reading.text.count(t.text) > 1)
        ]

    # rows of townships --------------------------------------------------------------------------------------

    def _find_rows(self, reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
        """双河、木桥两镇: each short name, where a county of the article has such a township."""
        named = gazetteer.setting.named.get(reading.article, frozenset())
        counties = [code for code in sorted(named) if len(code) >= 6 and not code.endswith("00")]
        home = gazetteer.setting.home
        if home is not None and home.cls == "County":
            counties.append(home.code)
        found: list[Mention] = []
        for pattern in (_TOWNS, _SINGLE_TOWN):
            for match in pattern.finditer(reading.text):
                at = match.start(1)
                for name in re.split(r"、|和", match.group(1)):
                    mention = self._read_short_town(reading, Span(at, at + len(name)), counties, gazetteer.divisions)
                    if mention is not None:
                        found.append(mention)
                    at += len(name) + 1
        return found

    @staticmethod
    def _read_short_town(
        reading: Reading, named: Span, counties: Sequence[str], divisions: Divisions
    ) -> Mention | None:
        name, at = reading.text[named.start : named.end], named.start
        for cut in range(max(1, len(name) - 1)):
            short = name[cut:]
            towns = {t.code: t for county in counties for t in divisions.township_short(short, county=county)}
            if len(towns) == 1:
                town = next(iter(towns.values()))
                span = Span(at + cut, at + len(name))
                return Mention(
                    reading.article, reading.part, span, short, "Township", "township-row", 0.9, town.name, town.code
                )
        return None

    def _find_quoted_sites(self, reading: Reading, divisions: Sequence[Mention]) -> list[Mention]:
        """某某镇“暖阳驿站”: a quoted house right behind a division is an institution of that place."""
        found: list[Mention] = []
        for match in _FOUNDED_SITE.finditer(reading.text):
            span = Span(match.start(1) - 1, match.end(1) + 1)
            quoted = reading.text[span.start : span.end]
            found.append(
                Mention(reading.article, reading.part, span, quoted, "Institution", "quoted-site", 0.7, match.group(1))
            )
        for match in _QUOTED_BODY.finditer(reading.text):
            if match.group(2)[-1] != "队" or reading.is_boundary(match.end()):
                name = match.group(1) + match.group(2)
                span = Span(match.start(), match.end())
                found.append(
                    Mention(reading.article, reading.part, span, match.group(), "Institution", "quoted-site", 0.8, name)
                )
        for mention in divisions:
            if mention.cls not in {"Township", "Village"}:
                continue
            site = _SITE.match(reading.text, mention.span.end)
            if site:
                span = Span(mention.span.end, site.end())
                name = mention.text + site.group(1)
                found.append(
                    Mention(reading.article, reading.part, span, site.group(), "Institution", "quoted-site", 0.8, name)
                )
        return found

    # zones and venues ---------------------------------------------------------------------------------------

    def _find_heads(self, reading: Reading, divisions: Sequence[Mention], gazetteer: Gazetteer) -> list[Mention]:
        text = reading.text
        heads = self.vocabulary.heads
        starts = {m.span.end: m.span.start for m in divisions}
        found: list[Mention] = []
        for match in self._place_ends.finditer(text):
            head, end = match.group(), match.end()
            last = reading.token_at(end - 1)
            # 云台山｜脚下: the tagger parts a mountain from its foot
            cut = not reading.is_boundary(end) or reading.tokens[last].tag != "LOC" or text[end : end + 1] not in "脚间"
            if last < 0 or (cut and _NO_HEAD.match(text, match.start())) or _SETTLED.match(text, end):
                continue
            inside = reading.tokens[last].end != end
            if any(m.span.start < end < m.span.end for m in divisions) or (
                inside and not self._may_end_inside(reading, last, head, end)
            ):
                continue
            start = self._walk_left(reading, last, match.start(), starts, gazetteer)
            start = self._cut_partner(text, self._cut_division(reading, start, match.start(), divisions), match.start())
            name = text[start:end]
            water = head in _WATERS and self._is_water(reading, start, end, gazetteer)
            if start >= match.start() or len(name) > 24 or (len(name) < 3 and not water):
                continue
            behind = text[start - 1 : start] == "的" and (
                start - 1 in starts or self._zone_ends.search(text, 0, start - 1) is not None
            )
            if (
                self._titles.search(name)
                or _ALONG.search(name)
                or (len(head) == 1 and reading.tokens[last].tag == "PER")
                or (head == "站" and reading.tokens[last].tag == "ORG")
            ):
                continue
            weak = head in self.vocabulary.weak
            level = self._find_level(reading, start, head)
            if level is not None:
                span = Span(level, end)
                found.append(
                    Mention(reading.article, reading.part, span, text[level:end], "Venue", "place-level", 0.75)
                )
                continue
            # 江都港 is the harbour of that town, 江都湖 would be any lake
            own = (
                match.start() - start > 2 or (head == "港" and text[match.start() - 1] not in LEVELS)
            ) and not is_common_word(text[start : match.start()])
            own = own and (starts.get(match.start()) != start or head == "港")
            anchored = (start in starts and (own or not weak)) or (behind and not weak)
            if (
                not anchored
                and not water
                and not self._opens_with_town(reading, start, gazetteer)
                and not self._is_named(reading, start, match.start(), starts, weak=weak)
            ):
                continue
            cls = "Zone" if head in heads["Zone"] else "Venue"
            section = _SECTION.match(text, end) if cls == "Zone" else None
            if section and reading.is_boundary(section.end()):
                end = section.end()
                name = text[start:end]
            found.append(Mention(reading.article, reading.part, Span(start, end), name, cls, "place-ending", 0.8))
        return found

    @staticmethod
    def _opens_with_town(reading: Reading, start: int, gazetteer: Gazetteer) -> bool:
        """Whether a name opens with the short name of a township of the article's counties (柳河现代农业产业园)."""
        named = gazetteer.setting.named.get(reading.article, frozenset())
        counties = [code for code in sorted(named) if not code.endswith("00")]
        sizes = (3, 2)
        return any(
            gazetteer.divisions.township_short(reading.text[start : start + size], county=county)
            for county in counties
            for size in sizes
        )

    @staticmethod
    def _find_level(reading: Reading, start: int, head: str) -> int | None:
        """Where a public place begins that only its level stands before: 在｜县｜体育中心."""
        at = reading.token_at(start)
        if at < 0 or not _PUBLIC_PLACE.search(head):
            return None
        token = reading.tokens[at]
        if token.text not in _LEVELS and at:  # the walk takes a level word in where the tagger sees a noun
            token = reading.tokens[at - 1]
        counted = reading.text[token.start - 1 : token.start] in tuple(NO_LEVEL)
        return token.start if token.end >= start and token.text in _LEVELS and not counted else None

    @staticmethod
    def _is_water(reading: Reading, start: int, end: int, gazetteer: Gazetteer) -> bool:
        """Whether a token names a river or lake by itself: a known place, or no common word and met again."""
        name = reading.text[start:end]
        token = reading.tokens[reading.token_at(start)]
        known = name[-1] in _WATERS and token.tag == "LOC" and token.text == name
        if name[0] in "山江河湖海沿近远上下内外临环大小":  # 山海, 沿江
            return False
        if not known or gazetteer.divisions.short(name):
            return False
        return is_place(name) or (not is_common_word(name) and reading.text.count(name) > 1)

    def _may_end_inside(self, reading: Reading, index: int, head: str, end: int) -> bool:
        """Whether a zone or a water may end within a token: 某某开发区某某公司, 漓江畔."""
        if head in _WATERS or head in _WIDE:
            return reading.tokens[index].tag in {"LOC", "n", "nz"} and _SHORE.match(reading.text, end) is not None
        return head in self.vocabulary.heads["Zone"] and len(head) > 2 and reading.tokens[index].tag in {"ORG", "LOC"}

    def _cut_division(self, reading: Reading, start: int, head: int, divisions: Sequence[Mention]) -> int:
        """Leave a full division name out where a name by itself follows (某某镇｜水磨小镇, but 某某县工业园)."""
        for mention in divisions:
            if (
                mention.span.start < start
                or mention.span.end > head
                or mention.text[-1] not in "省市区县州旗盟镇乡道村"
            ):
                continue
            core = reading.text[mention.span.end : head]
            tokens = [t for t in reading.tokens if t.end > mention.span.end and t.start < head]
            built = _FACILITY.match(reading.text, head) is not None  # a wetland or a temple bears a name of its own
            zoned = mention.cls in {"County", "Prefecture"} and _OFFICIAL_ZONE.match(reading.text, head) is not None
            if zoned:  # the official name of a zone is its county's name and its own
                continue
            own = any(
                reading.text[max(t.start, mention.span.end) : min(t.end, head)] not in self.vocabulary.plain_parts
                and not (built and t.tag in {"n", "vn"})
                for t in tokens
            )
            if len(core) >= 2 and own:
                start = mention.span.end
        return start

    def _cut_partner(self, text: str, start: int, head: int) -> int:
        """Cut an institution and the word that joins it to a place: 某某学院同｜某某开发区."""
        for match in re.finditer("[与和同及、]", text[start:head]):
            if self._bodies.search(text, start, start + match.start()):
                return start + match.end()
        return start

    def _walk_left(self, reading: Reading, index: int, head: int, starts: dict[int, int], gazetteer: Gazetteer) -> int:
        modifiers = self.vocabulary.modifiers
        begins = set(starts.values())
        start = min(reading.tokens[index].start, head)
        if start in starts:
            return starts[start]
        if start in begins:
            return start
        while index > 0:
            token = reading.tokens[index - 1]
            if token.end > start:
                index -= 1
                start = min(start, token.start)
                continue
            if (
                token.end == start
                and token.tag not in _INNER
                and self._opens_with_town(reading, token.start, gazetteer)
            ):
                return token.start
            plain = token.text in self.vocabulary.plain_parts
            general = token.text in modifiers and token.text != "高新技术"
            if token.end != start or general or (token.tag not in _INNER and not plain):
                break
            start, index = token.start, index - 1
            if start in starts:
                return starts[start]
        return start

    @staticmethod
    def _is_natural(reading: Reading, start: int, head: int) -> bool:
        """Whether one token of the tagger is a mountain, an island or the like of three letters and more."""
        token = reading.tokens[reading.token_at(start)]
        ending = next((w for w in sorted(_NATURAL) if reading.text.startswith(w, head)), "")
        whole = token.tag == "LOC" and token.start == start and token.end >= head + len(ending)
        towned = re.search("[省市县区镇乡村]", reading.text[start:head]) is not None
        return bool(ending) and whole and not towned and head - start > 1 and reading.text[start] not in "沿临环山"

    def _is_named(self, reading: Reading, start: int, head: int, starts: dict[int, int], *, weak: bool) -> bool:
        tokens = [t for t in reading.tokens if t.start >= start and t.start < head]
        if not tokens:
            return False
        common = weak and _PLAIN_HEAD.match(reading.text, head) is not None
        if common and starts.get(head) == start:  # 某县｜茶园
            return False
        if any(start < end <= head for end in starts):
            return True
        if weak and self._is_natural(reading, start, head):
            return True
        before = reading.text[start:head]
        known = is_common_word(before) or (common and is_word(before) and not is_place(before))
        if weak and known and not (reading.text[head] == "港" and is_place(before)):
            return False
        distinct = [
            t for t in tokens if t.tag in _DISTINCT and t.text not in self.vocabulary.modifiers and len(t.text) > 1
        ]
        if weak:
            return bool(distinct) and tokens[0].tag in _DISTINCT
        return bool(distinct)
