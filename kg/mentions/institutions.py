"""Institutions: organs after their division, organs of the centre, and names that end as institutions end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading, Token
from kg.mentions.vocabulary import HAN, LEVELS, Vocabulary, alternate
from kg.model import Mention, Span

# Tokens that a name may hold, read from its end to its beginning
_INNER = frozenset({"n", "nz", "nw", "vn", "LOC", "ORG", "PER", "an", "a", "s"})
_DISTINCT = frozenset({"LOC", "ORG", "nz", "PER"})
_ZONE_ORGAN = re.compile(
    r"(?:管理委员会|管委会|党工委|工委|税务局|分局|纪工委|财政局|经济发展|投资促进|应急管理|市场监|消防|行政审批|社会事务|综合)"
)
_JOINT = re.compile(r"(?:联合(?![会社国体]|实验室|大学|办公)|会同|携手|联手|合建|共建|合作共建|协同|协办|承办|主办)")
_VILLAGE_BODY = re.compile(
    rf"[{HAN}]{{1,8}}(?:村|社区|嘎查)(?:党支部|党总支|党委|村委会|居委会|村民委员会|居民委员会|“?两委)"
)
_BRACKETED = re.compile(rf"（[{HAN}]{{2,3}}）")
_LONGEST = 36
_SHORTEST = 3
_LEVEL_ORGAN = re.compile(rf"(?<![{HAN}])(?:中共)?([{LEVELS}])(?=[{HAN}]{{1,14}})")


@dataclass(frozen=True)
class InstitutionFinder:
    """Finds institutions in a passage, given its divisions.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _ending(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.institution_endings)})(?=(.?))")

    @cached_property
    def _endings_at_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.institution_endings)})$")

    @cached_property
    def _central(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.central))

    @cached_property
    def _zone(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.heads["Zone"] - {"新区", "新城", "小镇", "经济带"}))

    @cached_property
    def _unit(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternate(self.vocabulary.suffixes['unit'])})$")

    @cached_property
    def _post(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.posts["post"]))

    @cached_property
    def _league(self) -> re.Pattern[str]:
        return re.compile(rf"(?:共青)?团(?=[{HAN}])")

    def find(self, reading: Reading, divisions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides."""
        spans: dict[Span, tuple[str, float]] = {}

        def add(start: int, end: int, finder: str, score: float) -> None:
            span = Span(start, end)
            if end - start >= _SHORTEST - 1 and (span not in spans or spans[span][1] < score):
                spans[span] = (finder, score)

        for start, end in self._find_organs(reading, divisions):
            add(self._cut_chain(reading.text, start, end, divisions), self._extend_units(reading, end), "organ", 0.95)
        for match in self._central.finditer(reading.text):
            if not self._organ_ends(reading.text, match.end()):
                continue
            if reading.is_boundary(match.start()) or match.end() - match.start() > _SHORTEST:
                add(match.start(), self._extend_units(reading, match.end()), "organ-centre", 0.95)
        for start, end, score in self._find_tagged(reading, divisions):
            add(self._cut_chain(reading.text, start, end, divisions), end, "institution-tagged", score)
        for start, end in self._find_endings(reading, divisions):
            add(self._cut_chain(reading.text, start, end, divisions), end, "institution-ending", 0.8)
        return tuple(
            Mention(reading.article, reading.part, span, reading.text[span.start : span.end], "Institution", *found)
            for span, found in sorted(spans.items())
        )

    def _cut_chain(self, text: str, start: int, end: int, divisions: Sequence[Mention]) -> int:
        """Leave the divisions above a township or village to themselves: 某某县｜某某镇党委, 某某镇｜某某村党支部."""
        towns = [m for m in divisions if m.cls == "Township" and start <= m.span.start and m.span.end < end]
        if not towns:
            return start
        town = towns[-1]
        rest = text[town.span.end : end]
        if _VILLAGE_BODY.match(rest):
            return town.span.end
        return town.span.start if self.vocabulary.organ.match(rest) else start

    # organs -------------------------------------------------------------------------------------------------

    def _find_organs(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        text = reading.text
        found: list[tuple[int, int]] = []
        for start, end in _chains(divisions):
            match = self.vocabulary.organ.match(text, end)
            if match and self._organ_ends(text, match.end()):
                found.append((start, match.end()))
            if text[max(0, start - 1) : start] == "团" and text[end : end + 1] == "委":
                begin = start - (3 if text[max(0, start - 3) : start] == "共青团" else 1)
                found.append((begin, end + 1))
        for token in reading.tokens:
            at = token.start + (2 if token.text.startswith("中共") else 0)
            if at >= len(text) or text[at] not in LEVELS or self._inside(divisions, at):
                continue
            if text[at - 1 : at] and text[at - 1] in "全各该我本两三多每跨":
                continue
            match = self.vocabulary.organ.match(text, at + 1)
            if match and self._organ_ends(text, match.end()):
                found.append((token.start, match.end()))
        for match in re.finditer(rf"(?<![{HAN}])?[{LEVELS}](?:委|政府)", text):
            at = match.start()
            if text[at - 1 : at] in {"、", "和", "在", "由", "，", "的"} and self._organ_ends(text, match.end()):
                full = self.vocabulary.organ.match(text, at + 1)
                found.append((at, full.end() if full else match.end()))
        return found

    @staticmethod
    def _inside(mentions: Sequence[Mention], offset: int) -> bool:
        return any(m.span.start <= offset < m.span.end for m in mentions)

    def _organ_ends(self, text: str, end: int) -> bool:
        """Whether an organ's name is over: 县委员 and 局长 are posts, 市政府采购 goes on."""
        following = text[end : end + 1]
        if following in {"长", "员", "托", "派"} or (text[end - 1] == "部" and following in {"门", "署", "分"}):
            return False
        return not (text[end - 1] == "站" and following in {"点", "位"})

    def _extend_units(self, reading: Reading, end: int) -> int:
        """Take in the parts named behind an organ (市场监督管理局｜质量监督股, 公安局｜城关派出所)."""
        best = reached = end
        at = reading.token_at(end)
        if at < 0 or reading.tokens[at].start < end < reading.tokens[at].end:
            token = reading.tokens[at] if at >= 0 else None
            reached = token.end if token is not None and token.tag == "ORG" else end
            if token is not None and self._unit.search(token.text):
                best = token.end
            at += 1
        for token in reading.tokens[at : at + 5]:
            if token.start < end:
                continue
            if token.start != reached or (token.tag not in _INNER and token.tag not in {"m", "v", "f"}):
                break
            reached = token.end
            candidate = reading.text[end : token.end]
            post = self._post.match(candidate)
            if post and post.end() == len(candidate):
                break
            if (
                self._unit.search(candidate)
                and 2 < len(candidate) <= 12
                and reading.text[token.end : token.end + 1] != "长"
            ):
                best = token.end
        return best

    # tagged names -------------------------------------------------------------------------------------------

    def _find_tagged(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int, float]]:
        found: list[tuple[int, int, float]] = []
        for index, token in enumerate(reading.tokens):
            if token.tag != "ORG":
                continue
            joint = self._find_joint(token)
            if joint is not None:
                for start, end in joint:
                    if self._endings_at_end.search(reading.text[start:end]) and self._is_named(
                        reading, start, end, divisions, inside=True
                    ):
                        found.append((start, end, 0.85))
                continue
            start, end = self._trim(reading, token)
            start = self._cut_partner(reading.text, start, end, divisions)
            end = self._grow_right(reading, index, start, end)
            start = self._cut_zone(reading.text, self._grow_left(reading, index, start), end)
            if end - start < _SHORTEST or not self._endings_at_end.search(reading.text[start:end]):
                continue
            if self._is_named(reading, start, end, divisions):
                found.append((start, end, 0.9))
        return found

    def _find_joint(self, token: Token) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Two institutions that the tagger took for one, with a verb between them (城关派出所｜会同｜城关镇司法所)."""
        for match in _JOINT.finditer(token.text):
            left = token.text[: match.start()]
            if match.start() >= _SHORTEST and self._endings_at_end.search(left):
                return (token.start, token.start + match.start()), (token.start + match.end(), token.end)
        return None

    def _cut_joint(self, text: str, start: int, end: int) -> int:
        """Cut another institution and the verb behind it (柳江学院｜合建｜柳江联合实验室)."""
        for match in _JOINT.finditer(text, start, end):
            if match.start() - start >= _SHORTEST and self._endings_at_end.search(text[start : match.start()]):
                return match.end()
        return start

    @staticmethod
    def _cut_partner(text: str, start: int, end: int, divisions: Sequence[Mention]) -> int:
        """Cut a division and its partner word: 遂平县与｜驻马店学院."""
        for mention in divisions:
            if mention.span.start != start or mention.span.end + 3 >= end:
                continue
            if text[mention.span.end] in "与和同及、":
                return mention.span.end + 1
            joint = _JOINT.match(text, mention.span.end)
            if joint:
                return joint.end()
        return start

    @staticmethod
    def _take_place(text: str, end: int) -> int:
        """Take in a place in brackets that belongs to a name: 国家纺织检测中心（浙江）."""
        match = _BRACKETED.match(text, end)
        return match.end() if match else end

    def _trim(self, reading: Reading, token: Token) -> tuple[int, int]:
        """Cut verbs and prepositions that the tagger took into a name (会同县财政局, 电子商务协会协办)."""
        end = token.end
        text = reading.text
        start = self._cut_lead(text, token.start, end)
        if not self._endings_at_end.search(text[start:end]):
            inner = [m for m in self._ending.finditer(text, start, end) if m.end() <= end]
            if inner:
                tail = text[inner[-1].end() : end]
                if len(tail) <= 3 and any(tail in words for words in self.vocabulary.verbs.values()):
                    end = inner[-1].end()
        return start, end

    def _cut_lead(self, text: str, start: int, end: int) -> int:
        """Cut verbs and prepositions before a name."""
        changed = True
        while changed:
            changed = False
            for size in (4, 3, 2, 1):
                if end - start - size >= _SHORTEST and self._is_lead(text[start : start + size]):
                    start, changed = start + size, True
                    break
        return start

    def _cut_zone(self, text: str, start: int, end: int) -> int:
        """Cut a zone that stands before another name (某某开发区｜江南某某公司), not before its own committee."""
        last = start
        for match in self._zone.finditer(text, start, end):
            rest = text[match.end() : end]
            if len(rest) >= 5 and not _ZONE_ORGAN.match(rest):
                last = match.end()
        return last

    def _is_lead(self, head: str) -> bool:
        verbs = self.vocabulary.verbs
        if len(head) == 2 and head[0] in "该全我本" and head[1] in LEVELS:
            return True
        if len(head) == 1:
            return head in "由与和及对向在为以把将被从到让给是于经"
        return (
            head in verbs["cooperate"]
            or head in verbs["organise"]
            or head
            in {
                "依托",
                "经过",
                "通过",
                "协调",
                "引进",
                "走进",
                "来到",
                "来自",
                "根据",
                "邀请",
                "按照",
                "毕业于",
                "位于",
                "辖区",
                "驻",
                "该市",
                "该县",
            }
        )

    def _grow_right(self, reading: Reading, index: int, start: int, end: int) -> int:
        """Add following nouns up to an ending (区农业机械技术推广｜中心, 中等专业｜学校)."""
        best = end if self._endings_at_end.search(reading.text[start:end]) else -1
        for token in reading.tokens[index + 1 : index + 5]:
            if token.start != end and reading.text[end : token.start].strip():
                break
            if token.tag not in _INNER and token.text not in {"（", "）"}:
                break
            end = token.end
            candidate = reading.text[start:end]
            if self._endings_at_end.search(candidate) and reading.text[end : end + 1] not in {"长", "员"}:
                best = end
        return best if best > 0 else end

    def _grow_left(self, reading: Reading, index: int, start: int) -> int:
        """Add the places and proper names that stand right before a name (三河市｜中医医院)."""
        while index > 0:
            token = reading.tokens[index - 1]
            if token.end != start or token.tag not in {"LOC", "ORG"}:
                break
            start, index = token.start, index - 1
        return start

    # endings ------------------------------------------------------------------------------------------------

    def _find_endings(self, reading: Reading, divisions: Sequence[Mention]) -> list[tuple[int, int]]:
        text = reading.text
        found: list[tuple[int, int]] = []
        for match in self._ending.finditer(text):
            end = match.end()
            if match.group(1) in {"长", "员", "点"}:
                continue
            last = reading.token_at(end - 1)
            if last < 0 or reading.tokens[last].end != end:
                continue
            start = self._walk_left(reading, last, divisions)
            start = self._cut_zone(reading.text, start, end)
            start = self._cut_partner(reading.text, start, end, divisions)
            cut = self._cut_joint(reading.text, self._cut_lead(reading.text, start, end), end)
            if _SHORTEST - 1 < end - cut <= _LONGEST and self._is_named(
                reading, cut, end, divisions, inside=cut > start
            ):
                found.append((cut, self._take_place(reading.text, end)))
        return found

    def _walk_left(self, reading: Reading, index: int, divisions: Sequence[Mention]) -> int:
        start = reading.tokens[index].start
        modifiers = self.vocabulary.modifiers
        if reading.tokens[index].text in modifiers:
            return start
        chains = {end: begin for begin, end in _chains(divisions)}
        while index > 0:
            if start in chains:
                return chains[start]
            token = reading.tokens[index - 1]
            if token.end != start:
                break
            joins = (
                token.text in {"和", "与"}
                and index > 1
                and reading.tokens[index - 2].tag in {"n", "vn", "nz"}
                and self._joined(reading, index)
            )
            if token.text == "）":
                opening = reading.text.rfind("（", max(0, token.start - 5), token.start)
                if opening > 0 and re.fullmatch(rf"[{HAN}]{{2,4}}", reading.text[opening + 1 : token.start]):
                    index = reading.token_at(opening)
                    start = opening
                    continue
            if token.text in modifiers and not joins:
                break
            if token.tag in {"v", "d"} and self._opens_national(reading, index):
                start, index = token.start, index - 1
                continue
            numeral = token.tag == "m" and (token.text.startswith("第") or re.fullmatch(rf"[{HAN}]{{3,5}}", token.text))
            if token.tag not in _INNER and not joins and not numeral:
                break
            start, index = token.start, index - 1
        return chains.get(start, start)

    def _opens_national(self, reading: Reading, index: int) -> bool:
        """Whether 国家 or 中国 stands a word or two before a verb, so that it belongs to a name (国家｜绝缘｜材料…)."""
        before = [t.text for t in reading.tokens[max(0, index - 3) : index - 1]]
        return any(text in {"国家", "中国", "全国", "中华"} for text in before)

    def _joined(self, reading: Reading, index: int) -> bool:
        """Whether 和 stands inside one organ's name (新材料和新能源发展中心), not between two institutions."""
        before = reading.tokens[index - 2].text
        return len(before) <= 3 and not self._endings_at_end.search(before)

    def _is_named(
        self, reading: Reading, start: int, end: int, divisions: Sequence[Mention], *, inside: bool = False
    ) -> bool:
        """Whether a designation is a name: it opens with a place or holds a distinctive part."""
        text = reading.text[start:end]
        ending = self._endings_at_end.search(text)
        body = text[: ending.start()] if ending else text
        quoted = reading.text[start - 1 : start] == "“" and reading.text[end : end + 1] == "”"
        if quoted and "简称" not in reading.text[max(0, start - 6) : start]:
            return False
        if re.search(r"[大客餐展歌舞]厅$", text):
            return False
        short = ending is not None and len(ending.group()) == 1 and ending.group() in self.vocabulary.suffixes["firm"]
        if short and not any(start <= m.span.start < end for m in divisions):
            return False
        if (
            not body
            or body[0] in "（）"
            or body in self.vocabulary.modifiers
            or (start and reading.text[start - 1] in "全各该我本每跨")
        ):
            return False
        if any(m.span.start == start or start <= m.span.start < end for m in divisions):
            return True
        if text[0] in LEVELS and self.vocabulary.organ.fullmatch(text[1:]):
            return True
        if re.match(r"(?:中国|中华|国家|全国|中央|世界|国际|亚洲)", text):
            return len(text) > 4
        first = reading.tokens[reading.token_at(start)]
        if inside:
            return len(body) > 2
        if first.start != start:
            return False
        tokens = [t for t in reading.tokens if start <= t.start and t.end <= end]
        return any(t.tag in _DISTINCT and len(t.text) > 1 and t.text not in self.vocabulary.modifiers for t in tokens)


def _chains(divisions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Runs of divisions without anything between them (盐城市｜大丰区), every run that ends at a division's end."""
    found: list[tuple[int, int]] = []
    for mention in divisions:
        start = mention.span.start
        if found and found[-1][1] == start:
            start = found[-1][0]
        found.append((start, mention.span.end))
    return found
