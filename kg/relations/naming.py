"""A mention resolved to its entity, as the stages of this package read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.model import Span


@dataclass(frozen=True, slots=True)
class Named:
    """A mention, or a reference such as 该县, resolved to its entity.

    Attributes:
        span: Where it stands, in code points of the passage's text.
        entity: Entity id.
        cls: Class of the entity.
        name: Canonical name of the entity.
        reference: Whether it is a word that points back (该县, 全市) instead of a name.
    """

    span: Span
    entity: str
    cls: str
    name: str
    reference: bool = False
