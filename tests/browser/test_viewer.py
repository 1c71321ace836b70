"""The viewer in a real browser: what a reader does, and sees."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from synthetic import make_knowledge

from kg.graph import KnowledgeGraph
from kg.model import Article, Claim, Credit, Entity, Evidence, Figure, Knowledge, Mention, Passage, Relation, Span
from kg.model import Page as PaperPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    OpenPage = Callable[..., Page]

SPOT = """(id) => {
  const box = document.getElementById('canvas').getBoundingClientRect();
  const at = xianzhi.spot(id);
  return [box.left + at.x, box.top + at.y];
}"""
CURVE = """(id) => {
  const box = document.getElementById('canvas').getBoundingClientRect();
  const at = xianzhi.line(id);
  return [box.left + at.x, box.top + at.y];
}"""


def click_node(page: Page, id_: str) -> None:
    page.mouse.click(*page.evaluate(SPOT, id_))


def heading(page: Page) -> str:
    return page.locator("#panel h2").inner_text()


def wait_heading(page: Page, text: str) -> None:
    page.wait_for_function("(text) => document.querySelector('#panel h2')?.innerText === text", arg=text)


def wait_until(page: Page, condition: str) -> None:
    page.wait_for_function(f"() => {condition}")


def counts(page: Page) -> list[int]:
    """Entities shown, all, facts shown, all."""
    return [int(number) for number in re.findall(r"\d+", page.locator("#count").inner_text())]


def drawn(page: Page) -> set[str]:
    return set(page.evaluate("xianzhi.ids()"))


def edges(page: Page) -> set[str]:
    return set(page.evaluate("xianzhi.edgeIds()"))


def edge_of(known: Knowledge, subject: str, predicate: str, object_: str) -> str:
    return f"c{[(r.subject, r.predicate, r.object) for r in known.relations].index((subject, predicate, object_))}"


class TestFirstView:
    def test_shows_the_graph_its_legend_and_how_much(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        assert page.title() == "黔南样报 2024-03-05"
        assert counts(page) == [14, 17, 17, 17]
        assert page.locator(".kind").count() == len({entity.cls for entity in specimen.entities})
        assert page.locator('[data-class="Institution"]').inner_text().split() == ["机构", "4"]
        painted = page.evaluate("""() => {
          const canvas = document.querySelector('#canvas canvas');
          const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          const near = (at, colour) => colour.every((part, index) => Math.abs(dots[at + index] - part) < 6);
          let [orange, blue] = [0, 0];
          for (let at = 0; at < dots.length; at += 4) {
            if (near(at, [0xe6, 0x9f, 0x00])) orange += 1;
            if (near(at, [0x00, 0x72, 0xb2])) blue += 1;
          }
          return [orange, blue];
        }""")
        assert min(painted) > 200

    def test_reporters_are_one_switch_away(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        assert not drawn(page) & {"person-14", specimen.articles[0].id}
        page.click("[data-key=credits]")
        assert {"person-14", "person-15", "person-16", specimen.articles[0].id} <= drawn(page)
        assert counts(page)[0] == 17

    def test_labels_do_not_cover_one_another(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        boxes = page.evaluate("xianzhi.labels().map(({left, right, top, bottom}) => [left, right, top, bottom])")
        assert len(boxes) >= 10
        for number, (left, right, top, bottom) in enumerate(boxes):
            for other in boxes[:number]:
                assert not (left < other[1] and other[0] < right and top < other[3] and other[2] < bottom)

    @pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
    def test_labels_of_the_sample_pages(self, open_page: OpenPage, sample: Knowledge, width: int, height: int) -> None:
        page = open_page(sample, width=width, height=height)
        boxes = page.evaluate("xianzhi.labels().map(({left, right, top, bottom}) => [left, right, top, bottom])")
        assert len(boxes) >= 25
        for number, (left, right, top, bottom) in enumerate(boxes):
            for other in boxes[:number]:
                assert not (left < other[1] and other[0] < right and top < other[3] and other[2] < bottom)
        shown = page.evaluate("xianzhi.labels().map(({item}) => item.id)")
        counties = [entity.id for entity in sample.entities if entity.cls == "County"]
        assert len(set(shown) & set(counties)) > len(counties) / 3

    def test_forces_move_it_on_demand_alone(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        place = "xianzhi.ids().map((id) => xianzhi.spot(id).x)"
        before = page.evaluate(place)
        page.wait_for_timeout(200)
        assert page.evaluate(place) == before
        page.click("#loosen")
        page.wait_for_function(f"(before) => {place}.some((x, at) => Math.abs(x - before[at]) > 3)", arg=before)
        page.click("#loosen")
        assert page.locator("#loosen").get_attribute("aria-pressed") == "false"
        page.wait_for_timeout(100)
        stopped = page.evaluate(place)
        page.wait_for_timeout(200)
        assert page.evaluate(place) == stopped

    def test_pointing_names_a_node(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.mouse.move(*page.evaluate(SPOT, "programme-10"), steps=3)
        page.wait_for_selector("#tip:not([hidden])")
        assert page.locator("#tip").inner_text().split() == ["项目", "暖阳行动"]

    def test_pointing_names_a_relation_and_its_direction(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        id_ = edge_of(specimen, "event-12", "locatedIn", "venue-13")
        page.mouse.move(*page.evaluate(CURVE, id_), steps=3)
        page.wait_for_selector("#tip:not([hidden])")
        assert page.locator("#tip").inner_text() == "2024暖阳文艺汇演 — 位于 → 老街剧场"


class TestEvidence:
    def test_a_click_on_a_node_shows_its_facts_and_sentences(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        click_node(page, "institution-06")
        assert heading(page) == "青溪县民政局"
        group = page.locator('[data-relation="implements"][data-way="out"]')
        assert group.locator("h4").inner_text().split()[0] == "实施"
        assert group.locator(".ends").inner_text().startswith("暖阳行动")
        quote = group.locator("blockquote")
        assert quote.inner_text() == "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。"
        assert quote.locator("mark").all_inner_texts() == ["青溪县民政局", "暖阳行动"]
        assert group.locator("figcaption").inner_text() == "青溪县“暖阳行动”让独居老人有人管 specimen.txt 第 4 行"
        assert page.locator('[data-relation="affiliatedWith"][data-way="in"]').inner_text().count("周正") >= 2

    def test_a_click_on_a_line_shows_the_sentence(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        id_ = edge_of(specimen, "event-12", "locatedIn", "venue-13")
        page.mouse.click(*page.evaluate(CURVE, id_))
        assert page.locator(".panelhead .triple").inner_text().split() == ["2024暖阳文艺汇演", "位于", "→", "老街剧场"]
        assert page.locator("blockquote mark").all_inner_texts() == ["老街剧场", "2024暖阳文艺汇演"]
        assert "90%" in page.locator("#panel dl").inner_text()
        assert page.locator("figcaption").inner_text().endswith("specimen.txt 第 6 行")
        assert page.locator(".byline").all_inner_texts() == ["记者 王岚、李安"]

    def test_an_inferred_fact_says_so(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#fact=county-03,partOf,province-01")
        assert "由官方行政区划推断" in page.locator("#panel").inner_text()
        assert page.locator("blockquote").count() == 0

    def test_every_claim_of_a_fact_with_its_confidence_and_post(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#fact=person-17,affiliatedWith,institution-06")
        assert "职务\n局长" in page.locator("#panel dl").inner_text()
        claims = page.locator(".claim").all_inner_texts()
        assert len(claims) == 2
        assert re.search(r"陈述 1\s+90% 局长", claims[0])
        assert re.search(r"陈述 2\s+50%", claims[1])
        assert all("青溪县民政局局长周正说，行动覆盖率达98.5%。" in claim for claim in claims)

    def test_a_division_shows_the_programmes_of_those_in_it(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=county-03")
        local = page.locator(".local > li")
        assert {text.split("\n")[0] for text in local.all_inner_texts()} == {"青溪县民政局"}
        assert "近日，青溪县民政局启动“暖阳行动”" in local.first.inner_text()
        assert local.first.locator("mark").all_inner_texts() == ["青溪县民政局", "暖阳行动"]

    def test_other_facts_between_the_same_two(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#fact=institution-06,initiates,programme-10")
        page.locator(".local .verb button").click()
        page.wait_for_function("location.hash.includes('implements')")
        assert page.locator(".claim blockquote").count() == 2

    def test_figures_and_official_code(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=林长制")
        assert page.locator(".figures tbody tr").first.inner_text().split("\t") == ["护林", "110,000 亩", "11万亩"]
        assert page.locator(".figures mark").all_inner_texts() == ["11万亩"]
        page.goto(page.url.split("#")[0] + "#entity=county-03")
        page.wait_for_selector("text=529901")

    def test_the_article_opens_with_its_mentions_marked(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=institution-06")
        page.locator("figcaption .link").first.click()
        wait_heading(page, "青溪县“暖阳行动”让独居老人有人管")
        assert page.locator(".story").inner_text() == specimen.articles[0].body.text
        span = specimen.entities[[e.id for e in specimen.entities].index("institution-06")].mentions[0].span
        marked = specimen.articles[0].body.text[span.start : span.end]
        assert page.locator(".story .mention").all_inner_texts() == [marked]
        assert "近日，青溪县民政局" in page.locator(".cited").first.inner_text()
        page.locator(".story .mention").click()
        wait_heading(page, "青溪县民政局")


class TestFinding:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("青溪县福", "青溪县福利院"),
            ("省林业厅", "甘肃省林业厅"),
            ("nyxd", "暖阳行动"),
            ("qxx", "青溪县"),
            ("linzhang", "林长制"),
            ("SHA QUAN", "沙泉镇"),
        ],
    )
    def test_by_name_alias_and_pinyin(self, open_page: OpenPage, specimen: Knowledge, asked: str, found: str) -> None:
        page = open_page(specimen)
        page.keyboard.press("/")
        page.keyboard.type(asked)
        page.wait_for_selector("#found li")
        page.keyboard.press("Enter")
        assert heading(page) == found

    def test_nothing_found_is_said(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.fill("#find", "没有的县")
        assert page.locator("#found").inner_text() == "没有找到"

    def test_links_back_and_forward(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=青溪")
        assert heading(page) == "青溪县"
        page.locator('[data-relation="locatedIn"] .entity').first.click()
        assert heading(page) == "青溪县福利院"
        assert page.url.endswith("#entity=institution-07")
        page.go_back()
        page.wait_for_function("document.querySelector('#panel h2').innerText === '青溪县'")
        page.go_forward()
        page.wait_for_function("document.querySelector('#panel h2').innerText === '青溪县福利院'")
        page.keyboard.press("Escape")
        assert page.locator("#panel").is_hidden()

    def test_back_and_forward_by_buttons(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        assert page.locator("#back").is_disabled()
        for name in ("青溪县", "暖阳行动"):
            page.fill("#find", name)
            page.keyboard.press("Enter")
            wait_heading(page, name)
        page.click("#back")
        wait_heading(page, "青溪县")
        page.click("#forward")
        wait_heading(page, "暖阳行动")
        assert page.locator("#forward").is_disabled()
        page.click("#back")
        wait_heading(page, "青溪县")
        page.click("#back")
        page.wait_for_selector("#panel", state="hidden")
        assert page.locator("#back").is_disabled()

    def test_shift_and_a_click_link_two(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        click_node(page, "institution-06")
        wait_heading(page, "青溪县民政局")
        page.keyboard.down("Shift")
        click_node(page, "institution-07")
        page.keyboard.up("Shift")
        wait_heading(page, "青溪县民政局 — 青溪县福利院")
        assert page.locator(".path blockquote mark").all_inner_texts() == ["该局", "青溪县福利院"]

    def test_a_link_to_a_hidden_person_shows_her(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=person-14")
        assert heading(page) == "王岚"
        assert "person-14" in drawn(page)

    def test_how_two_are_linked(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=person-17")
        page.fill("#to", "老街")
        page.keyboard.press("Enter")
        assert heading(page) == "周正 — 老街剧场"
        steps = [text.replace("\u203a", "").split() for text in page.locator(".path .triple").all_inner_texts()]
        assert steps == [
            ["周正", "任职", "→", "青溪县民政局"],
            ["青溪县民政局", "举办", "→", "2024暖阳文艺汇演"],
            ["2024暖阳文艺汇演", "位于", "→", "老街剧场"],
        ]
        assert page.locator(".path blockquote").count() == 3
        page.goto(page.url.split("#")[0] + "#path=周正,林长制")
        page.wait_for_selector("text=在当前筛选下没有联系")

    def test_two_names_ask_how_they_are_linked(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.keyboard.press("/")
        page.keyboard.type("周正 老街")
        assert page.locator("#found li").first.inner_text().split() == ["周正", "—", "老街剧场", "联系"]
        page.keyboard.press("Enter")
        wait_heading(page, "周正 — 老街剧场")
        assert page.locator(".path li").count() == 3

    def test_a_link_to_nothing_says_so(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=%E0%A4%A")
        assert "没有这个实体" in page.locator("#hint").inner_text()


class TestFilters:
    def test_the_legend_switches_a_class(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.click('[data-class="Institution"]')
        assert counts(page) == [10, 17, 5, 17]
        assert "institution-06" not in drawn(page)
        assert page.locator('[data-class="Institution"]').get_attribute("aria-pressed") == "false"
        page.click('[data-class="Institution"]')
        assert counts(page) == [14, 17, 17, 17]

    def test_basis_relation_and_confidence(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        inferred = {f"c{n}" for n, relation in enumerate(specimen.relations) if relation.inferred}
        page.click("[data-key=inferred]")
        assert not inferred & edges(page)
        page.click("[data-key=inferred]")
        page.click("[data-key=stated]")
        assert edges(page) == inferred
        page.click("[data-key=stated]")
        page.click("[data-key=relations]")
        page.click("[data-key=relation-organises]")
        assert counts(page)[2] == 15
        page.locator("#confidence").fill("0.9")
        sure = {f"c{n}" for n, r in enumerate(specimen.relations) if r.confidence >= 0.9 and r.predicate != "organises"}
        assert edges(page) == sure
        page.click("[data-key=reset]")
        assert counts(page) == [14, 17, 17, 17]

    def test_division(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.select_option("#place", "county-04")
        assert {"county-04", "township-05", "institution-08", "programme-11"} <= drawn(page)
        assert not drawn(page) & {"county-03", "institution-06", "programme-10"}

    def test_neighbourhood(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=venue-13")
        page.get_by_role("button", name="1 步", exact=True).click()
        assert drawn(page) == {"venue-13", "event-12"}
        page.get_by_role("button", name="2 步", exact=True).click()
        assert drawn(page) == {"venue-13", "event-12", "institution-06", "institution-07"}
        page.click("[data-key=near]")
        assert counts(page)[0] == 14

    def test_article(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        third = specimen.articles[2]
        page.select_option("#article", third.id)
        assert drawn(page) == {e.id for e in specimen.entities if third.id in e.articles}
        stated = {
            f"c{number}"
            for number, relation in enumerate(specimen.relations)
            if any(evidence.article == third.id for evidence in relation.evidence)
        }
        assert stated <= edges(page)
        assert not edges(page) - stated - {f"c{n}" for n, r in enumerate(specimen.relations) if r.inferred}
        page.goto(f"{page.url.split('#')[0]}#article={specimen.articles[0].id}")
        page.get_by_role("button", name="只看这篇").click()
        assert page.locator("#article").input_value() == specimen.articles[0].id
        assert "institution-06" in drawn(page)

    def test_a_link_opens_the_same_view(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=institution-06")
        page.click('[data-class="Event"]')
        page.click("[data-key=relations]")
        page.click("[data-key=relation-supports]")
        page.locator("#confidence").fill("0.85")
        page.select_option("#place", "county-03")
        page.click("[data-key=inferred]")
        page.click("[data-key=lonely]")
        view = (heading(page), drawn(page), edges(page), counts(page))
        other = open_page(specimen, at=f"#{page.url.split('#')[1]}")
        assert (heading(other), drawn(other), edges(other), counts(other)) == view
        assert other.locator('[data-class="Event"]').get_attribute("aria-pressed") == "false"
        other.click("[data-key=reset]")
        assert other.url.endswith("#entity=institution-06")

    def test_a_neighbourhood_is_part_of_the_link(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=venue-13&near=venue-13,1")
        assert drawn(page) == {"venue-13", "event-12"}
        page = open_page(specimen, at="#near=nobody,1&place=nowhere&from=nothing&confidence=many")
        assert counts(page) == [14, 17, 17, 17]

    def test_entities_without_facts(self, open_page: OpenPage, specimen: Knowledge) -> None:
        lonely = replace(specimen, entities=(*specimen.entities, Entity("venue-99", "Venue", "望江亭")))
        page = open_page(lonely)
        assert "venue-99" in drawn(page)
        page.click("[data-key=lonely]")
        assert "venue-99" not in drawn(page)


class TestTables:
    def test_facts_are_read_sorted_and_saved(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.click("#toggle-table")
        assert page.locator("#table tbody tr").count() == len(specimen.relations)
        page.locator("#table thead button", has_text="把握").click()
        cells = [float(text) for text in page.locator("#table tbody td:nth-child(5)").all_inner_texts()]
        assert cells == sorted(cells)
        with page.expect_download() as download:
            page.get_by_role("button", name="存为 CSV").click()
        written = saved(download.value.path())
        assert written.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
        assert rows[0] == ["主体", "关系", "客体", "职务", "把握", "依据", "原句", "出处"]
        names = {entity.id: entity.name for entity in specimen.entities}
        assert {(row[0], row[2]) for row in rows[1:]} == {
            (names[r.subject], names[r.object]) for r in specimen.relations
        }
        page.locator("#table tbody button").first.click()
        assert page.locator(".panelhead .triple").is_visible()

    def test_entities_and_figures(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.click("#toggle-table")
        page.click("[data-tab=entities]")
        assert page.locator("#table tbody tr").count() == 14
        page.click("[data-tab=figures]")
        assert page.locator("#table tbody tr").count() == len(specimen.figures)
        page.click("[data-tab=articles]")
        first = page.locator("#table tbody tr", has_text="让独居老人有人管")
        assert first.locator("td").all_inner_texts()[:2] == ["稿件", "王岚、李安"]

    def test_formulas_are_saved_as_text(self, open_page: OpenPage) -> None:
        page = open_page(Knowledge(entities=(Entity("venue-1", "Venue", '=HYPERLINK("x")'),)))
        page.click("#toggle-table")
        page.click("[data-tab=entities]")
        with page.expect_download() as download:
            page.get_by_role("button", name="存为 CSV").click()
        rows = list(csv.reader(io.StringIO(saved(download.value.path()).decode("utf-8-sig"))))
        assert rows[1][0] == '\'=HYPERLINK("x")'

    def test_the_picture_is_saved(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        with page.expect_download() as download:
            page.get_by_role("button", name="存图").click()
        assert saved(download.value.path()).startswith(b"\x89PNG\r\n")

    def test_overview(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.get_by_role("button", name="概览").click()
        rows = page.locator(".chart").first.locator("tr").all_inner_texts()
        assert len(rows) == len({entity.cls for entity in specimen.entities})
        places = {
            row.split()[0]: row.split()[1:] for row in page.locator(".chart").last.locator("tr").all_inner_texts()
        }
        assert places["青溪县"] == ["1", "2"]
        bars = page.locator(".chart").last.locator("tr", has_text="青溪县").locator(".bar span")
        one, two = (bars.nth(number).bounding_box()["width"] for number in (0, 1))
        assert two == pytest.approx(2 * one, abs=2)


def saved(path: Path) -> bytes:
    return path.read_bytes()


class TestHabits:
    def test_english_is_remembered(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=institution-06")
        page.click("#language")
        assert page.locator('[data-relation="implements"] h4').inner_text().split()[0] == "implements"
        assert page.locator("html").get_attribute("lang") == "en"
        page.reload()
        page.wait_for_function("window.xianzhi")
        assert page.locator("#count").inner_text() == "14 of 17 entities · 17 of 17 facts"
        page.click("#language")
        assert page.locator("#count").inner_text().startswith("显示")

    def test_keys_alone(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen)
        page.keyboard.press("/")
        page.keyboard.type("qxx")
        page.keyboard.press("Enter")
        wait_heading(page, "青溪县")
        assert page.evaluate("document.activeElement.id") == "panel"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('panel').contains(document.activeElement)")
        page.keyboard.press("Escape")
        page.wait_for_selector("#panel", state="hidden")
        page.focus("#canvas")
        before = page.evaluate("xianzhi.spot('county-03')")
        page.keyboard.press("ArrowRight")
        after = page.evaluate("xianzhi.spot('county-03')")
        assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (-80, 0)
        page.focus("#toggle-table")
        page.keyboard.press("Enter")
        page.focus("[data-tab=facts]")
        page.keyboard.press("ArrowRight")
        assert page.locator("[role=tab][aria-selected=true]").inner_text() == "实体"
        page.keyboard.press("Tab")
        assert page.locator("#rows").get_attribute("role") == "tabpanel"

    def test_roles_and_names(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=institution-06")
        page.click("#toggle-table")
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('button, input, select, [role]')]
              .filter((each) => each.checkVisibility())
              .filter((each) => !(each.getAttribute('aria-label') ?? '').trim() && !each.innerText.trim()
                && ![...(each.labels ?? [])].some((label) => label.innerText.trim()) && !each.id.startsWith('rows'))
              .map((each) => each.outerHTML.slice(0, 90))"""
        )
        assert nameless == []

    def test_print_shows_panel_and_legend_without_tools(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=institution-06")
        page.emulate_media(media="print")
        assert page.locator("#tools").is_hidden()
        assert page.locator("#zoom").is_hidden()
        assert page.locator(".legend").is_visible()
        assert page.locator("#panel blockquote").first.is_visible()
        assert page.pdf().startswith(b"%PDF")

    def test_dark_by_system(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"

    @pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (390, 844), (360, 640)])
    def test_nothing_sticks_out(self, open_page: OpenPage, specimen: Knowledge, width: int, height: int) -> None:
        page = open_page(specimen, width=width, height=height, at="#entity=institution-06")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#panel").bounding_box()["height"] > 200
        assert page.locator("#canvas").bounding_box()["height"] > 300

    def test_filters_open_on_a_phone(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, width=390, height=844, has_touch=True, is_mobile=True)
        assert not page.locator('[data-class="Institution"]').is_visible()
        page.get_by_role("button", name="筛选").tap()
        page.locator('[data-class="Institution"]').tap()
        assert counts(page)[0] == 10

    def test_a_tap_on_a_node(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, width=390, height=844, has_touch=True, is_mobile=True)
        page.touchscreen.tap(*page.evaluate(SPOT, "county-04"))
        page.wait_for_selector("#panel:not([hidden])")
        assert heading(page) == "石门县"
        box = page.locator("#panel").bounding_box()
        assert box["y"] > 300

    def test_paper_is_white_by_night(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, color_scheme="dark")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 249, 244)"
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 28)"

    def test_nothing_to_show(self, open_page: OpenPage) -> None:
        page = open_page(Knowledge())
        assert page.locator("#empty").inner_text() == "没有符合条件的实体"
        page.click("#toggle-table")
        page.get_by_role("button", name="概览").click()


HOSTILE = (
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked=2</script>",
    'href="javascript:window.hacked=3" <a href=x>',
    "{{ 7*7 }}${window.hacked=4}<!--",
    "\U0002a6d6\U00030edd&lt;b&gt;\u2028'\"`",
)


def make_hostile() -> Knowledge:
    image, script, link = HOSTILE[:3]
    text = "".join(f"{name}、" for name in HOSTILE) + "完。"
    page = PaperPage("p0", image, "0" * 64, text, paper=script, place=link)
    body = Passage(text, (Span(0, len(text)),))
    marks = [Span(text.index(name), text.index(name) + len(name)) for name in HOSTILE]
    entities = tuple(
        Entity(
            f"{cls.lower()}-{number}",
            cls,
            name,
            aliases=(f"{name}{link}",),
            code=image,
            articles=("p0-01",),
            mentions=(Mention("p0-01", "body", mark, name, cls, "rule"),),
        )
        for number, (cls, name, mark) in enumerate(
            zip(("County", "Institution", "Programme", "Event", "Venue"), HOSTILE, marks, strict=True)
        )
    )
    evidence = Evidence("p0-01", "body", text, body.sources, marks[4], marks[2])
    relations = (
        Relation(
            *("event-3", "locatedIn", "venue-4"),
            (Claim(0.9, image, (replace(evidence, subject=marks[3], object=marks[4]),)),),
        ),
        Relation("institution-1", "implements", "programme-2", (Claim(0.9, script, (evidence,), image),)),
        Relation("institution-1", "jurisdiction", "county-0", (Claim(0.9, link, (evidence,)),)),
    )
    figure = Figure("programme-2", script, Decimal(3), image, link, 0.9, evidence)
    article = Article(
        "p0-01", "p0", "article", Passage(script, (Span(0, 1),)), Passage(image, (Span(0, 1),)), body, 0,
        credits=(Credit(image, "reporter", script, ()),),
    )  # fmt: skip
    return Knowledge((page,), (article,), entities, relations, (figure,))


class TestHostileText:
    def check(self, page: Page) -> None:
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == 3
        assert page.locator("a:not(.mention)").count() == 0

    def test_shows_as_printed_and_runs_nowhere(self, open_page: OpenPage) -> None:
        known = make_hostile()
        page = open_page(known)
        assert page.title() == HOSTILE[1]
        for entity in known.entities:
            page.goto(f"{page.url.split('#')[0]}#entity={entity.id}")
            page.wait_for_function(
                "(name) => document.querySelector('#panel h2')?.textContent === name", arg=entity.name
            )
            assert HOSTILE[2] in page.locator("#panel").text_content()
            self.check(page)
            click_node(page, entity.id)
        page.mouse.move(*page.evaluate(SPOT, "county-0"), steps=3)
        page.goto(f"{page.url.split('#')[0]}#fact=event-3,locatedIn,venue-4")
        page.wait_for_function("document.querySelector('.triple')?.textContent.includes('位于')")
        assert page.locator("blockquote").text_content() == known.relations[0].evidence[0].quote
        assert page.locator("blockquote mark").all_text_contents() == [HOSTILE[3], HOSTILE[4]]
        page.locator("figcaption .link").first.click()
        # the address changes at once, what it shows in the browser's next turn
        page.wait_for_function("(title) => document.querySelector('#panel h2')?.textContent === title", arg=HOSTILE[1])
        assert page.locator(".story .mention").all_text_contents() == list(HOSTILE)
        page.click("#toggle-table")
        for tab in ("facts", "entities", "figures"):
            page.click(f"[data-tab={tab}]")
            self.check(page)
        page.fill("#find", "<img")
        assert page.locator("#found li").first.text_content().startswith(HOSTILE[0])
        page.get_by_role("button", name="概览").click()
        page.click("[data-key=credits]")
        self.check(page)

    def test_an_address_is_text_too(self, open_page: OpenPage, specimen: Knowledge) -> None:
        page = open_page(specimen, at="#entity=<img src=x onerror=window.hacked=1>")
        assert "<img src=x" in page.locator("#hint").text_content()
        self.check(page)


class TestNotebook:
    def test_the_network_in_a_frame(self, open_page: OpenPage, specimen: Knowledge) -> None:
        shown = KnowledgeGraph(specimen).show()._repr_html_()
        outer = open_page(specimen, html=f"<!doctype html><title>notebook</title><body>{shown}</body>")
        frame = outer.frame_locator("iframe")
        frame.locator("#find").fill("暖阳")
        frame.locator("#found li").first.click()
        assert frame.locator("#panel h2").inner_text() == "暖阳行动"
        frame.locator("#panel .entity", has_text="青溪县民政局").first.click()
        assert frame.locator("#panel h2").inner_text() == "青溪县民政局"
        frame.locator("figcaption .link").first.click()
        frame.locator(".story .mention").first.click()
        frame.locator("#back").click()
        assert frame.locator("#panel h2").inner_text().startswith("青溪县“暖阳行动”")
        frame.locator("#language").click()
        assert "of 17 entities" in frame.locator("#count").inner_text()
        assert outer.url.endswith("graph.html")

    def test_hostile_text_stays_in_the_frame(self, open_page: OpenPage) -> None:
        shown = KnowledgeGraph(make_hostile()).show()._repr_html_()
        outer = open_page(Knowledge(), html=f"<!doctype html><body>{shown}")
        frame = outer.frame_locator("iframe")
        frame.locator("#find").fill("<img")
        frame.locator("#found li").first.click()
        assert frame.locator("#panel h2").text_content() == HOSTILE[0]
        assert outer.evaluate("window.hacked") is None
        assert outer.locator("img").count() == frame.locator("img").count() == 0
        assert outer.frames[1].evaluate("window.hacked") is None


def test_the_sample_pages(open_page: OpenPage, sample: Knowledge) -> None:
    page = open_page(sample)
    assert counts(page)[1::2] == [len(sample.entities), len(sample.relations)]
    told = next(relation for relation in sample.relations if relation.predicate == "implements" and relation.evidence)
    click_node(page, told.subject)
    page.goto(f"{page.url.split('#')[0]}#entity={told.subject}")
    page.wait_for_selector('[data-relation="implements"][data-way="out"] blockquote')
    shown = page.locator('[data-relation="implements"][data-way="out"] blockquote').all_inner_texts()
    assert told.evidence[0].quote in shown


@pytest.fixture(scope="module")
def large() -> Knowledge:
    return make_knowledge(1600, 3200)


class TestLargeGraphs:
    """From 1,500 nodes on a canvas of its own draws; all else is the same."""

    def test_clicks_and_hovering(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large)
        assert counts(page) == [1600, 1600, 3200, 3200]
        assert page.locator("canvas.sheet").count() == 1
        county = next(entity for entity in large.entities if entity.cls == "County")
        click_node(page, county.id)
        wait_heading(page, county.name)
        number, relation = next((n, r) for n, r in enumerate(large.relations) if county.id == r.subject and r.evidence)
        page.goto(f"{page.url.split('#')[0]}#fact={relation.subject},{relation.predicate},{relation.object}")
        page.wait_for_selector(".panelhead .triple")
        page.keyboard.press("Escape")
        page.goto(f"{page.url.split('#')[0]}#entity={relation.object}&near={relation.object},1")
        wait_until(page, "xianzhi.ids().length < 100")
        page.mouse.move(*page.evaluate(CURVE, f"c{number}"), steps=3)
        page.wait_for_selector("#tip:not([hidden])")
        assert " — " in page.locator("#tip").inner_text()
        page.mouse.click(*page.evaluate(CURVE, f"c{number}"))
        page.wait_for_function("location.hash.startsWith('#fact=')")
        assert page.locator(".claim blockquote").count() >= 1

    def test_wheel_and_drag(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large)
        one, other = large.entities[2].id, large.entities[30].id
        apart = f"Math.abs(xianzhi.spot('{one}').x - xianzhi.spot('{other}').x)"
        before = page.evaluate(apart)
        page.mouse.move(700, 400)
        page.mouse.wheel(0, -240)
        page.wait_for_function(f"(before) => {apart} > before * 1.5", arg=before)
        start = page.evaluate(f"xianzhi.spot('{one}')")
        page.mouse.down()
        page.mouse.move(760, 430, steps=4)
        page.mouse.up()
        end = page.evaluate(f"xianzhi.spot('{one}')")
        assert (round(end["x"] - start["x"]), round(end["y"] - start["y"])) == (60, 30)
        assert page.locator("#panel").is_hidden()

    def test_what_is_drawn_is_where_it_says(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large)
        county = next(entity for entity in large.entities if entity.cls == "County")
        for _ in range(3):
            page.click("#zoomIn")
        page.wait_for_timeout(300)
        x, y = page.evaluate(SPOT, county.id)
        dots = page.evaluate(
            """([x, y]) => {
              const sheet = document.querySelector('canvas.sheet');
              const box = sheet.getBoundingClientRect();
              const by = sheet.width / box.width;
              return [...sheet.getContext('2d').getImageData((x - box.left) * by, (y - box.top) * by, 1, 1).data];
            }""",
            [x, y],
        )
        assert dots == [0x00, 0x72, 0xB2, 255]

    def test_labels_do_not_cover_one_another(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large)
        boxes = page.evaluate("xianzhi.labels().map(({left, right, top, bottom}) => [left, right, top, bottom])")
        assert len(boxes) > 40
        for number, (left, right, top, bottom) in enumerate(boxes):
            for other in boxes[:number]:
                assert not (left < other[1] and other[0] < right and top < other[3] and other[2] < bottom)

    def test_filters_path_and_picture(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large)
        page.click('[data-class="Institution"]')
        institutions = {entity.id for entity in large.entities if entity.cls == "Institution"}
        assert drawn(page) == {entity.id for entity in large.entities} - institutions
        page.click("[data-key=reset]")
        page.goto(f"{page.url.split('#')[0]}#path={large.entities[10].id},{large.entities[1500].id}")
        page.wait_for_selector(".path li")
        with page.expect_download() as download:
            page.get_by_role("button", name="存图").click()
        assert saved(download.value.path()).startswith(b"\x89PNG\r\n")

    def test_two_fingers(self, open_page: OpenPage, large: Knowledge) -> None:
        page = open_page(large, width=390, height=844, has_touch=True, is_mobile=True)
        one, other = large.entities[2].id, large.entities[30].id
        way = [f"xianzhi.spot('{one}').{axis} - xianzhi.spot('{other}').{axis}" for axis in "xy"]
        apart = f"Math.hypot({', '.join(way)})"
        before = page.evaluate(apart)
        touch = page.context.new_cdp_session(page)
        for kind, spread in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60)):
            points = [{"x": 190 - spread, "y": 500, "id": 1}, {"x": 190 + spread, "y": 500, "id": 2}]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert page.evaluate(apart) == pytest.approx(3 * before, rel=0.1)
