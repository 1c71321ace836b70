"""The ontology -> its documentation: a page of HTML in both languages, and the tables of the README."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from kg.resources.terms import SECTIONS, Term, read_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLES = {
    "entities": ("实体的类", "Classes of entities"),
    "relations": ("关系", "Relations"),
    "inverses": ("反向的属性", "Inverse properties"),
    "classes": ("其他的类", "Other classes"),
    "properties": ("其他的属性", "Other properties"),
    "external": ("取自其他词表", "Terms of other vocabularies"),
    "marks": ("本体自用的标记", "Marks that the ontology uses about itself"),
}
_MARKS = {
    "abstract": ("抽象", "abstract"),
    "transitive": ("传递", "transitive"),
    "symmetric": ("对称", "symmetric"),
    "functional": ("单值", "one value"),
}


def to_html(terms: Sequence[Term] | None = None) -> str:
    """A page that documents every class and property in Chinese and English.

    It needs nothing from elsewhere and runs no script. Every term stands under its name (`#xz:implements`).

    Args:
        terms: What to document; those of the package if none are given.
    """
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - heavy

    known = tuple(read_terms() if terms is None else terms)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string(files("kg").joinpath("data/ontology.html.j2").read_text(encoding="utf-8"))
    sections = [
        (section, _TITLES[section], members)
        for section in SECTIONS
        if (members := [term for term in known if term.section == section])
    ]
    return template.render(sections=sections, names={term.name for term in known}, marks=_MARKS)


def to_markdown(terms: Sequence[Term] | None = None) -> dict[str, str]:
    """Tables of the classes of entities and of the relations, as Markdown.

    Returns:
        `classes` and `relations`, each a table that ends with a line feed.
    """
    known = read_terms() if terms is None else terms
    classes = [
        (_code(term), term.label.zh, _plain(term.comment.en))
        for term in known
        if term.section == "entities" and "abstract" not in term.marks
    ]
    relations = [
        (_code(term), term.label.zh, "; ".join(_join(*pair) for pair in term.signatures), _plain(term.comment.en))
        for term in known
        if term.section == "relations" and term.signatures
    ]
    return {
        "classes": _tabulate(("class", "", "what it is"), classes),
        "relations": _tabulate(("relation", "", "from → to", "what it says"), relations),
    }


def _join(subjects: Sequence[str], objects: Sequence[str]) -> str:
    sides = (", ".join(name.removeprefix("xz:") for name in side) for side in (subjects, objects))
    return " → ".join(sides)


def _code(term: Term) -> str:
    return f"`{term.name.removeprefix('xz:')}`"


def _plain(text: str) -> str:
    """A sentence as the cell of a table."""
    return text.removesuffix(".").replace("|", "\\|")


def _tabulate(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines).replace("|  |", "| |")
