"""Text as words of two characters each, so that a full-text index of words finds any substring.

A word is two code points in hex, so punctuation, quotes and characters of any plane are words like others. A substring
of two or more characters is a phrase of such words, a single character the beginning of one.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

_NOTHING = "\0"
"""Stands after the last character, so that it begins a word too."""


def fold(text: str) -> str:
    """Text in lower case, character by character: offsets stay what they are."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def write_grams(text: str) -> str:
    """The words of a text, for the index."""
    return " ".join(_pair(fold(text) + _NOTHING))


def write_phrase(asked: str) -> str:
    """What asks the index for texts that hold a substring, in the query language of SQLite's FTS5.

    Args:
        asked: Not empty.
    """
    asked = fold(asked)
    return f"{_code(asked)}*" if len(asked) == 1 else f'"{" ".join(_pair(asked))}"'


def _pair(text: str) -> list[str]:
    return [one + other for one, other in pairwise(map(_code, text))]


@cache
def _code(character: str) -> str:
    return f"{ord(character):06x}"
