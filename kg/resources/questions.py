"""Questions: SPARQL files that say in their first comments what they ask and which parameters they take.

```
#+ summary: Programmes of a county
#+ params:
#+   county: text ?countyName; a county by full or short name; every county without it
#+   least: number ?least = 1; fewest programmes
#+   name: text ?name required; any form of the name
```

A parameter names the variable that it binds; the query must select that variable, and stays valid SPARQL without it.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from kg.errors import DataError, NotFound

Kind = Literal["text", "string", "iri", "number"]

_PARAMETER = re.compile(
    r"(?P<name>[A-Za-z][\w-]*):\s+(?P<kind>text|string|iri|number)\s+\?(?P<variable>\w+)"
    r"(?:\s+(?P<required>required)|\s*=\s*(?P<default>[^;]*[^;\s]))?\s*;\s*(?P<description>.*\S)"
)
_EXPECTED = "NAME: text|string|iri|number ?VARIABLE [required | = DEFAULT]; DESCRIPTION"
_CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be narrowed by.

    Attributes:
        name: How the user calls it.
        variable: The variable that it binds, without `?`.
        kind: `text` (a name as the graph labels it), `string` (of no language, as a code), `iri`, or `number`.
        required: Whether the question makes no sense without it.
        default: Value where none is given; None where the question then asks for all.
        description: For the help.
    """

    name: str
    variable: str
    kind: Kind
    required: bool
    default: str | None
    description: str

    def __str__(self) -> str:
        """Name, kind, and what holds without it, for messages: `county (text, optional)`."""
        rest = "required" if self.required else f"default {self.default}" if self.default is not None else "optional"
        return f"{self.name} ({self.kind}, {rest})"


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query with its description.

    Attributes:
        name: File name without its ending; empty for a query typed by hand.
        summary: One line; empty for a query without such a comment.
        parameters: In the order of the file.
        text: The whole file, comments included.
        source: Where it comes from, for messages.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    text: str
    source: str

    @property
    def described(self) -> bool:
        """Whether it opens with a summary, so that its parameters are known."""
        return bool(self.summary)


def parse_question(text: str, *, name: str = "", source: str = "query") -> Question:
    """Read the comments that open a query; a query without them has no summary and no parameters.

    Raises:
        DataError: Such a comment is malformed.
    """
    summary, parameters, in_parameters = "", [], False
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            break
        content = line[2:].strip()
        if content.startswith("summary:"):
            summary = content.removeprefix("summary:").strip()
        elif content == "params:":
            in_parameters = True
        elif in_parameters and (match := _PARAMETER.fullmatch(content)):
            parameters.append(
                Parameter(
                    name=match["name"],
                    variable=match["variable"],
                    kind=cast("Kind", match["kind"]),
                    required=bool(match["required"]),
                    default=match["default"],
                    description=match["description"],
                )
            )
        elif content:
            raise DataError(
                source, found=repr(content), expected=_EXPECTED if in_parameters else "summary:", line=number
            )
    return Question(name=name, summary=summary, parameters=tuple(parameters), text=text, source=source)


def read_question(path: Path) -> Question:
    """Read one `.rq` file.

    Raises:
        DataError: The file is absent, is not UTF-8, or its comments are malformed or lack a summary.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(path, found=error.strerror or str(error), expected="a SPARQL query") from error
    except UnicodeDecodeError as error:
        raise DataError(path, found="bytes that are not UTF-8", expected="a SPARQL query") from error
    return parse_question(text, name=path.stem, source=str(path))


def find_questions_directory() -> Path:
    """Where the questions lie: inside an installed package, next to it in a source checkout.

    Raises:
        NotFound: Neither exists.
    """
    package = Path(__file__).parent.parent
    for directory in (package / "data" / "queries", package.parent / "queries"):
        if directory.is_dir():
            return directory
    raise NotFound(f"no questions: expected {package / 'data' / 'queries'} or {package.parent / 'queries'}")


@cache
def list_questions() -> tuple[Question, ...]:
    """Every question that ships with the package, sorted by name.

    Raises:
        DataError: One of them is malformed or has no summary.
        NotFound: There is no directory of questions.
    """
    questions = tuple(read_question(path) for path in sorted(find_questions_directory().glob("*.rq")))
    for question in questions:
        if not question.described:
            raise DataError(question.source, found="no summary", expected="#+ summary: …", line=1)
    return questions


def find_question(name: str) -> Question:
    """The question of that name.

    Raises:
        NotFound: There is none; the message lists those that are close, or all.
    """
    questions = {question.name: question for question in list_questions()}
    if name in questions:
        return questions[name]
    close = difflib.get_close_matches(name, questions, cutoff=_CLOSE)
    raise NotFound(
        f"no question {name!r}; " + ("did you mean " if close else "there are ") + ", ".join(close or questions)
    )
