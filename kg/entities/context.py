"""Which division an article speaks of at a given place: what 县残联, 该市 and 全区 mean there."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.model import Mention
from kg.resources.divisions import Division, Divisions

_PART_ORDER = {"title": 0, "deck": 1, "body": 2}
_LEVEL_CLASS = {
    "省": "Province",
    "州": "Prefecture",
    "盟": "Prefecture",
    "旗": "County",
    "县": "County",
    "区": "County",
    "镇": "Township",
    "乡": "Township",
}


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The divisions that an article names, in reading order.

    Attributes:
        places: Sort key of each division mention.
        named: The divisions, parallel to `places`.
        home: The newspaper's division and its ancestors, nearest first.
        aliases: Short names that the article itself gives divisions.
        main: The county (else the lowest division) that the article speaks of most; None where it names none.
    """

    places: tuple[tuple[int, int], ...]
    named: tuple[Division, ...]
    home: tuple[Division, ...]
    main: Division | None
    aliases: Mapping[str, Division] = field(default_factory=dict)

    def _near(self) -> frozenset[str]:
        """Codes of the home's line and of what lies right beneath it: 市教育局 is not that of a city far away."""
        line = {d.code for d in self.home}
        lowest = {d.code for d in self.home if d.cls in {"Prefecture", "County"}}
        return frozenset(line | {d.code for d in self.named if d.parent in lowest})

    def at_level(self, level: str, mention: Mention) -> Division | None:
        """The division that a level word (县, 市, 区, 省, 州 …) means at a mention.

        The nearest one named before, then the nearest after, then the newspaper's home and its ancestors.
        """
        at = bisect_right(self.places, place_of(mention))
        ordered = (*reversed(self.named[:at]), *self.named[at:])
        if level in {"市", "省", "州", "盟"}:
            # a paper's own city outweighs the county-level cities that a list happens to name
            own = (self.main, *self.home) if self.main is not None else self.home
            found = next((d for d in own if _fits(d, level) and (level != "市" or d.cls != "Province")), None)
            if found is not None:
                return found
        near = self._near()
        for division in (*(d for d in ordered if d.code in near), *ordered):
            if _fits(division, level) and not (level == "市" and division.cls == "Province" and self.home):
                return division
        for division in self.home:
            if _fits(division, level):
                return division
        return None


def place_of(mention: Mention) -> tuple[int, int]:
    """Sort key of a mention in its article: title, deck, body; then offset."""
    return _PART_ORDER[mention.part], mention.span.start


def _fits(division: Division, level: str) -> bool:
    if level == "市":
        return division.name.endswith("市") and division.cls in {"Prefecture", "County", "Province"}
    if level == "县":
        return division.cls == "County" and division.name.endswith("县")
    if level == "区":
        return division.cls == "County" and division.name.endswith("区")
    if level == "州":
        return division.cls == "Prefecture" and division.name.endswith("州")
    if level == "省":
        return division.cls == "Province"
    return division.cls == _LEVEL_CLASS.get(level, "") and division.name.endswith(level)


def read_context(mentions: Sequence[Mention], *, divisions: Divisions, home: Division | None) -> ArticleContext:
    """Find the divisions of one article.

    Args:
        mentions: All mentions of the article.
        divisions: The official table.
        home: The newspaper's division, if known.

    Returns:
        The context; ancestors of a named county count as named where the home does not settle their level.
    """
    pairs: list[tuple[tuple[int, int], Division]] = []
    counts: Counter[str] = Counter()
    aliases: dict[str, Division] = {}
    for mention in sorted(mentions, key=place_of):
        division = divisions.by_code(mention.code) if mention.code else _read_opening(mention, divisions, home)
        if division is None:
            continue
        if mention.finder == "defined" and mention.code:
            aliases[mention.text.strip("“”")] = division
        pairs.append((place_of(mention), division))
        counts[division.code] += 3 if mention.part == "title" else 1
    main = _find_main(counts, divisions)
    line: list[Division] = []
    if home is not None:
        line = [home, *divisions.ancestors(home.code)]
    if main is not None:
        own = [main, *divisions.ancestors(main.code)]
        line = [*own, *(d for d in line if d not in own)]
    return ArticleContext(tuple(p for p, _ in pairs), tuple(d for _, d in pairs), tuple(line), main, aliases)


def _read_opening(mention: Mention, divisions: Divisions, home: Division | None) -> Division | None:
    """The division whose full name opens an institution's name (某某市委, 某某县财政局)."""
    if mention.cls != "Institution":
        return None
    for size in range(min(12, len(mention.label) - 1), 2, -1):
        found = [d for d in divisions.named(mention.label[:size]) if d.cls != "Township"]
        near = [d for d in found if home is not None and divisions.within(d.code, home.code)]
        if len(near or found) == 1:
            return (near or found)[0]
    return None


def _find_main(counts: Counter[str], divisions: Divisions) -> Division | None:
    totals: Counter[str] = Counter()
    for code, count in counts.items():
        division = divisions.by_code(code)
        if division is None:
            continue
        if division.cls == "Township" and division.parent:
            totals[division.parent] += count
        elif division.cls in {"County", "Prefecture"}:
            totals[code] += count
    if not totals:
        return None
    ranked = sorted(totals, key=lambda c: (-totals[c], -(len(c)), c))
    counties = [c for c in ranked if (d := divisions.by_code(c)) is not None and d.cls == "County"]
    best = counties[0] if counties and totals[counties[0]] * 2 >= totals[ranked[0]] else ranked[0]
    return divisions.by_code(best)
