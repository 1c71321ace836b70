"""Knowledge -> CSV that `neo4j-admin database import` reads: nodes, relationships, and the command that loads them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.resources.ontology import read_ontology

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.model import Article, Entity, Figure, Knowledge, Page, Relation

NODE_COLUMNS = (
    *("id:ID", ":LABEL", "name", "class_zh", "aliases:string[]", "code"),
    *("kind", "source", "paper", "place", "date", "measure", "value:double", "unit", "text", "confidence:double"),
)
RELATIONSHIP_COLUMNS = (
    *(":START_ID", ":END_ID", ":TYPE", "predicate", "label_zh", "roles:string[]", "confidence:double", "rule"),
    *("inferred:boolean", "sentences:string[]", "articles:string[]"),
)

Cell = str | tuple[str, ...]
Row = dict[str, Cell]

_SPECIAL = re.compile(r"""[,"\r\n]|^\s|\s$""")
_DELIMITERS = (";", "|", "^", "~", "\x1f")
_SCRIPT = """#!/bin/sh
# Loads this directory's graph into a new database of a Neo4j that is stopped: sh import.sh [DATABASE]
cd "$(dirname "$0")" &&
exec neo4j-admin database import full "${1:-neo4j}" --nodes=nodes.csv --relationships=relationships.csv%s
"""


def to_neo4j(knowledge: Knowledge) -> dict[str, bytes]:
    """`nodes.csv`, `relationships.csv` and `import.sh`; equal knowledge gives equal bytes.

    Nodes are entities (labelled with their class and those above it), figures, articles and pages. A relation is one
    relationship whose type is its name in capitals (`IMPLEMENTS`, `PART_OF`), with the sentences that state it. An
    article `MENTIONS` entities and stands `ON` a page, a figure is `OF` an entity and `STATED_IN` an article.

    Cells hold the text as it is: no cell is guarded against spreadsheets, for a database would keep the guard. Items of
    a list are parted by `;`, or by the first other mark that no item holds, and `import.sh` says which.
    """
    nodes, relationships = list(_list_nodes(knowledge)), list(_list_relationships(knowledge))
    cells = [cell for row in (*nodes, *relationships) for cell in row.values()]
    items = {item for cell in cells if isinstance(cell, tuple) for item in cell}
    delimiter = next((mark for mark in _DELIMITERS if not any(mark in item for item in items)), _DELIMITERS[-1])
    files = {
        "nodes.csv": _write(NODE_COLUMNS, nodes, delimiter),
        "relationships.csv": _write(RELATIONSHIP_COLUMNS, relationships, delimiter),
    }
    options = "" if delimiter == _DELIMITERS[0] else f" --array-delimiter=U+{ord(delimiter):04X}"
    if any(mark in text for cell in cells for text in cell for mark in "\r\n"):
        options += " --multiline-fields=true"
    return {**files, "import.sh": (_SCRIPT % options).encode()}


def _list_nodes(knowledge: Knowledge) -> Iterator[Row]:
    yield from map(_describe_page, knowledge.pages)
    yield from map(_describe_article, knowledge.articles)
    yield from map(_describe_entity, knowledge.entities)
    for name, figure in _name_figures(knowledge.figures):
        yield _describe_figure(name, figure)


def _list_relationships(knowledge: Knowledge) -> Iterator[Row]:
    for article in knowledge.articles:
        yield _link(article.id, article.page, "ON")
    for entity in knowledge.entities:
        for article_id in entity.articles:
            yield _link(article_id, entity.id, "MENTIONS")
    yield from map(_describe_relation, knowledge.relations)
    for name, figure in _name_figures(knowledge.figures):
        yield _link(name, figure.entity, "OF")
        yield _link(name, figure.evidence.article, "STATED_IN") | {"sentences:string[]": (figure.evidence.quote,)}


def _name_figures(figures: Iterable[Figure]) -> Iterator[tuple[str, Figure]]:
    counts: Counter[str] = Counter()
    for figure in figures:
        counts[figure.entity] += 1
        yield f"{figure.entity}-figure{counts[figure.entity]}", figure


def _describe_page(page: Page) -> Row:
    about = {"source": page.source, "paper": page.paper, "place": page.place, "date": page.date}
    known = {name: value for name, value in about.items() if value is not None}
    return {"id:ID": page.id, ":LABEL": ("Page",), "name": page.source, **known}


def _describe_article(article: Article) -> Row:
    labels = ("Article", "Photo") if article.kind == "photo" else ("Article",)
    name = article.title.text if article.title else ""
    return {"id:ID": article.id, ":LABEL": labels, "name": name, "kind": article.kind}


def _describe_entity(entity: Entity) -> Row:
    kind = read_ontology().classes[entity.cls]
    return {
        "id:ID": entity.id,
        ":LABEL": (entity.cls, *sorted(kind.ancestors - {entity.cls})),
        "name": entity.name,
        "class_zh": kind.zh,
        "aliases:string[]": entity.aliases,
        "code": entity.code or "",
    }


def _describe_figure(name: str, figure: Figure) -> Row:
    return {
        "id:ID": name,
        ":LABEL": ("Figure",),
        "name": f"{figure.measure} {figure.text}".strip(),
        "measure": figure.measure,
        "value:double": f"{figure.value:f}",
        "unit": figure.unit,
        "text": figure.text,
        "confidence:double": repr(float(figure.confidence)),
    }


def _describe_relation(relation: Relation) -> Row:
    kind = read_ontology().relations[relation.predicate]
    return _link(relation.subject, relation.object, re.sub(r"(?<!^)(?=[A-Z])", "_", relation.predicate).upper()) | {
        "predicate": relation.predicate,
        "label_zh": kind.zh,
        "roles:string[]": relation.roles,
        "confidence:double": repr(float(relation.confidence)),
        "rule": relation.rule,
        "inferred:boolean": str(relation.inferred).lower(),
        "sentences:string[]": tuple(dict.fromkeys(evidence.quote for evidence in relation.evidence)),
        "articles:string[]": tuple(dict.fromkeys(evidence.article for evidence in relation.evidence)),
    }


def _link(start: str, end: str, kind: str) -> Row:
    return {":START_ID": start, ":END_ID": end, ":TYPE": kind}


def _write(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]], delimiter: str) -> bytes:
    lines = [",".join(columns)]
    for row in rows:
        cells = (row.get(column, "") for column in columns)
        lines.append(",".join(_quote(cell if isinstance(cell, str) else delimiter.join(cell)) for cell in cells))
    return "".join(line + "\n" for line in lines).encode()


def _quote(cell: str) -> str:
    # the csv module leaves a carriage return bare where lines end with a line feed
    return '"' + cell.replace('"', '""') + '"' if _SPECIAL.search(cell) else cell
