"""Teams and offices named by who sent them, by whose drive they serve, or by the village they play for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.mentions.organs import NO_LEVEL, find_chains
from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN
from kg.model import Mention, Span
from kg.resources.divisions import LEVELS

_SENT = "前方指挥部|前线指挥部|指挥部|工作队|工作组|联络组|医疗队|支教队|帮扶队|干部人才队|办公室"
# 某某市｜对口支援某某州工作前方指挥部
_PAIRED = re.compile(rf"(?:对口(?:支援|帮扶|协作)|支援)[{HAN}]{{2,9}}?(?:工作)?(?:{_SENT})")
# 某某大学｜驻村帮扶工作队, 某某公司｜驻某某村工作队
_LODGED = re.compile(rf"派?驻(?:村|[{HAN}]{{2,9}}?[村镇乡县旗区]|[{HAN}]{{2,8}}?社区)?(?:定点)?(?:帮扶)?工作[队组]")
# 来自某省的｜援某医疗队: one letter stands for where it helps
_HELPING = re.compile(rf"援[{HAN}](?:前方指挥部|医疗队|工作队|工作组|支教队|教师团|干部人才队)")
# 某市｜“千村整治”｜工作领导小组办公室
_OFFICE = re.compile(
    rf"“([^“”\n]{{2,14}})”((?:[{HAN}]{{2}}){{0,3}}?(?:工作领导小组|领导小组|协调小组|指挥部|办公室)(?:办公室)?)(?![{HAN}]?[长员])"
)
# 某某村｜农民｜舞龙队
_PLAYING = re.compile(
    r"(?:农民|村民|妇女|老年|青年|女子|男子|少儿)?"
    r"(?:舞蹈|舞龙|舞狮|龙狮|秧歌|锣鼓|腰鼓|威风锣鼓|广场舞|篮球|足球|排球|气排球|龙舟|拔河|合唱|文艺|文艺宣传|演出|民乐|代表)?"
    r"队(?![员长伍友列里部干形服旗])"
)


@dataclass(frozen=True)
class TeamFinder:
    """Finds teams and offices in a passage, given what else was found in it."""

    def find(
        self, reading: Reading, divisions: Sequence[Mention], bodies: Sequence[Mention], places: Sequence[Mention]
    ) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides.

        Args:
            reading: A passage.
            divisions: Those found in it.
            bodies: Institutions found in it.
            places: Villages and townships found in it besides the divisions.
        """
        found = {
            *self._find_sent(reading, divisions, bodies),
            *self._find_helping(reading),
            *self._find_playing(reading, divisions, places),
        }
        mentions = [self._make(reading, span, reading.text[span.start : span.end]) for span in found]
        mentions += [self._make(reading, span, name) for span, name in self._find_offices(reading, divisions)]
        return tuple(sorted(mentions))

    @staticmethod
    def _make(reading: Reading, span: Span, name: str) -> Mention:
        text = reading.text[span.start : span.end]
        return Mention(
            reading.article, reading.part, span, text, "Institution", "team", 0.85, name if name != text else ""
        )

    @staticmethod
    def _find_sent(reading: Reading, divisions: Sequence[Mention], bodies: Sequence[Mention]) -> list[Span]:
        """Who sent a team opens its name."""
        if "队" not in reading.text and "组" not in reading.text and "指挥部" not in reading.text:
            return []
        senders = [*find_chains(divisions), *((m.span.start, m.span.end) for m in bodies)]
        found: list[Span] = []
        for start, end in senders:
            match = _PAIRED.match(reading.text, end) or _LODGED.match(reading.text, end)
            if match and reading.is_boundary(match.end()):
                found.append(Span(start, match.end()))
        return found

    @staticmethod
    def _find_helping(reading: Reading) -> list[Span]:
        """A team that bears one letter of the place that it helps, where no sender stands before it."""
        text = reading.text
        return [
            Span(*match.span())
            for match in _HELPING.finditer(text)
            if reading.is_boundary(match.start())
            and reading.is_boundary(match.end())
            and (match.start() == 0 or text[match.start() - 1] in "的，。、；：“\n由与和")
        ]

    @staticmethod
    def _find_playing(reading: Reading, divisions: Sequence[Mention], places: Sequence[Mention]) -> list[Span]:
        """A village or township and its team."""
        found: list[Span] = []
        towns = [*divisions, *places]
        for mention in towns:
            if mention.cls not in {"Village", "Township"} or mention.text[-1] not in "村镇乡屯":
                continue
            match = _PLAYING.match(reading.text, mention.span.end)
            if match is None:
                continue
            if len(match.group()) > 1 or reading.is_boundary(match.end()):
                found.append(Span(mention.span.start, match.end()))
        return found

    @staticmethod
    def _find_offices(reading: Reading, divisions: Sequence[Mention]) -> list[tuple[Span, str]]:
        """The office of a drive that stands in quotes, behind its division or level: 某市“…”指挥部办公室."""
        chains = {end: start for start, end in find_chains(divisions)}
        found: list[tuple[Span, str]] = []
        for match in _OFFICE.finditer(reading.text):
            at = match.start()
            level = reading.text[at - 1 : at]
            start = chains.get(at)
            if start is None and level and level in LEVELS and reading.text[at - 2 : at - 1] not in tuple(NO_LEVEL):
                start = at - 1 if reading.is_boundary(at - 1) else None
            if start is not None:
                name = reading.text[start:at] + match.group(1) + match.group(2)
                found.append((Span(start, match.end()), name))
        return found
