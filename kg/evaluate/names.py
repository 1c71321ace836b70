"""Names and texts folded for comparison."""

from __future__ import annotations

import unicodedata

_DROPPED = frozenset("“”\"'‘’「」『』《》〈〉【】()（）[] \t\n\r\u3000·・-—、，,")


def fold_name(name: str) -> str:
    """Fold a name: NFKC, lower case, no blanks, quotes, brackets or separators."""
    return "".join(c for c in unicodedata.normalize("NFKC", name) if c not in _DROPPED).lower()


def fold_text(text: str) -> str:
    """Fold a text: NFKC, no blanks, one kind of double quote."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("“", '"').replace("”", '"')
