"""Programmes and events: names in quotes with what stands round them, titles, editions, and phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.initiative_words import (
    AREAS,
    ITEMS,
    MEASURED,
    NOT_OVER,
    PHASE,
    InitiativeWords,
    is_verbal,
    make_mention,
)
from kg.mentions.phrases import PhraseFinder
from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.model import Mention

_QUOTED = re.compile(r"“([^“”\n]{2,24})”")
_BOOK = re.compile(r"《([^《》\n]{4,40})》")
_BOOK_ENDS = ("计划", "方案", "规划", "办法", "条例", "意见", "行动", "细则", "制度", "机制")
_LOANS = ("贷", "券", "险", "码", "班")
# 打造“十分钟养老圈”: a ring of services
_RING = re.compile(r".{2,}(?:生活|服务|就业|养老|健身|阅读|医疗|办事|救援|文化|便民)圈\Z")
_MAKES = re.compile(r"(?:打造|建设|构建|建成|织密|形成|推出|建立|完善)(?:了|起|出|成)?\Z")
_EDITION = re.compile(
    rf"(?:第[一二三四五六七八九十百\d]+[届期次季]|首届|(?:19|20)\d\d(?:年)?)(?=[{HAN}“·])|中国(?=[·（][{HAN}]{{2,5}}[{HAN}）])"
)
_CUP = re.compile(r"“[^“”]{1,8}杯”\Z")
_SERVICES = ("办", "通", "码", "宝", "云")
_USED = re.compile(r"(?:通过|登录|登陆|打开|使用|下载|借助|关注|点开)$")
_YEARS = re.compile(r"（[^（）]*）\Z")  # …行动方案（2023—2025年）
_JOINED = re.compile(r"暨(?:第[一二三四五六七八九十\d]+届|首届|\d{4})")  # an edition of its own: another event
_WHOSE = re.compile(r"全[国省区市州县旗盟]\Z")
_BARE = 4
_DEFINED_AS = re.compile(
    r"(?:是|为|，是)[^。，；]{2,40}(?:项目|行动|计划|工程|机制|平台|品牌活动|模式|制度)(?=[。，；])"
)
_DAY = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}日(?:上午|下午|晚)?，|近日|日前|昨日|昨天|当天|今天上午")
_MODIFYING = frozenset({"n", "nz", "vn", "v"})
_STOP_TAGS = frozenset({"p", "c", "u", "d", "r", "w", "xc", "PER"})


@dataclass(frozen=True)
class InitiativeFinder:
    """Finds programmes and events in a passage.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def words(self) -> InitiativeWords:
        """The word classes of these names."""
        return InitiativeWords(self.vocabulary)

    @cached_property
    def _phrases(self) -> PhraseFinder:
        return PhraseFinder(self.words)

    @cached_property
    def _events(self) -> re.Pattern[str]:
        return re.compile(rf"{alternate(self.vocabulary.heads['Event'])}|周(?![年岁边末期])")

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.heads["Whole"]))

    @cached_property
    def _tails(self) -> re.Pattern[str]:
        """Heads that make a programme of a name in quotes alone (“向阳花”志愿服务队)."""
        return re.compile(alternate(self.vocabulary.heads["Tail"]))

    @cached_property
    def _head_ends(self) -> re.Pattern[str]:
        heads = self.vocabulary.heads
        return re.compile(rf"(?:{alternate(heads['Programme'] | heads['Event'])}|制|[一二三四五六七八九十]{{1,3}}条)$")

    def find(self, reading: Reading, others: Sequence[Mention]) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides.

        Args:
            reading: A passage.
            others: Divisions and institutions found before; a phrase does not run into them.
        """
        found: list[Mention] = []
        found += self._find_quoted(reading)
        found += self._find_books(reading)
        found += self._find_whole(reading)
        found += self._find_editions(reading, others)
        found += self._phrases.find(reading, others)
        return tuple(sorted(set(found)))

    # quoted -------------------------------------------------------------------------------------------------

    def _find_quoted(self, reading: Reading) -> list[Mention]:
        text = reading.text
        found: list[Mention] = []
        for match in _QUOTED.finditer(text):
            core = match.group(1)
            if re.search(r"[。！？；]|，.*，", core) or core.startswith(("，", "、")):
                continue
            tail_end, head = self._read_tail(reading, match.end())
            before = text[max(0, match.start() - 7) : match.start()]
            if head:
                found += self._name_with_tail(reading, match, tail_end, head)
                continue
            if _DEFINED_AS.match(text, match.end()) and text[match.start() - 1 : match.start()] != "的":
                found.append(make_mention(reading, match.span(), core, "Programme", "quoted-defined", 0.8))
                continue
            if "+" in core and text.count(f"“{core}”") > 1:
                found.append(make_mention(reading, match.span(), core, "Programme", "quoted-plus", 0.6))
                continue
            inner = self._head_ends.search(core)
            verb = self.words.verb_ends.search(before)
            loose = inner is not None and inner.group() in self.vocabulary.weak and verb is None
            if (
                inner
                and not loose
                and len(core) >= 3
                and (inner.group() != core or core.endswith("制"))
                and not self._is_short_event(inner.group(), verb)
            ):
                found.append(
                    make_mention(
                        reading,
                        match.span(),
                        core,
                        self.words.class_of(inner.group()),
                        "quoted-head",
                        0.85 if verb else 0.7,
                    )
                )
            elif self._is_carried_out(before, core) and text[match.end() : match.end() + 1] not in {"的", "之", "、"}:
                score = 0.7 if core.endswith(_LOANS) else 0.55
                found.append(make_mention(reading, match.span(), core, "Programme", "quoted-verb", score))
        return found

    def _is_short_event(self, head: str, verb: re.Match[str] | None) -> bool:
        """Whether a head of one letter names nothing in quotes (“丰收季”), unless a verb holds it."""
        return head in {"节", "赛", "季", "展"} and not (verb and verb.group(1) in self.vocabulary.verbs["organise"])

    def _is_carried_out(self, before: str, core: str) -> bool:
        """Whether a verb right before the quotes makes a programme of what stands in them."""
        if _RING.fullmatch(core) and _MAKES.search(before):
            return True
        verb = self.words.verb_ends.search(before)
        verbs = self.vocabulary.verbs
        makes = verbs["quoted"] | verbs["implement"] | verbs["initiate"] if core.endswith(_LOANS) else verbs["quoted"]
        quoted = (verb is not None and verb.group(1) in makes) or (
            core.endswith(_SERVICES) and len(core) > 2 and _USED.search(before) is not None
        )
        return quoted and "，" not in core and re.search(r"[\d个]$", before) is None

    def _read_tail(self, reading: Reading, at: int) -> tuple[int, str]:
        """The words behind a closing quote up to the last head noun of the run; ('', at) where none stands there."""
        text = reading.text
        limit = at
        index = reading.token_at(at)
        if index < 0:
            return at, ""
        for token in reading.tokens[index:]:
            if token.start < at:
                continue
            if token.start == at and token.text in {"等", "等系列"}:
                limit = token.end
                continue
            counts = MEASURED.fullmatch(token.text) or PHASE.fullmatch(token.text)
            measured = token.tag == "m" and counts is not None
            single = token.tag == "r" and len(token.text) == 1 and token.text not in "我你他她它这那哪该此各每本"
            if (
                token.start != limit
                or (token.tag in _STOP_TAGS and not single)
                or (token.tag == "m" and not measured)
                or limit - at > 14
            ):
                break
            if (
                token.text in self.words.verbs
                and token.tag in {"v", "vn"}
                and not self.words.heads.match(text, token.end)
            ):
                break
            joined = self.words.heads.match(text, token.end) is not None and token.text not in self.words.verbs
            if token.tag == "v" and limit - at > 0 and self.words.heads.search(text[at:limit]) and not joined:
                break
            limit = token.end
        best, head = at, ""
        for pattern in (self.words.heads, self._tails):
            for match in pattern.finditer(text, at, limit):
                if pattern is self.words.heads and text[match.end() : match.end() + 2].startswith(NOT_OVER):
                    continue
                if match.end() > best and (reading.is_boundary(match.end()) or match.end() == limit):
                    best, head = match.end(), match.group()
        return best, head

    def _name_with_tail(self, reading: Reading, match: re.Match[str], end: int, head: str) -> list[Mention]:
        core, tail = match.group(1), reading.text[match.end() : end].removeprefix("等")
        start = match.start()
        edition = re.search(
            r"(?:第[一二三四五六七八九十百\d]+届|首届|(?:19|20)\d\d)$", reading.text[max(0, start - 8) : start]
        )
        if edition:
            start -= len(edition.group())
            core = edition.group() + core
        else:
            start = self._take_modifiers(reading, start)
        cls = "Event" if head.endswith("活动") and self._is_dated(reading, start) else self.words.class_of(head)
        return [make_mention(reading, (start, end), core + tail, cls, "quoted-tail", 0.92)]

    def _take_modifiers(self, reading: Reading, start: int) -> int:
        """Take in the nouns between a verb of carrying out and the quotes (实施｜山歌文化｜“双百”工程)."""
        at, nouns = start, 0
        for index in range(reading.token_at(start) - 1, -1, -1):
            token = reading.tokens[index]
            verb = token.tag in {"v", "vd"} and token.text in self.words.verbs
            if token.end != at or verb or start - token.start > 10 or token.tag not in _MODIFYING:
                break
            at, nouns = token.start, nouns + (token.tag in {"n", "nz"})
        first = reading.tokens[reading.token_at(at)]
        led = self.words.verb_ends.search(reading.text[max(0, at - 6) : at]) is not None
        opens = first.text not in self.vocabulary.modifiers or first.text in AREAS
        opens = opens and first.tag in {"n", "nz", "vn", "LOC"}
        return at if led and opens and nouns and start - at >= 3 else start

    def _is_dated(self, reading: Reading, at: int) -> bool:
        """Whether the sentence tells of one day: 6月1日，某校开展“…”活动 is an event, 今年以来 a programme."""
        sentence = reading.sentence_at(at)
        hosted = re.search(r"活动[^。]{0,6}由[^。]{2,40}(?:主办|承办)", reading.text) is not None
        return hosted or _DAY.search(reading.text, sentence.start, at) is not None

    def _find_whole(self, reading: Reading) -> list[Mention]:
        """Names that are programmes by themselves (河长制)."""
        return [
            make_mention(reading, m.span(), m.group(), "Programme", "whole", 0.8)
            for m in self._whole.finditer(reading.text)
            if reading.text[m.end() : m.end() + 1] not in {"度", "工"}
        ]

    def _find_books(self, reading: Reading) -> list[Mention]:
        return [
            make_mention(reading, m.span(), m.group(1), "Programme", "titled", 0.85)
            for m in _BOOK.finditer(reading.text)
            if _YEARS.sub("", m.group(1)).endswith(_BOOK_ENDS) or ITEMS.search(m.group(1))
        ]

    # editions -----------------------------------------------------------------------------------------------

    def _find_editions(self, reading: Reading, others: Sequence[Mention]) -> list[Mention]:
        """第六届…节, 2023…对接会: an edition opens the name of an event, or follows whose event it is."""
        text = reading.text
        places = {m.span.end: m.span.start for m in others if m.finder == "gazetteer"}
        found: list[Mention] = []
        heads = self._events
        for match in _EDITION.finditer(text):
            sentence = reading.sentence_at(match.start())
            limit = min(sentence.end, match.start() + 40)
            stop = re.search(
                rf"[，。；：！？\n]|（(?![{HAN}]{{2,5}}）)|(?<![{HAN}]）)(?<!（)）(?![{HAN}])|“?(?:在|开幕|举行|举办|召开|闭幕|启幕|落幕|开赛|收官|吸引|迎来|启动(?!仪式))",
                text[match.end() : limit],
            )
            limit = match.end() + stop.start() if stop else limit
            ends = [m for m in heads.finditer(text, match.end(), limit) if not is_verbal(reading, m)]
            if not ends:
                continue
            last = next((m for m in ends if not self._goes_on(reading, m.end(), limit)), ends[-1])
            if "年" in match.group() and last.end() - match.start() < 8:
                continue
            start = match.start()
            if cup := _CUP.search(text, max(0, start - 11), start):
                start = cup.start()
            elif whose := _WHOSE.search(text, max(0, start - 2), start):
                start = whose.start()
            elif last.end() - match.end() <= _BARE and match.group().endswith(("届", "次")):
                start = places.get(start, start)  # 某市｜第十二届运动会: the edition alone tells nothing
            clean = re.sub("[“”]", "", text[start : last.end()])
            found.append(make_mention(reading, (start, last.end()), clean, "Event", "edition", 0.93))
        return found

    def _goes_on(self, reading: Reading, at: int, limit: int) -> bool:
        """Whether an event's name runs on behind a head noun (文化旅游节｜开幕式 does, 博览会｜在京 does not)."""
        if at >= limit:
            return False
        following = reading.text[at]
        return following in "·”" or (
            self.words.heads.search(reading.text, at, limit) is not None
            and reading.is_boundary(at)
            and following not in "和与及、"
            and not _JOINED.match(reading.text, at)
            and not self._is_verb(reading, at)
        )

    @staticmethod
    def _is_verb(reading: Reading, at: int) -> bool:
        """Whether a verb of the sentence stands here: before a number, a particle or a name (博览会｜迎来｜90家)."""
        index = reading.token_at(at)
        if reading.tokens[index].tag != "v" or index + 1 >= len(reading.tokens):
            return False
        return reading.tokens[index + 1].tag in {"m", "u", "ORG", "PER", "TIME", "w", "r", "d", "p"}
