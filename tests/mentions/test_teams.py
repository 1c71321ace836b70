"""Teams and offices named by sender, drive or village, and what else is no team."""

import pytest
from sentences import find

TEAMS = [
    ("商丘市", "商丘市“千企帮千村”工作领导小组办公室启动结对行动。", "商丘市千企帮千村工作领导小组办公室"),
    ("聊城市", "阳谷县“三夏”指挥部办公室调来收割机120台。", "阳谷县三夏指挥部办公室"),
    ("玉树州", "北京市对口支援玉树州工作前方指挥部派来专家。", "北京市对口支援玉树州工作前方指挥部"),
    ("吕梁市", "太原科技大学驻村帮扶工作队2021年进驻兴县蔡家崖村。", "太原科技大学驻村帮扶工作队"),
    ("怀化市", "来自浙江的援芷医疗队队长张明说，县医院会做微创手术了。", "援芷医疗队"),
    ("台州市", "天台县街头镇后岸村农民舞龙队队员王伟说。", "后岸村农民舞龙队"),
    ("黔东南州", "榕江县车江村队在最后时刻反超。", "车江村队"),
]


@pytest.mark.parametrize(("place", "text", "name"), TEAMS)
def test_teams_bear_their_sender_drive_or_village(place, text, name):
    assert ("Institution", name) in {(m.cls, m.label) for m in find(text, place)}


@pytest.mark.parametrize(
    "text", ["后岸村队员王伟说。", "驻村工作队来了。", "县里成立“三夏”指挥部办公室。", "后岸村队伍很长。"]
)
def test_what_names_no_sender_is_no_team(text):
    assert not [m for m in find(text, "台州市") if m.finder == "team"]
