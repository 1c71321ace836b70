"""Ending the processes that the server starts."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress


def kill_process(process: asyncio.subprocess.Process) -> None:
    """End a process at once; nothing, where it has ended.

    `Process.kill` of Python 3.11 asks first whether the process has ended, and so takes its status from the thread that
    waits for it, which then complains on standard error (https://github.com/python/cpython/issues/87744).
    """
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)


async def end_process(process: asyncio.subprocess.Process) -> None:
    """End a process, and wait until it is gone."""
    kill_process(process)
    await process.wait()
