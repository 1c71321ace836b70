from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from specimen import make_specimen

if TYPE_CHECKING:
    from kg.model import Knowledge


@pytest.fixture(scope="session")
def specimen() -> Knowledge:
    """A small knowledge made by hand; see `tests/specimen.py`."""
    return make_specimen()
