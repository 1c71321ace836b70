"""Servers that tests share."""

from __future__ import annotations

import pytest
from servers import run_server

from kg.output import Settings, write_output


@pytest.fixture(scope="session")
def built(specimen, tmp_path_factory):
    """The directory of a build."""
    directory = tmp_path_factory.mktemp("built")
    write_output(specimen, directory, settings=Settings())
    return directory


@pytest.fixture(scope="session")
def served(built):
    """A server of the specimen, with the limits of the defaults."""
    with run_server("--store", built) as server:
        yield server


@pytest.fixture(scope="session")
def limited(built):
    """A server with narrow limits, which answers pages of one other origin."""
    with run_server(
        "--store", built / "store", "--time-limit", "1.5", "--row-limit", "3", "--cors", "https://a.example"
    ) as server:
        yield server
