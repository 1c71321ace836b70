"""Programmes and events without quote marks: what stands between a verb, a body or a place and a head noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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
from kg.mentions.reading import Reading, Token
from kg.mentions.words import is_common_word
from kg.model import Mention

_POLICIES = frozenset({"政策", "补贴政策", "补贴", "津贴", "制度", "办法"})
_ADVERBS = "不也都就还又再更最很太已将正才均共仍只"
# what is built has a name: 总投资3亿元的, 去年动工的
_BUILT = re.compile(
    r"(?:投资(?:约|近|超)?[\d.]+[余多]?[万亿]+元|占地(?:约|近|超)?[\d.]+[余多]?[万]?(?:亩|平方米|公顷)|动工|开工|竣工|建成|通车|投用|投产|在建|续建|落地)的\Z"
)
# 把…政策｜落到实处, 将…工程｜干完: what is done to a programme that stands before its verb
_DONE = re.compile(
    r"(?:真正|全面|逐项|一并|率先|正式)?(?:落到|落在|落实|落地|落细|推开|推广|推向|铺开|铺到|做实|做细|做成|抓实|抓好|干完|干好|建好|建成|修完|写进|写入|列入|列为|纳入|延伸到|扩大到|送到)"
)
# 随着…工程｜推进, 自…改革｜实施以来
_PURSUED = re.compile(
    r"的?(?:全面|深入|持续|加快|稳步|不断|正式|逐步)?(?:实施|推进|启动|落地|开展|铺开|推开|推行|开工|建成|投用)"
)
# 农村公路改造工程｜开工, …二期项目｜由土建转入安装
_FOLLOWED = re.compile(
    r"(?:已|正式|全面|也|又|于?(?:今年|去年|本月|上月|年|月|\d)[^，。]{0,8})?"
    r"(?:开工|动工|破土|竣工|完工|启动|投用|投产|获批|落地|铺开|铺到|推开|收官|通过验收|建成|通车|通水|通气|入选|入围|列入|被列|纳入|被纳入)"
)
_HELD = re.compile(r"[^，。；\n]{0,20}?(?:举行|召开|举办|开幕|启幕|开赛|启动|上演|闭幕|落幕|拉开帷幕)")
# 某某博览会｜签约12亿元: what only an event does
_AT_ONCE = re.compile(r"(?:现场|共|已|火热|圆满|正式|顺利)?(?:收官|开锣|开跑|开打|鸣枪|签约|成交|吸引|迎来)")
_UPON = re.compile(r"上(?:，|[^a-z，。]{0,2}，)|由[^，。]{2,30}(?:主持|主办|承办)")
# 借着…工程的东风, 借…工程之机
_CHANCE = re.compile(r"的?(?:东风|契机|机遇|机会|良机)|之[机便]")
_TAKEN = re.compile(r"[借乘趁](?:着|了|助)?\Z")
# 注入｜某某县乡村振兴基金, 在｜某某县移民搬迁项目｜中
_PAID = re.compile(r"(?:注入|存入|划入|缴入|转入|捐给|归入)(?:了)?\Z")
_LONGEST = 12
_WORKS = ("项目", "工程")
_DRIVES = ("工程", "行动", "计划", "攻坚战", "改革", "项目", "试点")
# 召开｜全区｜…交流会: whose meeting it is
_WHOSE = frozenset({"全国", "全省", "全市", "全州", "全县", "全区", "全旗", "全盟", "全镇", "全乡"})
_ALLOWANCES = frozenset({"津贴", "补贴", "补助"})  # 设立｜乡村｜教师津贴
# words that point or count: no name runs over them
_POINTING = re.compile(r"[全该本我你他她它各每某这那其此一两几多数首第所]|有关|相关|部分|当地|附近|周边|其他|其它")
_EDITION = re.compile(r"第[一二三四五六七八九十百\d]+[届次季]|首届|(?:19|20)\d\d")
_STOP_TAGS = frozenset({"p", "c", "u", "d", "r", "w", "xc", "m"})
_INNER = frozenset({"n", "nz", "nw", "vn", "an", "a", "LOC", "ORG", "s", "TIME", "v", "f", "m", "vd", "ad"})


@dataclass(frozen=True)
class PhraseFinder:
    """Finds names that end with a head noun and begin behind a verb of carrying out.

    Attributes:
        words: The word classes of these names.
    """

    words: InitiativeWords

    def find(self, reading: Reading, others: Sequence[Mention]) -> list[Mention]:
        """Candidates, possibly overlapping.

        Args:
            reading: A passage.
            others: Divisions and institutions found before; a phrase does not run into them.
        """
        text = reading.text
        found: list[Mention] = []
        whole = [m for m in others if m.cls == "Institution" or not _is_inner(reading, m)]
        ends = {m.span.end for m in whole if m.cls != "Person"}
        shorts = {m.span.end: m.span.start for m in whole if m.finder == "gazetteer"}
        bodies = {m.span.end: m.span.start for m in whole if m.cls == "Institution"}
        inside = [(m.span.start, m.span.end) for m in whole]
        for match in self.words.heads.finditer(text):
            head, end = match.group(), match.end()
            last = reading.token_at(end - 1)
            if text[end : end + 2].startswith(NOT_OVER) or is_verbal(reading, match):
                continue
            if last < 0 or reading.tokens[last].end != end or any(s < end <= e for s, e in inside):
                continue
            # 援建｜某某县医院｜综合楼项目: what is built for a body bears its name
            openings = bodies | shorts if head.endswith(_WORKS) else shorts
            walk = _Walk(self.words, reading, match.start(), end, ends, openings)
            for start, anchor in walk.take():
                if self._is_name(reading, start, match.start(), head, anchor):
                    name = text[start:end]
                    cls = self.words.class_of(head)
                    how = f"phrase-{anchor or 'follow'}"
                    found.append(make_mention(reading, (start, end), name, cls, how, 0.75))
                    break
        return found

    def _is_name(self, reading: Reading, start: int, at: int, head: str, anchor: str) -> bool:
        """Whether what stands between a start and a head noun, and what stands round it, make a name."""
        text = reading.text
        core = text[start:at]
        if len(head) == 1 and core[-1:].isdigit():  # 微课300节 is a number
            return False
        followed = self._is_followed(reading, start, at, head)
        phase = head in _WORKS and PHASE.match(core[-2:]) is not None
        if not self._is_distinctive(reading, start, at, head, led=anchor == "verb" or followed):
            return False
        vocabulary = self.words.vocabulary
        event = self.words.class_of(head) == "Event"
        placed = reading.tokens[reading.token_at(start)].tag == "LOC" and _begins_clause(text, start)
        sure = anchor == "verb" or phase or (followed and (placed or not event))
        if head in vocabulary.weak and not (sure and len(core) >= (5 if event else 6)):
            return False
        return anchor in {"verb", "division"} or phase or followed

    def _is_distinctive(self, reading: Reading, start: int, at: int, head: str, *, led: bool) -> bool:
        """Whether a phrase names one thing: long enough, and more than words that any office uses."""
        core = reading.text[start:at]
        if len(core) < 4 or len(core) + len(head) > 24:
            return False
        vocabulary = self.words.vocabulary
        tokens = [t for t in reading.tokens[reading.token_at(start) :] if t.start >= start and t.start < at]
        own = [t for t in tokens if t.text not in vocabulary.general]
        distinct = [t for t in own if len(t.text) > 1]
        letters = sum(len(t.text) for t in own)
        if not tokens or (
            tokens[0].text in vocabulary.modifiers and not (led and self._may_open(tokens[0], head, letters))
        ):
            return False
        if led and len(core) >= 4:
            if head in vocabulary.strong_events or (head in _POLICIES and letters >= 2):
                return True
            # 文化｜惠｜企｜工程: single letters are words as well
            event = self.words.class_of(head) == "Event" and head not in vocabulary.weak
            if (event or head.endswith(_DRIVES)) and letters >= 4 and len(own) > len(distinct):
                return True
        return (
            letters >= 5
            or len(distinct) >= 2
            or any(t.tag in {"LOC", "nz"} for t in distinct)
            or sum(len(t.text) for t in distinct) >= 4
        )

    def _may_open(self, token: Token, head: str, letters: int) -> bool:
        """Whether a word that opens no name opens this one: 实施｜农村｜…工程, 召开的｜全县｜…交流会."""
        if token.text in AREAS | {"基层"} and head in _ALLOWANCES:
            return letters >= 2
        if token.text in AREAS:
            return head.endswith(_DRIVES) and letters >= 4
        return token.text in _WHOSE and self.words.class_of(head) == "Event" and letters >= 4

    def _is_followed(self, reading: Reading, start: int, at: int, head: str) -> bool:
        """Whether what stands behind a name that opens its clause, or that is an event, makes it one."""
        if self.words.class_of(head) == "Programme":
            placed = any(t.tag in {"LOC", "nz"} for t in reading.tokens[reading.token_at(start) :] if t.end <= at)
            if at - start < (4 if placed else 6) or not _begins_clause(reading.text, start):
                return False
        return is_followed(self.words, reading.text, at + len(head), head)


def is_followed(words: InitiativeWords, text: str, end: int, head: str) -> bool:
    """Whether works are opened or an event held behind a head noun that ends at `end`."""
    if words.class_of(head) == "Programme":
        return head.endswith(_WORKS) and _FOLLOWED.match(text, end) is not None
    return any(told.match(text, end) for told in (_HELD, _UPON, _AT_ONCE))


def _begins_clause(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "，。；：！？\n”的、"


def _is_inner(reading: Reading, mention: Mention) -> bool:
    """Whether a division was read out of the middle of a longer place of the tagger (小｜南关区)."""
    token = reading.tokens[reading.token_at(mention.span.start)]
    return token.tag == "LOC" and token.start < mention.span.start and token.end == mention.span.end


@dataclass(frozen=True)
class _Walk:
    """The way from a head noun to the left, up to what opens the name."""

    words: InitiativeWords
    reading: Reading
    head: int
    end: int
    ends: set[int]
    openings: dict[int, int]

    def take(self) -> list[tuple[int, str]]:
        """Starts to try in turn, each with what stands before it: a verb, a division or else."""
        strict = self._go(loose=False)
        if strict[1] == "verb":
            return [strict]
        loose = self._go(loose=True)
        # a longer reading must be opened by a verb, or by its clause
        ways = [loose, strict] if loose[1] != "division" and loose != strict else [strict]
        placed = self._take_place(strict[0])
        return ways if placed is None else [*ways, (placed, "verb")]

    def _go(self, *, loose: bool) -> tuple[int, str]:
        tokens = self.reading.tokens
        index = self.reading.token_at(self.end - 1)
        start = min(tokens[index].start, self.head)
        while index > 0:
            token = tokens[index - 1]
            if token.start >= start:
                index -= 1
                continue
            if token.end != start or start in self.ends:
                return self._close(start)
            anchor = self._read_anchor(index, start)
            if anchor is not None:
                return start, anchor
            if not self._joins(index, loose=loose):
                return start, ""
            start, index = token.start, index - 1
        return start, ""

    def _close(self, start: int) -> tuple[int, str]:
        """At a division, a body or a gap: whether the name takes in the place before it."""
        text = self.reading.text
        short = self.openings.get(start)
        if short is not None:
            if text[start : start + 1] == "段":  # 沱江｜隆昌｜段修复工程: a stretch of a river or a road
                return self._take_river(short), "verb"
            phase = text[self.head : self.end] in _WORKS and PHASE.match(text, self.head - 2) is not None
            if self._is_led(short) or phase:
                return short, "verb"
        return start, "division" if start in self.ends else ""

    def _take_place(self, start: int) -> int | None:
        """Where a name begins that is none without the place before it: 某县｜人参节｜将启幕, 某市｜…项目｜获批."""
        place = self.openings.get(start)
        head = self.reading.text[self.head : self.end]
        if place is None or not 2 <= self.head - start <= _LONGEST or _EDITION.match(self.reading.text, start):
            return None
        tokens = [t for t in self.reading.tokens[self.reading.token_at(start) :] if start <= t.start < self.head]
        own = sum(len(t.text) for t in tokens if t.text not in self.words.vocabulary.general)
        opens = bool(tokens) and tokens[0].text not in self.words.vocabulary.modifiers
        named = opens and own >= 2 and is_followed(self.words, self.reading.text, self.end, head)
        return place if named else None

    def _take_river(self, start: int) -> int:
        token = self.reading.tokens[self.reading.token_at(start) - 1]
        return token.start if token.end == start and token.tag in {"LOC", "nz"} else start

    def _read_anchor(self, index: int, start: int) -> str | None:
        """What a token before the start says; None where the name may go on to the left."""
        tokens, text = self.reading.tokens, self.reading.text
        token = tokens[index - 1]
        before = tokens[index - 2] if index > 1 else None
        if token.text in self.words.verbs and start < self.head and not self._is_inside(index):
            return "verb"
        chance = _TAKEN.search(text, max(0, start - 2), start) and _CHANCE.match(text, self.end)
        if chance or (token.text == "的" and _BUILT.search(text, max(0, start - 12), start)):
            return "verb"
        if self.head - start > 3 and token.tag == "v" and token.text in self.words.vocabulary.verbs["transitive"]:
            # 某县｜建成｜…工程: a verb right behind who did it
            return "verb" if token.start in self.ends or (before is not None and before.tag == "d") else None
        if self.head - start > 3 and len(token.text) == 1 and self._is_split_verb(token):
            return "verb"
        if token.text in {"对", "就"}:
            handled = re.match(r".{0,8}(?:进行|作了|开展)", text[self.head : self.head + 16])
            return "verb" if handled else ""
        if token.text in {"随着", "自", "自从"} and _PURSUED.match(text, self.end):
            return "verb"
        if token.text in {"把", "将"} and _DONE.match(text, self.end):
            return "verb"
        if token.text in {"了", "着", "起", "的", "下"} and before is not None and before.text in self.words.verbs:
            return "verb"
        number = (
            token.tag == "m"
            and not MEASURED.fullmatch(token.text)
            and not ITEMS.fullmatch(token.text)
            and not PHASE.fullmatch(token.text)
            and not token.text.startswith(("第", "三年", "五年", "百", "千", "万", "双"))
        )
        if number:
            return "verb" if self.words.verb_ends.search(text[max(0, token.start - 6) : token.start]) else ""
        return None

    def _joins(self, index: int, *, loose: bool) -> bool:
        """Whether a token belongs to the name."""
        tokens = self.reading.tokens
        token = tokens[index - 1]
        before = tokens[index - 2] if index > 1 else None
        links = (
            token.text in {"与", "和", "及", "暨"}
            and (token.tag == "c" or (token.tag == "p" and loose))
            and before is not None
            and before.tag in {"n", "vn", "nz", "v"}
            and before.text not in self.words.verbs
        )
        short = token.tag == "d" and len(token.text) == 1 and token.text not in _ADVERBS
        if links or short:
            return True
        # the tagger takes some plants and trades for persons (胡杨林)
        if token.tag not in _INNER and not (token.tag == "PER" and len(token.text) > 2 and is_common_word(token.text)):
            return False
        if token.text not in self.words.vocabulary.modifiers:
            return True
        # 某某流域｜城乡｜供水工程: a noun that opens no name may stand within one
        within = token.tag == "n" and before is not None and before.tag in {"LOC", "nz"}
        opens = token.text in AREAS | _WHOSE or _POINTING.match(token.text) is None
        return within or (loose and token.tag not in _STOP_TAGS and len(token.text) > 1 and opens)

    def _is_split_verb(self, token: Token) -> bool:
        """Whether the tagger cut a verb in two (打｜好, 办｜起)."""
        if token.tag not in {"a", "f", "v"}:
            return False
        match = self.words.verb_ends.search(self.reading.text, max(0, token.end - 4), token.end)
        return match is not None and match.end(1) == token.end and self.reading.is_boundary(match.start(1))

    def _is_led(self, offset: int) -> bool:
        """Whether a verb of carrying out stands right before a place (实施｜松桃｜黑猪保种工程)."""
        before = self.reading.text[max(0, offset - 12) : offset]
        head = self.reading.text[self.head : self.end]
        if head.endswith("基金") and _PAID.search(before):
            return True
        if _TAKEN.search(before) and _CHANCE.match(self.reading.text, self.end):
            return True
        if head.endswith(_WORKS) and before.endswith("在") and self.reading.text.startswith("中", self.end):
            return True
        return self.words.verb_ends.search(before[-6:]) is not None or _BUILT.search(before) is not None

    def _is_inside(self, index: int) -> bool:
        """Whether a verbal noun belongs to the phrase, because a noun stands before it (土地｜流转｜券政策)."""
        token = self.reading.tokens[index - 1]
        before = self.reading.tokens[index - 2] if index > 1 else None
        return (
            token.tag == "vn"
            and before is not None
            and before.end == token.start
            and before.tag in {"n", "nz", "vn", "a"}
        )
