"""Common words of the language, as jieba's dictionary counts them."""

from __future__ import annotations

from functools import cache

_COMMON = 30


@cache
def _frequencies() -> dict[str, int]:
    """Jieba's dictionary with its counts; read once, without jieba's cache file, which lies in a shared folder."""
    import jieba  # noqa: PLC0415 - the dictionary is read when the first doubtful name appears

    with jieba.get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {row[0]: int(row[1]) for row in rows if len(row) > 1}


def is_common_word(text: str) -> bool:
    """Whether a text is an entry of jieba's dictionary that its corpus counts 30 times or more."""
    return _frequencies().get(text, 0) >= _COMMON
