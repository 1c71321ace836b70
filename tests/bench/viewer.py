"""How long the viewer takes, beside pyvis as it comes: `python -m tests.bench.viewer`.

The knowledge is made by code (`tests/synthetic.py`). For each size: the time to build the file, layout included;
the time from opening it in headless Chromium until nodes and names are drawn; frames a second while the picture is
dragged to and fro beyond the edge of the screen. pyvis gets the same nodes and edges, its defaults and
`cdn_resources="in_line"`; drawn is when its canvas shows anything. What takes longer than the patience is printed as
`> N s`. No test asserts a time.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.views.page import to_html
from tests.browser.conftest import SWITCHES, find_chromium
from tests.synthetic import make_knowledge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from kg.model import Knowledge

SIZES = ((500, 1000), (2000, 4000), (10000, 20000))
BARS = {500: (math.inf, 1.5), 2000: (math.inf, 2.0), 10000: (15.0, 4.0)}
"""Seconds allowed to build the file and until it is drawn, by number of nodes."""
LEAST_FRAMES = 5  # a second, at 10,000 nodes
DRAG = 3.0  # seconds

OURS_DRAWN = "() => window.xianzhi && xianzhi.labels().length > 0"
PYVIS_DRAWN = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  if (!canvas || !canvas.width) return false;
  const bar = document.getElementById('loadingBar');
  if (bar && bar.style.display !== 'none' && bar.style.opacity !== '0') return false;
  const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (let at = 3; at < dots.length; at += 4) if (dots[at]) return true;
  return false;
}"""
FRAMES = """() => {
  let count = 0;
  const tick = () => { count += 1; requestAnimationFrame(tick); };
  tick();
  window.countFrames = () => count;
}"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds to build, megabytes, seconds until drawn (infinite: patience ended), frames a second."""

    build: float
    size: float
    drawn: float
    frames: float


def draw_pyvis(knowledge: Knowledge) -> str:
    """The same nodes and edges as pyvis draws them by itself."""
    from pyvis.network import Network  # noqa: PLC0415 - only here

    network = Network(directed=True, cdn_resources="in_line")
    for entity in knowledge.entities:
        network.add_node(entity.id, label=entity.name)
    for relation in knowledge.relations:
        network.add_edge(relation.subject, relation.object, title=relation.predicate)
    html: str = network.generate_html()
    return html


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    path = find_chromium()
    if path is None:
        raise SystemExit("no chromium on the PATH; install it, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


def time_view(browser: Browser, html: str, drawn: str, *, patience: float) -> tuple[float, float]:
    """Seconds until the page is drawn, and frames a second while it is dragged; (inf, nan) where patience ends."""
    from playwright.sync_api import TimeoutError as Late  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        try:
            page = context.new_page()
            start = time.perf_counter()
            page.goto(path.as_uri(), wait_until="commit", timeout=patience * 1000)
            page.wait_for_function(drawn, polling=50, timeout=patience * 1000)
            page.evaluate(TWO_FRAMES)
            return time.perf_counter() - start, drag(page)
        except Late:
            return math.inf, math.nan
        finally:
            context.close()


def drag(page: Page) -> float:
    """Frames a second while the pointer drags the picture to and fro."""
    page.evaluate(FRAMES)
    page.mouse.move(700, 400)
    page.mouse.down()
    before, start, step = page.evaluate("countFrames()"), time.perf_counter(), 0
    while time.perf_counter() - start < DRAG:
        page.mouse.move(700 + 450 * math.sin(step / 12), 400 + 250 * math.sin(step / 17))
        step += 1
    page.evaluate(TWO_FRAMES)
    rate = (page.evaluate("countFrames()") - before) / (time.perf_counter() - start)
    page.mouse.up()
    return float(rate)


def measure(nodes: int, edges: int, browser: Browser, *, patience: float) -> tuple[Measure, Measure]:
    """Ours and pyvis's."""
    knowledge = make_knowledge(nodes, edges)
    found = []
    for draw, drawn in ((to_html, OURS_DRAWN), (draw_pyvis, PYVIS_DRAWN)):
        start = time.perf_counter()
        html = draw(knowledge)
        built = time.perf_counter() - start
        found.append(Measure(built, len(html.encode()) / 1e6, *time_view(browser, html, drawn, patience=patience)))
    return found[0], found[1]


def report(rows: Sequence[tuple[int, int, Measure, Measure]], *, patience: float) -> str:
    """What was measured, as a table."""
    lines = [
        f"{os.cpu_count()} cores",
        "",
        f"{'nodes':>6} {'edges':>6}  {'':6} {'build s':>8} {'MB':>6} {'drawn s':>8} {'frames/s':>9}",
    ]
    for nodes, edges, ours, pyvis in rows:
        for name, row in (("ours", ours), ("pyvis", pyvis)):
            drawn = f"> {patience:.0f}" if math.isinf(row.drawn) else f"{row.drawn:.2f}"
            frames = "-" if math.isnan(row.frames) else f"{row.frames:.0f}"
            lines.append(f"{nodes:6} {edges:6}  {name:6} {row.build:8.2f} {row.size:6.2f} {drawn:>8} {frames:>9}")
        build, drawn_bar = BARS.get(nodes, (math.inf, math.inf))
        if not math.isinf(drawn_bar):
            bar = "" if math.isinf(build) else f"{build:.2f}"
            lines.append(
                f"{'':15}{'bar':6} {bar:>8} {'':6} {drawn_bar:8.2f} {LEAST_FRAMES if nodes >= 10000 else '':>9}"
            )
    return "\n".join([*lines, ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="*", help="sizes, with twice as many edges (500 2000 10000)")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds to wait for a page to be drawn (60)")
    options = parser.parse_args(arguments)
    sizes = [(nodes, 2 * nodes) for nodes in options.nodes] if options.nodes else SIZES
    make_knowledge(20, 30)
    to_html(make_knowledge(20, 30))  # what loads once is loaded
    rows = []
    with open_browser() as browser:
        for nodes, edges in sizes:
            rows.append((nodes, edges, *measure(nodes, edges, browser, patience=options.patience)))
    sys.stdout.write(report(rows, patience=options.patience))


if __name__ == "__main__":
    main()
