from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Article, Claim, Credit, Entity, Evidence, Knowledge, Mention, Page, Passage, Relation, Span
from kg.resources.ontology import read_ontology
from kg.views.page import name_page, to_html
from kg.views.page.crowd import SLACK, Crowd
from kg.views.page.groups import FEW, block_moves
from kg.views.page.homes import find_homes
from kg.views.page.layout import Box, place_boxes
from kg.views.page.network import credit_people, find_bystanders, shorten, weigh_entities
from kg.views.page.pinyin import spell_names
from kg.views.page.record import read_interface
from kg.views.page.style import read_styles
from kg.views.page.template import SCRIPTS, quell_script, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<source>.*?)</script>", re.DOTALL)


def read_data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="knowledge">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def entity(id_: str, cls: str, name: str = "", **more: Any) -> Entity:
    return Entity(id=id_, cls=cls, name=name or id_, **more)


def relation(subject: str, predicate: str, object_: str, confidence: float = 0.9) -> Relation:
    evidence = Evidence("a", "body", "句", (Span(0, 1),))
    return Relation(subject, predicate, object_, (Claim(confidence, "rule", (evidence,)),))


class TestFacts:
    def test_holds_exactly_the_facts(self, specimen: Knowledge) -> None:
        data = read_data(to_html(specimen))
        assert [
            (f["subject"], f["predicate"], f["object"], f["confidence"], tuple(f["roles"]), f["inferred"])
            for f in data["facts"]
        ] == [(r.subject, r.predicate, r.object, r.confidence, r.roles, r.inferred) for r in specimen.relations]
        assert [
            [(c["confidence"], c["rule"], c["role"], [e["quote"] for e in c["evidence"]]) for c in f["claims"]]
            for f in data["facts"]
        ] == [
            [(c.confidence, c.rule, c.role, [e.quote for e in c.evidence]) for c in r.claims]
            for r in specimen.relations
        ]
        assert [(f["entity"], f["measure"], f["value"], f["unit"], f["text"]) for f in data["figures"]] == [
            (f.entity, f.measure, str(f.value), f.unit, f.text) for f in specimen.figures
        ]

    def test_holds_exactly_the_entities(self, specimen: Knowledge) -> None:
        data = read_data(to_html(specimen))
        assert [(e["id"], e["cls"], e["name"], tuple(e["aliases"]), e["code"]) for e in data["entities"]] == [
            (e.id, e.cls, e.name, e.aliases, e.code) for e in specimen.entities
        ]

    def test_the_network_draws_them(self, specimen: Knowledge) -> None:
        network = read_data(to_html(specimen))["network"]
        nodes = {node["id"]: node for node in network["nodes"]}
        assert set(nodes) == {e.id for e in specimen.entities} | {a.id for a in specimen.articles}
        drawn = [(edge["from"], edge["to"]) for edge in network["edges"] if edge["id"].startswith("c")]
        assert drawn == [(r.subject, r.object) for r in specimen.relations]
        assert network["options"]["physics"] == {"enabled": False}
        assert len({(node["x"], node["y"]) for node in nodes.values()}) == len(nodes)

    def test_marks_and_lines_lead_to_the_page(self, specimen: Knowledge) -> None:
        data = read_data(to_html(specimen))
        text = specimen.pages[0].text.split("\n")
        claims = [claim for fact in data["facts"] for claim in fact["claims"]]
        for claim, known in zip(claims, [c for r in specimen.relations for c in r.claims], strict=True):
            for sentence, evidence in zip(claim["evidence"], known.evidence, strict=True):
                assert sentence["quote"][:6] in text[sentence["line"] - 1] or sentence["line"] > 1
                first = specimen.pages[0].text[evidence.spans[0].start :]
                assert text[sentence["line"] - 1].endswith(first.split("\n")[0])

    def test_bystanders_come_late(self, specimen: Knowledge) -> None:
        data = read_data(to_html(specimen))
        assert {e["name"] for e in data["entities"] if e["late"]} == {"王岚", "李安", "赵晴"}
        credited = {edge["id"]: edge for edge in data["network"]["edges"] if edge["id"].startswith("r")}
        assert [edge["credit"] for edge in credited.values()] == ["reporter", "reporter", "photographer"]
        assert find_bystanders(specimen, credit_people(specimen)) == {"person-14", "person-15", "person-16"}

    def test_importance_grows_with_what_is_said(self, specimen: Knowledge) -> None:
        weights = weigh_entities(specimen)
        assert max(weights, key=lambda key: weights[key]) == "institution-06"
        sizes = {node["id"]: node["size"] for node in read_data(to_html(specimen))["network"]["nodes"]}
        assert sizes["institution-06"] > sizes["institution-07"] > sizes["institution-09"]


class TestFile:
    def test_same_input_same_page_whatever_the_hash_seed(self, specimen: Knowledge) -> None:
        here = hashlib.sha256(to_html(specimen).encode()).hexdigest()
        code = (
            "import hashlib; from specimen import make_specimen; from kg.views.page import to_html;"
            "print(hashlib.sha256(to_html(make_specimen()).encode()).hexdigest())"
        )
        environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[1])}
        there = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        assert there.stdout.strip() == here

    def test_the_head_says_what_it_is(self, specimen: Knowledge) -> None:
        html = to_html(specimen)
        assert html.startswith('<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n')
        assert "<title>黔南样报 2024-03-05</title>" in html
        assert "<title>甲 &lt;b&gt; 乙</title>" in to_html(specimen, title="甲 <b> 乙")

    def test_nothing_is_fetched(self, specimen: Knowledge) -> None:
        html = to_html(specimen)
        markup = SCRIPT.sub("", html)
        assert not re.search(r"\b(?:src|href|srcset|action)\s*=", markup)
        assert not re.search(r"@import|url\(", markup)
        assert not re.search(r"(?:src|href)=", "".join(found["attributes"] for found in SCRIPT.finditer(html)))
        assert "sourceMappingURL" not in html

    def test_the_policy_admits_these_scripts_alone(self, specimen: Knowledge) -> None:
        html = to_html(specimen)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
        assert policy
        rules = policy.group(1).replace("&#39;", "'")
        assert rules.startswith("default-src 'none'; script-src 'sha256-")
        run = [found["source"] for found in SCRIPT.finditer(html) if not found["attributes"]]
        assert len(run) == 2
        for source in run:
            assert f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'" in rules

    def test_is_small_without_data(self) -> None:
        assert len(to_html(Knowledge()).encode()) < 1_500_000

    def test_hostile_text_stays_text(self) -> None:
        hostile = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> &amp; {{ 7*7 }} \u2028 \ud800"
        page = Page("p1", hostile, "0" * 64, hostile, paper=hostile)
        passage = Passage(hostile, (Span(0, len(hostile)),))
        article = Article(
            "p1-01", "p1", "article", passage, None, passage, 0, credits=(Credit(hostile, "reporter", "记者", ()),)
        )
        known = Knowledge(
            pages=(page,),
            articles=(article,),
            entities=(
                entity("a", "Institution", hostile, aliases=(hostile + "1",), articles=("p1-01",)),
                entity("b", "Programme", f'href="{hostile}"', articles=("p1-01",)),
            ),
            relations=(relation("a", "implements", "b"),),
        )
        html = to_html(known)
        assert html.encode().count(b"alert(1)</script>") == 0
        assert "<img" not in html
        assert len(SCRIPT.findall(html)) == 3
        assert read_data(html)["entities"][0]["name"] == hostile

    def test_a_loaded_graph_without_mentions_and_an_unknown_class_are_drawn(self) -> None:
        known = Knowledge(entities=(entity("x", "Reservoir", "白云水库"),))
        data = read_data(to_html(known))
        assert [node["id"] for node in data["network"]["nodes"]] == ["x"]
        assert data["articles"] == []


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((), "县志"),
        ((Page("p", "a.txt", "", ""),), "县志"),
        ((Page("p", "a.txt", "", "", paper="陇东样报"),), "陇东样报"),
        ((Page("p", "a.txt", "", "", place="庆阳市", date="2024-05-06"),), "庆阳市 2024-05-06"),
        ((Page("p", "a.txt", "", "", paper="陇东样报"), Page("q", "b.txt", "", "", paper="陇东样报")), "陇东样报 2 版"),
        ((Page("p", "a.txt", "", "", paper="陇东样报"), Page("q", "b.txt", "", "", paper="皖南样报")), "县志"),
    ],
)
def test_title(pages: tuple[Page, ...], expected: str) -> None:
    assert name_page(Knowledge(pages=pages)) == expected


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_json_is_safe_and_reads_back(value: Any) -> None:
    written = write_json(value)
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written.encode().decode()) == value


@pytest.mark.parametrize("end", ["</script>", "</SCRIPT >", "<!--", "<script>"])
def test_script_cannot_end_early(end: str) -> None:
    quelled = quell_script(f"const text = '{end}';")
    assert "<" not in quelled
    assert "\\x3c" in quelled


class TestHomes:
    KNOWN = Knowledge(
        entities=(
            entity("bureau", "Institution", articles=("a",)),
            entity("city", "Prefecture"),
            entity("clerk", "Person", articles=("a",)),
            entity("county", "County", articles=("a",)),
            entity("loner", "Venue", articles=("a",)),
            entity("other", "County"),
            entity("plan", "Programme", articles=("a",)),
            entity("stranger", "Person"),
        ),
        relations=(
            relation("bureau", "implements", "plan"),
            relation("bureau", "jurisdiction", "county"),
            relation("clerk", "affiliatedWith", "bureau"),
            relation("county", "partOf", "city"),
            relation("other", "implements", "plan", 0.5),
        ),
    )

    @pytest.mark.parametrize(
        ("id_", "place", "parent", "places"),
        [
            ("bureau", "county", "county", ("county", "other")),
            ("city", "city", None, ("city",)),
            ("clerk", "county", "bureau", ("county",)),
            ("county", "county", "city", ("county",)),
            ("loner", "county", "county", ("county",)),
            ("other", "other", None, ("other",)),
            ("plan", "other", "other", ("county", "other")),
            ("stranger", None, None, ()),
        ],
    )
    def test_where_it_belongs(self, id_: str, place: str | None, parent: str | None, places: tuple[str, ...]) -> None:
        home = find_homes(self.KNOWN)[id_]
        assert (home.place, home.parent, home.places) == (place, parent, places)

    def test_divisions_that_are_parts_of_one_another_make_no_circle(self) -> None:
        known = Knowledge(
            entities=(entity("one", "County"), entity("two", "County")),
            relations=(relation("one", "partOf", "two"), relation("two", "partOf", "one")),
        )
        assert {home.parent for home in find_homes(known).values()} == {None}


def covers(boxes: Sequence[Box], seats: dict[str, tuple[int, int]]) -> list[tuple[str, str]]:
    return [
        (one.id, other.id)
        for number, one in enumerate(boxes)
        for other in boxes[:number]
        if abs(seats[one.id][0] - seats[other.id][0]) < one.width + other.width - 1
        and abs(seats[one.id][1] - seats[other.id][1]) < one.height + other.height - 1
    ]


class TestLayout:
    BOXES = tuple(
        Box(
            f"b{number:03}",
            width=20 + number % 7 * 6,
            height=14,
            parent=None if number % 12 == 0 else f"b{number // 12 * 12:03}",
        )
        for number in range(144)
    )
    LINKS = tuple((f"b{number:03}", f"b{(number * 37) % 144:03}") for number in range(0, 144, 5))

    def test_boxes_hardly_cover_one_another(self) -> None:
        seats = place_boxes(self.BOXES, self.LINKS)
        assert len(covers(self.BOXES, seats)) <= 4

    def test_order_of_input_does_not_matter(self) -> None:
        assert place_boxes(self.BOXES, self.LINKS) == place_boxes(self.BOXES[::-1], self.LINKS[::-1])

    def test_what_belongs_together_stands_together(self) -> None:
        seats = place_boxes(self.BOXES, ())

        def apart(one: str, other: str) -> float:
            return float(((seats[one][0] - seats[other][0]) ** 2 + (seats[one][1] - seats[other][1]) ** 2) ** 0.5)

        astray = []
        for box in self.BOXES:
            hubs = sorted((apart(box.id, f"b{hub:03}"), f"b{hub:03}") for hub in range(0, 144, 12))
            if box.parent and box.parent not in [hub for _, hub in hubs[:2]]:
                astray.append(box.id)
        assert len(astray) < 0.1 * len(self.BOXES)

    def test_fits_a_screen(self) -> None:
        seats = place_boxes(self.BOXES, self.LINKS).values()
        wide = max(x for x, _ in seats) - min(x for x, _ in seats)
        high = max(y for _, y in seats) - min(y for _, y in seats)
        assert 1.2 < wide / high < 1.9
        assert wide * high < 12 * sum(4 * box.width * box.height for box in self.BOXES)

    def test_a_hub_with_hundreds_does_not_fly_apart(self) -> None:
        boxes = [Box("hub", 20, 20, None), *(Box(f"n{number:03}", 30, 12, "hub") for number in range(400))]
        seats = place_boxes(boxes, [("hub", box.id) for box in boxes[1:]])
        assert max(abs(x) for x, _ in seats.values()) < 3000

    @pytest.mark.parametrize("count", [1, 2, 40, 300])
    def test_covering_boxes_are_all_found(self, count: int) -> None:
        dice = np.random.default_rng(count)
        points = np.round(dice.random((count, 2)) * (60 * count**0.5, 30 * count**0.5) * 64) / 64
        halves = dice.random((count, 2)) * (50, 14) + 8
        crowd = Crowd(halves)
        for _ in range(4):  # what it remembers of one step serves the next
            upper, lower = crowd.find_covering(points)
            found = set(zip(upper.tolist(), lower.tolist(), strict=True))
            order = sorted(range(count), key=lambda at: (points[at, 1], points[at, 0]))
            assert found == {
                (one, other)
                for number, one in enumerate(order)
                for other in order[number + 1 :]
                if (np.abs(points[one] - points[other]) < halves[one] + halves[other]).all()
            }
            assert len(found) == len(upper)
            points = points + np.round((dice.random((count, 2)) - 0.5) * SLACK * 64) / 64

    @pytest.mark.parametrize("squares", [3, FEW - 60, FEW + 60])
    def test_blocked_moves_are_those_that_take_a_square_twice(self, squares: int) -> None:
        dice = np.random.default_rng(squares)
        reach, middle = 30, 75
        taken = np.zeros((2 * middle + 1, 2 * middle + 1), dtype=bool)
        taken[55:95, 60:90] = dice.random((40, 30)) < 0.3
        own = np.unique(dice.integers(-20, 20, (squares, 2)), axis=0)
        blocked = block_moves(own, taken, middle, reach)
        for right in range(-reach, reach + 1, 3):
            for down in range(-reach, reach + 1, 3):
                twice = taken[own[:, 0] + middle + right, own[:, 1] + middle + down].any()
                assert blocked[right + reach, down + reach] == twice

    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_few(self, count: int) -> None:
        assert len(place_boxes(self.BOXES[:count], self.LINKS)) == count


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["清河县"], ["qinghexian", "qhx"]),
        (["重庆市", "重庆"], ["chongqingshi", "cqs", "chongqing", "cq"]),
        (["4·23读书节"], ["423dushujie", "423dsj"]),
        (["AI课堂"], ["aiketang", "akt"]),
        ([], []),
        (["——"], []),
    ],
)
def test_pinyin(names: list[str], expected: list[str]) -> None:
    assert spell_names(names) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("祁连县", "祁连县"),
        ("祁连县高寒草地保护与修复研究中心", "祁连县高寒草地保护与…"),
        ("Qilian Grassland Study", "Qilian Grassland S…"),
    ],
)
def test_labels_are_cut_to_their_width(name: str, expected: str) -> None:
    assert shorten(name) == expected


class TestStyle:
    def test_no_two_classes_look_alike(self) -> None:
        styles = read_styles().by_class
        assert len({(style.colour, style.shape) for style in styles.values()}) == len(styles)
        assert len({style.shape for style in styles.values()}) == len(styles)

    def test_every_class_of_the_ontology_has_its_own(self) -> None:
        assert set(read_ontology().classes) <= set(read_styles().by_class)

    def test_an_unknown_class_looks_like_its_parent(self) -> None:
        styles = read_styles()
        assert styles.of("Library", frozenset({"Library", "Institution"})) == styles.by_class["Institution"]
        assert styles.of("Reservoir") == styles.other


class TestInterface:
    def test_every_word_of_the_page_stands_in_both_languages(self) -> None:
        words = read_interface()
        assert set(words["zh"]) == set(words["en"])
        assert all(text.strip() for language in words.values() for text in language.values())

    def test_every_word_that_the_scripts_say_exists(self) -> None:
        scripts = "".join(
            files("kg").joinpath(f"data/viewer/{name}.js").read_text(encoding="utf-8") for name in SCRIPTS
        )
        said = set(re.findall(r"say\('(\w+)'", scripts))
        assert len(said) > 30
        assert said <= set(read_interface()["zh"])

    def test_placeholders_agree(self) -> None:
        words = read_interface()
        for key, text in words["zh"].items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", words["en"][key])), key


def test_articles_hold_their_marks_and_credits(specimen: Knowledge) -> None:
    data = read_data(to_html(specimen))
    first = data["articles"][0]
    (start, end, marked) = first["body"]["marks"][0]
    mention = next(m for e in specimen.entities for m in e.mentions)
    assert isinstance(mention, Mention)
    assert (marked, first["body"]["text"][start:end]) == (
        "institution-06",
        specimen.articles[0].body.text[mention.span.start : mention.span.end],
    )
    assert [(c["name"], c["person"]) for c in first["credits"]] == [("王岚", "person-14"), ("李安", "person-15")]
    without = replace(specimen, entities=tuple(e for e in specimen.entities if e.cls != "Person"))
    assert [c["person"] for c in read_data(to_html(without))["articles"][0]["credits"]] == [None, None]
