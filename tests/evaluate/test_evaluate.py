"""The scoring, on a graph and a gold file made by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.errors import DataError
from kg.evaluate import evaluate, read_gold
from kg.evaluate.names import fold_name, fold_text
from kg.evaluate.score import Score
from kg.model import Article, Claim, Credit, Entity, Evidence, Figure, Knowledge, Passage, Relation

GOLD = """
articles:
  - {title: 松溪县推行河长制, reporters: [卢青, 高山], photographers: [], begins: 近日，松溪县, ends: 河水变清。}
  - {title: null, reporters: [], photographers: [林木], begins: 图为松溪河, ends: 河畔。}
  - {title: 茶香满山, reporters: [], photographers: [], begins: 春茶, ends: 开采。}
entities:
  - {name: 松溪县, class: County, alias: [松溪]}
  - {name: 松溪县水利局, class: Institution, alias: [县水利局]}
  - {name: 南平市, class: Prefecture}
  - {name: 河长制, class: Programme}
  - {name: 松溪河, class: [Venue, Institution]}
  - {name: 清流公司, class: Institution, optional: true}
relations:
  - [松溪县, implements, 河长制]
  - {triple: [松溪县水利局, implements, 河长制], also: [[松溪县水利局, initiates, 河长制]]}
  - [松溪县水利局, cooperatesWith, 松溪县]
  - [松溪县水利局, jurisdiction, 松溪县]
  - [松溪县, partOf, 南平市]
  - {triple: [松溪河, locatedIn, 松溪县], optional: true}
figures:
  - {of: 河长制, measure: 河长, value: 120, unit: 名}
  - {of: 松溪县, measure: 治理长度, value: 35.5, unit: 公里}
  - {of: 松溪县, measure: 投入, value: 2000000, unit: 元, optional: true}
"""


def _passage(text: str) -> Passage:
    return Passage(text, ())


def _figure(entity: str, value: str, unit: str) -> Figure:
    return Figure(entity, "", Decimal(value), unit, "", 1.0, Evidence("a1", "body", "", ()))


def _relation(subject: str, predicate: str, object_: str) -> Relation:
    return Relation(subject, predicate, object_, (Claim(1.0, "rule"),))


def _article(number: int, title: str | None, body: str, *people: Credit) -> Article:
    heading = _passage(title) if title else None
    return Article(f"a{number}", "p", "article", heading, None, _passage(body), 0, credits=people)


KNOWLEDGE = Knowledge(
    articles=(
        _article(
            1, "松溪县推行 “河长制”", "本报讯 近日,松溪县治水。\n河水变清。", Credit("卢青", "reporter", "记者", ())
        ),
        _article(2, "多余的标题", "图为松溪河一景，拍于上游。", Credit("林木", "photographer", "摄", ())),
    ),
    entities=(
        Entity("e1", "County", "松溪县", aliases=("松溪",)),
        Entity("e2", "Institution", "县水利局"),
        Entity("e3", "Programme", "河长制"),
        Entity("e4", "Programme", "松溪河"),  # wrong class
        Entity("e5", "County", "松溪"),  # a duplicate, whose relations still count
        Entity("e6", "Person", "河畔"),  # spurious
        Entity("e7", "Institution", "清流公司"),  # optional
        Entity("e8", "Province", "福建省"),  # above a division that is right: implied
        Entity("e9", "Prefecture", "南平市"),
    ),
    relations=(
        _relation("e5", "implements", "e3"),
        _relation("e2", "initiates", "e3"),  # the accepted other way
        _relation("e1", "cooperatesWith", "e2"),  # symmetric
        _relation("e1", "partOf", "e9"),
        _relation("e9", "partOf", "e8"),  # touches an implied division
        _relation("e2", "jurisdiction", "e9"),  # a higher parent, which is not wrong
        _relation("e4", "locatedIn", "e1"),  # optional
        _relation("e7", "supports", "e3"),  # touches an optional entity
        _relation("e6", "supports", "e3"),  # spurious
        _relation("e3", "implements", "e1"),  # wrong direction
    ),
    figures=(
        _figure("e1", "120", "名"),  # of another entity
        _figure("e5", "35.50", "公里"),
        _figure("e1", "2000000", "元"),  # optional
        _figure("e3", "7", "个"),  # spurious
    ),
)

EXPECTED = {
    "articles (boundaries)": Score(1, 1, 2),
    "headlines": Score(1, 1, 1),
    "reporters": Score(1, 0, 1),
    "photographers": Score(1, 0, 0),
    "entities (names)": Score(5, 2, 0),
    "entities (typed)": Score(4, 3, 1),
    "relations": Score(4, 2, 1),
    "figures (with entity)": Score(1, 2, 1),
    "figures (value, unit)": Score(2, 1, 0),
}


@pytest.fixture
def result(tmp_path):
    path = tmp_path / "gold.yaml"
    path.write_text(GOLD, encoding="utf-8")
    return evaluate(KNOWLEDGE, read_gold(path))


def test_scores_of_every_task(result):
    assert result.tasks == EXPECTED


def test_scores_by_kind(result):
    assert result.by_class["Institution"] == Score(1, 0, 1)
    assert result.by_class["County"] == Score(1, 1, 0)
    assert list(result.by_class) == ["Prefecture", "County", "Institution", "Programme", "Person"]
    assert result.by_relation["implements"] == Score(2, 1, 0)
    assert result.by_relation["jurisdiction"] == Score(0, 0, 1)


def test_errors_are_named(result):
    assert result.errors["relation spurious"] == ("河长制 implements 松溪县", "河畔 supports 河长制")
    assert result.errors["relation missed"] == ("松溪县水利局 jurisdiction 松溪县",)
    assert result.errors["entity duplicate"] == ("松溪 (County)",)
    assert result.errors["article missed"] == ("茶香满山",)
    assert result.errors["figure of another entity"] == ("河长制 河长 120名",)


def test_nothing_found_scores_nothing(tmp_path):
    path = tmp_path / "gold.yaml"
    path.write_text(GOLD, encoding="utf-8")
    tasks = evaluate(Knowledge(), read_gold(path)).tasks
    assert {score.f1 for score in tasks.values()} == {0.0}


@pytest.mark.parametrize(
    ("score", "figures"),
    [
        (Score(3, 1, 2), (0.75, 0.6, 0.6667)),
        (Score(0, 0, 0), (1.0, 1.0, 1.0)),
        (Score(0, 0, 3), (0.0, 0.0, 0.0)),
        (Score(0, 3, 0), (0.0, 1.0, 0.0)),
        (Score(1, 2, 0), (0.3333, 1.0, 0.5)),
    ],
)
def test_precision_recall_f1(score, figures):
    assert (score.precision, score.recall, score.f1) == figures


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“双联”行动", "双联行动"),
        ("阿木·伍合", "阿木伍合"),
        ("\uff21\uff22\uff23 公司", "abc公司"),
        ("A（B）、C", "abc"),
    ],
)
def test_names_are_folded(text, folded):
    assert fold_name(text) == folded


def test_texts_are_folded():
    assert fold_text("“好”，\n 他 说。") == '"好",他说。'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n- b\n", "found list"),
        ("entities: {a: b}\n", "entities: dict"),
        ("entities: [{name: 甲县}]\n", "甲县"),
        ("entities: [{name: 甲县, class: Shire}]\n", "class Shire of 甲县"),
        ("entities: [{name: 甲县, class: County}]\nrelations: [[甲县, partOf]]\n", "['甲县', 'partOf']"),
        ("entities: [{name: 甲县, class: County}]\nrelations: [[甲县, loves, 甲县]]\n", "relation loves"),
        ("entities: [{name: 甲县, class: County}]\nrelations: [[甲县, partOf, 乙市]]\n", "乙市"),
        ("figures: [{of: 甲县, value: 很多}]\n", "很多"),
        ("entities: [\n", "found while parsing"),
    ],
)
def test_faulty_gold_is_named(tmp_path, text, found):
    path = tmp_path / "gold.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_gold(path)
    assert found in str(caught.value)
    assert "\n" not in str(caught.value)
