"""Persons: the tagger's names, checked; names beside a post; names with a middle dot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.mentions.words import is_common_word
from kg.model import Mention, Span

_DOTTED = re.compile(rf"[{HAN}]{{1,6}}(?:[·•][{HAN}]{{1,8}})+")
_MASKED = re.compile(r"某|先生|女士|老师|大爷|大妈|师傅|奶奶|爷爷|阿姨|大叔|同志|老汉|大娘|书记|主任$")
_NICK = re.compile(r"[老小阿大]")


@dataclass(frozen=True)
class PersonFinder:
    """Finds persons in a passage.

    Attributes:
        vocabulary: Compiled lexicons.
        places: Names that are divisions at home, so no persons when they stand alone.
    """

    vocabulary: Vocabulary
    places: frozenset[str] = frozenset()

    @cached_property
    def _surname(self) -> str:
        return alternate(self.vocabulary.surnames)

    @cached_property
    def _rare(self) -> frozenset[str]:
        return self.vocabulary.rare_surnames

    @cached_property
    def _titles(self) -> str:
        posts = self.vocabulary.posts
        return alternate(word for cls in ("post", "work", "status") for word in posts[cls])

    @cached_property
    def _after_post(self) -> re.Pattern[str]:
        speak = alternate(self.vocabulary.verbs["speak"])
        follow = rf"(?:{speak}|{alternate(self.vocabulary.after_names)}|\d)"
        return re.compile(rf"(?:{self._titles})((?:{self._surname})[{HAN}]{{1,2}}?)(?={follow})")

    @cached_property
    def _foreign(self) -> re.Pattern[str]:
        """A name without a Chinese surname between a title and a verb of speech (副部长｜其木格｜说)."""
        speak = alternate(self.vocabulary.verbs["speak"])
        return re.compile(rf"(?:{self._titles})([{HAN}]{{2,5}}?)(?:{speak})")

    @cached_property
    def _title_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._titles})$")

    def find(self, reading: Reading, divisions: Sequence[Mention]) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides."""
        taken = {(m.span.start, m.span.end) for m in divisions}
        found: dict[Span, tuple[str, float]] = {}
        for match in _DOTTED.finditer(reading.text):
            span = self._cut_dotted(reading, match.start(), match.end())
            if span is not None:
                found[span] = ("person-dotted", 0.95)
        for token in reading.tokens:
            if token.tag != "PER" or (token.start, token.end) in taken:
                continue
            mouth = token.text.endswith("口") and reading.text[token.end : token.end + 1] == "中"
            span = Span(token.start, token.end - mouth)
            score = self._score(reading, span)
            if score > 0:
                found.setdefault(span, ("person-tagged", score))
        for match in self._after_post.finditer(reading.text):
            span = Span(*match.span(1))
            name = match.group(1)
            if name[0] in self._rare or self._is_word(name) or _MASKED.search(name):
                continue
            if reading.is_boundary(span.start):
                found.setdefault(span, ("person-after-post", 0.75))
        for match in self._foreign.finditer(reading.text):
            span = Span(*match.span(1))
            inside = [t for t in reading.tokens if t.start >= span.start and t.end <= span.end]
            whole = inside and inside[0].start == span.start and inside[-1].end == span.end
            if (
                whole
                and all(t.tag in {"PER", "nz", "LOC", "nw"} for t in inside)
                and not _MASKED.search(match.group(1))
            ):
                found.setdefault(span, ("person-after-post", 0.7))
        return tuple(
            Mention(reading.article, reading.part, span, reading.text[span.start : span.end], "Person", *how)
            for span, how in sorted(found.items())
        )

    def _cut_dotted(self, reading: Reading, start: int, end: int) -> Span | None:
        """Cut the words before and behind a dotted name at token bounds and titles (护林员｜偏初·扎西｜牵着)."""
        text = reading.text
        dot = max(text.find("·", start, end), text.find("•", start, end))
        left = start
        title = [m.end() for m in re.finditer(self._titles, text[start:dot])]
        if title and start + title[-1] < dot:
            left = start + title[-1]
        for token in reading.tokens:
            if (
                left < token.start < dot
                and token.start > start
                and token.tag not in {"PER", "nz", "LOC"}
                and token.end < dot
            ):
                left = token.end
        while left + 1 < dot and text[left] in "的是由和与在对了把" and self._is_particle(reading, left):
            left += 1
        last = text.rfind("·", start, end) + 1 or text.rfind("•", start, end) + 1
        index = reading.token_at(last)
        token = reading.tokens[index]
        if token.tag == "PER" and token.end > last:
            right = token.end
        else:
            right = token.end
            follower = reading.tokens[index + 1] if index + 1 < len(reading.tokens) else None
            short = token.end - last == 1
            if (
                follower is not None
                and short
                and follower.start == right
                and len(follower.text) == 1
                and follower.tag in {"n", "nz", "PER", "a", "v", "r"}
            ):
                right = follower.end
        right = min(right, end, last + 5)
        return Span(left, right) if left < dot and right > last else None

    @staticmethod
    def _is_word(name: str) -> bool:
        """Whether a name is a word of the language as well (高峰, 江面): it then needs a title or a verb of speech."""
        return is_common_word(name)

    @staticmethod
    def _is_particle(reading: Reading, offset: int) -> bool:
        """Whether one letter is no part of a name: 某某村的｜古丽, but 局长｜的日 (的日 is a surname of the Yi)."""
        if reading.text[offset] == "的":
            return offset > 0 and reading.text[offset - 1] in "村区镇乡县屯查寨组市州"
        token = reading.tokens[reading.token_at(offset)]
        return token.start == offset and token.end == offset + 1 and token.tag in {"u", "p", "c", "v"}

    def _score(self, reading: Reading, span: Span) -> float:
        """How sure a tagged name is; 0 for what cannot be one."""
        name = reading.text[span.start : span.end]
        if len(name) < 2 or _MASKED.search(name) or not re.fullmatch(rf"[{HAN}]+", name):
            return 0.0
        if name in self.places or (name[0] == name[1] and len(name) == 2):
            return 0.0
        before, after = reading.text[max(0, span.start - 1) : span.start], reading.text[span.end : span.end + 1]
        if before in "“‘《" and after in "”’》" and before:
            return 0.0
        surname = re.match(self._surname, name)
        titled = self._title_end.search(reading.text[max(0, span.start - 8) : span.start]) is not None
        if name[0] in self._rare and not titled:
            return 0.0
        if not titled and self._is_word(name):
            return 0.0
        if surname is None:
            return 0.8 if titled and len(name) > 1 else 0.5 if len(name) >= 3 else 0.0
        rest = len(name) - surname.end()
        if rest < 1 or rest > 3:
            return 0.0
        if _NICK.match(name) and len(name) == 2 and name[0] in "老小阿":
            return 0.0
        return 0.9
