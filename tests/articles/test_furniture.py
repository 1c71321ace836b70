from __future__ import annotations

import pytest

from kg.articles.furniture import find_jump, is_furniture
from kg.articles.lines import find_lines

OPEN, CLOSED = "他们来到村里，把机器搬进了", "他们来到村里。"


def judge(text, before=None):
    (line,) = find_lines(text)
    return is_furniture(line, find_lines(before)[0] if before else None)


@pytest.mark.parametrize(
    "text",
    [
        "淮上日报",
        "2024年5月6日 星期一 第3版",
        "二〇二四年五月六日 星期一 农历三月廿八",
        "A03 要闻",
        "03",
        "综合新闻",
        "淮上日报 2024年5月6日",
        "责编：凌晓东 版式：祝英 校对：凌云",
        "责编 凌晓东 美编 祝英",
        "新闻热线：0550-3000000",
        "投稿邮箱：news@example.cn",
        "国内统一连续出版物号 CN 34-0000",
        "电话：0550-3000000 地址：滁州市人民路1号",
        "www.example.cn",
        "2020-05-13 09:20 来源：淮上在线",
        "（来源：淮上在线）",
        "（下转第三版）",
        "★★★★★",
    ],
)
def test_furniture(text):
    assert judge(text)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("7%。", OPEN),
        ("52", OPEN),
        ("一审法院判决后，双方没有上诉", OPEN),
        ("地址选在村口，交通方便，群众", OPEN),
        ("版面上登出了他们的事迹", OPEN),
        ("2024年5月6日", OPEN),
        ("拨打热线0550-3000000就能预约", OPEN),
        ("2024年5月6日，县里召开会议。", CLOSED),
        ("淮上日报记者走基层", CLOSED),
        ("春耕", CLOSED),
    ],
)
def test_lines_of_a_story(text, before):
    assert not judge(text, before)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("带动就业260人。（下转第二版）", "带动就业260人。"),
        ("（上接1版）近日，", "近日，"),
        ("走向世界。（完）", "走向世界。"),
        ("转", "转"),
    ],
)
def test_jumps_are_cut_off(text, rest):
    start, end = find_jump(text) or (0, 0)
    assert text[:start] + text[end:] == rest
