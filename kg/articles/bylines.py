"""Datelines, bylines and photo credits: where an item begins or ends, and who made it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.articles.lines import HAN, join_spans
from kg.articles.names import split_names
from kg.model import Credit
from kg.resources.lexicon import read_lexicon

_DATELINE = re.compile(
    rf"(?:本报(?:[{HAN}]{{0,8}}(?:\d{{1,2}}月\d{{1,2}}日)?)?[讯电]|本刊讯|本网讯|(?:据)?(?:新华社|新华网|中新社|中新网|人民网|央视网|央广网|中国新闻网)[{HAN}]{{0,10}}(?:\d{{1,2}}月\d{{1,2}}日)?电?|[{HAN}]{{2,6}}[日晚]报[{HAN}]{{0,4}}讯|[{HAN}]{{2,8}}(?:\d{{1,2}}月\d{{1,2}}日)电)"
)
_OPEN, _CLOSE = "（(", "）)"
_LONGEST = 90
_FALSE_AGENCY = re.compile(r"^(?:据)?(?:新华社|新华网|中新社|中新网|人民网)(?!.{0,16}(?:电|[（(]|讯))")


@dataclass(frozen=True, slots=True)
class CreditWords:
    """Words beside names.

    Attributes:
        reporter: Longest first.
        role: Finds any of them.
        trailing: Matches words behind the names of photographers.
        furniture: Finds words of lines that belong to the page.
    """

    reporter: re.Pattern[str]
    trailing: re.Pattern[str]
    furniture: re.Pattern[str]
    both: frozenset[str]


@cache
def load_credit_words() -> CreditWords:
    """Read the lexicon once."""
    groups: dict[str, list[str]] = {}
    for row in read_lexicon("credits"):
        groups.setdefault(row.cls, []).append(row.word)

    def alternate(words: Sequence[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))

    return CreditWords(
        re.compile(alternate([w for w in groups["reporter"] if w != "文"])),
        re.compile(rf"(?:{alternate([*groups['photographer'], *groups['both']])})$"),
        re.compile(alternate(groups["furniture"])),
        frozenset(groups["both"]),
    )


@dataclass(frozen=True, slots=True)
class Byline:
    """The opening of an item.

    Attributes:
        end: Code point after it, in the item's joined text.
        credits: Its persons.
        bare: Whether it is a line of names alone, without dateline or brackets, and so no part of the body.
    """

    end: int
    credits: tuple[Credit, ...]
    bare: bool


def opens_item(text: str) -> bool:
    """Whether a line's text opens an item: a dateline, or brackets that open with 记者 or 通讯员."""
    if re.match(r"^[（(]\s*(?:本报|本网|特约|首席|见习|实习|全媒体|融媒体?)?(?:记\s*者|通\s*讯\s*员|实习生)", text):
        return True
    match = _DATELINE.match(text)
    if not match or _FALSE_AGENCY.match(text):
        return False
    following = text[match.end() : match.end() + 1]
    return (
        match.group().startswith(("本报", "本刊", "本网"))
        or following in {"（", "(", "", " ", "　", "题"}
        or match.group().endswith(("电", "讯"))
    )


def is_bare_byline(text: str) -> bool:
    """Whether a line holds nothing but roles and names: `本报记者 张三 通讯员 李四`, `□记者 张三`."""
    bare = text.lstrip("□■●◎○◆▲△★☆ ").strip()
    if (
        not re.match(
            r"^(?:文/图\s*)?(?:本报|本网|本刊|特约|首席|见习|实习|全媒体|融媒体?)?(?:记者|通讯员|实习生|作者)", bare
        )
        or len(bare) > 44
    ):
        return False
    return bool(read_roles(bare, list(range(len(bare)))))


def read_byline(text: str, offsets: Sequence[int]) -> Byline | None:
    """Read the byline that opens an item's joined text.

    Args:
        text: The item's lines joined.
        offsets: Page offset of each character.

    Returns:
        None where the text opens otherwise.
    """
    match = _DATELINE.match(text)
    at = match.end() if match else 0
    while at < len(text) and text[at] in " 　":
        at += 1
    if at < len(text) and text[at] in _OPEN:
        close = min((i for i in (text.find(c, at) for c in _CLOSE) if i > 0), default=-1)
        if 0 < close - at <= _LONGEST:
            found = read_roles(text[at + 1 : close], offsets[at + 1 : close])
            if found or match:
                return Byline(_skip(text, close + 1), found, bare=False)
    if match:
        rest = re.match(r"\s*(?:电|题[：:])?\s*", text[match.end() :])
        end = match.end() + (rest.end() if rest else 0)
        loose = re.match(rf"((?:记者|通讯员)[{HAN}·\s　、]{{2,30}}?)(?:报道)?[：:]", text[end:])
        if loose:
            return Byline(
                end + loose.end(), read_roles(loose.group(1), offsets[end : end + len(loose.group(1))]), bare=False
            )
        return Byline(_skip(text, end), (), bare=False)
    return None


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " 　：:":
        at += 1
    return at


def read_roles(text: str, offsets: Sequence[int]) -> tuple[Credit, ...]:
    """Read roles and names: `记者张三 李四 通讯员王五`.

    Returns:
        Credits in order; empty where anything else stands in the text.
    """
    words = load_credit_words()
    found: list[Credit] = []
    marks = list(words.reporter.finditer(text))
    if not marks or text[: marks[0].start()].strip(" 　□■●◎（(文/图"):
        return ()
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        chunk = text[mark.end() : end].rstrip("文图摄影/并报道 　，、")
        chunk_text = re.sub(r"^[：:\s]+", lambda m: " " * len(m.group()), chunk)
        names = split_names(chunk_text)
        if not names and chunk_text.strip():
            return ()
        for name in names:
            spans = join_spans(
                [offsets[i] for i in range(mark.end() + name.start, mark.end() + name.end) if not text[i].isspace()]
            )
            found.append(Credit(name.name, "reporter", mark.group(), spans))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ClosingCredit:
    """The credit that closes an item.

    Attributes:
        start: Code point where it begins, in the item's joined text.
        credits: Its persons.
        photo: Whether it is a photographer's.
    """

    start: int
    credits: tuple[Credit, ...]
    photo: bool


def read_closing(text: str, offsets: Sequence[int]) -> ClosingCredit | None:
    """Read the credit at the end of an item's joined text: `…打包水果。 张三 李四 摄`, `…（记者 张三）`.

    Returns:
        None where the text ends otherwise.
    """
    stop = max(text.rfind(c, 0, len(text.rstrip("）) 　"))) for c in "。！？”")
    start = stop + 1
    tail = text[start:]
    bare = tail.strip(" 　（()）")
    if not bare or len(bare) > 50:
        return None
    begin = start + tail.index(bare[0])
    words = load_credit_words()
    trailing = words.trailing.search(bare)
    if trailing:
        inner = bare[: trailing.start()].rstrip(" 　/")
        role = words.reporter.match(inner)
        shift = role.end() if role else 0
        names = split_names(re.sub(r"[：:]", " ", inner[shift:]))
        if not names and role:
            mixed = read_roles(inner, offsets[begin : begin + len(inner)])
            photo = tuple(Credit(c.name, "photographer", trailing.group(), c.spans) for c in mixed)
            return ClosingCredit(start, _with_reporters(photo, trailing.group(), words), photo=True) if photo else None
        people = tuple(
            Credit(
                n.name,
                "photographer",
                trailing.group(),
                join_spans(
                    [offsets[begin + shift + i] for i in range(n.start, n.end) if not inner[shift + i].isspace()]
                ),
            )
            for n in names
        )
        return ClosingCredit(start, _with_reporters(people, trailing.group(), words), photo=True) if people else None
    leading = re.match(r"(?:文/图|图/文|摄影|摄影报道|图)[：:\s　]*", bare)
    if leading and leading.end() < len(bare):
        names = split_names(bare[leading.end() :])
        at = begin + leading.end()
        people = tuple(
            Credit(
                n.name,
                "photographer",
                leading.group().strip("：: 　"),
                join_spans([offsets[at + i] for i in range(n.start, n.end)]),
            )
            for n in names
        )
        return ClosingCredit(start, people, photo=True) if people else None
    people = read_roles(bare, offsets[begin : begin + len(bare)])
    if people:
        return ClosingCredit(start, people, photo=False)
    if tail.strip(" 　")[:1] in {"（", "("}:
        names = split_names(bare)
        if names and all(2 <= len(n.name) <= 4 for n in names):
            people = tuple(
                Credit(n.name, "reporter", "", join_spans([offsets[begin + i] for i in range(n.start, n.end)]))
                for n in names
            )
            return ClosingCredit(start, people, photo=False)
    return None


def _with_reporters(people: tuple[Credit, ...], word: str, words: CreditWords) -> tuple[Credit, ...]:
    """文/图 makes a person both: reporter and photographer."""
    if word not in words.both:
        return people
    return (*people, *(Credit(p.name, "reporter", p.title, p.spans) for p in people))
