from __future__ import annotations

import pytest

from kg.errors import DataError
from kg.resources.divisions import load_divisions
from kg.resources.zones import load_zones


def test_zones_belong_to_divisions():
    divisions, zones = load_divisions(), load_zones()
    assert sum("state-level new area" in zone.note for zone in zones.values()) == 19
    assert all(divisions.by_code(zone.parent) for zone in zones.values())
    assert not any(divisions.named(name) for name in zones if not name.endswith("新区"))


def test_malformed_zones_are_reported(tmp_path, monkeypatch):
    path = tmp_path / "zones.csv"
    path.write_text("name,parent_code,note\n某开发区,1\n", encoding="utf-8")
    monkeypatch.setattr("kg.resources.zones.ZONES", path)
    with pytest.raises(DataError, match=r"zones\.csv:2: found"):
        load_zones.__wrapped__()
