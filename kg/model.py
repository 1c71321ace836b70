"""Core types. All frozen, all comparable; offsets are code points, half-open.

Three texts must be told apart: the text of a page (never altered), the passages of an article (repaired text whose
every character is a character of the page), and the quote of an evidence (a slice of a passage).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kg.markup import write_facts

DIVISION_CLASSES = ("Province", "Prefecture", "County", "Township", "Village")
ENTITY_CLASSES = (*DIVISION_CLASSES, "Zone", "Institution", "Programme", "Event", "Venue", "Person")

Kind = Literal["article", "photo"]
Part = Literal["title", "deck", "body"]
CreditRole = Literal["reporter", "photographer"]


class _Packed:
    """Pickles as a call of its class, in half the time: pages come back from the processes that build them."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, order=True)
class Span(_Packed):
    """Half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def crosses(self, other: Span) -> bool:
        """Whether the two ranges share a code point."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Span) -> bool:
        """Whether this range lies inside the other (equal ranges do)."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Passage(_Packed):
    """Repaired text made of slices of a page.

    Attributes:
        text: The slices joined. Paragraphs are parted by one line feed, which is a line feed of the page.
        sources: Page spans in reading order; none is empty; the page's slices joined give `text`.
    """

    text: str
    sources: tuple[Span, ...]

    def locate(self, span: Span) -> tuple[Span, ...]:
        """Page spans of a span of `text`, in reading order; one piece per source touched."""
        found: list[Span] = []
        at = 0
        for source in self.sources:
            after = at + source.end - source.start
            if after > span.start:
                low, high = max(span.start, at), min(span.end, after)
                if low < high:
                    found.append(Span(source.start + low - at, source.start + high - at))
                if after >= span.end:
                    break
            at = after
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a newspaper as text.

    Attributes:
        id: `p` and the first 12 hex digits of `sha256`.
        source: File name without directories.
        sha256: Of the file's bytes.
        text: Decoded text, never altered (a byte order mark is dropped, line ends are kept).
        encoding: How the bytes were decoded.
        paper: Name of the newspaper, if known.
        date: ISO date, if known.
        place: Home of the newspaper, a division's name, if known.
    """

    id: str
    source: str
    sha256: str
    text: str
    encoding: str = "utf-8"
    paper: str | None = None
    date: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A person named in a byline or photo credit.

    Attributes:
        name: Without blanks inside (`陶小满`); a middle dot is kept (`多吉·次仁`).
        role: What the graph says: reported by, or photographed by.
        title: As printed: 记者, 通讯员, 作者, 摄.
        spans: Where the name stands on the page (several where a line break or blank parts it).
    """

    name: str
    role: CreditRole
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One item of a page.

    Attributes:
        id: Page id, `-`, and a two-digit number in page order.
        page: Id of its page.
        kind: `article`, or `photo` (a caption with its photo credit).
        title: Headline with its lines joined; None where the page gives none.
        deck: Summary lines that stand apart from the body; None where there are none.
        body: From dateline to last sentence, photo credit excluded; one paragraph a line. A sub-heading is a paragraph.
        story: Offset in `body.text` where the story begins, after dateline and byline.
        headings: Spans of sub-headings in `body.text`.
        credits: Sorted by place on the page.
        topics: Ids of the entities that it is about, sorted.
    """

    id: str
    page: str
    kind: Kind
    title: Passage | None
    deck: Passage | None
    body: Passage
    story: int
    headings: tuple[Span, ...] = ()
    credits: tuple[Credit, ...] = ()
    topics: tuple[str, ...] = ()

    def passage(self, part: Part) -> Passage | None:
        """The passage of that name, or None."""
        return {"title": self.title, "deck": self.deck, "body": self.body}[part]


@dataclass(frozen=True, slots=True, order=True)
class Mention(_Packed):
    """A name found in a passage of an article.

    Attributes:
        article: Article id.
        part: Which passage.
        span: Code points in that passage's text.
        text: The slice, as printed there.
        cls: One of `ENTITY_CLASSES`.
        finder: What found it (`gazetteer`, `neural`, a rule id …).
        score: 0 to 1, how sure the finder is.
        name: The name meant, when it differs from `text` (a quoted name with its head noun and without its marks).
        code: Official code of the division that the finder read it as; empty where it could not tell.
    """

    article: str
    part: Part
    span: Span
    text: str
    cls: str
    finder: str
    score: float = 1.0
    name: str = ""
    code: str = ""

    @property
    def label(self) -> str:
        """The name meant: `name` where it is set, else `text`."""
        return self.name or self.text


@dataclass(frozen=True, slots=True)
class Entity(_Packed):
    """What mentions point at.

    Attributes:
        id: Local part of its IRI: class in lower case, `-`, and hex digits derived from class, name and context.
        cls: One of `ENTITY_CLASSES`.
        name: Canonical name, without quote marks.
        aliases: Every other form met, sorted.
        code: Official code of a division (2, 4, 6, 9 or 12 digits), or None.
        articles: Ids of the articles that name it, sorted.
        mentions: Sorted. Empty in a graph that was loaded from RDF.
        decisions: Why mentions were joined, kept apart or linked, in plain words.
    """

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    articles: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    decisions: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        """What it is, for a notebook; the text of a page is escaped."""
        return write_facts(
            [
                (self.cls, self.name),
                ("aliases", "、".join(self.aliases)),
                ("code", self.code or ""),
                ("articles", str(len(self.articles))),
                ("mentions", str(len(self.mentions)) if self.mentions else ""),
                ("id", self.id),
                ("decisions", "；".join(self.decisions)),
            ]
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """What a name says by itself, or what the official hierarchy settles.

    Attributes:
        subject: Entity id.
        predicate: `partOf`, `jurisdiction` or `locatedIn`.
        object: Entity id.
        rule: Why: `gazetteer` (official hierarchy), `name-division`, `name-parent`, `stands-behind`, `article-place`.
        confidence: 0 to 1.
        mention: The mention that says so; None for the official hierarchy.
    """

    subject: str
    predicate: str
    object: str
    rule: str
    confidence: float
    mention: Mention | None = None


@dataclass(frozen=True, slots=True, order=True)
class Evidence(_Packed):
    """The sentence that states a fact.

    Attributes:
        article: Article id.
        part: Passage it stands in.
        quote: Slice of that passage (repaired text).
        spans: Where it stands on the page: pieces parted by nothing but blanks are one span.
        subject: Where the subject is named, in code points of `quote`; None where the sentence leaves it out.
        object: The same for the object (for a figure: for the number).
    """

    article: str
    part: Part
    quote: str
    spans: tuple[Span, ...]
    subject: Span | None = field(default=None, compare=False)
    object: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Claim(_Packed):
    """What one rule says of a relation: how sure it is, and by which sentences.

    Pages that say the same by the same rule, and as surely, share a claim; else each page makes a claim of its own.

    Attributes:
        confidence: 0 to 1.
        rule: Id of the rule that found it; `gazetteer` for the official hierarchy.
        evidence: Sorted; empty only for what follows from the official hierarchy.
        role: Post held, for `affiliatedWith`.
    """

    confidence: float
    rule: str
    evidence: tuple[Evidence, ...] = ()
    role: str | None = None

    @property
    def inferred(self) -> bool:
        """Whether it follows from the official hierarchy alone."""
        return not self.evidence


@dataclass(frozen=True, slots=True)
class Relation(_Packed):
    """A fact that holds between two entities; there is one for each subject, predicate and object.

    Attributes:
        subject: Entity id.
        predicate: Local name in the ontology (`implements`).
        object: Entity id.
        claims: At least one, the surest first, as `kg.claims.join_claims` sorts them.
    """

    subject: str
    predicate: str
    object: str
    claims: tuple[Claim, ...]

    @property
    def confidence(self) -> float:
        """That of the surest claim, 0 to 1."""
        return self.claims[0].confidence

    @property
    def rule(self) -> str:
        """The rule of the surest claim."""
        return self.claims[0].rule

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The sentences of all claims, each once, sorted; empty only for a fact of the official hierarchy."""
        if len(self.claims) == 1:
            return self.claims[0].evidence
        return tuple(sorted({evidence for claim in self.claims for evidence in claim.evidence}))

    @property
    def roles(self) -> tuple[str, ...]:
        """Posts held, those of the surest claims first."""
        return tuple(dict.fromkeys(claim.role for claim in self.claims if claim.role))

    @property
    def role(self) -> str | None:
        """The post of the surest claim that names one."""
        return next(iter(self.roles), None)

    @property
    def inferred(self) -> bool:
        """Whether the fact follows from the official hierarchy alone."""
        return all(claim.inferred for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Figure(_Packed):
    """A number with a unit that the page claims about an entity.

    Attributes:
        entity: Entity id.
        measure: What is measured, in the page's words.
        value: Plain number (11万亩 is 110000).
        unit: Base unit as printed (亩, 元, %).
        text: The number as printed (`11万亩`).
        confidence: 0 to 1, of the entity being the right one.
        evidence: The sentence.
    """

    entity: str
    measure: str
    value: Decimal
    unit: str
    text: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known, sorted by id: equal input gives an equal value."""

    pages: tuple[Page, ...] = ()
    articles: tuple[Article, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    figures: tuple[Figure, ...] = ()
