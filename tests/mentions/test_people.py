"""Persons found in sentences of many provinces: (home of the newspaper, sentence, their names)."""

import pytest
from sentences import find

FOUND = [
    # names written by sound, which the tagger cuts or glues
    ("玉树藏族自治州", "称多县清水河镇牧民才仁永措和丈夫领到补贴。", {"才仁永措"}),
    ("甘孜藏族自治州", "理塘县高城镇护林员洛绒曲批每天巡山。", {"洛绒曲批"}),
    ("伊犁哈萨克自治州", "新源县牧民叶尔波力用手机找羊，他妻子古丽巴合提开了民宿。", {"叶尔波力", "古丽巴合提"}),
    ("通辽市", "科尔沁左翼后旗副旗长包乌力吉带队，牧民吉日嘎拉图从信用社贷款。", {"包乌力吉", "吉日嘎拉图"}),
    ("阿拉善盟", "额济纳旗牧民那仁巴图赶着骆驼回家，苏木长布仁巴雅尔送来饲草。", {"那仁巴图", "布仁巴雅尔"}),
    (
        "喀什地区",
        "莎车县农民阿布都外力种了8亩巴旦木，他邻居买买提江·吐尔逊开了榨油坊。",
        {"阿布都外力", "买买提江·吐尔逊"},
    ),
    ("果洛藏族自治州", "玛沁县拉加镇牧民桑杰本家的羊棚塌了，民警周毛措帮他转移羊群。", {"桑杰本", "周毛措"}),
    ("甘孜藏族自治州", "猎民达瓦家的羊下了羔。", {"达瓦"}),
    # a third letter that looks like a word
    ("渭南市", "白水县村民雷永和术后头一回下地，村民李建和妻子种了10亩苹果。", {"雷永和", "李建"}),
    ("兴安盟", "种植大户白七月把地托管出去，技术员包金柱来测土。", {"白七月", "包金柱"}),
    ("南平市", "武夷山市茶农江元勋的孙女江小雨教游客做茶。", {"江元勋", "江小雨"}),
    ("延边朝鲜族自治州", "老伴崔顺姬做泡菜，朴银淑是村妇联主席。", {"崔顺姬", "朴银淑"}),
]


@pytest.mark.parametrize(("place", "text", "expected"), FOUND)
def test_persons_are_found(place, text, expected):
    assert {m.label for m in find(text, place) if m.cls == "Person"} == expected


def test_a_name_of_two_letters_takes_the_third_that_other_sentences_show():
    text = "隔壁的退休焊工卢玉成就拎着工具箱来了。全年数下来，光是卢玉成一人就跑了240单。"
    assert {m.label for m in find(text, "丹东市") if m.cls == "Person"} == {"卢玉成"}


@pytest.mark.parametrize(
    "text",
    [
        "干部都来帮忙，学生家长拉着孩子，教师达到120人，专家来自北京，工人正在安装。",
        "农民达三成，村民多达120户，企业职工包括临时工，党员康复后又来。",
        "300多名汽车工程师住进酒店，牧民达成协议，村民让利，牧民来到镇上。",
        "父亲常年在外，弟弟高中毕业后当兵，徒弟成才了，儿媳常回家，公公和面，孙女安静地写作业。",
        "律师应诉，老板明白了，党员常态化走访，干部向前冲，局长任命书到了，司机常去。",
        "“大家户户都开了网店。”村民说。剪纸扫描入库，取名“方影数藏”。",
    ],
)
def test_words_are_no_persons(text):
    assert not [m.label for m in find(text, "丹东市") if m.cls == "Person"]
