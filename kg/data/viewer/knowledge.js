// What is known, indexed for looking up.
const knowledge = (() => {
  const byId = (things) => new Map(things.map((thing) => [thing.id, thing]));
  const listOf = (map, key) => map.get(key) ?? map.set(key, []).get(key);
  const entities = byId(data.entities);
  const articles = byId(data.articles);
  const pages = byId(data.pages);
  const names = new Map(Object.entries(data.names ?? {})); // of entities that are spoken of and not in the view
  const classes = byId(data.classes);
  classes.set('Article', { id: 'Article', zh: data.interface.zh.Article, en: data.interface.en.Article, ...data.sheet });
  const relations = byId(data.relations);
  const facts = [];
  const factById = new Map();
  const factByKey = new Map();
  const factsOf = new Map(data.entities.map((entity) => [entity.id, []]));
  const localOf = new Map(); // what belongs to each division, itself left out
  const figuresOf = new Map();
  data.entities.forEach(settle);
  data.facts.forEach(addFact);
  for (const figure of data.figures) listOf(figuresOf, figure.entity).push(figure);

  function settle(entity) {
    entity.articles ??= [];
    entity.pinyin ??= [];
    if (entity.place && entity.place !== entity.id) listOf(localOf, entity.place).push(entity.id);
  }

  // The sentences of a fact are those of all its claims, each once, those of the surest claim first.
  function addFact(told) {
    const fact = { ...told, id: `c${facts.length}`, evidence: gather(told.claims) };
    facts.push(fact);
    factById.set(fact.id, fact);
    factByKey.set(factKey(fact), fact);
    listOf(factsOf, fact.subject).push(fact);
    if (fact.object !== fact.subject) listOf(factsOf, fact.object).push(fact);
    return fact;
  }

  // More of what is known, as the server gave it; what was known in part is completed. Gives ids of the new entities.
  function add(portion) {
    for (const [id, name] of Object.entries(portion.names ?? {})) names.set(id, name);
    const fresh = [];
    for (const entity of portion.entities ?? []) {
      const known = entities.get(entity.id);
      if (known) Object.assign(known, entity, { articles: entity.articles ?? known.articles });
      else {
        entities.set(entity.id, entity);
        data.entities.push(entity);
        listOf(factsOf, entity.id);
        settle(entity);
        fresh.push(entity.id);
      }
    }
    for (const told of portion.facts ?? []) {
      const known = factByKey.get(factKey(told));
      if (known && told.whole) Object.assign(known, told, { evidence: gather(told.claims) });
      if (known) continue;
      const fact = addFact(told);
      data.facts.push(told);
      data.network.edges.push({ id: fact.id, from: fact.subject, to: fact.object });
    }
    const figured = new Set(figuresOf.keys());
    for (const figure of portion.figures ?? []) {
      if (figured.has(figure.entity)) continue;
      data.figures.push(figure);
      listOf(figuresOf, figure.entity).push(figure);
    }
    for (const [list, map, some] of [[data.articles, articles, portion.articles], [data.pages, pages, portion.pages]]) {
      for (const thing of some ?? []) if (!map.has(thing.id)) { map.set(thing.id, thing); list.push(thing); }
    }
    return fresh;
  }

  // An entity; of one that is not in the view its name and class.
  function named(id) {
    return entities.get(id) ?? (names.has(id) ? { id, ...names.get(id) } : undefined);
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

  function factKey({ subject, predicate, object }) {
    return [subject, predicate, object].join(',');
  }

  function findFact(key) {
    return factByKey.get(key);
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
    const parts = splitPair(text);
    return parts ? pairUp(...parts.map((part) => search(part, 3))) : [];
  }

  function splitPair(text) {
    const parts = text.trim().split(/\s*[—–→↔]+\s*|\s+/u).filter(Boolean);
    return parts.length === 2 ? parts : null;
  }

  function pairUp(from, to) {
    const pairs = from.flatMap((a, rank) => to.map((b, after) => ({ ends: [a, b], order: rank + after })));
    return pairs.filter(({ ends: [a, b] }) => a.id !== b.id).sort((a, b) => a.order - b.order).slice(0, 4).map(({ ends }) => ends);
  }

  // Articles whose headline, deck or body holds a text: {id, headline, snippet, marks}, marks in code points.
  function searchArticles(text, limit) {
    const asked = text.trim().toLowerCase();
    const found = [];
    for (const article of asked.length > 1 ? data.articles : []) {
      const part = ['body', 'deck', 'title'].find((name) => article[name]?.text.toLowerCase().includes(asked));
      if (!part) continue;
      const whole = article[part].text;
      const at = Array.from(whole.slice(0, whole.toLowerCase().indexOf(asked))).length;
      const start = Math.max(0, at - 24);
      found.push({
        id: article.id, headline: headline(article), snippet: slice(whole, start, start + 90),
        marks: [[at - start, at - start + Array.from(asked).length]],
      });
      if (found.length === limit) break;
    }
    return found;
  }

  return {
    entities, articles, pages, classes, facts, factById, factsOf, figuresOf, localOf,
    relationOf, classOf, findEntity, findFact, factKey, headline, search, searchPair,
    splitPair, pairUp, searchArticles, add, named,
  };
})();
