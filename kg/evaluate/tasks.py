"""The tasks that are scored: entities, relations, articles, figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from kg.evaluate.gold import Gold, GoldArticle, GoldEntity, GoldFigure, GoldRelation
from kg.evaluate.matching import Matching
from kg.evaluate.names import fold_name, fold_text
from kg.evaluate.score import Score, Tally
from kg.model import Article, CreditRole, Figure, Knowledge

Note = Callable[[str, str], None]  # kind of error, what happened
Key = tuple[str, int, int]
Keyed = Callable[[int, str, int], Key]

_UPWARD = frozenset({"partOf", "locatedIn", "jurisdiction"})
# a dateline or byline left at the head of a body still counts as the right cut
_SLACK = 40


def score_entities(
    knowledge: Knowledge, gold: Gold, matching: Matching, note: Note, *, order: Sequence[str]
) -> tuple[Score, Score, Tally]:
    """Score entities by name alone, then by name and class; the tally is by class, the first in `order` of several."""
    by_id = {entity.id: entity for entity in knowledge.entities}
    taken = matching.taken
    named = 0
    tally = Tally()
    required = [(i, wanted) for i, wanted in enumerate(gold.entities) if not wanted.optional]
    for index, wanted in required:
        cls = min(wanted.classes, key=order.index)
        if index not in taken:
            tally.missed[cls] += 1
            note("entity missed", f"{wanted.name} ({cls})")
            continue
        named += 1
        found = by_id[taken[index]].cls
        if found in wanted.classes:
            tally.right[cls] += 1
        else:
            tally.missed[cls] += 1
            note("entity class", f"{wanted.name}: {found} for {'/'.join(wanted.classes)}")
    spurious = 0
    for entity in knowledge.entities:
        twin = matching.duplicates.get(entity.id)
        if entity.id in matching.owner or entity.id in matching.implied:
            continue
        if twin is not None and gold.entities[twin].optional:
            continue
        spurious += 1
        tally.spurious[entity.cls] += 1
        note("entity spurious" if twin is None else "entity duplicate", f"{entity.name} ({entity.cls})")
    right = tally.right.total()
    names = Score(named, spurious, len(required) - named)
    return names, Score(right, spurious + named - right, len(required) - right), tally


def score_relations(
    knowledge: Knowledge, gold: Gold, matching: Matching, note: Note, *, symmetric: Collection[str]
) -> Tally:
    """Score relations by predicate; a correct higher parent, and what touches an optional entity, is not wrong."""
    index = {wanted.name: i for i, wanted in enumerate(gold.entities)}
    whole = matching.whole
    label = {entity.id: entity.name for entity in knowledge.entities}
    stated = sorted({(r.subject, r.predicate, r.object) for r in knowledge.relations})
    key_of = _keyed(symmetric)
    found = {key_of(whole[s], p, whole[o]) for s, p, o in stated if s in whole and o in whole}
    accepted = {key for relation in gold.relations for key in _keys(relation, index, key_of)}
    tally = Tally()
    for relation in gold.relations:
        subject, predicate, object_ = relation.accepted[0]
        if relation.optional or any(gold.entities[index[name]].optional for name in (subject, object_)):
            continue
        if any(key in found for key in _keys(relation, index, key_of)):
            tally.right[predicate] += 1
        else:
            tally.missed[predicate] += 1
            note("relation missed", f"{subject} {predicate} {object_}")
    parents = _find_parents(gold.relations, index)
    for s, p, o in stated:
        a, b = whole.get(s), whole.get(o)
        if a is None or b is None:
            fair = p in _UPWARD and (s in matching.implied or o in matching.implied)
        else:
            fair = (
                key_of(a, p, b) in accepted
                or _touches_optional(gold.entities, a, b)
                or (p in _UPWARD and _reaches(a, b, parents))
            )
        if not fair:
            tally.spurious[p] += 1
            note("relation spurious", f"{label[s]} {p} {label[o]}")
    return tally


def _keyed(symmetric: Collection[str]) -> Keyed:
    """How two ends and a predicate become one key; either order of the ends where it is symmetric."""

    def key_of(subject: int, predicate: str, object_: int) -> Key:
        if predicate in symmetric and object_ < subject:
            return (predicate, object_, subject)
        return (predicate, subject, object_)

    return key_of


def _keys(relation: GoldRelation, index: dict[str, int], key_of: Keyed) -> tuple[Key, ...]:
    return tuple(key_of(index[s], p, index[o]) for s, p, o in relation.accepted)


def _touches_optional(entities: Sequence[GoldEntity], *indices: int) -> bool:
    return any(entities[i].optional for i in indices)


def _find_parents(relations: Iterable[GoldRelation], index: dict[str, int]) -> dict[int, set[int]]:
    parents: dict[int, set[int]] = defaultdict(set)
    for relation in relations:
        subject, predicate, object_ = relation.accepted[0]
        if predicate in _UPWARD:
            parents[index[subject]].add(index[object_])
    return parents


def _reaches(low: int, high: int, parents: dict[int, set[int]]) -> bool:
    seen: set[int] = set()
    queue = [low]
    while queue:
        for parent in parents.get(queue.pop(), ()):
            if parent == high:
                return True
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return False


def score_articles(articles: Sequence[Article], wanted: Sequence[GoldArticle], note: Note) -> dict[str, Score]:
    """Score boundaries, headlines, reporters and photographers; empty where the gold has no articles.

    Args:
        articles: In page order.
        wanted: The gold's.
        note: Takes each error.
    """
    if not wanted:
        return {}
    left = list(articles)
    cut = titled = right_titles = 0
    people: dict[CreditRole, Tally] = {"reporter": Tally(), "photographer": Tally()}
    for item in wanted:
        article = _find_article(left, item, alone=len(articles) == 1)
        titled += bool(item.title)
        if article is None:
            note("article missed", item.title or item.begins)
            people["reporter"].missed[""] += len(item.reporters)
            people["photographer"].missed[""] += len(item.photographers)
            continue
        left.remove(article)
        cut += _is_cut_right(article, item, note)
        title = article.title.text if article.title else None
        if item.title and fold_name(item.title) == fold_name(title or ""):
            right_titles += 1
        elif item.title or title:
            note("headline", f"{item.title or 'none expected'}: got {title}")
        _score_credits(article, item, people, note)
    scores: dict[str, Score] = {}
    if any(item.begins for item in wanted):
        scores["articles (boundaries)"] = Score(cut, len(articles) - cut, len(wanted) - cut)
    if titled:
        given = sum(article.title is not None for article in articles)
        scores["headlines"] = Score(right_titles, given - right_titles, titled - right_titles)
    scores["reporters"] = people["reporter"].total()
    scores["photographers"] = people["photographer"].total()
    return scores


def _find_article(left: Sequence[Article], wanted: GoldArticle, *, alone: bool) -> Article | None:
    begins = fold_text(wanted.begins)
    if begins:
        return next((article for article in left if begins in fold_text(article.body.text)), None)
    return left[0] if alone and left else None


def _is_cut_right(article: Article, wanted: GoldArticle, note: Note) -> bool:
    if not wanted.begins:
        return False
    text = fold_text(article.body.text)
    at = text.find(fold_text(wanted.begins))
    tail = text.rstrip('"')
    if at <= _SLACK and tail.endswith(fold_text(wanted.ends).rstrip('"')):
        return True
    note("article boundary", f"{wanted.title or wanted.begins}: starts at {at}, ends …{tail[-15:]}")
    return False


def _score_credits(article: Article, wanted: GoldArticle, people: dict[CreditRole, Tally], note: Note) -> None:
    for role, names in (("reporter", wanted.reporters), ("photographer", wanted.photographers)):
        want = {fold_name(name) for name in names}
        got = {fold_name(credit.name) for credit in article.credits if credit.role == role}
        tally = people["reporter" if role == "reporter" else "photographer"]
        tally.right[""] += len(want & got)
        tally.missed[""] += len(want - got)
        tally.spurious[""] += len(got - want)
        for name in sorted(want ^ got):
            what = "missed" if name in want else "spurious"
            note(f"{role}s", f"{wanted.title or wanted.begins}: {what} {name}")


def score_figures(figures: Sequence[Figure], gold: Gold, matching: Matching, note: Note) -> dict[str, Score]:
    """Score figures by value and unit, alone and with the right entity; empty where the gold has none."""
    if not gold.figures:
        return {}
    index = {wanted.name: i for i, wanted in enumerate(gold.entities)}
    whole = matching.whole
    left = list(figures)
    loose = right = 0
    for wanted in sorted(gold.figures, key=lambda figure: figure.optional):
        same = [figure for figure in left if _states(figure, wanted)]
        # a figure of a known entity never equals a name that the gold does not list
        of = [figure for figure in same if whole.get(figure.entity, -1) == index.get(wanted.of, -2)]
        if same:
            left.remove((of or same)[0])
        if wanted.optional:
            continue
        loose += bool(same)
        right += bool(of)
        if not of:
            kind = "figure of another entity" if same else "figure missed"
            note(kind, f"{wanted.of} {wanted.measure} {wanted.value:.10g}{wanted.unit}")
    required = sum(not wanted.optional for wanted in gold.figures)
    return {
        "figures (with entity)": Score(right, loose - right + len(left), required - right),
        "figures (value, unit)": Score(loose, len(left), required - loose),
    }


def _states(figure: Figure, wanted: GoldFigure) -> bool:
    near = abs(float(figure.value) - wanted.value) <= 1e-6 * max(1.0, abs(wanted.value))
    return near and fold_name(figure.unit) == fold_name(wanted.unit)
