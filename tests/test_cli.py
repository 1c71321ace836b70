"""The command line: help, questions, portraits, errors in one line. Building is tested in test_build.py."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import time

import pytest
import rdflib
from rich.cells import cell_len
from specimen import TEXT

import kg
from kg.cli import app
from kg.cli import main as run_main
from kg.cli.terminal import print_table, wrap_text
from kg.views.rdf import to_turtle

COMMANDS = [command.callback.__name__ for command in app.registered_commands]
KG = (sys.executable, "-c", "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()")
MARKUP = "[bold]甲[/bold]"


@pytest.fixture(scope="session")
def graph(specimen, tmp_path_factory):
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    path.write_bytes(to_turtle(specimen))
    return path


@pytest.fixture
def call(capsys, monkeypatch):
    """Run the command line in this process: status, standard output, standard error."""

    def call_(*arguments):
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        with pytest.raises(SystemExit) as exit_:
            run_main()
        out, err = capsys.readouterr()
        return exit_.value.code or 0, out, err

    return call_


def read_tsv(text):
    return [line.split("\t") for line in text.splitlines()]


def test_commands():
    assert COMMANDS == ["build", "query", "show", "explain", "serve", "push", "export", "check", "evaluate"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(call, command):
    status, out, _ = call(command, "--help")
    assert status == 0
    assert f"Example: kg {command}" in out


def test_help_lists_every_command(call):
    status, out, _ = call("--help")
    assert status == 0
    assert all(f"│ {command} " in out for command in COMMANDS)


def test_version(call):
    assert call("--version") == (0, f"kg {kg.__version__}\n", "")


def test_help_loads_nothing_heavy():
    heavy = ["jieba", "networkx", "numpy", "onnxruntime", "pyoxigraph", "pyvis", "rdflib", "yaml"]
    code = f"import sys, kg.cli; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


# ------------------------------------------------------------------ query


def test_query_table_in_a_pipe_is_tab_separated(call, graph):
    status, out, err = call("query", "programmes-by-county", "--param", "county=青溪", "--graph", graph)
    rows = read_tsv(out)
    assert (status, err) == (0, "")
    assert rows[0] == ["county", "programme", "relation", "actor", "headline"]
    assert ["青溪县", "暖阳行动", "实施", "青溪县民政局", "青溪县“暖阳行动”让独居老人有人管"] in rows
    assert all(row[0] == "青溪县" for row in rows[1:])


def test_query_that_finds_nothing_says_so(call, graph):
    status, out, err = call("query", "programmes-by-county", "--param", "county=无此县", "--graph", graph)
    assert (status, len(out.splitlines()), err) == (0, 1, "kg: nothing found\n")


def test_query_csv(call, graph):
    status, out, _ = call("query", "programmes-by-county", "--graph", graph, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert {row["county"] for row in rows} == {"青溪县", "石门县"}


def test_query_json(call, graph):
    status, out, _ = call("query", "programmes-by-county", "--graph", graph, "--format", "json")
    assert status == 0
    bindings = json.loads(out)["results"]["bindings"]
    assert "林长制" in {binding["programme"]["value"] for binding in bindings}


def test_query_ttl(call, graph):
    status, out, _ = call("query", "neighbourhood", "--param", "name=青溪县民政局", "--graph", graph, "--format", "ttl")
    assert status == 0
    labels = {str(label) for label in rdflib.Graph().parse(data=out, format="turtle").objects(None, rdflib.RDFS.label)}
    assert {"青溪县民政局", "暖阳行动"} <= labels


def test_query_from_a_file(call, graph, tmp_path):
    path = tmp_path / "own.rq"
    path.write_text("SELECT ?label WHERE { ?x a xz:County ; rdfs:label ?label } ORDER BY ?label", encoding="utf-8")
    assert read_tsv(call("query", path, "--graph", graph)[1]) == [["label"], ["石门县"], ["青溪县"]]


def test_query_from_standard_input(graph):
    ran = subprocess.run(
        [*KG, "query", "-", "--graph", str(graph)],
        input="ASK { ?x rdfs:label '暖阳行动'@zh }",
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "answer\ntrue\n"


def test_query_list(call):
    status, out, _ = call("query", "--list")
    rows = read_tsv(out)
    assert status == 0
    assert rows[0] == ["question", "summary", "parameters"]
    assert len(rows) > 10
    assert all(row[1] for row in rows)
    assert "county" in next(row[2] for row in rows if row[0] == "programmes-by-county")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "programme-by-county"], "programmes-by-county"),
        (["query", "absent.rq"], "absent.rq: found no such file"),
        (["query", "entity", "--param", "name"], "--param name: expected NAME=VALUE"),
        (["query", "entity"], "lacks its parameter 'name'"),
        (["query", "entity", "--param", "town=青溪县"], "has no parameter 'town'"),
        (["query", "entity", "--param", "name=青溪县", "--format", "ttl"], "found format ttl"),
        (["show", "无此县"], "无此县"),
        (["explain", "青溪县", "loves"], "relation loves: unknown"),
        (["explain", "青溪县", "implements", "无此物"], "无此物"),
        (["explain", "青溪县", "supports", "暖阳行动"], "states no such fact"),
    ],
)
def test_faults_end_in_one_line(call, graph, arguments, said):
    status, out, err = call(*arguments, "--graph", graph)
    assert status == 2
    assert out == ""
    assert err.startswith("kg: ")
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize("command", [["query", "origins"], ["show", "青溪县"], ["explain", "青溪县"], ["check"]])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.ttl", None, "found no such file"),
        ("broken.ttl", "this is no Turtle", "broken.ttl:1"),
        ("graph.docx", "", "found ending"),
    ],
)
def test_graph_that_cannot_be_read(call, tmp_path, command, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    status, _, err = call(*command, "--graph", path)
    assert status == 2
    assert err.count("\n") == 1
    assert said in err


def test_syntax_error_names_its_place(call, graph, tmp_path):
    path = tmp_path / "own.rq"
    path.write_text("SELECT * WHERE {\n ?a ?b }", encoding="utf-8")
    status, _, err = call("query", path, "--graph", graph)
    assert status == 2
    assert "own.rq:2:" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["nonsense"], ["query", "--format", "xml"], ["build", "--min-confidence", "7"]])
def test_wrong_usage(call, arguments):
    status, _, err = call(*arguments)
    assert status == 2
    assert "Traceback" not in err
    assert err


# ------------------------------------------------------------------ show, explain


def test_show(call, graph):
    status, out, err = call("show", "青溪县民政局", "--graph", graph)
    assert (status, err) == (0, "")
    assert out.startswith("青溪县民政局  机构 Institution\n")
    assert "又作 also: 县民政局、该局\n" in out
    assert "\n实施 implements\n  暖阳行动\n    近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。\n" in out
    assert "周正（局长）" in out


def test_show_by_short_name_with_code_and_figures(call, graph):
    assert "青溪县  县级区划 County  代码 code 529901\n" in call("show", "青溪", "--graph", graph)[1]
    assert "护林  11万亩  = 110000 亩" in call("show", "林长制", "--graph", graph)[1]


def test_explain_a_fact(call, graph):
    status, out, _ = call("explain", "青溪县民政局", "initiates", "暖阳行动", "--graph", graph)
    assert status == 0
    assert "“该局”指上文的青溪县民政局" in out
    assert "规则 rule specimen-rule，可信度 confidence 0.95" in out
    assert out.count("规则 rule") == 1


def test_explain_tells_what_the_official_hierarchy_settles(call, graph):
    assert "官方区划 official hierarchy" in call("explain", "青溪县", "partOf", "贵州省", "--graph", graph)[1]


def test_explain_an_entity(call, graph, specimen):
    bureau = next(entity.id for entity in specimen.entities if entity.name == "青溪县民政局")
    facts = [r for r in specimen.relations if bureau in (r.subject, r.object)]
    out = call("explain", "青溪县民政局", "--graph", graph)[1]
    assert out.count("可信度 confidence") == sum(len(fact.claims) for fact in facts)


# ------------------------------------------------------------------ check, evaluate


def test_check_finds_the_project_sound(call):
    status, out, err = call("check")
    assert (status, err) == (0, "")
    rows = read_tsv(out)
    assert {row[2] for row in rows[1:]} == {"ok"}
    assert {"ontology.ttl", "shapes.ttl", "lexicon/verbs.csv", "relation rules", "questions"} <= {
        row[0] for row in rows
    }


def test_check_of_a_sound_graph(call, graph, specimen):
    for arguments in (["--graph", graph], [graph], [graph.parent]):
        status, out, err = call("check", *arguments)
        assert (status, err) == (0, "")
        rows = read_tsv(out)
        assert ["relations", str(len(specimen.relations)), "ok"] in rows
        assert {"shapes", "quotes"} <= {row[0] for row in rows}


def test_check_tells_the_faults_of_a_graph_in_plain_words(call, graph, tmp_path):
    text = graph.read_text(encoding="utf-8")
    path = tmp_path / "graph.ttl"
    path.write_text(
        text.replace('xz:unit "亩"', 'xz:unit ""').replace('xz:value "320"^^xsd:decimal', 'xz:value "many"'),
        encoding="utf-8",
    )
    status, out, err = call("check", path)
    assert status == 2
    assert ["shapes", "2 faults"] in [[row[0], row[2]] for row in read_tsv(out)]
    lines = [re.sub(r"\(figure-\w+\)", "(…)", line) for line in err.splitlines()]
    assert lines == [
        "kg: figure 护林 11万亩 of 林长制 (…): found xz:unit “”, expected one unit",
        "kg: figure 独居老人 320名 of 暖阳行动 (…): found xz:value “many”, expected one plain number",
    ]


def test_check_holds_a_graph_against_its_pages(call, graph, tmp_path):
    (tmp_path / "page.txt").write_bytes(TEXT.encode())
    status, out, _ = call("check", graph, "--pages", tmp_path)
    assert status == 0
    assert ["pages", "1", "ok"] in read_tsv(out)
    assert "--pages: found no graph" in call("check", "--pages", tmp_path)[2]
    assert "expected one graph" in call("check", graph, "--graph", tmp_path / "graph.ttl")[2]


GOLD = """
articles: []
entities:
  - {name: 青溪县, class: County}
  - {name: 暖阳行动, class: Event}
relations: [[青溪县, implements, 暖阳行动]]
"""


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.yaml"
    path.write_text(GOLD, encoding="utf-8")
    return path


def test_evaluate(call, graph, gold):
    status, out, err = call("evaluate", graph, gold)
    rows = {row[0]: row[1:] for row in read_tsv(out)}
    assert (status, err) == (0, "")
    assert rows["task"] == ["precision", "recall", "f1", "right", "spurious", "missed"]
    assert rows["entities (names)"][1] == "1.0"
    assert rows["entities (typed)"][1] == "0.5"
    assert rows["relations"][3:] == ["0", "16", "1"]


def test_evaluate_errors_as_json(call, graph, gold):
    out = call("evaluate", graph, gold, "--errors", "--format", "json")[1]
    assert {"error": "relation missed", "what": "青溪县 implements 暖阳行动"} in json.loads(out)


def test_evaluate_faulty_gold(call, graph, tmp_path):
    path = tmp_path / "gold.yaml"
    path.write_text("entities: [{name: 甲县, class: Shire}]", encoding="utf-8")
    status, _, err = call("evaluate", graph, path)
    assert status == 2
    assert "found class Shire of 甲县" in err


# ------------------------------------------------------------------ terminals and pipes


def run_in_terminal(*arguments, columns=100):
    """Run in a pseudo-terminal; what a person would see."""
    near, far = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    with subprocess.Popen(
        [*KG, *map(str, arguments)], stdout=far, stderr=far, stdin=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(far)
        seen = b""
        while True:
            try:
                chunk = os.read(near, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
    os.close(near)
    return process.returncode, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen.decode())


def test_table_in_a_terminal_is_framed_and_nothing_is_cut(graph):
    status, seen = run_in_terminal("query", "programmes-by-county", "--graph", graph, columns=60)
    assert status == 0
    assert "┃ county" in seen
    assert "…" not in seen


def test_portrait_in_a_terminal_wraps(graph):
    status, seen = run_in_terminal("show", "青溪县民政局", "--graph", graph, columns=40)
    assert status == 0
    lines = seen.splitlines()
    sentence = "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。"
    assert sentence in "".join(line.strip() for line in lines)
    assert not any(sentence in line for line in lines)
    assert all(cell_len(line) <= 40 for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("一二三四五", 10, ["一二三四五"]),
        ("一二三四五六", 10, ["一二三四五", "六"]),
        ("一二三四五，六", 10, ["一二三四", "五，六"]),  # no line opens with a mark
        ("一，，，，，，，", 4, ["一，", "，，", "，，", "，，"]),  # unless there is nothing else
        ("a一二", 4, ["a一", "二"]),
    ],
)
def test_chinese_text_is_wrapped(text, width, lines):
    assert wrap_text(text, width) == lines


def test_closed_pipe_is_no_fault(graph):
    command = f"{' '.join(map(repr, KG))} query evidence --graph {graph} --format csv | head -n 1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


def test_terminal_without_chinese(graph):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = subprocess.run(
        [*KG, "show", "青溪县", "--graph", str(graph)], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0
    assert "529901" in ran.stdout


def test_interruption(call, graph, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.views.sparql.run_query", interrupt)
    status, out, err = call("query", "origins", "--graph", graph)
    assert (status, out) == (130, "")
    assert "Traceback" not in err


def test_text_of_a_page_is_no_markup_and_no_control(capsys):
    print_table(("a",), [(MARKUP,), ("line\nbreak\tand tab",), ("\x1b]0;title\x07甲",)])
    assert capsys.readouterr().out == f"a\n{MARKUP}\nline break and tab\n\ufffd]0;title\ufffd甲\n"


def test_controls_in_a_file_name_stay_off_the_terminal(call):
    assert "\x1b" not in call("show", "\x1b[2J", "--graph", "\x1b[2J.ttl")[2]


def test_graph_may_be_named_by_its_directory(call, graph):
    for command in (["query", "origins"], ["show", "青溪县"], ["explain", "青溪县"], ["check"]):
        assert call(*command, "--graph", graph.parent)[0] == 0


def test_help_is_fast():
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([*KG, "--help"], capture_output=True, check=True)
        best = min(best, time.perf_counter() - start)
    assert best < 1.0


# ---------------------------------------------------------------- export


def test_export_to_a_file_and_to_standard_output(call, graph, tmp_path):
    status, _, err = call("export", graph, "--format", "trig", "-o", tmp_path / "out.trig")
    assert (status, err) == (0, f"kg: wrote {tmp_path / 'out.trig'}\n")
    ran = subprocess.run([*KG, "export", str(graph), "--format", "trig"], capture_output=True, check=True)
    assert ran.stdout == (tmp_path / "out.trig").read_bytes()
    assert b"GRAPH" not in ran.stderr


def test_export_reads_the_directory_and_the_ending(call, graph, tmp_path):
    assert call("export", graph.parent, "-o", tmp_path / "g.nq")[0] == 0
    assert call("export", graph, "--format", "nquads", "-o", tmp_path / "same")[0] == 0
    assert (tmp_path / "g.nq").read_bytes() == (tmp_path / "same").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "pdf"], "'pdf' is not one of 'turtle', 'ntriples'"),
        ([], "--format: found no format, expected --format with one of turtle, ntriples"),
        (["-o", "g.pdf"], "g.pdf: found no format, expected --format with one of turtle"),
        (["--format", "neo4j"], "-o: found no directory, expected one to write nodes.csv"),
        (["--format", "turtle", "-o", "."], ".: found a directory, expected a file to write, such as graph.ttl"),
    ],
)
def test_export_faults_in_one_line(call, graph, arguments, message):
    status, out, err = call("export", graph, *arguments)
    assert (status, out) == (2, "")
    assert message in " ".join(err.replace("│", " ").split())


def test_export_of_what_is_no_graph(call, tmp_path):
    (tmp_path / "graph.ttl").write_text("<a> <b>")
    assert "expected Turtle" in call("export", tmp_path, "--format", "nquads")[2]
    assert "no such file" in call("export", tmp_path / "none.ttl", "--format", "nquads")[2]
