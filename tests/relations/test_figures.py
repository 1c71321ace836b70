"""Whose a number is and what it measures."""

from decimal import Decimal

import pytest

from kg.model import Article, Passage, Span
from kg.relations.figures import find_figures
from kg.relations.measures import load_words
from kg.relations.naming import Named

CLASSES = {
    "County": ("新化县", "永春县", "隆德县", "西和县"),
    "Township": ("温塘镇", "蓬壶镇"),
    "Village": ("清水坪村",),
    "Zone": ("隆德工业园区",),
    "Institution": (
        "新化县农业农村局",
        "新化县财政局",
        "永春县残联",
        "永春县人民医院",
        "泉州市第一医院",
        "福建绿源香业有限公司",
        "隆德县六盘种植专业合作社",
        "宁夏大学",
        "西和农村商业银行",
        "辰龙茶叶研究院",
        "新化县检察院",
        "清水坪村党支部",
    ),
    "Programme": (
        "暖巢行动",
        "茶园改造工程",
        "师徒结对机制",
        "困难老人助餐补贴",
        "惠农贷",
        "订单种植模式",
        "药农护理补贴政策",
        "护茶制度",
        "香谷公路工程",
    ),
    "Event": ("第三届香文化节", "第二届摄影大赛"),
    "Venue": ("平顶山口岸",),
    "Person": ("向春生", "粟满妹"),
}
CLASS_OF = {name: cls for cls, names in CLASSES.items() for name in names}
REFERENCES = {
    "全县": "County",
    "该县": "County",
    "该局": "新化县农业农村局",
    "该公司": "福建绿源香业有限公司",
    "该行动": "暖巢行动",
}


def name_all(text, *, topic=None):
    """Every name of the tables above in a text, longest first, and references to the topic."""
    found = []
    for name in sorted(CLASS_OF, key=len, reverse=True):
        at = text.find(name)
        while at >= 0:
            span = Span(at, at + len(name))
            if not any(span.crosses(other.span) for other in found):
                found.append(Named(span, name, CLASS_OF[name], name))
            at = text.find(name, at + 1)
    for word, target in REFERENCES.items():
        at = text.find(word)
        if at >= 0:
            meant = topic if target == "County" else target
            if meant:
                found.append(Named(Span(at, at + len(word)), meant, CLASS_OF[meant], meant, reference=True))
    return sorted(found, key=lambda n: n.span)


def read(text, *, topic=None, part="body", body=None):
    whole = Passage(body if body is not None else text, (Span(0, 1),))
    article = Article("a-01", "a", "article", None, None, whole, 0)
    named = name_all(text, topic=topic)
    main = Named(Span(0, 0), topic, CLASS_OF[topic], topic) if topic else None
    return find_figures(article, part=part, text=text, named=named, main=main)


OWNERS = [
    # subject of the clause, and carried over commas
    ("永春县芦柑种植面积达9万亩，总产量超过20万吨。", [("永春县", 90000, "亩"), ("永春县", 200000, "吨")]),
    (
        "福建绿源香业有限公司投资1.5亿元，建成4条制香线，年产线香3000吨。",
        [
            ("福建绿源香业有限公司", 150000000, "元"),
            ("福建绿源香业有限公司", 4, "条"),
            ("福建绿源香业有限公司", 3000, "吨"),
        ],
    ),
    (
        "新化县农业农村局选派18名技术员驻村。该局还发放手册5000册。",
        [("新化县农业农村局", 18, "名"), ("新化县农业农村局", 5000, "册")],
    ),
    ("去年，全县新增就业4600人，同比增长8.2%。", [("隆德县", 4600, "人"), ("隆德县", Decimal("8.2"), "%")]),
    ("隆德县六盘种植专业合作社与宁夏大学签订协议，种下冷凉蔬菜800亩。", [("隆德县六盘种植专业合作社", 800, "亩")]),
    ("清水坪村的300亩油茶进入采摘期。", [("清水坪村", 300, "亩")]),
    ("新化县温塘镇清水坪村有村民312户。", [("清水坪村", 312, "户")]),
    # the thing that follows
    ("蓬壶镇建起占地60亩的隆德工业园区，签约项目7个。", [("隆德工业园区", 60, "亩"), ("隆德工业园区", 7, "个")]),
    ("按照每人每月300元困难老人助餐补贴的标准发放。", [("困难老人助餐补贴", 300, "元")]),
    # programmes that are brought up own what comes of them
    ("永春县残联启动“暖巢行动”，为126户家庭改造居室。", [("暖巢行动", 126, "户")]),
    ("永春县残联启动暖巢行动。截至目前，已帮助340名残疾人就业。", [("暖巢行动", 340, "名")]),
    ("新化县在温塘镇等6个乡镇推行师徒结对机制。", [("师徒结对机制", 6, "个")]),
    (
        "新化县农业农村局投入520万元，实施茶园改造工程，惠及茶农900户。",
        [("新化县农业农村局", 5200000, "元"), ("茶园改造工程", 900, "户")],
    ),
    ("新化县实施茶园改造工程，茶叶种植面积稳定在12万亩。", [("新化县", 120000, "亩")]),
    ("西和农村商业银行推出惠农贷，累计放款3200万元。", [("西和农村商业银行", 32000000, "元")]),
    ("新化县组建辰龙茶叶研究院，选育新品种5个。", [("辰龙茶叶研究院", 5, "个")]),
    # another body takes over
    ("永春县残联启动暖巢行动，新化县财政局安排资金80万元。", [("新化县财政局", 800000, "元")]),
    (
        "永春县人民医院在泉州市第一医院帮带下建起3个专科，门诊量增长12%。",
        [("永春县人民医院", 3, "个"), ("永春县人民医院", 12, "%")],
    ),
    ("新化县农业农村局为隆德县六盘种植专业合作社协调贷款60万元。", [("隆德县六盘种植专业合作社", 600000, "元")]),
    ("永春县残联与福建绿源香业有限公司达成合作，后者拿出200个岗位。", [("福建绿源香业有限公司", 200, "个")]),
    # events
    (
        "由永春县残联主办的第三届香文化节在蓬壶镇开幕，来自新化县和西和县的150名客商参会。",
        [("第三届香文化节", 150, "名")],
    ),
    ("第三届香文化节在蓬壶镇举行，福建绿源香业有限公司、宁夏大学等30家单位参展。", [("第三届香文化节", 30, "家")]),
    (
        "第三届香文化节在蓬壶镇举行。节会期间签约项目15个，总投资3.8亿元。",
        [("第三届香文化节", 15, "个"), ("第三届香文化节", 380000000, "元")],
    ),
    # places that are gone to, things that are counted
    ("走进新化县温塘镇清水坪村，20多名村民正在采茶。", [("清水坪村", 20, "名")]),
    ("宁夏大学与该局共建辰龙茶叶研究院2所。", [("宁夏大学", 2, "所")]),
    # speech
    ("宁夏大学副教授向春生介绍，学校派出6支小分队。", [("宁夏大学", 6, "支")]),
    ("“我家种了40亩茶，去年挣了18万元。”清水坪村村民粟满妹说。", [("粟满妹", 40, "亩"), ("粟满妹", 180000, "元")]),
    ("福建绿源香业有限公司总经理向春生正在调试机器。“每天要发16车货。”他说。", [("福建绿源香业有限公司", 16, "车")]),
    ("“缝一天布偶能挣110元。”在清水坪村，村民粟满妹一边穿针一边和记者拉家常。", [("粟满妹", 110, "元")]),
    # an official who acts himself
    ("在温塘镇的直播间里，驻村第一书记向春生当起了主播。一晚上，900罐辣酱卖光。", [("向春生", 900, "罐")]),
    # what a firm or co-operative does its own way is its own; a department's own people are its own
    ("隆德县六盘种植专业合作社推行订单种植模式，带动农户260户。", [("隆德县六盘种植专业合作社", 260, "户")]),
    ("永春县残联启动暖巢行动，抽调干部30名入户。", [("永春县残联", 30, "名")]),
    ("永春县残联启动暖巢行动，招募志愿者90名。", [("暖巢行动", 90, "名")]),
    # who is paid, who is helped, what is built for the money
    (
        "永春县残联启动暖巢行动，由新化县财政局按每户2000元给予补助，改造居室75户。",
        [("新化县财政局", 2000, "元"), ("暖巢行动", 75, "户")],
    ),
    ("福建绿源香业有限公司支持西和县建成烘干车间，日处理鲜叶15吨。", [("西和县", 15, "吨")]),
    (
        "新化县农业农村局与福建绿源香业有限公司签约，计划投资2.6亿元建设香谷公路工程。",
        [("香谷公路工程", 260000000, "元")],
    ),
    ("由福建绿源香业有限公司承建的香谷公路工程，已完成路基18公里。", [("香谷公路工程", 18, "公里")]),
    # rates of subsidies are the programme's; a policy that is only applied takes nothing else
    ("西和县推行护茶制度，茶农纷纷响应。同时，对种植户给予每亩90元的补贴。", [("护茶制度", 90, "元")]),
    ("永春县残联落实药农护理补贴政策，走访药农380户。", [("永春县残联", 380, "户")]),
    ("永春县残联按每人每餐8元助餐补贴标准发放。困难老人助餐补贴惠及全县。", [("困难老人助餐补贴", 8, "元")]),
    # a whole place
    (
        "新化县启动茶园改造工程，茶园面积突破7万亩，工业总产值12亿元。",
        [("新化县", 70000, "亩"), ("新化县", 1200000000, "元")],
    ),
    ("新化县启动茶园改造工程，改造面积突破7000亩。", [("茶园改造工程", 7000, "亩")]),
    (
        "隆德县的温塘镇、蓬壶镇等镇情况各异。永春县残联推行暖巢行动。眼下，温塘镇、蓬壶镇等镇建成站点20个。",
        [("暖巢行动", 20, "个")],
    ),
    ("经平顶山口岸出境的班列达1100列。", [("平顶山口岸", 1100, "列")]),
    # shortened names
    (
        "永春县残联举办第三届香文化节。新化县财政局安排专班值守。据统计，文化节接待游客3.6万人次。",
        [("第三届香文化节", 36000, "人次")],
    ),
    ("宁夏大学帮扶隆德县六盘种植专业合作社。如今，合作社社员发展到130户。", [("隆德县六盘种植专业合作社", 130, "户")]),
    ("隆德县走出新路。隆德工业园区实行暖巢行动。截至6月底，园区86家企业全部投产。", [("隆德工业园区", 86, "家")]),
    # the subject of the sentence behind: the event, not who puts it on
    (
        "镜头前坐着26万名观众。9日，由宁夏大学指导，永春县残联承办的第二届摄影大赛在蓬壶镇举行。",
        [("第二届摄影大赛", 260000, "名")],
    ),
    # nothing before: the subject comes later, or the article's own
    (
        "种植面积500亩，年产值300万元……近日，清水坪村的脐橙熟了。",
        [("清水坪村", 500, "亩"), ("清水坪村", 3000000, "元")],
    ),
    ("对辖区内14个市场逐一检查。", [("隆德县", 14, "个")]),
]

NOTHING = [
    "2024年5月，新化县启动茶园改造工程。",
    "向春生今年58岁，在温塘镇干了12年。",
    "永春县第二届茶王赛落幕。",
    "隆德县打造“15分钟便民圈”。",
    "西和县做好三篇文章，走出一条新路。",
    "",
]


@pytest.mark.parametrize(("text", "expected"), OWNERS)
def test_owner(text, expected):
    found = read(text, topic="隆德县")
    assert [(f.entity, f.value, f.unit) for f in found] == [(e, Decimal(v), u) for e, v, u in expected]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text):
    assert read(text, topic="隆德县") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("永春县芦柑种植面积达9万亩。", ["芦柑种植面积"]),
        ("永春县建成153个党建工作站。", ["党建工作站"]),
        ("永春县设立红色驿站11个。", ["红色驿站"]),
        ("去年，永春县总产值突破20亿元，同比增长12%。", ["总产值", "同比增长"]),
        ("该公司单位产品能耗下降18.6%。", ["单位产品能耗下降"]),
        ("该公司检测周期由20天缩短至5天。", ["检测周期", "检测周期"]),
        ("永春县对60周岁以上老人每餐补贴2元至5元。", ["每餐补贴", "每餐补贴"]),
        ("永春县来自山区的38名教师结业。", ["教师"]),
        ("永春县集聚相关企业28家。", ["相关企业"]),
        ("永春县建成辰龙茶叶研究院2所。", ["辰龙茶叶研究院"]),
        ("永春县人口达56万人。", ["人口"]),
        ("永春县拨付300万元。", ["拨付"]),
        ("永春县80%。", ["比例"]),
        ("永春县有5户。", ["户数"]),
    ],
)
def test_measure(text, expected):
    found = read(text, topic="永春县")
    assert [f.measure for f in found][: len(expected)] == expected


def test_offsets_lead_back():
    text = "新化县启动茶园改造工程。该工程惠及茶农900户，永春县残联帮扶5户。"
    for figure in read(text):
        assert text[figure.span.start : figure.span.end] == figure.text
        assert figure.span.within(figure.sentence)
        assert 0 < figure.confidence <= 1
        assert figure.measure


def test_number_inside_a_name_is_none():
    text = "五百户镇的12个村通了水。"
    article = Article("a-01", "a", "article", None, None, Passage(text, (Span(0, 1),)), 0)
    named = [Named(Span(0, 4), "t", "Township", "五百户镇")]
    assert [f.text for f in find_figures(article, part="body", text=text, named=named)] == ["12个"]


def test_without_any_entity_there_is_no_figure():
    assert read("种下油茶600亩。") == ()


def test_headline_leaves_to_the_body_what_it_states():
    title = "永春县208名绣娘比技"
    assert read(title, part="title", body="永春县的208名绣娘同台竞技。") == ()
    assert [f.value for f in read(title, part="title", body="永春县绣娘同台竞技。")] == [208]


def test_dateline_and_byline_are_skipped():
    text = "永春县12名记者报道 永春县新增岗位300个。"
    article = Article("a-01", "a", "article", None, None, Passage(text, (Span(0, 1),)), story=10)
    assert [f.value for f in find_figures(article, part="body", text=text, named=name_all(text))] == [300]


def test_same_fact_stands_once():
    assert len(read("永春县建成泵站12个。永春县的12个泵站都通了电。")) == 1


def test_word_classes_are_there():
    assert {"link", "verb", "preposition", "introduce", "outcome", "territorial"} <= load_words().keys()


def test_village_of_its_committee():
    text = "清水坪村党支部领办隆德县六盘种植专业合作社，把全村210户的900亩地连成片，选派技术员3名。"
    village = Named(Span(0, 0), "v", "Village", "清水坪村")
    article = Article("a-01", "a", "article", None, None, Passage(text, (Span(0, 1),)), 0)
    at = text.index("全村")
    whole = Named(Span(at, at + 2), "v", "Village", "清水坪村", reference=True)
    named = sorted([*name_all(text), whole], key=lambda name: name.span)
    found = find_figures(article, part="body", text=text, named=named, villages={"清水坪村党支部": village})
    assert [f.entity for f in found[:2]] == ["v", "v"]
