"""The governing subject: who does what a clause says, where the clause itself leaves it out."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from kg.model import DIVISION_CLASSES
from kg.relations.naming import Named
from kg.relations.tape import ANY_NAME, CLASS_FIRST, CLASS_LAST, CLASS_MARKS, MARKS, Tape
from kg.resources.lexicon import read_lexicon

_CLAUSE = re.compile(r"[^，；：]+")
# A name behind one of these is no subject: 在全县启动, 对企业给予, 与高校合作, 被省厅评为
_PREPOSITIONS = (
    *"在对向为给从到于与和同将把被以至往赴获及让使令跟比朝沿经驻自",
    *(
        "依托",
        "来自",
        "走进",
        "来到",
        "位于",
        "落户",
        "面向",
        "围绕",
        "通过",
        "按照",
        "根据",
        "经过",
        "针对",
        "包括",
        "其中",
        "比如",
        "例如",
        "覆盖",
        "聚焦",
        "立足",
        "途经",
        "毗邻",
        "家住",
        "入驻",
        "走访",
        "服务",
        "带动",
        "促进",
    ),
)
_PLACE = f"[{''.join(CLASS_MARKS[c] for c in DIVISION_CLASSES)}]{ANY_NAME}"
_PLACES_BEFORE = re.compile(f"(?:{_PLACE})+$")
_ABOVE = f"(?:{_PLACE})*?"
_LAST = f"(?![{CLASS_FIRST}-{CLASS_LAST}])"
# What opens with one of these has a subject of its own that no name stands for
_OTHERS = ("他", "她")
_UNNAMED = ("该", "这位", "这名", "这处", "这栋", "施工方", "承建方", "建设方", "项目方", "业主方", "主办方", "承办方")
_DESCRIBED = ("这家", "这座", "这所", "这支", "这间")
# Words for a body that the references could not tell: who acts is not named
_BODIES = ("园区", "公司", "企业", "学校", "校方", "医院", "院方", "合作社", "集团", "协会", "基地")
_THROUGH = ("经", "据", "从", "到", "在", "由")  # who brings two together, or where they meet, is neither of them
_BOTH = ("双方", "两家", "两地", "两院", "两校", "两县", "两市", "两区", "两村")
_SEVERAL = ("三方", "四方", "各方", "多方")
_NOT_OBJECT = frozenset({"介绍", "表示", "目前", "公布", "所属"})


@dataclass(frozen=True, slots=True)
class Subject:
    """Who acts.

    Attributes:
        named: One or more names, in order.
        weight: 1 in the same clause, less the farther it was carried.
    """

    named: tuple[Named, ...]
    weight: float


@dataclass(slots=True)
class SubjectTrail:
    """What earlier sentences of the passage were about, by class.

    Attributes:
        last: The last sentence's subject for each set of classes that was asked for.
    """

    history: list[tuple[Named, ...]] = field(default_factory=list)

    def recall(self, classes: Collection[str]) -> tuple[Named, ...]:
        """The nearest earlier subject of some classes; empty if none."""
        for named in reversed(self.history):
            fitting = tuple(n for n in named if n.cls in classes)
            if fitting:
                return fitting
        return ()


@cache
def _verbs() -> frozenset[str]:
    return frozenset(row.word for row in read_lexicon("verbs") if row.cls != "speak") - _NOT_OBJECT


def _runs(tape: Tape, classes: Collection[str], start: int, end: int) -> list[tuple[int, int]]:
    one = f"[{''.join(CLASS_MARKS[c] for c in sorted(classes))}]{ANY_NAME}"
    pattern = re.compile(f"{one}(?:(?:、|和|与|及|以及){_ABOVE}{one}{_LAST})*")
    return [m.span() for m in pattern.finditer(tape.text, start, end)]


@cache
def _held_post() -> re.Pattern[str]:
    posts = "|".join(sorted((re.escape(r.word) for r in read_lexicon("posts")), key=lambda w: (-len(w), w)))
    return re.compile(
        f"[^{MARKS}，]{{0,8}}?(?:{posts}|[农户手匠员师工])(?:{CLASS_MARKS['Person']}|[^{MARKS}，的]{{2,4}}(?=力|夺|获|被|凭|说))"
    )


@cache
def _speech() -> re.Pattern[str]:
    verbs = "|".join(
        sorted((re.escape(r.word) for r in read_lexicon("verbs") if r.cls == "speak"), key=lambda w: (-len(w), w))
    )
    return re.compile(f"[^{MARKS}，。]{{0,3}}?(?:{verbs})")


@cache
def _spoken() -> re.Pattern[str]:
    return re.compile(f"[^{MARKS}，。]{{0,8}}?[长记任理裁席人]{CLASS_MARKS['Person']}{ANY_NAME}{_speech().pattern}")


def _may_govern(tape: Tape, start: int, end: int, verbs: Collection[str]) -> bool:
    """Whether a run of names can be a subject: no place before another name, no object, no speaker, no attribute."""
    before = _PLACES_BEFORE.sub("", tape.text[:start])  # 到某某省某某市某某县取经 is all one place
    after = tape.text[end : end + 1]
    if (
        after == "的"
        or tape.text.startswith(("主要领导", "领导", "负责人", "相关负责人", "主要负责", "所属", "下属", "旗下"), end)
        or _held_post().match(tape.text, end)
    ):
        return False
    if after and "\ue000" <= after <= "\uf8ff":
        return False
    if tape.text[start] == CLASS_MARKS["Person"] and _speech().match(tape.text, end):
        return False
    if before.endswith(_PREPOSITIONS):
        return before.endswith("截至")
    return not any(before[-size:] in verbs for size in (4, 3, 2))


def _find_both(tape: Tape, at: int, classes: Collection[str], trail: SubjectTrail) -> Subject | None:
    """The two that 双方 means: partners named side by side, in this sentence or as subject of the one before."""
    pairs = [
        run
        for run in _runs(tape, classes, 0, at)
        if len(tape.names_in(*run)) == 2 and not tape.text[: run[0]].endswith(_THROUGH)
    ]
    if pairs:
        return Subject(tape.names_in(*pairs[-1]), 0.9)
    last = trail.history[-1] if trail.history else ()
    both = tuple(n for n in last if n.cls in classes)
    return Subject(both, 0.85) if len(both) == len(last) == 2 else None


def find_governing(
    tape: Tape, at: int, classes: Collection[str], *, trail: SubjectTrail, main: Named | None
) -> Subject | None:
    """Find the subject that governs a place of a sentence.

    The clause's own first subject, else that of the clause before, and so on; else the last sentence's; else the
    article's main division.

    Args:
        tape: The sentence.
        at: Where the verb stands on the tape.
        classes: What the subject may be.
        trail: Subjects of the sentences before.
        main: The article's main division.
    """
    verbs = _verbs()
    clauses = [m.span() for m in _CLAUSE.finditer(tape.text)]
    behind = [c for c in clauses if c[0] <= at]
    for distance, (start, end) in enumerate(reversed(behind)):
        if tape.text.startswith(_OTHERS, start) and "Person" not in classes:
            return None
        if tape.text.startswith(_DESCRIBED, start):
            # 这家来自外地的企业: who is described acts, if it is known who that is
            told = [
                tape.names_in(*r) for r in _runs(tape, classes, start, min(end, at)) if _may_govern(tape, *r, verbs)
            ]
            meant = next((names for names in told if names and names[-1].reference), None)
            return Subject(meant[-1:], max(0.85, 1.0 - 0.03 * distance)) if meant else None
        if tape.text.startswith((*_UNNAMED, *_SEVERAL, *_BODIES), start):
            return None
        if tape.text.startswith(_BOTH, start):
            return _find_both(tape, start, classes, trail)
        for run in _runs(tape, classes, start, min(end, at)):
            if _may_govern(tape, *run, verbs):
                return Subject(tape.names_in(*run), 1.0 if distance == 0 else max(0.85, 0.97 - 0.03 * distance))
            if distance and "Person" not in classes and _spoken().match(tape.text, run[1]):
                # 某某局局长某某说，将推行…: the body that the speaker heads
                return Subject(tape.names_in(*run)[-1:], 0.85)
    recalled = trail.recall(classes)
    if recalled:
        return Subject(recalled, 0.8)
    if main is not None and main.cls in classes:
        return Subject((main,), 0.68)
    return None


def note_sentence(tape: Tape, trail: SubjectTrail) -> None:
    """Remember what a sentence is about; quoted speech changes nothing."""
    if tape.text.startswith("“"):
        return
    verbs = _verbs()
    for match in _CLAUSE.finditer(tape.text):
        for run in _runs(tape, CLASS_MARKS, *match.span()):
            if _may_govern(tape, *run, verbs):
                trail.history.append(tape.names_in(*run))
                return
