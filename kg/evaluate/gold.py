"""A gold file: what a careful reader puts into the graph of one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import DataError
from kg.evaluate.names import fold_name
from kg.resources.ontology import Ontology, read_ontology

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article; `begins` and `ends` are the first and last characters of its body."""

    title: str | None
    reporters: tuple[str, ...]
    photographers: tuple[str, ...]
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An entity; any of `classes` is right, the better one first; `names` are folded."""

    name: str
    classes: tuple[str, ...]
    names: frozenset[str]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A fact; any of `accepted` (the triple itself first) states it."""

    accepted: tuple[Triple, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldFigure:
    """A number with its unit, and the entity that it is about."""

    of: str
    measure: str
    value: float
    unit: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """A whole gold file."""

    articles: tuple[GoldArticle, ...]
    entities: tuple[GoldEntity, ...]
    relations: tuple[GoldRelation, ...]
    figures: tuple[GoldFigure, ...]


def read_gold(path: Path) -> Gold:
    """Read a gold file (YAML: `articles`, `entities`, `relations`, `figures`).

    Args:
        path: The file.

    Returns:
        Its content, in file order.

    Raises:
        DataError: It is no such YAML, or names a class, relation or entity that does not exist.
        OSError: It cannot be read.
    """
    import yaml  # noqa: PLC0415 - only this command reads YAML

    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(path, found=" ".join(str(error).split()), expected="a gold file in YAML, UTF-8") from error
    if not isinstance(data, dict):
        raise DataError(path, found=type(data).__name__, expected="articles, entities, relations, figures")
    reader = _Reader(path, read_ontology())
    entities = tuple(reader.entity(row) for row in _rows(data, "entities", path))
    reader.known = frozenset(entity.name for entity in entities)
    return Gold(
        articles=tuple(reader.article(row) for row in _rows(data, "articles", path)),
        entities=entities,
        relations=tuple(reader.relation(row) for row in _rows(data, "relations", path)),
        figures=tuple(reader.figure(row) for row in _rows(data, "figures", path)),
    )


def _rows(data: Mapping[str, Any], key: str, path: Path) -> list[Any]:
    rows = data.get(key) or []
    if not isinstance(rows, list):
        raise DataError(path, found=f"{key}: {type(rows).__name__}", expected=f"{key}: a list")
    return rows


def _texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - what YAML holds
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


@dataclass(slots=True)
class _Reader:
    """Reads rows; a fault names the row."""

    path: Path
    ontology: Ontology
    known: frozenset[str] = frozenset()

    def article(self, row: Any) -> GoldArticle:  # noqa: ANN401
        fields = self._mapping(row, ())
        return GoldArticle(
            title=None if fields.get("title") is None else str(fields["title"]),
            reporters=_texts(fields.get("reporters")),
            photographers=_texts(fields.get("photographers")),
            begins=str(fields.get("begins") or ""),
            ends=str(fields.get("ends") or ""),
        )

    def entity(self, row: Any) -> GoldEntity:  # noqa: ANN401
        fields = self._mapping(row, ("name", "class"))
        name, classes = str(fields["name"]), _texts(fields["class"])
        for cls in classes:
            if cls not in self.ontology.classes:
                raise DataError(self.path, found=f"class {cls} of {name}", expected=" ".join(self.ontology.classes))
        return GoldEntity(
            name=name,
            classes=classes,
            names=frozenset(fold_name(n) for n in (name, *_texts(fields.get("alias")))),
            optional=bool(fields.get("optional")),
        )

    def relation(self, row: Any) -> GoldRelation:  # noqa: ANN401
        fields = row if isinstance(row, dict) else {"triple": row}
        triples = (fields.get("triple"), *(fields.get("also") or ()))
        return GoldRelation(tuple(self._triple(t) for t in triples), bool(fields.get("optional")))

    def figure(self, row: Any) -> GoldFigure:  # noqa: ANN401
        fields = self._mapping(row, ("of", "value"))
        try:
            value = float(fields["value"])
        except (TypeError, ValueError) as error:
            raise DataError(self.path, found=f"value {fields['value']!r}", expected="a plain number") from error
        return GoldFigure(
            of=str(fields["of"]),
            measure=str(fields.get("measure") or ""),
            value=value,
            unit=str(fields.get("unit") or ""),
            optional=bool(fields.get("optional")),
        )

    def _mapping(self, row: Any, needed: tuple[str, ...]) -> Mapping[str, Any]:  # noqa: ANN401
        if not isinstance(row, dict) or any(row.get(key) is None for key in needed):
            raise DataError(self.path, found=f"{row!r}", expected=f"a mapping with {', '.join(needed) or 'its fields'}")
        return row

    def _triple(self, row: Any) -> Triple:  # noqa: ANN401
        match row:
            case [subject, predicate, object_]:
                triple = (str(subject), str(predicate), str(object_))
            case _:
                raise DataError(self.path, found=f"{row!r}", expected="[subject, predicate, object]")
        if triple[1] not in self.ontology.relations:
            expected = " ".join(self.ontology.relations)
            raise DataError(self.path, found=f"relation {triple[1]} in {list(triple)}", expected=expected)
        for name in (triple[0], triple[2]):
            if name not in self.known:
                raise DataError(self.path, found=f"{name} in {list(triple)}", expected="the name of a listed entity")
        return triple
