from __future__ import annotations

import pytest

from kg.articles.names import split_names


@pytest.mark.parametrize(
    ("text", "breaks", "parted", "expected"),
    [
        ("凌东", (), False, ["凌东"]),
        ("凌晓东", (), False, ["凌晓东"]),
        ("张强李伟", (), False, ["张强", "李伟"]),
        ("张强李伟", (), True, ["张强李伟"]),
        ("张强李伟", (2,), True, ["张强", "李伟"]),
        ("张晓强李伟", (), False, ["张晓强", "李伟"]),
        ("张强李晓伟", (), False, ["张强", "李晓伟"]),
        ("张晓强李晓伟", (), False, ["张晓强", "李晓伟"]),
        ("令狐晓东", (), False, ["令狐晓东"]),
        ("令狐晓东王芳", (), False, ["令狐晓东", "王芳"]),
        ("格桑卓玛", (), False, ["格桑卓玛"]),
        ("乌兰其其格", (), False, ["乌兰其其格"]),
        ("买买提·吐尔逊", (), False, ["买买提·吐尔逊"]),
        ("格桑卓玛次仁", (4,), False, ["格桑卓玛", "次仁"]),
    ],
)
def test_names_are_split(text, breaks, parted, expected):
    spans = split_names(text, breaks=frozenset(breaks), parted=parted)
    assert [text[start:end] for start, end in spans] == expected
