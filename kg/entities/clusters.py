"""Groups of names that mean one thing, joined by decisions that keep their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Clusters(Generic[Key]):
    """Disjoint sets of keys.

    Attributes:
        reasons: Why two sets were joined, by the key whose set took the other in.
    """

    _parent: dict[Key, Key] = field(default_factory=dict)
    reasons: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: Key) -> None:
        """Make a set of one, unless the key is known."""
        self._parent.setdefault(key, key)

    def find(self, key: Key) -> Key:
        """The key that stands for a key's set."""
        root = key
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[key] != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, one: Key, other: Key, *, reason: str) -> None:
        """Make two sets one; the first key's set takes the other's in."""
        left, right = self.find(one), self.find(other)
        if left == right:
            return
        self._parent[right] = left
        self.reasons[left] += [reason, *self.reasons.pop(right, [])]

    def groups(self, keys: Iterable[Key]) -> dict[Key, list[Key]]:
        """The sets of some keys, in the keys' order."""
        found: dict[Key, list[Key]] = defaultdict(list)
        for key in keys:
            found[self.find(key)].append(key)
        return dict(found)
