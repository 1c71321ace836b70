"""Training gives the same bytes again, and weights that stand for something."""

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.relations.numbers import find_quantities
from kg.relations.owners import find_owners
from kg.relations.ranking import WEIGHTS_FILE, LinearRanker, Traits, load_ranker
from kg.training.cases import find_passage_cases, read_passages
from kg.training.fitting import fit_weights
from kg.training.owners import PASSAGES, train_owners

TESTS = Path(__file__).parent.parent
PAGES = [
    *(TESTS / "golden" / f"{name}.yaml" for name in ("d1", "d2", "d3")),
    *sorted((TESTS / "gold").glob("*.yaml")),
]


def test_the_weights_are_what_training_makes():
    content, table = train_owners(PAGES)
    same = content == WEIGHTS_FILE.read_text(encoding="utf-8")  # apart from the assertion, which would print both
    assert same, f"run python -m kg.training.owners {' '.join(str(path) for path in PAGES)} and commit"
    right = float(table.splitlines()[-1].split()[-1])
    assert right > 0.7  # on pages that the weights have not seen


def test_every_mark_of_a_passage_is_read():
    text, named, owners = read_passages(PASSAGES)[0]
    assert "[" not in text
    assert "{" not in text
    assert all(text[name.span.start : name.span.end] == name.name for name in named if not name.reference)
    ends = {quantity.span.end for quantity in find_quantities(text)}
    assert owners.keys() <= ends


def test_a_mark_behind_no_number_is_told(tmp_path):
    path = tmp_path / "passages.txt"
    path.write_text("[County 隆德县]修好水渠{隆德县}，种树300亩{隆德县}。", encoding="utf-8")
    with pytest.raises(DataError, match="隆德县"):
        find_passage_cases(path)


def test_weights_fit_what_they_were_taught():
    cases = find_passage_cases(PASSAGES)
    weights = fit_weights(cases)
    assert weights == fit_weights(cases)
    ranker = LinearRanker(weights)
    right = total = 0
    for text, named, owners in read_passages(PASSAGES):
        for quantity, _, owner in find_owners(text, find_quantities(text), named=named, ranker=ranker):
            if quantity.span.end in owners:
                total += 1
                right += owners[quantity.span.end] == owner.entity
    assert right / total > 0.85


@pytest.mark.parametrize("content", ["weight,trait\n", "trait,weight\nmain,heavy\n", "trait,weight\nmain\n"])
def test_damaged_weights_are_told(tmp_path, content):
    path = tmp_path / "owners.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"owners\.csv"):
        load_ranker(path)


def test_probabilities_add_up_and_follow_the_weights():
    ranker = LinearRanker({"main": 1.0, "far": -2.0}, sharpness=2.0)
    traits = [Traits(("main",), ()), Traits(("far",), ("unknown",)), Traits((), ())]
    likely = ranker.rank(None, [None, None, None], traits)
    assert sum(likely) == pytest.approx(1)
    assert likely[0] > likely[2] > likely[1]
