"""The page for queries typed by hand and the forms, served, in a real browser that may ask nobody but the server."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from kg.output import Settings, write_output

_SERVE = Path(__file__).parent.parent / "serve" / "servers.py"
_SPEC = importlib.util.spec_from_file_location("serving", _SERVE)
serving = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(serving)

INERT = "Executing inline event handler violates"
"""What Chromium says of a text that the results' sanitiser parses in a document where nothing runs."""

SCRIPT = "<script>document.title = 'run'</script>"


@pytest.fixture(scope="module")
def server(specimen, tmp_path_factory):
    directory = tmp_path_factory.mktemp("served")
    write_output(specimen, directory, settings=Settings())
    with serving.run_server("--store", directory, "--row-limit", "5", "--time-limit", "1.5") as server:
        yield server


@pytest.fixture
def visit(browser, server):
    """Open an address of the server; check afterwards that nothing else was asked and nothing broke."""
    faults, contexts = [], []

    def visit_(path):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda said: None if _is_expected(said) else faults.append(f"{said.type}: {said.text}"))
        page.on("request", lambda asked: None if _is_own(asked.url, server) else faults.append(f"asked {asked.url}"))
        page.goto(server.url + path)
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert faults == []


def _is_own(url, server):
    return url.startswith((server.url, "data:", "blob:"))


def _is_expected(said):
    """A browser notes each answer that is an error."""
    return said.text.startswith((INERT, "Failed to load resource: the server responded with a status of"))


def run(page):
    with page.expect_response("**/sparql"):
        page.click(".yasqe_queryButton")


def read_cells(page):
    page.wait_for_selector("#results .dataTable td")
    return [cell.strip() for cell in page.locator("#results .dataTable td").all_inner_texts()]


def test_a_query_is_run_and_stands_in_the_address(visit):
    page = visit("query")
    run(page)
    page.wait_for_selector("#results :text('0 results')")
    asked = parse_qs(urlsplit(page.url).query)["query"][0]
    assert "xz:implements" in asked


def test_an_address_with_a_query_shows_its_answer(visit):
    page = visit("query?query=" + quote("SELECT ?label { ?c a xz:County ; rdfs:label ?label } ORDER BY ?label"))
    cells = read_cells(page)
    assert any("石门县" in cell for cell in cells)
    assert any("青溪县" in cell for cell in cells)


def test_back_shows_the_query_before(visit):
    page = visit("query?query=" + quote("SELECT (1 AS ?first) {}"))
    page.wait_for_selector("#results th:has-text('first')")
    page.evaluate("editor.setValue('SELECT (2 AS ?second) {}')")
    run(page)
    page.wait_for_selector("#results th:has-text('second')")
    page.go_back()
    page.wait_for_selector("#results th:has-text('first')")
    assert "first" in page.evaluate("editor.getValue()")


def test_an_example_is_put_into_the_editor(visit):
    page = visit("query")
    page.select_option("#examples", "counties-by-programmes")
    assert "COUNT(DISTINCT ?programme)" in page.evaluate("editor.getValue()")
    run(page)
    assert any("石门县" in cell for cell in read_cells(page))


def test_a_graph_is_shown(visit):
    page = visit("query?query=" + quote("CONSTRUCT { ?c rdfs:label ?l } WHERE { ?c a xz:County ; rdfs:label ?l }"))
    page.wait_for_selector("#results :text('石门县')")


def test_a_fault_is_told_with_its_place(visit):
    page = visit("query?query=" + quote("SELECT ?x WHERE {\n ?x ?y }"))
    page.wait_for_selector("#results :text('query:2:')")


def test_a_cut_answer_and_a_stopped_query_say_so(visit):
    page = visit("query?query=" + quote("SELECT * { ?s ?p ?o }"))
    page.wait_for_selector("#notice:not([hidden]):has-text('after 5 rows')")
    page.evaluate("editor.setValue('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }')")
    run(page)
    page.wait_for_selector("#results :text('stopped after 1.5 s')")
    assert page.locator("#notice").is_hidden()


def test_completion_offers_words_of_this_graph(visit):
    page = visit("query")
    page.evaluate("editor.setValue('PREFIX xz')")
    page.evaluate("editor.focus(); editor.setCursor(0, 9); editor.autocomplete()")
    page.wait_for_selector(".CodeMirror-hints :text('xz: <https://w3id.org/xianzhi/ontology#>')")
    page.evaluate("editor.setValue('SELECT * { ?e a <https://w3id.org/xianzhi/ontology#Cou> }')")
    page.evaluate("editor.setCursor(0, 52); editor.autocomplete()")
    page.wait_for_selector(".CodeMirror-hints :text('ontology#County')")


def test_text_of_the_graph_is_no_markup(visit):
    page = visit(
        "query?query="
        + quote(f'SELECT ("{SCRIPT}" AS ?text) ("<img src=http://pictures.example/x onerror=alert(1)>" AS ?image) {{}}')
    )
    read_cells(page)
    assert page.title().startswith("SPARQL")
    assert page.locator("#results img").count() == 0
    page = visit("queries/programmes-by-county?county=" + quote(SCRIPT))
    assert page.title().startswith("programmes-by-county")
    assert page.input_value("input[name=county]") == SCRIPT


def test_a_form_is_filled_in_and_its_answer_has_an_address(visit):
    page = visit("queries")
    page.click("text=programmes-by-county")
    page.fill("input[name=county]", "青溪")
    page.click("button")
    page.wait_for_selector("td:has-text('暖阳行动')")
    assert parse_qs(urlsplit(page.url).query)["county"] == ["青溪"]
    assert page.locator("td:has-text('林长制')").count() == 0
    with page.expect_download() as download:
        page.click("text=CSV")
    assert "暖阳行动" in Path(download.value.path()).read_text(encoding="utf-8")


def test_an_answer_that_is_cut_is_noted_on_its_form(visit):
    page = visit("queries/evidence")
    assert "Only the first 5 are shown" in page.inner_text(".notice")
