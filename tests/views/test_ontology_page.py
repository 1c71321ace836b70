"""The ontology's documentation: every term once, in both languages, and nothing that a term holds becomes markup."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from kg.resources.terms import Term, Text, read_terms
from kg.views.ontology import to_html, to_markdown


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("href"):
            self.links.append(str(found["href"]))


def parse(page: str) -> _Parser:
    parser = _Parser()
    parser.feed(page)
    return parser


def test_every_term_stands_under_its_name_in_both_languages() -> None:
    page = to_html()
    parser = parse(page)
    assert len(parser.ids) == len(set(parser.ids))
    assert {term.name for term in read_terms()} <= set(parser.ids)
    for term in read_terms():
        for text in (term.label.zh, term.label.en, term.comment.zh, term.comment.en, term.iri):
            assert html.escape(text).replace("&#x27;", "&#39;") in page, text


def test_links_lead_somewhere_in_the_page_and_nothing_comes_from_elsewhere() -> None:
    parser = parse(to_html())
    assert parser.links
    assert {link.removeprefix("#") for link in parser.links} <= set(parser.ids)
    assert not parser.tags & {"script", "img", "link", "iframe"}


def test_relations_show_what_they_join() -> None:
    section = to_html().partition('<article id="xz:implements">')[2].partition("</article>")[0]
    text = " ".join(re.sub(r"<[^>]+>", "", section).split())
    assert "xz:Division , xz:Institution → xz:Programme" in re.sub(r"\s*,\s*", " , ", text)
    assert '<a href="#xz:implementedBy">' in section


def test_text_is_escaped() -> None:
    nasty = '<script>alert("1")</script>'
    page = to_html([Term(nasty, nasty, "classes", Text(nasty, nasty), Text(nasty, nasty), parents=(nasty,))])
    assert "<script" not in page


def test_tables_hold_what_an_entity_or_relation_may_be() -> None:
    tables = to_markdown()
    assert "| `County` | 县级区划 | A county, county-level city" in tables["classes"]
    assert "`Division`" not in tables["classes"]
    assert (
        "| `implements` | 实施 | Division, Institution → Programme | Carries the programme out |" in tables["relations"]
    )
    assert all(len(table.splitlines()) == 13 for table in tables.values())


def test_equal_input_gives_equal_text() -> None:
    assert to_html() == to_html()
