"""Knowledge of any size made from code: provinces, prefectures, counties, and what stands in them. No name is real."""

from __future__ import annotations

import random

from kg.model import Article, Credit, Entity, Evidence, Knowledge, Mention, Page, Passage, Relation, Span

FIRST, SECOND, THIRD = "云石青金白沙清古新长", "川岭溪河原泉台湾塘桥", "东南西北上下前后中外"
PER_COUNTY = 24
PER_PREFECTURE = 10  # counties
PER_PROVINCE = 8  # prefectures
PER_ARTICLE = 8  # facts
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
        if dice.random() < 0.8:
            other = dice.choice(group)
        else:  # an entity that many have to do with: the smaller its number, the likelier
            other = int(len(entities) * dice.random() ** 3)
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
        entities.append((f"{cls.lower()}-{len(entities):06}", cls, name))
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
    for number, (_, cls, _name_) in enumerate(entities):
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
    texts: list[list[str]] = []
    relations, where = [], []
    for one, predicate, other in facts:
        inferred = predicate == "partOf"
        if not inferred:
            if not texts or len(texts[-1]) == PER_ARTICLE:
                texts.append([])
            sentence = f"{entities[one][2]}今年同{entities[other][2]}一道推进各项工作，群众得到了实惠。"
            where.append((len(relations), len(texts) - 1, len(texts[-1])))
            texts[-1].append(sentence)
        relations.append((one, predicate, other))
    page_text = "\n".join("".join(sentences) for sentences in texts)
    page = Page("p000000000000", "synthetic.txt", "0" * 64, page_text, paper="合成样报")
    articles, starts = [], []
    at = 0
    for number, sentences in enumerate(texts):
        body = "".join(sentences)
        starts.append(at)
        name = f"记者{number}"
        title = Passage(f"合成稿件之{number}", (Span(at, at + 1),))
        credits = (Credit(name, "reporter", "记者", (Span(at, at + 1),)),)
        article = Article(
            f"{page.id}-{number:05}", page.id, "article", title, None, Passage(body, (Span(at, at + len(body)),)), 0,
            credits=credits,
        )  # fmt: skip
        articles.append(article)
        at += len(body) + 1
    evidence, mentions = {}, {}
    for relation, article, place in where:
        one, _, other = relations[relation]
        quote = texts[article][place]
        offset = sum(len(sentence) for sentence in texts[article][:place])
        spans = []
        for number in (one, other):
            name = entities[number][2]
            start = quote.index(name)
            spans.append(Span(start, start + len(name)))
            mentions.setdefault(number, []).append(
                Mention(
                    articles[article].id,
                    "body",
                    Span(offset + start, offset + start + len(name)),
                    name,
                    entities[number][1],
                    "pattern",
                )  # fmt: skip
            )
        begin = starts[article] + offset
        evidence[relation] = Evidence(articles[article].id, "body", quote, (Span(begin, begin + len(quote)),), *spans)
    known = [
        Entity(
            id_, cls, name, articles=tuple(sorted({m.article for m in mentions.get(number, ())})),
            mentions=tuple(sorted(set(mentions.get(number, ())))),
        )
        for number, (id_, cls, name) in enumerate(entities)
    ]  # fmt: skip
    stated = [
        Relation(
            entities[one][0], predicate, entities[other][0], 0.7 + 0.05 * (number % 6), "synthetic",
            (evidence[number],) if number in evidence else (),
        )
        for number, (one, predicate, other) in enumerate(relations)
    ]  # fmt: skip
    return Knowledge(
        pages=(page,),
        articles=tuple(articles),
        entities=tuple(sorted(known, key=lambda entity: entity.id)),
        relations=tuple(sorted(stated, key=lambda relation: (relation.subject, relation.predicate, relation.object))),
    )
