// What is known, indexed for looking up.
const knowledge = (() => {
  const byId = (things) => new Map(things.map((thing) => [thing.id, thing]));
  const entities = byId(data.entities);
  const articles = byId(data.articles);
  const pages = byId(data.pages);
  const classes = byId(data.classes);
  classes.set('Article', { id: 'Article', zh: data.interface.zh.Article, en: data.interface.en.Article, ...data.sheet });
  const relations = byId(data.relations);
  // The sentences of a fact are those of all its claims, each once, those of the surest claim first.
  const facts = data.facts.map((fact, number) => ({ ...fact, id: `c${number}`, evidence: gather(fact.claims) }));
  const factById = byId(facts);
  const factsOf = new Map(data.entities.map((entity) => [entity.id, []]));
  for (const fact of facts) {
    factsOf.get(fact.subject)?.push(fact);
    if (fact.object !== fact.subject) factsOf.get(fact.object)?.push(fact);
  }
  // What belongs to each division, itself left out.
  const localOf = new Map();
  for (const { id, place } of data.entities) {
    if (!place || place === id) continue;
    if (!localOf.has(place)) localOf.set(place, []);
    localOf.get(place).push(id);
  }
  const figuresOf = new Map();
  for (const figure of data.figures) {
    if (!figuresOf.has(figure.entity)) figuresOf.set(figure.entity, []);
    figuresOf.get(figure.entity).push(figure);
  }

  const relationOf = (name) => relations.get(name) ?? { id: name, zh: name, en: name, inverse: { zh: name, en: name } };
  const classOf = (name) => classes.get(name) ?? { id: name, zh: name, en: name, ...data.sheet };

  // An entity by id, canonical name or another form of its name.
  function findEntity(what) {
    return entities.get(what)
      ?? data.entities.find((entity) => entity.name === what)
      ?? data.entities.find((entity) => entity.aliases.includes(what));
  }

  function gather(claims) {
    const found = new Map();
    for (const evidence of claims.flatMap((claim) => claim.evidence)) {
      const key = `${evidence.article} ${evidence.line} ${evidence.quote}`;
      if (!found.has(key)) found.set(key, evidence);
    }
    return [...found.values()];
  }

  const factKey = (fact) => [fact.subject, fact.predicate, fact.object].join(',');

  function findFact(key) {
    return facts.find((fact) => factKey(fact) === key);
  }

  function headline(article) {
    const body = article.body.text.trim();
    return article.title?.text || (body ? `${slice(body, 0, 18)}…` : words.say('untitled'));
  }

  // How well an entity answers a search, lower is better; undefined where it does not.
  function rank(entity, asked) {
    const names = [entity.name, ...entity.aliases].map((name) => name.toLowerCase());
    if (names.includes(asked)) return 0;
    if (names.some((name) => name.startsWith(asked))) return 1;
    if (names.some((name) => name.includes(asked))) return 2;
    if (entity.pinyin.includes(asked)) return 3;
    if (entity.pinyin.some((spelling) => spelling.startsWith(asked))) return 4;
    if (asked.length > 1 && entity.pinyin.some((spelling) => spelling.includes(asked))) return 5;
    return undefined;
  }

  function search(text, limit) {
    const asked = text.trim().toLowerCase();
    const spelled = asked.replace(/[\s']/g, '');
    if (!asked) return [];
    return data.entities
      .map((entity) => ({ entity, rank: rank(entity, asked) ?? rank(entity, spelled) }))
      .filter((hit) => hit.rank !== undefined)
      .sort((one, other) => one.rank - other.rank || other.entity.weight - one.entity.weight)
      .slice(0, limit)
      .map((hit) => hit.entity);
  }

  // Two names with a blank or a dash between them ask how the two are linked: pairs of entities, the likeliest first.
  function searchPair(text) {
    const [one, other, ...more] = text.trim().split(/\s*[—–→↔]+\s*|\s+/u).filter(Boolean);
    if (!one || !other || more.length) return [];
    const [from, to] = [search(one, 3), search(other, 3)];
    const pairs = from.flatMap((a, rank) => to.map((b, after) => ({ ends: [a, b], order: rank + after })));
    return pairs.filter(({ ends: [a, b] }) => a !== b).sort((a, b) => a.order - b.order).slice(0, 4).map(({ ends }) => ends);
  }

  return {
    entities, articles, pages, classes, facts, factById, factsOf, figuresOf, localOf,
    relationOf, classOf, findEntity, findFact, factKey, headline, search, searchPair,
  };
})();
