"""The lexicons, compiled for the finders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.resources.lexicon import read_lexicon

HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"


def alternate(words: Iterable[str]) -> str:
    """A regular expression of words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word classes of the lexicons.

    Attributes:
        heads: Head nouns by class of thing (`Programme`, `Event`, `Venue`, `Zone`).
        strong_events: Heads of events that need no distinctive part behind a verb (大师赛).
        weak: Head nouns that make a name only with quote marks or a distinctive part before them.
        suffixes: Endings of institutions, and their kinds.
        village_bodies: Bodies that a village or community has of its own.
        self_named: Endings before which any word is a name (海关, 派出所, 有限公司).
        agencies: Endings of public bodies whatever stands before them.
        central: Organs of the centre that are named without a division.
        verbs: Verbs by kind (`implement`, `organise` …).
        posts: Posts, occupations and statuses, longest first.
        surnames: Single and compound surnames.
        common_surnames: Those that most people bear.
        rare_surnames: Surnames that are common words as well (有, 能, 相).
        modifiers: Words that no name begins with.
        plain_parts: Words that make a zone's or venue's name no name of its own (工业, 经济).
        general: Words that any programme's name may hold, so that they make none distinctive.
        after_names: What may stand right behind a person's name.
        villages: Words in 村 or 社区 that name no village.
        transcription: Letters with which names of other languages are written by sound.
        organ: Matches an organ after its division or level.
    """

    heads: dict[str, frozenset[str]]
    strong_events: frozenset[str]
    weak: frozenset[str]
    suffixes: dict[str, frozenset[str]]
    village_bodies: frozenset[str]
    self_named: frozenset[str]
    agencies: tuple[str, ...]
    central: frozenset[str]
    verbs: dict[str, frozenset[str]]
    posts: dict[str, frozenset[str]]
    surnames: frozenset[str]
    common_surnames: frozenset[str]
    rare_surnames: frozenset[str]
    modifiers: frozenset[str]
    plain_parts: frozenset[str]
    general: frozenset[str]
    after_names: frozenset[str]
    villages: frozenset[str]
    transcription: frozenset[str]
    organ: re.Pattern[str]

    @property
    def institution_endings(self) -> frozenset[str]:
        """Every ending that can close an institution's name by itself; the one-letter ones of parts (科, 部) cannot."""
        units = frozenset(w for w in self.suffixes["unit"] if len(w) > 1)
        return units.union(*(w for c, w in self.suffixes.items() if c != "unit"))


def _group(name: str) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_lexicon(name):
        words[row.cls].add(row.word)
    return {cls: frozenset(found) for cls, found in words.items()}


@cache
def load_vocabulary() -> Vocabulary:
    """Read the lexicons once.

    Raises:
        DataError: A lexicon holds a malformed row.
    """
    organs = _group("organs")
    heads = _group("heads")
    institutions = _group("institutions")
    domain = alternate(organs["domain"])
    organ = re.compile(
        rf"(?:{alternate(organs['organ'] | organs['branch'])}"
        rf"|(?:(?:{domain})(?:和|与|、)?){{1,6}}(?:{alternate(organs['ending'])}))"
    )
    generic = _group("generic")
    return Vocabulary(
        heads={c: heads[c] for c in ("Programme", "Event", "Venue", "Zone", "Whole", "Tail")},
        strong_events=frozenset(
            w for w in heads["Event"] - heads["Weak"] if w.endswith(("赛", "论坛", "博览会")) and len(w) > 1
        ),
        weak=heads["Weak"],
        suffixes={c: w for c, w in institutions.items() if c not in {"central", "village-body", "self-named"}},
        village_bodies=institutions["village-body"],
        self_named=institutions["self-named"],
        agencies=tuple(sorted(organs["agency"] | {w for w in organs["ending"] if len(w) > 2})),
        central=institutions["central"],
        verbs=_group("verbs"),
        posts=_group("posts"),
        surnames=frozenset(row.word for row in read_lexicon("surnames")),
        common_surnames=frozenset(r.word for r in read_lexicon("surnames") if r.note == "common" or len(r.word) > 1),
        rare_surnames=_group("surnames").get("rare", frozenset()),
        modifiers=generic["modifier"],
        plain_parts=generic["part"],
        general=generic["general"],
        after_names=generic["after-name"],
        villages=generic["village"],
        transcription=frozenset(row.word for row in read_lexicon("transcription")),
        organ=organ,
    )
