"""What is counted suits some things and not others."""

import pytest

from kg.relations.affinities import find_affinities, suits


@pytest.mark.parametrize(
    ("text", "cls", "name", "expected"),
    [
        ("社员增至120人", "Institution", "西吉县硒砂瓜专业合作社", True),
        ("社员增至120人", "Institution", "西吉县农业农村局", False),
        ("社员增至120人", "Programme", "合作社", False),
        ("收治患者300例", "Institution", "西吉县人民医院", True),
        ("96名选手", "Event", "西吉县烹饪大赛", True),
        ("96名选手", "Institution", "西吉县文化馆", False),
        ("森林覆盖率达32%", "Prefecture", "固原市", True),
        ("森林覆盖率达32%", "Village", "龙王坝村", False),
        ("建成泵站12座", "Institution", "西吉县人民医院", False),
    ],
)
def test_suits(text, cls, name, expected):
    assert suits(find_affinities(text, 0, len(text)), cls, name) is expected


def test_only_the_stretch_is_read():
    assert find_affinities("社员120人，亩均收入3000元", 6, 16) == ()
