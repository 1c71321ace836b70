// Where the data comes from: the server. A small store comes as a whole; of a large one the overview, and as the reader
// goes what lies around an entity, the sentences of a fact, the text of an article.
const data = await ask('/api/view');
document.title = document.querySelector('.bar .title').textContent = data.title;
const source = (() => {
  const STEP = 60; // entities, and facts, that one step brings
  const FARTHER = 150; // entities that two steps bring
  const links = { questions: '/queries', sparql: '/query', ontology: '/ontology', api: '/api/openapi.json' };
  const page = (id) => `${data.prefix}${encodeURIComponent(id)}`;
  if (data.whole) return { need: () => null, search: null, more: null, links, page };

  const loaded = new Map(); // id of an entity -> how many of its facts are here
  const farther = new Set(); // ids of entities whose neighbours' neighbours are here
  const tried = new Set(); // paths that were asked for
  data.network.edges = data.facts.map((fact, number) => ({ id: `c${number}`, from: fact.subject, to: fact.object }));
  for (const { id, name, cls } of data.chart) data.names[id] ??= { name, cls };

  // Asks for what an address names and is not here; null where all is here. `take(portion, middle)` gets it.
  function need({ key, value, filters }, take) {
    const asked = [];
    if (key === 'entity') asked.push(needEntity(value, take));
    if (key === 'fact') asked.push(needFact(value, take));
    if (key === 'article') asked.push(needArticle(value, take));
    if (key === 'path') asked.push(needPath(value.split(','), take));
    const { near } = filters;
    if (near) asked.push(needAround(near, take));
    const waiting = asked.filter(Boolean);
    return waiting.length ? Promise.all(waiting) : null;
  }

  function needEntity(what, take) {
    const known = knowledge.findEntity(what);
    return known && loaded.has(known.id) ? null : find(what).then((id) => id && load(id, take));
  }

  // The id of an entity by id or name; undefined if there is none.
  async function find(what) {
    const known = knowledge.findEntity(what);
    if (known) return known.id;
    if (await ask(`/api/neighbours/${encodeURIComponent(what)}`, { limit: 1 })) return what;
    const found = await ask('/api/search', { q: what, limit: 1 });
    return found?.entities.filter(({ name, aliases }) => [name, ...aliases].includes(what))[0]?.id;
  }

  async function load(id, take, offset = 0) {
    const path = encodeURIComponent(id);
    const [around, told] = await Promise.all([
      ask(`/api/neighbours/${path}`, { limit: STEP, offset }), ask(`/api/entity/${path}`, { limit: STEP, offset })]);
    if (!around || !told) return;
    loaded.set(id, offset + told.facts.length);
    await take(around, id);
    await take({ ...told, entities: [told.entity] });
  }

  function needAround({ id, steps }, take) {
    if (steps === 1) return loaded.has(id) ? null : load(id, take);
    if (farther.has(id)) return null;
    farther.add(id);
    return ask(`/api/neighbours/${encodeURIComponent(id)}`, { steps, limit: FARTHER }).then((found) => found && take(found, id));
  }

  function needFact(key, take) {
    const [subject, predicate, object] = key.split(',');
    if (!subject || !predicate || !object || knowledge.findFact(key)?.whole) return null;
    return ask('/api/fact', { subject, predicate, object }).then((found) => found && take(found, subject));
  }

  function needArticle(id, take) {
    if (!id || knowledge.articles.has(id)) return null;
    return ask(`/api/article/${encodeURIComponent(id)}`)
      .then((found) => found && take({ articles: [found.article], pages: [found.page], names: found.names }));
  }

  function needPath(ends, take) {
    if (ends.length !== 2 || tried.has(ends.join())) return null;
    tried.add(ends.join());
    return Promise.all(ends.map(find)).then(async ([from, to]) => {
      const found = from && to && await ask('/api/path', { from, to });
      if (found) await take(found, from);
    });
  }

  // Facts between entities that have come and those that were here.
  async function link(fresh, all) {
    return fresh.length ? ask('/api/links', {}, { some: fresh, others: all }) : { facts: [] };
  }

  // {entities, articles} for a text; and pairs of entities where it holds two names.
  async function search(text, limit) {
    const found = await ask('/api/search', { q: text, limit });
    const parts = knowledge.splitPair(text);
    if (!parts) return { ...found, pairs: [] };
    const ends = await Promise.all(parts.map((part) => ask('/api/search', { q: part, limit: 3 })));
    return { ...found, pairs: knowledge.pairUp(...ends.map(({ entities }) => entities)) };
  }

  // How many facts of an entity are here, and a way to more.
  const more = {
    loaded: (id) => loaded.get(id) ?? 0,
    load: (id, take) => load(id, take, loaded.get(id) ?? 0),
  };

  return { need, search, more, link, links, page };
})();

// What the server answers; null where it says that there is none.
async function ask(path, fields = {}, body = null) {
  const query = new URLSearchParams(fields).toString();
  const response = await fetch(query ? `${path}?${query}` : path, body && {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  if (response.status === 404) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
