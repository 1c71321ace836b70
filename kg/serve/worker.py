"""A process that answers queries, one at a time, from a store that it opens for reading alone.

Oxigraph cannot break a query off; a process can be ended. So queries run here, and whoever asks may end the process. It
reads tasks from standard input and writes replies to standard output, until there are no more. A frame is the length of
its head, in four bytes, the head in JSON, and a body of as many bytes as the head's `size`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sqlite3
import struct
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.errors import KgError, NotFound, QueryError
from kg.resources.ontology import DEFAULT_BASE, RDF, XZ
from kg.resources.questions import Question, find_question
from kg.serve.results import write_answer
from kg.store.reading import open_store
from kg.views.sparql import Dataset, run_query

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.serve.catalogue.lookups import Lookups

LENGTH = struct.Struct(">I")
"""The length of a head."""

_GRACE = 5
"""Seconds after a task's limit when the process ends by itself, should nobody have ended it."""

_ATTEMPTS = 20
_PAUSE = 0.05
"""How often, and after how many seconds, a store is looked for that a build is just replacing."""


def main(path: Path, memory: int, catalogue: Path) -> None:
    """Answer until standard input ends.

    Args:
        path: Of the store.
        memory: Bytes that the process may hold, at most.
        catalogue: Path of the store's catalogue, which may come later.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process in its own time
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    desk = _Desk(path, catalogue)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    _send(target, {"status": "ready"})
    while length := source.read(LENGTH.size):
        task = json.loads(source.read(LENGTH.unpack(length)[0]))
        signal.alarm(int(task["seconds"]) + _GRACE)
        head, body = desk.answer(task)
        signal.alarm(0)
        _send(target, head, body)


def _send(target: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    written = json.dumps(head | {"size": len(body)}).encode()
    target.write(LENGTH.pack(len(written)) + written + body)
    target.flush()


class _Desk:
    """Keeps the store open, and opens it anew once a build has replaced it."""

    def __init__(self, path: Path, catalogue: Path) -> None:
        self.path = path
        self.catalogue = catalogue
        self.store, self.stamp = self._open()
        self.lookups: Lookups | None = None
        self.made: tuple[int, int] | None = None

    def answer(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The head and body of the reply to a task; a fault of the query is told in it."""
        try:
            if self._read_stamp() != self.stamp:
                self._open_anew()
            run = self._look_up if task["job"] else self._run
            try:
                return run(task)
            except (OSError, RuntimeError):  # a file of the store is gone, since a build replaced it just now
                self._open_anew()
                return run(task)
        except QueryError as error:
            return {"status": "faulty", "message": str(error)}, b""
        except NotFound as error:
            return {"status": "absent", "message": str(error)}, b""
        except (KgError, OSError, RuntimeError, sqlite3.Error) as error:
            return {"status": "failed", "message": " ".join(str(error).split())}, b""

    def _run(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        given = task["dataset"]
        answer = run_query(
            self.store,
            _find(task),
            params=task["params"],
            dataset=None if given is None else Dataset(tuple(given["default"]), tuple(given["named"])),
            base=task["base"],
            limit=task["rows"],
        )
        form = task["results"] if answer.triples is None else task["graphs"]
        kind = "graph" if answer.triples is not None else "table" if answer.truth is None else "truth"
        if form is None:
            return {"status": "unacceptable", "kind": kind}, b""
        body = write_answer(answer, form, base=self._find_base())
        return {"status": "ok", "kind": kind, "count": len(answer), "cut": answer.cut}, body

    def _look_up(self, task: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        lookups = self._open_catalogue()
        if task["job"] != "describe":
            found = lookups.answer(task["job"], task["arguments"])
            return {"status": "ok", "kind": "lookup"}, json.dumps(found, ensure_ascii=False).encode()
        answer = lookups.describe(**task["arguments"], limit=task["rows"])
        body = write_answer(answer, task["graphs"], base=lookups.base)
        return {"status": "ok", "kind": "graph", "count": len(answer), "cut": answer.cut}, body

    def _open_catalogue(self) -> Lookups:
        """The lookups in the catalogue that is there now, over the store that is open now."""
        from kg.serve.catalogue.lookups import Lookups  # noqa: PLC0415 - not every process is asked
        from kg.serve.catalogue.reading import Catalogue  # noqa: PLC0415

        found = self.catalogue.stat()
        made = (found.st_ino, found.st_mtime_ns)
        if self.lookups is None or made != self.made or self.lookups.store is not self.store:
            self.lookups, self.made = Lookups(Catalogue(self.catalogue), self.store), made
        return self.lookups

    def _open_anew(self) -> None:
        self.store, self.stamp = self._open()

    def _open(self) -> tuple[Store, tuple[int, int]]:
        for _ in range(_ATTEMPTS):
            with contextlib.suppress(KgError):
                return open_store(self.path), self._read_stamp()
            time.sleep(_PAUSE)
        return open_store(self.path), self._read_stamp()

    def _read_stamp(self) -> tuple[int, int]:
        """What differs between a store and the one that takes its place."""
        try:
            found = (self.path / "CURRENT").stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def _find_base(self) -> str:
        """The IRI that the instances stand under, told by that of any page."""
        pages = self.store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{XZ}Page"), None)
        first = next(pages, None)
        iri = getattr(first.subject, "value", DEFAULT_BASE) if first is not None else DEFAULT_BASE
        return str(iri)[: max(str(iri).rfind(mark) for mark in "/#:") + 1]


def _find(task: dict[str, Any]) -> Question:
    if task["question"]:
        return find_question(task["question"])
    return Question(name="", summary="", parameters=(), text=task["query"], source="query")  # as it was typed


if __name__ == "__main__":
    try:
        try:
            main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
        except KgError as fault:
            _send(sys.stdout.buffer, {"status": "failed", "message": str(fault)})
    except BrokenPipeError:  # the server is gone
        os._exit(1)
