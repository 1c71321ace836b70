"""The OpenAPI document of the interface for programs: read from `kg/data/serve/openapi.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from kg import __version__


def describe_api(url: str) -> dict[str, Any]:
    """The document of the server at a URL."""
    document = _read()
    return {**document, "info": {**document["info"], "version": __version__}, "servers": [{"url": url}]}


@cache
def _read() -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - rarely needed

    text = files("kg").joinpath("data/serve/openapi.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document
