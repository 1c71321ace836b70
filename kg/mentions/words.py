"""Common words of the language, as jieba's dictionary counts them."""

from __future__ import annotations

from functools import cache

_COMMON = 30
_NONE = (0, "")


@cache
def _read_words() -> dict[str, tuple[int, str]]:
    """Jieba's dictionary: count and part of speech; read once, without jieba's cache, which lies in a shared folder."""
    import jieba  # noqa: PLC0415 - the dictionary is read when the first doubtful name appears

    with jieba.get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {row[0]: (int(row[1]), row[2] if len(row) > 2 else "") for row in rows if len(row) > 1}


def is_common_word(text: str) -> bool:
    """Whether a text is an entry of jieba's dictionary that its corpus counts 30 times or more."""
    return _read_words().get(text, _NONE)[0] >= _COMMON


def is_word(text: str) -> bool:
    """Whether a text is an entry of jieba's dictionary at all."""
    return text in _read_words()


def is_verb(text: str) -> bool:
    """Whether jieba's dictionary has a text as a verb."""
    return _read_words().get(text, _NONE)[1] == "v"


def is_place(text: str) -> bool:
    """Whether jieba's dictionary has a text as the name of a place."""
    return _read_words().get(text, _NONE)[1] == "ns"
