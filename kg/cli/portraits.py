"""Portraits in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kg.cli.terminal import make_console, show_controls, wrap_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.portrait import Fact, Portrait, Source

_INDENT = 2


class Printer:
    """Prints indented lines, wrapped in a terminal and whole in a pipe."""

    def __init__(self) -> None:
        self.console = make_console()

    def line(self, text: str, *, depth: int = 0, style: str = "") -> None:
        """One paragraph."""
        text = show_controls(text)
        indent = " " * (depth * _INDENT)
        lines = wrap_text(text, self.console.width - len(indent)) if self.console.is_terminal else [text]
        for line in lines:
            self.console.print(Text(indent + line, style=style), soft_wrap=True)

    def gap(self) -> None:
        """An empty line."""
        self.console.print()


def print_portrait(portrait: Portrait) -> None:
    """Names, facts by relation, figures, and the sentences."""
    printer = Printer()
    _print_head(portrait, printer)
    for label, facts in portrait.grouped().items():
        printer.gap()
        printer.line(label, style="bold cyan")
        for fact in facts:
            printer.line(_describe_fact(fact), depth=1, style="bold")
            _print_sources(fact.sources, printer)
    if portrait.figures:
        printer.gap()
        printer.line("数字 figures", style="bold cyan")
    for item in portrait.figures:
        figure = item.figure
        printer.line(f"{figure.measure}  {figure.text}  = {figure.value:f} {figure.unit}", depth=1, style="bold")
        _print_sources((item.source,), printer)


def print_reasons(portrait: Portrait, facts: Sequence[Fact]) -> None:
    """How the entity was put together, and for each fact its rule, its confidence and its sentences."""
    printer = Printer()
    _print_head(portrait, printer)
    if portrait.entity.decisions:
        printer.gap()
        printer.line("判定 decisions", style="bold cyan")
    for decision in portrait.entity.decisions:
        printer.line(decision, depth=1)
    for fact in facts:
        printer.gap()
        printer.line(f"{fact.label}: {_describe_fact(fact)}", style="bold cyan")
        for claim in fact.relation.claims:
            origin = "官方区划 official hierarchy" if claim.inferred else f"规则 rule {claim.rule}"
            printer.line(f"{origin}，可信度 confidence {claim.confidence:.2f}", depth=1)
        _print_sources(fact.sources, printer)


def _print_head(portrait: Portrait, printer: Printer) -> None:
    entity = portrait.entity
    code = f"  代码 code {entity.code}" if entity.code else ""
    printer.line(f"{entity.name}  {portrait.label}{code}", style="bold")
    if entity.aliases:
        printer.line(f"又作 also: {'、'.join(entity.aliases)}", depth=1)
    for article in portrait.articles:
        printer.line(f"见 in: {article}", depth=1)


def _describe_fact(fact: Fact) -> str:
    role = f"（{'、'.join(fact.relation.roles)}）" if fact.relation.roles else ""
    return f"{fact.other.name}{role}"


def _print_sources(sources: Sequence[Source], printer: Printer) -> None:
    for source in sources:
        printer.line(source.quote, depth=2)
        printer.line(f"—— {source.where}", depth=2, style="dim")
