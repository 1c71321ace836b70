"""Keeps the catalogue of a store as new as the store: makes it in a process of its own, anew after every build.

It stands beside the store, so that a server that starts again has it at once; where nothing can be written there, in a
directory for as long as the server runs.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from kg.errors import KgError
from kg.resources.ontology import DEFAULT_BASE
from kg.serve.catalogue.reading import Catalogue, read_stamp
from kg.serve.processes import end_process


class NotReady(KgError):
    """The catalogue is still being made."""


class Librarian:
    """Has the catalogue of a store made when it is needed.

    Args:
        store: Path of the store.
        seconds: How long a request waits for it.

    Attributes:
        base: IRI of the instances, once the catalogue is there.
    """

    def __init__(self, store: Path, *, seconds: float) -> None:
        self.store = store
        self.seconds = seconds
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        if os.access(store.parent, os.W_OK):
            self.path = store.with_name(f".{store.name}.catalogue")
        else:
            self._scratch = tempfile.TemporaryDirectory(prefix="kg-catalogue-")
            self.path = Path(self._scratch.name) / "catalogue"
        self.base = DEFAULT_BASE
        self._stamp = self._read_made()
        self._work: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None

    def start(self) -> None:
        """Begin to make it, if it is not there or is another store's."""
        if self._stamp != read_stamp(self.store) and (self._work is None or self._work.done()):
            self._work = asyncio.create_task(self._make())

    async def wait(self) -> None:
        """Wait until it is there.

        Raises:
            NotReady: It takes longer than a request may.
            KgError: It cannot be made.
        """
        self.start()
        if self._work is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._work), self.seconds)
        except TimeoutError as error:
            raise NotReady("names and texts of the store are still being indexed; try again in a while") from error
        self._work = None

    async def close(self) -> None:
        """End what is under way."""
        if self._process is not None and self._process.returncode is None:
            await end_process(self._process)
            self.path.with_name(f"{self.path.name}.{self._process.pid}.part").unlink(missing_ok=True)
        if self._work is not None:
            self._work.cancel()
            with suppress(asyncio.CancelledError, KgError):
                await self._work
        if self._scratch is not None:
            self._scratch.cleanup()

    async def _make(self) -> None:
        command = (sys.executable, "-m", "kg.serve.catalogue.making", str(self.store), str(self.path))
        self._process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        _, said = await self._process.communicate()
        if self._process.returncode:
            message = said.decode(errors="replace").strip() or "it was ended"
            raise KgError(f"{self.store}: its names and texts cannot be indexed: {message.splitlines()[-1]}")
        self._stamp = self._read_made()

    def _read_made(self) -> str:
        """The stamp of the store whose catalogue is there; empty if there is none that can be read."""
        try:
            with closing(Catalogue(self.path)) as catalogue:
                self.base = str(catalogue.read_meta("base"))
                return str(catalogue.read_meta("stamp"))
        except (sqlite3.Error, TypeError, ValueError):
            return ""
