"""`kg serve` under load: many clients at once, and a runaway query while others ask.

Run `python -m tests.bench.serving`. Clients are threads of this process, so the machine's cores are shared with them;
traffic goes to 127.0.0.1 alone. Every answer is compared with what the store itself answers. No test asserts a time.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from kg.inputs import build_sources, find_sample_sources
from kg.output import Settings, write_output
from kg.resources.questions import find_question
from kg.serve.results import write_answer
from kg.store import open_store
from kg.views.sparql import bind_parameters, run_query
from tests.queries.asked import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_LIMIT = 5.0
_ASKED = ("programmes-by-county", "entity", "counties-by-programmes", "people-and-posts", "programmes-by-code")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        write_output(build_sources(find_sample_sources(), fail=_give_up), directory, settings=Settings())
        expected = _answer_directly(directory / "store")
        for url in _serve(directory):
            _run_clients(url, expected, options.clients, options.seconds)
            _run_beside_runaway(url, expected)


def _give_up(error: Exception) -> None:
    raise SystemExit(str(error))


def _answer_directly(store: Path) -> dict[str, bytes]:
    """The answer to each query, as the store gives it without a server."""
    opened = open_store(store)
    bound = [bind_parameters(find_question(name), ASKED[name])[0] for name in _ASKED]
    texts = [re.sub(r"(?m)^#\+.*\n", "", text) for text in bound]
    return {text: write_answer(run_query(opened, text), "json", base="") for text in texts}


def _serve(directory: Path) -> Iterator[str]:
    code = "from kg.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        code,
        "serve",
        "--store",
        str(directory),
        "--port",
        "0",
        "--time-limit",
        str(_LIMIT),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        yield line.removeprefix("Serving at ").strip()
        process.send_signal(signal.SIGINT)


def _ask(connection: http.client.HTTPConnection, query: str) -> tuple[float, int, bytes]:
    body = urlencode({"query": query})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
    start = time.perf_counter()
    connection.request("POST", "/sparql", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    return time.perf_counter() - start, answer.status, content


def _connect(url: str) -> http.client.HTTPConnection:
    address = urlsplit(url)
    return http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)


def _run_clients(url: str, expected: Mapping[str, bytes], clients: int, seconds: float) -> None:
    taken: list[float] = []
    faults: list[str] = []
    end = time.monotonic() + seconds

    def ask_on(first: int) -> None:
        connection, queries = _connect(url), list(expected)
        number = first
        while time.monotonic() < end:
            query = queries[number % len(queries)]
            number += 1
            try:
                spent, status, content = _ask(connection, query)
            except OSError as error:
                faults.append(f"{type(error).__name__} {error}")
                connection = _connect(url)
                continue
            taken.append(spent)
            if status != 200:
                faults.append(f"status {status}: {content[:80]!r}")
            elif content != expected[query]:
                faults.append("a wrong answer")
        connection.close()

    threads = [threading.Thread(target=ask_on, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.sort()
    print(f"{clients} clients for {seconds:.0f} s on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"  answers {len(taken):,}, {len(taken) / seconds:,.0f} a second; faults {len(faults)} {faults[:3] or ''}")
    most = taken[len(taken) * 99 // 100]
    print(f"  median {statistics.median(taken) * 1000:.0f} ms, 99 of 100 within {most * 1000:.0f} ms")


def _run_beside_runaway(url: str, expected: Mapping[str, bytes]) -> None:
    """How long answers take with and without a runaway query beside them, in turns, so that the load is alike."""
    usual: list[float] = []
    beside: list[float] = []
    ends: list[tuple[float, int]] = []
    for _ in range(3):
        usual += _ask_for(url, expected, 4.0)
        runner = threading.Thread(target=lambda: ends.append(_ask(_connect(url), RUNAWAY)[:2]))
        runner.start()
        time.sleep(0.3)
        beside += _ask_for(url, expected, 4.0)
        runner.join()
    for name, taken in (("alone", usual), ("beside a runaway query", beside)):
        median, mean = statistics.median(taken) * 1000, statistics.mean(taken) * 1000
        print(f"one client {name}: median {median:.1f} ms, mean {mean:.1f} ms")
    print(f"  ratio of medians {statistics.median(beside) / statistics.median(usual):.2f}")
    print(f"runaway query, limit {_LIMIT:g} s: " + ", ".join(f"{status} after {spent:.2f} s" for spent, status in ends))


def _ask_for(url: str, expected: Mapping[str, bytes], seconds: float) -> list[float]:
    connection, taken, end = _connect(url), [], time.monotonic() + seconds
    while time.monotonic() < end:
        for query, answer in expected.items():
            spent, status, content = _ask(connection, query)
            if (status, content) != (200, answer):
                raise SystemExit(f"status {status}, expected the answer of the store")
            taken.append(spent)
    connection.close()
    return taken


if __name__ == "__main__":
    main()
