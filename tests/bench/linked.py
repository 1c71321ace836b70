"""Linked data at a million triples, against rdflib in the same run.

Run `python -m tests.bench.linked`. It makes a graph of copies of the sample pages' graph, writes and loads it as
Turtle, keeps it as a store, asks every question of `queries/` and starts `kg query` from cold. rdflib asks in a process
of its own that is ended after `--patience` seconds a question; such a question counts as having taken that long, so
that the ratio is a lower bound. No test asserts a time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rdflib

from kg.inputs import build_sources, find_sample_sources
from kg.resources.ontology import DEFAULT_BASE, PREFIXES
from kg.resources.questions import find_question, list_questions
from kg.resources.turtle import write_turtle
from kg.store import open_store, revise_store
from kg.views.rdf import to_quads
from kg.views.sparql import bind_parameters, load_store, run_query
from tests.bench.million import copy_quads
from tests.queries.asked import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Store

_REPEATS = 3


def measure(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that it takes, and what it gives."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=63, help="of the sample pages' graph, 16,000 triples each")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds that rdflib may take for a question")
    options = parser.parse_args()
    knowledge = build_sources(find_sample_sources(), fail=_give_up)
    quads = list(to_quads(knowledge))
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        seconds, _ = measure(lambda: _keep(directory / "store", quads, options.copies))
        store = open_store(directory / "store")
        size = sum(path.stat().st_size for path in (directory / "store").iterdir()) >> 20
        triples = list(dict.fromkeys(quad.triple for quad in copy_quads(quads, options.copies)))
        cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        print(f"{len(triples):,} triples of {options.copies * 3} pages, {cores}")
        print(f"store made in {seconds:.1f} s, {size} MB\n")
        graph = _compare_turtle(triples, directory / "graph.ttl")
        _compare_questions(store, graph, options.patience)
        _start_cold(directory / "store")


def _give_up(error: Exception) -> None:
    raise SystemExit(str(error))


def _keep(path: Path, quads: list[Any], copies: int) -> None:
    with revise_store(path, copy_quads(quads, copies), base=DEFAULT_BASE):
        pass


def _compare_turtle(triples: list[Any], path: Path) -> rdflib.Graph:
    """Write and load Turtle with both; the graph in rdflib."""
    print(f"{'Turtle':34}{'kg':>10}{'rdflib':>10}{'ratio':>8}")
    wrote, content = measure(lambda: write_turtle(triples, prefixes=PREFIXES))
    path.write_bytes(content)
    # before and after the peer, whose turn is long: the load of the machine changes meanwhile
    before = [measure(lambda: load_store(path))[0] for _ in range(2)]
    theirs_loaded, graph = measure(lambda: rdflib.Graph().parse(path))
    loaded = statistics.median([*before, *(measure(lambda: load_store(path))[0] for _ in range(2))])
    theirs_wrote, _ = measure(lambda: graph.serialize(format="turtle"))
    _print_row("write", wrote, theirs_wrote)
    _print_row("load", loaded, theirs_loaded)
    print()
    return graph


def _compare_questions(store: Store, graph: rdflib.Graph, patience: float) -> None:
    print(f"{'questions, seconds':34}{'kg':>10}{'rdflib':>10}{'ratio':>8}{'rows':>8}")
    totals = [0.0, 0.0]
    slowest = ("", 0.0)
    for question in list_questions():
        params = ASKED[question.name]
        ask = partial(run_query, store, question, params=params)
        ours = min(measure(ask)[0] for _ in range(_REPEATS))
        rows = len(ask())
        theirs, ended = _ask_rdflib(graph, question.name, params, patience)
        totals[0] += ours
        totals[1] += theirs
        slowest = max(slowest, (question.name, ours), key=lambda pair: pair[1])
        _print_row(question.name, ours, theirs, over=ended, rows=rows)
    _print_row("total", *totals)
    print(f"slowest: {slowest[0]}, {slowest[1]:.3f} s\n")


def _ask_rdflib(graph: rdflib.Graph, name: str, params: dict[str, str], patience: float) -> tuple[float, bool]:
    """Seconds, and whether it was ended."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def ask() -> None:
        text, _ = bind_parameters(find_question(name), params)
        seconds, _ = measure(lambda: list(graph.query(text)))
        sender.send(seconds)

    process = context.Process(target=ask)
    process.start()
    done = receiver.poll(patience)
    if not done:
        process.kill()
    process.join()
    return (receiver.recv(), False) if done else (patience, True)


def _start_cold(store: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "query", "programmes-by-county"]
    command += ["--param", "county=大城县", "--graph", str(store)]
    taken = []
    for _ in range(5):
        seconds, ran = measure(lambda: subprocess.run(command, capture_output=True, text=True, check=True))
        taken.append(seconds)
        assert "链长制" in ran.stdout
    print("kg query from a cold start: " + ", ".join(f"{seconds:.2f}" for seconds in taken) + " s")


def _print_row(name: str, ours: float, theirs: float, *, over: bool = False, rows: int | None = None) -> None:
    mark = ">" if over else " "
    tail = f"{rows:8}" if rows is not None else ""
    print(
        f"{name:34}{ours:10.3f}{mark + format(theirs, '.3f'):>10}{mark + format(theirs / ours, ',.0f'):>8}{tail}",
        flush=True,
    )


if __name__ == "__main__":
    main()
