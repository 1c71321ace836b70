"""Persons: the tagger's names, checked; names beside a post; names with a middle dot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.mentions.dotted import find_dotted
from kg.mentions.reading import Reading
from kg.mentions.transcribed import TranscribedFinder, is_glued
from kg.mentions.vocabulary import HAN, Vocabulary, alternate
from kg.mentions.words import is_common_word, is_word
from kg.model import Mention, Span

_MASKED = re.compile(
    r"某|^(?:公司|自[种家办建])|先生|女士|老师|大爷|大妈|师傅|奶奶|爷爷|阿姨|大叔|同志|老汉|大娘|书记|主任$"
)
_FACE = re.compile(
    r"口中|们|头一|[乐笑](?:呵呵|滋滋|眯眯|盈盈|嘻嘻)"
)  # what the tagger gives to a name though it follows it
_COINED = re.compile(rf"“[{HAN}]{{3,6}}”")  # what stands alone in quotes is a name of another kind
_TRADE = re.compile(rf"[{HAN}](?:农|户|手|工|匠|师|员|民|商|生|长|娘|嫂)$")
_ADVERBS = "仍却也都就又还再正已曾便只"
_AFTER_NAME = "用率给就把在对与同跟向和从说称带领将"
_COMPLEMENTS = "下住着了过起出到上回开"
_FUNCTION = "向后从由和与在对把有是能都就也还则因于以到为当来被将每各其让给跟同及"


@dataclass(frozen=True)
class PersonFinder:
    """Finds persons in a passage.

    Attributes:
        vocabulary: Compiled lexicons.
    """

    vocabulary: Vocabulary

    @cached_property
    def _transcribed(self) -> TranscribedFinder:
        return TranscribedFinder(self.vocabulary)

    @cached_property
    def _surname(self) -> str:
        return alternate(self.vocabulary.surnames)

    @cached_property
    def _rare(self) -> frozenset[str]:
        return self.vocabulary.rare_surnames

    @cached_property
    def titles(self) -> re.Pattern[str]:
        """Matches a post, occupation or status."""
        return re.compile(self._titles)

    @cached_property
    def _speech(self) -> re.Pattern[str]:
        return re.compile(rf".{{0,3}}?(?:{alternate(self.vocabulary.verbs['speak'])})")

    @cached_property
    def _worded(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """A surname and two letters behind a title, and behind any trade (草农, 歌手): the page's words decide."""
        name = rf"((?:{self._surname})[{HAN}]{{2}})"
        return re.compile(rf"(?:{self._titles}){name}"), re.compile(rf"[{HAN}][农户手工匠师员民商家长娘嫂]{name}")

    def _find_worded(self, text: str) -> Iterator[re.Match[str]]:
        """Matches of either, in order and without overlaps; searched apart, since few letters begin a title."""
        end = 0
        for match in sorted((m for p in self._worded for m in p.finditer(text)), key=lambda m: m.start()):
            if match.start() >= end:
                end = match.end()
                yield match

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
    def title_end(self) -> re.Pattern[str]:
        """Matches a title at the end of a text."""
        return re.compile(rf"(?:{self._titles})$")

    def find(self, reading: Reading, divisions: Sequence[Mention], places: frozenset[str]) -> tuple[Mention, ...]:
        """Candidates, possibly overlapping; the overlap policy decides.

        Args:
            reading: A passage.
            divisions: Those found in it.
            places: Names that are divisions at home, so no persons when they stand alone.
        """
        taken = {(m.span.start, m.span.end) for m in divisions}
        found: dict[Span, tuple[str, float]] = dict.fromkeys(
            find_dotted(reading, self.titles, self.vocabulary.transcription), ("person-dotted", 0.95)
        )
        for index, token in enumerate(reading.tokens):
            if token.tag != "PER" or token.text in places or (token.start, token.end) in taken:
                continue
            if token.text[:2] in places and len(token.text) == 3 and not self._is_titled(reading, token.start):
                continue  # 林改 of a county: a division at home and a matter
            if _COINED.match(reading.text, token.start - 1) and not self._is_titled(reading, token.start - 1):
                continue
            mouth = _FACE.match(reading.text, token.end - 1) is not None
            span = Span(token.start, token.end - mouth + self._is_cut(reading, index))
            score = self._score(reading, span)
            if score > 0:
                found.setdefault(span, ("person-tagged", score))
        for span, score in (*self._find_after_posts(reading), *self._find_joined(reading)):
            found.setdefault(span, ("person-after-post", score))
        for span in self._transcribed.find(reading, self.titles):
            found.setdefault(span, ("person-after-post", 0.75))
        return tuple(
            Mention(reading.article, reading.part, span, reading.text[span.start : span.end], "Person", *how)
            for span, how in sorted(found.items())
        )

    def _find_after_posts(self, reading: Reading) -> list[tuple[Span, float]]:
        """Names that the tagger missed, behind a title: surname and letters, then what may follow a name."""
        found: list[tuple[Span, float]] = []
        for match in self._after_post.finditer(reading.text):
            span, name = Span(*match.span(1)), match.group(1)
            spoken = self._speech.match(reading.text, span.end) is not None
            whole = reading.is_boundary(span.end) or spoken
            if (
                name[-1] in _ADVERBS
                or name[0] in self._rare
                or is_common_word(name)
                or _MASKED.search(name)
                or not whole
                or _is_counted(reading, span)
                or _is_house(reading, span)
                or self._is_said(reading, span)
            ):
                continue
            if self._begins(reading, match.start(), span.start) and self._may_outgrow(reading, span):
                found.append((span, 0.75))
        for match in self._find_worded(reading.text):
            span, name = Span(*match.span(1)), match.group(1)
            index = reading.token_at(span.end)
            follows = reading.tokens[index].tag if index >= 0 and reading.tokens[index].start == span.end else ""
            if not self._begins(reading, match.start(), span.start) or not self._may_outgrow(reading, span):
                continue
            if (
                any(c in name for c in "户均每个等们的")
                or name[-1] in _ADVERBS
                or _is_house(reading, span)
                or self._is_said(reading, span)
            ):
                continue
            odd = (name[0] in _FUNCTION and is_common_word(name[1:])) or self._is_phrase(reading, span)
            own = self.title_end.search(reading.text[max(0, span.start - 8) : span.start]) is not None
            follows = "v" if own and reading.text[span.end : span.end + 1] == "的" else follows
            if (
                follows in {"v", "p", "d", "vd", "TIME"}
                and not odd
                and not is_common_word(name)
                and not _MASKED.search(name)
            ):
                found.append((span, 0.7))
        for match in self._foreign.finditer(reading.text):
            span = Span(*match.span(1))
            inside = [t for t in reading.tokens if t.start >= span.start and t.end <= span.end]
            whole = bool(inside) and inside[0].start == span.start and inside[-1].end == span.end
            named = whole and all(t.tag in {"PER", "nz", "LOC", "nw"} for t in inside)
            if named and not _MASKED.search(match.group(1)):
                found.append((span, 0.7))
        return found

    @staticmethod
    def _begins(reading: Reading, title: int, start: int) -> bool:
        """Whether a name may begin behind a title: 试车工｜程师 cuts a word."""
        return reading.is_boundary(start) or is_glued(reading, title, start)

    def _is_said(self, reading: Reading, span: Span) -> bool:
        """Whether the tagger reads a word behind a title, no name: 律师｜应诉, 干部｜常｜去, 徒弟｜成才｜了."""
        if self._speech.match(reading.text, span.end) or not reading.is_boundary(span.start):
            return False
        at = reading.token_at(span.start)
        inside = [t for t in reading.tokens[at : at + 3] if t.start >= span.start and t.end <= span.end]
        tags = [t.tag for t in inside]
        if len(inside) != 1 or inside[0].end != span.end:
            return tags == ["d", "v"] or bool({"u", "xc"} & set(tags[1:]))
        name, acts = inside[0].text, inside[0].tag in {"v", "vn", "vd", "d", "ad"}
        if len(name) == 2 or not acts:
            return acts or (is_word(name) and inside[0].tag == "n")
        rest = is_common_word(name[1:]) and name[0] not in self.vocabulary.common_surnames
        return is_word(name) or is_common_word(name[:2]) or rest

    def _is_cut(self, reading: Reading, index: int) -> bool:
        """Whether the next token, no word itself, holds a name's last letter and a verb (护林员｜岳扎｜朵用｜绳子)."""
        token = reading.tokens[index]
        if index + 1 == len(reading.tokens) or len(token.text) != 2:
            return False
        following = reading.tokens[index + 1]
        return (
            following.start == token.end
            and len(following.text) == 2
            and following.text[1] in _AFTER_NAME
            and following.tag != "PER"
            and not is_common_word(following.text)
            and self.title_end.search(reading.text[max(0, token.start - 8) : token.start]) is not None
        )

    @staticmethod
    def _is_phrase(reading: Reading, span: Span) -> bool:
        """Whether the tagger reads a place and a verb, or a verb and a thing: 在家｜门口｜挣, 党员｜回｜社区."""
        inside = [t for t in reading.tokens if t.start >= span.start and t.end <= span.end]
        tags = [(t.tag, len(t.text)) for t in inside]
        word = bool(inside) and len(inside[0].text) == 2 and inside[0].tag == "n" and is_common_word(inside[0].text)
        acts = tags == [("v", 1), ("n", 2)] and is_common_word(inside[1].text)
        return word or acts or tags[:1] == [("s", 2)] or _is_counted(reading, span)

    @staticmethod
    def _may_outgrow(reading: Reading, span: Span) -> bool:
        """Whether a name of three letters may stand against the tagger's two: the third is a token of one letter."""
        index = reading.token_at(span.start)
        token = reading.tokens[index] if index >= 0 else None
        if token is None or token.tag != "PER" or token.start != span.start:
            return True
        if span.end <= token.end or len(token.text) < 2:  # 学生｜吴｜想说 is 吴想
            return True
        third = reading.tokens[index + 1] if index + 1 < len(reading.tokens) else None
        single = third is not None and third.start == token.end and third.end == span.end
        if not single or third is None:
            return False
        if third.text == "和":  # 村民周永和｜去年 is one name: nothing that could be joined follows
            return PersonFinder._ends_in_he(reading, index + 2)
        if third.text in _FUNCTION + _ADVERBS:
            return False
        # 经理韩雪｜拦｜下: a verb with its complement
        return third.tag != "v" or reading.text[third.end : third.end + 1] not in tuple(_COMPLEMENTS)

    @staticmethod
    def _ends_in_he(reading: Reading, index: int) -> bool:
        """Whether no noun follows 和 in its clause that it could join to a name."""
        if index >= len(reading.tokens):
            return True
        token = reading.tokens[index]
        clause = re.match(r"[^，。；：！？、“”]*", reading.text[token.start :])
        joined = clause is not None and ("的" in clause.group()[:8] or "一起" in clause.group())
        return token.tag in {"TIME", "d", "p"} and not joined

    def _is_titled(self, reading: Reading, offset: int) -> bool:
        return self.title_end.search(reading.text[max(0, offset - 8) : offset]) is not None

    def _find_joined(self, reading: Reading) -> list[tuple[Span, float]]:
        """Names without surname that the tagger cut into pieces, behind a title (牧民｜乌云｜其木｜格｜望着)."""
        found: list[tuple[Span, float]] = []
        tokens = reading.tokens
        for index, token in enumerate(tokens):
            if token.tag != "PER" or not self.title_end.search(reading.text[max(0, token.start - 8) : token.start]):
                continue
            last = index
            while (
                last + 1 < len(tokens) and tokens[last + 1].tag == "PER" and tokens[last + 1].start == tokens[last].end
            ):
                last += 1
            pieces = last > index
            if (
                pieces
                and last + 2 < len(tokens)
                and len(tokens[last + 1].text) == 1
                and tokens[last + 1].tag in {"v", "n", "a"}
            ):
                last += tokens[last + 2].tag in {"v", "p", "d"}
            if pieces and tokens[last].end - token.start <= 7:
                found.append((Span(token.start, tokens[last].end), 0.75))
        return found

    def _score(self, reading: Reading, span: Span) -> float:
        """How sure a tagged name is; 0 for what cannot be one."""
        name = reading.text[span.start : span.end]
        if name in self.vocabulary.posts["work"] | self.vocabulary.posts["status"]:
            return 0.0
        if len(name) < 2 or _MASKED.search(name) or not re.fullmatch(rf"[{HAN}]+", name):
            return 0.0
        if (name[0] == name[1] and len(name) == 2) or (name[0] in "老小阿" and len(name) == 2):
            return 0.0
        if reading.text[max(0, span.start - 1) : span.start] in tuple("“‘《") and reading.text[
            span.end : span.end + 1
        ] in tuple("”’》"):
            return 0.0
        before = reading.text[max(0, span.start - 8) : span.start]
        titled = self.title_end.search(before) is not None
        traded = len(name) > 2 and _TRADE.search(before) is not None and reading.is_boundary(span.start)
        if titled or (traded and re.match(self._surname, name)):
            return 0.9 if re.match(self._surname, name) else 0.8
        if name[0] in self._rare or is_common_word(name):
            return 0.0
        surname = re.match(self._surname, name)
        if surname is None or not 1 <= len(name) - surname.end() <= 3:
            return 0.0
        if surname.group() in self.vocabulary.common_surnames:
            return 0.9
        heard = self._speech.match(reading.text, span.end) is not None
        acts = self._acts(reading, span)
        return 0.8 if heard or (len(name) > 2 and (acts or reading.text.count(name) > 1)) else 0.0

    @staticmethod
    def _acts(reading: Reading, span: Span) -> bool:
        """Whether a clause opens with a name and goes on with what it does (朴银姬｜是, 卞长林｜把)."""
        index = reading.token_at(span.end)
        opens = span.start == 0 or reading.text[span.start - 1] in "，。；：！？\n“、"
        return opens and reading.tokens[index].tag in {"v", "vd", "p", "d"}


def _is_counted(reading: Reading, span: Span) -> bool:
    """Whether a number or a word of place or time stands behind the first letter: 农民｜达｜三成, 党员｜康复｜后."""
    behind = reading.tokens[reading.token_at(span.start) + 1 :][:2]
    return any(t.tag in {"m", "f"} and t.end <= span.end for t in behind)


def _is_house(reading: Reading, span: Span) -> bool:
    """Whether the last letter says whose house it is: 达瓦｜家的羊."""
    return reading.text[span.end - 1] == "家" and reading.is_boundary(span.end - 1)
