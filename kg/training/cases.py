"""Numbers whose owner is known: from pages with gold files, and from passages written for it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from kg.articles import read_page
from kg.errors import DataError
from kg.evaluate.gold import Gold, read_gold
from kg.evaluate.matching import match_entities
from kg.evaluate.names import fold_name
from kg.model import Page, Span
from kg.pipeline import build_page
from kg.relations.candidates import Candidate
from kg.relations.naming import Named
from kg.relations.numbers import Quantity, find_quantities
from kg.relations.owners import find_owners
from kg.relations.ranking import Ranker, Traits
from kg.relations.references import resolve_references
from kg.relations.shortened import find_tails

_MARK = re.compile(r"\[(\w+) ([^\]]+)\]|\[([^=\]]+)=([^\]]+)\]|\{([^}]+)\}|[^\[{]+")
_Key = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A number with its candidates.

    Attributes:
        traits: Of each candidate.
        right: Places of the candidates that own it; empty where none of them does.
        chosen: Place of the candidate that was taken.
        likely: How likely the ranker found it.
    """

    traits: tuple[tuple[str, ...], ...]
    right: frozenset[int]
    chosen: int
    likely: float


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with what a careful reader finds on it."""

    name: str
    page: Page
    gold: Gold


def read_gold_page(path: Path) -> GoldPage:
    """Read a gold file and the page of the same name beside it, or among the sample pages.

    Raises:
        DataError: There is no such page, or the gold file is damaged.
    """
    sample = Path(__file__).parent.parent / "data" / "sample"
    pages = [folder / f"{path.stem}.txt" for folder in (path.parent, sample)]
    page = next((page for page in pages if page.exists()), None)
    if page is None:
        raise DataError(path, found=f"no {path.stem}.txt beside it", expected="the page of the gold file")
    place = yaml.safe_load(path.read_text(encoding="utf-8")).get("place")
    return GoldPage(path.stem, read_page(page, place=place), read_gold(path))


class _Watcher:
    """A ranker that asks another, keeps every case, and tells the truth where it is to teach.

    Args:
        asked: The other one; None teaches: the owner is what `wanted` says.
        wanted: Right entity ids of each number, in order; empty for the first look.
    """

    def __init__(self, asked: Ranker | None, wanted: Sequence[frozenset[str]]) -> None:
        self.asked = asked
        self.wanted = wanted
        self.keys: list[_Key] = []
        self.cases: list[Case] = []

    def rank(self, quantity: Quantity, candidates: Sequence[Candidate], traits: Sequence[Traits]) -> Sequence[float]:
        """The truth, or what the other one says."""
        wanted = self.wanted[len(self.keys)] if self.wanted else frozenset[str]()
        self.keys.append(_key(quantity.value, quantity.unit))
        right = frozenset(n for n, candidate in enumerate(candidates) if candidate.entity in wanted)
        if self.asked:
            likely = self.asked.rank(quantity, candidates, traits)
        else:
            first = min(right, default=0)
            likely = [float(n == first) for n in range(len(candidates))]
        chosen = max(range(len(candidates)), key=lambda n: (likely[n], -n))
        self.cases.append(Case(tuple((*t.shared, *t.own) for t in traits), right, chosen, likely[chosen]))
        return likely


def find_page_cases(source: GoldPage, *, ranker: Ranker | None = None) -> list[Case]:
    """The figures of a page that its gold file lists, optional ones left out.

    Args:
        source: The page.
        ranker: Chooses the owners; None chooses the right ones.
    """
    first = _Watcher(None, ())
    knowledge = build_page(source.page, ranker=first)
    whole = match_entities(knowledge.entities, source.gold.entities, knowledge.relations).whole
    nodes: dict[str, set[str]] = defaultdict(set)
    for node, index in whole.items():
        nodes[source.gold.entities[index].name].add(node)
    owners = _find_gold_owners(source.gold, first.keys)
    wanted = [frozenset(node for name in sorted(names) for node in nodes[name]) for names in owners]
    second = _Watcher(ranker, wanted)
    build_page(source.page, ranker=second)
    return [case for case, names in zip(second.cases, owners, strict=True) if names]


def _find_gold_owners(gold: Gold, keys: Sequence[_Key]) -> list[frozenset[str]]:
    """Names of the owners of each number: one where gold and page have it equally often, else any that fits."""
    rows: dict[_Key, list[str]] = defaultdict(list)
    for figure in gold.figures:
        if not figure.optional:
            rows[_key(figure.value, figure.unit)].append(figure.of)
    often = Counter(keys)
    met: Counter[_Key] = Counter()
    found: list[frozenset[str]] = []
    for key in keys:
        names = rows[key]
        found.append(frozenset([names[met[key]]]) if len(names) == often[key] else frozenset(names))
        met[key] += 1
    return found


def _key(value: object, unit: str) -> _Key:
    return round(float(str(value)), 6), fold_name(unit)


def read_passages(path: Path) -> list[tuple[str, list[Named], Mapping[int, str]]]:
    """Read passages with marks: `[Class Name]`, `[word=Name]` for another word for it, `12户{Name}` for the owner.

    Args:
        path: Passages parted by blank lines; a line that opens with # is a comment.

    Returns:
        Text without marks, names sorted by span, owner by where its number ends.
    """
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [_read_passage(block) for block in "\n".join(lines).strip().split("\n\n")]


def _read_passage(block: str) -> tuple[str, list[Named], Mapping[int, str]]:
    text = ""
    named: list[Named] = []
    owners: dict[int, str] = {}
    classes: dict[str, str] = {}
    for cls, name, word, meant, owner, plain in _parts(block):
        if cls:
            classes[name] = cls
            named.append(Named(Span(len(text), len(text) + len(name)), name, cls, name))
            text += name
        elif word:
            named.append(Named(Span(len(text), len(text) + len(word)), meant, classes[meant], meant, reference=True))
            text += word
        elif owner:
            owners[len(text)] = owner
        else:
            text += plain
    references = resolve_references(text, named, before=[], home=[])
    named = sorted([*named, *references], key=lambda name: name.span)
    return text, sorted([*named, *find_tails(text, named)], key=lambda name: name.span), owners


def _parts(block: str) -> Iterator[tuple[str, str, str, str, str, str]]:
    for match in _MARK.finditer(block):
        cls, name, word, meant, owner = (group or "" for group in match.groups())
        yield cls, name, word, meant, owner, match.group()


def find_passage_cases(path: Path) -> list[Case]:
    """The numbers of marked passages, their right owners chosen.

    Raises:
        DataError: A mark stands behind no number, or names what the passage does not.
    """
    found: list[Case] = []
    for text, named, owners in read_passages(path):
        known = {name.entity for name in named}
        quantities = find_quantities(text)
        ends = {quantity.span.end for quantity in quantities}
        for end, owner in owners.items():
            if end not in ends or owner not in known:
                raise DataError(
                    path, found=f"{{{owner}}} behind {text[max(0, end - 8) : end]}", expected="a number of it"
                )
        watcher = _Watcher(None, [frozenset([owners.get(q.span.end, "")]) for q in quantities])
        find_owners(text, quantities, named=named, ranker=watcher)
        found += [case for case in watcher.cases if case.right]
    return found
