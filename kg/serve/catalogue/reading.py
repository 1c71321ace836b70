"""Reading a catalogue: entities by name, articles by text, and what lies around an entity."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.serve.catalogue.grams import fold, write_phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

VERSION = 1
"""Of what a catalogue holds; another one is made anew."""

COUNTED = 100_000
"""What is counted is counted so far."""

# As Known has them.
_ENTITY = "number, id, cls, name, aliases, code, place, parent, places, weight, late, facts, figures, articles"
_FORMS = """
SELECT form.entity AS number, MIN(CASE form.form WHEN :asked THEN 0 ELSE
    CASE substr(form.form, 1, length(:asked)) WHEN :asked THEN 1 ELSE 2 END END) AS rank
FROM form WHERE form.spelled = :spelled AND form.number IN (SELECT rowid FROM form_words WHERE form_words MATCH :phrase)
GROUP BY form.entity
"""
_ENDS = """
SELECT object AS other, inferred, confidence FROM fact WHERE subject IN (SELECT value FROM json_each(:ids))
UNION ALL SELECT subject, inferred, confidence FROM fact WHERE object IN (SELECT value FROM json_each(:ids))
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An entity as the catalogue knows it.

    Attributes:
        number: Its number here.
        id: Local part of its IRI.
        cls: Class.
        name: Canonical name.
        aliases: Other forms, sorted.
        code: Official code, or None.
        place: Number of its division, or None.
        parent: Number of the entity that it is drawn beside, or None.
        places: Numbers of all divisions that have to do with it.
        weight: How much is said of it.
        late: Whether it is known for nothing but having reported or photographed.
        facts: How many there are of it.
        figures: How many there are of it.
        articles: How many name it.
    """

    number: int
    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    code: str | None
    place: int | None
    parent: int | None
    places: tuple[int, ...]
    weight: float
    late: bool
    facts: int
    figures: int
    articles: int


@dataclass(frozen=True, slots=True)
class Link:
    """A fact as the catalogue knows it: numbers of its ends, and not its sentences."""

    number: int
    subject: int
    predicate: str
    object: int
    confidence: float
    inferred: bool


def read_stamp(store: Path) -> str:
    """What differs between a store and the one that takes its place, and between kinds of catalogues."""
    try:
        found = (store / "CURRENT").stat()
    except OSError:
        return ""
    return f"{VERSION} {found.st_ino} {found.st_mtime_ns}"


class Catalogue:
    """One catalogue, opened for reading.

    Args:
        path: Of the file.
    """

    def __init__(self, path: Path) -> None:
        self.file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def read_meta(self, key: str) -> Any:  # noqa: ANN401 - whatever was written
        """What was noted under a key."""
        return json.loads(self.file.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    # ---------------------------------------------------------------- entities

    def find(self, id_: str) -> Known | None:
        """The entity of an id."""
        return next(self._read("WHERE id = ?", (id_,)), None)

    def list_known(self, numbers: Iterable[int]) -> dict[int, Known]:
        """Entities by number, in the order of their numbers."""
        asked = json.dumps(sorted(set(numbers)))
        where = "WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number"
        return {known.number: known for known in self._read(where, (asked,))}

    def list_top(self, cls: str, limit: int, offset: int = 0) -> list[Known]:
        """The entities of a class of which most is said."""
        return list(self._read("WHERE cls = ? ORDER BY weight DESC, number LIMIT ? OFFSET ?", (cls, limit, offset)))

    def list_heaviest(self, limit: int) -> list[Known]:
        """The entities of which most is said."""
        return list(self._read("ORDER BY weight DESC, number LIMIT ?", (limit,)))

    def count_in(self, place: int, cls: str) -> int:
        """How many entities of a class belong to a division."""
        query = "SELECT COUNT(*) FROM entity WHERE place = ? AND cls = ?"
        return int(self.file.execute(query, (place, cls)).fetchone()[0])

    def search_entities(self, asked: str, limit: int) -> tuple[list[Known], int]:
        """Entities that a name, a part of one, or a spelling of one leads to, the likeliest first, and how many."""
        asked = fold(asked.strip())
        spelled = "".join(character for character in asked if character.isalnum())
        ranks: dict[int, int] = {}
        for text, kind, worst in ((asked, 0, 2), (spelled, 1, 2 if len(spelled) > 1 else 1)):
            if not text:
                continue
            given = {"asked": text, "spelled": kind, "phrase": write_phrase(text)}
            for number, rank in self.file.execute(_FORMS, given):
                if rank <= worst:
                    ranks[number] = min(rank + 3 * kind, ranks.get(number, 9))
        query = f"""
            SELECT {_ENTITY} FROM (SELECT json_extract(value, '$[0]') AS hit, json_extract(value, '$[1]') AS rank
            FROM json_each(?)) JOIN entity ON number = hit ORDER BY rank, weight DESC, number LIMIT ?
        """  # noqa: S608 - the names of columns are ours
        rows = self.file.execute(query, (json.dumps(list(ranks.items())), limit))
        return [_to_known(row) for row in rows], len(ranks)

    def _read(self, where: str, given: tuple[Any, ...]) -> Iterator[Known]:
        return map(_to_known, self.file.execute(f"SELECT {_ENTITY} FROM entity {where}", given))  # noqa: S608 - ours

    # ---------------------------------------------------------------- articles

    def search_articles(self, asked: str, limit: int) -> tuple[list[str], int]:
        """Ids of the articles that hold all words of a text anywhere, the likeliest first, and how many there are."""
        words = asked.split()
        if not words:
            return [], 0
        phrase = " AND ".join(map(write_phrase, words))
        count = self.file.execute("SELECT COUNT(*) FROM article_words WHERE article_words MATCH ?", (phrase,))
        query = """
            SELECT id FROM article_words JOIN article ON number = article_words.rowid WHERE article_words MATCH ?
            ORDER BY bm25(article_words, 4, 2, 1), article_words.rowid LIMIT ?
        """
        return [row[0] for row in self.file.execute(query, (phrase, limit))], int(count.fetchone()[0])

    def has_article(self, id_: str) -> bool:
        """Whether there is an article of an id."""
        return self.file.execute("SELECT 1 FROM article WHERE id = ?", (id_,)).fetchone() is not None

    def list_articles_on(self, page: str, limit: int) -> list[str]:
        """Ids of the articles of a page."""
        query = "SELECT id FROM article WHERE page = ? ORDER BY number LIMIT ?"
        return [row[0] for row in self.file.execute(query, (page, limit))]

    def list_articles_of(self, number: int, limit: int) -> list[str]:
        """Ids of the articles that name an entity."""
        query = """
            SELECT id FROM mention JOIN article ON number = mention.article WHERE mention.entity = ?
            ORDER BY number LIMIT ?
        """
        return [row[0] for row in self.file.execute(query, (number, limit))]

    # ---------------------------------------------------------------- facts

    def list_facts_of(self, number: int, limit: int, offset: int = 0) -> list[Link]:
        """Facts of an entity: stated before inferred ones, then by the weight of the other end."""
        query = """
            SELECT fact.number, subject, predicate, object, confidence, inferred FROM fact JOIN entity
            ON entity.number = CASE subject WHEN :it THEN object ELSE subject END
            WHERE subject = :it OR object = :it
            ORDER BY inferred, weight DESC, fact.number LIMIT :limit OFFSET :offset
        """
        return self._links(query, {"it": number, "limit": limit, "offset": offset})

    def list_facts_among(self, some: Iterable[int], others: Iterable[int], limit: int) -> list[Link]:
        """Facts with one end among some entities and the other among others."""
        query = """
            SELECT number, subject, predicate, object, confidence, inferred FROM fact
            WHERE subject IN (SELECT value FROM json_each(:some)) AND object IN (SELECT value FROM json_each(:others))
            UNION SELECT number, subject, predicate, object, confidence, inferred FROM fact
            WHERE object IN (SELECT value FROM json_each(:some)) AND subject IN (SELECT value FROM json_each(:others))
            ORDER BY inferred, confidence DESC, number LIMIT :limit
        """
        given = {"some": json.dumps(sorted(set(some))), "others": json.dumps(sorted(set(others))), "limit": limit}
        return self._links(query, given)

    def find_fact(self, subject: int, predicate: str, object_: int) -> Link | None:
        """The fact that says so, or None."""
        query = """
            SELECT number, subject, predicate, object, confidence, inferred FROM fact
            WHERE subject = :one AND predicate = :predicate AND object = :other
        """
        found = self._links(query, {"one": subject, "predicate": predicate, "other": object_})
        return next(iter(found), None)

    def list_claims(self, facts: Iterable[int]) -> list[str]:
        """IRIs of the claims that state facts, by the numbers of these."""
        query = "SELECT iri FROM claim WHERE fact IN (SELECT value FROM json_each(?)) ORDER BY fact, iri"
        return [row[0] for row in self.file.execute(query, (json.dumps(sorted(set(facts))),))]

    def list_figures(self, number: int, limit: int) -> list[str]:
        """IRIs of the figures of an entity."""
        query = "SELECT iri FROM figure WHERE entity = ? ORDER BY iri LIMIT ?"
        return [row[0] for row in self.file.execute(query, (number, limit))]

    def list_around(self, number: int, *, steps: int, limit: int, offset: int = 0) -> tuple[list[int], int]:
        """Numbers of the entities around one, the nearest and weightiest first, and how many there are.

        Args:
            number: The one in the middle, which is not among them.
            steps: 1, or 2 for those around the first as well.
            limit: How many at most.
            offset: How many of the first to pass over.

        Returns:
            The numbers, and the count, which stops at `COUNTED`.
        """
        first, count = self._list_next([number], {number}, limit, offset)
        if steps == 1 or len(first) == limit:
            return first, count if steps == 1 else self._count_two(number)
        passed = self._list_next([number], {number}, offset, 0)[0] if offset else []
        shell = [*passed, *first]
        second, _ = self._list_next(shell, {number, *shell}, limit - len(first), max(0, offset - count))
        return [*first, *second], self._count_two(number)

    def _list_next(self, middle: list[int], without: set[int], limit: int, offset: int) -> tuple[list[int], int]:
        query = f"""
            SELECT other, COUNT(*) OVER () FROM (SELECT other, MIN(inferred) AS inferred FROM ({_ENDS}) GROUP BY other)
            JOIN entity ON number = other WHERE other NOT IN (SELECT value FROM json_each(:without))
            ORDER BY inferred, weight DESC, other LIMIT :limit OFFSET :offset
        """  # noqa: S608 - ours
        given = {"ids": json.dumps(middle), "without": json.dumps(sorted(without)), "limit": limit, "offset": offset}
        rows = self.file.execute(query, given).fetchall()
        if rows or not offset:
            return [row[0] for row in rows], rows[0][1] if rows else 0
        return [], self._list_next(middle, without, 1, 0)[1]

    def _count_two(self, number: int) -> int:
        query = f"""
            WITH first AS (SELECT DISTINCT other FROM ({_ENDS}))
            SELECT COUNT(*) FROM (SELECT other FROM first UNION
              SELECT object FROM fact JOIN first ON subject = other UNION
              SELECT subject FROM fact JOIN first ON object = other LIMIT {COUNTED + 1})
        """  # noqa: S608 - ours
        found = int(self.file.execute(query, {"ids": json.dumps([number])}).fetchone()[0])
        return min(COUNTED, max(0, found - 1))  # it is its own neighbour's neighbour

    def list_facts_touching(self, numbers: Iterable[int], limit: int) -> list[Link]:
        """Facts of any of some entities, stated and sure ones first."""
        query = """
            SELECT number, subject, predicate, object, confidence, inferred FROM fact
            WHERE subject IN (SELECT value FROM json_each(:ids)) UNION
            SELECT number, subject, predicate, object, confidence, inferred FROM fact
            WHERE object IN (SELECT value FROM json_each(:ids)) ORDER BY inferred, confidence DESC, number LIMIT :limit
        """
        return self._links(query, {"ids": json.dumps(sorted(set(numbers))), "limit": limit})

    def _links(self, query: str, given: dict[str, Any]) -> list[Link]:
        rows = self.file.execute(query, given)
        return [
            Link(number, subject, predicate, object_, confidence, bool(inferred))
            for number, subject, predicate, object_, confidence, inferred in rows
        ]


def _to_known(row: tuple[Any, ...]) -> Known:
    number, id_, cls, name, aliases, code, place, parent, places, weight, late, facts, figures, articles = row
    several = tuple(json.loads(aliases)), tuple(json.loads(places))
    return Known(
        *(number, id_, cls, name, several[0], code, place, parent, several[1], weight, bool(late)),
        *(facts, figures, articles),
    )
