"""What speaks for a candidate: the traits that the ranker weighs, each a readable word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.relations.affinities import find_affinities, suits
from kg.relations.cues import ATTRIBUTE
from kg.relations.measures import load_words, match_words
from kg.relations.ranking import Traits
from kg.relations.speech import find_speaker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
_TOLD = 6  # characters behind a number that say what sort of thing it is
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
) -> list[Traits]:
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
        self.told = text[quantity.span.end : min(quantity.span.end + _TOLD, clause.end)]
        self.rate = _RATE.search(self.lead) is not None
        self.quote = next((span for span in scene.speech if quantity.span.within(span)), None)
        speaker = find_speaker(text, self.quote, focus=scene.focus) if self.quote else None
        self.speaker = speaker.entity if speaker else ""
        begin, end = quantity.span.start - _NEAR, quantity.span.end + _NEAR
        self.affinities = find_affinities(text, max(clause.start, begin), min(clause.end, end))
        self.owner, self.near = "", ""
        if scene.owners:
            self.owner, at = scene.owners[-1]
            self.near = self._find_near(at)
        self.owned = {entity for entity, _ in scene.owners}
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

    def describe(self, candidates: Sequence[Candidate]) -> list[Traits]:
        governing = [c for c in candidates if c.governs]
        governing.sort(key=lambda c: -c.governs.role.named.span.start if c.governs else 0)
        self.order = {c.entity: n for n, c in enumerate(governing)}
        return [self._describe(c) for c in candidates]

    def _describe(self, c: Candidate) -> Traits:
        cls, where = kind_of(c.cls, c.name), self._where(c)
        if (cls, where) not in self.shared:
            common: list[str] = []
            self._shared_traits(cls, where, common.append)
            self.shared[cls, where] = tuple(dict.fromkeys(common))
        own: list[str] = []
        add = own.append
        self._stand_traits(c, cls, where, add)
        self._governing_traits(c, cls, add)
        self._behind_traits(c, cls, add)
        for cue in self.cues.get(c.entity, ()):
            add(f"cue={cue}")
            add(f"cue={cue} class={cls}")
        if suits(self.affinities, c.cls, c.name):
            add("suits")
            add(f"suits class={cls}")
            add(f"suits where={where}")
        if cls == "programme" and c.name[-2:] in self.told:  # 按每人8元助餐补贴标准发放：某某补贴
            add("told")
            add(f"told where={where}")
        self._focus_traits(c, cls, add)
        self._owner_traits(c, cls, add)
        self._speech_traits(c, cls, add)
        self._article_traits(c, cls, add)
        return Traits(self.shared[cls, where], tuple(dict.fromkeys(own)))

    def _shared_traits(self, cls: str, where: str, add: Callable[[str], None]) -> None:
        """What candidates of one class that stand alike have in common."""
        add(f"class={cls}")
        add(f"unit={self.quantity.kind} class={cls}")
        add(f"unit={self.quantity.unit} class={cls}")
        add(f"where={where}")
        add(f"where={where} class={cls}")
        for word in self.words:
            add(f"word={word} class={cls}")
            add(f"word={word} where={where}")
        if self.rate:
            add(f"rate class={cls}")
        if self.verb:
            add(f"verb={self.verb} class={cls}")
            add(f"verb={self.verb} where={where}")

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

    def _stand_traits(self, c: Candidate, cls: str, where: str, add: Callable[[str], None]) -> None:
        text, start = self.scene.text, self.quantity.span.start
        stand = c.before
        if stand:
            role = stand.role
            kind = role.kind + ("!" if role.introduced else "") + ("*" if role.official else "")
            add(f"role={kind}")
            add(f"role={kind} class={cls}")
            add(f"role={kind} where={where}")
            add(f"rank={min(c.rank, 5)}")
            add(f"rank={min(c.rank, 3)} where={where}")
            add(f"rank={min(c.rank, 3)} class={cls}")
            add(f"distance={min(self.i - stand.at, 6)}")
            if stand.first:
                add(f"first where={where}")
                add(f"first class={cls}")
            if stand.opens:
                add(f"opens where={where}")
            lead = text[stand.clause.span.start : role.named.span.start].rstrip("“《")[-3:]
            span = role.named.span
            prior = text[max(stand.clause.span.start, span.start - 3) : span.start].rstrip("“《")[-2:]
            following = text[span.end : min(span.end + 3, stand.clause.span.end)].lstrip("”》")[:2]
            add(f"prior={prior}")
            add(f"prior={prior} class={cls}")
            add(f"next={following}")
            add(f"next={following} class={cls}")
            if _MEANS.search(lead):
                means = "means again" if role.named.reference else "means"
                add(means)
                add(f"{means} class={cls}")
            if _EXPLAINED.match(text, role.named.span.end):
                add("explained")
                add(f"explained where={where}")
                add(f"explained class={cls}")
            if _LISTING.match(text, role.named.span.end, start + 1):
                add("listing")
                add(f"listing class={cls}")
            if role.named.reference:
                add(f"reference where={where}")
                if _WHOLE.fullmatch(text[role.named.span.start : role.named.span.end]):
                    add(f"whole where={where}")
            if where == "clause-before":
                gap = text[role.named.span.end : start]
                if gap.startswith(("的", "”的")):
                    add("attribute before")
                    add(f"attribute before class={cls}")

    def _governing_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        if c.governs:
            distance = "here" if c.governs.at == self.i else "before"
            add(f"governs {distance}")
            order = self.order[c.entity]
            last = order == len(self.order) - 1
            add(f"governs order={min(order, 2)}{' only' if len(self.order) == 1 else ' first' if last else ''}")
            add(f"governs order={min(order, 2)} class={cls}")
            add(f"governs {distance} class={cls}")
            add(f"governs {distance} class={cls} unit={self.quantity.kind}")

    def _behind_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        text = self.scene.text
        if c.after:
            after = c.after
            place = self._place(after, "behind")
            kind = after.role.kind + ("!" if after.role.introduced else "")
            add(f"behind={place} role={kind}")
            add(f"behind={place} class={cls}")
            if after.at == self.i:
                gap = text[self.quantity.span.end : after.role.named.span.start]
                if ATTRIBUTE.fullmatch(gap):
                    add("attribute behind")
                    add(f"attribute behind unit={self.quantity.kind}")
                add(f"behind gap={min(len(gap), 8) // 2} class={cls}")
            if c.before is None and after.first:
                add(f"behind first={place}")

    def _focus_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        focus = self.scene.focus
        here = "here" if focus.is_here(self.clause) else "carried"
        if focus.owner and focus.owner.entity == c.entity:
            add(f"focus {here}")
            add(f"focus {here} class={cls}")
            add(f"focus class={cls} unit={self.quantity.kind}")
        if focus.subject and focus.subject.entity == c.entity:
            add("subject")
            add(f"subject class={cls} unit={self.quantity.kind}")
        if focus.event and focus.event.entity == c.entity:
            add("event")
        if focus.programmes and focus.programmes[-1].entity == c.entity:
            add("programme")
        if focus.division and focus.division.entity == c.entity:
            add("division")

    def _owner_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        if c.entity == self.owner:
            add(f"owner {self.near}")
            add(f"owner {self.near} class={cls}")
        elif c.entity in self.owned:
            add(f"owned {self.near}")

    def _find_near(self, at: int) -> str:
        """How far the clause is that holds the number before."""
        clauses = self.scene.focus.clauses
        if at == self.i:
            return "clause"
        if clauses[at].sentence == self.clause.sentence:
            return "sentence"
        line = self.scene.text.rfind("\n", 0, self.clause.span.start)
        return "paragraph" if clauses[at].span.start > line else "far"

    def _speech_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        if self.quote is None:
            if self.people and cls == "person" and c.before and c.rank < 3:
                add("pronoun")
            return
        add(f"quoted class={cls}")
        if c.entity == self.speaker:
            add("speaker")
            add(f"speaker unit={self.quantity.kind}")
        if c.before and c.before.role.named.span.start >= self.quote.start:
            add("in quote")

    def _article_traits(self, c: Candidate, cls: str, add: Callable[[str], None]) -> None:
        count = self.scene.cast.counts.get(c.entity, 0)
        add(f"count={'many' if count > 3 else 'few' if count > 1 else 'one'} class={cls}")
        if c.entity in self.scene.headline:
            add("headline")
            add(f"headline class={cls}")
        if c.entity == self.scene.main:
            add("main")
            add(f"main unit={self.quantity.kind}")
