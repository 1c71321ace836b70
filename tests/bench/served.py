"""How long the served viewer takes on a large store: `python -m tests.bench.served`.

The knowledge is made by code (`tests/synthetic.py`), or `--store` names a store that is there. Printed are: the time to
index the store (once; the index is kept beside it), searches as a program asks them, the first view in headless
Chromium until nodes and names are drawn, the time from choosing a node until its neighbours are drawn and its sentences
shown (the median and the longest of several), and the most memory that the server and its processes hold. No test
asserts a time.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.output import Settings
from kg.serve.catalogue.making import make_catalogue
from kg.store import find_store, revise_store
from kg.views.rdf import to_quads
from tests.browser.conftest import SWITCHES, find_chromium
from tests.synthetic import make_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

_CHOSEN = 12
_ASKED = ("云川县", "县", "qhx", "实惠", "得到了实惠", "，")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=50_000)
    parser.add_argument("--edges", type=int, default=100_000)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = options.store or Path(scratch) / "store"
        if options.store is None:
            knowledge = make_knowledge(options.nodes, options.edges)
            with revise_store(store, to_quads(knowledge), base=Settings().base):
                pass
        start = time.perf_counter()
        make_catalogue(find_store(store) or store, Path(scratch) / "catalogue")
        _print("index", f"{time.perf_counter() - start:.2f} s")
        with _serve(store) as (url, process):
            _ask(url, "overview")
            _measure_searches(url)
            _measure_view(url)
            _print("memory", f"{_measure_memory(process)} MB in the server and its processes")


@contextmanager
def _serve(store: Path) -> Iterator[tuple[str, int]]:
    code = "import sys; sys.argv[0] = 'kg'; from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--time-limit", "300", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().removeprefix("Serving at ").strip(), process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def _ask(url: str, path: str) -> Any:
    with urllib.request.urlopen(f"{url}api/{path}") as answer:  # noqa: S310 - our own server
        return json.load(answer)


def _measure_searches(url: str) -> None:
    for text in _ASKED:
        start = time.perf_counter()
        found = _ask(url, f"search?q={quote(text)}")["total"]
        took = time.perf_counter() - start
        _print(f"search {text}", f"{took:.3f} s, {found['entities']} entities and {found['articles']} articles")


def _measure_view(url: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    path = find_chromium()
    if path is None:
        raise SystemExit("no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        took = []
        for _ in range(3):
            start = time.perf_counter()
            page.goto(url)
            _wait(page, "Boolean(window.xianzhi && xianzhi.labels().length)")
            took.append(time.perf_counter() - start)
        _print("first view", f"{statistics.median(took):.2f} s, {len(page.evaluate('xianzhi.ids()'))} nodes")
        took = []
        for node in page.evaluate("xianzhi.ids()")[:_CHOSEN]:
            page.evaluate("location.hash = ''")
            _wait(page, "document.querySelector('#panel').hidden")
            start = time.perf_counter()
            page.evaluate("(id) => { location.hash = `entity=${id}`; }", node)
            _wait(page, "!document.querySelector('#panel').hidden")
            took.append(time.perf_counter() - start)
        nodes = len(page.evaluate("xianzhi.ids()"))
        _print("neighbours", f"{statistics.median(took):.2f} s, at most {max(took):.2f} s; {nodes} nodes in the end")
        browser.close()


def _wait(page: Page, script: str) -> None:
    while not page.evaluate(script):
        time.sleep(0.01)


def _measure_memory(server: int) -> int:
    """The most that the server and its processes held, megabytes."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    held = 0
    for process in (server, *children):
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
        held += next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return held >> 10


def _print(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<16} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
