"""Which names mean one thing, which do not, and what names say by themselves."""

import pytest

from kg.entities import resolve_entities
from kg.mentions import find_mentions, read_articles
from kg.mentions.neural import load_tagger
from kg.model import Article, Credit, Page, Passage, Span


def make_article(text, number=1, people=()):
    return Article(f"p0-{number:02}", "p0", "article", None, None, Passage(text, (Span(0, len(text)),)), 0, (), people)


def resolve(*texts, place=None, people=()):
    articles = [make_article(t, n, people if n == 1 else ()) for n, t in enumerate(texts, start=1)]
    page = Page("p0", "page.txt", "", "\n".join(texts), place=place)
    mentions = find_mentions(page, read_articles([articles], tagger=load_tagger())[0])
    return resolve_entities(page, articles, mentions)


def named(resolution):
    return {e.name: e for e in resolution.entities}


def ties(resolution):
    names = {e.id: e.name for e in resolution.entities}
    return {(names[t.subject], t.predicate, names[t.object]) for t in resolution.ties}


JOINED = [
    ("岳阳市", "平江县残疾人联合会（以下简称“县残联”）启动项目，县残联上门服务。", "平江县残疾人联合会", {"县残联"}),
    ("六盘水市", "水城区农业农村局介绍，区农业农村局派出专家。", "水城区农业农村局", {"区农业农村局"}),
    ("黔南布依族苗族自治州", "荔波县来了客人，荔波人很热情。", "荔波县", {"荔波"}),
    ("铜仁市", "松桃苗族自治县很远，松桃的山好看，松桃县人热情。", "松桃苗族自治县", {"松桃", "松桃县"}),
    ("南充市", "仪陇县实施“红旗飘扬”行动。“红旗飘扬”行动见效，“红旗飘扬”暖人心。", "红旗飘扬行动", {"红旗飘扬"}),
    ("平凉市", "甘肃崇信银河食品有限公司投产，银河食品公司招工。", "甘肃崇信银河食品有限公司", {"银河食品公司"}),
]


@pytest.mark.parametrize(("place", "text", "name", "aliases"), JOINED)
def test_short_and_full_names_are_one_entity(place, text, name, aliases):
    entities = named(resolve(text, place=place))
    assert name in entities
    assert set(entities[name].aliases) >= aliases


def test_the_same_organ_of_two_counties_is_two_institutions():
    resolution = resolve("商城县财政局拨款，县财政局监督。", "光山县的县财政局也拨款。", place="信阳市")
    assert {"商城县财政局", "光山县财政局"} <= set(named(resolution))
    assert {("商城县财政局", "jurisdiction", "商城县"), ("光山县财政局", "jurisdiction", "光山县")} <= ties(resolution)


def test_a_city_organ_means_the_city_of_its_article():
    resolution = resolve("兴义市残联上门服务，市残联发放轮椅。", "市残联也来了。", place="黔西南布依族苗族自治州")
    assert "市残联" in named(resolution)["兴义市残联"].aliases


TIES = [
    ("甘孜藏族自治州", "道孚县公安局八美派出所出警。", ("道孚县公安局八美派出所", "partOf", "道孚县公安局")),
    ("甘孜藏族自治州", "道孚县公安局八美派出所出警。", ("道孚县公安局", "jurisdiction", "道孚县")),
    ("商洛市", "柞水县小岭镇金米村党支部开会。", ("金米村党支部", "jurisdiction", "金米村")),
    ("商洛市", "柞水县小岭镇朱家湾村热闹。", ("朱家湾村", "partOf", "小岭镇")),
    ("商洛市", "柞水县小岭镇罗庄村党支部开会，凤凰镇也来人。罗庄村热闹。", ("罗庄村", "partOf", "小岭镇")),
    ("商洛市", "柞水县小岭镇朱家湾村热闹。", ("小岭镇", "partOf", "柞水县")),
    ("安顺市", "安顺学院航空学院的学生来到贵州省安顺市。", ("安顺学院航空学院", "partOf", "安顺学院")),
    ("衢州市", "龙游县湖镇镇全民健身中心坐满了人。", ("湖镇镇全民健身中心", "locatedIn", "湖镇镇")),
    ("衢州市", "衢江经济开发区管理委员会开会。", ("衢江经济开发区管理委员会", "jurisdiction", "衢江经济开发区")),
    ("衢州市", "开化县举行决赛，县体育中心满座。", ("开化县体育中心", "locatedIn", "开化县")),
    ("衢州市", "浙江农林大学衢州校区开学。", ("浙江农林大学衢州校区", "partOf", "浙江农林大学")),
    ("衢州市", "开化县下雨，县文化事业发展中心停电。", ("开化县文化事业发展中心", "jurisdiction", "开化县")),
    ("衢州市", "柯城区白云街道南湖社区热闹，社区党委开会。", ("南湖社区党委", "jurisdiction", "南湖社区")),
    ("安顺市", "贵州省安顺市平坝区下雨。", ("平坝区", "partOf", "安顺市")),
    ("安顺市", "平坝区委宣传部发文。", ("平坝区委宣传部", "partOf", "平坝区委")),
    ("安顺市", "平坝区举办“屯堡情”行动，“屯堡情”文艺演出近日上演。", ("屯堡情文艺演出", "partOf", "屯堡情行动")),
    ("商洛市", "柞水县木耳产业发展中心派人来。", ("柞水县木耳产业发展中心", "jurisdiction", "柞水县")),
    ("商洛市", "柞水县下雨。县农村电商服务中心停工。", ("柞水县农村电商服务中心", "jurisdiction", "柞水县")),
    (
        "赤峰市",
        "翁牛特旗下雪。乌兰敖都嘎查热闹。嘎查党支部拉起突击队。",
        ("乌兰敖都嘎查党支部", "jurisdiction", "乌兰敖都嘎查"),
    ),
    ("贵阳市", "贵阳综合保税区扩容，综合保税区税务局上门。", ("综合保税区税务局", "jurisdiction", "贵阳综合保税区")),
]


@pytest.mark.parametrize(("place", "text", "tie"), TIES)
def test_names_say_what_they_belong_to(place, text, tie):
    assert tie in ties(resolve(text, place=place))


def test_a_nearest_ancestor_on_the_page_is_the_parent():
    resolution = resolve("四川省古蔺县下雨。")
    assert ("古蔺县", "partOf", "四川省") in ties(resolution)
    assert "泸州市" not in named(resolution)


def test_a_hospital_that_bears_a_districts_name_is_not_its_organ():
    resolution = resolve("武汉江汉医院派来专家。", place="黄冈市")
    assert "江汉区" not in named(resolution)


def test_divisions_carry_their_code_and_unsure_ones_say_so():
    entities = named(resolve("古蔺县下雨，鼓楼区也下雨。"))
    assert entities["古蔺县"].code == "510525"
    assert entities["鼓楼区"].code is None
    assert any("no official code" in d for d in entities["鼓楼区"].decisions)


def test_persons_of_one_name_are_one_within_an_article_and_two_across():
    credit = Credit("陶然", "reporter", "记者", (Span(0, 2),))
    resolution = resolve("村民陶然说，陶然很高兴。", "教师陶然笑了。", place="安顺市", people=(credit,))
    persons = sorted(e.articles for e in resolution.entities if e.name == "陶然")
    assert persons == [("p0-01",), ("p0-02",)]


def test_joining_keeps_its_reason():
    entity = named(resolve("甘肃崇信银河食品有限公司投产，银河食品公司招工。", place="平凉市"))[
        "甘肃崇信银河食品有限公司"
    ]
    assert any("银河食品公司 = 甘肃崇信银河食品有限公司" in d for d in entity.decisions)


def test_ids_depend_on_content_alone():
    one = resolve("古蔺县下雨。", "松桃苗族自治县下雪。")
    other = resolve("松桃苗族自治县下雪。", "古蔺县下雨。")
    assert {e.id for e in one.entities} == {e.id for e in other.entities}


def test_what_is_named_in_full_inside_a_name_is_an_entity():
    found = named(resolve("江苏省泰州市海陵区援疆工作组添置校车，后岸村舞龙队和青山医科大学宣文医院来了。"))
    assert {"江苏省", "泰州市", "海陵区", "后岸村"} <= set(found)
    assert ("青山医科大学宣文医院", "partOf", "青山医科大学") in ties(resolve("青山医科大学宣文医院开了分诊台。"))
    drive = named(resolve("徐州市“千村整治工程”指挥部办公室发文。", place="徐州市"))
    assert drive["千村整治工程"].cls == "Programme"
    assert drive["徐州市千村整治工程指挥部办公室"].cls == "Institution"
