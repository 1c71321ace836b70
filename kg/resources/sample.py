"""The sample pages that the package ships: invented text under an invented newspaper's name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DataError

SAMPLE_FILE = Path(__file__).parent.parent / "data" / "sample" / "pages.toml"


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page and what is known of it."""

    path: Path
    paper: str
    place: str


@dataclass(frozen=True, slots=True)
class Sample:
    """All sample pages.

    Attributes:
        notice: Says in Chinese that the text is invented.
        notice_en: The same in English.
        pages: In the order of the file.
    """

    notice: str
    notice_en: str
    pages: tuple[SamplePage, ...]


def read_sample(path: Path = SAMPLE_FILE) -> Sample:
    """Read what the package says of its sample pages.

    Raises:
        DataError: The file is no TOML, lacks a field, or names a page that is not there.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        pages = tuple(
            SamplePage(path=path.parent / Path(row["file"]).name, paper=row["paper"], place=row["place"])
            for row in data["page"]
        )
        sample = Sample(notice=data["notice"], notice_en=data["notice_en"], pages=pages)
    except tomllib.TOMLDecodeError as error:
        raise DataError(path, found=str(error), expected="TOML") from error
    except (KeyError, TypeError) as error:
        expected = "notice, notice_en and [[page]] with file, paper and place"
        raise DataError(path, found=f"no {error}", expected=expected) from error
    for page in pages:
        if not page.path.is_file():
            raise DataError(path, found=f"file = {page.path.name}, which is not there", expected="a file beside it")
    return sample
