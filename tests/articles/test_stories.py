"""Items that nothing but their columns and their credits part."""

from kg.articles import find_articles
from kg.model import Page

PAGE = """本报讯（记者 方圆）泾阳县云阳镇的菜农今年种

了三千亩番茄，县里请来的技术员住进大棚，教大

家防病。番茄还没红透，收购商已经在棚外等候。

菜农说，今年的价钱比去年好。

今年秋天，蒲城县罕井镇的小学添了新

操场，孩子们在红色的跑道上练习接力，

体育老师吹着哨子。学校请来退役运动

员每周上两次课，家长也来看。（阎凡

鹿红）
"""


def test_a_story_that_names_its_reporters_first_does_not_name_others_last():
    articles = find_articles(Page(id="p", source="page.txt", sha256="0", text=PAGE))
    told = [(a.body.text[-8:], [credit.name for credit in a.credits]) for a in articles]
    assert told == [("的价钱比去年好。", ["方圆"]), ("课，家长也来看。", ["阎凡", "鹿红"])]
