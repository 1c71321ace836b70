"""Names found in sentences of many provinces: (home of the newspaper, sentence, names by class)."""

from itertools import pairwise

import pytest
from sentences import find

from kg.mentions import find_mentions, read_articles
from kg.mentions.neural import load_tagger
from kg.model import Article, Page, Passage, Span


def names(text, place=None):
    return {(m.cls, m.label) for m in find(text, place)}


FOUND = [
    (
        "呼伦贝尔市",
        "鄂温克族自治旗推行的办法，今年被自治区农牧厅写进文件；该旗财政局党组书记乌云说，旗农牧局启动沙果林生态修复行动。",
        {
            ("County", "鄂温克族自治旗"),
            ("Institution", "自治区农牧厅"),
            ("Institution", "旗财政局"),
            ("Institution", "旗农牧局"),
            ("Person", "乌云"),
            ("Programme", "沙果林生态修复行动"),
        },
    ),
    (
        "安康市",
        "宁陕县城关镇黑松山村村民卢有田说，宁陕职业中学与石泉技师学院签约共建茶艺学院。",
        {
            ("County", "宁陕县"),
            ("Township", "城关镇"),
            ("Village", "黑松山村"),
            ("Person", "卢有田"),
            ("Institution", "宁陕职业中学"),
            ("Institution", "石泉技师学院"),
        },
    ),
    (
        "延安市",
        "去年以来，延川县乡村振兴局联合县农业农村局实施“果业提升”三年行动，新建防雹网1.2万亩。",
        {
            ("Institution", "延川县乡村振兴局"),
            ("Institution", "县农业农村局"),
            ("Programme", "果业提升三年行动"),
        },
    ),
    (
        "赣州市",
        "于都县公安局交警大队民警刘志强说，该大队自2019年起推行“马路办公”工作法。",
        {("Institution", "于都县公安局交警大队"), ("Person", "刘志强"), ("Programme", "马路办公工作法")},
    ),
    (
        "泉州市",
        "由晋江市人民政府主办的第二十五届中国（晋江）国际鞋业博览会在晋江国际会展中心开幕。",
        {
            ("Institution", "晋江市人民政府"),
            ("Event", "第二十五届中国（晋江）国际鞋业博览会"),
            ("Venue", "晋江国际会展中心"),
        },
    ),
    (
        "渭南市",
        "澄城县人民法院寺前法庭创新推行“巡回审判+乡贤调解”模式。",
        {("Institution", "澄城县人民法院寺前法庭"), ("Programme", "巡回审判+乡贤调解模式")},
    ),
    (
        "丽水市",
        "遂昌县与丽水学院合作共建乡村振兴学院。",
        {("County", "遂昌县"), ("Institution", "丽水学院"), ("Institution", "乡村振兴学院")},
    ),
    (
        "哈密市",
        "巴里坤哈萨克自治县花园乡花庄子村村委会主任叶尔肯·木拉提说。",
        {
            ("County", "巴里坤哈萨克自治县"),
            ("Township", "花园乡"),
            ("Institution", "花庄子村村委会"),
            ("Person", "叶尔肯·木拉提"),
        },
    ),
    (
        "宜昌市",
        "五峰土家族自治县采花乡栗子坪村发展民宿56家。",
        {("County", "五峰土家族自治县"), ("Township", "采花乡"), ("Village", "栗子坪村")},
    ),
    (
        "黄冈市",
        "罗田县红十字会向大别山区域医疗中心捐赠救护车2辆。",
        {("Institution", "罗田县红十字会"), ("Institution", "大别山区域医疗中心")},
    ),
    (
        "宜宾市",
        "在高县大窝镇、来复镇等镇推广，筠连、珙县随后跟进。筠连县、珙县各有侧重。",
        {("County", "高县"), ("Township", "大窝镇"), ("County", "筠连县"), ("County", "珙县")},
    ),
    (
        "上饶市",
        "婺源县会同县财政局、玉山县税务局出台《徽派民居保护利用办法》。",
        {("County", "婺源县"), ("Institution", "县财政局"), ("Programme", "徽派民居保护利用办法")},
    ),
    (
        "昭通市",
        "水富市云富街道“暖心驿站”里，退休工人陶国芬正在下棋。",
        {("Township", "云富街道"), ("Institution", "云富街道暖心驿站"), ("Person", "陶国芬")},
    ),
    (
        "绵阳市",
        "北川羌族自治县片口乡工业集中区的绵阳羌红食品有限公司（以下简称“羌红食品”）投产，羌红食品有员工60名。",
        {("Institution", "绵阳羌红食品有限公司")},
    ),
    (
        "南平市",
        "在崇阳溪畔，建阳区人民医院胸痛中心投用，导医台经理韩雪拦下一位老人，质检员岳朵用手机联系家属。",
        {
            ("Venue", "崇阳溪"),
            ("Institution", "建阳区人民医院胸痛中心"),
            ("Person", "韩雪"),
        },
    ),
    (
        "咸宁市",
        "去年，咸安区民政局把区养老服务中心、红十字会拢到一处，成立咸安康养服务联盟，又与湖北科技学院共建竹编产业学院。",
        {
            ("Institution", "咸安区民政局"),
            ("Institution", "咸安康养服务联盟"),
            ("Institution", "竹编产业学院"),
        },
    ),
    (
        "盐城市",
        "总投资6亿元的里下河水系连通工程开工，货轮驶往大丰港；在芦苇编织技艺研讨会上，“银杏叶”志愿服务队受到表扬。",
        {
            ("Programme", "里下河水系连通工程"),
            ("Venue", "大丰港"),
            ("Event", "芦苇编织技艺研讨会"),
            ("Programme", "银杏叶志愿服务队"),
        },
    ),
    (
        "保山市",
        "学生吴想说，腾冲市司法局邀请云南和畅律师事务所值班，又出台《扶持古法造纸十条措施》。",
        {
            ("Person", "吴想"),
            ("Institution", "云南和畅律师事务所"),
            ("Programme", "扶持古法造纸十条措施"),
        },
    ),
    (
        "衢州市",
        "衢柑与衢州学院合建的果品保鲜联合实验室挂牌，浙江农林大学衢州校区派员指导。",
        {
            ("Institution", "衢州学院"),
            ("Institution", "果品保鲜联合实验室"),
            ("Institution", "浙江农林大学衢州校区"),
        },
    ),
    (
        "衢州市",
        "中国铁路上海局集团有限公司衢州车务段加开列车，石门林场归属江山青岭林业有限公司。",
        {
            ("Institution", "中国铁路上海局集团有限公司衢州车务段"),
            ("Institution", "石门林场"),
            ("Institution", "江山青岭林业有限公司"),
        },
    ),
    (
        "衢州市",
        "“红枫叶”医疗队完成手术80例，“海燕”护渔队出海，“山里人”豆腐坊主理人周小梅说。",
        {
            ("Institution", "红枫叶医疗队"),
            ("Institution", "海燕护渔队"),
            ("Institution", "山里人豆腐坊"),
            ("Person", "周小梅"),
        },
    ),
    (
        "衢州市",
        "常山县芳村镇中心校的学生在练字，该校教务处主任王立说。决赛在县体育中心开赛，何家乡代表队夺冠。",
        {
            ("Institution", "芳村镇中心校"),
            ("Institution", "芳村镇中心校教务处"),
            ("Institution", "何家乡代表队"),
        },
    ),
    (
        "衢州市",
        "常山县胡柚产业联合体由浙江常柚食品有限公司牵头，市民在南孔街散步。",
        {
            ("Institution", "常山县胡柚产业联合体"),
            ("Institution", "浙江常柚食品有限公司"),
            ("Venue", "南孔街"),
        },
    ),
    (
        "商洛市",
        "柞水县下梁镇明星社区居民说，社区居委会帮了忙。东坪村的党员多，由村党支部带头修路。",
        {("Institution", "明星社区居委会"), ("Institution", "东坪村党支部")},
    ),
    (
        "商洛市",
        "陕西省环境监测中心站公布数据，市图书馆、市体育场免费开放，丹江流域治理铺开，丹江水更清。",
        {
            ("Institution", "陕西省环境监测中心站"),
            ("Institution", "市图书馆"),
            ("Venue", "市体育场"),
            ("Venue", "丹江"),
        },
    ),
    (
        "商洛市",
        "商南县试马水库蓄水，洛南县仓颉小镇迎客，镇安县永兴村通了路。",
        {("Venue", "试马水库"), ("County", "洛南县"), ("Zone", "仓颉小镇"), ("Village", "永兴村")},
    ),
    (
        "临沂市",
        "山东省立医院对口帮扶沂南县人民医院，东湖生物联合华中农业大学选育新品种。",
        {
            ("Institution", "山东省立医院"),
            ("Institution", "沂南县人民医院"),
            ("Institution", "华中农业大学"),
        },
    ),
    (
        "青岛市",
        "青岛海关技术中心降了检测费，庐山市法院行政审判庭开庭，湖北三峡职业技术学院机电工程系派来12名学生。",
        {
            ("Institution", "青岛海关技术中心"),
            ("Institution", "庐山市法院行政审判庭"),
            ("Institution", "湖北三峡职业技术学院机电工程系"),
        },
    ),
    (
        "商洛市",
        "中国科学院水土保持研究所在商南县设下高山草甸观测站，内蒙古科技大学组建稀土磁材中试基地。",
        {("Institution", "高山草甸观测站"), ("Institution", "稀土磁材中试基地")},
    ),
    (
        "和田地区",
        "阜康地处古尔班通古特沙漠南缘，云台山脚下的车队去了西洋岛，跑者穿越紫鹊界梯田，三峡水利枢纽泄洪，京雄高速铁路通车。",
        {
            ("Venue", "古尔班通古特沙漠"),
            ("Venue", "云台山"),
            ("Venue", "西洋岛"),
            ("Venue", "紫鹊界梯田"),
            ("Venue", "三峡水利枢纽"),
            ("Venue", "京雄高速铁路"),
        },
    ),
    (
        "宁波市",
        "货物在穿山港区卸下火车，走进云冈高新技术产业园区，用地260亩建设胡村陶瓷配套园。",
        {("Zone", "穿山港区"), ("Zone", "云冈高新技术产业园区"), ("Zone", "胡村陶瓷配套园")},
    ),
]


@pytest.mark.parametrize(("place", "text", "expected"), FOUND)
def test_names_are_found(place, text, expected):
    assert names(text, place) >= expected


LEFT = [
    ("恩施土家族苗族自治州", "全县实施一批重点项目，有关部门健全工作机制。"),
    ("大理白族自治州", "村民变成“甩手掌柜”，过去的“烂泥滩”成了“聚宝盆”。"),
    ("长治市", "农民安居乐业，干部干事有劲头，居民居家就业。"),
    ("许昌市", "市、县组织部门深入各乡镇走访，财政部门拨付资金。"),
    ("梅州市", "法院被评为“枫桥式人民法庭”，学校成了优质学校。"),
    ("铁岭市", "大丰收的季节，互联网大厂的青年回到乡村。"),
    ("衢州市", "两县检察院巡查，一家老酱油厂搬走了，全市36个社区党委都建起了驿站。"),
    ("赤峰市", "社区卫生服务站离家近，嘎查委员会换了届。"),
    ("衢州市", "两家公司合作共建的研发中心落地，易地扶贫搬迁社区热闹起来。"),
]


@pytest.mark.parametrize(
    ("place", "text", "wrong"),
    [
        ("衢州市", "衢州学院同开化县人民政府签约。", "衢州学院同开化县人民政府"),
        ("衢州市", "开化县人民医院急诊室灯火通明。", "开化县人民医院急诊室"),
        ("衢州市", "他在龙游县半山腰种茶。", "龙游县半山"),
        ("衢州市", "龙游茶园一片新绿。", "龙游茶园"),
        ("商洛市", "镇安县木王镇卫生院办起针灸工作室2间。", "木王镇卫生院办起针灸工作室"),
        ("商洛市", "山阳县法官镇法官庙村党支部领办合作社。", "法官庙村党支部领办合作社"),
        ("商洛市", "洛南县整合县医院和县中医院。", "洛南县整合县医院"),
        ("商洛市", "该院与西安交通大学第一附属医院联建胸痛中心。", "西安交通大学第一附属医院联建胸痛中心"),
    ],
)
def test_names_end_where_they_are_over(place, text, wrong):
    assert wrong not in {label for _, label in names(text, place)}


@pytest.mark.parametrize(("place", "text"), LEFT)
def test_general_words_are_no_names(place, text):
    assert names(text, place) == set()


CODES = [
    ("宿迁市", "泗阳县众兴街道的泗阳人爱种杨树。", {"泗阳县": "321323", "泗阳": "321323"}),
    ("徐州市", "徐州市鼓楼区丰财街道。", {"鼓楼区": "320302"}),
    (None, "鼓楼区的居民说。", {"鼓楼区": ""}),
    ("桂林市", "资源县梅溪镇水果多，资源的葡萄最甜，水利资源丰富。", {"资源县": "450329"}),
]


@pytest.mark.parametrize(("place", "text", "expected"), CODES)
def test_codes_come_from_context_or_not_at_all(place, text, expected):
    found = {m.text: m.code for m in find(text, place) if m.cls == "County"}
    assert {name: found.get(name) for name in expected} == expected


def test_a_short_name_that_is_a_word_stays_a_word_far_from_home():
    assert not list(find("各方合作共赢，资源共享，和平友好。", "宁德市"))


def test_a_defined_short_name_is_the_full_name_everywhere():
    text = "绵阳羌红食品有限公司（以下简称“羌红食品”）投产。羌红食品有员工60名。"
    labels = [m.label for m in find(text, "绵阳市") if m.finder == "defined"]
    assert labels == ["绵阳羌红食品有限公司", "绵阳羌红食品有限公司"]


def test_mentions_never_overlap_and_are_sorted():
    for _, text, _ in FOUND:
        spans = [m.span for m in find(text)]
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_nothing_is_looked_for_in_the_byline():
    text = "本报讯（记者 田野）城步苗族自治县下雪了。"
    article = Article("p0-01", "p0", "article", None, None, Passage(text, (Span(0, len(text)),)), 10)
    found = find_mentions(Page("p0", "page.txt", "", text), read_articles([[article]], tagger=load_tagger())[0])
    assert [m.label for m in found] == ["城步苗族自治县"]
