"""Knowledge -> what the page holds, as plain values for JSON. Offsets are code points, as everywhere."""

from __future__ import annotations

import csv
from bisect import bisect_right
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.resources.ontology import read_ontology
from kg.views.page.homes import ANCHORS, find_homes
from kg.views.page.network import credit_people, draw_network, find_bystanders, weigh_entities
from kg.views.page.pinyin import spell_names
from kg.views.page.style import read_styles

# From so many nodes, or so many edges, the page draws over WebGL: vis-network would take longer than a reader waits.
LARGE = (1500, 3000)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kg.model import Article, Credit, Evidence, Figure, Knowledge, Passage, Relation, Span


def record_knowledge(knowledge: Knowledge) -> dict[str, Any]:
    """Everything the page shows.

    Returns:
        `classes`, `relations` (their words), `entities`, `facts` (the relations, in order, each with its claims),
        `figures`, `articles`, `pages`, `network` (what pyvis draws), `large` (whether that is much), `interface`
        (words of the page itself).
    """
    styles = read_styles()
    ontology = read_ontology()
    homes = find_homes(knowledge)
    weights = weigh_entities(knowledge)
    credited = credit_people(knowledge)
    bystanders = find_bystanders(knowledge, credited)
    network = draw_network(knowledge, homes=homes, weights=weights, styles=styles, ontology=ontology)
    used = {entity.cls for entity in knowledge.entities}
    told = {relation.predicate for relation in knowledge.relations}
    return {
        **record_kinds(used, told),
        "entities": [
            {
                "id": entity.id,
                "cls": entity.cls,
                "name": entity.name,
                "aliases": list(entity.aliases),
                "code": entity.code,
                "articles": list(entity.articles),
                "place": homes[entity.id].place,
                "places": list(homes[entity.id].places),
                "weight": weights[entity.id],
                "late": entity.id in bystanders,
                "pinyin": spell_names((entity.name, *entity.aliases)),
            }
            for entity in knowledge.entities
        ],
        **record_texts(knowledge),
        "network": network,
        "large": len(network["nodes"]) >= LARGE[0] or len(network["edges"]) >= LARGE[1],
    }


def record_kinds(classes: Collection[str], relations: Collection[str]) -> dict[str, Any]:
    """Words and looks of classes and relations, each in the ontology's order, and the words of the page itself."""
    styles = read_styles()
    ontology = read_ontology()
    return {
        "classes": [
            {"id": cls.name, "zh": cls.zh, "en": cls.en, **styles.of(cls.name, cls.ancestors).record()}
            for cls in ontology.classes.values()
            if cls.name in classes
        ],
        "sheet": styles.of("Article").record(),
        "relations": [
            {
                "id": kind.name,
                "zh": kind.zh,
                "en": kind.en,
                "inverse": {"zh": kind.inverse_zh, "en": kind.inverse_en},
                "symmetric": kind.symmetric,
            }
            for kind in ontology.relations.values()
            if kind.name in relations
        ],
        "anchors": list(ANCHORS),
        "interface": read_interface(),
    }


def record_texts(knowledge: Knowledge) -> dict[str, Any]:
    """What the pages say: `facts` (the relations, in order, each with its claims), `figures`, `articles`, `pages`."""
    credited = credit_people(knowledge)
    lines = {page.id: _line_starts(page.text) for page in knowledge.pages}
    page_of = {article.id: article.page for article in knowledge.articles}

    def evidence(sentence: Evidence) -> dict[str, Any]:
        return _record_evidence(sentence, lines.get(page_of.get(sentence.article, ""), []))

    return {
        "facts": [_record_relation(relation, evidence) for relation in knowledge.relations],
        "figures": [_record_figure(figure, evidence) for figure in knowledge.figures],
        "articles": _record_articles(knowledge, credited, lines),
        "pages": [
            {"id": page.id, "source": page.source, "paper": page.paper, "date": page.date, "place": page.place}
            for page in knowledge.pages
        ],
    }


def read_interface() -> dict[str, dict[str, str]]:
    """The words of the page itself: language -> key -> words."""
    text = files("kg").joinpath("data/viewer/interface.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {language: {row["key"]: row[language] for row in rows} for language in ("zh", "en")}


def _record_relation(relation: Relation, evidence: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "subject": relation.subject,
        "predicate": relation.predicate,
        "object": relation.object,
        "confidence": relation.confidence,
        "roles": list(relation.roles),
        "inferred": relation.inferred,
        "claims": [
            {
                "confidence": claim.confidence,
                "rule": claim.rule,
                "role": claim.role,
                "evidence": [evidence(sentence) for sentence in claim.evidence],
            }
            for claim in relation.claims
        ],
    }


def _record_figure(figure: Figure, evidence: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "entity": figure.entity,
        "measure": figure.measure,
        "value": f"{figure.value:f}",
        "unit": figure.unit,
        "text": figure.text,
        "confidence": figure.confidence,
        "evidence": evidence(figure.evidence),
    }


def _record_evidence(evidence: Evidence, lines: Sequence[int]) -> dict[str, Any]:
    return {
        "article": evidence.article,
        "part": evidence.part,
        "quote": evidence.quote,
        "subject": _pair(evidence.subject),
        "object": _pair(evidence.object),
        "line": _line(evidence.spans[0].start, lines) if evidence.spans else None,
    }


def _record_articles(
    knowledge: Knowledge, credited: Mapping[str, Mapping[int, str]], lines: Mapping[str, Sequence[int]]
) -> list[dict[str, Any]]:
    marks: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for entity in knowledge.entities:
        for mention in entity.mentions:
            marks.setdefault((mention.article, mention.part), []).append(
                (mention.span.start, mention.span.end, entity.id)
            )

    def passage(article: Article, part: str, text: Passage | None) -> dict[str, Any] | None:
        if text is None:
            return None
        return {"text": text.text, "marks": sorted(marks.get((article.id, part), []))}

    return [
        {
            "id": article.id,
            "page": article.page,
            "kind": article.kind,
            "title": passage(article, "title", article.title),
            "deck": passage(article, "deck", article.deck),
            "body": passage(article, "body", article.body),
            "headings": [_pair(span) for span in article.headings],
            "credits": [
                _record_credit(credit, credited[article.id].get(number))
                for number, credit in enumerate(article.credits)
            ],
            "line": _line(article.body.sources[0].start, lines.get(article.page, [])) if article.body.sources else None,
        }
        for article in knowledge.articles
    ]


def _record_credit(credit: Credit, person: str | None) -> dict[str, Any]:
    return {"name": credit.name, "role": credit.role, "title": credit.title, "person": person}


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _line_starts(text: str) -> list[int]:
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]


def _line(offset: int, starts: Sequence[int]) -> int | None:
    """1-based line of an offset of the page."""
    return bisect_right(starts, offset) or None
