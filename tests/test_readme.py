"""What the README says is true: its commands run, its Python runs, its rule, query and question work."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import app
from kg.model import Span
from kg.relations.matching import find_relations
from kg.relations.naming import Named
from kg.relations.rulebook import RuleBook
from kg.relations.rules import load_rules
from kg.resources.ontology import read_ontology
from kg.resources.questions import parse_question
from kg.resources.sample import read_sample
from kg.views.ontology import to_markdown
from kg.views.sparql import load_store, run_query

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
KG = (sys.executable, "-c", "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()")


def find_blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def find_block(language, *, holding):
    return next(block for block in find_blocks(language) if holding in block)


def find_commands():
    """Every line of a shell block that calls kg itself."""
    return [line for block in find_blocks("sh") for line in block.splitlines() if line.startswith("kg ")]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A directory with the page that the README speaks of, built as its first command says."""
    directory = tmp_path_factory.mktemp("readme")
    shutil.copy(read_sample().pages[0].path, directory / "page.txt")
    run(find_commands()[0], directory)
    return directory


def run(line, directory):
    command = [*KG, *shlex.split(line)[1:]]
    ran = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{line}: {ran.stderr}"
    return ran.stdout


def test_first_command_builds():
    assert find_commands()[0].startswith("kg build page.txt")


@pytest.mark.parametrize("line", find_commands()[1:])
def test_commands_run(line, workplace):
    out = run(line, workplace)
    assert len(out.splitlines()) > 1


def test_python_runs(workplace):
    code = find_block("python", holding="import kg")
    ran = subprocess.run([sys.executable, "-c", code], cwd=workplace, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("大城县 County 131025\n")
    assert len(ran.stdout.splitlines()) > 3


@pytest.mark.parametrize("holding", ["?institution ?programme ?sentence", "#+ summary: Villages"])
def test_queries_answer(holding, workplace):
    question = parse_question(find_block("sparql", holding=holding))
    assert len(run_query(load_store(workplace / "output" / "graph.ttl"), question)) > 0


def test_question_takes_its_parameter(workplace):
    question = parse_question(find_block("sparql", holding="#+ summary: Villages"))
    store = load_store(workplace / "output" / "graph.ttl")
    everywhere = run_query(store, question)
    county = next(iter(everywhere))["county"]
    assert 0 < len(run_query(store, question, params={"county": county})) < len(everywhere)


def test_rule_finds_what_it_says(tmp_path):
    (tmp_path / "relations-own.toml").write_text(find_block("toml", holding="[[rule]]"), encoding="utf-8")
    (rule,) = load_rules(tmp_path)
    for marked, expected in (*rule.finds, *((miss, ()) for miss in rule.misses)):
        assert find_facts(rule, marked) == set(expected)


def find_facts(rule, marked):
    text, named = "", []
    for plain, cls, name in re.findall(r"([^\[]*)(?:\[(\w+)\|([^\]]+)\])?", marked):
        text += plain
        if name:
            named.append(Named(Span(len(text), len(text) + len(name)), name, cls, name))
            text += name
    return {f"{fact.subject.name} > {fact.object.name}" for fact in find_relations(text, named, rules=RuleBook([rule]))}


def test_every_command_is_documented():
    for command in app.registered_commands:
        assert f"| `kg {command.callback.__name__}" in README


def test_every_class_and_relation_is_listed():
    ontology = read_ontology()
    tables = [line.split("|") for line in README.splitlines() if line.startswith("| `")]
    listed = {name: row[2].strip() for row in tables for name in re.findall(r"`(\w+)`", row[1])}
    assert set(ontology.classes) | set(ontology.relations) <= set(listed)
    assert {name: listed[name] for name in ontology.relations} == {
        name: kind.zh for name, kind in ontology.relations.items()
    }


@pytest.mark.parametrize("table", ["classes", "relations"])
def test_tables_are_those_of_the_ontology(table, request):
    path, text = ROOT / "README.md", (ROOT / "README.md").read_text(encoding="utf-8")
    start, end = f"<!-- {table}, from the ontology -->\n", "<!-- end -->"
    before, _, rest = text.partition(start)
    _, _, after = rest.partition(end)
    current = before + start + to_markdown()[table] + end + after
    if request.config.getoption("--update-golden"):
        path.write_text(current, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == current, "run .ci/refresh"


def test_files_that_are_named_exist():
    for path in re.findall(r"\]\(([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path
