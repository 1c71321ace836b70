"""Measures a graph against a gold file: precision, recall and F1 of articles, entities, relations and figures."""

from __future__ import annotations

from collections import defaultdict

from kg.evaluate.gold import Gold, read_gold
from kg.evaluate.matching import match_entities
from kg.evaluate.score import Evaluation, Score
from kg.evaluate.tasks import score_articles, score_entities, score_figures, score_relations
from kg.model import Knowledge
from kg.resources.ontology import read_ontology

__all__ = ["Evaluation", "Gold", "Score", "evaluate", "read_gold"]


def evaluate(knowledge: Knowledge, gold: Gold) -> Evaluation:
    """Score what was found on one page against what a careful reader finds.

    Args:
        knowledge: Of one page; its own order is kept.
        gold: Of the same page.

    Returns:
        Scores by task and the errors behind them. Optional items count neither as right nor as wrong.
    """
    errors: dict[str, list[str]] = defaultdict(list)

    def note(kind: str, what: str) -> None:
        errors[kind].append(what)

    matching = match_entities(knowledge.entities, gold.entities, knowledge.relations)
    ontology = read_ontology()
    names, typed, classes = score_entities(knowledge, gold, matching, note, order=tuple(ontology.classes))
    symmetric = {kind.name for kind in ontology.relations.values() if kind.symmetric}
    predicates = score_relations(knowledge, gold, matching, note, symmetric=symmetric)
    tasks = {
        **score_articles(knowledge.articles, gold.articles, note),
        "entities (names)": names,
        "entities (typed)": typed,
        "relations": predicates.total(),
        **score_figures(knowledge.figures, gold, matching, note),
    }
    return Evaluation(
        tasks=tasks,
        by_class=classes.by_kind(tuple(ontology.classes)),
        by_relation=predicates.by_kind(tuple(ontology.relations)),
        errors={kind: tuple(rows) for kind, rows in sorted(errors.items())},
    )
