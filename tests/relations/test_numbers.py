"""Numbers with units, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span
from kg.relations.numbers import KINDS, find_quantities, load_rules, load_units, parse_hanzi

FOUND = [
    ("永春县芦柑种植面积近万亩，年产值1.6亿元", [("10000", "亩"), ("160000000", "元")]),
    ("全县常住人口三十五万人，城镇化率达五十二点三%", [("350000", "人"), ("52.3", "%")]),
    ("该社为二十多户脱贫户分红20余万元", [("20", "户"), ("200000", "元")]),
    ("累计发放补贴1,286.5万元", [("12865000", "元")]),
    ("全市共有２３家企业上云，产值增长百分之九十五", [("23", "家"), ("95", "%")]),
    ("全年送出图书１，２００册", [("1200", "册")]),
    ("平均每亩增收八百元", [("800", "元")]),
    ("满意度达98.5％", [("98.5", "%")]),
    ("大约七成农户入了股", [("70", "%")]),
    ("车间里二百三十名工人正在赶工", [("230", "名")]),
    ("投放鱼苗35万尾，惠及三千六百余户", [("350000", "尾"), ("3600", "户")]),
    ("上半年出口额同比增长2.3倍", [("2.3", "倍")]),
    ("一期装机容量120兆瓦，年发电量2.1亿千瓦时", [("120", "兆瓦"), ("210000000", "千瓦时")]),
    ("水库蓄水5千立方米，堤长3千米", [("5000", "立方米"), ("3", "千米")]),
    ("总投资3亿2000万元", [("320000000", "元")]),
    ("每人每月补助300至500元", [("300", "元"), ("500", "元")]),
    ("每份午餐补贴3元至6元", [("3", "元"), ("6", "元")]),
    ("占比由38%提高到45.2%", [("38", "%"), ("45.2", "%")]),
    ("外转率下降2.4个百分点", [("2.4", "个百分点")]),
    ("在 12 个乡镇种下油茶 600 亩", [("12", "个"), ("600", "亩")]),
    ("30年来，全村种树两百多万株", [("2000000", "株")]),
    ("发动群众1.2万余人次", [("12000", "人次")]),
    ("智算中心算力达到450P", [("450", "P")]),
    ("惠及5.3万户20.6万人", [("53000", "户"), ("206000", "人")]),
    ("直播吸引10万+人次观看", [("100000", "人次")]),
    ("审批时限由原来的30天压缩至7天", [("30", "天"), ("7", "天")]),
    ("租金补贴最长可领18个月", [("18", "个月")]),
    ("这座有着1300多年历史的古镇", [("1300", "年")]),
    ("“我家今年种了50亩茶，一斤能卖200元。”", [("50", "亩"), ("200", "元")]),
    ("按每新增1张床位5000元的标准", [("5000", "元")]),
    ("500千伏变电站投产，新建线路38公里", [("38", "公里")]),
    ("《灯会》刊印5万册", [("50000", "册")]),
]

NOTHING = [
    "2024年5月20日至22日上午9时30分",
    "新华社昆明11月3日电",
    "今年1至8月",
    "第三届全国人大代表",
    "这是该厂第7条生产线",
    "他今年58岁，老伴60周岁",
    "连续8年，近3个月，半年来",
    "24小时值守",
    "“15分钟健身圈”",
    "“1名医生+2名护士”模式",
    "《条例》第12条",
    "《办法》共8章45条",
    "晋级前8名",
    "产量位居全省第2位",
    "引进客商十余名",
    "百余位票友、近千名观众",
    "几百名学生，数十家企业，上千亩地",
    "来了三四十人",
    "万亩荷塘，千家万户，百个品种",
    "两家企业，三个合作社，一副对联，四方来客",
    "八百里秦川，十八般武艺，二十四节气",
    "家住三百户镇的老赵",
    "破除城乡二元结构",
    "缺口约1/3，占全省的三分之一",
    "联系电话：0855-3822345，邮编557200",
    "沿318国道行驶，转乘G5次列车，再坐7052次列车",
    "家住平安小区12号楼3单元",
    "5G、3A级、PM2.5、95后",
    "5人制足球赛",
    "一县一业、1村1策",
    "7.5级地震",
    "村民小组凤凰村3组",
    "",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_numbers_are_found(text, expected):
    found = find_quantities(text)
    assert [(str(q.value), q.unit) for q in found] == expected
    for quantity in found:
        assert text[quantity.span.start : quantity.span.end] == quantity.text


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_figure(text):
    assert [q.text for q in find_quantities(text)] == []


@pytest.mark.parametrize(("rule", "text"), [(r.id, t) for r in load_rules() for t in r.finds])
def test_rule_lets_through(rule, text):
    assert find_quantities(text), rule


@pytest.mark.parametrize(("rule", "text"), [(r.id, t) for r in load_rules() for t in r.misses])
def test_rule_stops(rule, text):
    assert [q.text for q in find_quantities(text)] == [], rule


@pytest.mark.parametrize("number", range(len(load_rules())))
def test_every_rule_decides_one_of_its_examples(number, monkeypatch):
    """Without the rule, one of its examples would be read otherwise."""
    rules = load_rules()
    rule = rules[number]
    monkeypatch.setattr("kg.relations.numbers.load_rules", lambda: (*rules[:number], *rules[number + 1 :]))
    wrong = [t for t in rule.finds if not find_quantities(t)] + [t for t in rule.misses if find_quantities(t)]
    assert wrong, rule.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("十", 10),
        ("十二", 12),
        ("三十五万", 350000),
        ("两千零六", 2006),
        ("一亿二千万", 120000000),
        ("一点二亿", 120000000),
        ("三百", 300),
        ("万", 10000),
        ("二〇二四", None),
        ("三四十", None),
        ("点五", None),
    ],
)
def test_hanzi(text, expected):
    assert parse_hanzi(text) == (None if expected is None else Decimal(expected))


def test_units_have_known_kinds():
    assert set(load_units().values()) <= KINDS


def test_span_covers_the_number_alone():
    assert [q.span for q in find_quantities("铺设管道12公里。")] == [Span(4, 8)]


@given(st.text(alphabet="\uff101\uff123.,，千万亿百十余多元亩个名%至第年月每“”《》\n 近两一", max_size=40))
def test_any_text_is_read(text):
    for quantity in find_quantities(text):
        assert text[quantity.span.start : quantity.span.end] == quantity.text
        assert quantity.value >= 0
        assert "E" not in str(quantity.value)
