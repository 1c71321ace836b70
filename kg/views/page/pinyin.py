"""Latin spellings of Chinese names, so that a reader can search without an input method."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def spell_names(names: Iterable[str]) -> list[str]:
    """Spell names in full and by initials, without tones or blanks: `清河县` gives `qinghexian` and `qhx`.

    Returns:
        Without repetition, in the order of the names.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - heavy

    found: dict[str, None] = {}
    for name in names:
        syllables = [part.lower() for part in lazy_pinyin(name, errors=_keep_letters) if part]
        found["".join(syllables)] = None
        found["".join(part if part.isdigit() else part[:1] for part in syllables)] = None
    return [spelling for spelling in found if spelling]


def _keep_letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
