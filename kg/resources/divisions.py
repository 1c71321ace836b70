"""The official divisions of the country: provinces, prefectures, counties and townships with codes and parents.

Codes are the Ministry of Civil Affairs' own: six digits down to counties, nine for townships. Provinces, prefectures
and counties are read at once; townships when they are first asked for. `compile_divisions` describes the table.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.errors import DataError
from kg.resources.lexicon import read_lexicon

LEVELS = "省市区县州旗盟镇乡"
"""Words that stand for a division of that level: 县教育局, 市委."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA = Path(__file__).parent.parent / "data"
TABLE = DATA / "divisions.txt.gz"
POPULAR = DATA / "divisions-popular.csv"
WORDS = DATA / "divisions-words.csv"

TOWNSHIP_ENDING = re.compile("(?:街道|苏木|区公所|镇|乡)$")
_TOWNSHIP_END = re.compile("街道|苏木|区公所|镇|乡")
_TOWNSHIP = re.compile("([^ =a-z]+)(?: = ([^ ]+))?(?: ([a-z]+))?")
_GZIP = 31  # window bits that tell zlib of gzip's header
_LONGEST_TOWNSHIP = 14

DivisionClass = Literal["Province", "Prefecture", "County", "Township"]


@dataclass(frozen=True, slots=True)
class Division:
    """One division of the official table.

    Attributes:
        code: Official code: 6 digits, 9 for a township.
        name: Official name.
        cls: Its level.
        parent: Code of the division above; None for a province. A county straight under its province has no prefecture.
        short: The name without what it is: 大厂 for 大厂回族自治县; the full name where one character would be left
            (易县) and where people say no less (杭锦后旗). Of a township, the name without 镇, 乡, 街道, 苏木.
        plain: Whether the short name is an ordinary word (资源, 合作, 比如).
        personlike: Whether the short name looks like a person's name (文安, 高平).
        phrase: Whether the full name is an ordinary phrase as well (城区, 矿区, 小城镇).
    """

    code: str
    name: str
    cls: DivisionClass
    parent: str | None
    short: str
    plain: bool = False
    personlike: bool = False
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of divisions in a text.

    Attributes:
        start: Code point where it begins.
        end: Code point after it.
        name: The slice.
        candidates: Every division of that name (full, variant or short), sorted by code; never empty.
    """

    start: int
    end: int
    name: str
    candidates: tuple[Division, ...]


class Divisions:
    """The official table, by code, by name and in texts.

    Args:
        upper: Lines of provinces, prefectures and counties.
        towns: Lines of townships.
    """

    def __init__(self, upper: str, towns: str) -> None:
        self._upper = {line[:6]: line for line in upper.splitlines()}
        self._towns = {line[:6]: line[7:] for line in towns.splitlines()}
        self._text = towns
        self._read: dict[str, Division] = {}
        self._read_towns: dict[str, Mapping[str, Division]] = {}
        self._inside: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, tuple[Division, ...]] = {}

    @classmethod
    def load(cls, path: Path = TABLE) -> Divisions:
        """Read the shipped table anew; `load_divisions` reads it once.

        Raises:
            DataError: The table is absent or damaged.
        """
        expected = "the compiled table of divisions"
        try:
            text = zlib.decompress(path.read_bytes(), _GZIP).decode()
        except (OSError, zlib.error, UnicodeDecodeError) as error:
            raise DataError(path, found=f"no readable table ({error})", expected=expected) from None
        origin, _, body = text.partition("\n")
        upper, _, towns = body.partition("\n\n")
        if not origin.startswith("# ") or not towns:
            raise DataError(path, found="another content", expected=expected)
        return cls(upper, towns)

    def by_code(self, code: str) -> Division | None:
        """The division of a code, or None."""
        if code in self._upper:
            return self._division(code)
        return self._townships_of(code[:6]).get(code)

    def named(self, name: str) -> tuple[Division, ...]:
        """Divisions of any level whose full name, or accepted variant (大厂县, 凉山州), this is; sorted by code."""
        return tuple(map(self._division, self._full.get(name, "").split())) + self.township(name)

    def knows(self, name: str) -> bool:
        """Whether any division may bear a name, full or short; of townships the full one counts."""
        return name in self._full or name in self._short or name in self._township_names

    def short(self, name: str) -> tuple[Division, ...]:
        """Provinces, prefectures and counties whose short name this is; sorted by code."""
        return tuple(map(self._division, self._short.get(name, "").split()))

    def township(self, name: str, county: str | None = None) -> tuple[Division, ...]:
        """Townships of that full name, or variant (庙子沟乡), in a county or anything above it; sorted by code."""
        if name not in self._township_names or not TOWNSHIP_ENDING.search(name):
            return ()
        if name not in self._found:
            self._found[name] = tuple(
                town
                for code, line in self._towns.items()
                if name in line
                for town in self._townships_of(code).values()
                if name in {town.name, _drop_nationalities(town)}
            )
        return tuple(t for t in self._found[name] if county is None or self.within(t.code, county))

    def township_short(self, name: str, county: str) -> tuple[Division, ...]:
        """Townships of that short name in a county or anything above it; sorted by code."""
        return tuple(
            town
            for code in self._list_counties(county)
            if name in self._towns[code]
            for town in self._townships_of(code).values()
            if town.short == name
        )

    def children(self, code: str | None) -> tuple[Division, ...]:
        """What lies right beneath a division, counties before townships, by code; the provinces for None."""
        below = tuple(map(self._division, self._below.get(code or "", "").split()))
        return below + tuple(self._townships_of(code or "").values())

    def parent(self, division: Division) -> Division | None:
        """The division right above, or None."""
        return self._division(division.parent) if division.parent else None

    def ancestors(self, code: str) -> tuple[Division, ...]:
        """All divisions above one, nearest first; empty for a province and for an unknown code."""
        division = self.by_code(code)
        above = self.parent(division) if division else None
        return (above, *self.ancestors(above.code)) if above else ()

    def within(self, code: str, ancestor: str) -> bool:
        """Whether a division lies inside another (one lies within itself)."""
        at: str | None = code
        if len(code) > 6 and code != ancestor:
            at = code[:6] if code[:6] in self._upper else None
        while at is not None and at != ancestor:
            at = self._parents.get(at)
        return at is not None

    def popular(self, name: str) -> tuple[Division, ...]:
        """Divisions of a popular, historic or one-character name (冀, 甬, 燕赵, 锡盟); sorted by code."""
        return tuple(map(self._division, _read_popular().get(name, ())))

    def find(self, text: str) -> tuple[Hit, ...]:
        """All names of divisions in a text: full, variant, and short of provinces, prefectures and counties.

        Of several names that begin at one place the longest is given. Names that begin elsewhere may cross it: both
        大王镇 and 王镇 are given where both exist.

        Returns:
            Hits sorted by start; empty if none.
        """
        found = dict(self._find_townships(text))
        heads, full, short = self._heads, self._full, self._short
        for start in range(len(text) - 1):
            for length in heads.get(text[start : start + 2], ()):
                name = text[start : start + length]
                if name in full or name in short:
                    found[start] = max(found.get(start, 0), start + length)
                    break
        spans = sorted(found.items())
        return tuple(Hit(start, end, text[start:end], self._candidates(text[start:end])) for start, end in spans)

    def _candidates(self, name: str) -> tuple[Division, ...]:
        codes = {*self._full.get(name, "").split(), *self._short.get(name, "").split()}
        return tuple(map(self._division, sorted(codes))) + self.township(name)

    def _find_townships(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of every name of townships, the longest last of those with one start."""
        names = self._township_names
        for match in _TOWNSHIP_END.finditer(text):
            end = match.end()
            for start in range(max(0, end - _LONGEST_TOWNSHIP), match.start()):
                if text[start:end] in names:
                    yield start, end

    @cached_property
    def _full(self) -> Mapping[str, str]:
        """Codes, parted by blanks, by full and variant name, above townships."""
        rows = (line.split("\t") for line in self._upper.values())
        return _index((n, code) for code, name, _, variants, _ in rows for n in (name, *variants.split()))

    @cached_property
    def _short(self) -> Mapping[str, str]:
        """Codes, parted by blanks, by short name, above townships."""
        return _index((line.split("\t")[2], code) for code, line in self._upper.items())

    @cached_property
    def _below(self) -> Mapping[str, str]:
        """Codes, parted by blanks, by the code of what stands above."""
        return _index((parent or "", code) for code, parent in self._parents.items())

    @cached_property
    def _heads(self) -> Mapping[str, tuple[int, ...]]:
        """Lengths of names, longest first, by their first two characters."""
        heads: dict[str, tuple[int, ...]] = {}
        for name in sorted((*self._full, *self._short), key=len, reverse=True):
            lengths = heads.get(name[:2], ())
            if len(name) not in lengths:
                heads[name[:2]] = (*lengths, len(name))
        return heads

    @cached_property
    def _township_names(self) -> frozenset[str]:
        """Full and variant names of townships, among other tokens that end in no 镇 or 乡."""
        return frozenset(self._text.split())

    @cached_property
    def _parents(self) -> Mapping[str, str | None]:
        """Code of what stands above, by code, above townships."""
        parents: dict[str, str | None] = {}
        for code in self._upper:
            prefecture, province = code[:4] + "00", code[:2] + "0000"
            above = prefecture if prefecture != code and prefecture in self._upper else province
            parents[code] = above if above != code else None
        return parents

    def _list_counties(self, code: str) -> tuple[str, ...]:
        """Codes of what lies in a division (itself included) and has townships."""
        if code not in self._inside:
            self._inside[code] = tuple(c for c in self._towns if self.within(c, code))
        return self._inside[code]

    def _division(self, code: str) -> Division:
        if code not in self._read:
            _, name, short, _, flags = self._upper[code].split("\t")
            parent = self._parents[code]
            cls: DivisionClass = "Province" if parent is None else "Prefecture" if code.endswith("00") else "County"
            self._read[code] = Division(code, name, cls, parent, short, "p" in flags, "n" in flags, "g" in flags)
        return self._read[code]

    def _townships_of(self, county: str) -> Mapping[str, Division]:
        if county not in self._towns:
            return {}
        if county not in self._read_towns:
            self._read_towns[county] = {town.code: town for town in _read_townships(county, self._towns[county])}
        return self._read_towns[county]


def _read_townships(county: str, line: str) -> Iterator[Division]:
    digits, *tokens = line.split(" ")
    at = 0
    for name, variant, flags in _TOWNSHIP.findall(" ".join(tokens)):
        stem = TOWNSHIP_ENDING.sub("", variant or name)
        short = stem if len(stem) > 1 else name
        yield Division(
            county + digits[at : at + 3], name, "Township", county, short, "p" in flags, "n" in flags, "g" in flags
        )
        at += 3


def _drop_nationalities(town: Division) -> str:
    """庙子沟乡 for 庙子沟蒙古族满族乡."""
    ending = TOWNSHIP_ENDING.search(town.name)
    return town.short + ending[0] if ending else town.name


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes parted by blanks, in the order given, by name."""
    index: dict[str, str] = {}
    for name, code in pairs:
        index[name] = f"{index[name]} {code}" if name in index else code
    return index


@cache
def _read_popular() -> Mapping[str, tuple[str, ...]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon(POPULAR.stem, POPULAR.parent):
        codes[row.word].add(row.note)
    return {name: tuple(sorted(found)) for name, found in codes.items()}


@cache
def load_divisions() -> Divisions:
    """The shipped table, read once.

    Raises:
        DataError: The table is absent or damaged.
    """
    return Divisions.load()
