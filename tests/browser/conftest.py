"""A real Chromium, and a page opened from a file in it. Whatever the page asks for beyond its file is a failure."""

from __future__ import annotations

import os
import shutil
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pytest

from kg.views.page import to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from kg.model import Knowledge

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


draw = lru_cache(to_html)


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        reason = "no chromium on the PATH; install Debian's `chromium`, or name one in CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the knowledge's page from a file; check afterwards that it asked for nothing and broke nowhere."""
    contexts, faults = [], []

    def open_it(
        knowledge: Knowledge, *, at: str = "", width: int = 1280, height: int = 800, html: str = "", **settings: Any
    ) -> Page:
        path = tmp_path / "graph.html"
        path.write_text(html or draw(knowledge), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", offline=True, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("console", lambda said: faults.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        own = path.as_uri()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] == own or request.url.startswith(("blob:", "about:"))
                else faults.append(f"request: {request.url}")
            ),
        )
        page.goto(own + at)
        if html:
            return page
        least = min(1, len(knowledge.entities))
        page.wait_for_function("(least) => window.xianzhi && xianzhi.labels().length >= least", arg=least)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []
