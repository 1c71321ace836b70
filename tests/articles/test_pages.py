"""Whole pages: invented ones from many provinces and with many kinds of damage, and the sample pages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.articles import find_articles, read_page
from kg.errors import InputError
from kg.model import Page

PAGES = Path(__file__).parent / "pages"
GOLDEN = Path(__file__).parent.parent / "golden"
SAMPLE = Path(__file__).parent.parent.parent / "kg" / "data" / "sample"
CASES = [(path, path.with_suffix(".yaml")) for path in sorted(PAGES.glob("*.txt"))]
CASES += [(path, GOLDEN / f"{path.stem}.yaml") for path in sorted(SAMPLE.glob("d?.txt"))]


def fold(text):
    """Without blanks and marks, which a gold file writes as it likes."""
    return "".join(c for c in unicodedata.normalize("NFKC", text or "") if c.isalnum())


def make_page(text):
    return Page(id="p", source="page.txt", sha256="0", text=text)


def people(article, role):
    return {credit.name for credit in article.credits if credit.role == role}


def check_slices(page, articles):
    for article in articles:
        for passage in filter(None, (article.title, article.deck, article.body)):
            assert "".join(page.text[s.start : s.end] for s in passage.sources) == passage.text
            assert all(s.start < s.end for s in passage.sources)
            assert all(a.end <= b.start for a, b in zip(passage.sources, passage.sources[1:], strict=False))
        assert 0 <= article.story <= len(article.body.text)
        for span in article.headings:
            assert "\n" not in article.body.text[span.start : span.end]
            assert span.start == 0 or article.body.text[span.start - 1] == "\n"
        for credit in article.credits:
            assert "".join(page.text[s.start : s.end] for s in credit.spans) == credit.name


@pytest.mark.parametrize(("path", "gold"), CASES, ids=lambda path: path.stem)
def test_page_gives_its_articles(path, gold):
    page = read_page(path)
    articles = find_articles(page)
    check_slices(page, articles)
    expected = yaml.safe_load(gold.read_text(encoding="utf-8"))["articles"]
    assert len(articles) == len(expected)
    for item in expected:
        begins = fold(item["begins"])
        (article,) = [a for a in articles if begins in fold(a.body.text)]
        assert fold(article.body.text[article.story :]).startswith(begins)
        assert fold(article.body.text).endswith(fold(item["ends"]))
        assert fold(article.title.text if article.title else "") == fold(item["title"])
        assert people(article, "reporter") == set(item["reporters"])
        assert people(article, "photographer") == set(item["photographers"])
        assert article.kind == item["kind"]
        if "deck" in item:
            assert fold(article.deck.text) == fold(item["deck"])
        if "headings" in item:
            assert [article.body.text[s.start : s.end] for s in article.headings] == item["headings"]


# ------------------------------------------------------------------ the same items, set in many ways

ITEMS = [
    (
        "湖区巡护员\n上了岗",
        "本报讯（记者 殷大海 通讯员 柯小雨）",
        (
            "梁子湖区东沟镇的巡护员老方划着船出了门。今年，鄂州市梁子湖区推行“一船一员”机制，聘请巡护员64名，每人每月补贴900元。\n"
            "“湖水清了，菱角也甜了。”老方说。截至6月底，巡护队清理围网3200米。"
        ),
        {"殷大海", "柯小雨"},
    ),
    (
        "庐剧唱到田埂上",
        "本报讯（通讯员 芮成功）",
        (
            "7月5日，庐江县冶父山镇的晒场上锣鼓喧天，庐江县庐剧团的演员为村民送来折子戏。"
            "剧团今年计划下乡演出120场，观众已达3.6万人次。"
        ),
        {"芮成功"},
    ),
    (
        "长泰枇杷\n坐飞机",
        "（记者 戴阿敏）",
        (
            "漳州市长泰区枋洋镇的枇杷熟了。镇里与顺达航空货运有限公司签约，果子清晨下树，当晚就到乌鲁木齐。"
            "今年全镇枇杷种植面积达1.8万亩，预计产值2.1亿元。"
        ),
        {"戴阿敏"},
    ),
]
CAPTION = "7月6日，蒙城县小涧镇的孩子们在图书角看书。暑假里，该镇开放图书角15处，每天接待孩子400余名。"


def wrap(text, width, between):
    lines = [line[i : i + width] for line in text.split("\n") for i in range(0, len(line), width)]
    return between.join(lines)


@pytest.mark.parametrize("place", ["before", "after", "end"])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("width", [12, 15, 19, 26])
def test_setting_does_not_matter(width, between, place):
    blocks, last = [], []
    for title, byline, story, _ in ITEMS:
        body = wrap(byline + story, width, between)
        blocks += {"before": [title, body], "after": [body, title], "end": [body]}[place]
        last += [title] if place == "end" else []
    page = make_page("\n\n".join([*blocks, wrap(CAPTION, 30, "\n") + " 夏雨荷摄", *reversed(last)]) + "\n")
    articles = find_articles(page)
    check_slices(page, articles)
    assert [fold(a.body.text[a.story :]) for a in articles] == [*(fold(item[2]) for item in ITEMS), fold(CAPTION)]
    assert [fold(a.title.text) for a in articles if a.title] == [fold(item[0]) for item in ITEMS]
    assert [people(a, "reporter") for a in articles] == [*(item[3] for item in ITEMS), set()]
    assert people(articles[-1], "photographer") == {"夏雨荷"}


# ------------------------------------------------------------------ details of a body


def test_body_keeps_paragraphs_quotes_and_byline():
    text = (
        "白马湖畔新书房\n\n本报讯（通 讯 员时光 左小丹）\n近日，洪泽区在白马湖畔建起\n\n"
        "“山水相依 邻里相亲”书房 12 处，\n\n"
        "藏书由各村农家书屋调配共计6\n\n.4万册。\n\n读 者 可 凭 身 份 证 借 阅 图 书 。\n"
    )
    (article,) = find_articles(make_page(text))
    assert article.body.text == (
        "本报讯（通讯员时光 左小丹）近日，洪泽区在白马湖畔建起“山水相依 邻里相亲”书房12处，藏书由各村农家书屋调配"
        "共计6.4万册。\n读者可凭身份证借阅图书。"
    )
    assert article.body.text[article.story :].startswith("近日")
    assert article.title.text == "白马湖畔新书房"


def test_headline_keeps_the_blank_between_its_parts_and_its_lines_are_joined():
    text = "竹山：绿松石 “磨”出新生活\n\n本报讯（记者 舒小娥）竹山县麻家渡镇的绿松石工坊里，师傅们正在打磨。\n"
    assert find_articles(make_page(text))[0].title.text == "竹山：绿松石 “磨”出新生活"


def test_headline_that_fits_nothing_is_left_off():
    text = (
        "本报讯（记者 舒小娥）竹山县麻家渡镇的绿松石工坊里，师傅们正在打磨。工坊今年吸纳就业80人。\n\n"
        "本报讯（记者 柯小雨）通山县的包坨制作技艺展示会开幕，七位传承人现场比拼手艺。\n\n"
        "全市安全生产电视电话调度\n"
    )
    assert [a.title for a in find_articles(make_page(text))] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "今日天气晴。\n",
        "要闻\n第3版\n2024年5月6日 星期一\n",
        "《》“”（）\n\n\n摄\n",
        "本报讯（记者 舒小娥）\n",
        "责编：舒小娥\n",
    ],
)
def test_page_without_article_says_so(text):
    with pytest.raises(InputError, match="found no article, expected "):
        find_articles(make_page(text))


def test_same_page_gives_the_same_articles():
    page = read_page(PAGES / "fujian.txt")
    assert find_articles(page) == find_articles(page)
    assert [a.id for a in find_articles(page)] == [f"{page.id}-{n:02}" for n in (1, 2, 3)]


LETTERS = st.sampled_from(
    [
        *"县市记者通讯员摄文图本报讯电张李王。，！”“（）() 　\n\r\t/、·：0 7aZ\u200b—…《》",
        "本报讯（",
        "记者 ",
        " 摄\n",
        "\n\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LETTERS, max_size=160).map("".join))
@example(" 摄\n县县 摄\n 摄\n")
def test_any_text_gives_slices_or_one_error(text):
    page = make_page(text)
    try:
        articles = find_articles(page)
    except InputError:
        return
    assert articles
    check_slices(page, articles)
