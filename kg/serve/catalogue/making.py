"""Making the catalogue of a store: one SQLite file, in a process of its own, put in its place when it is whole.

It holds what a lookup must find without reading the store: names and spellings, the texts' words, facts from end to
end, where an entity belongs, and what the viewer shows first. Sentences and texts stay in the store.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from kg.errors import KgError
from kg.model import Claim, Entity, Knowledge, Relation
from kg.resources.ontology import DCTERMS, DEFAULT_BASE, PROV, RDF, RDFS, SCHEMA, SKOS, XZ, read_ontology
from kg.serve.catalogue.grams import fold, write_grams
from kg.serve.catalogue.reading import Catalogue, read_stamp
from kg.serve.catalogue.views import make_overview, make_view
from kg.store import open_store
from kg.views.page.homes import find_homes
from kg.views.page.pinyin import spell_names
from kg.views.rdf.terms import split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Store

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE entity (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cls TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL,
  code TEXT, place INTEGER, parent INTEGER, places TEXT NOT NULL, weight REAL NOT NULL, late INTEGER NOT NULL,
  facts INTEGER NOT NULL, figures INTEGER NOT NULL, articles INTEGER NOT NULL
);
CREATE TABLE fact (
  number INTEGER PRIMARY KEY, subject INTEGER NOT NULL, predicate TEXT NOT NULL, object INTEGER NOT NULL,
  confidence REAL NOT NULL, inferred INTEGER NOT NULL
);
CREATE TABLE claim (iri TEXT NOT NULL, fact INTEGER NOT NULL);
CREATE TABLE figure (iri TEXT NOT NULL, entity INTEGER NOT NULL);
CREATE TABLE article (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, page TEXT NOT NULL, named INTEGER NOT NULL);
CREATE TABLE mention (entity INTEGER NOT NULL, article INTEGER NOT NULL);
CREATE TABLE form (number INTEGER PRIMARY KEY, entity INTEGER NOT NULL, form TEXT NOT NULL, spelled INTEGER NOT NULL);
CREATE VIRTUAL TABLE form_words USING fts5(words, content='', tokenize='ascii');
CREATE VIRTUAL TABLE article_words USING fts5(title, deck, body, content='', tokenize='ascii');
"""
_INDEXES = """
CREATE INDEX fact_subject ON fact (subject);
CREATE INDEX fact_object ON fact (object);
CREATE INDEX claim_fact ON claim (fact);
CREATE INDEX figure_entity ON figure (entity);
CREATE INDEX article_page ON article (page);
CREATE INDEX mention_entity ON mention (entity);
CREATE INDEX mention_article ON mention (article);
CREATE INDEX entity_class ON entity (cls, weight DESC);
CREATE INDEX entity_place ON entity (place, cls);
ANALYZE;
"""
_DEFAULT = DefaultGraph()


def make_catalogue(path: Path, target: Path) -> None:
    """Make the catalogue of a store.

    Args:
        path: Of the store.
        target: The file; replaced at once if it is there.

    Raises:
        KgError: The store cannot be opened, or what it holds is no graph of this kind.
    """
    stamp = read_stamp(path)
    store = open_store(path)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(part)) as file:
            file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
            with file:
                _Maker(store, file).make()
            file.executescript(_INDEXES)
        with closing(Catalogue(part)) as catalogue:
            overview = make_overview(catalogue)
            view = make_view(catalogue, store, overview)
        made = {"overview": overview, "view": view, "stamp": stamp}
        with closing(sqlite3.connect(part)) as file, file:
            rows = [(key, json.dumps(value, ensure_ascii=False)) for key, value in made.items()]
            file.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class _Maker:
    """Fills the tables; everything is numbered in the order of its id."""

    def __init__(self, store: Store, file: sqlite3.Connection) -> None:
        self.store = store
        self.file = file
        self.entities: dict[str, int] = {}
        self.classes: dict[str, str] = {}
        self.base = DEFAULT_BASE

    def make(self) -> None:
        classes = [(name, XZ + name) for name in read_ontology().classes]
        found = {node: name for name, iri in classes for node in self._subjects(iri)}
        pages, texts = sorted(self._subjects(f"{XZ}Page")), sorted(self._subjects(f"{XZ}Article"))
        some = next(iter((*pages, *texts, *sorted(found))), DEFAULT_BASE)
        self.base = split_iri(some)[0]
        self.classes = {node: name for node, name in found.items() if node.startswith(self.base)}
        self.entities = {node: number for number, node in enumerate(sorted(self.classes), start=1)}
        articles = {
            node: number for number, node in enumerate((text for text in texts if text.startswith(self.base)), start=1)
        }
        mentions = [
            (self.entities[entity], articles[article])
            for article, entity in self._pairs(f"{SCHEMA}mentions")
            if entity in self.entities and article in articles
        ]
        self.file.executemany("INSERT INTO mention VALUES (?, ?)", sorted(mentions))
        facts = self._write_facts()
        figures = self._write_figures()
        self._write_articles(articles, Counter(article for _, article in mentions))
        self._write_entities(articles, mentions, facts, figures)
        self._write_meta(facts, articles=len(articles), pages=len(pages))

    def _subjects(self, cls: str) -> Iterator[str]:
        for quad in self.store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(cls), _DEFAULT):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject.value

    def _pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject and object of every triple of a predicate, as strings."""
        for quad in self.store.quads_for_pattern(None, NamedNode(predicate), None, _DEFAULT):
            yield getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")

    def _write_facts(self) -> dict[tuple[int, str, int], tuple[float, bool]]:
        """Facts with their confidence and whether they are inferred; several claims may state one."""
        subjects = dict(self._pairs(f"{RDF}subject"))
        predicates = dict(self._pairs(f"{RDF}predicate"))
        sure = dict(self._pairs(f"{XZ}confidence"))
        gazetteer = {claim for claim, origin in self._pairs(f"{PROV}wasDerivedFrom") if origin.endswith("gazetteer")}
        known = read_ontology().relations
        facts: dict[tuple[int, str, int], list[tuple[str, float, bool]]] = defaultdict(list)
        for claim, target in self._pairs(f"{RDF}object"):
            one, other = self.entities.get(subjects.get(claim, "")), self.entities.get(target)
            predicate = predicates.get(claim, "").removeprefix(XZ)
            if one is not None and other is not None and predicate in known:
                facts[one, predicate, other].append((claim, float(sure.get(claim, 0)), claim in gazetteer))
        written = {}
        for number, (fact, claims) in enumerate(sorted(facts.items()), start=1):
            confidence = max(each[1] for each in claims)
            inferred = all(each[2] for each in claims)
            written[fact] = (confidence, inferred)
            self.file.execute("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", (number, *fact, confidence, inferred))
            self.file.executemany("INSERT INTO claim VALUES (?, ?)", [(each[0], number) for each in sorted(claims)])
        return written

    def _write_figures(self) -> Counter[int]:
        found = sorted((node, self.entities[of]) for node, of in self._pairs(f"{XZ}of") if of in self.entities)
        self.file.executemany("INSERT INTO figure VALUES (?, ?)", found)
        return Counter(entity for _, entity in found)

    def _write_articles(self, articles: dict[str, int], named: Counter[int]) -> None:
        parts = [dict(self._pairs(SCHEMA + part)) for part in ("headline", "abstract", "articleBody")]
        pages = dict(self._pairs(f"{SCHEMA}isPartOf"))
        for node, number in articles.items():
            words = [write_grams(part[node]) if node in part else None for part in parts]
            self.file.execute(
                "INSERT INTO article_words (rowid, title, deck, body) VALUES (?, ?, ?, ?)", (number, *words)
            )
            row = (number, self._local(node), self._local(pages.get(node, "")), named[number])
            self.file.execute("INSERT INTO article VALUES (?, ?, ?, ?)", row)

    def _write_entities(
        self,
        articles: dict[str, int],
        mentions: list[tuple[int, int]],
        facts: dict[tuple[int, str, int], tuple[float, bool]],
        figures: Counter[int],
    ) -> None:
        names, codes = dict(self._pairs(f"{RDFS}label")), dict(self._pairs(f"{DCTERMS}identifier"))
        aliases: dict[str, list[str]] = defaultdict(list)
        for node, alias in self._pairs(f"{SKOS}altLabel"):
            if node in self.entities:
                aliases[node].append(alias)
        credited = {
            self.entities.get(person)
            for role in ("reportedBy", "photographedBy")
            for _, person in self._pairs(XZ + role)
        }
        stands = {number: node for node, number in articles.items()}
        told: dict[int, list[str]] = defaultdict(list)
        for number, article in mentions:
            told[number].append(stands[article])
        entities = tuple(
            Entity(self._local(node), self.classes[node], names.get(node, node), articles=tuple(told[number]))
            for node, number in self.entities.items()
        )
        homes = find_homes(Knowledge(entities=entities, relations=tuple(_sketch(entities, facts))))
        numbers = {entity.id: number for number, entity in enumerate(entities, start=1)}
        degree: Counter[int] = Counter()
        weight: Counter[int] = Counter()
        for (one, _, other), (_, inferred) in facts.items():
            for end in {one, other}:
                degree[end] += 1
                weight[end] += 1 if inferred else 2
        spelled = 0
        for (node, number), entity in zip(self.entities.items(), entities, strict=True):
            home = homes[entity.id]
            forms = (entity.name, *sorted(aliases[node]))
            self.file.execute(
                "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(number, entity.id, entity.cls, entity.name, json.dumps(forms[1:], ensure_ascii=False)),
                    codes.get(node),
                    *(numbers.get(home.place or ""), numbers.get(home.parent or "")),
                    json.dumps([numbers[place] for place in home.places]),
                    weight[number] / 2 + figures[number] + len(told[number]) / 2,
                    number in credited and not degree[number] and not figures[number],
                    *(degree[number], figures[number], len(told[number])),
                ),
            )
            for kind, several in ((0, forms), (1, spell_names(forms))):
                for form in several:
                    spelled += 1
                    folded = fold(form)
                    self.file.execute("INSERT INTO form VALUES (?, ?, ?, ?)", (spelled, number, folded, kind))
                    self.file.execute(
                        "INSERT INTO form_words (rowid, words) VALUES (?, ?)", (spelled, write_grams(folded))
                    )

    def _write_meta(self, facts: Iterable[tuple[int, str, int]], *, articles: int, pages: int) -> None:
        classes, relations = Counter(self.classes.values()), Counter(predicate for _, predicate, _ in facts)
        ontology = read_ontology()
        meta = {
            "base": self.base,
            "classes": {name: classes[name] for name in ontology.classes if classes[name]},
            "relations": {name: relations[name] for name in ontology.relations if relations[name]},
            "entities": len(self.entities),
            "facts": sum(relations.values()),
            "articles": articles,
            "pages": pages,
        }
        self.file.executemany("INSERT INTO meta VALUES (?, ?)", [(key, json.dumps(v)) for key, v in meta.items()])

    def _local(self, node: str) -> str:
        return node.removeprefix(self.base)


def _sketch(entities: tuple[Entity, ...], facts: dict[tuple[int, str, int], tuple[float, bool]]) -> Iterator[Relation]:
    """The facts without their sentences: enough to tell where an entity belongs."""
    for (one, predicate, other), (confidence, _) in facts.items():
        yield Relation(entities[one - 1].id, predicate, entities[other - 1].id, (Claim(confidence, ""),))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        make_catalogue(Path(sys.argv[1]), Path(sys.argv[2]))
    except (KgError, OSError, sqlite3.Error) as fault:
        sys.stderr.write(" ".join(str(fault).split()))
        sys.exit(1)
