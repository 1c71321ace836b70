"""Public organs: behind a division, behind a level word (县, 市), of the centre; and the parts of a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.model import Mention
from kg.resources.divisions import LEVELS

# Tokens that a name may hold
INNER = frozenset({"n", "nz", "nw", "vn", "LOC", "ORG", "PER", "an", "a", "s"})
JOINT = re.compile(
    r"(?:联合(?![会社国体]|实验室|大学|办公)|会同|携手|联手|合建|共建|合作共建|协同|协办|承办|主办|列为|评为|授予|认定|确定为|命名为|隶属于?|归属于?|[领创兴开]办)"
)
# 全县, 该局, 两县: what such a letter opens is no name
NO_LEVEL = "全各该我本两三多每跨"
# 全县 and 两县 have no organ of their own; 该县农业农村局 is that county's
_MANY = "全各两三多每跨"
_SHORTEST = 3
_CONJUNCTIONS = "和与及、同"
_OPENINGS = ("中共", "自治区", "自治州", "自治县", "自治旗")
_FOUNDING = re.compile(
    "签约|[共合联新创]建|创办|成立|组建|[开布设]设|设立|开[出起办]|[办建][起成]|建立|打造|[揭挂]牌|改造|派出|选派|入驻|走进"
)
_PARTY_POST = re.compile(r"(?:副?书记|常委|委员|班子|成员)")
_HOUSE_PARTS = (
    (("法院",), re.compile(r"执行局$")),
    (("海关", "局", "委"), re.compile(r"(?:技术|服务|推广|管理|指导|监测|检测|指挥|事务|保障|发展|执法)中心$")),
    (("医院", "保健院", "卫生院"), re.compile(r"(?:中心|院区)$")),
    (
        ("中学", "小学", "学校", "大学", "学院"),
        re.compile(r"(?:社|社团|乐团|艺术团|合唱团|舞蹈队|篮球队|足球队|志愿队|校区|园区)$"),
    ),
)
# a room or a ward is no department
_ROOM = re.compile(r"(?:急诊|监护|手术|换药|治疗|值班|会议|阅览|活动|产|诊|教|病)(?:室|房)$")
_ROOMS = frozenset("系科处股庭")
_TOWN_SCHOOL = re.compile("(?:第[一二三四五六七八九十]+|中心|初级|高级|实验)?(?:小学|中学|幼儿园|学校|初中)")
_CAMPUS = re.compile(rf"(?![把将在到向从为被让对以])[{HAN}]{{1,6}}?(?:校区|园区|院区)(?![域划块级分别])")
_VILLAGE_BODY = re.compile(
    rf"[{HAN}]{{1,8}}(?:村|社区|嘎查)(?:党支部|党总支|党委|村委会|居委会|村民委员会|居民委员会|“?两委)"
)


@dataclass(frozen=True)
class OrganFinder:
    """Finds public organs and what is named as part of a body.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _central(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.central))

    @cached_property
    def _unit(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.suffixes['unit'])})$")

    @cached_property
    def _post(self) -> re.Pattern[str]:
        posts = self.vocabulary.posts
        return re.compile(rf"(?:{alternate(posts['post'] | posts['work'] | posts['status'])})$")

    def find(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        """Start and end of every organ behind a division, a level word, or of the centre; may overlap."""
        found = [*self._find_behind(reading, divisions), *self._find_levels(reading, divisions)]
        for match in self._central.finditer(reading.text):
            whole = reading.is_boundary(match.start()) or match.end() - match.start() > _SHORTEST
            if whole and self._is_over(reading.text, match.end()):
                found.append(match.span())
        return [(start, self.extend(reading, end)) for start, end in found]

    def _find_behind(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        text = reading.text
        found: list[tuple[int, int]] = []
        for start, end in find_chains(divisions):
            match = self.vocabulary.organ.match(text, end)
            if match and self._is_venue(match.group()):
                continue
            if match and self._is_over(text, match.end()):
                found.append((start, match.end()))
            elif match is None and (index := reading.token_at(end - 1)) >= 0 and reading.tokens[index].end == end:
                agency = self._read_agency(reading, index)
                if agency:
                    found.append((start, agency))
            if text[max(0, start - 1) : start] == "团" and text[end : end + 1] == "委":
                begin = start - (3 if text[max(0, start - 3) : start] == "共青团" else 1)
                found.append((begin, end + 1))
        return found

    def _find_levels(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        text = reading.text
        found: list[tuple[int, int]] = []
        for index, token in enumerate(reading.tokens):
            pointed = len(token.text) > _SHORTEST and token.text[0] in "该本"  # 该县财政局 in one token
            at = token.start + (2 if token.text.startswith(_OPENINGS) else int(pointed))
            if at >= len(text) or text[at] not in LEVELS or text[at - 1 : at] in tuple(_MANY):
                continue
            if any(m.span.start <= at < m.span.end for m in divisions):
                continue
            match = self.vocabulary.organ.match(text, at + 1)
            if match and self._is_venue(match.group()):
                continue
            if match and self._is_over(text, match.end()):
                found.append((at if pointed else token.start, match.end()))
            elif len(token.text) == 1:
                end = self._read_agency(reading, index)
                if end:
                    found.append((token.start, end))
        for match in re.finditer(rf"[{LEVELS}](?:委|政府)", text):
            at = match.start()
            if text[at - 1 : at] in {"、", "和", "在", "由", "，", "的"} and self._is_over(text, match.end()):
                full = self.vocabulary.organ.match(text, at + 1)
                found.append((at, full.end() if full else match.end()))
        return found

    def _is_venue(self, organ: str) -> bool:
        """Whether a field of work and 中心 name a place rather than an office (体育中心)."""
        return organ.endswith("中心") and organ in self.vocabulary.heads["Venue"]

    def _read_agency(self, reading: Reading, index: int) -> int:
        """The end of an agency that no field of work names (县｜草原防火｜指挥中心); 0 where none stands here."""
        begin = reading.tokens[index].end
        reached, best = begin, 0
        for token in reading.tokens[index + 1 : index + 8]:
            short = token.tag in {"v", "d"} and len(token.text) == 1
            if token.start != reached or (token.tag not in INNER and not short):
                break
            reached = token.end
            if reached - begin > _SHORTEST and reading.text[begin:reached].endswith(self.vocabulary.agencies):
                best = reached
        return best if best and self._is_over(reading.text, best) else 0

    @staticmethod
    def _is_over(text: str, end: int) -> bool:
        """Whether an organ's name is over: 局长 and 镇党委书记 are posts, 财政部门 is no organ."""
        following = text[end : end + 1]
        if following in {"长", "员", "托"} or (text[end - 1] == "部" and following in {"门", "署", "分"}):
            return False
        if text[end - 1] in "委支组" and _PARTY_POST.match(text, end):
            return False
        return not (text[end - 1] == "站" and following in {"点", "位"})

    def extend(self, reading: Reading, end: int) -> int:
        """Take in the parts named behind a body (市场监督管理局｜价格监督股, 公安局｜城关派出所)."""
        house = _CAMPUS.match(reading.text, end)
        if house and reading.text[:end].endswith(("大学", "学院", "中学", "小学", "学校", "医院")):
            end = house.end()
        best = reached = end
        verb = False
        at = reading.token_at(end)
        if at < 0 or reading.tokens[at].start < end < reading.tokens[at].end:
            token = reading.tokens[at] if at >= 0 else None
            reached = token.end if token is not None and token.tag == "ORG" else end
            if token is not None and self._is_part(reading, end, token.end):
                best = token.end
            at += 1
        for token in reading.tokens[at : at + 5]:
            if token.start < end:
                continue
            counted = token.tag == "m" and token.text[0].isdecimal()
            if token.start != reached or counted or (token.tag not in INNER and token.tag not in {"m", "v", "f"}):
                break
            if verb and token.tag in {"LOC", "ORG"}:  # 司法局｜邀请｜某某律师事务所
                break
            verb = token.tag == "v" and len(token.text) > 1
            reached = token.end
            if self._is_part(reading, end, reached):
                best = reached
        return best

    def names_part(self, text: str) -> bool:
        """Whether words behind a body may name a part of it."""
        return self._unit.search(text) is not None and JOINT.match(text) is None and text[0] not in _CONJUNCTIONS

    def _is_part(self, reading: Reading, start: int, end: int) -> bool:
        """Whether the words behind a body name a part of it: not another body joined to it, no post."""
        text = reading.text[start:end]
        if not 2 < len(text) <= 12 or text[0] in _CONJUNCTIONS or JOINT.match(text):
            return False
        unit = self._unit.search(text) or self._find_house_part(reading.text[:start], text)
        if unit is None or _ROOM.search(text) or self._post.search(text) or reading.text[end : end + 1] == "长":
            return False
        if _FOUNDING.search(text) or (text[-1] in "委支组" and _PARTY_POST.match(reading.text, end)):
            return False
        last = reading.tokens[reading.token_at(end - 1)]
        if last.tag == "m" and not last.text.startswith("第"):  # 卫生局｜拢｜到｜一处
            return False
        if last.tag == "v" and len(last.text) == 2 and len(unit.group()) == 1:  # 审判庭｜开庭, 企业｜入股
            return False
        if last.start == start and last.tag in {"n", "nz", "ORG"} and unit.group() in _ROOMS:  # 职业学院｜机电工程系
            return True
        if last.start < start:  # one token of body and part: 民政部养老服务司
            return True
        own = last.text == unit.group() or (len(last.text) <= 3 and last.text.endswith(unit.group()))
        return len(unit.group()) > 1 or own or last.tag == "ORG"

    @staticmethod
    def _find_house_part(before: str, text: str) -> re.Match[str] | None:
        """A hospital's centre or a school's club: such words name a part behind such a house only."""
        parts = next((parts for house, parts in _HOUSE_PARTS if before.endswith(house)), None)
        return parts.search(text) if parts else None

    def cut_chain(self, text: str, start: int, end: int, divisions: Sequence[Mention]) -> int:
        """Leave the divisions above a township or village to themselves: 某某县｜某某镇政府, 某某镇｜某某村党支部."""
        towns = [m for m in divisions if m.cls == "Township" and start <= m.span.start and m.span.end < end]
        if not towns:
            return start
        town = towns[-1]
        rest = text[town.span.end : end]
        if _VILLAGE_BODY.match(rest):
            return town.span.end
        return town.span.start if self.vocabulary.organ.match(rest) or _TOWN_SCHOOL.fullmatch(rest) else start


def find_chains(divisions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Runs of divisions without anything between them (某某市｜某某区): one for each division, ending where it ends."""
    found: list[tuple[int, int]] = []
    for mention in divisions:
        start = mention.span.start
        if found and found[-1][1] == start:
            start = found[-1][0]
        found.append((start, mention.span.end))
    return found
