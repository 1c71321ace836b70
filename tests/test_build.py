"""Building from the command line: what is written, that it is always the same, and what happens to bad input."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import main as run_main
from kg.views.rdf import from_rdf

KG = (sys.executable, "-c", "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()")
FILES = ["entities.csv", "figures.csv", "graph.graphml", "graph.html", "graph.ttl", "manifest.json", "relations.csv"]

STUDY = """石泉县启动“春风助学”行动

本报讯（记者 顾远）近日，石泉县教育局启动“春风助学”行动，为320名学生发放助学金64万元。石泉县教育局局长何平说，行动由
石泉县教育局和石泉县慈善协会联合实施。
"""
TREES = """旬阳市推行“林长制”

本报讯（通讯员 白小川）3月12日，旬阳市林业局在吕河镇举办植树活动，栽下树苗5000株。近年来，旬阳市全面推行“林长制”。
"""
BIG5 = """花蓮縣推動「綠色校園」計畫

本報訊（記者林文）花蓮縣政府近日推動「綠色校園」計畫，共有35所學校參加。花蓮縣教育處處長陳明說，這項計畫將在三年內完成，
每所學校可獲補助二十萬元。
"""


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Run `kg build` in this process, in a directory of its own: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call_(*arguments):
        monkeypatch.setattr(sys, "argv", ["kg", "build", *map(str, arguments)])
        try:
            run_main()
            status = 0
        except SystemExit as exit_:
            status = exit_.code or 0
        out, err = capsys.readouterr()
        return status, out, err

    return call_


@pytest.fixture
def study(tmp_path):
    path = tmp_path / "study.txt"
    path.write_text(STUDY, encoding="utf-8")
    return path


def read_facts(directory):
    knowledge = from_rdf(Path(directory) / "graph.ttl")
    names = {entity.id: entity.name for entity in knowledge.entities}
    return {(names[r.subject], r.predicate, names[r.object]) for r in knowledge.relations}


def read_manifest(directory):
    return json.loads((Path(directory) / "manifest.json").read_text(encoding="utf-8"))


def list_names(directory):
    """The files; the store, which is a directory, must stand beside them."""
    names = sorted(path.name for path in Path(directory).iterdir())
    assert "store" in names
    return [name for name in names if name != "store"]


# ------------------------------------------------------------------ what is written


def test_build_writes_every_file_and_says_how_to_go_on(call, study):
    status, out, err = call(study, "--place", "安康市", "--paper", "样报", "--date", "2024-03-12")
    assert (status, err) == (0, "")
    assert list_names("output") == FILES
    assert all(f"output/{name}" in out for name in FILES)
    assert "kg query" in out
    assert "kg show" in out
    assert "机构" in out
    assert "样报为虚构报纸" not in out
    page = read_manifest("output")["inputs"][0]
    assert (page["source"], page["paper"], page["date"], page["place"]) == ("study.txt", "样报", "2024-03-12", "安康市")


def test_facts_of_a_page(call, study):
    assert call(study, "--place", "安康市")[0] == 0
    facts = read_facts("output")
    assert ("石泉县教育局", "initiates", "春风助学行动") in facts or (
        "石泉县教育局",
        "implements",
        "春风助学行动",
    ) in facts
    assert ("石泉县教育局", "jurisdiction", "石泉县") in facts
    assert ("何平", "affiliatedWith", "石泉县教育局") in facts


def test_output_directory_and_base(call, study):
    status, out, _ = call(study, "-o", "deep/er", "--base", "https://example.org/annals/")
    assert status == 0
    assert list_names("deep/er") == FILES
    assert "--graph deep/er\n" in out
    assert "https://example.org/annals/" in Path("deep/er/graph.ttl").read_text(encoding="utf-8")


def test_min_confidence_leaves_out_what_is_less_sure(call, study):
    call(study, "-o", "all")
    call(study, "-o", "sure", "--min-confidence", "0.9")
    everything, sure = from_rdf(Path("all/graph.ttl")), from_rdf(Path("sure/graph.ttl"))
    assert set(sure.relations) == {r for r in everything.relations if r.confidence >= 0.9}
    assert sure.entities == everything.entities


def test_directories_are_searched_and_pages_sorted(call, tmp_path):
    (tmp_path / "pages" / "b").mkdir(parents=True)
    (tmp_path / "pages" / ".cache").mkdir()
    (tmp_path / "pages" / "b" / "study.txt").write_text(STUDY, encoding="utf-8")
    (tmp_path / "pages" / "trees.txt").write_text(TREES, encoding="utf-8")
    (tmp_path / "pages" / "notes.md").write_text("no page", encoding="utf-8")
    (tmp_path / "pages" / ".cache" / "x.txt").write_text("no page", encoding="utf-8")
    assert call("pages")[0] == 0
    assert {page["source"] for page in read_manifest("output")["inputs"]} == {"study.txt", "trees.txt"}


# ------------------------------------------------------------------ always the same


def test_two_builds_are_identical_to_the_byte(study, tmp_path):
    trees = tmp_path / "trees.txt"
    trees.write_text(TREES, encoding="utf-8")
    for seed, directory, pages in (("1", "one", [study, trees]), ("2", "two", [trees, study])):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [*KG, "build", *map(str, pages), "-o", str(tmp_path / directory), "--place", "安康市"]
        subprocess.run(command, check=True, env=environment, capture_output=True)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_page_read_twice_is_told_and_counts_once(call, study, tmp_path):
    (tmp_path / "copy.txt").write_text(STUDY, encoding="utf-8")
    status, _, err = call(study, study, "copy.txt")
    assert status == 1
    assert err == f"kg: copy.txt: found the same content as {study}, expected each page once\n"
    assert read_manifest("output")["counts"]["pages"] == 1


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [(STUDY, "utf-8", ""), (STUDY, "utf-8-sig", "utf-8-sig"), (STUDY, "gb18030", "gb18030"), (BIG5, "big5", "big5")],
)
def test_encodings_are_read_and_reported(call, tmp_path, text, encoding, said):
    (tmp_path / "page.txt").write_bytes(text.encode(encoding))
    status, _, err = call("page.txt")
    assert status == 0
    assert err.lower() == (f"kg: page.txt: read as {said}\n" if said else "")
    assert read_manifest("output")["inputs"][0]["encoding"] == encoding
    graph = from_rdf(Path("output/graph.ttl"))
    assert text.splitlines()[0] in {article.title.text for article in graph.articles if article.title}


# ------------------------------------------------------------------ bad input

BAD = {
    "absent.txt": None,
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "binary.txt": bytes(range(256)) * 8,
    "latin.txt": "Événement à Besançon, près de là".encode("latin-1") * 40,
    "mixed.txt": STUDY.encode() + STUDY.encode("gb18030"),
    "numbers.txt": b"1 2 3 4 5 6 7 8\n" * 9,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_ends_in_one_line_and_nothing_is_written(call, tmp_path, name):
    if BAD[name] is not None:
        (tmp_path / name).write_bytes(BAD[name])
    status, out, err = call(name)
    assert (status, out) == (2, "")
    assert re.fullmatch(rf"kg: {name}(:\d+)?: found .+, expected .+\n", err)
    assert not Path("output").exists()


def test_good_pages_are_written_beside_bad_ones(call, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, content in BAD.items():
        if content is not None:
            (pages / name).write_bytes(content)
    (pages / "study.txt").write_text(STUDY, encoding="utf-8")
    status, out, err = call("pages")
    assert status == 1
    assert [line.split(":")[1].strip() for line in err.splitlines()] == [
        f"pages/{name}" for name in sorted(BAD) if BAD[name] is not None
    ]
    assert list_names("output") == FILES
    assert [page["source"] for page in read_manifest("output")["inputs"]] == ["study.txt"]
    assert "graph.html" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study.txt", "--date", "12.3.2024"], "--date: found 12.3.2024, expected a date"),
        (["study.txt", "-o", "study.txt"], "study.txt: found a file, expected a directory"),
        (["--place", "安康市"], "--place: found 安康市, but no page"),
        (["empty"], "empty: found no *.txt in the directory"),
    ],
)
def test_bad_arguments(call, study, tmp_path, arguments, said):
    (tmp_path / "empty").mkdir()
    status, _, err = call(*arguments)
    assert status == 2
    assert err.count("\n") == 1
    assert said in err
    assert study.read_text(encoding="utf-8") == STUDY


def test_full_disk_is_one_line_and_leaves_the_old_graph(call, study, monkeypatch):
    assert call(study)[0] == 0
    before = {name: Path("output", name).read_bytes() for name in FILES}
    real = Path.open

    def open_(path, *args, **kwargs):
        if path.name.startswith(".relations.csv"):
            raise OSError(28, "No space left on device", str(path))
        return real(path, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_)
        status, _, err = call(study, "--place", "安康市")
    assert status == 2
    assert err.count("\n") == 1
    assert "no space left on device" in err
    assert {
        name: (study.parent / "output" / name).read_bytes() for name in list_names(study.parent / "output")
    } == before


def test_forbidden_file_and_directory(call, study, monkeypatch):
    def forbid(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", forbid)
        status, _, err = call(study)
    assert status == 2
    assert re.fullmatch(rf"kg: {study}: found Permission denied, expected .+\n", err)
    monkeypatch.setattr(Path, "mkdir", forbid)
    assert call(study)[::2] == (2, "kg: output: permission denied\n")


# ------------------------------------------------------------------ progress


def read_terminal(end):
    """What was written to the other end until it is closed."""
    seen = b""
    while True:
        try:
            piece = os.read(end, 4096)
        except OSError:  # how Linux says that the other end is closed
            piece = b""
        if not piece:
            return seen.decode()
        seen += piece


def test_progress_shows_in_a_terminal_and_not_in_a_pipe(study, tmp_path):
    (tmp_path / "trees.txt").write_text(TREES, encoding="utf-8")
    near, far = pty.openpty()
    command = [*KG, "build", str(study), str(tmp_path / "trees.txt"), "-o", str(tmp_path / "output")]
    environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=far, env=environment) as ran:
        os.close(far)
        seen = read_terminal(near)  # all the while: a slow build redraws more than a terminal holds
        told, _ = ran.communicate()
    os.close(near)
    assert ran.returncode == 0
    assert "2/2" in seen
    assert b"2/2" not in told
    quiet = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert quiet.stderr == b""
