"""Programmes and events: names in quotes with what stands round them, and names between a verb and a head noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.mentions.words import is_common_word
from kg.model import Mention, Span

_QUOTED = re.compile(r"“([^“”\n]{2,24})”")
_POLICIES = frozenset({"政策", "补贴政策", "补贴", "制度", "办法"})
# 服务中心, 工程师, 活动室: the head noun goes on to a body, a trade or a room
_NOT_OVER = (
    "中心",
    "站",
    "队",
    "所",
    "部",
    "师",
    "室",
    "点",
    "员",
    "车",
    "厅",
    "馆",
    "商",
    "业",
    "费",
    "款",
    "区",
    "机构",
    "公司",
    "院",
)
_ADVERBS = "不也都就还又再更最很太已将正才均共仍只"
_VISITS = frozenset({"参观", "观看", "观摩", "欣赏"})
_BOOK = re.compile(r"《([^《》\n]{4,40})》")
_BOOK_ENDS = ("计划", "方案", "规划", "办法", "条例", "意见", "行动", "细则", "制度", "机制")
_LOANS = ("贷", "券", "险", "码", "班")
_EDITION = re.compile(rf"(?:第[一二三四五六七八九十百\d]+[届期次季]|首届|(?:19|20)\d\d(?:年)?)(?=[{HAN}“·])")
_DEFINED_AS = re.compile(
    r"(?:是|为|，是)[^。，；]{2,40}(?:项目|行动|计划|工程|机制|平台|品牌活动|模式|制度)(?=[。，；])"
)
_MEASURED = re.compile(r"\d+(?:\.\d+)?(?:公里|米|小时|天|万千瓦|千瓦|兆瓦|万吨|吨|亩|万亩)")
_PHASE = re.compile(r"[一二三四五六]期")
_ITEMS = re.compile(r"[一二三四五六七八九十]+[条项](?:政策|政策措施|措施|举措|意见)?\Z")
# what is built has a name: 总投资3亿元的, 去年动工的
_BUILT = re.compile(
    r"(?:投资(?:约|近|超)?[\d.]+[余多]?[万亿]+元|占地(?:约|近|超)?[\d.]+[余多]?[万]?(?:亩|平方米|公顷)|动工|开工|竣工|建成|通车|投用|投产|在建|续建|落地)的\Z"
)
_DAY = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}日(?:上午|下午|晚)?，|近日|日前|昨日|昨天|当天|今天上午")
_STOP_TAGS = frozenset({"p", "c", "u", "d", "r", "w", "xc", "PER"})
_INNER = frozenset({"n", "nz", "nw", "vn", "an", "a", "LOC", "ORG", "s", "TIME", "v", "f", "m", "vd", "ad"})


@dataclass(frozen=True)
class InitiativeFinder:
    """Finds programmes and events in a passage.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _heads(self) -> re.Pattern[str]:
        heads = self.vocabulary.heads
        return re.compile(alternate(heads["Programme"] | heads["Event"]))

    @cached_property
    def _events(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.heads["Event"]))

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

    @cached_property
    def _verbs(self) -> frozenset[str]:
        verbs = self.vocabulary.verbs
        return (
            verbs["implement"]
            | verbs["initiate"]
            | verbs["organise"]
            | verbs["participate"]
            | verbs["benefit"]
            | _VISITS
        )

    @cached_property
    def _verb_ends(self) -> re.Pattern[str]:
        return re.compile(rf"({alternate(self._verbs)})(?:了|着|起|出|的)?$")

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
        found += self._find_editions(reading)
        found += self._find_phrases(reading, others)
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
            if _DEFINED_AS.match(text, match.end()):
                found.append(self._make(reading, match.span(), core, "Programme", "quoted-defined", 0.8))
                continue
            if "+" in core and text.count(f"“{core}”") > 1:
                found.append(self._make(reading, match.span(), core, "Programme", "quoted-plus", 0.6))
                continue
            inner = self._head_ends.search(core)
            verb = self._verb_ends.search(before)
            loose = inner is not None and inner.group() in self.vocabulary.weak and verb is None
            if inner and not loose and len(core) >= 3 and not core.endswith(("节", "赛", "季", "展")):
                found.append(
                    self._make(
                        reading, match.span(), core, self._class_of(inner.group()), "quoted-head", 0.85 if verb else 0.7
                    )
                )
            elif self._is_carried_out(before, core) and text[match.end() : match.end() + 1] not in {"的", "之", "、"}:
                score = 0.7 if core.endswith(_LOANS) else 0.55
                found.append(self._make(reading, match.span(), core, "Programme", "quoted-verb", score))
        return found

    def _is_carried_out(self, before: str, core: str) -> bool:
        """Whether a verb right before the quotes makes a programme of what stands in them."""
        verb = self._verb_ends.search(before)
        quoted = verb is not None and verb.group(1) in self.vocabulary.verbs["quoted"]
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
            measured = token.tag == "m" and _MEASURED.fullmatch(token.text) is not None
            single = token.tag == "r" and len(token.text) == 1 and token.text not in "我你他她它这那哪该此各每本"
            if (
                token.start != limit
                or (token.tag in _STOP_TAGS and not single)
                or (token.tag == "m" and not measured)
                or limit - at > 14
            ):
                break
            if token.text in self._verbs and token.tag in {"v", "vn"} and not self._heads.match(text, token.end):
                break
            joined = self._heads.match(text, token.end) is not None and token.text not in self._verbs
            if token.tag == "v" and limit - at > 0 and self._heads.search(text[at:limit]) and not joined:
                break
            limit = token.end
        best, head = at, ""
        for pattern in (self._heads, self._tails):
            for match in pattern.finditer(text, at, limit):
                if pattern is self._heads and text[match.end() : match.end() + 2].startswith(_NOT_OVER):
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
        cls = "Event" if head.endswith("活动") and self._is_dated(reading, start) else self._class_of(head)
        return [self._make(reading, (start, end), core + tail, cls, "quoted-tail", 0.92)]

    def _take_modifiers(self, reading: Reading, start: int) -> int:
        """Take in the nouns between a verb of carrying out and the quotes (实施｜山歌文化｜“双百”工程)."""
        index = reading.token_at(start) - 1
        at = start
        while index >= 0 and reading.tokens[index].end == at and reading.tokens[index].tag in {"n", "nz", "vn"}:
            token = reading.tokens[index]
            if token.text in self._verbs or start - token.start > 8 or token.text in self.vocabulary.modifiers:
                break
            at, index = token.start, index - 1
        led = self._verb_ends.search(reading.text[max(0, at - 6) : at]) is not None
        return at if led and start - at >= 3 else start

    def _is_dated(self, reading: Reading, at: int) -> bool:
        """Whether the sentence tells of one day: 6月1日，某校开展“…”活动 is an event, 今年以来 a programme."""
        sentence = reading.sentence_at(at)
        hosted = re.search(r"活动[^。]{0,6}由[^。]{2,40}(?:主办|承办)", reading.text) is not None
        return hosted or _DAY.search(reading.text, sentence.start, at) is not None

    def _class_of(self, head: str) -> str:
        return (
            "Event"
            if head in self.vocabulary.heads["Event"] and head not in self.vocabulary.heads["Programme"]
            else "Programme"
        )

    def _make(self, reading: Reading, span: tuple[int, int], name: str, cls: str, finder: str, score: float) -> Mention:
        start, end = span
        return Mention(
            reading.article, reading.part, Span(start, end), reading.text[start:end], cls, finder, score, name
        )

    def _find_whole(self, reading: Reading) -> list[Mention]:
        """Names that are programmes by themselves (河长制)."""
        return [
            self._make(reading, m.span(), m.group(), "Programme", "whole", 0.8)
            for m in self._whole.finditer(reading.text)
            if reading.text[m.end() : m.end() + 1] not in {"度", "工"}
        ]

    def _find_books(self, reading: Reading) -> list[Mention]:
        return [
            self._make(reading, m.span(), m.group(1), "Programme", "titled", 0.85)
            for m in _BOOK.finditer(reading.text)
            if m.group(1).endswith(_BOOK_ENDS) or _ITEMS.search(m.group(1))
        ]

    # editions -----------------------------------------------------------------------------------------------

    def _find_editions(self, reading: Reading) -> list[Mention]:
        """第六届…节, 2023…对接会: an edition opens the name of an event."""
        text = reading.text
        found: list[Mention] = []
        heads = self._events
        for match in _EDITION.finditer(text):
            sentence = reading.sentence_at(match.start())
            limit = min(sentence.end, match.start() + 40)
            stop = re.search(
                rf"[，。；：！？\n]|（(?![{HAN}]{{2,5}}）)|(?<![{HAN}]）)(?<!（)）(?![{HAN}])|“?(?:在|开幕|举行|举办|召开|闭幕|启幕)",
                text[match.end() : limit],
            )
            limit = match.end() + stop.start() if stop else limit
            ends = list(heads.finditer(text, match.end(), limit))
            if not ends:
                continue
            last = next((m for m in ends if not self._goes_on(reading, m.end(), limit)), ends[-1])
            name = text[match.start() : last.end()]
            if "年" in match.group() and len(name) < 8:
                continue
            clean = re.sub("[“”]", "", name)
            found.append(self._make(reading, (match.start(), last.end()), clean, "Event", "edition", 0.93))
        return found

    def _goes_on(self, reading: Reading, at: int, limit: int) -> bool:
        """Whether an event's name runs on behind a head noun (文化旅游节｜开幕式 does, 博览会｜在京 does not)."""
        if at >= limit:
            return False
        following = reading.text[at]
        return following in "·”" or (
            self._heads.search(reading.text, at, limit) is not None
            and reading.is_boundary(at)
            and following not in "暨和与及、"
        )

    # phrases ------------------------------------------------------------------------------------------------

    def _find_phrases(self, reading: Reading, others: Sequence[Mention]) -> list[Mention]:
        text = reading.text
        found: list[Mention] = []
        ends = {m.span.end for m in others if m.cls != "Person"}
        shorts = {m.span.end: m.span.start for m in others if m.finder == "gazetteer"}
        bodies = {m.span.end: m.span.start for m in others if m.cls == "Institution"}
        inside = [(m.span.start, m.span.end) for m in others]
        for match in self._heads.finditer(text):
            head, end = match.group(), match.end()
            last = reading.token_at(end - 1)
            if text[end : end + 2].startswith(_NOT_OVER):
                continue
            if last < 0 or reading.tokens[last].end != end or any(s < end <= e for s, e in inside):
                continue
            # 援建｜某某县医院｜综合楼项目: what is built for a body bears its name
            openings = bodies | shorts if head.endswith(("项目", "工程")) else shorts
            start, anchor = self._walk_left(reading, last, match.start(), ends, openings)
            core = text[start : match.start()]
            if not self._is_distinctive(reading, start, match.start(), core, head, led=anchor == "verb"):
                continue
            cls = self._class_of(head)
            led = anchor in {"verb", "division"} or self._is_followed(text, end, cls)
            if head in self.vocabulary.weak and not (anchor == "verb" and len(core) >= 6):
                continue
            if not led:
                continue
            found.append(self._make(reading, (start, end), core + head, cls, f"phrase-{anchor or 'follow'}", 0.75))
        return found

    def _walk_left(
        self, reading: Reading, index: int, head: int, ends: set[int], shorts: dict[int, int]
    ) -> tuple[int, str]:
        """Where a phrase begins, and what stands before it: a verb of carrying out, an institution, or else."""
        start = min(reading.tokens[index].start, head)
        while index > 0:
            token = reading.tokens[index - 1]
            if token.start >= start:
                index -= 1
                continue
            short = shorts.get(start)
            if short is not None and self._is_led(reading, short):
                return short, "verb"
            if token.end != start or start in ends:
                return start, "division" if start in ends else ""
            if token.text in self._verbs and start < head and not self._is_inside(reading, index):
                return start, "verb"
            if token.text == "的" and _BUILT.search(reading.text, max(0, start - 12), start):
                return start, "verb"
            if token.text in {"对", "就"}:
                handled = re.match(r".{0,8}(?:进行|作了|开展)", reading.text[head : head + 16])
                return start, "verb" if handled else ""
            if token.text in {"了", "着", "起", "的"} and index > 1 and reading.tokens[index - 2].text in self._verbs:
                return start, "verb"
            if (
                token.tag == "m"
                and not _MEASURED.fullmatch(token.text)
                and not _ITEMS.fullmatch(token.text)
                and not _PHASE.fullmatch(token.text)
                and not token.text.startswith(("第", "三年", "五年", "百", "千", "万", "双"))
            ):
                return start, "verb" if self._verb_ends.search(
                    reading.text[max(0, token.start - 6) : token.start]
                ) else ""
            links = (
                token.tag == "c"
                and token.text in {"与", "和", "及", "暨"}
                and index > 1
                and reading.tokens[index - 2].tag in {"n", "vn", "nz", "v"}
                and reading.tokens[index - 2].text not in self._verbs
            )
            short = token.tag == "d" and len(token.text) == 1 and token.text not in _ADVERBS
            # the tagger takes some plants and trades for persons (胡杨林)
            inner = token.tag in _INNER or (token.tag == "PER" and len(token.text) > 2 and is_common_word(token.text))
            # 某某流域｜城乡｜供水工程: a noun that opens no name may stand within one
            within = token.tag == "n" and index > 1 and reading.tokens[index - 2].tag in {"LOC", "nz"}
            if not links and not short and (not inner or (token.text in self.vocabulary.modifiers and not within)):
                return start, ""
            start, index = token.start, index - 1
        return start, ""

    def _is_led(self, reading: Reading, offset: int) -> bool:
        """Whether a verb of carrying out stands right before a place (实施｜松桃｜黑猪保种工程)."""
        before = reading.text[max(0, offset - 6) : offset]
        return self._verb_ends.search(before) is not None

    @staticmethod
    def _is_inside(reading: Reading, index: int) -> bool:
        """Whether a verbal noun belongs to the phrase, because a noun stands before it (土地｜流转｜券政策)."""
        token = reading.tokens[index - 1]
        before = reading.tokens[index - 2] if index > 1 else None
        return (
            token.tag == "vn"
            and before is not None
            and before.end == token.start
            and before.tag in {"n", "nz", "vn", "a"}
        )

    def _is_distinctive(self, reading: Reading, start: int, head: int, core: str, word: str, *, led: bool) -> bool:
        """Whether a phrase names one thing: long enough, and more than words that any office uses."""
        if len(core) < 4 or len(core) + len(word) > 24:
            return False
        tokens = [t for t in reading.tokens if t.start >= start and t.start < head]
        if not tokens or tokens[0].text in self.vocabulary.modifiers:
            return False
        own = [t for t in tokens if t.text not in self.vocabulary.general]
        distinct = [t for t in own if len(t.text) > 1]
        letters = sum(len(t.text) for t in own)
        if led and (word in self.vocabulary.strong_events or (word in _POLICIES and letters >= 2)) and len(core) >= 4:
            return True
        return (
            letters >= 5
            or len(distinct) >= 2
            or any(t.tag in {"LOC", "nz"} for t in distinct)
            or sum(len(t.text) for t in distinct) >= 4
        )

    def _is_followed(self, text: str, end: int, cls: str) -> bool:
        if cls != "Event":
            return False
        return (
            re.match(r".{0,20}?(?:举行|召开|举办|开幕|启幕|开赛|启动|上演|闭幕|落幕|拉开帷幕)", text[end : end + 26])
            or re.match(r"上(?:，|[^a-z，。]{0,2}，)|由[^，。]{2,30}(?:主持|主办|承办)", text[end : end + 36])
        ) is not None
