from __future__ import annotations

import pytest

from kg.articles.credits import read_byline
from kg.model import Span

R, P = "reporter", "photographer"


def read(text):
    """Read a byline; a stroke of its own, ¶, stands for the end of a printed line."""
    page = text.replace("¶", "\n")
    spans, at = [], 0
    for line in page.split("\n"):
        start = at + len(line) - len(line.lstrip(" "))
        spans.append(Span(start, at + len(line.rstrip(" "))))
        at += len(line) + 1
    byline = read_byline(page, spans)
    if byline is None:
        return None
    for credit in byline.credits:
        assert "".join(page[s.start : s.end] for s in credit.spans) == credit.name
    return [(credit.name, credit.role) for credit in byline.credits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者凌晓东", [("凌晓东", R)]),
        ("记者 凌晓东 祝英", [("凌晓东", R), ("祝英", R)]),
        ("记者凌晓东通讯员祝英明", [("凌晓东", R), ("祝英明", R)]),
        ("记者、凌晓东、祝英", [("凌晓东", R), ("祝英", R)]),
        ("记者：凌晓东 通讯员：祝英", [("凌晓东", R), ("祝英", R)]),
        ("记 者凌晓东 通 讯 员祝英", [("凌晓东", R), ("祝英", R)]),
        ("记者 凌 东 祝英明", [("凌东", R), ("祝英明", R)]),
        ("记者张强李伟", [("张强", R), ("李伟", R)]),
        ("记者张强民李伟华", [("张强民", R), ("李伟华", R)]),
        ("通讯员 尉迟大海 上官云", [("尉迟大海", R), ("上官云", R)]),
        ("记者 扎西·才让 通讯员 乌兰其其格", [("扎西·才让", R), ("乌兰其其格", R)]),
        ("通讯员凌晓¶东", [("凌晓东", R)]),
        ("通讯员凌晓东¶祝英明", [("凌晓东", R), ("祝英明", R)]),
        ("通讯员尉迟¶大海", [("尉迟大海", R)]),
        ("记者和晓军¶ 岩罕香", [("和晓军", R), ("岩罕香", R)]),
        ("通讯¶员 凌 晓 东", [("凌晓东", R)]),
        ("本报记者 凌晓东 实习生 祝英", [("凌晓东", R), ("祝英", R)]),
        ("淮上晚报全媒体记者 凌晓东", [("凌晓东", R)]),
        ("新华社记者 凌晓东", [("凌晓东", R)]),
        ("□ 记者 凌晓东", [("凌晓东", R)]),
        ("作者：凌晓东", [("凌晓东", R)]),
        ("凌晓东 摄", [("凌晓东", P)]),
        ("凌晓东摄", [("凌晓东", P)]),
        ("凌晓东 祝英 摄", [("凌晓东", P), ("祝英", P)]),
        ("通讯员 凌晓东 摄", [("凌晓东", P)]),
        ("本报记者 凌晓东 摄影报道", [("凌晓东", P)]),
        ("摄影：凌晓东", [("凌晓东", P)]),
        ("阿依夏木¶摄", [("阿依夏木", P)]),
        ("凌晓东 文/图", [("凌晓东", R), ("凌晓东", P)]),
        ("文/图 凌晓东", [("凌晓东", R), ("凌晓东", P)]),
        ("文/凌晓东 图/祝英", [("凌晓东", R), ("祝英", P)]),
        ("凌晓东 文 祝英 摄", [("凌晓东", R), ("祝英", P)]),
        ("记者 凌晓东 文 祝英 图", [("凌晓东", R), ("祝英", P)]),
        ("县融媒体中心 供图", []),
        ("近日。凌晓东说", None),
        ("记者从县政府办公室获悉", None),
    ],
)
def test_bylines(text, expected):
    assert read(text) == expected


def test_title_is_as_printed():
    text = "记者凌晓东 通 讯 员祝英 "
    byline = read_byline(text, [Span(0, len(text))])
    assert [credit.title for credit in byline.credits] == ["记者", "通讯员"]
