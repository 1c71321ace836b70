"""Names with a middle dot: where they begin and end, and their first part used alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN
from kg.model import Mention, Span

_DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[·•][{HAN}]{{1,8}})+")
_PARTICLES = "的是由和与在对了把"
_LONGEST_PART = 5
_PLACES = "村区镇乡县屯查寨组市州木"


def find_dotted(reading: Reading, titles: re.Pattern[str], letters: Collection[str]) -> tuple[Span, ...]:
    """Find names such as 买买提·艾力.

    Args:
        reading: A passage.
        titles: Matches a post, occupation or status.
        letters: Those of transcription.

    Returns:
        Spans sorted by start.
    """
    found = (_cut(reading, m.start(), m.end(), titles, letters) for m in _DOTTED.finditer(reading.text))
    return tuple(span for span in found if span is not None)


def _cut(reading: Reading, start: int, end: int, titles: re.Pattern[str], letters: Collection[str]) -> Span | None:
    """Cut the words before and behind a name at token bounds and titles (护林员｜多吉·次仁｜牵着)."""
    text = reading.text
    dot = re.search("[·•]", text[start:end])
    if dot is None:
        return None
    first = start + dot.start()
    left = _find_left(reading, start, first, titles, letters)
    last = max(text.rfind("·", start, end), text.rfind("•", start, end)) + 1
    right = min(_find_right(reading, last), end, last + 5)
    return Span(left, right) if left < first and right > last else None


def _find_left(reading: Reading, start: int, dot: int, titles: re.Pattern[str], letters: Collection[str]) -> int:
    text = reading.text
    left = start
    ends = [m.end() for m in titles.finditer(text, max(0, start - 6), dot) if start <= m.end() < dot]
    if ends:
        left = ends[-1]
        if all(letter in letters for letter in text[left:dot]):
            return left
    for token in reading.tokens:
        other = token.tag not in {"PER", "nz", "LOC"}
        if left < token.start < dot and token.start > start and other and token.end < dot:
            left = token.end
    while left + 1 < dot and text[left] in _PARTICLES and _is_particle(reading, left):
        left += 1
    return left


def _is_particle(reading: Reading, offset: int) -> bool:
    """Whether one letter is no part of a name: 某某村的｜古丽, but 局长｜的木 (的 opens surnames of the Yi)."""
    if reading.text[offset] == "的":
        return offset > 0 and reading.text[offset - 1] in _PLACES
    token = reading.tokens[reading.token_at(offset)]
    return token.start == offset and token.end == offset + 1 and token.tag in {"u", "p", "c", "v"}


def _find_right(reading: Reading, last: int) -> int:
    """The end of the part behind the last dot: its token, and one letter more where that token is one letter."""
    index = reading.token_at(last)
    token = reading.tokens[index]
    right = token.end
    if token.tag == "PER" and index + 1 < len(reading.tokens):
        # 达·图门｜额尔: the tagger cuts a long part in two
        following = reading.tokens[index + 1]
        if following.tag == "PER" and following.start == right and following.end - last <= _LONGEST_PART:
            return following.end - (reading.text[following.end - 1 : following.end + 1] == "头一")
    if token.end - last != 1 or index + 1 >= len(reading.tokens):
        return right
    follower = reading.tokens[index + 1]
    after = reading.tokens[index + 2].tag if index + 2 < len(reading.tokens) else "w"
    joins = follower.tag in {"n", "nz", "PER", "a", "v", "r"} or (follower.tag == "c" and after in {"v", "vd", "d"})
    return follower.end if follower.start == right and len(follower.text) == 1 and joins else right


def find_first_parts(readings: Sequence[Reading], titles: re.Pattern[str], letters: Collection[str]) -> dict[str, str]:
    """First parts of dotted names and the names they stand for, where an article gives one only."""
    full: dict[str, set[str]] = {}
    for reading in readings:
        for span in find_dotted(reading, titles, letters):
            name = reading.text[span.start : span.end]
            full.setdefault(re.split("[·•]", name)[0], set()).add(name)
    return {first: names.pop() for first, names in full.items() if len(names) == 1 and len(first) > 1}


def name_first_parts(reading: Reading, parts: dict[str, str]) -> tuple[Mention, ...]:
    """First parts of dotted names that stand alone (买买提 after 买买提·艾力)."""
    return tuple(
        Mention(reading.article, reading.part, Span(*m.span()), part, "Person", "person-first-part", 0.85, name)
        for part, name in sorted(parts.items())
        for m in re.finditer(rf"{re.escape(part)}(?![·•])", reading.text)
        if reading.is_boundary(m.start())
    )
