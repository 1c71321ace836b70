"""The sample pages: what is found in them stays as it is until somebody decides otherwise.

`pytest --update-golden` writes `tests/golden/*.txt` anew; the difference is then read before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.evaluate import evaluate, read_gold
from kg.inputs import build_sources, find_sample_sources

GOLDEN = Path(__file__).parent / "golden"
OUTPUT = Path(__file__).parent.parent / "output"
PAGES = ("d1", "d2", "d3")

# What a page must reach at least (F1); the README's table says where it stands.
FLOORS = {
    "articles (boundaries)": 0.95,
    "headlines": 0.9,
    "reporters": 0.95,
    "photographers": 0.95,
    "entities (names)": 0.93,
    "entities (typed)": 0.92,
    "relations": 0.8,
    "figures (value, unit)": 0.92,
    "figures (with entity)": 0.75,
}


def describe_articles(knowledge):
    pages = {page.id: page.source for page in knowledge.pages}
    for article in knowledge.articles:
        text = article.body.text.replace("\n", "")
        people = " ".join(f"{credit.title}:{credit.name}" for credit in article.credits) or "-"
        title = article.title.text if article.title else "-"
        ends = f"{text[:18]} … {text[-12:]}"
        yield f"{pages[article.page]} {article.id[-2:]} {article.kind} | {title} | {people} | {ends}"


def describe_entities(knowledge):
    for entity in knowledge.entities:
        yield " | ".join((entity.cls, entity.name, "、".join(entity.aliases) or "-", entity.code or "-"))


def describe_relations(knowledge):
    names = {entity.id: entity.name for entity in knowledge.entities}
    for relation in knowledge.relations:
        role = f"（{relation.role}）" if relation.role else ""
        fact = f"{names[relation.subject]} | {relation.predicate} | {names[relation.object]}{role}"
        yield f"{fact} | {relation.rule} {relation.confidence:.2f}"


def describe_figures(knowledge):
    names = {entity.id: entity.name for entity in knowledge.entities}
    for figure in knowledge.figures:
        yield f"{names[figure.entity]} | {figure.measure} | {figure.text} = {figure.value:f} {figure.unit}"


@pytest.mark.parametrize("describe", [describe_articles, describe_entities, describe_relations, describe_figures])
def test_sample_pages_give_what_they_gave(sample, describe, request):
    path = GOLDEN / f"{describe.__name__.removeprefix('describe_')}.txt"
    lines = sorted(describe(sample))
    if request.config.getoption("--update-golden"):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def evaluations():
    """Each sample page built alone, against its gold."""
    found = {}
    for source in find_sample_sources():
        knowledge = build_sources([source], fail=pytest.fail)
        found[source.path.stem] = evaluate(knowledge, read_gold(GOLDEN / f"{source.path.stem}.yaml"))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_quality_stays_above_its_floor(evaluations, page):
    below = {
        task: (evaluations[page].tasks[task].f1, floor)
        for task, floor in FLOORS.items()
        if evaluations[page].tasks[task].f1 < floor
    }
    assert below == {}


def test_committed_output_is_what_a_build_writes(tmp_path):
    """Byte for byte; of the manifest all but the versions of libraries, which may be newer where this runs."""
    from kg.output import Settings, write_output  # noqa: PLC0415 - loads every view

    write_output(build_sources(find_sample_sources(), fail=pytest.fail), tmp_path, settings=Settings())
    for path in sorted(path for path in tmp_path.iterdir() if path.is_file()):
        built, committed = path.read_bytes(), (OUTPUT / path.name).read_bytes()
        if path.name == "manifest.json":
            built, committed = ({**json.loads(content), "versions": None} for content in (built, committed))
        same = built == committed  # apart from the assertion, which would print both files
        assert same, f"output/{path.name} is not what kg build writes; run kg build and commit"
