"""Relation rules: patterns over folded sentences, read from `kg/data/rules`.

A pattern is a regular expression with macros in braces: `{o=Programme+}` is a run of one or more programmes joined by
、和与及 that the match calls `o`; `{Agent}` one institution, division or zone; `{verb:implement}` any verb of that
class; `{gap:8}` up to eight characters that are neither marks nor stops; `{clause:8}` the same with marks allowed;
`{run:8}` with marks and commas allowed; `{post}` a post or occupation.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import DataError
from kg.model import DIVISION_CLASSES, ENTITY_CLASSES
from kg.relations.tape import ANY_NAME, CLASS_FIRST, CLASS_LAST, CLASS_MARKS, MARKS
from kg.resources.lexicon import read_lexicon

RULES = Path(__file__).parent.parent / "data" / "rules"
_MACRO = re.compile(r"\{(?:(?P<group>\w+)=)?(?P<name>[A-Za-z]+)(?::(?P<arg>[\w|]+))?(?P<many>\+?)\}")
_HAN = "[\u4e00-\u9fff]"
_WORD = rf"(?:{_HAN}+|\{{verb:[\w|]+\}})"
# what a pattern holds at its outermost level: a choice of words, a macro of verbs, another macro, a plain word
_ITEM = re.compile(
    rf"\(\?:(?P<choices>{_WORD}(?:\|{_WORD})*)\)|(?P<verb>\{{verb:[\w|]+\}})|\{{[A-Za-z][^}}]*\}}|(?P<plain>{_HAN}+)"
)
_OPTIONAL = re.compile(r"[?*]|\{\d")
GROUPS = {
    "Division": ("Province", "Prefecture", "County", "Township", "Village", "Zone"),
    "Agent": ("Institution", "Province", "Prefecture", "County", "Township", "Village", "Zone"),
    "Actor": ("Institution", "Province", "Prefecture", "County", "Township", "Village", "Zone", "Person"),
    "Place": ("Province", "Prefecture", "County", "Township", "Village", "Zone", "Venue"),
    "Sited": ("Institution", "Venue", "Event", "Zone"),
    "Initiative": ("Programme", "Event"),
    "Any": ENTITY_CLASSES,
    **{cls: (cls,) for cls in ENTITY_CLASSES},
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One relation rule.

    Attributes:
        id: Unique name.
        relation: Predicate.
        pattern: Compiled; groups `s`, `o` and `role` are read.
        subject: `s`, or `carried`: the governing subject at the match.
        object: `o`, or `carried` (for passives that leave their theme out), `nearest:CLASS`
            (the next such name, else the last one) or `before:CLASS` (the last one before).
        carried: Classes that a carried end may have.
        confidence: 0 to 1, where both ends are named.
        reach: How far a carried end may be fetched: `article`, or no farther than the `sentence`.
        within: `cross` joins every subject with every object; `all` joins all names of `s` pairwise.
        needs: For each named end of the pattern the classes of which the sentence must name one.
        heads: For each word that the pattern cannot do without the first one or two characters of its choices.
        source: File and position, for errors.
        ends: What the name at an end fetched by `nearest` or `before` must end with; empty for any name.
        finds: Example sentences with marked names, and the facts expected.
        misses: Example sentences that must give none of this relation by this rule.
    """

    id: str
    relation: str
    pattern: re.Pattern[str]
    subject: str
    object: str
    carried: tuple[str, ...]
    confidence: float
    within: str
    reach: str
    ends: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    heads: tuple[frozenset[str], ...]
    source: str
    finds: tuple[tuple[str, tuple[str, ...]], ...]
    misses: tuple[str, ...]


def _words() -> dict[str, str]:
    groups: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon("verbs"):
        groups[f"verb:{row.cls}"].add(row.word)
    for row in read_lexicon("posts"):
        groups["post"].add(row.word)
        groups[f"post:{row.cls}"].add(row.word)
    # any trade may stand beside a name: 草农, 歌手, 银匠
    trades = "[\\u4e00-\\u9fff]{1,3}(?:农|户|手|匠|员|师|娘|工)"
    return {
        n: "|".join(re.escape(w) for w in sorted(ws, key=lambda w: (-len(w), w)))
        + (f"|{trades}" if n == "post" else "")
        for n, ws in groups.items()
    }


def compile_pattern(pattern: str, *, source: str, words: dict[str, str] | None = None) -> re.Pattern[str]:
    """Compile a pattern with macros.

    Raises:
        DataError: A macro is unknown, or the pattern is no regular expression.
    """
    lexicon = _words() if words is None else words

    def expand(match: re.Match[str]) -> str:
        name, arg, group = match["name"], match["arg"], match["group"]
        if name in GROUPS:
            one = f"[{''.join(CLASS_MARKS[c] for c in GROUPS[name])}]{ANY_NAME}"
            # 甲省乙县、丙省丁县: the place that stands before a name of a run is no member of it
            above = f"(?:[{''.join(CLASS_MARKS[c] for c in DIVISION_CLASSES)}]{ANY_NAME})*?"
            body = (
                f"{one}(?:(?:、|和|与|及|以及|，以及|暨)(?:[一二三四五六七八九十两]{{1,2}}[大项个])?{above}{one}(?![{CLASS_FIRST}-{CLASS_LAST}]))*"
                if match["many"]
                else one
            )
        elif name == "gap":
            body = f"[^{MARKS}，。；：！？\\n]{{0,{arg or 8}}}?"
        elif name == "run":
            body = f"[^。；！？\\n]{{0,{arg or 20}}}?"
        elif name == "clause":
            body = f"[^，。；：！？\\n]{{0,{arg or 16}}}?"
        elif name in {"verb", "post"}:
            keys = [f"{name}:{a}" for a in arg.split("|")] if arg else [name]
            if any(k not in lexicon for k in keys):
                raise DataError(source, found=f"macro {match.group()}", expected="a class of verbs.csv or posts.csv")
            body = f"(?:{'|'.join(lexicon[k] for k in keys)})"
        else:
            raise DataError(
                source,
                found=f"macro {match.group()}",
                expected=f"one of {', '.join(sorted(GROUPS))}, gap, run, clause, verb, post",
            )
        if group == "s" and name in GROUPS:
            # 某某县某某村参加: the place before another name is no subject
            body = f"(?:{body})(?![{CLASS_FIRST}-{CLASS_LAST}])"
        return f"(?P<{group}>{body})" if group else f"(?:{body})"

    try:
        return re.compile(_MACRO.sub(expand, pattern))
    except re.error as error:
        raise DataError(source, found=f"pattern {pattern!r} ({error})", expected="a regular expression") from error


@cache
def load_rules(folder: Path = RULES) -> tuple[Rule, ...]:
    """Read all relation rules, in the order of files and rules.

    Raises:
        DataError: A file is no TOML, or a rule lacks a field or has an unknown one.
    """
    words = _words()
    rules: list[Rule] = []
    for path in sorted(folder.glob("relations-*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise DataError(path, found=str(error), expected="TOML") from error
        for number, raw in enumerate(data.get("rule", []), start=1):
            rules.append(_read_rule(raw, f"{path.name}, rule {number}", words))
    ids = [r.id for r in rules]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise DataError(folder, found=f"rule id {doubled[0]} twice", expected="unique ids")
    return tuple(rules)


def _read_needs(pattern: str) -> tuple[frozenset[str], ...]:
    """Classes that the ends named in a pattern may have; an optional end needs nothing."""
    ends = (m for m in _MACRO.finditer(pattern) if m["group"] in {"s", "o"} and m["name"] in GROUPS)
    return tuple(frozenset(GROUPS[m["name"]]) for m in ends if pattern[m.end() :][:1] not in {"?", "*"})


def read_heads(pattern: str, words: dict[str, str]) -> tuple[frozenset[str], ...]:
    """How the words begin without which a pattern cannot match.

    Args:
        pattern: With macros.
        words: Choices of the macros of words, parted by `|`.

    Returns:
        For each word that stands outside of optional and nested parts the first two characters of each choice, of a
        shorter choice the only one; empty where none is sure.
    """
    found: list[frozenset[str]] = []
    at = 0
    while at < len(pattern):
        item = _ITEM.match(pattern, at)
        if item is None:
            if pattern[at] == "|":
                return ()  # any part of the pattern may be left out
            if pattern[at] in "([":
                at = _find_close(pattern, at)
            at += 1 + (pattern[at : at + 1] == "\\")
            continue
        at = item.end()
        word = item["choices"] or item["verb"] or item["plain"] or ""
        if _OPTIONAL.match(pattern, at):
            word = word[:-1] if item["plain"] else ""  # of a plain word the last character alone may be left out
        if word:
            found.append(frozenset(choice[:2] for choice in _list_choices(word, words)))
    return tuple(found)


def _list_choices(word: str, words: dict[str, str]) -> Iterator[str]:
    """The words that a choice of plain words and macros of verbs stands for."""
    for macro, plain in re.findall(rf"\{{(verb:[\w|]+)\}}|({_HAN}+)", word):
        keys = [f"verb:{cls}" for cls in macro.removeprefix("verb:").split("|")] if macro else []
        yield from (choice for key in keys for choice in words.get(key, "").split("|"))
        if plain:
            yield plain


def _find_close(pattern: str, at: int) -> int:
    """Where the parenthesis or bracket that opens at a place is closed."""
    depth = 0
    bracket = False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif bracket:
            bracket = sign != "]"
        elif sign == "[":
            bracket = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        if depth == 0 and not bracket:
            return at
        at += 1
    return at


def _read_rule(raw: dict[str, object], source: str, words: dict[str, str]) -> Rule:
    known = {
        "id",
        "relation",
        "pattern",
        "subject",
        "object",
        "carried",
        "confidence",
        "within",
        "reach",
        "ends",
        "finds",
        "misses",
        "note",
    }
    unknown = sorted(set(raw) - known)
    if unknown:
        raise DataError(source, found=f"field {unknown[0]}", expected=f"one of {', '.join(sorted(known))}")
    for name in ("id", "relation", "pattern", "finds"):
        if not raw.get(name):
            raise DataError(source, found=f"no {name}", expected=f"a rule with {name}")
    carried = raw.get("carried", ["Agent"])
    finds = raw["finds"]
    misses = raw.get("misses", [])
    if not isinstance(carried, list) or not isinstance(finds, list) or not isinstance(misses, list):
        raise DataError(source, found="a plain value", expected="lists in carried, finds and misses")
    return Rule(
        id=str(raw["id"]),
        relation=str(raw["relation"]),
        pattern=compile_pattern(str(raw["pattern"]), source=source, words=words),
        subject=str(raw.get("subject", "s")),
        object=str(raw.get("object", "o")),
        carried=tuple(c for group in carried for c in GROUPS[str(group)]),
        confidence=float(str(raw.get("confidence", 0.85))),
        within=str(raw.get("within", "cross")),
        reach=str(raw.get("reach", "article")),
        ends=tuple(str(raw.get("ends", "")).split()),
        needs=_read_needs(str(raw["pattern"])),
        heads=read_heads(str(raw["pattern"]), words),
        source=source,
        finds=tuple((str(f[0]), tuple(str(x) for x in f[1:])) for f in finds),
        misses=tuple(str(m) for m in misses),
    )
