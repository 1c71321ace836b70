"""A sentence with its names folded into marks, so that one regular expression can speak of classes of things.

Each name becomes two private-use characters: the first says its class, the second which name it is. The text of a page
may itself hold private-use characters (fonts of old printing systems); they are blanked first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import DIVISION_CLASSES, ENTITY_CLASSES, Span
from kg.relations.naming import Named

_FIRST_CLASS = 0xE000
_FIRST_NAME = 0xE100
_MOST_NAMES = 0x1700
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_ASIDE = re.compile(r"[（(](?:(?:以下|下)?(?:统)?简称|以下称|下称)[^（）()]{1,20}[）)]")
CLASS_MARKS = {cls: chr(_FIRST_CLASS + i) for i, cls in enumerate(ENTITY_CLASSES)}
CLASS_FIRST, CLASS_LAST = chr(_FIRST_CLASS), chr(_FIRST_CLASS + len(ENTITY_CLASSES) - 1)
ANY_NAME = f"[{chr(_FIRST_NAME)}-{chr(_FIRST_NAME + _MOST_NAMES - 1)}]"
MARKS = f"{chr(_FIRST_CLASS)}-{chr(_FIRST_NAME + _MOST_NAMES - 1)}"


@dataclass(frozen=True, slots=True)
class Tape:
    """One sentence, folded.

    Attributes:
        text: Letters and marks.
        named: The names, in order; the n-th mark stands for the n-th.
        offsets: For each character of `text`, where it stands in the passage.
        span: The sentence in the passage.
    """

    text: str
    named: tuple[Named, ...]
    offsets: tuple[int, ...]
    span: Span

    def names_in(self, start: int, end: int) -> tuple[Named, ...]:
        """The names whose marks stand in a slice of `text`, but for divisions right before another name of it."""
        found = [
            (at, self.named[ord(self.text[at]) - _FIRST_NAME])
            for at in range(start, end)
            if _FIRST_NAME <= ord(self.text[at]) < _FIRST_NAME + _MOST_NAMES
        ]
        return tuple(
            name
            for at, name in found
            if name.cls not in DIVISION_CLASSES or at + 1 >= end or not CLASS_FIRST <= self.text[at + 1] <= CLASS_LAST
        )


def fold_sentence(text: str, sentence: Span, named: Sequence[Named]) -> Tape:
    """Fold the names of a sentence into marks; a short name's definition in brackets is left out.

    Args:
        text: The passage.
        sentence: A span of it.
        named: Names and references of the passage, sorted, without overlaps.
    """
    inside = [n for n in named if n.span.within(sentence)]
    asides = [Span(*m.span()) for m in _ASIDE.finditer(text, sentence.start, sentence.end)]
    inside = [n for n in inside if not any(n.span.crosses(a) for a in asides)][:_MOST_NAMES]
    stops = [*(n.span.start for n in inside), *(a.start for a in asides), sentence.end]
    letters: list[str] = []
    offsets: list[int] = []
    at, index = sentence.start, 0
    while at < sentence.end:
        aside = next((a for a in asides if a.start == at), None)
        if aside is not None:
            at = aside.end
            continue
        if index < len(inside) and inside[index].span.start == at:
            letters += [CLASS_MARKS[inside[index].cls], chr(_FIRST_NAME + index)]
            offsets += [at, at]
            at = inside[index].span.end
            index += 1
            continue
        stop = min((s for s in stops if s > at), default=sentence.end)
        letters.append(_PRIVATE.sub("□", text[at:stop]))
        offsets += range(at, stop)
        at = stop
    return Tape("".join(letters), tuple(inside), tuple(offsets), sentence)
