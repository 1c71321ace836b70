"""A small knowledge made by hand, about an invented county of Guizhou and an invented one of Gansu.

Every offset is looked up in the page's text, so that evidence is exact by construction.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from kg.claims import join_relations
from kg.model import (
    Article,
    Claim,
    Credit,
    Entity,
    Evidence,
    Figure,
    Knowledge,
    Mention,
    Page,
    Passage,
    Relation,
    Span,
)

TEXT = """青溪县“暖阳行动”让
独居老人有人管

　　本报讯（记者王岚 通讯员李安）近日，青溪县民政局
启动“暖阳行动”，每月给320名独居老人发放补
贴。该局联合青溪县福利院，

图为福利院的文艺演出现场。　　赵晴 摄

在老街剧场举办2024暖阳文艺汇演。青溪县民政局局长周
正说，行动覆盖率达98.5%。

石门县在沙泉镇推行林长制
石门县林业局在沙泉镇推行林长制，护林11万亩，护林员减少-3人。省林业厅授予石门县林业局先进集体。
"""


def _find(text: str, *, after: int = 0) -> Span:
    start = TEXT.index(text, after)
    return Span(start, start + len(text))


def _join(*pieces: str, after: int = 0) -> Passage:
    """A passage of pieces that follow one another on the page."""
    sources, at = [], after
    for piece in pieces:
        span = _find(piece, after=at)
        sources.append(span)
        at = span.end
    return Passage("".join(pieces), tuple(sources))


_SHA = hashlib.sha256(TEXT.encode()).hexdigest()
PAGE = Page(
    id=f"p{_SHA[:12]}",
    source="specimen.txt",
    sha256=_SHA,
    text=TEXT,
    paper="黔南样报",
    date="2024-03-05",
    place="青溪县",
)
A1, A2, A3 = (f"{PAGE.id}-{number:02}" for number in (1, 2, 3))

_BODY = _join(
    "本报讯（记者王岚 通讯员李安）近日，青溪县民政局",
    "启动“暖阳行动”，每月给320名独居老人发放补",
    "贴。该局联合青溪县福利院，",
    "在老街剧场举办2024暖阳文艺汇演。青溪县民政局局长周",
    "正说，行动覆盖率达98.5%。",
)
_CAPTION = _join("图为福利院的文艺演出现场。")
_SHIMEN = _join(
    "石门县林业局在沙泉镇推行林长制，护林11万亩，护林员减少-3人。省林业厅授予石门县林业局先进集体。",
    after=TEXT.index("石门县林业局在沙泉镇"),
)
_FIRST = Article(
    id=A1,
    page=PAGE.id,
    kind="article",
    title=_join("青溪县“暖阳行动”让", "独居老人有人管"),
    deck=None,
    body=_BODY,
    story=_BODY.text.index("近日"),
    credits=(
        Credit("王岚", "reporter", "记者", (_find("王岚"),)),
        Credit("李安", "reporter", "通讯员", (_find("李安"),)),
    ),
    topics=("county-03", "programme-10"),
)
_PHOTO = Article(
    id=A2,
    page=PAGE.id,
    kind="photo",
    title=None,
    deck=None,
    body=_CAPTION,
    story=0,
    credits=(Credit("赵晴", "photographer", "摄", (_find("赵晴"),)),),
)
_THIRD = Article(
    id=A3,
    page=PAGE.id,
    kind="article",
    title=_join("石门县在沙泉镇推行林长制"),
    deck=None,
    body=_SHIMEN,
    story=0,
    topics=("county-04", "institution-08", "programme-11", "township-05"),
)


def _entity(key: str, cls: str, name: str, articles: tuple[str, ...], **more: object) -> Entity:
    return Entity(id=f"{cls.lower()}-{key}", cls=cls, name=name, articles=articles, **more)  # type: ignore[arg-type]


GUIZHOU = _entity("01", "Province", "贵州省", (), code="52")
GANSU = _entity("02", "Province", "甘肃省", (), code="62")
QINGXI = _entity("03", "County", "青溪县", (A1,), code="529901", aliases=("青溪",))
SHIMEN = _entity("04", "County", "石门县", (A3,), code="629901")
SHAQUAN = _entity("05", "Township", "沙泉镇", (A3,), code="629901101")
BUREAU = _entity(
    "06",
    "Institution",
    "青溪县民政局",
    (A1,),
    aliases=("县民政局", "该局"),
    decisions=("“该局”指上文的青溪县民政局", "县民政局按文章所在县补全"),
    mentions=(Mention(A1, "body", Span(20, 26), "青溪县民政局", "Institution", "pattern"),),
)
HOME = _entity("07", "Institution", "青溪县福利院", (A1, A2), aliases=("福利院",))
FORESTRY = _entity("08", "Institution", "石门县林业局", (A3,))
OFFICE = _entity("09", "Institution", "甘肃省林业厅", (A3,), aliases=("省林业厅",))
WARMTH = _entity("10", "Programme", "暖阳行动", (A1,))
FORESTS = _entity("11", "Programme", "林长制", (A3,))
SHOW = _entity("12", "Event", "2024暖阳文艺汇演", (A1,))
THEATRE = _entity("13", "Venue", "老街剧场", (A1,))
WANG = _entity("14", "Person", "王岚", (A1,))
LI = _entity("15", "Person", "李安", (A1,))
ZHAO = _entity("16", "Person", "赵晴", (A2,))
ZHOU = _entity("17", "Person", "周正", (A1,))

_START = "近日，青溪县民政局启动“暖阳行动”，每月给320名独居老人发放补贴。"
_UNION = "该局联合青溪县福利院，在老街剧场举办2024暖阳文艺汇演。"
_CHIEF = "青溪县民政局局长周正说，行动覆盖率达98.5%。"
_LINE = "石门县林业局在沙泉镇推行林长制，护林11万亩，护林员减少-3人。"
_AWARD = "省林业厅授予石门县林业局先进集体。"


def _state(article: Article, quote: str, subject: str | None, object_: str | None) -> Evidence:
    """Evidence of a sentence; pieces parted by nothing but blanks are one span of the page."""
    at = article.body.text.index(quote)
    spans: list[Span] = []
    for piece in article.body.locate(Span(at, at + len(quote))):
        if spans and not TEXT[spans[-1].end : piece.start].strip():
            spans[-1] = Span(spans[-1].start, piece.end)
        else:
            spans.append(piece)
    marks = [
        Span(quote.index(name), quote.index(name) + len(name)) if name is not None else None
        for name in (subject, object_)
    ]
    return Evidence(article.id, "body", quote, tuple(spans), subject=marks[0], object=marks[1])


def _fact(subject: Entity, predicate: str, object_: Entity, *evidence: Evidence, **more: object) -> Relation:
    fields: dict[str, object] = {"confidence": 0.9, "rule": "specimen-rule"} | more
    return Relation(subject.id, predicate, object_.id, (Claim(evidence=tuple(sorted(evidence)), **fields),))  # type: ignore[arg-type]


def make_specimen() -> Knowledge:
    """The specimen, sorted as a build sorts it."""
    relations = (
        _fact(QINGXI, "partOf", GUIZHOU, confidence=1.0, rule="gazetteer"),
        _fact(SHIMEN, "partOf", GANSU, confidence=1.0, rule="gazetteer"),
        _fact(SHAQUAN, "partOf", SHIMEN, confidence=1.0, rule="gazetteer"),
        _fact(BUREAU, "jurisdiction", QINGXI, _state(_FIRST, _START, "青溪县民政局", None), confidence=0.85),
        _fact(FORESTRY, "jurisdiction", SHIMEN, _state(_THIRD, _LINE, "石门县林业局", "石门县")),
        _fact(BUREAU, "initiates", WARMTH, _state(_FIRST, _START, "青溪县民政局", "暖阳行动"), confidence=0.95),
        _fact(
            BUREAU,
            "implements",
            WARMTH,
            _state(_FIRST, _START, "青溪县民政局", "暖阳行动"),
            _state(_FIRST, _CHIEF, "青溪县民政局", None),
        ),
        _fact(FORESTRY, "implements", FORESTS, _state(_THIRD, _LINE, "石门县林业局", "林长制")),
        _fact(SHAQUAN, "implements", FORESTS, _state(_THIRD, _LINE, "沙泉镇", "林长制"), confidence=0.6),
        _fact(BUREAU, "cooperatesWith", HOME, _state(_FIRST, _UNION, "该局", "青溪县福利院")),
        _fact(BUREAU, "organises", SHOW, _state(_FIRST, _UNION, "该局", "2024暖阳文艺汇演")),
        _fact(HOME, "organises", SHOW, _state(_FIRST, _UNION, "青溪县福利院", "2024暖阳文艺汇演")),
        _fact(SHOW, "locatedIn", THEATRE, _state(_FIRST, _UNION, "2024暖阳文艺汇演", "老街剧场")),
        _fact(HOME, "locatedIn", QINGXI, _state(_FIRST, _UNION, "青溪县福利院", "青溪县")),
        _fact(ZHOU, "affiliatedWith", BUREAU, _state(_FIRST, _CHIEF, "周正", "青溪县民政局"), role="局长"),
        _fact(ZHOU, "affiliatedWith", BUREAU, _state(_FIRST, _CHIEF, "周正", "青溪县民政局"), confidence=0.5),
        _fact(BUREAU, "supports", HOME, _state(_FIRST, _UNION, "该局", "青溪县福利院"), confidence=0.5),
        _fact(OFFICE, "recognises", FORESTRY, _state(_THIRD, _AWARD, "省林业厅", "石门县林业局")),
    )
    figures = (
        Figure(WARMTH.id, "独居老人", Decimal(320), "名", "320名", 0.8, _state(_FIRST, _START, None, "320名")),
        Figure(WARMTH.id, "覆盖率", Decimal("98.5"), "%", "98.5%", 0.9, _state(_FIRST, _CHIEF, None, "98.5%")),
        Figure(FORESTS.id, "护林", Decimal(110000), "亩", "11万亩", 0.8, _state(_THIRD, _LINE, None, "11万亩")),
        Figure(SHIMEN.id, "护林员", Decimal(-3), "人", "-3人", 0.4, _state(_THIRD, _LINE, None, "-3人")),
    )
    entities = (
        *(GUIZHOU, GANSU, QINGXI, SHIMEN, SHAQUAN, BUREAU, HOME, FORESTRY, OFFICE, WARMTH, FORESTS, SHOW, THEATRE),
        *(WANG, LI, ZHAO, ZHOU),
    )
    return Knowledge(
        pages=(PAGE,),
        articles=(_FIRST, _PHOTO, _THIRD),
        entities=tuple(sorted(entities, key=lambda entity: entity.id)),
        relations=join_relations(relations),
        figures=tuple(sorted(figures, key=lambda f: (f.evidence, f.evidence.object, f.entity))),
    )
