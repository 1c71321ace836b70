"""What each question is asked of the sample pages, for its expected answer and for the benchmark."""

from __future__ import annotations

ASKED: dict[str, dict[str, str]] = {
    "articles-mentioning": {"name": "大城"},
    "cooperation": {"name": "大城县"},
    "counties-by-programmes": {},
    "description": {"name": "大城县"},
    "divisions-by-code": {"code": "1310"},
    "doubtful": {},
    "entity": {"name": "大城县"},
    "events": {"event": "第六届胜芳金秋文化旅游节"},
    "evidence": {"name": "大城县"},
    "facts-of-article": {"headline": "归雁"},
    "figures-of-county": {"county": "大城县"},
    "idle-institutions": {"county": "霸州市"},
    "institutions-of-county": {"county": "霸州市"},
    "neighbourhood": {"name": "链长制"},
    "origins": {},
    "pages": {},
    "people-and-posts": {"person": "孟繁荣"},
    "programmes-by-code": {"code": "131025"},
    "programmes-by-county": {"county": "大城县"},
    "programmes-without-implementer": {},
    "recognitions": {"name": "胜芳古镇"},
    "reporters": {"person": "佟亚楠"},
    "support": {},
    "widely-named": {},
}
