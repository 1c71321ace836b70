"""Knowledge of any size made from code: provinces, prefectures, counties, and what stands in them. No name is real."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from kg.model import Article, Claim, Credit, Entity, Evidence, Knowledge, Mention, Page, Passage, Relation, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRST, SECOND, THIRD = "云石青金白沙清古新长", "川岭溪河原泉台湾塘桥", "东南西北上下前后中外"
PER_COUNTY = 24
PER_PREFECTURE = 10  # counties
PER_PROVINCE = 8  # prefectures
PER_ARTICLE = 8  # facts
PER_PAGE = 40  # articles
OFFICES = ("农业农村局", "教育局", "民政局", "水务局", "税务局", "中心小学", "文化馆", "合作社")
PLANS = ("振兴行动", "助学计划", "河长制", "安居工程", "培训项目", "帮扶机制")


def make_knowledge(nodes: int, edges: int, *, seed: int = 7) -> Knowledge:
    """A knowledge of exactly so many entities and relations; the same for the same numbers.

    Most facts stay inside a county; a few institutions have many, as ministries do.
    """
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    entities, groups = _make_entities(nodes)
    facts = _hang_up(entities, groups)
    seen = set(facts)
    counties = [group for group in groups if len(group) > 1] or [list(range(len(entities)))]
    while len(facts) < edges and len(entities) > 3:
        group = dice.choice(counties)
        one = dice.choice(group)
        # One in five goes to an entity that many have to do with: the smaller its number, the likelier.
        other = dice.choice(group) if dice.random() < 0.8 else int(len(entities) * dice.random() ** 3)
        predicate = "implements" if entities[other][1] == "Programme" else "cooperatesWith"
        if one != other and (one, predicate, other) not in seen:
            seen.add((one, predicate, other))
            facts.append((one, predicate, other))
    return _write(entities, sorted(facts[:edges]))


def _name(number: int) -> str:
    return FIRST[number % 10] + SECOND[number // 10 % 10] + (THIRD[number // 100 % 10] if number >= 100 else "")


def _make_entities(nodes: int) -> tuple[list[tuple[str, str, str]], list[list[int]]]:
    """(id, class, name) of every entity, and for every county the numbers of what stands in it, the county first."""
    entities: list[tuple[str, str, str]] = []
    groups: list[list[int]] = []

    def add(cls: str, name: str) -> int:
        entities.append((f"e{len(entities):06}", cls, name))
        return len(entities) - 1

    county = 0
    while len(entities) < nodes:
        if county % (PER_PREFECTURE * PER_PROVINCE) == 0:
            add("Province", f"{_name(county // (PER_PREFECTURE * PER_PROVINCE))}省")
        if county % PER_PREFECTURE == 0 and len(entities) < nodes:
            add("Prefecture", f"{_name(county // PER_PREFECTURE)}市")
        short = _name(county)
        group = []
        for place in range(min(1 + PER_COUNTY, nodes - len(entities))):
            if place == 0:
                group.append(add("County", f"{short}县"))
            elif place % 4 == 1:
                group.append(add("Programme", f"{short}{PLANS[place // 4 % len(PLANS)]}"))
            elif place % 8 == 2:
                group.append(add("Person", f"{short[-1]}某{THIRD[place % 10]}{county}"))
            elif place % 8 == 4:
                group.append(add("Township", f"{short[0]}{SECOND[place % 10]}{county}镇"))
            else:
                group.append(add("Institution", f"{short}县{OFFICES[place % len(OFFICES)]}"))
        groups.append(group)
        county += 1
    return entities, groups


def _hang_up(entities: list[tuple[str, str, str]], groups: list[list[int]]) -> list[tuple[int, str, int]]:
    """Facts that tie every entity to its county, prefecture or province."""
    facts: list[tuple[int, str, int]] = []
    province = prefecture = None
    heads = {group[0] for group in groups if group}
    for number, (_, cls, _) in enumerate(entities):
        if cls == "Province":
            province = number
        elif cls == "Prefecture" and province is not None:
            prefecture = number
            facts.append((number, "partOf", province))
        elif number in heads and prefecture is not None:
            facts.append((number, "partOf", prefecture))
    for group in groups:
        for place in group[1:]:
            cls = entities[place][1]
            way = {"Programme": "implements", "Person": "affiliatedWith", "Township": "partOf"}.get(cls, "jurisdiction")
            facts.append((group[0], way, place) if cls == "Programme" else (place, way, group[0]))
    return facts


def _write(entities: list[tuple[str, str, str]], facts: list[tuple[int, str, int]]) -> Knowledge:
    """Articles that state the facts, a sentence each; facts of the hierarchy are stated by none."""
    told = [fact for fact in facts if fact[1] != "partOf"]
    sentences = {fact: _state(entities[fact[0]][2], entities[fact[2]][2]) for fact in told}
    groups = [told[start : start + PER_ARTICLE] for start in range(0, len(told), PER_ARTICLE)]
    bodies = ["".join(sentences[fact] for fact in group) for group in groups]
    pages = [
        Page(
            f"p{number:012}",
            f"synthetic-{number}.txt",
            f"{number:064}",
            "\n".join(bodies[start : start + PER_PAGE]),
            paper="合成样报",
        )
        for number, start in enumerate(range(0, max(1, len(bodies)), PER_PAGE))
    ]
    articles: list[Article] = []
    mentions: dict[int, set[Mention]] = {}
    evidence: dict[tuple[int, str, int], Evidence] = {}
    at = 0
    for number, (group, body) in enumerate(zip(groups, bodies, strict=True)):
        at = at if number % PER_PAGE else 0
        articles.append(_make_article(pages[number // PER_PAGE], number, body, at))
        offset = 0
        for fact in group:
            quote = sentences[fact]
            ends = [_find(quote, entities[end][2]) for end in (fact[0], fact[2])]
            for end, span in zip((fact[0], fact[2]), ends, strict=True):
                where = Span(offset + span.start, offset + span.end)
                name, cls = entities[end][2], entities[end][1]
                mentions.setdefault(end, set()).add(Mention(articles[-1].id, "body", where, name, cls, "pattern"))
            begin = at + offset
            evidence[fact] = Evidence(articles[-1].id, "body", quote, (Span(begin, begin + len(quote)),), *ends)
            offset += len(quote)
        at += len(body) + 1
    return Knowledge(
        pages=tuple(pages),
        articles=tuple(articles),
        entities=tuple(
            _make_entity(entity, mentions.get(number, ())) for number, entity in enumerate(sorted(entities))
        ),
        relations=tuple(_make_relation(entities, fact, evidence.get(fact)) for fact in facts),
    )


def _state(subject: str, object_: str) -> str:
    return f"{subject}今年同{object_}一道推进各项工作，群众得到了实惠。"


def _find(quote: str, name: str) -> Span:
    start = quote.index(name)
    return Span(start, start + len(name))


def _make_article(page: Page, number: int, body: str, at: int) -> Article:
    first = Span(at, at + 1)
    return Article(
        id=f"{page.id}-{number:05}",
        page=page.id,
        kind="article",
        title=Passage(f"合成稿件之{number}", (first,)),
        deck=None,
        body=Passage(body, (Span(at, at + len(body)),)),
        story=0,
        credits=(Credit(f"记者{number}", "reporter", "记者", (first,)),),
    )


def _make_entity(entity: tuple[str, str, str], mentions: Iterable[Mention]) -> Entity:
    id_, cls, name = entity
    found = tuple(sorted(mentions))
    return Entity(id_, cls, name, articles=tuple(sorted({mention.article for mention in found})), mentions=found)


def _make_relation(
    entities: list[tuple[str, str, str]], fact: tuple[int, str, int], evidence: Evidence | None
) -> Relation:
    subject, predicate, object_ = fact
    confidence = 0.7 + 0.05 * ((subject + object_) % 6)
    claim = Claim(confidence, "synthetic", () if evidence is None else (evidence,))
    return Relation(entities[subject][0], predicate, entities[object_][0], (claim,))
