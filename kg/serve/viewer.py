"""`/`: the viewer, with its data from the server."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.views.page.template import fill_served, join_scripts, read_library, read_style

if TYPE_CHECKING:
    from starlette.requests import Request

_FILES: dict[str, tuple[Callable[[], str], str]] = {
    "viewer.js": (partial(join_scripts, "fromserver"), "text/javascript"),
    "vis-network.js": (read_library, "text/javascript"),
    "viewer.css": (read_style, "text/css"),
}
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#b3392b"/>
<text x="16" y="23" font-size="20" text-anchor="middle" fill="#fff" font-family="serif">志</text></svg>"""
_FOREVER = "public, max-age=31536000, immutable"


async def show_viewer(request: Request) -> Response:
    """The page."""
    del request
    return HTMLResponse(_fill_page(), headers={"Cache-Control": "no-cache"})


async def send_file(request: Request) -> Response:
    """A script or the style sheet; its address changes with what it holds."""
    name = request.path_params["name"]
    if name not in _FILES:
        return Response(status_code=404)
    return Response(_read(name), media_type=_FILES[name][1], headers={"Cache-Control": _FOREVER})


async def send_icon(request: Request) -> Response:
    """The seal, for browsers that ask by themselves."""
    del request
    return Response(_ICON, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


VIEWER = (Route("/", show_viewer), Route("/viewer/{name}", send_file), Route("/favicon.ico", send_icon))


@cache
def _fill_page() -> str:
    return fill_served(
        title="县志", style=_address("viewer.css"), library=_address("vis-network.js"), viewer=_address("viewer.js")
    )


@cache
def _read(name: str) -> str:
    return _FILES[name][0]()


def _address(name: str) -> str:
    return f"/viewer/{name}?v={hashlib.sha256(_read(name).encode()).hexdigest()[:12]}"
