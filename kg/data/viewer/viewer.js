// Puts the parts together; what is chosen stands in the address, so that back, forward and links work.
const byId = (id) => document.getElementById(id);
const choose = (what) => {
  cited = what.quote ?? null;
  const next = address.write(what, filters.chosen());
  if (next === trail.now()) follow();
  else trail.go(next);
};
let cited = null;
const trail = createTrail({ follow });

// On paper it is day.
addEventListener('beforeprint', () => { document.documentElement.dataset.printing = ''; filters.draw(); });
addEventListener('afterprint', () => { delete document.documentElement.dataset.printing; filters.draw(); });

const canvas = createCanvas(byId('canvas'), { choose, point });
const table = createTable(byId('table'), { choose, closed: () => toggleTable(false) });
const filters = createFilters(byId('side'), { changed: showFiltered });
const panel = createPanel(byId('panel'), {
  choose, around: (id, steps) => { filters.around(id, steps); if (source.more) follow(); }, only: filters.only, centre: (id) => canvas.centre(id), expand,
});
const search = createSearch(byId('find'), byId('found'), {
  pick: (entity) => { choose({ entity }); byId('panel').focus({ preventScroll: true }); },
  pickPair: (path) => { choose({ path }); byId('panel').focus({ preventScroll: true }); },
  pickArticle: (article, quote) => { choose({ article, quote }); byId('panel').focus({ preventScroll: true }); },
});

// Show what the address names, once it is here.
function follow() {
  const asked = address.read(trail.now());
  const waiting = source.need(asked, take);
  if (!waiting) { show(asked); return; }
  const at = trail.now();
  byId('hint').textContent = words.say('asking');
  waiting.then(() => { if (trail.now() === at) { refresh(); show(asked); } }, tell);
}

// Something has come from the server: more of the picture around `middle`, or more about what is in it.
async function take(portion, middle = null) {
  const fresh = knowledge.add(portion);
  const { facts } = await source.link(fresh, data.entities.map((entity) => entity.id));
  knowledge.add({ facts });
  canvas.add(portion.nodes ?? [], middle);
}

function expand(id) {
  byId('hint').textContent = words.say('asking');
  source.more.load(id, take).then(() => { refresh(); follow(); }, tell);
}

function refresh() {
  filters.count();
  filters.update();
}

const tell = (error) => { byId('hint').textContent = words.say('broken', { what: error.message }); };

function show({ key, value, filters: wanted }) {
  filters.restore(wanted);
  const entity = key === 'entity' ? knowledge.findEntity(value) : null;
  const fact = key === 'fact' ? knowledge.findFact(value) : null;
  const article = key === 'article' ? knowledge.articles.get(value) : null;
  const ends = key === 'path' ? value.split(',').map(knowledge.findEntity) : [];
  const path = ends.length === 2 && ends.every(Boolean);
  const found = entity || fact || article || path;
  byId('hint').textContent = entity ? words.say('hintPath') : found ? '' : value ? words.say('missing', { what: value }) : words.say('hint');
  if (found && !article) filters.admit(entity ? [entity.id] : fact ? [fact.subject, fact.object] : ends.map((end) => end.id));
  const facts = path ? filters.way(ends[0].id, ends[1].id) : fact ? [fact] : [];
  if (path) filters.admit(facts.flatMap((step) => [step.subject, step.object]));
  if (entity) panel.showEntity(entity);
  else if (fact) panel.showFact(fact);
  else if (article) panel.showArticle(article, cited);
  else if (path) panel.showPath(ends, facts);
  else if (key === 'overview') panel.showOverview();
  else panel.close();
  if (!entity && !facts.length) canvas.settle();
  const marked = entity?.id ?? (article && filters.shown().articles.has(article.id) ? article.id : null);
  canvas.mark({ entity: marked, facts });
  if (entity) canvas.reveal([entity.id], canvas.neighbours(entity.id));
  else canvas.reveal(facts.flatMap((step) => [step.subject, step.object]));
  drawTools();
}

function showFiltered({ entities, articles, facts, edges }) {
  trail.amend(address.refilter(trail.now(), filters.chosen()));
  canvas.show(new Set([...entities, ...articles]), edges);
  table.show({ entities, facts });
  drawCount();
  byId('empty').hidden = entities.size > 0;
}

function drawCount() {
  const { entities, facts } = filters.shown();
  byId('count').textContent = words.say('showing', {
    entities: entities.size, allEntities: data.totals?.entities ?? data.entities.length,
    facts: facts.size, allFacts: data.totals?.facts ?? data.facts.length,
  });
}

// The name under the pointer, in full.
function point(what) {
  const tip = byId('tip');
  tip.hidden = !what;
  if (!what) return;
  const title = (id) => knowledge.entities.get(id)?.name ?? knowledge.headline(knowledge.articles.get(id));
  const text = what.node ? title(what.node)
    : `${title(what.link.from)} — ${what.name} → ${title(what.link.to)}`;
  const cls = what.node && (knowledge.entities.get(what.node)?.cls ?? 'Article');
  tip.replaceChildren(...[cls && shapes.icon(cls, 14), cls && make('small', {}, words.label(knowledge.classOf(cls))), make('span', {}, text)].filter(Boolean));
  tip.style.left = `${Math.min(what.x + 14, byId('stage').clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(what.y + 14, byId('stage').clientHeight - tip.offsetHeight - 8)}px`;
}

function toggleTable(on) {
  table.toggle(on);
  drawTools();
}

function drawTools() {
  const focus = byId('tools').contains(document.activeElement) ? document.activeElement.id : null;
  byId('tools').replaceChildren(
    ...[[-1, '←', 'back'], [1, '→', 'forward']].map(([by, sign, key]) => button(sign, () => trail.step(by), {
      id: key, class: 'wideonly', disabled: !trail.canStep(by), 'aria-label': words.say(key), title: words.say(key),
    })),
    button(words.say('filters'), () => document.body.classList.toggle('filtering'), { class: 'narrow', id: 'filters' }),
    button(words.say('overview'), () => choose({ overview: true }), { id: 'overview' }),
    button(words.say('table'), () => toggleTable(), { 'aria-expanded': String(!byId('table').hidden), 'aria-controls': 'table', id: 'toggle-table' }),
    button(words.say('picture'), () => canvas.picture(), { class: 'wideonly', id: 'picture' }),
    button(words.say('print'), () => print(), { class: 'wideonly', id: 'print' }),
    button(words.say('language'), () => { words.switch(); drawAll(); }, { id: 'language', 'aria-label': words.say('languageLabel') }));
  if (focus) byId(focus)?.focus();
}

function drawZoom() {
  const loosen = (event) => event.currentTarget.setAttribute('aria-pressed', String(canvas.loosen()));
  byId('zoom').replaceChildren(...[['+', 'zoomIn', () => canvas.zoom(1.35)], ['−', 'zoomOut', () => canvas.zoom(1 / 1.35)], ['⤢', 'fit', () => canvas.fit()],
    ...(canvas.loosen ? [['❋', 'loosen', loosen]] : [])]
    .map(([sign, key, press]) => button(sign, press, {
      id: key, 'aria-label': words.say(key), title: words.say(key), 'aria-pressed': key === 'loosen' ? 'false' : null,
    })));
}

function drawAll() {
  drawTools();
  drawZoom();
  filters.draw();
  search.draw(words.say('search'));
  drawCount();
  byId('canvas').setAttribute('aria-label', words.say('canvas'));
  byId('empty').textContent = words.say('noEntities');
  table.draw();
  follow();
  canvas.redraw();
}

document.documentElement.lang = words.language === 'zh' ? 'zh-CN' : 'en';
filters.restore(address.read(trail.now()).filters);
drawAll();
shapes.night.addEventListener('change', drawAll);
document.addEventListener('keydown', (event) => {
  const writing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName) && document.activeElement.type !== 'checkbox';
  if (event.key === '/' && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId('find').focus();
  }
  if (event.key === 'Escape' && !writing) {
    if (document.body.classList.contains('filtering')) document.body.classList.remove('filtering');
    else if (!byId('panel').hidden) choose({});
    else toggleTable(false);
  }
});
byId('canvas').addEventListener('keydown', (event) => {
  const press = {
    '+': () => canvas.zoom(1.35), '=': () => canvas.zoom(1.35), '-': () => canvas.zoom(1 / 1.35), 0: () => canvas.fit(),
    ArrowLeft: () => canvas.pan(-80, 0), ArrowRight: () => canvas.pan(80, 0), ArrowUp: () => canvas.pan(0, -80), ArrowDown: () => canvas.pan(0, 80),
  }[event.key];
  if (!press || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  press();
});

// For the console, and for tests.
window.xianzhi = { labels: canvas.labels, ids: canvas.ids, edgeIds: canvas.edgeIds, spot: canvas.spot, line: canvas.line };
