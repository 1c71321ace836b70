"""The viewer and the pages of things as `kg serve` gives them, in a real browser that may ask nobody but the server."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest
from synthetic import make_knowledge
from test_viewer import HOSTILE, make_hostile

from kg.output import Settings, write_output
from kg.store import revise_store
from kg.views.rdf import to_quads

_SERVE = Path(__file__).parent.parent / "serve" / "servers.py"
_SPEC = importlib.util.spec_from_file_location("serving", _SERVE)
serving = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(serving)


@pytest.fixture(scope="module")
def small(specimen, tmp_path_factory):
    directory = tmp_path_factory.mktemp("small")
    write_output(specimen, directory, settings=Settings())
    with serving.run_server("--store", directory) as server:
        yield server


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    directory = tmp_path_factory.mktemp("large")
    knowledge = make_knowledge(2_400, 8_000)
    with revise_store(directory / "store", to_quads(knowledge), base=Settings().base):
        pass
    with serving.run_server("--store", directory) as server:
        server.knowledge = knowledge
        yield server


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    directory = tmp_path_factory.mktemp("hostile")
    write_output(make_hostile(), directory, settings=Settings())
    with serving.run_server("--store", directory) as server:
        yield server


@pytest.fixture
def visit(browser):
    """Open an address of a server; check afterwards that nobody else was asked and nothing broke."""
    faults, contexts = [], []

    def visit_(server, path="", *, expected="", **settings):
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **settings}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "console",
            lambda said: (
                None if expected and said.text.startswith(expected) else faults.append(f"{said.type}: {said.text}")
            ),
        )
        own = (server.url, "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(own) else faults.append(f"asked {asked.url}"))
        page.goto(server.url + path)
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert faults == []


def wait(page, script, expected=1):
    """Wait until a script gives what is expected; the server's policy lets no page evaluate one by itself."""
    for _ in range(400):
        if (found := page.evaluate(script)) == expected:
            return
        time.sleep(0.025)
    assert found == expected, script


def open_viewer(visit, server, at="", **settings):
    page = visit(server, at, **settings)
    wait(page, "Boolean(window.xianzhi && xianzhi.labels().length)")
    return page


def heading(page):
    return page.locator("#panel h2").inner_text()


def drawn(page):
    return set(page.evaluate("xianzhi.ids()"))


def count(page):
    return [int(part) for part in page.locator("#count").inner_text().replace("/", " ").split() if part.isdigit()]


def search(page, text):
    page.keyboard.press("/")
    page.fill("#find", text)
    page.wait_for_selector("#found li:not(.nothing)")
    return page.locator("#found li").all_inner_texts()


class TestSmallStore:
    def test_all_of_it_is_there(self, visit, small, specimen):
        page = open_viewer(visit, small)
        assert count(page) == [14, 17, 17, 17]
        assert page.title() == page.locator("h1 .title").inner_text() == "黔南样报 2024-03-05"
        page.locator('[data-key="credits"]').check()
        assert {entity.id for entity in specimen.entities} <= drawn(page)

    def test_a_fact_leads_to_its_sentence_and_its_article(self, visit, small):
        page = open_viewer(visit, small, "#entity=institution-06")
        assert heading(page) == "青溪县民政局"
        page.locator('[data-relation="implements"] figcaption .link').first.click()
        page.wait_for_selector(".story .mention")
        assert "青溪县民政局" in page.locator(".story .mention").all_inner_texts()

    def test_articles_are_found_by_their_text(self, visit, small):
        page = open_viewer(visit, small)
        hits = search(page, "独居老人")
        assert any("暖阳行动" in hit and "发放补贴" in hit for hit in hits)
        page.locator("#found li", has_text="发放补贴").click()
        page.wait_for_selector("#panel .cited")
        assert page.locator("#panel .cited").inner_text() == "独居老人"

    def test_links_lead_to_the_other_pages_and_back(self, visit, small):
        page = open_viewer(visit, small, "#entity=institution-06")
        for name, text in (("问题", "programmes-by-county"), ("本体", "xz:implements")):
            page.locator("#side .links a", has_text=name).click()
            page.wait_for_selector(f"text={text}")
            page.go_back()
            wait(page, "Boolean(window.xianzhi)")
        page.locator("#panel .actions a").click()
        page.wait_for_selector(".thing h1:text-is('青溪县民政局')")
        page.locator("a", has_text="在网络中看").click()
        page.wait_for_selector("#panel h2:text-is('青溪县民政局')")


class TestLargeStore:
    def test_the_first_view_is_the_overview(self, visit, large):
        page = open_viewer(visit, large)
        entities, all_entities, facts, all_facts = count(page)
        assert (all_entities, all_facts) == (2_400, 8_000)
        assert 12 < entities < 200
        assert 12 < facts < 1_500
        page.get_by_role("button", name="概览").click()
        rows = page.locator(".chart").first.locator("tr").all_inner_texts()
        assert any("机构" in row and int(row.split()[-1]) > 500 for row in rows)
        page.locator(".chart").nth(1).locator("button").nth(30).click()
        page.wait_for_selector("#panel .group")

    def test_choosing_a_node_brings_its_neighbours(self, visit, large):
        page = open_viewer(visit, large)
        before = drawn(page)
        near = {}
        for each in large.knowledge.relations:
            near.setdefault(each.subject, set()).add(each.object)
            near.setdefault(each.object, set()).add(each.subject)
        node = max(before, key=lambda id_: (len(near[id_] - before) if len(near[id_]) < 55 else 0, id_))
        page.locator("#canvas").click(position=page.evaluate("(id) => xianzhi.spot(id)", node))
        page.wait_for_selector("#panel .group")
        assert near[node] <= drawn(page)
        assert before <= drawn(page)
        shown = {
            (each.subject, each.object)
            for each in large.knowledge.relations
            if {each.subject, each.object} <= drawn(page)
        }
        assert count(page)[2] >= len(shown)
        name = next(entity.name for entity in large.knowledge.entities if entity.id == node)
        assert heading(page) == name
        assert page.locator("#panel blockquote mark").count() > 0
        spots = [tuple(page.evaluate("(id) => Object.values(xianzhi.spot(id))", id_)) for id_ in drawn(page)]
        assert len(set(spots)) == len(spots)

    def test_search_finds_what_is_not_drawn(self, visit, large):
        page = open_viewer(visit, large)
        there = drawn(page)
        hidden = next(e for e in reversed(large.knowledge.entities) if e.id not in there and e.cls == "Programme")
        assert any(hidden.name in hit for hit in search(page, hidden.name))
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#panel h2:text-is('{hidden.name}')")
        assert hidden.id in drawn(page)
        page.go_back()
        page.wait_for_selector("#panel", state="hidden")

    def test_pinyin_initials_and_articles(self, visit, large):
        page = open_viewer(visit, large)
        assert any("云川县" in hit for hit in search(page, "ycx"))
        hits = search(page, "得到了实惠")
        page.locator("#found li", has_text="合成稿件").first.click()
        page.wait_for_selector(".story .cited:text-is('得到了实惠')")
        assert hits
        page.locator(".story .mention").first.click()
        page.wait_for_selector("#panel .group")

    def test_a_line_shows_its_sentence(self, visit, large):
        page = open_viewer(visit, large)
        fact = next(
            each for each in large.knowledge.relations if each.evidence and {each.subject, each.object} <= drawn(page)
        )
        page.goto(f"{large.url}#fact={fact.subject},{fact.predicate},{fact.object}")
        page.wait_for_selector("#panel blockquote")
        assert page.locator("#panel blockquote").first.inner_text() == fact.evidence[0].quote

    def test_a_link_to_far_away_and_the_way_there(self, visit, large):
        last = large.knowledge.entities[-1]
        page = open_viewer(visit, large, f"#entity={last.id}")
        page.wait_for_selector(f"#panel h2:text-is('{last.name}')")
        assert last.id in drawn(page)
        page = open_viewer(visit, large, f"#path=e000003,{last.id}")
        page.wait_for_selector(".path .triple")
        ends = page.locator(".path .triple .entity").all_inner_texts()
        assert {large.knowledge.entities[3].name, last.name} <= set(ends)

    def test_two_steps_around(self, visit, large):
        page = open_viewer(visit, large, "#entity=e000003")
        page.wait_for_selector("#panel .group")
        page.get_by_role("button", name="1 步", exact=True).click()
        near = drawn(page)
        assert {"e000003"} < near
        page.get_by_role("button", name="2 步", exact=True).click()
        wait(page, f"xianzhi.ids().length > {len(near) + 20}")
        reached = {"e000003"}
        for _ in range(2):
            ends = [{each.subject, each.object} for each in large.knowledge.relations]
            reached = reached.union(*(pair for pair in ends if pair & reached))
        assert near < drawn(page) <= reached

    def test_more_facts_are_fetched(self, visit, large):
        busiest = max(
            large.knowledge.entities,
            key=lambda e: sum(e.id in {each.subject, each.object} for each in large.knowledge.relations),
        )
        whole = sum(busiest.id in {each.subject, each.object} for each in large.knowledge.relations)
        assert whole > 60
        page = open_viewer(visit, large, f"#entity={busiest.id}")
        page.wait_for_selector("[data-key=more]")
        while page.locator("[data-key=more]").count():
            left = page.locator("[data-key=more]").inner_text()
            page.click("[data-key=more]")
            wait(page, f"document.querySelector('[data-key=more]')?.innerText !== {left!r}")
        assert page.locator("#panel .ends li").count() == whole

    def test_what_there_is_not_is_said(self, visit, large):
        page = open_viewer(visit, large, "#entity=nobody", expected="Failed to load resource")
        wait(page, "document.querySelector('#hint').textContent.includes('没有这个实体')")

    def test_filters_and_table_hold_for_what_has_come(self, visit, large):
        page = open_viewer(visit, large)
        page.click('[data-class="Institution"]')
        classes = {entity.id: entity.cls for entity in large.knowledge.entities}
        assert "Institution" not in {classes[id_] for id_ in drawn(page)}
        page.click('[data-class="Institution"]')
        page.click("#toggle-table")
        page.click("[data-tab=entities]")
        assert page.locator("#table tbody tr").count() == count(page)[0]

    def test_on_a_phone(self, visit, large):
        page = open_viewer(visit, large, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        node = min(drawn(page))
        page.goto(f"{large.url}#entity={node}")
        page.wait_for_selector("#panel .group")


class TestHostileText:
    def check(self, page, scripts):
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        assert page.locator("script").count() == scripts
        assert page.locator("[onerror]").count() == 0
        assert page.locator("a[href^=javascript]").count() == 0

    def test_the_viewer_shows_it_as_printed(self, visit, hostile):
        known = make_hostile()
        page = open_viewer(visit, hostile)
        for entity in known.entities:
            page.goto(f"{hostile.url}#entity={entity.id}")
            wait(page, "document.querySelector('#panel h2')?.textContent", entity.name)
            self.check(page, 2)
        assert search(page, "<img")[0].startswith(HOSTILE[0])
        assert any("完。" in hit for hit in search(page, "完。"))
        self.check(page, 2)
        page.goto(f"{hostile.url}#article=p0-01")
        wait(page, "document.querySelector('#panel h2')?.textContent", HOSTILE[1])
        self.check(page, 2)

    def test_the_pages_show_it_as_printed(self, visit, hostile):
        known = make_hostile()
        page = visit(hostile, "id/p0-01")
        assert page.locator("h1").text_content() == HOSTILE[1]
        assert page.locator(".story").text_content().strip() == known.articles[0].body.text
        assert page.locator(".story a.mention").all_text_contents() == list(HOSTILE)
        self.check(page, 0)
        for entity in known.entities:
            page.goto(f"{hostile.url}id/{entity.id}")
            assert page.locator("h1").text_content() == entity.name
            assert page.title() == f"{entity.name} · 县志"
            assert HOSTILE[2] in page.locator(".about").text_content()
            self.check(page, 0)
        page.goto(f"{hostile.url}id/programme-2")
        assert page.locator("blockquote").first.text_content().strip() == known.relations[1].evidence[0].quote
        assert page.locator("td").first.text_content() == HOSTILE[1]
        page.goto(f"{hostile.url}id/p0")
        assert HOSTILE[1] in page.locator("h1").text_content()
        assert HOSTILE[0] in page.locator("main").text_content()
        self.check(page, 0)

    def test_faults_are_text_too(self, visit, hostile):
        for path in ("id/<img src=x onerror=alert(1)>", "api/search?q=x&<img src=x onerror=alert(1)>=1"):
            page = visit(hostile, path, expected="Failed to load resource")
            assert "<img" in page.locator("body").text_content()
            self.check(page, 0)

    def test_search_and_links_are_text_too(self, visit, hostile):
        page = open_viewer(visit, hostile, "#entity=<img src=x onerror=window.hacked=1>")
        assert "<img" in page.locator("#hint").text_content()
        self.check(page, 2)


def test_the_pages_of_things_need_no_script(visit, small):
    page = visit(small, "id/institution-06", java_script_enabled=False)
    assert page.locator("h1").inner_text() == "青溪县民政局"
    page.locator("main li > a:text-is('暖阳行动')").first.click()
    assert page.locator("h1").inner_text() == "暖阳行动"
    page.locator("figcaption a").first.click()
    assert page.locator(".story a.mention").count() > 0
