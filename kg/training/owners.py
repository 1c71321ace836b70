"""Trains the ranker of owners: `python -m kg.training.owners GOLD.yaml …` writes `kg/data/models/owners.csv`.

The same pages give the same bytes. The table says how often the owner was right on each page
by weights fitted without it.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.relations.ranking import HEADER, SHARPNESS, WEIGHTS_FILE, LinearRanker
from kg.training.cases import Case, GoldPage, find_page_cases, find_passage_cases, read_gold_page
from kg.training.fitting import fit_sharpness, fit_weights

PASSAGES = Path(__file__).parent.parent / "data" / "training" / "owners.txt"
_COMMENT = "# What each trait of a candidate weighs when an owner is chosen. Made by kg.training.owners; do not edit.\n"


def train_owners(paths: Sequence[Path], *, passages: Path = PASSAGES) -> tuple[str, str]:
    """Fit the weights to pages and passages.

    Args:
        paths: Gold files with their pages.
        passages: Marked passages.

    Returns:
        Content of the weights file; a table of pages: figures, with the right owner among the candidates, chosen right.

    Raises:
        DataError: A gold file, page or passage is damaged.
    """
    pages = [read_gold_page(path) for path in sorted(paths)]
    taught = find_passage_cases(passages)
    cases = [find_page_cases(page) for page in pages]
    apart = [fit_weights([*taught, *_join(cases[:n], cases[n + 1 :])]) for n in range(len(pages))]
    unseen = [find_page_cases(page, ranker=LinearRanker(weights)) for page, weights in zip(pages, apart, strict=True)]
    weights = fit_weights([*taught, *_join(cases)])
    sharpness = fit_sharpness(apart, unseen)
    return _write_weights(weights, sharpness), _tabulate(pages, unseen)


def _join(*groups: Sequence[Sequence[Case]]) -> list[Case]:
    return [case for group in groups for cases in group for case in cases]


def _write_weights(weights: Mapping[str, float], sharpness: float) -> str:
    content = io.StringIO()
    content.write(_COMMENT + HEADER + "\n")
    rows = csv.writer(content, lineterminator="\n")
    rows.writerow([SHARPNESS, sharpness])
    rows.writerows([trait, weights[trait]] for trait in sorted(weights))
    return content.getvalue()


def _tabulate(pages: Sequence[GoldPage], unseen: Sequence[Sequence[Case]]) -> str:
    lines = [f"{'page':10}{'figures':>9}{'possible':>10}{'right':>8}"]
    for name, cases in [*((p.name, c) for p, c in zip(pages, unseen, strict=True)), ("all", _join(unseen))]:
        count = len(cases)
        possible = sum(bool(case.right) for case in cases) / count
        right = sum(case.chosen in case.right for case in cases) / count
        lines.append(f"{name:10}{count:9}{possible:10.3f}{right:8.3f}")
    return "\n".join(lines)


def main() -> None:
    """Train on the gold files of the command line."""
    content, table = train_owners([Path(word) for word in sys.argv[1:]])
    WEIGHTS_FILE.write_text(content, encoding="utf-8")
    sys.stdout.write(table + "\n")


if __name__ == "__main__":
    main()
