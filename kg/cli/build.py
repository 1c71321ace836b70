"""`kg build`: pages in, graph out."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.terminal import (
    DONE_IN_PART,
    GRAPH,
    NOTHING_DONE,
    describe_error,
    make_console,
    show_controls,
    show_progress,
    tell,
    write,
)
from kg.errors import InputError
from kg.resources.ontology import DEFAULT_BASE

if TYPE_CHECKING:
    from kg.model import Knowledge
    from kg.output import Output
    from kg.store import Revision


def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Pages as text files, or directories of *.txt. Without any: the sample pages."
        ),
    ] = None,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="Directory to write to.")] = Path("output"),
    place: Annotated[str | None, typer.Option(help="Home of the newspaper, such as 廊坊市.")] = None,
    paper: Annotated[str | None, typer.Option(help="Name of the newspaper.")] = None,
    date: Annotated[str | None, typer.Option(help="Date of the pages, such as 2023-10-20.")] = None,
    min_confidence: Annotated[float, typer.Option(min=0, max=1, help="Leave out facts that are less sure.")] = 0.0,
    judgements: Annotated[
        Path | None, typer.Option(help="CSV of names judged same or different by a person, to be obeyed.")
    ] = None,
    base: Annotated[str, typer.Option(help="IRI under which the instances of the graph stand.")] = DEFAULT_BASE,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start the store anew, without the pages of earlier builds.")
    ] = False,
) -> None:
    """Build the graph of newspaper pages: RDF, an interactive network, tables, a manifest, and a store for queries.

    The files hold the pages of this build. The store keeps those of earlier builds too; a page that is built again, or
    in a corrected text under the same name, takes the place of what it was.
    """
    from kg.files import hold_directory  # noqa: PLC0415
    from kg.inputs import build_sources, find_sample_sources, find_sources  # noqa: PLC0415 - heavy
    from kg.judgements import read_judgements  # noqa: PLC0415
    from kg.output import STORE, Settings, write_output  # noqa: PLC0415
    from kg.store import check_base  # noqa: PLC0415

    decided = read_judgements(judgements) if judgements is not None else ()
    faults: list[InputError | OSError] = []
    if paths:
        sources = find_sources(paths, paper=paper, date=date, place=place, fail=faults.append)
    else:
        sources = find_sample_sources(paper=paper, date=date, place=place)
    with hold_directory(output):
        if not fresh:
            check_base(output / STORE, base)  # before the work, not after it
        with show_progress(len(sources)) as advance:
            knowledge = build_sources(
                sources,
                min_confidence=min_confidence,
                judgements=decided,
                fail=faults.append,
                progress=advance,
                workers=os.cpu_count() or 1,
            )
        _tell_faults(knowledge, faults)
        if not knowledge.pages:
            raise typer.Exit(NOTHING_DONE)
        settings = Settings(paper=paper, date=date, place=place, min_confidence=min_confidence, base=base)
        written = write_output(knowledge, output, settings=settings, fresh=fresh)
    _print_summary(knowledge, written, is_sample=not paths)
    if faults:
        raise typer.Exit(DONE_IN_PART)


def _tell_faults(knowledge: Knowledge, faults: Sequence[InputError | OSError]) -> None:
    """Files that are no pages, and pages in another encoding than is usual."""
    for fault in faults:
        tell(describe_error(fault))
    for page in knowledge.pages:
        if page.encoding != "utf-8":
            tell(f"{page.source}: read as {page.encoding}")


def _print_summary(knowledge: Knowledge, written: Output, *, is_sample: bool) -> None:
    """What was found, where it is, and how to go on."""
    from rich.table import Table  # noqa: PLC0415

    from kg.output import count_classes, count_relations  # noqa: PLC0415
    from kg.resources.ontology import read_ontology  # noqa: PLC0415

    ontology = read_ontology()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column(no_wrap=True)
        table.add_column(justify="right")
    photos = sum(article.kind == "photo" for article in knowledge.articles)
    table.add_row("pages 版面", str(len(knowledge.pages)), "relations 关系", str(len(knowledge.relations)))
    table.add_row("articles 报道", str(len(knowledge.articles) - photos), "figures 数字", str(len(knowledge.figures)))
    table.add_row("photos 图片", str(photos), "entities 实体", str(len(knowledge.entities)))
    table.add_section()
    left = [
        (f"  {ontology.classes[n].en} {ontology.classes[n].zh}", str(c)) for n, c in count_classes(knowledge).items()
    ]
    right = [
        (f"  {ontology.relations[n].en} {ontology.relations[n].zh}", str(c))
        for n, c in count_relations(knowledge).items()
    ]
    for row in range(max(len(left), len(right))):
        table.add_row(*(left[row] if row < len(left) else ("", "")), *(right[row] if row < len(right) else ("", "")))
    make_console().print(table)
    if is_sample:
        from kg.resources.sample import read_sample  # noqa: PLC0415

        sample = read_sample()
        write(f"\n{sample.notice}\n{sample.notice_en}\n")
    write("\nWritten:\n" + "".join(f"  {path}\n" for path in written.files))
    write(f"  {written.store}  {_describe_revision(written.revision)}\n")
    for page in written.revision.doubtful:
        tell(f"{written.store}: several earlier pages bear the name of {page}: none was replaced")
    write(_describe_next(knowledge, written.store.parent))


def _describe_revision(revision: Revision) -> str:
    """How many pages the store holds now, and where they come from."""
    counts = {"new": revision.added, "replaced": revision.replaced, "of earlier builds": revision.kept}
    pages = "1 page" if revision.held == 1 else f"{revision.held} pages"
    return f"holds {pages}: " + ", ".join(f"{len(found)} {name}" for name, found in counts.items() if found)


def _describe_next(knowledge: Knowledge, directory: Path) -> str:
    """Commands that go on from here, about the entity that most facts are about."""
    option = "" if directory == GRAPH.parent else f" --graph {shlex.quote(str(directory))}"
    facts = Counter(end for relation in knowledge.relations for end in (relation.subject, relation.object))
    names = [entity.name for entity in sorted(knowledge.entities, key=lambda entity: (-facts[entity.id], entity.id))]
    lines = [
        f"open {directory / 'graph.html'} in a browser",
        "kg query --list",
        f"kg query programmes-by-county{option}",
    ]
    # the name comes from a page and is to be pasted into a shell
    lines += [f"kg show {name if name.isalnum() else shlex.quote(show_controls(name))}{option}" for name in names[:1]]
    return "\nGo on:\n" + "".join(f"  {line}\n" for line in lines)
