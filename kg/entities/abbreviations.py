"""Short forms: systematic ones from the lexicon, and those that a text makes by leaving out parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kg.resources.lexicon import read_lexicon

# Endings that a short form may use for a longer one: X合作社 for X种植专业合作社, X公司 for X有限公司.
_SAME_ENDING = (
    ("有限责任公司", "公司"),
    ("股份有限公司", "公司"),
    ("有限公司", "公司"),
    ("专业合作社", "合作社"),
    ("合作联社", "联社"),
    ("农村商业银行", "农商银行"),
    ("农村商业银行", "农商行"),
    ("农商银行", "农商行"),
    ("人民法院", "法院"),
    ("人民检察院", "检察院"),
    ("人民医院", "县医院"),
    ("管理委员会", "管委会"),
    ("管理处", "管理处"),
)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Systematic short forms of organs.

    Attributes:
        full: Full form by short form.
    """

    full: dict[str, str]

    def expand(self, organ: str) -> str:
        """The full form of an organ's name without its division; unchanged where it has none.

        Example: 残联 is 残疾人联合会, 文体局办公室 stays.
        """
        return self.full.get(organ, organ)


@cache
def load_abbreviations() -> Abbreviations:
    """Read the lexicon once.

    Raises:
        DataError: The lexicon is malformed.
    """
    return Abbreviations({row.word: row.note for row in read_lexicon("abbreviations")})


def is_abbreviation(short: str, full: str) -> bool:
    """Whether a name may be a short form of a longer one that the same article gives.

    The letters of the short name stand in the long one in the same order, its first two letters together, and both end
    in the same way (or in ways that stand for one another).

    Args:
        short: For example 燕华医院.
        full: For example 河北燕华医院.
    """
    if len(short) >= len(full) or len(short) < 3:
        return False
    if full.endswith(short):
        return True
    stem, ending = _split_ending(short, full)
    if ending is None or len(stem) < 2:
        return False
    at = full.find(stem[:2])
    if at < 0:
        return False
    at += 2
    for letter in stem[2:]:
        at = full.find(letter, at) + 1
        if at <= 0:
            return False
    return at <= len(full) - len(ending)


def _split_ending(short: str, full: str) -> tuple[str, str | None]:
    for long_ending, short_ending in _SAME_ENDING:
        if full.endswith(long_ending) and short.endswith(short_ending):
            return short[: -len(short_ending)], long_ending
    for size in (4, 3, 2, 1):
        if short[-size:] == full[-size:] and len(short) > size:
            return short[:-size], full[-size:]
    return short, None
