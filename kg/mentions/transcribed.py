"""Names written by sound (Mongolian, Tibetan, Uyghur …) that the tagger cuts into pieces, behind a title."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading, Token
from kg.mentions.vocabulary import Vocabulary, alternate
from kg.mentions.words import is_common_word, is_place, is_word
from kg.model import Span

_NAMES = frozenset({"PER", "LOC", "ORG", "nz", "nw"})
_LONGEST = 7
# what no name begins with, whatever letters follow
_OPENING = frozenset({"d", "p", "c", "u", "m", "xc", "q", "w"})
# what stands behind a name and is never its last letter there: 扎西｜都, 卓玛｜和｜丈夫
_CLOSING = frozenset({"d", "p", "c", "u", "f"})
_FOLLOWERS = frozenset("家的用把同跟说们教带开")
_UNLIKE = frozenset("笑们等也还又就都才只来去正已的讲作做坦直补再向对哭")


def is_glued(reading: Reading, title: int, start: int) -> bool:
    """Whether a name begins inside a token that swallowed a title's last letters (猎｜民扎｜西, 炒茶｜工陶山).

    Args:
        reading: A passage.
        title: Where the title begins.
        start: Where it ends and the name begins.
    """
    token = reading.tokens[reading.token_at(start)]
    return title <= token.start < start < token.end and not is_word(token.text)


@dataclass(frozen=True)
class TranscribedFinder:
    """Finds names of two to seven letters behind a title, all written with letters of transcription.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _run(self) -> re.Pattern[str]:
        return re.compile(rf"[{''.join(sorted(self.vocabulary.transcription))}]{{2,{_LONGEST}}}")

    @cached_property
    def _speak(self) -> re.Pattern[str]:
        return re.compile(alternate(self.vocabulary.verbs["speak"]))

    def find(self, reading: Reading, titles: re.Pattern[str]) -> list[Span]:
        """Spans of such names, in the order of the text.

        Args:
            reading: A passage.
            titles: Matches a post, occupation or status.
        """
        found: list[Span] = []
        for title in titles.finditer(reading.text):
            match = self._run.match(reading.text, title.end())
            if match is None:
                continue
            start = match.start()
            if not (reading.is_boundary(start) or is_glued(reading, title.start(), start)):
                continue
            end = self._find_end(reading, start, match.end())
            long = end - start >= 3 or _is_tagged(reading, start, end)
            if long and _is_name(reading, start, end, self.vocabulary.common_surnames):
                found.append(Span(start, end))
        return found

    def _find_end(self, reading: Reading, start: int, end: int) -> int:
        """Where a run of letters stops being a name; `start` where it is none."""
        text = reading.text
        if end < len(text) and reading.is_boundary(end) and reading.is_boundary(end + 1) and text[end] not in _UNLIKE:
            # 副站长乌力那｜生｜介绍: one more letter before a verb of speech
            own = reading.tokens[reading.token_at(end)]
            if (
                own.tag not in {"w", "p", "d"} | _NAMES
                and self._speak.match(text, end + 1)
                and not self._speak.match(text, end)
            ):
                return end + 1
        while end > start:
            last = reading.tokens[reading.token_at(end - 1)]
            if last.end > end and text[end] not in _FOLLOWERS and (last.tag in _NAMES or is_word(last.text)):
                return start
            if last.end > end:
                return end
            if last.tag not in _CLOSING or len(last.text) > 1 or not _is_parted(reading, last):
                return end
            end = last.start
        return start


def _is_tagged(reading: Reading, start: int, end: int) -> bool:
    """Whether two letters are what the tagger's person has besides the end of the title."""
    token = reading.tokens[reading.token_at(start)]
    return end - start == 2 and token.tag == "PER" and token.start < start and token.end == end


def _is_parted(reading: Reading, last: Token) -> bool:
    """Whether a single letter is a word of its own: 和 before a noun or a person, an adverb or a preposition always."""
    index = reading.token_at(last.start)
    if last.text != "和" or index + 1 == len(reading.tokens):
        return True
    return reading.tokens[index + 1].tag not in {"TIME", "d", "p", "w"}


def _is_name(reading: Reading, start: int, end: int, surnames: Collection[str]) -> bool:
    """Whether the tagger's pieces look like no words of the language and like no Chinese name."""
    inside = [t for t in reading.tokens[reading.token_at(start) :] if t.start < end and t.end > start]
    first = inside[0]
    following = inside[1] if len(inside) > 1 else None
    if first.start == start and first.tag in _OPENING | ({"v"} if len(first.text) == 1 else set()):
        # 才｜仁永措: a name of four letters and more may begin with a letter that the tagger takes for a word
        return len(first.text) == 1 and end - start > 3 and following is not None and following.tag in _NAMES
    if first.tag == "PER" and first.start == start and len(first.text) > 1 and first.text[0] in surnames:
        return following is not None and (following.tag == "PER" or not is_word(following.text)) and end - start > 3
    if len(inside) == 1 and is_place(first.text):
        return False
    words = [t for t in inside if len(t.text) > 1 and t.end <= end and t.tag not in _NAMES and is_common_word(t.text)]
    odd = [t for t in inside if t.tag in _NAMES or (len(t.text) > 1 and not is_word(t.text))]
    sure = [t for t in odd if t.tag in _NAMES and len(t.text) > 1]
    return bool(sure or odd or end - start > 3) and (not words or (bool(sure) and words[0].tag == "n"))
