"""The files that a build reads: found, read, and each fault told without stopping the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - `date` is the word for the field
from pathlib import Path

from kg.errors import InputError
from kg.judgements import Judgement
from kg.model import Knowledge, Page
from kg.resources.sample import read_sample

Fail = Callable[[InputError | OSError], None]
"""Takes the fault of one file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what is known of the page."""

    path: Path
    paper: str | None = None
    date: str | None = None
    place: str | None = None


def find_sources(
    paths: Iterable[Path],
    *,
    paper: str | None = None,
    date: str | None = None,
    place: str | None = None,
    fail: Fail,
) -> tuple[Source, ...]:
    """Find the files of a build.

    Args:
        paths: Files, and directories of which every `*.txt` is taken, at any depth, hidden ones excepted.
        paper: Name of the newspaper.
        date: ISO date of the page.
        place: Home of the newspaper.
        fail: Told of each path that leads to no file.

    Returns:
        In the order of `paths`, within a directory sorted by path; a file met twice stands once.

    Raises:
        InputError: The date is none.
    """
    _check_date(date)
    found: dict[Path, Source] = {}
    for path in paths:
        if path.is_dir():
            files = _find_pages(path)
            if not files:
                fail(InputError(path, found="no *.txt in the directory", expected="pages as text files"))
        elif path.exists():
            files = [path]
        else:
            files = []
            fail(InputError(path, found="no such file", expected="a page as text, or a directory of pages"))
        for file in files:
            found.setdefault(file.resolve(), Source(file, paper=paper, date=date, place=place))
    return tuple(found.values())


def _check_date(date: str | None) -> None:
    if date is None:
        return
    try:
        Date.fromisoformat(date)
    except ValueError as error:
        raise InputError("--date", found=date, expected="a date such as 2024-05-31") from error


def _find_pages(directory: Path) -> list[Path]:
    return sorted(
        path
        for path in directory.rglob("*.txt")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(directory).parts)
    )


def find_sample_sources(**given: str | None) -> tuple[Source, ...]:
    """The sample pages that the package ships, which bring their own paper and place.

    Args:
        given: What the user said of pages by name, though none was named.

    Raises:
        DataError: The package's list of them is damaged.
        InputError: Something was said of pages.
    """
    for name, value in given.items():
        if value is not None:
            raise InputError(f"--{name}", found=f"{value}, but no page", expected="the page that it is about")
    return tuple(Source(page.path, paper=page.paper, place=page.place) for page in read_sample().pages)


def build_sources(
    sources: Sequence[Source],
    *,
    min_confidence: float = 0.0,
    judgements: Sequence[Judgement] = (),
    fail: Fail,
    progress: Callable[[str], None] | None = None,
    workers: int = 1,
) -> Knowledge:
    """Read and build pages one by one; what cannot be read, or holds no article, is told and left out.

    Args:
        sources: Files.
        min_confidence: Relations and figures below it are left out, 0 to 1.
        judgements: What a person decided of identity.
        fail: Told of each file that is no page, or has the content of an earlier one.
        progress: Called with each file's name when it is done.
        workers: Processes that may share the pages.

    Returns:
        What the good pages say; empty if none is good.
    """
    from kg.articles import read_page  # noqa: PLC0415 - commands that build nothing do without the stages
    from kg.pipeline import build_each, collect_later, keep_sure, merge_knowledge  # noqa: PLC0415

    pages: dict[str, Page] = {}
    paths: dict[str, Path] = {}
    for source in sources:
        try:
            page = read_page(source.path, paper=source.paper, date=source.date, place=source.place)
            if page.id in paths:
                same = f"the same content as {paths[page.id]}"
                raise InputError(source.path, found=same, expected="each page once")  # noqa: TRY301 - told like any other
            pages[page.id], paths[page.id] = page, source.path
        except (InputError, OSError) as error:
            fail(error)
            if progress:
                progress(source.path.name)
    parts: dict[str, Knowledge] = {}
    with collect_later():
        built = build_each(tuple(pages.values()), judgements=judgements, workers=workers)
        for page, found in zip(pages.values(), built, strict=True):
            if isinstance(found, InputError):
                # a stage knows a page by its bare name; here it is known where it lies
                fail(InputError(paths[page.id], found=found.found, expected=found.expected, line=found.line))
            else:
                parts[page.id] = found
            if progress:
                progress(paths[page.id].name)
        merged = merge_knowledge((parts[page] for page in sorted(parts)), judgements=judgements)
        return keep_sure(merged, min_confidence=min_confidence)
