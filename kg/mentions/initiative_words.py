"""The word classes of programmes and events, compiled: heads, verbs of carrying out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import Vocabulary, alternate
from kg.model import Mention, Span

# 服务中心, 工程师, 活动室: the head noun goes on to a body, a trade or a room
NOT_OVER = (
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
MEASURED = re.compile(r"\d+(?:\.\d+)?(?:公里|米|小时|天|万千瓦|千瓦|兆瓦|万吨|吨|亩|万亩)")
PHASE = re.compile(r"[一二三四五六]期")
ITEMS = re.compile(r"[一二三四五六七八九十]+[条项](?:政策|政策措施|措施|举措|意见)?\Z")
# nouns that open no name by themselves, yet open the name of a drive: 农村｜饮水安全｜工程
AREAS = frozenset({"农村", "乡村", "城乡", "城市", "县城", "城镇"})
_VISITS = frozenset({"参观", "观看", "观摩", "欣赏"})


@dataclass(frozen=True)
class InitiativeWords:
    """Word classes that several finders of programmes and events read.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def heads(self) -> re.Pattern[str]:
        """Head nouns of programmes and events."""
        heads = self.vocabulary.heads
        return re.compile(alternate(heads["Programme"] | heads["Event"]))

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Verbs whose object may be a programme or an event."""
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
    def verb_ends(self) -> re.Pattern[str]:
        """Matches such a verb at the end of a text."""
        return re.compile(rf"({alternate(self.verbs)})(?:了|着|起|出|的)?$")

    def class_of(self, head: str) -> str:
        """Event or Programme, as a head noun says."""
        heads = self.vocabulary.heads
        return "Event" if head in heads["Event"] and head not in heads["Programme"] else "Programme"


def is_verbal(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a head of one letter is the end of a verb (开｜赛, 参｜展)."""
    token = reading.tokens[reading.token_at(match.start())]
    return len(match.group()) == 1 and token.tag in {"v", "vd"} and token.start < match.start()


def make_mention(reading: Reading, span: tuple[int, int], name: str, cls: str, finder: str, score: float) -> Mention:
    """A mention of a passage; `name` is what it is called without quote marks."""
    start, end = span
    return Mention(reading.article, reading.part, Span(start, end), reading.text[start:end], cls, finder, score, name)
