"""Sending a graph to another SPARQL store, page by page, by the Graph Store HTTP Protocol.

Each page replaces the graph of its IRI there, so that sending again changes nothing, and what a page no longer says is
gone. No other graph is touched.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import httpx
    from pyoxigraph import Store

RETRIES = 4
"""How often a page is sent again where the server is at fault, or does not answer."""

_PAUSE = 0.5
"""Seconds before the first of these; twice as many before each further one."""

_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_TIMEOUT = 60.0


class PushError(KgError):
    """A graph that a server did not take."""


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into one graph.

    Attributes:
        graph: Its IRI.
        triples: How many.
        content: As N-Triples.
    """

    graph: str
    triples: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a graph.

    Attributes:
        graph: Its IRI.
        triples: How many it holds.
        fault: Why the server did not take it; empty where it did.
    """

    graph: str
    triples: int
    fault: str = ""


def list_parts(path: Path, *, graphs: Sequence[str] = (), ontology: bool = False) -> Iterator[Part]:
    """What a graph sends: each page that it holds, as a graph of its own.

    Args:
        path: The directory of a build, the store in it, or a file of RDF; a file that names no graphs is told apart by
            page first.
        graphs: Only the pages of these IRIs, or ids.
        ontology: Send the ontology too, as a graph of its own.

    Raises:
        InputError: The graph cannot be read.
        NotFound: It holds no such page.
    """
    from pyoxigraph import NamedNode, RdfFormat, serialize  # noqa: PLC0415 - loads pyoxigraph

    from kg.errors import NotFound  # noqa: PLC0415
    from kg.store import list_pages  # noqa: PLC0415
    from kg.views.sparql import ONTOLOGY_GRAPH  # noqa: PLC0415

    store = _open_by_page(path)
    pages = list_pages(store)
    chosen = [page for page in pages if not graphs or page in graphs or page.rpartition("/")[2] in graphs]
    missing = [name for name in graphs if not any(name in (page, page.rpartition("/")[2]) for page in pages)]
    if missing:
        raise NotFound(f"{path}: no page {missing[0]}; there are {', '.join(pages)}")
    for iri in (*chosen, *([ONTOLOGY_GRAPH.value] if ontology else [])):
        triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(iri))]
        yield Part(iri, len(triples), serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def _open_by_page(path: Path) -> Store:
    from pyoxigraph import DefaultGraph  # noqa: PLC0415 - loads pyoxigraph

    from kg.store import list_pages, open_graph  # noqa: PLC0415
    from kg.views.rdf import find_base, from_rdf, read_graph, to_quads  # noqa: PLC0415

    store = open_graph(path)
    if list_pages(store):
        return store
    triples = read_graph(path / "graph.ttl" if path.is_dir() else path)
    store.extend(q for q in to_quads(from_rdf(triples), base=find_base(triples)) if q.graph_name != DefaultGraph())
    return store


def push_parts(
    parts: Iterator[Part],
    url: str,
    *,
    user: str | None = None,
    password: str | None = None,
    token: str | None = None,
    progress: Callable[[Sent], None] | None = None,
    retried: Callable[[str], None] | None = None,
    pause: float = _PAUSE,
) -> Iterator[Sent]:
    """Send graphs one after another; one that the server refuses does not keep the others back.

    Args:
        parts: What to send.
        url: Of the Graph Store, as `http://127.0.0.1:7878/store`.
        user: Name for basic authentication.
        password: To go with it.
        token: For bearer authentication.
        progress: Told of each graph.
        retried: Told why a graph is sent again.
        pause: Seconds before a graph is sent again; twice as many each further time.

    Yields:
        What became of each.

    Raises:
        PushError: The URL is none, or the server refuses who is asking.
    """
    import httpx  # noqa: PLC0415 - seldom needed

    auth = httpx.BasicAuth(user, password or "") if user is not None else None
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    try:
        client = httpx.Client(auth=auth, headers=headers, timeout=_TIMEOUT, follow_redirects=False)
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise PushError(f"{url}: found {error}, expected the URL of a graph store") from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise PushError(f"{url}: found no host, expected a URL such as http://127.0.0.1:7878/store")
    with client:
        for part in parts:
            sent = Sent(part.graph, part.triples, _send(client, address, part, retried=retried, pause=pause))
            if progress:
                progress(sent)
            yield sent


def _send(
    client: httpx.Client, url: httpx.URL, part: Part, *, retried: Callable[[str], None] | None, pause: float
) -> str:
    """Send one graph; returns what is wrong, or nothing."""
    import httpx  # noqa: PLC0415 - seldom needed

    fault = ""
    for attempt in range(RETRIES + 1):
        if fault:
            wait = pause * 2 ** (attempt - 1)
            if retried:
                retried(f"{part.graph}: {fault}; again in {wait:g} s")
            time.sleep(wait)
        try:
            target = url.copy_merge_params({"graph": part.graph})
            answer = client.put(target, content=part.content, headers={"Content-Type": "application/n-triples"})
        except httpx.TransportError as error:
            fault = str(error).lower() or type(error).__name__
            continue
        if answer.is_success:
            return ""
        said = " ".join(answer.text.split())[:200]
        fault = f"{answer.status_code} {answer.reason_phrase}" + (f": {said}" if said else "")
        if answer.status_code in {401, 403}:
            raise PushError(f"{url}: found {fault}, expected credentials that it takes (--user, --token)")
        if answer.status_code not in _PASSING:
            return fault
    return f"{fault} ({RETRIES + 1} attempts)"
