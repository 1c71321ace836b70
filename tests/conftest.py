from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from specimen import make_specimen

if TYPE_CHECKING:
    from kg.model import Knowledge


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden/*.txt and the README's tables anew"
    )


@pytest.fixture(scope="session")
def specimen() -> Knowledge:
    """A small knowledge made by hand; see `tests/specimen.py`."""
    return make_specimen()


@pytest.fixture(scope="session")
def sample() -> Knowledge:
    """The sample pages as `kg build` builds them."""
    from kg.inputs import build_sources, find_sample_sources  # noqa: PLC0415 - only what builds loads the stages

    faults: list[Exception] = []
    knowledge = build_sources(find_sample_sources(), fail=faults.append)
    assert not faults
    return knowledge
