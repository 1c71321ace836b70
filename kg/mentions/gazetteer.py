"""Names of provinces, prefectures, counties and townships, read in the context of page and article.

A full name is a mention wherever it stands. A short name (固安, 合作) is one only where the context settles which
division it means: a wrong code is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import Vocabulary
from kg.model import Mention, Part, Span
from kg.resources.divisions import Division, Divisions, Hit

_RANK = {"Province": 0, "Prefecture": 1, "County": 2, "Township": 3}
# 平安 or 合作 before one of these is the word, not the place
_ROW = re.compile(
    r"((?:[\u4e00-\u9fff]{2,8}、)+[\u4e00-\u9fff]{2,4}?)(?:等)?(?:\d{1,2}|[两三四五六七八九十])?(?:个)?(?:地(?![区方])|县(?![级委政])|区县|县区|县市|市县|旗县)"
)
_NOUNLIKE = frozenset({"n", "nz", "a", "vn", "nw", "an", "m", "PER"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a page plays.

    Attributes:
        home: The newspaper's division, if known.
        named: Codes of the divisions that each article names in full and beyond doubt, with all their ancestors.
        paper: The same for the page as a whole.
        hits: Names of the official table in each passage, by article and part.
    """

    home: Division | None
    named: dict[str, frozenset[str]]
    paper: frozenset[str]
    hits: Mapping[tuple[str, Part], tuple[Hit, ...]]


def read_setting(
    readings: Sequence[Reading], *, divisions: Divisions, vocabulary: Vocabulary, place: str | None
) -> Setting:
    """Find where a page plays from its newspaper's home and the full names on it.

    Args:
        readings: All passages of one page.
        divisions: The official table.
        vocabulary: Compiled lexicons.
        place: The newspaper's home as the user gave it.

    Returns:
        The setting; `home` is guessed from the divisions named most often where `place` is None or unknown.
    """
    named: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    hits = {(reading.article, reading.part): divisions.find(reading.text) for reading in readings}
    for reading in readings:
        for hit in hits[reading.article, reading.part]:
            full = [d for d in hit.candidates if d.cls != "Township" and _is_full(d, hit.name)]
            if len(full) == 1 and not _is_verb_before_organ(reading.text, hit, vocabulary):
                named[reading.article].add(full[0].code)
                counts[full[0].code] += 1
    home = _find_home(place, counts, divisions)
    closed = {
        article: frozenset(codes).union(*(_line(code, divisions) for code in codes)) for article, codes in named.items()
    }
    return Setting(home, closed, frozenset().union(*closed.values()) if closed else frozenset(), hits)


def _is_full(division: Division, name: str) -> bool:
    """Whether a name is the full one or a variant (松桃县), not the short one; 易县 has no shorter one."""
    return name == division.name or name != division.short


def _line(code: str, divisions: Divisions) -> frozenset[str]:
    return frozenset(d.code for d in divisions.ancestors(code))


def _find_home(place: str | None, counts: dict[str, int], divisions: Divisions) -> Division | None:
    if place:
        found = [d for d in (*divisions.named(place), *divisions.short(place)) if d.cls != "Township"]
        if found:
            return min(found, key=lambda d: (_RANK[d.cls], d.code))
    weights: dict[str, int] = defaultdict(int)
    for code, count in counts.items():
        for division in (divisions.by_code(code), *divisions.ancestors(code)):
            if division is not None and division.cls == "Prefecture":
                weights[division.code] += count
    if not weights:
        return None
    best = max(sorted(weights), key=lambda c: weights[c])
    return divisions.by_code(best) if weights[best] * 2 > sum(weights.values()) else None


def _is_verb_before_organ(text: str, hit: Hit, vocabulary: Vocabulary) -> bool:
    """Whether a hit is a verb and a level in truth: 会同｜县财政局 is no 会同县."""
    short, level = hit.name[:-1], hit.name[-1]
    if level not in "县市区" or not any(short in words for words in vocabulary.verbs.values()):
        return False
    return vocabulary.organ.match(text, hit.end) is not None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Finds divisions of the official table.

    Attributes:
        divisions: The official table.
        vocabulary: Compiled lexicons.
        setting: Where the page plays.
    """

    divisions: Divisions
    vocabulary: Vocabulary
    setting: Setting

    def find(self, reading: Reading) -> tuple[Mention, ...]:
        """Divisions named in a passage; sorted, without overlaps; `code` is set where the context settles it."""
        found: list[Mention] = []
        before: tuple[int, Division | None] = (-1, None)
        for hit in self.setting.hits[reading.article, reading.part]:
            if hit.start < before[0]:
                continue
            chain = before[1] if before[0] == hit.start else None
            if not self._stands_free(reading, hit, chained=before[0] == hit.start):
                continue
            division = self._choose(reading, hit, chain)
            if division is None and not self._is_plain_full(reading, hit):
                continue
            cls = division.cls if division else hit.candidates[0].cls
            score = 0.99 if division and hit.name == division.name else 0.9 if division else 0.7
            found.append(
                Mention(
                    article=reading.article,
                    part=reading.part,
                    span=Span(hit.start, hit.end),
                    text=hit.name,
                    cls=cls,
                    finder="gazetteer",
                    score=score,
                    name=division.name if division else hit.name,
                    code=division.code if division else "",
                )
            )
            before = (hit.end, division)
        return tuple(sorted([*found, *self._find_rows(reading, found)], key=lambda m: m.span))

    def _find_rows(self, reading: Reading, found: Sequence[Mention]) -> list[Mention]:
        """务川、正安、道真等地: short names in a row that ends with 等地 or 三县 are divisions, plain words or not."""
        added: list[Mention] = []
        for match in _ROW.finditer(reading.text):
            at = match.start(1)
            for name in match.group(1).split("、"):
                mention = self._read_row_name(reading, name, at, found)
                if mention is not None:
                    added.append(mention)
                at += len(name) + 1
        return added

    def _read_row_name(self, reading: Reading, name: str, at: int, found: Sequence[Mention]) -> Mention | None:
        for cut in range(max(1, len(name) - 1)):
            span = Span(at + cut, at + len(name))
            candidates = self.divisions.short(name[cut:])
            if not candidates or any(span.crosses(m.span) for m in found):
                continue
            named = self.setting.named.get(reading.article, frozenset())
            division = self._narrow(candidates, None, named, towns=False)
            if division is not None:
                text = reading.text[span.start : span.end]
                return Mention(
                    reading.article,
                    reading.part,
                    span,
                    text,
                    division.cls,
                    "division-row",
                    0.9,
                    division.name,
                    division.code,
                )
        return None

    def _stands_free(self, reading: Reading, hit: Hit, *, chained: bool) -> bool:
        """Whether the letters of a hit are a word of their own (大丰收 does not hold 大丰)."""
        full = any(_is_full(d, hit.name) for d in hit.candidates)
        at = reading.token_at(hit.start)
        token = reading.tokens[at] if at >= 0 else None
        if token is None or token.end <= hit.start:
            return True
        if token.start < hit.start and not chained and token.tag not in {"LOC", "ORG"}:
            return full and len(hit.name) > 2 and token.tag != "PER"
        if full:
            at_home = any(self._at_home(d) for d in hit.candidates)
            if len(hit.name) == 2 and token.start < hit.start and not chained and not at_home:
                return False
            return at_home or not _is_verb_before_organ(reading.text, hit, self.vocabulary)
        if token.start < hit.start and token.tag == "LOC" and not chained:
            return False
        end = reading.tokens[reading.token_at(hit.end - 1)]
        if end.end == hit.end:
            return True
        rest = reading.text[hit.end : end.end]
        known = rest in self.vocabulary.heads["Venue"] or rest in self.vocabulary.heads["Zone"]
        return end.tag == "ORG" or known or (end.tag == "LOC" and len(rest) > 1 and self.divisions.find(rest) != ())

    def _at_home(self, division: Division) -> bool:
        home = self.setting.home
        return home is not None and (division.code == home.code or self.divisions.within(division.code, home.code))

    def _is_plain_full(self, reading: Reading, hit: Hit) -> bool:
        """Whether a full name is safe to name without a code: several counties bear it, or none is at home."""
        if all(d.cls == "Township" for d in hit.candidates):
            at = reading.token_at(hit.start)
            token = reading.tokens[at]
            return token.start == hit.start and token.tag == "LOC" and len(hit.name) > 2
        return any(d.name == hit.name for d in hit.candidates)

    def _choose(self, reading: Reading, hit: Hit, chain: Division | None) -> Division | None:
        """The division that a hit means, or None where nothing settles it."""
        exact = tuple(d for d in hit.candidates if _is_full(d, hit.name))
        candidates = exact or hit.candidates
        townships = all(d.cls == "Township" for d in candidates)
        named = self.setting.named.get(reading.article, frozenset())
        narrowed = self._narrow(candidates, chain, named, towns=townships)
        if narrowed is not None:
            # 湖南｜祁阳: what lies in the division right before it needs no other sign
            chained = chain is not None and self.divisions.within(narrowed.code, chain.code)
            return narrowed if exact or chained or self._short_may_stand(reading, hit, narrowed, named) else None
        if len(candidates) > 1 or townships:
            return None
        if exact:
            return candidates[0]
        return candidates[0] if self._short_may_stand(reading, hit, candidates[0], named) else None

    def _narrow(
        self, candidates: Iterable[Division], chain: Division | None, named: frozenset[str], *, towns: bool
    ) -> Division | None:
        pool = tuple(candidates)
        tests: tuple[Callable[[Division], bool], ...] = (
            lambda d: chain is not None and (d.parent == chain.code or self.divisions.within(d.code, chain.code)),
            lambda d: d.code in named,
            lambda d: towns and d.parent in named,
            self._at_home,
            lambda d: towns and d.parent in self.setting.paper,
            lambda d: not towns and d.code in self.setting.paper,
            lambda d: not towns and d.parent in named and _RANK[d.cls] > 1,
            lambda d: not towns and self._in_home_province(d),
        )
        for test in tests:
            passed = [d for d in pool if test(d)]
            if passed:
                best = min(_RANK[d.cls] for d in passed)
                top = [d for d in passed if _RANK[d.cls] == best]
                return top[0] if len(top) == 1 else None
        provinces = [d for d in pool if d.cls == "Province"]
        return provinces[0] if len(provinces) == 1 else None

    def _in_home_province(self, division: Division) -> bool:
        home = self.setting.home
        return home is not None and division.code[:2] == home.code[:2]

    def _short_may_stand(self, reading: Reading, hit: Hit, division: Division, named: frozenset[str]) -> bool:
        """Whether a short name is a place here: known to page or home, or taken for a place by the tagger."""
        at = reading.token_at(hit.start)
        token = reading.tokens[at]
        tagged = token.tag in {"LOC", "ORG"} and token.start <= hit.start
        local = division.code in named or self._at_home(division) or division.code in self.setting.paper
        follows_noun = at > 0 and reading.tokens[at - 1].tag in _NOUNLIKE and reading.tokens[at - 1].end == hit.start
        if division.cls == "Province":
            return tagged or token.tag in {"nz", "n"}
        verb = any(hit.name in words for words in self.vocabulary.verbs.values())
        if division.plain or division.personlike or verb:
            if not local:
                return False
            return tagged or (not division.plain and not follows_noun and token.text == hit.name)
        if local:
            return tagged or (token.start == hit.start and not follows_noun)
        if division.cls == "Prefecture":
            return tagged
        return tagged and token.tag == "LOC" and self._in_home_province(division)
