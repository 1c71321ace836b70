"""One graph of several pages: the number of processes makes no difference, and an error comes back from them whole."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from kg.errors import DataError, InputError
from kg.pipeline import build_each, build_pages
from kg.resources.sample import read_sample


@pytest.fixture(scope="module")
def pages():
    """The sample's pages over and over, each time as another page, and one that holds no article."""
    from kg.articles import read_page  # noqa: PLC0415 - only what builds loads the stages
    from kg.resources.sample import SAMPLE_FILE  # noqa: PLC0415

    originals = [read_page(SAMPLE_FILE.parent / page.path.name, place=page.place) for page in read_sample().pages]
    copies = [replace(page, id=f"{page.id}-{turn}") for turn in range(8) for page in originals]
    return [*copies, replace(originals[0], id="empty", text="\n\n")]


def test_workers_find_the_same_in_the_same_order(pages):
    alone = list(build_each(pages))
    shared = list(build_each(pages, workers=2))
    assert shared[:-1] == alone[:-1]
    assert [built.pages[0].id for built in shared[:-1]] == [page.id for page in pages[:-1]]
    assert isinstance(shared[-1], InputError)
    assert str(shared[-1]) == str(alone[-1])


def test_a_page_without_articles_is_an_error_of_the_whole(pages):
    with pytest.raises(InputError, match="article"):
        build_pages(pages[-2:])


@pytest.mark.parametrize("kind", [InputError, DataError])
def test_errors_travel_between_processes(kind):
    error = kind("页.txt", found="nothing", expected="an article", line=3)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert type(copy) is kind
    assert str(copy) == str(error)
    assert (copy.source, copy.found, copy.expected, copy.line) == ("页.txt", "nothing", "an article", 3)
