"""Bytes of a file -> Page: which encoding, and whether it is text at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.errors import InputError
from kg.model import Page
from kg.resources.lexicon import read_lexicon

_EXPECTED = "a page of Chinese text in UTF-8, GB18030 or Big5"
_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LEAST_SHARE = 0.08
_LEAST_HAN = 8


def read_page(path: Path, *, paper: str | None = None, date: str | None = None, place: str | None = None) -> Page:
    """Read one page.

    UTF-8 is tried first and strictly; then GB18030 and Big5, of which the one whose text holds more of the commonest
    Chinese characters is taken.

    Args:
        path: A text file.
        paper: Name of the newspaper, if known.
        date: ISO date, if known.
        place: The newspaper's home, if known.

    Returns:
        The page; `encoding` tells the decision; line ends are as in the file.

    Raises:
        InputError: The file is missing, a directory, unreadable, empty, binary, or text in no encoding that is read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(path, found="no such file", expected=_EXPECTED) from None
    except IsADirectoryError:
        raise InputError(path, found="a directory", expected=_EXPECTED) from None
    except OSError as error:
        raise InputError(path, found=error.strerror or "an unreadable file", expected=_EXPECTED) from None
    text, encoding = _decode(path, data)
    digest = hashlib.sha256(data).hexdigest()
    return Page(
        id=f"p{digest[:12]}",
        source=path.name,
        sha256=digest,
        text=text,
        encoding=encoding,
        paper=paper,
        date=date,
        place=place,
    )


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    if not data.strip():
        raise InputError(path, found="an empty file", expected=_EXPECTED)
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(path, found=name, expected=_EXPECTED)
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            try:
                return _check(path, data.decode(encoding)), encoding
            except UnicodeDecodeError:
                raise InputError(
                    path, found=f"a mark of {encoding} and bytes that are none", expected=_EXPECTED
                ) from None
    if b"\x00" in data:
        raise InputError(path, found="binary data", expected=_EXPECTED)
    try:
        return _check(path, data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        broken = error
    readings: list[tuple[float, str, str]] = []
    for encoding in ("gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((_plausibility(text), encoding, text))
    if readings:
        share, encoding, text = max(readings, key=lambda r: (r[0], r[1]))
        if share >= _LEAST_SHARE:
            return _check(path, text), encoding
    raise InputError(
        path,
        found=f"bytes that are no UTF-8 at offset {broken.start}",
        expected=_EXPECTED,
        line=data.count(b"\n", 0, broken.start) + 1,
    )


def _plausibility(text: str) -> float:
    """Share of the commonest Chinese characters among all that are neither ASCII nor blank."""
    frequent = {row.word for row in read_lexicon("characters")}
    letters = [c for c in text if ord(c) > 0x7F and not c.isspace()]
    return sum(c in frequent for c in letters) / len(letters) if letters else 0.0


def _check(path: Path, text: str) -> str:
    """The text itself, if it is Chinese text.

    Raises:
        InputError: It holds control characters as a binary file does, or hardly a Chinese character.
    """
    if sum(ord(c) < 32 and c not in "\t\n\r\f\v\x1c\x1d\x1e" for c in text) > len(text) // 200:
        raise InputError(path, found="binary data", expected=_EXPECTED)
    if sum("\u4e00" <= c <= "\u9fff" for c in text) < _LEAST_HAN:
        raise InputError(path, found="hardly a Chinese character", expected=_EXPECTED)
    return text
