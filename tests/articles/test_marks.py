from __future__ import annotations

import pytest

from kg.articles import find_articles, read_page
from kg.articles.lines import find_lines
from kg.articles.marks import find_marks


@pytest.mark.parametrize(
    "tail", ["新华社发", "新华社发（尹小川摄）", "皖北日报社发（尹小川 摄）", "新华社记者 尹小川 摄"]
)
def test_who_issues_a_picture_is_no_part_of_its_caption(tmp_path, tail):
    (tmp_path / "page.txt").write_text(
        f"5月3日，茶农在霍山县太平畈乡采茶。今年全乡产茶300吨。{tail}\n", encoding="utf-8"
    )
    (article,) = find_articles(read_page(tmp_path / "page.txt"))
    assert article.kind == "photo"
    assert article.body.text.endswith("产茶300吨。")
    assert [credit.name for credit in article.credits] == (["尹小川"] if "尹小川" in tail else [])


def find(text):
    return find_marks(text, find_lines(text))


@pytest.mark.parametrize(
    ("text", "dateline", "names"),
    [
        ("本报讯（记者凌晓东）近日，", "本报讯（记者凌晓东）", ["凌晓东"]),
        ("本报讯(记者凌晓东通讯员祝英明)近日，", "本报讯(记者凌晓东通讯员祝英明)", ["凌晓东", "祝英明"]),
        ("本报讯 近日，", "本报讯", []),
        ("本报讯 记者凌晓东 通讯员祝英 近日，", "本报讯 记者凌晓东 通讯员祝英", ["凌晓东", "祝英"]),
        ("本报讯 记者凌晓东、通讯员祝英报道：“看，”", "本报讯 记者凌晓东、通讯员祝英报道：", ["凌晓东", "祝英"]),
        ("本报滁州5月3日讯（通讯员 祝英）", "本报滁州5月3日讯（通讯员 祝英）", ["祝英"]),
        ("新华社合肥5月3日电（记者 凌晓东）", "新华社合肥5月3日电（记者 凌晓东）", ["凌晓东"]),
        ("据新华社合肥5月3日电 记者", "据新华社合肥5月3日电", []),
        ("中新网5月3日电 ", "中新网5月3日电", []),
        ("中新社阜阳5月3日电（凌晓东 祝英）", "中新社阜阳5月3日电（凌晓东 祝英）", ["凌晓东", "祝英"]),
        ("皖北新闻网讯（记者 凌晓东）", "皖北新闻网讯（记者 凌晓东）", ["凌晓东"]),
        ("央视网消息：近日，", "央视网消息：", []),
        ("（记者凌晓东 通讯员祝\n英明）近日，", "（记者凌晓东 通讯员祝\n英明）", ["凌晓东", "祝英明"]),
    ],
)
def test_datelines(text, dateline, names):
    opening = find(text).openings[0]
    assert text[opening.span.start : opening.span.end] == dateline
    assert [c.name for c in opening.byline.credits] == names if opening.byline else names == []


@pytest.mark.parametrize(
    "text",
    [
        "新华社记者来到村里采访。",
        "本报热线接到来电，",
        "本报通讯员培训班开班。",
        "（以下简称“合作社”）去年",
        "记者从县政府获悉，",
        "收到讯息后，队员赶到。",
        "界联合会、长丰县摄影家协会",
    ],
)
def test_what_opens_nothing(text):
    marks = find(text)
    assert not marks.openings
    assert not marks.bylines


@pytest.mark.parametrize(
    ("text", "kind", "credit"),
    [
        ("果农正在采果。 凌晓东 摄", "photo", "凌晓东 摄"),
        ("果农正在采果。凌晓东摄", "photo", "凌晓东摄"),
        ("图为施工现场 凌晓东 摄", "photo", "凌晓东 摄"),
        ("果农正在采果。（凌晓东 摄）", "photo", "（凌晓东 摄）"),
        ("果农正在采果。 凌晓东\n 摄", "photo", "凌晓东\n 摄"),
        ("果农正在采果。\n\n通讯员 祝英 摄", "photo", "通讯员 祝英 摄"),
        ("果农正在采果。 县融媒体中心供图", "photo", "县融媒体中心供图"),
        ("果农正在采果。（记者 凌晓东）", "byline", "（记者 凌晓东）"),
        ("果农正在采果。（张小凡 李红）", "names", "（张小凡 李红）"),
        ("果农正在采果。（阎小凡\n\n鹿红）", "names", "（阎小凡\n\n鹿红）"),
    ],
)
def test_closings(text, kind, credit):
    (closing,) = find(text).closings.values()
    assert closing.kind == kind
    assert text[closing.start :] == credit


@pytest.mark.parametrize(
    "text", ["他们正在航拍摄", "果农正在采果。（全文完）", "他说：“好。”（笑声）", "共有三处（见上图）"]
)
def test_what_closes_nothing(text):
    assert not find(text).closings


@pytest.mark.parametrize(
    "text", ["本报记者 凌晓东", "□凌晓东 祝英", "文/图 凌晓东", "◎ 本报记者 凌晓东 通讯员 祝英", "记者 乌兰其其格"]
)
def test_lines_of_nothing_but_a_byline(text):
    assert find(text).bylines.keys() | find(text).closings.keys() == {0}
