from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor

from kg.serve.processes import end_process, kill_process

PIPE = asyncio.subprocess.PIPE


def run_apart(work):
    """Run a coroutine in a thread of its own: a browser that is open keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


async def start():
    return await asyncio.create_subprocess_exec("sleep", "60", stdout=PIPE)


def test_a_process_ends(caplog):
    async def run():
        process = await start()
        await end_process(process)
        await end_process(process)  # once more does no harm
        return process.returncode

    assert run_apart(run) == -signal.SIGKILL
    assert not caplog.records


def test_a_process_that_has_just_died_is_ended_without_complaint(caplog):
    async def run():
        codes = set()
        for _ in range(100):  # a few of a hundred die between the end of their output and the news of their end
            process = await start()
            os.kill(process.pid, signal.SIGKILL)
            await process.stdout.read()
            kill_process(process)
            codes.add(await process.wait())
        return codes

    assert run_apart(run) == {-signal.SIGKILL}
    assert not caplog.records
