"""Bylines and photo credits read into people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from kg.articles.names import DOTS, LONGEST, load_surnames, split_names
from kg.model import Credit, CreditRole, Span
from kg.resources.lexicon import read_lexicon

STROKES = "/\uff0f"
MARKS = "□■◎○●▲◆△★☆◇▼▽※◤"
_SET_IN = "\v"
_STANDING = {"author", "photographer", "both", "supplier"}  # may stand behind the names
_ROLES: dict[str, tuple[CreditRole, ...]] = {
    "reporter": ("reporter",),
    "author": ("reporter",),
    "photographer": ("photographer",),
    "both": ("reporter", "photographer"),
    "supplier": (),
}
_NAME = re.compile(f"[\u3400-\u9fff\\U00020000-\\U0003ffffA-Za-z{DOTS}]+")
_SKIPPED = re.compile(f"[\\s、，,；;：:|\uff5c&—－-]+|[{MARKS}{DOTS}]+(?=\\s|$)|[{MARKS}]+")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who is named in a byline.

    Attributes:
        credits: In the order of the page; one a person and role.
        words: Page spans of the words between the names (记者, 摄).
        classes: Classes of those words.
    """

    credits: tuple[Credit, ...]
    words: tuple[Span, ...]
    classes: frozenset[str]


@dataclass(slots=True)
class _Token:
    kind: str  # class of a word, or "name"
    start: int
    end: int
    roles: list[tuple[CreditRole, str]] = field(default_factory=list)


def read_byline(text: str, spans: Sequence[Span]) -> Byline | None:
    """Read pieces of a page as a byline.

    Args:
        text: Text of the page.
        spans: Pieces in reading order, one a printed line.

    Returns:
        None unless nothing but names and the words of bylines stands there.
    """
    flat, offsets = _flatten(text, spans)
    tokens = _tokenise(flat)
    if tokens is None:
        return None
    _give_roles(tokens, flat)
    credits_: list[Credit] = []
    for token in tokens:
        if token.kind != "name":
            continue
        names = _split(flat, token, parted=sum(t.kind == "name" for t in tokens) > 1)
        if names is None:
            return None
        for start, end in names:
            where = _locate(offsets, flat, start, end)
            name = "".join(text[span.start : span.end] for span in where)
            credits_ += [Credit(name, role, title, where) for role, title in token.roles]
    words = tuple(
        Span(offsets[t.start], offsets[t.end - 1] + 1) for t in tokens if t.kind != "name" and offsets[t.start] >= 0
    )
    return Byline(_once(credits_), words, frozenset(t.kind for t in tokens))


def _flatten(text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
    """Pieces joined by a mark, with the page offset of every character (-1 for the mark).

    The mark is a line feed, or another where a blank stands at the break: there rather a new name begins. In
    letter-spaced pieces (`孟 凡 强`) single blanks go.
    """
    trailing = text.count(" \n") * 3 > text.count("\n")
    letters: list[str] = []
    offsets: list[int] = []
    for number, span in enumerate(spans):
        if number:
            between = text[spans[number - 1].end : span.start]
            parted = (between[:1] == " " and not trailing) or (between[-1:] == " " and between[-2:] != "  ")
            letters.append(_SET_IN if parted else "\n")
            offsets.append(-1)
        piece = text[span.start : span.end]
        parts = piece.split()
        # a line that goes on with two single letters is letter-spaced too: 高｜晓 蕾
        loose = len(parts) > (1 if number else 2) and all(len(part) == 1 for part in parts)
        for i, letter in enumerate(piece, start=span.start):
            if not (loose and letter.isspace() and not text[i - 1 : i].isspace() and not text[i + 1 : i + 2].isspace()):
                letters.append(letter)
                offsets.append(i)
    return "".join(letters), offsets


_ISSUED = re.compile("[社网报]发$")


def _once(credits_: Sequence[Credit]) -> tuple[Credit, ...]:
    kept: dict[tuple[str, str], Credit] = {}
    for credit in credits_:
        if _ISSUED.search(credit.name):  # 中新社发｜某某 摄: who issues a picture is no person
            continue
        kept.setdefault((credit.name, credit.role), credit)
    return tuple(kept.values())


@cache
def _words() -> dict[str, str]:
    return {row.word: row.cls for row in read_lexicon("credits")}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words of bylines, and the newspapers that stand before them."""
    words = sorted(_words(), key=lambda w: (-len(w), w))

    def loosen(word: str) -> str:
        letters = r"\s*".join("[/\uff0f]" if c == "/" else re.escape(c) for c in word)
        if word in {"文", "图"}:
            return rf"(?<![^\s/\uff0f、，]){letters}(?=[\s/\uff0f:：]|$)"
        return rf"{letters}(?=[\s/\uff0f:：、，）)]|$)" if word in {"摄", "攝"} else letters

    either = "|".join(loosen(w) for w in words if _words()[w] not in {"medium", "ending"})
    reporter = "|".join(loosen(w) for w in words if _words()[w] in {"reporter", "qualifier"})
    medium = "|".join(loosen(w) for w in words if _words()[w] in {"medium", "ending"})
    return re.compile(f"(?:{either})"), re.compile(rf"[\u3400-\u9fff·]{{0,10}}?(?:{medium})(?=\s*(?:{reporter}))")


def _tokenise(flat: str) -> list[_Token] | None:
    word, medium = _patterns()
    tokens: list[_Token] = []
    at = 0
    while at < len(flat):
        if match := _SKIPPED.match(flat, at):
            at = match.end()
            continue
        if flat[at] in STROKES:
            at += 1
            continue
        if match := medium.match(flat, at):
            tokens.append(_Token("medium", at, match.end()))
        elif match := word.match(flat, at):
            tokens.append(_Token(_words()[_plain(match[0])], at, match.end()))
        elif match := _NAME.match(flat, at):
            inner = word.search(flat, at)
            tokens.append(_Token("name", at, min(match.end(), inner.start()) if inner else match.end()))
        else:
            return None
        at = tokens[-1].end
    return _join_singles(tokens, flat)


def _plain(word: str) -> str:
    return "".join(word.split()).replace("\uff0f", "/")


def _join_singles(tokens: list[_Token], flat: str) -> list[_Token]:
    """Names whose characters are parted by blanks (`罗 继`) become one token."""
    joined: list[_Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last is not None and token.kind == last.kind == "name" and _belongs(flat, last, token):
            last.end = token.end
        else:
            joined.append(token)
    return joined


def _belongs(flat: str, last: _Token, token: _Token) -> bool:
    """Whether two pieces may be parts of one name: a single character is none, and a line may break a name."""
    between = flat[last.end : token.start]
    if between == "\n":
        return True
    single = _is_short(flat, last) or _is_short(flat, token)
    whole = load_surnames().is_name(_plain(flat[last.start : last.end]))
    return single and not between.strip() and (not whole or between == _SET_IN)


def _is_short(flat: str, token: _Token) -> bool:
    return len(_plain(flat[token.start : token.end])) == 1


def _give_roles(tokens: list[_Token], flat: str) -> None:
    """Decide for every name by which words it is credited."""
    leading: tuple[str, str] | None = None  # class and word before the names
    ahead = False  # words like 图 stand before their names here
    group: list[_Token] = []
    for i, token in enumerate(tokens):
        if token.kind == "name":
            roles = _ROLES[leading[0]] if leading else ()
            token.roles = [(role, leading[1]) for role in roles] if leading else []
            group.append(token)
            continue
        title = _plain(flat[token.start : token.end])
        if token.kind == "reporter":
            leading = (token.kind, title)
        elif token.kind in _STANDING:
            names_follow = i + 1 < len(tokens) and tokens[i + 1].kind == "name"
            closes = any(t.kind in _STANDING for t in tokens[i + 1 :])
            ahead = ahead or not group or (names_follow and not closes)
            if ahead:
                leading, group = (token.kind, title), []
            else:
                for name in group:
                    name.roles = [(role, title) for role in _ROLES[token.kind]]
                leading, group = None, []
    for token in tokens:
        if token.kind == "name" and not token.roles and not any(t.kind == "supplier" for t in tokens):
            token.roles = [("reporter", "")]


def _split(flat: str, token: _Token, *, parted: bool) -> list[tuple[int, int]] | None:
    """Names of a token as ranges of `flat`; None if it cannot be names."""
    kept = [i for i in range(token.start, token.end) if not flat[i].isspace()]
    name = "".join(flat[i] for i in kept)
    breaks = frozenset(k for k in range(1, len(kept)) if "\n" in flat[kept[k - 1] : kept[k]])
    if not token.roles and len(name) <= LONGEST:
        return []
    parts = split_names(name, breaks=breaks, parted=parted)
    if any(not _is_plausible(name[start:end]) for start, end in parts):
        return None
    return [(kept[start], kept[end - 1] + 1) for start, end in parts]


def _is_plausible(name: str) -> bool:
    if any(dot in name for dot in DOTS) or name.isascii():
        return 3 <= len(name) <= LONGEST and name[0] not in DOTS and name[-1] not in DOTS
    return 2 <= len(name) <= 5


def _locate(offsets: Sequence[int], flat: str, start: int, end: int) -> tuple[Span, ...]:
    """Page spans of a range of `flat`, without its blanks."""
    found: list[Span] = []
    for i in range(start, end):
        if flat[i].isspace():
            continue
        at = offsets[i]
        if found and found[-1].end == at:
            found[-1] = Span(found[-1].start, at + 1)
        else:
            found.append(Span(at, at + 1))
    return tuple(found)
