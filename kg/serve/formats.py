"""The formats that answers come in, and which of them a client wants most."""

from __future__ import annotations

from dataclasses import dataclass

RESULTS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types of tables and truth values, the preferred first, with their format."""

GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
"""Media types of graphs, the preferred first, with their format."""

HTML = "text/html"
_IN_UTF8 = ("text/", "application/xml")


@dataclass(frozen=True, slots=True)
class _Range:
    """One entry of an Accept header."""

    kind: str
    part: str
    quality: float

    def covers(self, media: str) -> int:
        """How closely it names a media type: 0 not at all, 1 any, 2 any of the kind, 3 itself."""
        kind, _, part = media.partition("/")
        if self.kind == "*":
            return 1
        if self.kind != kind:
            return 0
        return 2 if self.part == "*" else 3 if self.part == part else 0


def choose_media(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The media type that a client wants most of those offered.

    Args:
        accept: The Accept header; None or blank accepts anything.
        offered: Media types, the preferred first.

    Returns:
        One of them, or None where the client accepts none. What the header cannot mean is passed over.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = _parse_accept(accept)
    best, most = None, 0.0
    for media in offered:
        near = max(ranges, key=lambda found: found.covers(media), default=None)
        quality = near.quality if near is not None and near.covers(media) else 0.0
        if quality > most:
            best, most = media, quality
    return best


def _parse_accept(accept: str) -> list[_Range]:
    ranges = []
    for entry in accept.lower().split(","):
        media, *parameters = (piece.strip() for piece in entry.split(";"))
        kind, slash, part = media.partition("/")
        given = next((p.partition("=")[2] for p in parameters if p.partition("=")[0].strip() == "q"), "1")
        try:
            quality = float(given)
        except ValueError:
            continue
        if slash and 0 <= quality <= 1:
            ranges.append(_Range(kind, part, quality))
    return ranges


def name_charset(media: str) -> str:
    """The media type as a header says it, with its charset where it has one."""
    return f"{media}; charset=utf-8" if media.startswith(_IN_UTF8) else media
