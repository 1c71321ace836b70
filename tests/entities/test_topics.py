"""What an article is about: what its headline names and its text names most, and never its reporters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from specimen import BUREAU, PAGE, WARMTH, make_specimen

from kg.entities import add_topics, find_topics
from kg.judgements import Judgement, join_same
from kg.model import Article, Credit, Entity, Knowledge, Passage, Span


def test_the_specimen_is_about_what_it_says(specimen: Knowledge) -> None:
    bare = [replace(article, topics=()) for article in specimen.articles]
    found = {article.id: article.topics for article in add_topics(bare, specimen.entities)}
    assert found == {article.id: article.topics for article in specimen.articles}
    assert WARMTH.id in found[f"{PAGE.id}-01"]
    assert BUREAU.id not in found[f"{PAGE.id}-02"]


def make_article(title: str, body: str, *credits_: str) -> Article:
    passages = [Passage(text, (Span(0, len(text)),)) for text in (title, body)]
    people = tuple(Credit(name, "reporter", "记者", ()) for name in credits_)
    return Article("p-01", "p", "article", passages[0], None, passages[1], 0, credits=people)


COUNTY = Entity("county-1", "County", "青溪县", ("青溪",), articles=("p-01",))
FIRM = Entity("institution-1", "Institution", "青溪茶厂", articles=("p-01",))
REPORTER = Entity("person-1", "Person", "王岚", articles=("p-01",))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("青溪开春", "春天来了。", ["county-1"]),  # another form in the headline
        ("开春", "青溪茶厂开工。青溪茶厂产茶。", ["county-1", "institution-1"]),  # named as often
        ("开春", "青溪茶厂开工。", []),  # once is not often
        ("开春", "王岚说。王岚又说。王岚还说。青溪县的青溪县。", ["county-1"]),  # a reporter is no topic by number
        ("王岚的春天", "春天来了。", ["person-1"]),  # but is one in the headline
    ],
)
def test_topics(title: str, body: str, expected: list[str]) -> None:
    assert list(find_topics(make_article(title, body, "王岚"), [COUNTY, FIRM, REPORTER])) == expected


def test_a_topic_that_is_judged_the_same_is_the_one_that_is_kept() -> None:
    knowledge = make_specimen()
    joined = join_same(knowledge, [Judgement(True, "青溪县", "石门县", "x:1")])
    [first, _, third] = joined.articles
    assert "county-03" in first.topics
    assert "county-03" in third.topics
    assert "county-04" not in third.topics
