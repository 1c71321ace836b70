"""A knowledge graph from Python: entities, facts and sentences by name, and the same graph as a network or RDF."""

from __future__ import annotations

import difflib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.errors import NotFound
from kg.markup import FramedPage, write_facts, write_rows
from kg.resources.ontology import DEFAULT_BASE, read_ontology

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from pyoxigraph import Store

    from kg.model import Article, Entity, Evidence, Figure, Knowledge, Relation
    from kg.views.sparql import Answer

Direction = Literal["out", "in", "both"]
_DIRECTIONS = ("out", "in", "both")
_CLOSE = 0.5


class KnowledgeGraph:
    """What is known, by name.

    Names are matched as canonical name, alias, official code or id, in this order.

    Args:
        knowledge: What a build made, or what was read from RDF.
        base: IRI that instances stand under in RDF.
    """

    def __init__(self, knowledge: Knowledge, *, base: str = DEFAULT_BASE) -> None:
        self.knowledge = knowledge
        self.base = base
        self._entities = {entity.id: entity for entity in knowledge.entities}
        self._network: nx.MultiDiGraph | None = None
        self._rdf: rdflib.Graph | None = None
        self._store: Store | None = None

    @classmethod
    def load(cls, path: Path | str) -> KnowledgeGraph:
        """Load a graph from an RDF file such as `output/graph.ttl`, from the directory that holds it, or from a store.

        Raises:
            InputError: The file is absent, does not parse, or is no graph of this kind.
            DataError: Something that the graph must state is missing.
        """
        from kg.views.rdf import find_base, from_rdf, read_graph  # noqa: PLC0415 - loads pyoxigraph

        path = Path(path)
        if (path / "CURRENT").is_file():
            from kg.store import open_store, read_everything  # noqa: PLC0415 - loads pyoxigraph

            triples = read_everything(open_store(path), source=str(path))
        else:
            triples = read_graph(path / "graph.ttl" if path.is_dir() else path)
        return cls(from_rdf(triples), base=find_base(triples))

    @classmethod
    def load_about(cls, path: Path | str, *names: str) -> KnowledgeGraph:
        """Load what a graph says of some entities, and no more of a store than that.

        Args:
            path: The directory of a build, the store in it, or an RDF file, which is read as a whole.
            names: Any forms of their names, codes or ids; where one is borne by nobody, all entities are loaded, with
                names alone, so that a lookup can say what there is.

        Raises:
            InputError: There is no such graph, or it is damaged.
            DataError: Something that the graph must state is missing.
        """
        from kg.store import find_entities, find_store, open_store, read_about, read_names  # noqa: PLC0415
        from kg.views.rdf import find_base, from_rdf  # noqa: PLC0415 - loads pyoxigraph

        found = find_store(Path(path))
        if found is None:
            return cls.load(path)
        store = open_store(found)
        nodes = [find_entities(store, name) for name in names]
        if all(nodes):
            triples = read_about(store, (node for several in nodes for node in several), source=str(found))
        else:
            triples = read_names(store, source=str(found))
        return cls(from_rdf(triples), base=find_base(triples))

    # ---------------------------------------------------------------- the same graph in other forms

    @property
    def network(self) -> nx.MultiDiGraph:
        """The network of entities, one edge per relation; made when first asked for."""
        if self._network is None:
            from kg.views.network import to_network  # noqa: PLC0415 - loads networkx

            self._network = to_network(self.knowledge)
        return self._network

    @property
    def rdf(self) -> rdflib.Graph:
        """The graph in rdflib; made when first asked for."""
        if self._rdf is None:
            from kg.views.rdf import to_rdf  # noqa: PLC0415 - loads rdflib

            self._rdf = to_rdf(self.knowledge, base=self.base)
        return self._rdf

    def export(self, form: str, path: Path | str) -> tuple[Path, ...]:
        """Write the graph in another format.

        Args:
            form: `turtle`, `ntriples`, `nquads`, `trig` (these two with one named graph per page), `jsonld`, `graphml`,
                `gexf`, or `neo4j`.
            path: The file, replaced if it is there; for `neo4j` a directory.

        Returns:
            The files written.

        Raises:
            NotFound: There is no such format.
            InputError: A directory stands where the file should, or the other way round.
        """
        from kg.export import export  # noqa: PLC0415 - loads the views

        return export(self.knowledge, form, Path(path), base=self.base)

    def query(self, query: str, /, **params: object) -> Answer:
        """Ask in SPARQL, or by the name of a question that ships with the package.

        Args:
            query: `programmes-by-county`, or SPARQL; the contract's prefixes need no declaration.
            params: The question's parameters, or variables that the SPARQL selects.

        Returns:
            The answer: iterate for rows as dicts, or use `rows`, `columns`, `to_csv()`, `to_json()`, `to_turtle()`.

        Raises:
            QueryError: It does not parse, or a parameter is missing, unknown or of the wrong kind.
            NotFound: It is one word that names no question.
        """
        from kg.resources.questions import find_question, parse_question  # noqa: PLC0415 - seldom needed
        from kg.views.rdf import to_turtle  # noqa: PLC0415 - loads pyoxigraph
        from kg.views.sparql import load_store, run_query  # noqa: PLC0415 - loads pyoxigraph

        question = find_question(query) if query.strip() and not set(query) & set(" \n\t{?") else parse_question(query)
        if self._store is None:
            self._store = load_store(to_turtle(self.knowledge, base=self.base))
        return run_query(self._store, question, params=params)

    # ---------------------------------------------------------------- entities

    def entities(self, type: str | None = None, article: str | None = None) -> tuple[Entity, ...]:  # noqa: A002
        """Entities sorted by id.

        Args:
            type: Keep those of this class; a class that gathers others (`Division`) keeps all of theirs.
            article: Keep those that this article names, by article id or headline.

        Raises:
            NotFound: There is no such class or article.
        """
        found = self.knowledge.entities
        if type is not None:
            classes = self._find_classes(type)
            found = tuple(entity for entity in found if entity.cls in classes)
        if article is not None:
            wanted = self.article(article).id
            found = tuple(entity for entity in found if wanted in entity.articles)
        return found

    def entity(self, name: str, *, type: str | None = None) -> Entity:  # noqa: A002
        """The entity of that name.

        Args:
            name: Canonical name, another form of it, official code, or id.
            type: Its class, where several entities bear the name.

        Raises:
            NotFound: None bears it (close names are suggested), or several do (all are listed).
        """
        pool = self.entities(type)
        for matches in (
            [entity for entity in pool if entity.id == name],
            [entity for entity in pool if entity.name == name],
            [entity for entity in pool if name in entity.aliases],
            [entity for entity in pool if entity.code is not None and entity.code == name],
        ):
            if len(matches) == 1:
                return matches[0]
            if matches:
                choices = ", ".join(f"{_describe(entity)} {entity.id}" for entity in matches)
                raise NotFound(f"{name!r} may be any of: {choices}; expected one, by type= or by id")
        where = f" of class {type}" if type else ""
        raise NotFound(f"no entity{where} named {name!r}" + _suggest(name, _list_forms(pool)))

    def neighbours(
        self, name: str | Entity, *, relation: str | None = None, direction: Direction = "both", steps: int = 1
    ) -> tuple[Entity, ...]:
        """Entities that facts join to one, nearest first, then by id; never the entity itself.

        Args:
            name: The entity, or any form of its name.
            relation: Follow this relation alone: local name (`implements`) or Chinese label (实施).
            direction: Follow facts from it (`out`), to it (`in`), or both. A symmetric relation goes both ways.
            steps: How many facts to follow, at least 1.

        Raises:
            NotFound: There is no such entity or relation.
            ValueError: A direction or number of steps that does not exist.
        """
        if direction not in _DIRECTIONS or steps < 1:
            raise ValueError(f"found direction {direction!r}, steps {steps}; expected out, in or both, and 1 or more")
        start = self._resolve(name).id
        ways: dict[str, set[str]] = {}
        for fact in self.relations(predicate=relation):
            both = direction == "both" or read_ontology().relations[fact.predicate].symmetric
            if both or direction == "out":
                ways.setdefault(fact.subject, set()).add(fact.object)
            if both or direction == "in":
                ways.setdefault(fact.object, set()).add(fact.subject)
        found: list[str] = []
        seen, edge = {start}, {start}
        for _ in range(steps):
            edge = set().union(*(ways.get(node, set()) for node in edge)) - seen
            seen |= edge
            found.extend(sorted(edge))
        return tuple(self._entities[node] for node in found)

    # ---------------------------------------------------------------- facts

    def relations(
        self,
        subject: str | Entity | None = None,
        predicate: str | None = None,
        object: str | Entity | None = None,  # noqa: A002 - RDF's word
    ) -> tuple[Relation, ...]:
        """Facts with these ends, sorted; all without arguments. A symmetric relation is found from either end.

        Args:
            subject: An entity or any form of its name.
            predicate: Local name (`implements`) or Chinese label (实施).
            object: An entity or any form of its name.

        Raises:
            NotFound: There is no such entity or relation.
        """
        kinds = read_ontology().relations
        wanted = self._find_relation(predicate) if predicate is not None else None
        ends = [self._resolve(end).id if end is not None else None for end in (subject, object)]

        def fits(fact: Relation, first: str | None, second: str | None) -> bool:
            return (first is None or fact.subject == first) and (second is None or fact.object == second)

        return tuple(
            fact
            for fact in self.knowledge.relations
            if (wanted is None or fact.predicate == wanted)
            and (fits(fact, *ends) or (kinds[fact.predicate].symmetric and fits(fact, *reversed(ends))))
        )

    def figures(self, name: str | Entity | None = None) -> tuple[Figure, ...]:
        """Figures about an entity, sorted; all without a name.

        Raises:
            NotFound: There is no such entity.
        """
        if name is None:
            return self.knowledge.figures
        wanted = self._resolve(name).id
        return tuple(figure for figure in self.knowledge.figures if figure.entity == wanted)

    def evidence(
        self,
        subject: Relation | str | Entity,
        predicate: str | None = None,
        object: str | Entity | None = None,  # noqa: A002 - RDF's word
    ) -> tuple[Evidence, ...]:
        """The sentences that state a fact, each once, sorted; empty for a fact of the official hierarchy.

        Args:
            subject: The fact itself, or its subject.
            predicate: As in `relations`.
            object: As in `relations`.

        Raises:
            NotFound: There is no such entity, relation or fact.
        """
        from kg.model import Relation  # noqa: PLC0415 - a type elsewhere

        if isinstance(subject, Relation):
            return subject.evidence
        facts = self.relations(subject, predicate, object)
        if not facts:
            ends = (end if isinstance(end, str) else end.name for end in (subject, predicate, object) if end)
            asked = " ".join(ends)
            raise NotFound(f"no fact {asked}")
        return tuple(sorted({evidence for fact in facts for evidence in fact.evidence}))

    # ---------------------------------------------------------------- articles

    def articles(self) -> tuple[Article, ...]:
        """Articles in the order of the pages."""
        return self.knowledge.articles

    def article(self, name: str) -> Article:
        """The article of that id or headline.

        Raises:
            NotFound: There is none, or several bear the headline.
        """
        titles = {article.id: article.title.text if article.title else "" for article in self.knowledge.articles}
        found = [article for article in self.knowledge.articles if name and name in (article.id, titles[article.id])]
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound(f"{name!r} may be any of: {', '.join(a.id for a in found)}; expected one, by id")
        raise NotFound(f"no article {name!r}" + _suggest(name, [*titles, *filter(None, titles.values())]))

    # ---------------------------------------------------------------- how it shows itself

    def __repr__(self) -> str:
        """Counts."""
        parts = ("pages", "articles", "entities", "relations", "figures")
        return f"<KnowledgeGraph: {', '.join(f'{len(getattr(self.knowledge, part))} {part}' for part in parts)}>"

    def show(self, *, height: int = 640) -> FramedPage:
        """The interactive network, for a notebook: what `graph.html` shows, in a frame that needs no network.

        Args:
            height: Of the frame in pixels.

        Returns:
            What a notebook draws if it is the last line of a cell (or given to `display`); its `html` is the page.
        """
        from kg.views.page import name_page, to_html  # noqa: PLC0415 - loads numpy and the template

        return FramedPage(to_html(self.knowledge), title=name_page(self.knowledge), height=height)

    def _repr_html_(self) -> str:
        """Counts and the first facts, for a notebook; the text of a page is escaped."""
        classes = read_ontology().classes
        counts = Counter(entity.cls for entity in self.knowledge.entities)
        summary = [(classes[cls].zh, str(counts[cls])) for cls in classes if counts[cls]]
        facts = self.knowledge.relations
        table = write_rows(
            ("主体", "关系", "客体", "原句"), map(self._show_fact, facts), total=len(facts), noun="facts"
        )
        return f"{write_facts([('', repr(self)[1:-1]), *summary])}{table}"

    def _show_fact(self, relation: Relation) -> tuple[str, str, str, str]:
        label = read_ontology().relations[relation.predicate].zh
        quote = relation.evidence[0].quote if relation.evidence else ""
        role = f"（{'、'.join(relation.roles)}）" if relation.roles else ""
        return self._entities[relation.subject].name, label + role, self._entities[relation.object].name, quote

    # ---------------------------------------------------------------- names

    def _resolve(self, name: str | Entity) -> Entity:
        return self.entity(name) if isinstance(name, str) else self.entity(name.id)

    @staticmethod
    def _find_classes(name: str) -> frozenset[str]:
        classes = read_ontology().classes.values()
        found = frozenset(cls.name for cls in classes if name in cls.ancestors or name == cls.zh)
        if not found:
            raise NotFound(f"no class {name!r}" + _suggest(name, sorted({a for cls in classes for a in cls.ancestors})))
        return found

    @staticmethod
    def _find_relation(name: str) -> str:
        kinds = read_ontology().relations
        found = next((kind.name for kind in kinds.values() if name in (kind.name, kind.zh, f"xz:{kind.name}")), None)
        if found is None:
            raise NotFound(f"no relation {name!r}; there are {', '.join(kinds)}")
        return found


def _describe(entity: Entity) -> str:
    return f"{entity.name} ({entity.cls}{', ' + entity.code if entity.code else ''})"


def _list_forms(entities: tuple[Entity, ...]) -> list[str]:
    return sorted({form for entity in entities for form in (entity.name, *entity.aliases)})


def _suggest(name: str, known: list[str]) -> str:
    """Close names, and those that the name is part of."""
    inside = [form for form in known if name and name in form]
    close = difflib.get_close_matches(name, known, n=5, cutoff=_CLOSE)
    found = list(dict.fromkeys([*close, *inside]))[:5]
    return f"; did you mean {', '.join(found)}?" if found else ""
