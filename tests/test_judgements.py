"""What a person decided of identity is obeyed by the next build."""

import pytest

import kg
from kg.errors import InputError
from kg.judgements import Judgement, join_same, read_judgements

TEXT = (
    "乐昌小站开门迎客\n"
    "乐昌市梅花镇清洞村的乐昌银河食品有限公司投产，银河食品公司招工60人。"
    "乐昌市残疾人联合会送来轮椅，清洞村村民陶然很高兴。\n"
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def build(page, tmp_path, rows):
    path = tmp_path / "judgements.csv"
    path.write_text("# decided by hand\njudgement,one,other,note\n" + rows, encoding="utf-8")
    return kg.build(page, place="韶关市", judgements=path)


def test_names_judged_different_stay_apart_and_say_so(page, tmp_path):
    joined = kg.build(page, place="韶关市")
    assert joined.entity("银河食品公司").name == "乐昌银河食品有限公司"
    apart = build(page, tmp_path, "different,银河食品公司,乐昌银河食品有限公司,two firms\n")
    assert apart.entity("银河食品公司").name == "银河食品公司"
    assert any("judged different" in d for d in apart.entity("银河食品公司").decisions)


def test_names_judged_the_same_are_one_entity_with_all_facts(page, tmp_path):
    graph = build(page, tmp_path, "same,乐昌市残疾人联合会,乐昌银河食品有限公司,for the test\n")
    entity = graph.entity("乐昌银河食品有限公司")
    assert entity.name == "乐昌市残疾人联合会"
    assert any("judgements.csv:3" in d for d in entity.decisions)
    assert {r.predicate for r in graph.relations(subject=entity.name)} >= {"jurisdiction", "locatedIn"}
    assert len({e.id for e in graph.entities()}) == len(graph.entities())


def test_a_judgement_on_names_that_do_not_occur_changes_nothing(page):
    knowledge = kg.build(page, place="韶关市").knowledge
    assert join_same(knowledge, [Judgement(True, "无此机构", "也无此机构", "x:1")]) == knowledge


BAD = [
    ("one,other\n", "judgements.csv:1"),
    ("judgement,one,other,note\nmaybe,甲,乙,\n", "judgements.csv:2"),
    ("judgement,one,other,note\nsame,甲\n", "judgements.csv:2"),
]


@pytest.mark.parametrize(("text", "where"), BAD)
def test_a_malformed_file_names_its_line(tmp_path, text, where):
    path = tmp_path / "judgements.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=where):
        read_judgements(path)
