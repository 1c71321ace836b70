"""Running the server until it is interrupted."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import InputError, KgError
from kg.serve.librarian import Librarian
from kg.serve.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_FEWEST = 4
"""Processes at least, so that queries that take long leave some free."""

_MEMORY = 4 << 30
"""Bytes that a process may hold."""

_PATIENCE = 3
"""Seconds that answers under way have when the server is interrupted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: Of time.
        rows: Rows or triples of its answer.
    """

    seconds: float = 30.0
    rows: int = 100_000


def serve(
    store: Path,
    *,
    host: str,
    port: int,
    limits: Limits,
    origins: tuple[str, ...] = (),
    started: Callable[[str], None],
) -> None:
    """Serve a store until the process is interrupted or terminated.

    Args:
        store: Path of the store.
        host: Address to listen at.
        port: Port to listen at; 0 for one that is free.
        limits: Of a query.
        origins: Origins whose pages may read answers.
        started: Called with the server's URL once it answers.

    Raises:
        InputError: The port is taken, or the address is not this machine's.
        KgError: The store cannot be opened.
    """
    import uvicorn  # noqa: PLC0415 - heavy

    from kg.serve.application import LOOPBACK, make_application  # noqa: PLC0415

    listener = _listen(host, port)
    librarian = Librarian(store, seconds=limits.seconds)
    pool = Pool(
        store,
        workers=max(_FEWEST, os.cpu_count() or 1),
        seconds=limits.seconds,
        rows=limits.rows,
        memory=_MEMORY,
        catalogue=librarian.path,
    )
    is_local = listener.getsockname()[0] in {"127.0.0.1", "::1"}
    faults: list[KgError] = []
    application = make_application(pool, librarian, hosts=(*LOOPBACK, host) if is_local else ("*",), origins=origins)
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{listener.getsockname()[1]}/"

    class Server(uvicorn.Server):
        """Tells when it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            try:
                await pool.open()
            except KgError as error:
                faults.append(error)
                self.should_exit = True
                await pool.close()
                return
            librarian.start()
            await super().startup(sockets)
            started(url)

    config = uvicorn.Config(
        application,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE,
        timeout_keep_alive=30,
    )
    try:
        Server(config).run(sockets=[listener])
    finally:
        listener.close()
    if faults:
        raise faults[0]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay only where the protocol is named
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        found = (error.strerror or str(error)).lower()
        raise InputError(f"{host}:{port}", found=found, expected="a free port of this machine (--port)") from error
    return listener
