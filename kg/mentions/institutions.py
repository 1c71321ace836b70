"""Institutions: public organs, names that the tagger sees, and names that end as institutions end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.organs import INNER, JOINT, NO_LEVEL, OrganFinder, find_chains
from kg.mentions.reading import Reading, Token
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.mentions.words import is_common_word, is_place, is_verb
from kg.model import Mention, Span
from kg.resources.divisions import LEVELS

_DISTINCT = frozenset({"LOC", "ORG", "nz", "PER"})
_COMMON_WORK = re.compile("(?:研发|研究|实验|培养|攻关|创新)")
_SENT = frozenset({"支援", "驻", "援", "对口支援", "帮扶"})
_BELONGS = re.compile("隶属|归属")
_ANY_UNIVERSITY = re.compile("(?:老年|社区|开放|电视|名牌|重点|高等|职业|综合|农民|空中|本科|一流)大学")
_LONGEST = 36
_SHORTEST = 3
_LEAST = 4
_BRACKETED = re.compile(rf"（[{HAN}]{{2,3}}）")
_ZONE_ORGAN = re.compile(
    r"(?:管理委员会|管委会|党工委|工委|税务局|分局|纪工委|财政局|经济发展|投资促进|应急管理|市场监|消防|行政审批|社会事务|综合)"
)
_NATIONAL = re.compile(r"(?:中国|中华|国家|全国|中央|世界|国际|亚洲)")
_HONOUR = re.compile(
    r"(?:认定为|评为|命名为|列为|授予|确定为|选为|入选|获评|荣获|称为)“?(?:全国|全省|全市|国家级|省级|市级|首批)?$"
)
# what somebody has founded has a name: 共建智能纺机产业学院
_FOUNDED = frozenset(
    {
        *("学院", "联盟", "研究院", "研究所", "实验室", "研究中心", "创新中心", "协会", "联合会", "商会", "合作社"),
        *("观测站", "定位站", "中试基地", "中试平台"),
        *("研发中心", "联合研发中心", "技术中心", "工程中心", "检测中心", "试验中心", "检测试验中心", "测试中心"),
    }
)
_FOUNDERS = re.compile(r"(?:共建|合建|联建|创办|创建|成立|组建|设立|设下|布设|搭建|建起|建成|挂牌)(?:了|起|的)?\Z")
_SET_UP = re.compile(r"(?<=..)(?:设下|布设|搭建|建起|建成|组建)(?:了|起|的)?")
# what the tagger took in behind a body: 某某县卫生健康局｜把县医院
_TAKEN_IN = re.compile(rf"[{HAN}]{{3,}}?[局委厅办院会府社](?=[把将被让使给][{HAN}]{{2}})")
# who plays a part is named behind it: 承建方｜某某公司
_PARTY_TO = re.compile(r"(?:承建|主办|承办|协办|建设|投资|合作|施工|运营|设计|供货|中标|收购|业主)(?:方|商|单位)")
_JOINERS = re.compile(rf"{JOINT.pattern}|[和与及、]|同(?![济仁德心江和])")
# a body that helps another: 省立医院｜对口帮扶｜某县医院
_HELPS = re.compile(r"(?:对口)?(?:支援|帮扶|协作|托管)|结对帮扶|牵手")
_POINTERS = frozenset("该本我此")
_JOINED = ("联合", "携手", "会同", "联手", "协同")
_PARTNERS = frozenset("同与和及")
# 两县检察院, 四市海关
_COUNTED = re.compile(rf"[两二三四五六七八九十多各几][{LEVELS}]")
# 社区卫生服务站, 乡镇卫生院: any community or town has one
_GRASS_ROOTS = re.compile("(?:社区|乡镇|街道|村级?|嘎查)(?:委员会|卫生|党[委总支]|居委会|服务|养老|医院|便民|日间)")
# 某某县｜一家老酒厂
_ANY = re.compile("[一两几某这那][家个座所支]")
_GROUP_POST = re.compile("党组(?:副?书记|成员)")  # a post in a body: the party group is none by itself
_FOUNDER = re.compile("(?:党支部|党总支|党委|委会)(?=[领创兴]办)")  # 某某村党支部｜领办合作社
_HALL = re.compile(r"[大客餐展歌舞事]厅$")
_IN_VILLAGE = re.compile(rf"[{HAN}]{{2,}}?(?:(?<![农乡山])村(?!镇)|社区|嘎查)(?P<rest>[{HAN}]+)$")


@dataclass(frozen=True)
class InstitutionFinder:
    """Finds institutions in a passage, given its divisions.

    Attributes:
        vocabulary: Compiled lexicons.
        organs: Finds public organs.
    """

    vocabulary: Vocabulary
    organs: OrganFinder

    @cached_property
    def _ending(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.institution_endings)})(?=(.?))")

    @cached_property
    def _at_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.institution_endings)})$")

    @cached_property
    def _zone(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.heads["Zone"] - {"新区", "新城", "小镇", "经济带"}))

    @cached_property
    def _village_body(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.village_bodies)})")

    @cached_property
    def _self_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?<=..)(?:{alternate(self.vocabulary.self_named)})")

    @cached_property
    def _self_named(self) -> tuple[str, ...]:
        return tuple(sorted(self.vocabulary.self_named))

    def find(self, reading: Reading, divisions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides."""
        spans: dict[Span, tuple[str, float]] = {}
        text = reading.text
        for found, finder, score in (
            (self.organs.find(reading, divisions), "organ", 0.95),
            (self._find_tagged(reading, divisions), "institution-tagged", 0.9),
            (self._find_endings(reading, divisions), "institution-ending", 0.8),
        ):
            for start, end in found:
                begin = self.organs.cut_chain(text, start, end, divisions)
                begin = self._cut_doer(text, begin, divisions)
                begin += text[begin] in _POINTERS and text[begin + 1] in LEVELS
                over = end - 2 if _GROUP_POST.match(text, end - 2) else end
                founder = _FOUNDER.search(text, begin, over)
                over = founder.end() if founder else over
                if over - begin >= _SHORTEST - 1:
                    spans.setdefault(Span(begin, over), (finder, score))
        return tuple(
            Mention(reading.article, reading.part, span, text[span.start : span.end], "Institution", *how)
            for span, how in sorted(spans.items())
        )

    def _cut_doer(self, text: str, start: int, divisions: Sequence[Mention]) -> int:
        """Cut a division and what it does to a body of its level: 某某县｜整合｜县医院."""
        at = next((m.span.end for m in divisions if m.span.start == start), None)
        if any(m.span.start == at for m in divisions):  # 某某市｜延长县: a division that is a verb as well
            return start
        if at is None or text[at + 2 : at + 3] not in tuple(LEVELS) or not is_verb(text[at : at + 2]):
            return start
        return at + 2 if self.vocabulary.organ.match(text, at + 3) else start

    # tagged names -------------------------------------------------------------------------------------------

    def _find_tagged(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for index, token in enumerate(reading.tokens):
            if token.tag != "ORG" or token.text in _PARTNERS or token.text in _POINTERS or self._is_lead(token.text):
                continue
            if token.text.endswith(_JOINED):
                continue
            joint = self._find_joint(token)
            if joint:
                belongs = _BELONGS.search(token.text) is not None  # what belongs to a body is one
                found += [j for j in joint if belongs or self._is_named(reading, *j, divisions, inside=True)]
                continue
            start, end = self._trim(reading, token, divisions)
            end = self._cut_self_named(reading.text, start, self._cut_part(reading.text, start, end))
            start = self._cut_partner(reading.text, start, end, divisions)
            end = self._grow_right(reading, index, start, end)
            start = self._cut_zone(reading.text, self._grow_left(reading, index, start), end)
            if end - start < _SHORTEST or not self._at_end.search(reading.text[start:end]):
                continue
            if self._is_named(reading, start, end, divisions):
                found.append((start, self.organs.extend(reading, end)))
        return found

    def _find_joint(self, token: Token) -> list[tuple[int, int]]:
        """Two institutions that the tagger took for one (城关派出所｜会同｜城关镇司法所, 某某分局｜和｜县水利局)."""
        text = token.text
        for match in _JOINERS.finditer(text):
            left, right = text[: match.start()], text[match.end() :]
            if len(left) < _SHORTEST or not self._at_end.search(left):
                continue
            halves = [(token.start, token.start + match.start())]
            if self._at_end.search(right):
                halves.append((token.start + match.end(), token.end))
            return halves
        for match in _HELPS.finditer(text, _SHORTEST):
            left, right = text[: match.start()], text[match.end() :]
            own = self._at_end.search(right)
            if own and own.start() > 1 and self._at_end.search(left) and len(right) >= _LEAST:
                return [(token.start, token.start + match.start()), (token.start + match.end(), token.end)]
        cut = self._find_firm_joint(text)
        return [(token.start + cut, token.end)] if cut else []

    def _find_firm_joint(self, text: str) -> int:
        """Where the second body begins that a firm without an ending joins (某某生物｜联合｜南方大学); 0 for none."""
        match = JOINT.search(text, 2)
        if match is None or not match.group().startswith(("联", "携", "会", "协同")):
            return 0
        right = text[match.end() :]
        placed = is_place(right[:2]) or is_place(right[:3]) or _NATIONAL.match(right) is not None
        return match.end() if placed and len(right) >= _LEAST and self._at_end.search(right) else 0

    def _cut_self_named(self, text: str, start: int, end: int) -> int:
        """Cut what the tagger took in behind a name that is over (某某海关｜派员驻厂)."""
        for match in self._self_end.finditer(text, start, end):
            rest = text[match.end() : end]
            if match.end() < end and not self.organs.names_part(rest) and not rest.startswith("（"):
                return match.end()
        return end

    def _cut_part(self, text: str, start: int, end: int) -> int:
        """Cut a part whose name closes no body by itself; it is taken in again as a part (某某医院｜重症医学科)."""
        if self._at_end.search(text[start:end]):
            return end
        inner = [m.end() for m in self._ending.finditer(text, start, end) if m.end() < end]
        return inner[-1] if inner and end - inner[-1] <= 10 else end

    def _trim(self, reading: Reading, token: Token, divisions: Sequence[Mention]) -> tuple[int, int]:
        """Cut verbs and prepositions that the tagger took into a name (会同县财政局, 企业家协会协办)."""
        text = reading.text
        taken = _TAKEN_IN.search(token.text)
        end = token.start + taken.end() if taken else token.end
        start = self._cut_lead(text, token.start, end, divisions)
        if not self._at_end.search(text[start:end]):
            inner = [m for m in self._ending.finditer(text, start, end) if m.end() <= end]
            if inner:
                tail = text[inner[-1].end() : end]
                if len(tail) <= 3 and any(tail in words for words in self.vocabulary.verbs.values()):
                    end = inner[-1].end()
        return start, end

    def _cut_lead(self, text: str, start: int, end: int, divisions: Sequence[Mention]) -> int:
        """Cut verbs and prepositions before a name, but nothing of a division (会同县 is one where it is at home)."""
        starts = {m.span.start for m in divisions}
        while start not in starts:
            size = next((s for s in (4, 3, 2, 1) if self._is_lead(text[start : start + s])), 0)
            size = size or int(text[start] == "同" and start + 1 in starts)
            if not size or end - start - size < _SHORTEST:
                break
            start += size
        return start

    def _is_lead(self, head: str) -> bool:
        verbs = self.vocabulary.verbs
        if len(head) == 1:
            return head in "由与和及对向在为以把将被从到让给是于经"
        if _PARTY_TO.fullmatch(head):
            return True
        back = len(head) == 2 and head[0] in "该全我本" and head[1] in LEVELS
        return back or head in verbs["cooperate"] or head in verbs["organise"] or head in verbs["lead"]

    @staticmethod
    def _cut_partner(text: str, start: int, end: int, divisions: Sequence[Mention]) -> int:
        """Cut a division and its partner word: 遂平县与｜驻马店学院."""
        for mention in divisions:
            if mention.span.start != start or mention.span.end + 3 >= end:
                continue
            short = mention.text[-1] not in LEVELS  # 云南和畅律师事务所 is one body, 遂平县与驻马店学院 are two things
            if text[mention.span.end] in "与同及、" or (text[mention.span.end] == "和" and not short):
                return mention.span.end + 1
            joint = JOINT.match(text, mention.span.end)
            if joint:
                return joint.end()
        return start

    def _cut_zone(self, text: str, start: int, end: int) -> int:
        """Cut a zone that stands before another name (某某开发区｜江南某某公司), not before its own committee."""
        last = start
        for match in self._zone.finditer(text, start, end):
            rest = text[match.end() : end]
            if len(rest) >= 5 and not _ZONE_ORGAN.match(rest):
                last = match.end()
        return last

    def _grow_right(self, reading: Reading, index: int, start: int, end: int) -> int:
        """Add following nouns up to an ending (县水产技术服务｜中心, 高级技工｜学校)."""
        best = end if self._at_end.search(reading.text[start:end]) else -1
        for token in reading.tokens[index + 1 : index + 5]:
            if token.start != end and reading.text[end : token.start].strip():
                break
            if token.tag not in INNER and token.text not in {"（", "）"}:
                break
            end = token.end
            candidate = reading.text[start:end]
            if self._at_end.search(candidate) and reading.text[end : end + 1] not in {"长", "员"}:
                best = end
        return best if best > 0 else end

    def _grow_left(self, reading: Reading, index: int, start: int) -> int:
        """Add the places and proper names that stand right before a name (新乐市｜中医医院)."""
        while index > 0:
            token = reading.tokens[index - 1]
            if token.end != start or token.tag not in {"LOC", "ORG"} or self._is_lead(token.text):
                break
            # the tagger took a partner word in: 某县卫健局与｜某某学院
            if token.text[-1] in "与和同及、" or token.text.endswith(_JOINED):
                break
            start, index = token.start, index - 1
        return start

    # endings ------------------------------------------------------------------------------------------------

    def _find_endings(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        text = reading.text
        found: list[tuple[int, int]] = []
        for match in self._ending.finditer(text):
            end = match.end()
            last = reading.token_at(end - 1)
            if match.group(1) in {"长", "员", "点"} or last < 0 or reading.tokens[last].end != end:
                continue
            start = self._cut_zone(text, self._walk_left(reading, last, match.start(), divisions), end)
            start = self._cut_partner(text, start, end, divisions)
            cut = self._cut_joint(text, self._cut_lead(text, start, end, divisions), end)
            cut = self._cut_founded(text, cut, match.start())
            end = self._cut_self_named(text, cut, end)
            if _SHORTEST - 1 < end - cut <= _LONGEST and self._is_named(
                reading, cut, end, divisions, inside=cut > start
            ):
                bracket = _BRACKETED.match(text, end)
                found.append((cut, bracket.end() if bracket else self.organs.extend(reading, end)))
        return found

    @staticmethod
    def _cut_founded(text: str, start: int, ending: int) -> int:
        """Cut who founded a station or laboratory, and the verb: 某某县｜设下｜草甸观测站."""
        found = [m.end() for m in _SET_UP.finditer(text, start, ending)]
        return found[-1] if found and ending - found[-1] > 1 else start

    def _cut_joint(self, text: str, start: int, end: int) -> int:
        """Cut another institution and the word that joins it (柳江学院｜合建｜柳江联合实验室)."""
        for match in _JOINERS.finditer(text[start:end]):
            if match.start() >= _SHORTEST and self._at_end.search(text[start : start + match.start()]):
                return start + match.end()
        for match in _HELPS.finditer(text, start + _SHORTEST, end):
            own = self._at_end.search(text[match.end() : end])
            if own and own.start() > 1 and self._at_end.search(text[start : match.start()]):
                return match.end()
        if (cut := self._find_firm_joint(text[start:end])) > 0:
            return start + cut
        taken = _TAKEN_IN.match(text, start, end)
        return taken.end() + 1 if taken else start

    def _walk_left(self, reading: Reading, index: int, opening: int, divisions: Sequence[Mention]) -> int:
        modifiers = self.vocabulary.modifiers
        if reading.tokens[reading.token_at(opening)].start == opening:  # 重点｜实验室 is one ending
            index = reading.token_at(opening)
        start = reading.tokens[index].start
        if reading.tokens[index].text in modifiers and start != opening:
            return start
        chains = {end: begin for begin, end in find_chains(divisions)}
        while index > 0:
            token = reading.tokens[index - 1]
            if start in chains:
                return self._reach_owner(reading, chains[start], chains)
            if token.end != start:
                break
            joins = self._joins(reading, index)
            if token.text == "）":
                opening = reading.text.rfind("（", max(0, token.start - 5), token.start)
                if opening > 0 and re.fullmatch(rf"[{HAN}]{{2,4}}", reading.text[opening + 1 : token.start]):
                    index = reading.token_at(opening)
                    start = opening
                    continue
            common = token.text == "联合" and _COMMON_WORK.match(reading.text, start)  # 柑橘｜联合｜研发中心
            opened = token.tag == "n" and token.start in chains  # 某某县｜城乡诊疗联盟
            if token.text in modifiers and not joins and not opened and not common:
                break
            if (token.tag in {"v", "d"} and self._opens_national(reading, index)) or common:
                start, index = token.start, index - 1
                continue
            if token.tag == "v" and index > 1 and self._sent_by(reading, index):
                start, index = token.start, index - 1
                continue
            whole = reading.text[start] not in LEVELS  # 某县｜整合｜县医院
            if token.tag == "v" and whole and (begin := self._reach_division(reading, index, chains)) is not None:
                return self._reach_owner(reading, begin, chains)
            numeral = token.tag == "m" and (token.text.startswith("第") or re.fullmatch(rf"[{HAN}]{{2,5}}", token.text))
            if token.tag not in INNER and not joins and not numeral:
                break
            start, index = token.start, index - 1
        return chains.get(start, start)

    @staticmethod
    def _reach_owner(reading: Reading, start: int, chains: dict[int, int]) -> int:
        """Take in who stands before a division: the sender of a team (某某区｜驻｜某某县…), the firm of a branch."""
        at = reading.token_at(start - 1)
        if at < 0 or reading.tokens[at].end != start:
            return start
        owner = reading.tokens[at]
        if owner.tag == "nz" and len(owner.text) > _SHORTEST:
            return owner.start
        if owner.tag == "ORG" and owner.text.endswith(("大学", "学院", "科学院", "研究院")):
            return owner.start
        sender = reading.tokens[at - 1] if at else owner
        if owner.text in _SENT and sender.tag in {"LOC", "ORG"} and sender.end == owner.start:
            return chains.get(sender.end, sender.start)
        return start

    @staticmethod
    def _sent_by(reading: Reading, index: int) -> bool:
        """Whether a verb joins sender and place of a team (某某省｜支援｜某某医疗队, 某某县｜驻｜某某县工作组)."""
        before = reading.tokens[index - 2]
        verb = reading.tokens[index - 1]
        return verb.text in _SENT and before.tag in {"LOC", "ORG"} and before.end == verb.start

    def _reach_division(self, reading: Reading, index: int, chains: dict[int, int]) -> int | None:
        """The division that opens a name with a verb inside: 某某县｜搬迁｜劳动力｜服务中心."""
        for back in range(index - 1, max(-1, index - 5), -1):
            token = reading.tokens[back]
            if token.start in chains:
                return chains[token.start]
            known = any(token.text in words for words in self.vocabulary.verbs.values())
            if known or token.tag not in INNER | {"v"} or (back and reading.tokens[back - 1].end != token.start):
                return None
        return None

    @staticmethod
    def _opens_national(reading: Reading, index: int) -> bool:
        """Whether 国家 or 中国 stands a word or two before a verb, so that it belongs to a name (国家｜绝缘｜材料…)."""
        before = [t.text for t in reading.tokens[max(0, index - 3) : index - 1]]
        return any(text in {"国家", "中国", "全国", "中华"} for text in before)

    def _joins(self, reading: Reading, index: int) -> bool:
        """Whether 和 stands inside one body's name (新文化和新经济发展中心), not between two bodies."""
        if reading.tokens[index - 1].text not in {"和", "与"} or index < 2:
            return False
        owner = reading.tokens[index - 3] if index > 2 else reading.tokens[0]
        owned = owner.tag == "ORG" and self._at_end.search(owner.text) is not None  # 某某大学｜建筑与环境学院
        # 与 is a preposition between two bodies
        if reading.tokens[index - 1].tag == "p" and reading.tokens[index].tag in {"LOC", "ORG"} and not owned:
            return False
        before = reading.tokens[index - 2]
        return before.tag in {"n", "vn", "nz"} and len(before.text) <= 3 and not self._at_end.search(before.text)

    def _is_named(
        self, reading: Reading, start: int, end: int, divisions: Sequence[Mention], *, inside: bool = False
    ) -> bool:
        """Whether a designation is a name: it opens with a place or holds a distinctive part."""
        text = reading.text[start:end]
        ending = self._at_end.search(text)
        if ending is None or self._is_general(reading, start, end, divisions, ending):
            return False
        body = text[: ending.start()]
        if any(start <= m.span.start < end for m in divisions) or text.endswith(self._self_named):
            return True
        level = text.removeprefix("自治")
        if level[0] in LEVELS and self.vocabulary.organ.fullmatch(level[1:]):
            return True
        if _NATIONAL.match(text):
            return len(text) > 4
        if inside:
            return len(body) > 2
        if len(body) > 3 and ending.group() in _FOUNDED and _FOUNDERS.search(reading.text, max(0, start - 6), start):
            return True
        first = reading.tokens[reading.token_at(start)]
        if self._is_whole(first, text, ending):
            return True
        if first.start != start or (is_common_word(body) and not is_place(body)):
            return False
        tokens = [t for t in reading.tokens if start <= t.start and t.end <= end]
        if len(tokens) == 1 and len(text) > 8:
            return True
        return any(t.tag in _DISTINCT and len(t.text) > 1 and t.text not in self.vocabulary.modifiers for t in tokens)

    def _is_whole(self, token: Token, text: str, ending: re.Match[str]) -> bool:
        """Whether the tagger's own token makes a name, common words or not: 东方大学, 某某起义纪念馆."""
        if text.endswith("大学") and token.text.startswith(text) and token.tag == "ORG":
            return len(text) > _SHORTEST and _ANY_UNIVERSITY.fullmatch(text) is None
        whole = token.text == text and token.tag in {"LOC", "ORG"} and ending.start() > _SHORTEST
        return whole and ending.group() in self.vocabulary.suffixes["culture"]

    def _is_general(
        self, reading: Reading, start: int, end: int, divisions: Sequence[Mention], ending: re.Match[str]
    ) -> bool:
        """Whether a designation cannot be a name: an award in quotes, a hall, 某某村扶贫车间, 全县医院."""
        text = reading.text[start:end]
        body = text[: ending.start()]
        if _HONOUR.search(reading.text[max(0, start - 8) : start]):
            return True
        quoted = reading.text[start - 1 : start] == "“" and reading.text[end : end + 1] == "”"
        if quoted and "简称" not in reading.text[max(0, start - 6) : start]:
            return True
        opening = next((m.span.end for m in divisions if m.span.start == start), start)
        if _COUNTED.match(text) and opening == start:
            return True
        if _ANY.match(reading.text, opening) or (opening == start and _GRASS_ROOTS.match(text)):
            return True
        short = len(ending.group()) == 1 and ending.group() in self.vocabulary.suffixes["firm"]
        if short and not any(start <= m.span.start < end for m in divisions):
            return True
        verbs = (t.tag == "v" for t in reading.tokens if opening <= t.start < end)
        if ending.group().endswith("车间") and any(verbs):
            return True
        village = _IN_VILLAGE.match(text)
        if village and "驻" not in text and not self._village_body.match(village["rest"]):
            return True
        general = not body or body[0] in "（）" or body in self.vocabulary.modifiers
        return general or _HALL.search(text) is not None or (start > 0 and reading.text[start - 1] in NO_LEVEL)
