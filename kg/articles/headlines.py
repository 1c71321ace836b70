"""Headlines given to their stories by what they share, all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.articles.affinity import Affinity
from kg.articles.lines import Line
from kg.articles.runs import Run, less
from kg.articles.stories import Layout, Story

_LONG = 29  # longer ones are decks where the page is not clean
_PLAIN = 20  # a headline with a comma is rarely longer
_LEAST = 0.10
_LEAST_PHOTO = 0.16
_LEAST_DECK = 0.22
_NEAR = 0.12
_SURE = 0.25
_LEAST_SIZE = 6  # a headline of one line is rarely shorter
_MOST_LINES = 3  # a headline has rarely more
_PART = 0.12  # what every further part of a block costs
_STRAY = 0.25  # what a part without a story costs
_LIKELY = 3  # stories that a line may belong to
_STACK = 2  # heads that may stand between a headline and its story
_SUBTITLE = "—-―"
_PLACED = 0.1  # what it counts that a story begins in the place that a headline opens with (固安：…)
_START = 80  # characters of a story's beginning
_PLACE = re.compile("([\u4e00-\u9fff]{2,5})：")


@dataclass(frozen=True, slots=True)
class Head:
    """Lines that may be a headline.

    Attributes:
        lines: One to a few.
        first: Index of the first of them.
        above: Index of the story that they stand right above, if any.
        below: Index of the story that they stand right below, if any.
    """

    lines: tuple[Line, ...]
    first: int
    above: int | None
    below: int | None

    @property
    def text(self) -> str:
        """Its characters without blanks."""
        return "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which headline and which deck a story has.

    Attributes:
        titles: Headlines by the index of their story.
        decks: Decks by the index of their story, in page order.
    """

    titles: dict[int, Head]
    decks: dict[int, tuple[Head, ...]]


def assign_headlines(layout: Layout) -> Assignment:
    """Give every story at most one headline, so that the whole page fits best.

    Args:
        layout: Stories and free heads of a page.
    """
    stories = layout.stories
    affinity = Affinity([story.text for story in stories])
    titles: dict[int, Head] = {}
    free: list[Head] = []
    lines = [line for run in layout.heads for line in run.lines]
    stacked = len(lines) <= len(stories) or any(line.gap == 0 for run in layout.heads for line in run.lines[1:])
    scarce = sum(1 + any(line.gap for line in run.lines[1:]) for run in layout.heads) < sum(
        not s.photo for s in stories
    )
    for run in layout.heads:
        free += _part(_place(layout, run), stories, affinity, stacked=stacked, scarce=scarce)
    free = _take_clean(free, stories, titles)
    short = [head for head in free if len(head.text) < _LONG and head.text[0] not in _SUBTITLE]
    for head, number in _match(short, stories, affinity, set(titles)):
        titles[number] = head
        free.remove(head)
    _give_last(free, stories, affinity, titles)
    decks: dict[int, list[Head]] = {}
    for head in free:
        owner = _find_deck_owner(head, affinity, titles)
        if owner is not None:
            decks.setdefault(owner, []).append(head)
    return Assignment(titles, {number: tuple(heads) for number, heads in decks.items()})


def _place(layout: Layout, run: Run) -> Head:
    """A head with the stories next to it."""
    last = run.first + len(run.lines) - 1
    edges = [(story.first, story.runs[-1].first + len(story.runs[-1].lines) - 1) for story in layout.stories]
    others = [(other.first, other.first + len(other.lines) - 1) for other in layout.heads if other is not run]
    before = max((end for _, end in (*edges, *others) if end < run.first), default=None)
    above = next((i for i, (start, _) in enumerate(edges) if start > last), None)
    if above is not None and sum(last < start < edges[above][0] for start, _ in others) >= _STACK:
        above = None
    below = next((i for i, (_, end) in enumerate(edges) if end == before), None)
    return Head(run.lines, run.first, above, below)


def _part(head: Head, stories: Sequence[Story], affinity: Affinity, *, stacked: bool, scarce: bool) -> list[Head]:
    """Part lines that stand beneath each other but are headlines of several stories.

    Args:
        head: Lines as they stand.
        stories: The page's.
        affinity: The same.
        stacked: Whether the page sets the lines of a headline beneath each other without an empty line.
        scarce: Whether there are fewer heads than stories.
    """
    if head.above is not None and stories[head.above].clean:
        starts = [i for i, line in enumerate(head.lines) if not i or line.gap or line.text[0] not in _SUBTITLE]
        return [_slice(head, start, end) for start, end in pairwise([*starts, len(head.lines)])]
    cuts = [0]
    shares = [affinity.share(line.text) for line in head.lines] if len(head.lines) > 1 else []
    for i, (upper, lower) in enumerate(pairwise(head.lines), start=1):
        may_part = lower.gap > 0 or (scarce and min(upper.size, lower.size) >= _LEAST_SIZE)
        wide = less(upper, lower, 12) or (upper.size >= _LONG and less(lower, upper, 16))
        if wide or (stacked and lower.gap) or (may_part and _differ(shares[i - 1], shares[i])):
            cuts.append(i)
    cuts.append(len(head.lines))
    parts = [
        (start + i, start + j) for start, end in pairwise(cuts) for i, j in _part_tight(head.lines[start:end], affinity)
    ]
    return [_slice(head, start, end) for start, end in parts]


def _part_tight(lines: Sequence[Line], affinity: Affinity) -> list[tuple[int, int]]:
    """Part lines that are too many for one headline so that each part has a story of its own, as a whole the best.

    Args:
        lines: Beneath each other without an empty line.
        affinity: Of the page's stories.

    Returns:
        Ranges of lines, in order.
    """
    if len(lines) <= _MOST_LINES:
        return [(0, len(lines))]
    single = [affinity.share(line.text) for line in lines]
    if len({max(range(len(parts)), key=lambda i: parts[i]) for parts in single}) == 1:
        return [(0, len(lines))]  # a deck
    # best[stories given away] = (fit, ranges), line by line
    reached: list[dict[frozenset[int], tuple[float, list[tuple[int, int]]]]] = [{} for _ in range(len(lines) + 1)]
    reached[0][frozenset()] = (0.0, [])
    for end in range(1, len(lines) + 1):
        for start in range(max(0, end - _MOST_LINES), end):
            shares = _fit(single[start:end])
            likely = sorted(range(len(shares)), key=lambda i: (-shares[i], i))[:_LIKELY]
            for given, (fit, ranges) in reached[start].items():
                for story in likely:
                    if story in given or shares[story] < _PART:
                        continue
                    _keep_best(reached[end], given | {story}, fit + shares[story] - _PART, [*ranges, (start, end)])
                _keep_best(reached[end], given, fit - _STRAY, [*ranges, (start, end)])
    return max(reached[-1].values(), key=lambda found: (found[0], -len(found[1]), found[1]))[1]


def _fit(single: Sequence[Sequence[float]]) -> list[float]:
    """How well some lines suit each story: as well as the best of them, less what the others would suit elsewhere.

    One line of a headline may say it all, and another nothing: 某某医生留下｜一支“带不走的队伍”.

    Args:
        single: Share of each line with each story.
    """
    best = [max(shares) for shares in single]
    return [
        max(shares) - sum(most - share for most, share in zip(best, shares, strict=True))
        for shares in zip(*single, strict=True)
    ]


def _keep_best(
    reached: dict[frozenset[int], tuple[float, list[tuple[int, int]]]],
    given: frozenset[int],
    fit: float,
    ranges: list[tuple[int, int]],
) -> None:
    if given not in reached or fit > reached[given][0]:
        reached[given] = (fit, ranges)


def _differ(upper: Sequence[float], lower: Sequence[float]) -> bool:
    """Whether two lines clearly belong to different stories."""
    one = max(range(len(upper)), key=lambda i: (upper[i], -i))
    other = max(range(len(lower)), key=lambda i: (lower[i], -i))
    sure = min(upper[one], lower[other]) >= _SURE
    return one != other and sure and upper[other] < upper[one] / 3 and lower[one] < lower[other] / 3


def _slice(head: Head, start: int, end: int) -> Head:
    last = end == len(head.lines)
    return Head(
        head.lines[start:end],
        head.first + start,
        head.above if last or start == 0 else None,
        None if start else head.below,
    )


def _take_clean(free: list[Head], stories: Sequence[Story], titles: dict[int, Head]) -> list[Head]:
    """In text that no column has broken, the first line above a story is its headline."""
    left: list[Head] = []
    for head in free:
        number = head.above
        if number is not None and number not in titles and stories[number].clean and _is_close(head, stories[number]):
            titles[number] = head
        else:
            left.append(head)
    return left


def _is_close(head: Head, story: Story) -> bool:
    """Whether no more than a head's own lines and a byline stand between it and its story."""
    return len(head.text) <= 60 and story.first - head.first <= 4


def _match(
    heads: Sequence[Head], stories: Sequence[Story], affinity: Affinity, taken: set[int]
) -> list[tuple[Head, int]]:
    import networkx as nx  # noqa: PLC0415 - heavy

    graph = nx.Graph()
    for h, head in enumerate(heads):
        shares = affinity.share(head.text)
        place = _PLACE.match(head.text)
        doubt = 0.6 if "，" in head.text and len(head.text) > _PLAIN else 1.0
        for s, story in enumerate(stories):
            if s in taken:
                continue
            share = shares[s] * doubt
            near = _NEAR if head.above == s else _NEAR / 2 if head.below == s else 0.0
            near += _PLACED if place and place[1] in story.text[:_START] else 0.0
            least = _LEAST_PHOTO if story.photo else _LEAST
            if share + near > least:
                graph.add_edge(("head", h), ("story", s), weight=share + near - (0.08 if story.photo else 0.0))
    pairs = nx.max_weight_matching(graph)
    found = [(a, b) if a[0] == "head" else (b, a) for a, b in pairs]
    return sorted(((heads[h], s) for (_, h), (_, s) in found), key=lambda pair: pair[1])


def _give_last(free: list[Head], stories: Sequence[Story], affinity: Affinity, titles: dict[int, Head]) -> None:
    """Give the only headline that is left to the story that lacks one, if they share anything at all.

    Where no story lacks one it is a photo's: of that which shares most with it, by far.
    """
    heads = [head for head in free if len(head.text) < _LONG and head.text[0] not in _SUBTITLE]
    if len(heads) != 1 or len(titles) < 2:
        return
    bare = [i for i, story in enumerate(stories) if i not in titles]
    told = [i for i in bare if not stories[i].photo]
    shares = affinity.share(heads[0].text)
    ranked = sorted(told or bare, key=lambda i: (-shares[i], i))
    far = len(ranked) == 1 or (not told and shares[ranked[0]] > 2 * shares[ranked[1]]) if ranked else False
    if far and shares[ranked[0]] > 0 and shares[ranked[0]] >= max(shares) / 2:
        titles[ranked[0]] = heads[0]
        free.remove(heads[0])


def _find_deck_owner(head: Head, affinity: Affinity, titles: dict[int, Head]) -> int | None:
    shares = [
        (share + (_NEAR if head.above == i and i in titles else 0.0), -i)
        for i, share in enumerate(affinity.share(head.text))
    ]
    share, number = max(shares)
    long = len(head.text) >= _LONG or head.text[0] in _SUBTITLE
    return -number if share >= (_LEAST_DECK if long else 2 * _LEAST_DECK) else None
