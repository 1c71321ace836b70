// What is known, indexed for looking up.
const knowledge = (() => {
  const byId = (things) => new Map(things.map((thing) => [thing.id, thing]));
  const entities = byId(data.entities);
  const articles = byId(data.articles);
  const pages = byId(data.pages);
  const classes = byId(data.classes);
  classes.set('Article', { id: 'Article', zh: data.interface.zh.Article, en: data.interface.en.Article, ...data.sheet });
  const relations = byId(data.relations);
  const claims = data.claims.map((claim, number) => ({ ...claim, id: `c${number}` }));
  const claimById = byId(claims);
  const claimsOf = new Map(data.entities.map((entity) => [entity.id, []]));
  for (const claim of claims) {
    claimsOf.get(claim.subject)?.push(claim);
    if (claim.object !== claim.subject) claimsOf.get(claim.object)?.push(claim);
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

  function claimKey(claim) {
    // The same two may be joined twice, in two roles.
    return [claim.subject, claim.predicate, claim.object, ...(claim.role ? [claim.role] : [])].join(',');
  }

  function findClaim(key) {
    return claims.find((claim) => claimKey(claim) === key);
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

  return {
    entities, articles, pages, classes, claims, claimById, claimsOf, figuresOf, localOf,
    relationOf, classOf, findEntity, findClaim, claimKey, headline, search,
  };
})();
