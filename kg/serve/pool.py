"""The processes that answer queries: handed out one to a query, ended when its time is over, and replaced."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.errors import KgError
from kg.serve.processes import end_process, kill_process
from kg.serve.worker import LENGTH

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping
    from pathlib import Path

_CHUNK = 1 << 20
_START = 30.0
"""Seconds that a process may take to open the store."""

_PAUSE = 1.0
"""Seconds before another process is started where one did not."""


class QueryStopped(KgError):
    """A query was broken off: its time was over, or it needed more memory than it may have."""


class Overloaded(KgError):
    """No process came free in time."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is to answer.

    Attributes:
        job: A lookup in the catalogue in place of a query, as `kg.serve.catalogue.lookups` names them.
        arguments: Of the lookup.
        query: SPARQL; empty where a question is named.
        question: Name of a question that ships with the package.
        params: Its parameters.
        default: IRIs of the graphs that make up the default graph.
        named: IRIs of the named graphs.
        base: What relative IRIs stand under.
        results: Format of a table or a truth value; None where the client accepts none.
        graphs: Format of a graph; None where the client accepts none.
    """

    job: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    question: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    base: str | None = None
    results: str | None = "json"
    graphs: str | None = "ttl"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a process answered.

    Attributes:
        status: `ok`; `faulty` (the query is at fault), `absent` (what is looked up), `unacceptable` (no format suits),
            `failed` (the store).
        message: What is wrong.
        kind: `table`, `truth`, `graph` or `lookup`.
        count: Rows or triples.
        cut: Whether the row limit cut some off.
        body: The answer as it is sent.
    """

    status: str
    message: str = ""
    kind: str = ""
    count: int = 0
    cut: bool = False
    body: bytes = b""


class Pool:
    """Processes that have a store open.

    Args:
        store: Path of the store.
        workers: How many.
        seconds: That a query may take.
        rows: That an answer may have.
        memory: Bytes that a process may hold.
        catalogue: Path of the store's catalogue.
    """

    def __init__(self, store: Path, *, workers: int, seconds: float, rows: int, memory: int, catalogue: Path) -> None:
        self.store = store
        self.catalogue = catalogue
        self.workers = workers
        self.seconds = seconds
        self.rows = rows
        self.memory = memory
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._all: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def open(self) -> None:
        """Start the processes.

        Raises:
            KgError: The store cannot be opened.
        """
        await asyncio.gather(*(self._start() for _ in range(self.workers)))

    async def close(self) -> None:
        """End the processes, whatever they are at."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(end_process(worker.process) for worker in self._all))

    async def run(self, task: Task) -> Reply:
        """Answer a task; when the caller is cancelled, the process is ended.

        Raises:
            QueryStopped: It took too long, or too much memory.
            Overloaded: All processes were busy for as long as a query may take.
        """
        try:
            worker = await asyncio.wait_for(self._free.get(), self.seconds)
        except TimeoutError as error:
            raise Overloaded("all processes are busy; try again in a while") from error
        well = False
        try:
            reply = await asyncio.wait_for(worker.ask(self._describe(task)), self.seconds)
            well = True
        except TimeoutError as error:
            raise QueryStopped(
                f"the query was stopped after {self.seconds:g} s, the time limit of this server"
            ) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            held = f"{self.memory >> 20} MB"
            raise QueryStopped(f"the query was stopped; it may have needed more than {held} of memory") from error
        finally:
            if well:
                self._free.put_nowait(worker)
            else:
                kill_process(worker.process)
                self._keep(self._replace(worker))
        return reply

    def _describe(self, task: Task) -> dict[str, Any]:
        dataset = {"default": task.default, "named": task.named} if task.default or task.named else None
        return {
            "job": task.job,
            "arguments": dict(task.arguments),
            "query": task.query,
            "question": task.question,
            "params": dict(task.params),
            "dataset": dataset,
            "base": task.base,
            "results": task.results,
            "graphs": task.graphs,
            "seconds": self.seconds,
            "rows": self.rows,
        }

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, worker: _Worker) -> None:
        await end_process(worker.process)
        self._all.discard(worker)
        while not self._closing:
            try:
                await self._start()
            except KgError:  # the store is gone for now; a build may bring it back
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def _start(self) -> None:
        worker = await _Worker.start(self.store, self.memory, self.catalogue)
        self._all.add(worker)
        self._free.put_nowait(worker)


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, store: Path, memory: int, catalogue: Path) -> _Worker:
        command = (sys.executable, "-m", "kg.serve.worker", str(store), str(memory), str(catalogue))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=_CHUNK)
        worker = cls(process)
        try:
            reply = await asyncio.wait_for(worker.receive(), _START)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            await end_process(process)
            raise KgError(f"{store}: a process to read it did not start") from error
        except asyncio.CancelledError:  # the server ends
            await end_process(process)
            raise
        if reply.status != "ready":
            await end_process(process)
            raise KgError(reply.message)
        return worker

    async def ask(self, task: dict[str, Any]) -> Reply:
        head = json.dumps(task).encode()
        stream = self.process.stdin
        if stream is None:
            raise ConnectionError("no pipe to the process")
        stream.write(LENGTH.pack(len(head)) + head)
        await stream.drain()
        return await self.receive()

    async def receive(self) -> Reply:
        stream = self.process.stdout
        if stream is None:
            raise ConnectionError("no pipe from the process")
        length = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
        head = json.loads(await stream.readexactly(length))
        return Reply(body=await stream.readexactly(head.pop("size")), **head)
