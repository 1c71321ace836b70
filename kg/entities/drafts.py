"""An entity in the making, and the key that says which names it gathers."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from kg.entities.naming import InstitutionName
from kg.model import Mention

Key = tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """An entity in the making.

    Attributes:
        cls: Its class.
        names: Every form met, with how often.
        mentions: Where it is named.
        articles: Ids of the articles that name it.
        code: Official code of a division.
        canonical: Name that the official table gives.
        decisions: Why names were joined, kept apart or linked.
        parsed: The name of an institution taken apart.
    """

    cls: str
    names: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)
    code: str | None = None
    canonical: str | None = None
    decisions: list[str] = field(default_factory=list)
    parsed: InstitutionName | None = None


def make_id(cls: str, name: str, key: Key) -> str:
    """Identifier of an entity, from its class, name and key alone."""
    digest = hashlib.sha256("\x1f".join((cls, name, *key)).encode()).hexdigest()[:12]
    return f"{cls.lower()}-{digest}"
