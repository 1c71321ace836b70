"""What speaks for a candidate: the traits that the ranker weighs, each a readable word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.relations.affinities import find_affinities, suits
from kg.relations.cues import ATTRIBUTE
from kg.relations.measures import load_words, match_words
from kg.relations.speech import find_speaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.relations.candidates import Candidate, Stand
    from kg.relations.focus import Clause
    from kg.relations.numbers import Quantity
    from kg.relations.scenes import Scene

_PUBLIC = re.compile(
    r"(?:[局委部厅办]|政府|办公室|委员会|党工委|管委会|联合会|残联|妇联|总工会|中心|支部|大队|院检察院|法院)$"
)
_SCHOOL = re.compile(r"(?:学校|中学|小学|幼儿园|学院|大学|研究院|研究所)$")
_RATE = re.compile(r"每[\u4e00-\u9fff]{1,3}[^，]{0,6}$")
_PRONOUN = re.compile(r"[他她]")
_MEANS = re.compile(r"(?:采取|采用|运用|利用|依托|靠着?|凭借?|通过|按照?|借助|根据|围绕|以)$")
_EXPLAINED = re.compile(r"”?[\u4e00-\u9fff]{0,2}：(?!“)")
_LISTING = re.compile(r"[”’）]?等(?:[\d一二两三四五六七八九十]|[县市区旗乡镇村地])")
_WHOLE = re.compile(r"全(?:[省市县区州盟旗镇乡村]|社区|街道)|我[省市县区州旗]")
_NEAR = 12  # characters on either side of a number that say what is counted
_WORDS = (
    "territorial",
    "personal",
    "subsidy",
    "extent",
    "outcome",
    "own",
    "counted",
    "found",
    "receiving",
    "occasion",
    "helping",
    "opening",
    "investing",
    "producing",
    "attending",
    "training",
    "equipping",
    "selling",
    "covering",
)
_SHORT = {
    "Province": "division",
    "Prefecture": "division",
    "County": "division",
    "Township": "township",
    "Village": "village",
    "Zone": "zone",
    "Programme": "programme",
    "Event": "event",
    "Venue": "venue",
    "Person": "person",
}


@lru_cache(maxsize=4096)
def kind_of(cls: str, name: str) -> str:
    """A candidate's class in a word; institutions by what they are."""
    if cls != "Institution":
        return _SHORT.get(cls, cls)
    if name.endswith(tuple(load_words()["private"])):
        return "school" if _SCHOOL.search(name) else "firm"
    return "organ" if _PUBLIC.search(name) else "body"


def describe_candidates(
    scene: Scene, quantity: Quantity, i: int, candidates: Sequence[Candidate], *, cues: Mapping[str, Sequence[str]]
) -> list[tuple[str, ...]]:
    """The traits of each candidate of a number.

    Args:
        scene: The passage, up to the number.
        quantity: The number.
        i: Place of its clause.
        candidates: Who may own it.
        cues: The turns of phrase that speak for an entity, by its id.

    Returns:
        In the order of the candidates.
    """
    return _Describer(scene, quantity, i, cues).describe(candidates)


class _Describer:
    """One number."""

    def __init__(self, scene: Scene, quantity: Quantity, i: int, cues: Mapping[str, Sequence[str]]) -> None:
        self.cues = cues
        self.scene = scene
        self.quantity = quantity
        self.i = i
        self.clause: Clause = scene.focus.clauses[i]
        text, clause = scene.text, self.clause.span
        self.lead = text[clause.start : quantity.span.start]
        self.words = self._read_words()
        self.verb = re.sub(r"(?:了|约|近|达|超|逾|共|已|过)+$", "", self.lead)[-2:]
        self.rate = _RATE.search(self.lead) is not None
        self.quote = next((span for span in scene.speech if quantity.span.within(span)), None)
        speaker = find_speaker(text, self.quote, focus=scene.focus) if self.quote else None
        self.speaker = speaker.entity if speaker else ""
        begin, end = quantity.span.start - _NEAR, quantity.span.end + _NEAR
        self.affinities = find_affinities(text, max(clause.start, begin), min(clause.end, end))
        self.owner = scene.owners[-1] if scene.owners else None
        self.people = _PRONOUN.search(text, self.clause.sentence.start, quantity.span.start) is not None
        self.shared: dict[tuple[str, str], tuple[str, ...]] = {}

    def _read_words(self) -> tuple[str, ...]:
        text, start, end = self.scene.text, self.clause.span.start, self.clause.span.end
        begin = self.quantity.span.start
        found = []
        for word in _WORDS:
            pattern = match_words(word)
            if pattern.search(text, start, begin):
                found.append(word)
            elif pattern.search(text, begin, end):
                found.append(word + "+")
        return tuple(found)

    def describe(self, candidates: Sequence[Candidate]) -> list[tuple[str, ...]]:
        governing = [c for c in candidates if c.governs]
        governing.sort(key=lambda c: -c.governs.role.named.span.start if c.governs else 0)
        self.order = {c.entity: n for n, c in enumerate(governing)}
        return [tuple(dict.fromkeys(self._traits(c))) for c in candidates]

    def _traits(self, c: Candidate) -> Iterator[str]:
        cls, where = kind_of(c.cls, c.name), self._where(c)
        if (cls, where) not in self.shared:
            self.shared[cls, where] = tuple(self._shared_traits(cls, where))
        yield from self.shared[cls, where]
        yield from self._stand_traits(c, cls, where)
        yield from self._governing_traits(c, cls)
        yield from self._behind_traits(c, cls)
        for cue in self.cues.get(c.entity, ()):
            yield f"cue={cue}"
            yield f"cue={cue} class={cls}"
        if suits(self.affinities, c.cls, c.name):
            yield "suits"
            yield f"suits class={cls}"
            yield f"suits where={where}"
        yield from self._focus_traits(c, cls)
        yield from self._owner_traits(c, cls)
        yield from self._speech_traits(c, cls)
        yield from self._article_traits(c, cls)

    def _shared_traits(self, cls: str, where: str) -> Iterator[str]:
        """What candidates of one class that stand alike have in common."""
        yield f"class={cls}"
        yield f"unit={self.quantity.kind} class={cls}"
        yield f"unit={self.quantity.unit} class={cls}"
        yield f"where={where}"
        yield f"where={where} class={cls}"
        for word in self.words:
            yield f"word={word} class={cls}"
            yield f"word={word} where={where}"
        if self.rate:
            yield f"rate class={cls}"
        if self.verb:
            yield f"verb={self.verb} class={cls}"
            yield f"verb={self.verb} where={where}"

    def _where(self, c: Candidate) -> str:
        if c.before:
            return self._place(c.before, "before")
        if c.after:
            return self._place(c.after, "behind")
        return "nowhere"

    def _place(self, stand: Stand, side: str) -> str:
        if stand.at == self.i:
            return f"clause-{side}"
        if stand.clause.sentence == self.clause.sentence:
            return f"sentence-{side}"
        if side == "behind":
            return "later"
        clauses = self.scene.focus.clauses
        line = self.scene.text.rfind("\n", 0, self.clause.span.start)
        if stand.role.named.span.start > line:
            first = self.i - self.clause.number
            return "last" if first and clauses[first - 1].sentence == stand.clause.sentence else "paragraph"
        return "far"

    def _stand_traits(self, c: Candidate, cls: str, where: str) -> Iterator[str]:
        text, start = self.scene.text, self.quantity.span.start
        stand = c.before
        if stand:
            role = stand.role
            kind = role.kind + ("!" if role.introduced else "") + ("*" if role.official else "")
            yield f"role={kind}"
            yield f"role={kind} class={cls}"
            yield f"role={kind} where={where}"
            yield f"rank={min(c.rank, 5)}"
            yield f"rank={min(c.rank, 3)} where={where}"
            yield f"rank={min(c.rank, 3)} class={cls}"
            yield f"distance={min(self.i - stand.at, 6)}"
            if stand.first:
                yield f"first where={where}"
                yield f"first class={cls}"
            if stand.opens:
                yield f"opens where={where}"
            lead = text[stand.clause.span.start : role.named.span.start].rstrip("“《")[-3:]
            if _MEANS.search(lead):
                means = "means again" if role.named.reference else "means"
                yield means
                yield f"{means} class={cls}"
            if _EXPLAINED.match(text, role.named.span.end):
                yield "explained"
                yield f"explained where={where}"
                yield f"explained class={cls}"
            if _LISTING.match(text, role.named.span.end, start + 1):
                yield "listing"
                yield f"listing class={cls}"
            if role.named.reference:
                yield f"reference where={where}"
                if _WHOLE.fullmatch(text[role.named.span.start : role.named.span.end]):
                    yield f"whole where={where}"
            if where == "clause-before":
                gap = text[role.named.span.end : start]
                if gap.startswith(("的", "”的")):
                    yield "attribute before"
                    yield f"attribute before class={cls}"

    def _governing_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        if c.governs:
            distance = "here" if c.governs.at == self.i else "before"
            yield f"governs {distance}"
            order = self.order[c.entity]
            last = order == len(self.order) - 1
            yield f"governs order={min(order, 2)}{' only' if len(self.order) == 1 else ' first' if last else ''}"
            yield f"governs order={min(order, 2)} class={cls}"
            yield f"governs {distance} class={cls}"
            yield f"governs {distance} class={cls} unit={self.quantity.kind}"

    def _behind_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        text = self.scene.text
        if c.after:
            after = c.after
            place = self._place(after, "behind")
            kind = after.role.kind + ("!" if after.role.introduced else "")
            yield f"behind={place} role={kind}"
            yield f"behind={place} class={cls}"
            if after.at == self.i:
                gap = text[self.quantity.span.end : after.role.named.span.start]
                if ATTRIBUTE.fullmatch(gap):
                    yield "attribute behind"
                    yield f"attribute behind unit={self.quantity.kind}"
                yield f"behind gap={min(len(gap), 8) // 2} class={cls}"
            if c.before is None and after.first:
                yield f"behind first={place}"

    def _focus_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        focus = self.scene.focus
        here = "here" if focus.is_here(self.clause) else "carried"
        if focus.owner and focus.owner.entity == c.entity:
            yield f"focus {here}"
            yield f"focus {here} class={cls}"
            yield f"focus class={cls} unit={self.quantity.kind}"
        if focus.subject and focus.subject.entity == c.entity:
            yield "subject"
            yield f"subject class={cls} unit={self.quantity.kind}"
        if focus.event and focus.event.entity == c.entity:
            yield "event"
        if focus.programmes and focus.programmes[-1].entity == c.entity:
            yield "programme"
        if focus.division and focus.division.entity == c.entity:
            yield "division"

    def _owner_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        if self.owner is None:
            return
        entity, at = self.owner
        clauses = self.scene.focus.clauses
        line = self.scene.text.rfind("\n", 0, self.clause.span.start)
        if at == self.i:
            near = "clause"
        elif clauses[at].sentence == self.clause.sentence:
            near = "sentence"
        elif clauses[at].span.start > line:
            near = "paragraph"
        else:
            near = "far"
        if entity == c.entity:
            yield f"owner {near}"
            yield f"owner {near} class={cls}"
        elif any(e == c.entity for e, _ in self.scene.owners):
            yield f"owned {near}"

    def _speech_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        if self.quote is None:
            if self.people and cls == "person" and c.before and c.rank < 3:
                yield "pronoun"
            return
        yield f"quoted class={cls}"
        if c.entity == self.speaker:
            yield "speaker"
            yield f"speaker unit={self.quantity.kind}"
        if c.before and c.before.role.named.span.start >= self.quote.start:
            yield "in quote"

    def _article_traits(self, c: Candidate, cls: str) -> Iterator[str]:
        count = self.scene.cast.counts.get(c.entity, 0)
        yield f"count={'many' if count > 3 else 'few' if count > 1 else 'one'} class={cls}"
        if c.entity in self.scene.headline:
            yield "headline"
            yield f"headline class={cls}"
        if c.entity == self.scene.main:
            yield "main"
            yield f"main unit={self.quantity.kind}"
