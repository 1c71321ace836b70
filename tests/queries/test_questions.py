"""Every question that ships, asked of the specimen, with and without its parameters."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from asked import ASKED
from rdflib.plugins.sparql import prepareQuery

from kg.claims import join_relations
from kg.model import Claim
from kg.resources.questions import Question, find_question, find_questions_directory, list_questions
from kg.views.rdf import to_turtle
from kg.views.sparql import Answer, load_store, run_query

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.model import Knowledge

GOLDEN = Path(__file__).parent.parent / "golden" / "questions"
UNION = "该局联合青溪县福利院，在老街剧场举办2024暖阳文艺汇演。"
START = "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。"
LINE = "石门县林业局在沙泉镇推行林长制，护林11万亩，护林员减少-3人。"
FIRST = "青溪县“暖阳行动”让独居老人有人管"
THIRD = "石门县在沙泉镇推行林长制"


@pytest.fixture(scope="module")
def store(specimen: Knowledge) -> Store:
    return load_store(to_turtle(specimen))


@pytest.fixture(scope="module")
def sample_store(sample: Knowledge) -> Store:
    return load_store(to_turtle(sample))


def ask(store: Store, question: str, columns: str, **params: object) -> list[tuple[Any, ...]]:
    answer = run_query(store, find_question(question), params=params)
    chosen = [answer.columns.index(column) for column in columns.split()]
    return [tuple(row[i] for i in chosen) for row in answer.rows]


CASES: list[tuple[str, str, dict[str, object], list[tuple[Any, ...]]]] = [
    (
        "programmes-by-county",
        "county programme relation actor headline",
        {},
        [
            ("石门县", "林长制", "实施", "沙泉镇", THIRD),
            ("石门县", "林长制", "实施", "石门县林业局", THIRD),
            ("青溪县", "暖阳行动", "发起", "青溪县民政局", FIRST),
            ("青溪县", "暖阳行动", "实施", "青溪县民政局", FIRST),
        ],
    ),
    ("programmes-by-county", "programme relation", {"county": "青溪县"}, [("暖阳行动", "发起"), ("暖阳行动", "实施")]),
    ("programmes-by-county", "programme relation", {"county": "青溪"}, [("暖阳行动", "发起"), ("暖阳行动", "实施")]),
    ("programmes-by-county", "programme", {"county": "沙泉镇"}, []),
    (
        "institutions-of-county",
        "county institution tie does what",
        {},
        [
            ("石门县", "石门县林业局", "所属", "实施", "林长制"),
            ("青溪县", "青溪县民政局", "所属", "举办", "2024暖阳文艺汇演"),
            ("青溪县", "青溪县民政局", "所属", "发起", "暖阳行动"),
            ("青溪县", "青溪县民政局", "所属", "实施", "暖阳行动"),
            ("青溪县", "青溪县福利院", "位于", "举办", "2024暖阳文艺汇演"),
        ],
    ),
    ("institutions-of-county", "institution", {"county": "石门县"}, [("石门县林业局",)]),
    (
        "reporters",
        "person credit headline topic",
        {},
        [
            ("李安", "采写", FIRST, "暖阳行动"),
            ("李安", "采写", FIRST, "青溪县"),
            ("王岚", "采写", FIRST, "暖阳行动"),
            ("王岚", "采写", FIRST, "青溪县"),
            ("赵晴", "摄影", None, None),
        ],
    ),
    ("reporters", "credit page", {"person": "赵晴"}, [("摄影", "specimen.txt")]),
    ("cooperation", "one other sentence", {}, [("青溪县民政局", "青溪县福利院", UNION)]),
    ("cooperation", "one", {"name": "福利院"}, [("青溪县民政局",)]),
    ("cooperation", "one", {"name": "县民政局"}, [("青溪县民政局",)]),
    ("cooperation", "one", {"name": "石门县林业局"}, []),
    (
        "people-and-posts",
        "person role organisation confidence",
        {},
        [("周正", None, "青溪县民政局", Decimal("0.5")), ("周正", "局长", "青溪县民政局", Decimal("0.9"))],
    ),
    ("people-and-posts", "role", {"person": "王岚"}, []),
    (
        "figures-of-county",
        "county about measure value unit printed",
        {},
        [
            ("石门县", "林长制", "护林", Decimal(110000), "亩", "11万亩"),
            ("石门县", "石门县", "护林员", Decimal(-3), "人", "-3人"),
            ("青溪县", "暖阳行动", "独居老人", Decimal(320), "名", "320名"),
            ("青溪县", "暖阳行动", "覆盖率", Decimal("98.5"), "%", "98.5%"),
        ],
    ),
    ("figures-of-county", "measure", {"county": "石门县"}, [("护林",), ("护林员",)]),
    (
        "events",
        "event place does who",
        {},
        [
            ("2024暖阳文艺汇演", "老街剧场", "举办", "青溪县民政局"),
            ("2024暖阳文艺汇演", "老街剧场", "举办", "青溪县福利院"),
        ],
    ),
    ("events", "event", {"event": "元宵灯会"}, []),
    ("counties-by-programmes", "county programmes", {}, [("石门县", 1), ("青溪县", 1)]),
    ("counties-by-programmes", "county", {"least": "2"}, []),
    (
        "entity",
        "direction relation other sentence",
        {"name": "福利院"},
        [
            ("←", "合作", "青溪县民政局", UNION),
            ("←", "支持", "青溪县民政局", UNION),
            ("→", "举办", "2024暖阳文艺汇演", UNION),
            ("→", "位于", "青溪县", UNION),
        ],
    ),
    (
        "entity",
        "direction relation other",
        {"name": "林长制"},
        [("#", "护林", "11万亩"), ("←", "实施", "沙泉镇"), ("←", "实施", "石门县林业局")],
    ),
    (
        "facts-of-article",
        "subject relation object sentence",
        {"headline": "林长制"},
        [
            ("沙泉镇", "实施", "林长制", LINE),
            ("石门县林业局", "实施", "林长制", LINE),
            ("石门县林业局", "所属区划", "石门县", LINE),
            ("甘肃省林业厅", "认定", "石门县林业局", "省林业厅授予石门县林业局先进集体。"),
        ],
    ),
    ("facts-of-article", "subject", {"headline": "无此题"}, []),
    (
        "divisions-by-code",
        "code division class above",
        {},
        [
            ("52", "贵州省", "省级", None),
            ("529901", "青溪县", "县级", "贵州省"),
            ("62", "甘肃省", "省级", None),
            ("629901", "石门县", "县级", "甘肃省"),
            ("629901101", "沙泉镇", "乡级", "石门县"),
        ],
    ),
    ("divisions-by-code", "division", {"code": "52"}, [("贵州省",), ("青溪县",)]),
    (
        "evidence",
        "subject relation object start end exact",
        {"name": "老街剧场"},
        [
            ("2024暖阳文艺汇演", "locatedIn", "老街剧场", 73, 84, "该局联合青溪县福利院，"),
            ("2024暖阳文艺汇演", "locatedIn", "老街剧场", 107, 125, "在老街剧场举办2024暖阳文艺汇演。"),
        ],
    ),
    ("recognitions", "institution recognised", {}, [("甘肃省林业厅", "石门县林业局")]),
    ("recognitions", "recognised", {"name": "青溪县福利院"}, []),
    ("support", "helper helped", {}, [("青溪县民政局", "青溪县福利院")]),
    ("support", "helper", {"name": "暖阳行动"}, []),
    (
        "articles-mentioning",
        "headline kind about",
        {"name": "青溪县福利院"},
        [(FIRST, "稿件", False), (None, "图片", False)],
    ),
    ("articles-mentioning", "headline about", {"name": "暖阳行动"}, [(FIRST, True)]),
    # 周正's post is claimed twice, once surely
    ("doubtful", "confidence subject", {"below": "0.55"}, [(Decimal("0.5"), "青溪县民政局")]),
    ("doubtful", "subject", {}, [("青溪县民政局",), ("沙泉镇",)]),
    (
        "programmes-by-code",
        "division actor relation programme",
        {"code": "629901"},
        [("石门县", "沙泉镇", "实施", "林长制"), ("石门县", "石门县林业局", "实施", "林长制")],
    ),
    ("programmes-by-code", "division", {"code": "629901101"}, [("沙泉镇",)]),
    ("programmes-by-code", "division", {"code": "99"}, []),
    ("idle-institutions", "county institution", {"county": "青溪"}, []),
    ("programmes-without-implementer", "programme", {}, []),
    ("pages", "page paper articles photos figures", {}, [("specimen.txt", "黔南样报", 3, 1, 4)]),
    ("widely-named", "entity articles", {}, [("青溪县福利院", 2)]),
    ("widely-named", "entity", {"least": "3"}, []),
]


@pytest.mark.parametrize(("name", "columns", "params", "expected"), CASES)
def test_question(
    store: Store, name: str, columns: str, params: dict[str, object], expected: list[tuple[Any, ...]]
) -> None:
    assert ask(store, name, columns, **params) == expected


def test_all_facts_of_all_articles(store: Store, specimen: Knowledge) -> None:
    stated = sum(len(claim.evidence) for relation in specimen.relations for claim in relation.claims)
    assert len(ask(store, "facts-of-article", "subject")) == stated


def test_all_evidence(store: Store, specimen: Knowledge) -> None:
    pieces = sum(len(evidence.spans) for relation in specimen.relations for evidence in relation.evidence)
    assert len(ask(store, "evidence", "subject")) == pieces  # two claims of one relation and sentence have one row


def test_origins(store: Store) -> None:
    rows = ask(store, "origins", "relation stated inferred")
    assert ("partOf", 0, 3) in rows
    assert ("implements", 3, 0) in rows
    assert sum(stated + inferred for _, stated, inferred in rows) == 17


def test_what_a_page_states_as_well_is_told_once(specimen: Knowledge) -> None:
    """The county is the province's by the official hierarchy; here a sentence says so too."""
    [known] = [r for r in specimen.relations if r.subject == "county-03"]
    sentence = next(r for r in specimen.relations if r.evidence).evidence[0]
    stated = replace(known, claims=(*known.claims, Claim(0.8, "specimen-rule", (sentence,))))
    store = load_store(to_turtle(replace(specimen, relations=join_relations([*specimen.relations, stated]))))
    rows = ask(store, "entity", "relation other confidence sentence", name="贵州省")
    assert rows == [("隶属", "青溪县", Decimal("0.8"), sentence.quote)]
    assert ("partOf", 1, 2) in ask(store, "origins", "relation stated inferred")
    assert ("青溪县",) not in ask(store, "doubtful", "subject", below="0.85")


def test_neighbourhood_is_a_graph(store: Store) -> None:
    answer = run_query(store, find_question("neighbourhood"), params={"name": "老街剧场"})
    graph = rdflib.Graph().parse(data=answer.to_turtle(), format="turtle")
    labels = {str(label) for label in graph.objects(None, rdflib.RDFS.label)}
    assert labels == {"老街剧场", "2024暖阳文艺汇演"}


def test_description_is_a_graph(store: Store, specimen: Knowledge) -> None:
    answer = run_query(store, find_question("description"), params={"name": "青溪"})
    county = next(entity.id for entity in specimen.entities if entity.name == "青溪县")
    assert {triple.subject.value.rpartition("/")[2] for triple in answer.triples} == {county}
    assert ("青溪县",) in {(triple.object.value,) for triple in answer.triples}


def test_institutions_that_do_nothing_and_programmes_that_nobody_carries_out(specimen: Knowledge) -> None:
    """The same graph, but nobody carries anything out, starts or holds anything."""
    fewer = tuple(r for r in specimen.relations if r.predicate not in {"implements", "organises"})
    store = load_store(to_turtle(replace(specimen, relations=fewer)))
    assert ask(store, "programmes-without-implementer", "programme initiator") == [
        ("暖阳行动", "青溪县民政局"),
        ("林长制", None),
    ]
    assert ask(store, "idle-institutions", "county institution headline") == [
        ("石门县", "石门县林业局", THIRD),
        ("青溪县", "青溪县福利院", None),
        ("青溪县", "青溪县福利院", FIRST),
    ]


QUESTIONS = list_questions()
GRAPHS = {"neighbourhood", "description"}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_answer_of_the_sample_pages(sample_store: Store, name: str, *, pytestconfig: pytest.Config) -> None:
    """What the sample pages answer stays as it is; `--update-golden` writes it anew."""
    answer = run_query(sample_store, find_question(name), params=ASKED[name])
    text = answer.to_csv() if answer.triples is None else answer.to_turtle()
    path = GOLDEN / f"{name}.{'csv' if answer.triples is None else 'ttl'}"
    if pytestconfig.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes()
    assert len(answer)


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_a_question_is_plain_sparql_and_says_what_it_takes(question: Question, store: Store) -> None:
    prepareQuery(question.text)  # another implementation reads it, without our prefixes
    assert question.summary
    for parameter in question.parameters:
        assert re.search(rf"\?{parameter.variable}\b", question.text)
        assert parameter.description
    required: dict[str, object] = {p.name: "青溪县" for p in question.parameters if p.required}
    answer = run_query(store, question, params=required)
    assert isinstance(answer, Answer)
    assert not {p.variable for p in question.parameters} & set(answer.columns)


def test_every_question_is_tested() -> None:
    assert {question.name for question in QUESTIONS} == {case[0] for case in CASES} | {"origins", *GRAPHS}
    assert {question.name for question in QUESTIONS} == set(ASKED)
    assert len(QUESTIONS) >= 20
    assert find_questions_directory().name == "queries"
