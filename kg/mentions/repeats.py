"""Names met again: what an article names once with good reason is looked for in its other sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from kg.mentions.reading import Reading
from kg.mentions.vocabulary import HAN
from kg.model import Mention, Span

_DEFINED = re.compile(
    r"[（(](?:(?:以下|下)?(?:统)?简称|以下称|下称|下统称)[:：]?(?:“([^”]{2,12})”|([^（）()“”，]{2,12}))[）)]"
)
# what follows a name in many sentences and belongs to none
_NO_THIRD = frozenset(
    "的是在和与说称笑答问讲道看走站坐带领率从把被将给让对向就也还又都却则便才只正已曾将要想有没不一两三几每这那"
    "此该家们等所身手眼脸心头口同跟为以于到用使及或并而且上下前后里中外今当因由自去来做作当任获拿接赶回出进"
)


def find_definitions(reading: Reading, mentions: Sequence[Mention]) -> tuple[tuple[Mention, str, Span], ...]:
    """Short names that the text itself introduces: X（以下简称“Y”）.

    Returns:
        The mention that is shortened, the short name, and the span of the short name.
    """
    found: list[tuple[Mention, str, Span]] = []
    for match in _DEFINED.finditer(reading.text):
        group = 1 if match.group(1) else 2
        found += [(m, match.group(group), Span(*match.span(group))) for m in mentions if m.span.end == match.start()]
    return tuple(found)


def name_defined(
    reading: Reading, shorts: Sequence[tuple[Mention, str, Span]], found: Sequence[Mention]
) -> tuple[Mention, ...]:
    """Add the divisions that a text calls by a short name of its own: 西乌珠穆沁旗（以下简称西乌旗）.

    Args:
        reading: A passage.
        shorts: Definitions of divisions, of the whole article.
        found: The divisions of the passage.

    Returns:
        All divisions of the passage, sorted, without overlaps.
    """
    taken = [m.span for m in found]
    added: list[Mention] = []
    for origin, short, _ in shorts:
        for match in re.finditer(re.escape(short), reading.text):
            span = Span(*match.span())
            if not any(span.crosses(t) for t in taken):
                taken.append(span)
                added.append(
                    replace(origin, part=reading.part, span=span, text=short, name=origin.label, finder="defined")
                )
    return tuple(sorted([*found, *added], key=lambda m: m.span))


def apply_definitions(readings: Sequence[Reading], mentions: Sequence[Mention]) -> list[Mention]:
    """Let a short name that the text introduces mean the full one wherever a finder saw it by itself.

    Args:
        readings: The passages of one article.
        mentions: Of that article, after the overlap policy.

    Returns:
        The mentions in the same order; those that bear a defined short name are labelled with the full name.
    """
    full: dict[str, Mention] = {}
    for reading in readings:
        own = [m for m in mentions if m.part == reading.part]
        full.update({short: mention for mention, short, _ in find_definitions(reading, own)})
    return [
        replace(m, name=origin.label, code=origin.code, cls=origin.cls, finder="defined")
        if (origin := full.get(m.text.strip("“”"))) is not None and m.text != origin.text
        else m
        for m in mentions
    ]


def complete_names(
    readings: Sequence[Reading], mentions: Sequence[Mention], titles: re.Pattern[str], title_end: re.Pattern[str]
) -> list[Mention]:
    """Give a person of two letters the third that the article's other sentences show.

    It is shown where a longer name of the article holds these two letters and stands here, or where the name is
    followed by one and the same letter in different sentences, once of them behind a title.

    Args:
        readings: The passages of one article.
        mentions: Of that article, after the overlap policy.
        titles: Matches a post, occupation or status.
        title_end: Matches one at the end of a text.

    Returns:
        The mentions in the same order.
    """
    texts = {reading.part: reading.text for reading in readings}
    people = {m.text for m in mentions if m.cls == "Person"}
    longer = {t for t in people if len(t) in {3, 4}}
    grown: dict[str, str] = {}
    for short in sorted(t for t in people if len(t) == 2):
        third = _read_third(short, texts.values(), titles, title_end)
        if third and not any(m.text == short and m.finder == "person-first-part" for m in mentions):
            grown[short] = short + third
    return [_complete(m, texts[m.part], longer, grown, mentions) if m.cls == "Person" else m for m in mentions]


def _read_third(short: str, texts: Iterable[str], titles: re.Pattern[str], title_end: re.Pattern[str]) -> str:
    """The letter that follows a short name wherever it stands; empty where that is no part of it."""
    around = [
        (text[max(0, m.start() - 8) : m.start()], text[m.end() : m.end() + 4])
        for text in texts
        for m in re.finditer(re.escape(short), text)
    ]
    thirds = {after[:1] for _, after in around}
    if len(around) < 2 or len(thirds) > 1 or len({after[:2] for _, after in around}) < 2:
        return ""
    third = thirds.pop()
    behind = any(title_end.search(before) for before, _ in around)
    before_title = any(titles.match(after) for _, after in around)
    return third if behind and not before_title and re.match(rf"[{HAN}]", third) and third not in _NO_THIRD else ""


def _complete(
    mention: Mention, text: str, longer: Collection[str], grown: Mapping[str, str], others: Sequence[Mention]
) -> Mention:
    if len(mention.text) == 4 and mention.text[:3] in longer and mention.text[3] in _NO_THIRD:
        # 马小燕手｜最｜巧: the tagger gives a word to a name
        return replace(mention, span=Span(mention.span.start, mention.span.end - 1), text=mention.text[:3], name="")
    if len(mention.text) != 2:
        return mention
    start, end = mention.span.start, mention.span.end
    for name in sorted({*longer, *filter(None, [grown.get(mention.text)])}, key=lambda n: (-len(n), n)):
        at = name.find(mention.text)
        span = Span(start - at, start - at + len(name)) if at >= 0 else None
        if span is None or span.start < 0 or text[span.start : span.end] != name or span.end < end:
            continue
        if not any(m.part == mention.part and m is not mention and m.span.crosses(span) for m in others):
            return replace(mention, span=span, text=name, name="")
    return mention


def find_repeats(readings: Sequence[Reading], mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Find known names where no finder saw them.

    Args:
        readings: The passages of one article.
        mentions: What the finders found in that article, after the overlap policy.

    Returns:
        New mentions that cross none of the given ones.
    """
    by_part: dict[str, list[Mention]] = defaultdict(list)
    known: dict[str, Mention] = {}
    for mention in mentions:
        by_part[mention.part].append(mention)
        for name in {mention.text.strip("“”《》"), mention.label}:
            if len(name) >= 2 and mention.finder != "gazetteer":
                known.setdefault(name, mention)
        if mention.finder == "quoted-tail":
            core = re.match(r".*?“([^”]+)”", mention.text)
            if core and len(core.group(1)) >= 3:
                known.setdefault(core.group(1), mention)
            tail = mention.text.rpartition("”")[2]
            if len(tail) >= 5:
                known.setdefault(tail, mention)
    for reading in readings:
        for mention, short, _ in find_definitions(reading, by_part[reading.part]):
            known[short] = Mention(
                mention.article,
                mention.part,
                mention.span,
                short,
                mention.cls,
                "defined",
                0.95,
                mention.label,
                mention.code,
            )
    found: list[Mention] = []
    for reading in readings:
        taken = [m.span for m in by_part[reading.part]]
        for name in sorted(known, key=lambda n: (-len(n), n)):
            origin = known[name]
            for match in re.finditer(re.escape(name), reading.text):
                span = _with_quotes(reading.text, match.start(), match.end())
                if any(span.crosses(t) for t in taken):
                    continue
                if origin.cls == "Person" and not reading.is_boundary(match.start()):
                    continue
                label = origin.label if origin.finder in {"quoted-tail", "defined"} else name
                taken.append(span)
                found.append(
                    Mention(
                        reading.article,
                        reading.part,
                        span,
                        reading.text[span.start : span.end],
                        origin.cls,
                        "defined" if origin.finder == "defined" else "repeat",
                        min(origin.score, 0.85),
                        label,
                        origin.code if origin.finder == "defined" else "",
                    )
                )
    return tuple(sorted(found))


def _with_quotes(text: str, start: int, end: int) -> Span:
    if start > 0 and text[start - 1] == "“" and text[end : end + 1] == "”":
        return Span(start - 1, end + 1)
    return Span(start, end)
