"""Validation of what a build stands on, and of a graph that was built: every fault in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import DataError, InputError, KgError
from kg.model import Evidence, Knowledge
from kg.resources.ontology import OA, read_ontology

if TYPE_CHECKING:
    from kg.views.rdf.reading import Triples


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    Attributes:
        what: Its name.
        size: How many rows, rules or facts it holds.
        faults: One line each; empty if it is sound.
    """

    what: str
    size: int
    faults: tuple[str, ...] = ()


def check_data() -> tuple[Finding, ...]:
    """Check everything in `kg/data` and the questions, by reading it as a build does."""
    return tuple(_try(what, count) for what, count in _data().items())


def _try(what: str, count: Callable[[], int]) -> Finding:
    try:
        return Finding(what, count())
    except KgError as error:
        return Finding(what, 0, (" ".join(str(error).split()),))


def _data() -> dict[str, Callable[[], int]]:
    """Name -> reader that returns how much it read, or raises."""
    from kg.entities.abbreviations import load_abbreviations  # noqa: PLC0415 - the stages are heavy
    from kg.mentions.vocabulary import load_vocabulary  # noqa: PLC0415
    from kg.relations.numbers import load_rules as load_figure_rules  # noqa: PLC0415
    from kg.relations.numbers import load_units  # noqa: PLC0415
    from kg.relations.references import load_references  # noqa: PLC0415
    from kg.resources.lexicon import LEXICONS  # noqa: PLC0415
    from kg.resources.sample import read_sample  # noqa: PLC0415
    from kg.views.page.style import read_styles  # noqa: PLC0415

    def succeed(load: Callable[[], object]) -> Callable[[], int]:
        return lambda: int(load() is not None)

    lexicons = sorted(path.stem for path in LEXICONS.glob("*.csv"))
    return {
        "ontology.ttl": _count_terms,
        "shapes.ttl": _count_shapes,
        **{f"lexicon/{name}.csv": partial(_count_words, name) for name in lexicons},
        "vocabulary": succeed(load_vocabulary),
        "abbreviations": succeed(load_abbreviations),
        "references": succeed(load_references),
        "units": lambda: len(load_units()),
        "relation rules": _count_rules,
        "figure rules": lambda: len(load_figure_rules()),
        "questions": _count_questions,
        "viewer styles": succeed(read_styles),
        "sample pages": lambda: len(read_sample().pages),
    }


def _count_terms() -> int:
    """What a build reads, and the words that explain every term."""
    from kg.resources.terms import read_terms  # noqa: PLC0415

    return len(read_terms()) if read_ontology().relations else 0


def _count_shapes() -> int:
    """Shapes that a node may be held against."""
    from kg.shapes import count_shapes  # noqa: PLC0415

    return count_shapes()


def _count_rules() -> int:
    """Every rule must find its own examples and leave its counter-examples alone."""
    from kg.relations.examples import check_examples  # noqa: PLC0415 - the stages are heavy
    from kg.relations.rules import RULES, load_rules  # noqa: PLC0415

    faults = [fault for rule in load_rules() for fault in check_examples(rule)]
    if faults:
        raise DataError(RULES, found=faults[0], expected="rules that keep their examples")
    return len(load_rules())


def _count_words(lexicon: str) -> int:
    from kg.resources.lexicon import read_lexicon  # noqa: PLC0415

    return len(read_lexicon(lexicon))


def _count_questions() -> int:
    """Every question must parse, with its parameters bound."""
    from pyoxigraph import Store  # noqa: PLC0415

    from kg.views.sparql import list_questions, run_query  # noqa: PLC0415

    samples = {"text": "甲", "string": "1", "iri": "https://example.org/", "number": "1"}
    for question in list_questions():
        run_query(Store(), question, params={p.name: p.default or samples[p.kind] for p in question.parameters})
    return len(list_questions())


def check_graph(path: Path, *, pages: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """Check a graph that was built: that it conforms to the shapes, that its facts may be stated, its quotes exact.

    Args:
        path: An RDF file.
        pages: Pages that it was built from, as text files or directories of `*.txt`; quotes are held against them.

    Raises:
        InputError: It is no such graph, or a page cannot be read.
    """
    from kg.quotes import check_quotes  # noqa: PLC0415 - heavy
    from kg.shapes import check_shapes  # noqa: PLC0415
    from kg.views.rdf import from_rdf, load_graph, read_graph  # noqa: PLC0415

    graph = load_graph(path)
    triples = read_graph(graph, source=path)
    texts, missing = _read_texts(triples, pages) if pages else ({}, ())
    shapes = Finding("shapes", len(graph), check_shapes(graph))
    try:
        known = check_knowledge(from_rdf(triples))
    except DataError as error:
        known = () if shapes.faults else (Finding("graph", len(graph), (" ".join(str(error).split()),)),)
    if shapes.faults:  # they say the same better
        known = tuple(finding if finding.what == "evidence" else replace(finding, faults=()) for finding in known)
    quotes = Finding("quotes", len(triples.of_type(f"{OA}TextQuoteSelector")), check_quotes(triples, texts))
    return (*known, shapes, quotes, *([Finding("pages", len(texts), missing)] if pages else []))


def _read_texts(triples: Triples, paths: Sequence[Path]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Text of the graph's pages by page id, and a line for each page that is not among the files."""
    from kg.articles import read_page  # noqa: PLC0415 - the stages are heavy
    from kg.quotes import list_pages  # noqa: PLC0415

    read = {page.sha256: page for page in map(read_page, _find_files(paths))}
    wanted = list_pages(triples)
    texts = {page: read[sha256].text for page, (_, sha256) in wanted.items() if sha256 in read}
    missing = tuple(
        f"page {source} ({page}): found no file of its SHA-256 among the pages, expected one"
        for page, (source, _) in wanted.items()
        if page not in texts
    )
    return texts, missing


def _find_files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not files:
            raise InputError(path, found="no *.txt in the directory", expected="pages as text files")
        yield from files


def check_knowledge(knowledge: Knowledge) -> tuple[Finding, ...]:
    """Check a knowledge: that its facts may be stated, that nothing dangles, that its quotes are exact."""
    evidence = [(e, "relation") for r in knowledge.relations for e in r.evidence]
    evidence += [(figure.evidence, "figure") for figure in knowledge.figures]
    return (
        Finding("entities", len(knowledge.entities)),
        Finding("relations", len(knowledge.relations), tuple(_check_relations(knowledge))),
        Finding("figures", len(knowledge.figures), tuple(_check_figures(knowledge))),
        Finding("evidence", len(evidence), tuple(_check_evidence(knowledge, [e for e, _ in evidence]))),
    )


def _check_relations(knowledge: Knowledge) -> Iterator[str]:
    entities = {entity.id: entity for entity in knowledge.entities}
    kinds = read_ontology().relations
    for relation in knowledge.relations:
        subject, object_ = entities.get(relation.subject), entities.get(relation.object)
        if subject is None or object_ is None:
            missing = relation.subject if subject is None else relation.object
            yield f"{relation.subject} {relation.predicate} {relation.object}: no entity {missing}"
            continue
        fact = f"{subject.name} {relation.predicate} {object_.name}"
        kind = kinds.get(relation.predicate)
        if kind is None:
            yield f"{fact}: found relation {relation.predicate}, expected one of {', '.join(kinds)}"
        elif not kind.allows(subject.cls, object_.cls):
            yield f"{fact}: found {subject.cls} and {object_.cls}, which it may not join"
        for claim in relation.claims:
            if not 0 <= claim.confidence <= 1:
                yield f"{fact}: found confidence {claim.confidence:g}, expected 0 to 1"


def _check_figures(knowledge: Knowledge) -> Iterator[str]:
    entities = {entity.id for entity in knowledge.entities}
    for figure in knowledge.figures:
        if figure.entity not in entities:
            yield f"{figure.measure} {figure.text}: no entity {figure.entity}"


def _check_evidence(knowledge: Knowledge, evidence: list[Evidence]) -> Iterator[str]:
    articles = {article.id: article for article in knowledge.articles}
    for item in evidence:
        article = articles.get(item.article)
        if article is None:
            yield f"{item.quote}: no article {item.article}"
            continue
        passage = article.passage(item.part)
        if passage is None or item.quote not in passage.text:
            yield f"{item.quote}: not in the {item.part} of {item.article}"
