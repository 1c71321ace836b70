"""Direct speech: whose words they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.model import Span
from kg.relations.roles import match_speech

if TYPE_CHECKING:
    from kg.relations.focus import Focus
    from kg.relations.naming import Named

_SPEECH = re.compile(r"“[^“”]*”")
_SPEECH_END = re.compile(r"[。！？\n“]|$")
_PRONOUN = re.compile(r"[他她]")


def find_speech(text: str) -> tuple[Span, ...]:
    """Everything in quotes, in order."""
    return tuple(Span(*match.span()) for match in _SPEECH.finditer(text))


def find_speaker(text: str, speech: Span, *, focus: Focus) -> Named | None:
    """Who says it.

    Args:
        text: The passage.
        speech: One that `find_speech` found in it.
        focus: Knows the names of the passage.

    Returns:
        The person named behind it with 说, else the last one before it in the paragraph; where nothing was named in the
        paragraph before, the person that the sentence behind it brings in; None if there is none of these.
    """
    stop = _SPEECH_END.search(text, speech.end)
    end = stop.start() if stop else len(text)
    tail = text[speech.end : end]
    behind = [name for name in focus.within(Span(speech.end, end)) if name.cls == "Person"]
    if behind and match_speech().search(tail) and not _PRONOUN.match(tail):
        return behind[0]
    before = focus.within(Span(text.rfind("\n", 0, speech.start) + 1, speech.start))
    people = [name for name in before if name.cls == "Person"]
    if people:
        return people[-1]
    return behind[0] if behind and not before else None
