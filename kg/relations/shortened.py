"""Shortened names: the last word of a name stands for the whole at the head of a clause (合作社, 园区, 此次活动)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Span
from kg.relations.naming import Named
from kg.resources.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# what follows says that the word is a subject and no part of a longer word (企业家, 合作社员)
_SHORTENED = (
    r"(?:(?<=[，。！？；：、“”…\n])|^)\s*(?:目前|眼下|如今|现在|今年|去年|据统计|据了解|据介绍|其中|同时|此外|截至[^，。]{2,8}"
    r"|随后|近年来|建成后|投产后|投用后)?"
    r"((?P<this>[此本这][次届]|这[一个项场])(?P<more>[\u4e00-\u9fff]{0,4}?))?(?P<kind>%s)(?!覆盖|[家主员长群化们型级类数均])"
)


@cache
def load_shortened() -> tuple[re.Pattern[str], Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """The pattern that finds the words, and for each word the classes and the endings that the meant name may have.

    Raises:
        DataError: The lexicon is malformed.
    """
    targets: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for row in read_lexicon("shortened"):
        targets[row.word].append((row.cls, tuple(row.note.split())))
    words = sorted(targets, key=lambda w: (-len(w), w))
    pattern = re.compile(_SHORTENED % "|".join(map(re.escape, words)))
    return pattern, {word: tuple(found) for word, found in targets.items()}


def find_shortened(text: str, named: Sequence[Named]) -> tuple[Named, ...]:
    """Find shortened names and what each means: the last fitting name of the paragraph, else the only one of the text.

    Args:
        text: A passage.
        named: Names and references in it, sorted by span.

    Returns:
        References sorted by span, none of which crosses a name; a word that nothing fits is left out.
    """
    pattern, targets = load_shortened()
    found: list[Named] = []
    for match in pattern.finditer(text):
        span = Span(match.start("this") if match["this"] else match.start("kind"), match.end("kind"))
        if any(span.crosses(name.span) for name in named):
            continue
        fitting = [
            name
            for name in named
            if name.span.end <= span.start
            and any(name.cls == cls and name.name.endswith(endings) for cls, endings in targets[match["kind"]])
        ]
        line = text.rfind("\n", 0, span.start) + 1
        near = [name for name in fitting if name.span.start >= line]
        if near or len({name.entity for name in fitting}) == 1:
            target = (near or fitting)[-1]
            found.append(Named(span, target.entity, target.cls, target.name, reference=True))
    return tuple(found)
