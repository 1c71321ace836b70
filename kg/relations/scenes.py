"""What is known of a passage up to a number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.relations.speech import find_speech

if TYPE_CHECKING:
    from kg.model import Span
    from kg.relations.candidates import Cast
    from kg.relations.focus import Focus


@dataclass(slots=True)
class Scene:
    """A passage on its way from number to number.

    Attributes:
        text: The passage.
        focus: What the text is about at this point.
        cast: Its names.
        main: Entity id of the article's main division, if any.
        headline: Entity ids that the headline names.
        speech: What stands in quotes.
        owners: Owner and place of clause of every number so far, in order.
    """

    text: str
    focus: Focus
    cast: Cast
    main: str | None
    headline: frozenset[str]
    speech: tuple[Span, ...] = ()
    owners: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.speech = find_speech(self.text)
