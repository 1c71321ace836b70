"""Headlines collected at the end of a page, one beneath the other without a gap."""

from kg.articles import find_articles
from kg.model import Page

PAGE = """本报讯（记者 方圆）石泉县池河镇的蚕农今年养蚕一万张，蚕茧收购站前排起了长队。镇里请来蚕桑专家，
教大家省力化养蚕，蚕农收入增加了两成。

本报讯（记者 田野）紫阳县人民医院近日开通夜间儿科门诊，孩子半夜发烧不用再等天亮。儿科门诊的医生
轮流值班，药房也开到凌晨。

本报讯（通讯员 江平）汉江边的渡口小学来了一支足球队，队员都是船工的孩子。体育老师带着足球队在沙滩上
训练，上个月拿下了全县冠军。

本报讯（记者 林夕）旬阳市供电公司给老旧小区换上了新电表，拉起的电线都埋进了地下。居民再也不担心夏天
跳闸停电。

蚕农忙收茧
池河镇养蚕一万张
夜间儿科门诊
不让孩子等天亮
渡口小学足球队夺冠
老旧小区换上新电表
"""


def test_a_stack_of_headlines_is_parted_as_a_whole():
    articles = find_articles(Page(id="p", source="page.txt", sha256="0", text=PAGE))
    titles = {a.title.text if a.title else None: a.body.text for a in articles}
    starts = {title: body[body.index("）") + 1 :][:2] for title, body in titles.items()}
    assert starts == {
        "蚕农忙收茧池河镇养蚕一万张": "石泉",
        "夜间儿科门诊不让孩子等天亮": "紫阳",
        "渡口小学足球队夺冠": "汉江",
        "老旧小区换上新电表": "旬阳",
    }


CLEAN = """一渠清水进了村
——泾阳县云阳镇供水见闻
本报讯（记者 方圆）泾阳县云阳镇的村民拧开水龙头，清水哗哗地流了出来。供水站的工人每天沿着水渠走上一遍，查看管道。

蒲城：梨园里办起课堂
本报讯（通讯员 江平）蒲城县的梨农围着技术员学剪枝。技术员讲完又递上剪刀，请大家自己动手，梨园成了课堂。
"""


def test_a_subtitle_right_beneath_a_headline_is_part_of_it():
    articles = find_articles(Page(id="p", source="page.txt", sha256="0", text=CLEAN))
    assert [a.title.text for a in articles] == ["一渠清水进了村——泾阳县云阳镇供水见闻", "蒲城：梨园里办起课堂"]
