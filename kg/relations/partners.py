"""Whether a name is brought in as somebody's partner: 与甲、乙签约, 请来甲的专家, in contrast to who acts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.relations.naming import Named

_BROUGHT_IN = (
    *("与", "同", "跟", "联合", "携手", "会同", "联手", "牵手", "协同", "邀请", "请来", "请到", "聘请", "引来", "委托"),
    *("对接", "进驻", "销往", "送到", "送往", "转到"),
)
_LISTED = re.compile(r"[”）\s]*(?:、|和|及|以及)[“\s]*")


def is_partner(text: str, name: Named, named: Sequence[Named]) -> bool:
    """Whether the list that a name stands in follows a word that brings in a partner.

    Args:
        text: The passage.
        name: One of its names.
        named: Names and references of the passage, sorted by span.
    """
    start = name.span.start
    for other in reversed(named):
        if other.span.end <= start and (
            other.span.end == start or _LISTED.fullmatch(text, other.span.end, start) is not None
        ):
            start = other.span.start
    return text[:start].rstrip("“ ").endswith(_BROUGHT_IN)
