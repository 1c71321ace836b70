"""Articles of a page -> mentions: divisions, institutions, people, places, initiatives, then names met again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from kg.mentions.dotted import find_first_parts, name_first_parts
from kg.mentions.gazetteer import Gazetteer, read_setting
from kg.mentions.initiatives import InitiativeFinder
from kg.mentions.institutions import InstitutionFinder
from kg.mentions.organs import OrganFinder
from kg.mentions.overlap import select_mentions
from kg.mentions.people import PersonFinder
from kg.mentions.places import PlaceFinder
from kg.mentions.pointed import add_pointed
from kg.mentions.reading import Reading
from kg.mentions.repeats import apply_definitions, complete_names, find_definitions, find_repeats, name_defined
from kg.mentions.teams import TeamFinder
from kg.mentions.vocabulary import load_vocabulary
from kg.model import Mention, Page
from kg.resources.divisions import load_divisions


def find_mentions(page: Page, readings: Sequence[Reading]) -> tuple[Mention, ...]:
    """Find every name on a page, without overlaps in any passage.

    Args:
        page: Its `place` helps to read short names.
        readings: The page's passages as `read_articles` gives them, articles in order.

    Returns:
        Mentions in the order of the readings, then by span.

    Raises:
        DataError: A lexicon or table is malformed.
    """
    vocabulary = load_vocabulary()
    divisions = load_divisions()
    setting = read_setting(readings, divisions=divisions, vocabulary=vocabulary, place=page.place)
    gazetteer = Gazetteer(divisions, vocabulary, setting)
    institutions, places, initiatives, people = _make_finders()
    teams = TeamFinder()
    local = frozenset(d.short for code in sorted(setting.paper) if (d := divisions.by_code(code)) is not None)
    found: list[Mention] = []
    for _, group in groupby(readings, key=lambda r: r.article):
        passages = tuple(group)
        mentions: list[Mention] = []
        story = {reading.part: reading.story for reading in passages}
        parts = find_first_parts(passages, people.titles, vocabulary.transcription)
        places_found = {reading.part: gazetteer.find(reading) for reading in passages}
        shorts = [d for r in passages for d in find_definitions(r, places_found[r.part])]
        for reading in passages:
            towns = name_defined(reading, shorts, places_found[reading.part])
            bodies = institutions.find(reading, towns)
            sites = places.find(reading, towns, gazetteer)
            candidates = [
                *towns,
                *bodies,
                *sites,
                *teams.find(reading, towns, bodies, sites),
                *people.find(reading, towns, local),
                *name_first_parts(reading, parts),
                *initiatives.find(reading, (*towns, *bodies)),
            ]
            mentions += select_mentions(m for m in candidates if m.span.start >= reading.story)
        mentions = complete_names(passages, apply_definitions(passages, mentions), people.titles, people.title_end)
        mentions = add_pointed(passages, mentions, institutions.organs)
        mentions += [m for m in find_repeats(passages, mentions) if m.span.start >= story[m.part]]
        order = {reading.part: i for i, reading in enumerate(passages)}
        found += sorted(mentions, key=lambda m: (order[m.part], m.span.start, m.span.end))
    return tuple(found)


@cache
def _make_finders() -> tuple[InstitutionFinder, PlaceFinder, InitiativeFinder, PersonFinder]:
    """Finders that know no page: their patterns are compiled once."""
    vocabulary = load_vocabulary()
    return (
        InstitutionFinder(vocabulary, OrganFinder(vocabulary)),
        PlaceFinder(vocabulary),
        InitiativeFinder(vocabulary),
        PersonFinder(vocabulary),
    )
