"""Names in bylines and credits, parted by blanks, 、 or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.articles.lines import HAN
from kg.resources.lexicon import read_lexicon

_NAME = re.compile(rf"[{HAN}]{{1,8}}(?:[·•][{HAN}]{{1,8}})*")
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name within a string.

    Attributes:
        start: Code point where it begins.
        end: One past its last.
        name: Its letters without blanks.
    """

    start: int
    end: int
    name: str


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    rows = read_lexicon("surnames")
    return frozenset(r.word for r in rows if len(r.word) == 1), frozenset(r.word for r in rows if len(r.word) > 1)


def _opens(name: str) -> bool:
    single, compound = _surnames()
    return name[:1] in single or name[:2] in compound


def split_names(text: str) -> tuple[NameSpan, ...]:
    """Split a string of names.

    Blanks, 、 and ， part names; a chunk of more than four letters, or of four where nothing else is parted and both
    halves open with a surname, is split at surnames. Single letters set apart (张 三) are joined.

    Args:
        text: For example `王绘 李方元`, `范小红胡大山`.

    Returns:
        Names in order; empty where a part cannot be a name.
    """
    chunks = [(m.start(), m.end()) for m in re.finditer(rf"[{HAN}·•]+", text)]
    rest = re.sub(rf"[{HAN}·•\s\u3000、，,/]+", "", text)
    if rest or not chunks:
        return ()
    chunks = _join_singles(text, chunks)
    parted = len(chunks) > 1
    found: list[NameSpan] = []
    for start, end in chunks:
        letters = re.sub(r"[\s\u3000]", "", text[start:end])
        if not _NAME.fullmatch(letters):
            return ()
        if (
            "·" in letters
            or "•" in letters
            or len(letters) <= 3
            or (len(letters) == _LONGEST and (parted or not _splits(letters)))
        ):
            found.append(NameSpan(start, end, letters))
            continue
        if len(letters) != end - start:
            return ()
        pieces = _split_run(letters)
        if not pieces and len(letters) <= 6 and parted:
            found.append(NameSpan(start, end, letters))
            continue
        if not pieces:
            return ()
        at = start
        for piece in pieces:
            found.append(NameSpan(at, at + len(piece), piece))
            at += len(piece)
    if any(len(n.name) < 2 for n in found):
        return ()
    return tuple(found)


def _join_singles(text: str, chunks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    index = 0
    while index < len(chunks):
        start, end = chunks[index]
        blank = index + 1 < len(chunks) and not text[end : chunks[index + 1][0]].strip()
        if end - start == 1 and blank and chunks[index + 1][1] - chunks[index + 1][0] == 1:
            joined.append((start, chunks[index + 1][1]))
            index += 2
            continue
        joined.append((start, end))
        index += 1
    return joined


def _splits(letters: str) -> bool:
    _, compound = _surnames()
    return letters[:2] not in compound and _opens(letters[:2]) and _opens(letters[2:])


def _split_run(letters: str) -> list[str]:
    """Split a run of letters into names of two to four letters that open with surnames; longer names first."""
    if not letters:
        return []
    best: list[str] = []
    for size in (3, 2, 4):
        head, tail = letters[:size], letters[size:]
        if len(head) < size or not _opens(head) or (size == _LONGEST and head[:2] not in _surnames()[1]):
            continue
        if not tail:
            return [head]
        rest = _split_run(tail)
        if rest and (not best or len(rest) + 1 < len(best)):
            best = [head, *rest]
    return best
