"""How often facts are right, by their confidence: `python -m tests.bench.calibration [PAGES …]`.

Each PAGE.txt has its gold beside it as PAGE.yaml. A fact is right if the gold states it, accepts it as fair, or says
nothing against it because an end of it is optional; the rest is wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import yaml

from kg.articles import read_page
from kg.evaluate import evaluate, read_gold
from kg.pipeline import build_pages

BUCKETS = (0.9, 0.8, 0.7, 0.6, 0.0)
HERE = Path(__file__).resolve().parent.parent
DEFAULT = (HERE / "golden", HERE / "gold")


def find_pages(folders):
    """Pages with gold beside them, and the sample pages whose gold lies with the golden files."""
    sample = HERE.parent / "kg" / "data" / "sample"
    for folder in folders:
        for gold in sorted(folder.glob("*.yaml")):
            page = next((p for p in (gold.with_suffix(".txt"), sample / f"{gold.stem}.txt") if p.exists()), None)
            if page is not None:
                yield page, gold


def bucket_of(confidence):
    """Lower bound of the bucket that a confidence falls into."""
    return next(b for b in BUCKETS if confidence >= b)


def count_page(page, gold):
    """Right and wrong relations of a page, by bucket."""
    place = yaml.safe_load(gold.read_text(encoding="utf-8")).get("place")
    knowledge = build_pages([read_page(page, place=place)])
    wrong = set(evaluate(knowledge, read_gold(gold)).errors.get("relation spurious", ()))
    names = {e.id: e.name for e in knowledge.entities}
    right_count, wrong_count = Counter(), Counter()
    for relation in knowledge.relations:
        fact = f"{names[relation.subject]} {relation.predicate} {names[relation.object]}"
        (wrong_count if fact in wrong else right_count)[bucket_of(relation.confidence)] += 1
    return right_count, wrong_count


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=DEFAULT)
    right, wrong = Counter(), Counter()
    pages = 0
    for page, gold in find_pages(parser.parse_args().folders):
        good, bad = count_page(page, gold)
        right, wrong, pages = right + good, wrong + bad, pages + 1
    sys.stdout.write(f"{pages} pages\n\n| confidence | facts | right |\n|---|---|---|\n")
    above = 1.0
    for bucket in BUCKETS:
        total = right[bucket] + wrong[bucket]
        share = f"{right[bucket] / total:.3f}" if total else "-"
        sys.stdout.write(f"| {bucket:.1f} to {above:.1f} | {total} | {share} |\n")
        above = bucket


if __name__ == "__main__":
    main()
