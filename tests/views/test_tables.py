from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from specimen import TEXT

from kg.model import Claim, Knowledge
from kg.views.tables import to_entity_table, to_figure_table, to_relation_table, to_tables


def read(table: bytes) -> list[dict[str, str]]:
    assert table.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def test_files(specimen: Knowledge) -> None:
    tables = to_tables(specimen)
    assert list(tables) == ["entities.csv", "relations.csv", "figures.csv"]
    assert tables == to_tables(specimen)
    assert all(line.endswith(b"\r\n") for table in tables.values() for line in table.splitlines(keepends=True))


def test_entities(specimen: Knowledge) -> None:
    rows = read(to_entity_table(specimen))
    assert [row["id"] for row in rows] == [entity.id for entity in specimen.entities]
    assert next(row for row in rows if row["name"] == "青溪县民政局") == {
        "id": "institution-06",
        "class": "Institution",
        "class_zh": "机构",
        "name": "青溪县民政局",
        "aliases": "县民政局；该局",
        "code": "",
        "facts": "7",
        "articles": "1",
        "headlines": "青溪县“暖阳行动”让独居老人有人管",
        "decisions": "“该局”指上文的青溪县民政局；县民政局按文章所在县补全",
    }


def test_relations_lead_to_the_page(specimen: Knowledge) -> None:
    rows = read(to_relation_table(specimen))
    assert len(rows) == sum(max(1, len(claim.evidence)) for relation in specimen.relations for claim in relation.claims)
    [row] = [row for row in rows if row["relation"] == "cooperatesWith"]
    assert row == {
        "subject": "青溪县民政局",
        "subject_class": "Institution",
        "relation": "cooperatesWith",
        "relation_zh": "合作",
        "object": "青溪县福利院",
        "object_class": "Institution",
        "role": "",
        "confidence": "0.9",
        "rule": "specimen-rule",
        "sentence": "该局联合青溪县福利院，在老街剧场举办2024暖阳文艺汇演。",
        "headline": "青溪县“暖阳行动”让独居老人有人管",
        "page": "specimen.txt",
        "part": "body",
        "start": str(TEXT.index("该局")),
        "end": str(TEXT.index("汇演。") + 3),
        "spans": row["spans"],
        "article": specimen.articles[0].id,
        "subject_id": "institution-06",
        "object_id": "institution-07",
    }
    pieces = [tuple(map(int, piece.split("-"))) for piece in row["spans"].split()]
    assert "".join(TEXT[start:end] for start, end in pieces) == row["sentence"]


def test_the_official_hierarchy_has_no_sentence(specimen: Knowledge) -> None:
    row = next(row for row in read(to_relation_table(specimen)) if row["relation"] == "partOf")
    assert (row["rule"], row["sentence"], row["start"]) == ("gazetteer", "", "")


def test_what_a_page_states_as_well_has_its_sentences_alone(specimen: Knowledge) -> None:
    [known] = [r for r in specimen.relations if r.subject == "county-03"]
    sentences = [r.evidence[0] for r in specimen.relations if r.evidence][:2]
    claims = (Claim(0.8, "one", (sentences[0],)), Claim(0.7, "two", (sentences[1],)))
    knowledge = replace(specimen, relations=(replace(known, claims=(*known.claims, *claims)),))
    rows = read(to_relation_table(knowledge))
    assert [(row["rule"], row["confidence"], row["sentence"]) for row in rows] == [
        ("one", "0.8", sentences[0].quote),
        ("two", "0.7", sentences[1].quote),
    ]


def test_figures_are_plain_numbers(specimen: Knowledge) -> None:
    large = replace(specimen.figures[0], value=Decimal("4E+9"))
    rows = read(to_figure_table(replace(specimen, figures=(*specimen.figures, large))))
    assert [(row["entity"], row["value"], row["unit"]) for row in rows] == [
        ("暖阳行动", "320", "名"),
        ("暖阳行动", "98.5", "%"),
        ("林长制", "110000", "亩"),
        ("石门县", "-3", "人"),
        ("暖阳行动", "4000000000", "名"),
    ]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86联盟", "'+86联盟"),
        ("-3人", "'-3人"),
        ("@县城", "'@县城"),
        ("\uff1d1\uff0b1", "'\uff1d1\uff0b1"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\t=1"),
        ("-3", "-3"),
        ("-12.5", "-12.5"),
        ("-3+cmd", "'-3+cmd"),
        ("2024-2025冬季行动", "2024-2025冬季行动"),
        ('引“号”"与,逗', '引“号”"与,逗'),
        ("一\n二", "一\n二"),
        ("空\0字", "空字"),
        ("\0=1", "'=1"),
    ],
)
def test_no_cell_is_evaluated(specimen: Knowledge, name: str, cell: str) -> None:
    entity = replace(specimen.entities[0], name=name)
    [row] = read(to_entity_table(Knowledge(articles=specimen.articles, entities=(entity,))))
    assert row["name"] == cell
