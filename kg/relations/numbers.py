"""Numbers with units, as they are printed: `11万亩`, `3.8万人次`, `三十五万人`, `百分之九十五`, `2元至5元`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from kg.errors import DataError
from kg.model import Span
from kg.resources.lexicon import read_lexicon

RULES_FILE = Path(__file__).parent.parent / "data" / "rules" / "figures.toml"

KINDS = frozenset({"money", "area", "length", "mass", "volume", "energy", "share", "person", "count", "time", "none"})

_AROUND = 24  # characters of context that a rule sees on either side
_WIDE = "".join(chr(0xFF10 + i) for i in range(10))  # full-width digits
_FULLWIDTH = str.maketrans(_WIDE + "．％，", "0123456789.%,")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_MAGNITUDES = {word: 10**power for word, power in zip("十百千万亿", (1, 2, 3, 4, 8), strict=True)}

_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_HANZI = r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?"
_MAGNITUDE = r"[十百千万]?[万亿]|[百千]"
_ABOUT = r"[余多几来+＋]"
_TERM = re.compile(r"“[^“”，。！？；：…]{1,14}”|‘[^‘’，。！？；：…]{1,14}’|《[^》\n]*》|\u3014[^\u3015\n]*\u3015")
_RANGE = re.compile(
    rf"(?:(?<![\d.A-Za-z])(?P<d>{_ARABIC})|(?P<h>[一二两三四五六七八九十百千]+))\s*(?P<m>{_MAGNITUDE})?\s*(?:至|到|[~～—\u2013-]+)\s*$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        span: Number and unit, in code points of the text.
        value: Plain number: 11万亩 is 110000, 三成 is 30.
        unit: Base unit as printed; `%` for 百分之 and 成.
        kind: One of `KINDS`.
        text: The slice, as printed.
    """

    span: Span
    value: Decimal
    unit: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether a number with a unit is a figure.

    Attributes:
        id: Its name.
        keep: Whether what fits is a figure.
        number: Fits the numeral as a whole.
        kinds: Kinds of unit; empty for any.
        units: Units; empty for any.
        before: Fits up to the numeral.
        after: Fits from behind the unit.
        finds: Sentences with at least one figure.
        misses: Sentences without any.
    """

    id: str
    keep: bool
    number: re.Pattern[str] | None
    kinds: frozenset[str]
    units: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    finds: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def fits(self, number: str, *, unit: str, kind: str, before: str, after: str) -> bool:
        """Whether every condition holds."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.units or unit in self.units)
            and (self.number is None or self.number.fullmatch(number) is not None)
            and (self.before is None or self.before.search(before) is not None)
            and (self.after is None or self.after.match(after) is not None)
        )


def parse_hanzi(text: str) -> Decimal | None:
    """The number that Chinese numerals write.

    Args:
        text: Numerals only: `三十五万`, `两千零六`, `一点二亿`.

    Returns:
        The number; None where they write none (a year read digit by digit, 三四十, 点五).
    """
    whole, _, rest = text.partition("点")
    tail = Decimal(0)
    scale = 1
    if rest:
        figures = rest.rstrip("十百千万亿")
        for magnitude in rest[len(figures) :]:
            scale *= _MAGNITUDES[magnitude]
        if not figures or any(c not in _DIGITS for c in figures):
            return None
        tail = Decimal("0." + "".join(str(_DIGITS[c]) for c in figures))
    total = section = 0
    digit: int | None = None
    for c in whole:
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[c]
            digit = None
        else:
            section += digit or 0
            scale_of = _SCALES[c]
            if scale_of > total > 0:  # 一万亿: what stands before is scaled as a whole
                total = (total + section) * scale_of
            else:  # 一亿二千万
                total += (section or 1) * scale_of
            section, digit = 0, None
    if not whole:
        return None
    return (total + section + (digit or 0) + tail) * scale


def _value(printed: str, magnitude: str | None) -> Decimal | None:
    """Numeral and the magnitude behind it."""
    value = Decimal(printed.replace(",", "")) if printed[0].isdigit() and printed.isascii() else parse_hanzi(printed)
    if value is None:
        return None
    for c in magnitude or "":
        value *= _MAGNITUDES[c]
    return _plain(value)


def _plain(value: Decimal) -> Decimal:
    """The same number with neither exponent nor zeros at the end (80.50E4 is 805000)."""
    return Decimal(f"{value.normalize():f}")


@cache
def load_units() -> dict[str, str]:
    """Kind of each unit, longest unit first.

    Raises:
        DataError: A row whose kind is unknown.
    """
    rows = read_lexicon("units")
    for row in rows:
        if row.cls not in KINDS:
            raise DataError("lexicon/units.csv", found=f"kind {row.cls}", expected=", ".join(sorted(KINDS)))
    return {row.word: row.cls for row in sorted(rows, key=lambda row: (-len(row.word), row.word))}


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules of figures.toml in their order.

    Raises:
        DataError: A rule that lacks what it needs.
    """
    table = tomllib.loads(RULES_FILE.read_text(encoding="utf-8"))
    return tuple(_to_rule(row) for row in table["rule"])


def _to_rule(row: dict[str, object]) -> Rule:
    name = str(row.get("id", "without id"))

    def compile_(key: str, form: str = "{}") -> re.Pattern[str] | None:
        if key not in row:
            return None
        try:
            return re.compile(form.format(row[key]))
        except re.error as error:
            raise DataError("rules/figures.toml", found=f"rule {name}: {key}: {error}", expected="a pattern") from error

    def words(key: str) -> tuple[str, ...]:
        found = row.get(key, ())
        if not isinstance(found, (list, tuple)):
            raise DataError("rules/figures.toml", found=f"rule {name}: {key}", expected="a list of words")
        return tuple(str(word) for word in found)

    verdict: object = row.get("verdict")
    if verdict not in ("keep", "drop"):
        raise DataError("rules/figures.toml", found=f"rule {name}: verdict {verdict}", expected="keep or drop")
    return Rule(
        id=name,
        keep=verdict == "keep",
        number=compile_("number"),
        kinds=frozenset(words("kinds")),
        units=frozenset(words("units")),
        before=compile_("before"),
        after=compile_("after", "(?:{})"),
        finds=words("finds"),
        misses=words("misses"),
    )


@cache
def _pattern() -> re.Pattern[str]:
    units = "|".join(
        re.escape(unit) + (r"(?![A-Za-z])" if unit.isascii() and unit.isalpha() else "") for unit in load_units()
    )
    return re.compile(
        rf"(?P<per>[百千])分之(?P<share>{_ARABIC}|{_HANZI})"
        rf"|(?<![\d.A-Za-z])(?:(?P<big>\d+)亿(?P<rest>\d+(?:\.\d+)?)万\s*(?P<about0>{_ABOUT})?"
        rf"|(?P<arabic>{_ARABIC})\s*(?P<about1>{_ABOUT})?\s*(?P<magnitude>{_MAGNITUDE})??(?P<about2>{_ABOUT})?"
        rf"|(?P<hanzi>{_HANZI})(?P<about3>{_ABOUT})?(?P<scale>{_MAGNITUDE})?(?P<about4>{_ABOUT})?)"
        rf"\s*(?P<unit>{units})(?:/(?P<unit2>{units}))?"
    )


def _read(match: re.Match[str]) -> tuple[Decimal | None, str, str]:
    """Value, unit and numeral of a match."""
    if match["per"]:
        return _value(match["share"], None), "%" if match["per"] == "百" else "‰", match["share"]
    unit = match["unit"]
    numeral = "".join(match.group()[: match.start("unit") - match.start()].split())
    if match["big"]:
        return _plain(Decimal(match["big"]) * 10**8 + Decimal(match["rest"]) * 10**4), unit, numeral
    printed, magnitude = ("arabic", "magnitude") if match["arabic"] else ("hanzi", "scale")
    value = _value(match[printed], match[magnitude])
    if match["unit2"]:
        unit = f"{unit}/{match['unit2']}"
    return value, unit, numeral


def _judge(number: str, *, unit: str, kind: str, before: str, after: str) -> Literal["keep", "drop"]:
    for rule in load_rules():
        if rule.fits(number, unit=unit, kind=kind, before=before, after=after):
            return "keep" if rule.keep else "drop"
    return "keep"


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Find every number with a unit that can be a figure.

    Dates, ordinals, ages, most durations, idioms, vague numbers and whatever stands inside a quoted term or a title are
    left out (see `data/rules/figures.toml`). Both ends of a range are found.

    Args:
        text: A passage. Full-width digits and blanks round digits are tolerated.

    Returns:
        Sorted by span; empty if none.
    """
    plain = text.translate(_FULLWIDTH) if any(c in text for c in _WIDE + "％") else text
    if plain is not text:  # a full-width comma is a separator only between full-width digits
        plain = "".join(
            p if t != "，" or _parts_thousands(text, i) else t for i, (t, p) in enumerate(zip(text, plain, strict=True))
        )
    units = load_units()
    terms = [match.span() for match in _TERM.finditer(plain)]
    found: list[Quantity] = []
    for match in _pattern().finditer(plain):
        value, unit, numeral = _read(match)
        kind = "share" if match["per"] else units[match["unit"]]
        start, end = match.span()
        if value is None or kind == "none" or any(low <= start and end <= high for low, high in terms):
            continue
        line = plain.rfind("\n", 0, start) + 1
        lead = plain[max(line, start - _AROUND) : start]
        span = _RANGE.search(lead)
        low = (
            _value(span["d"] or span["h"], span["m"] or (match["magnitude"] if match["arabic"] else match["scale"]))
            if span
            else None
        )
        before = lead[: span.start()] if span else lead
        after = plain[end : end + _AROUND].split("\n", 1)[0]
        if _judge(numeral, unit=unit, kind=kind, before=before, after=after) == "drop":
            continue
        if unit == "成":
            value, unit = value * 10, "%"
            low = low * 10 if low is not None else None
        if span and low is not None and low < value:
            at = start - len(lead) + span.start()
            found.append(Quantity(Span(at, end), low, unit, kind, text[at:end]))
        found.append(Quantity(Span(start, end), value, unit, kind, text[start:end]))
    return tuple(found)


def _parts_thousands(text: str, at: int) -> bool:
    """Whether the full-width comma there stands between full-width digits, three to the right."""
    right = re.match(rf"[{_WIDE}]{{3}}(?![{_WIDE}])", text[at + 1 : at + 5])
    return right is not None and at > 0 and text[at - 1] in _WIDE
