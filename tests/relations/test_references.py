"""What words that point back mean: 该局, 该县, 公司 behind 与, 行动 behind 为, 前者 and 后者."""

import pytest

from kg.model import Span
from kg.relations.examples import read_marked
from kg.relations.naming import Named
from kg.relations.references import is_attribute, resolve_references
from kg.relations.shortened import find_former, find_tails, find_words


def meant(text, references):
    return [(text[r.span.start : r.span.end], r.name) for r in references]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "[Institution|建宁县农业农村局]会同[Institution|建宁县财政局]补贴莲农。该局局长说。",
            [("该局", "建宁县农业农村局")],
        ),
        ("[County|建宁县]与[County|泰宁县]签约。该县还建了冷库。", [("该县", "建宁县")]),
        ("[Institution|闽江种业公司]扩产。福建农大与公司共建实验室。", [("公司", "闽江种业公司")]),
        ("[Institution|闽江种业公司]扩产。专家与公司职工交谈。", []),
        ("[Institution|闽江种业公司]扩产。据公司总经理介绍，销路好。", [("公司", "闽江种业公司")]),
    ],
)
def test_references(marked, expected):
    text, named = read_marked(marked)
    assert meant(text, resolve_references(text, named, before=(), home=())) == expected


def test_in_an_article_about_a_district_the_district_is_meant():
    text, named = read_marked("[Zone|长乐滨海工业区]扩容。去年，该区出台新政。")
    district = Named(Span(0, 0), "d", "County", "长乐区")
    assert meant(text, resolve_references(text, named, before=(), home=(district,))) == [("该区", "长乐区")]
    assert meant(text, resolve_references(text, named, before=(), home=())) == [("该区", "长乐滨海工业区")]


def test_a_county_behind_its_bureau_is_the_county():
    text, named = read_marked("记者从[Institution|尤溪县林业局]获悉，该县造林2万亩。")
    county = Named(Span(0, 0), "c", "County", "尤溪县")
    found = resolve_references(text, named, before=(), home=(), seats={named[0].entity: county})
    assert meant(text, found) == [("该县", "尤溪县")]


def test_the_partner_is_not_meant():
    text, named = read_marked(
        "[Institution|将乐县职业中学]扩招。学校携手[Institution|厦门理工学院]、[Institution|集美技师学院]办班。该校校长说。"
    )
    assert meant(text, resolve_references(text, named, before=(), home=()))[-1] == ("该校", "将乐县职业中学")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县财政局出台全省首个办法。", True),
        ("村子被认定为全省示范村。", True),
        ("全省已有9个县试行。", False),
        ("办法在全省推开。", False),
        ("办法在全省率先推开。", False),
    ],
)
def test_how_far_a_thing_reaches_is_no_name(text, expected):
    at = text.index("全省")
    assert is_attribute(text, Named(Span(at, at + 2), "p", "Province", "福建省", reference=True)) is expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "[County|沙县]启动[Programme|暖冬行动]，县工会为行动拨付40万元。",
            [("行动", "暖冬行动")],
        ),
        ("[County|沙县]启动[Programme|暖冬行动]，大家为行动鼓掌。", []),
        ("[Institution|沙县小吃合作社]红火，两所学校与合作社结对。", [("合作社", "沙县小吃合作社")]),
    ],
)
def test_words_within_a_clause(marked, expected):
    text, named = read_marked(marked)
    assert meant(text, find_words(text, named)) == expected


def test_a_tail_before_a_post_is_the_body():
    text, named = read_marked("[Institution|沙县区烹饪协会]办展。烹饪协会主席说好。")
    assert meant(text, find_tails(text, named)) == [("烹饪协会", "沙县区烹饪协会")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "[County|沙县]与[Institution|福建农大]合办学院，前者出地，后者出人。",
            [("前者", "沙县"), ("后者", "福建农大")],
        ),
        ("学校同[Institution|福建农大]结对，后者派来博士。", [("后者", "福建农大")]),
        ("[County|沙县]热闹，后者派来博士。", []),
    ],
)
def test_former_and_latter(marked, expected):
    text, named = read_marked(marked)
    assert meant(text, find_former(text, named)) == expected
