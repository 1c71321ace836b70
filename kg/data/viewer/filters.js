// What is shown: classes, relations, division, article, confidence, basis; and the column where the reader chooses.
function createFilters(container, { changed }) {
  const start = () => ({
    hiddenClasses: new Set(), hiddenRelations: new Set(), place: '', article: '', confidence: 0,
    stated: true, inferred: true, credits: false, lonely: true, near: null,
  });
  let chosen = start();
  let decided = false;
  const { around, way } = createWays({ admits: admitsFact });
  let shown = { entities: new Set(), articles: new Set(), facts: new Set(), edges: new Set() };

  let classCounts;
  let relationCounts;
  let places;
  count();

  // Counted once, and again when more has come.
  function count() {
    classCounts = countBy(data.entities, (entity) => entity.cls);
    relationCounts = countBy(data.facts, (fact) => fact.predicate);
    places = data.entities
      .filter((entity) => data.anchors.includes(entity.cls))
      .map((entity) => ({ entity, count: data.entities.filter((other) => other.places.includes(entity.id)).length }))
      .filter((place) => place.count > 1)
      .sort((one, other) => data.anchors.indexOf(one.entity.cls) - data.anchors.indexOf(other.entity.cls)
        || other.count - one.count);
  }

  function countBy(things, key) {
    const counts = new Map();
    for (const thing of things) counts.set(key(thing), (counts.get(key(thing)) ?? 0) + 1);
    return counts;
  }

  function admits(entity) {
    return !chosen.hiddenClasses.has(entity.cls)
      && (chosen.credits || !entity.late)
      && (!chosen.place || entity.places.includes(chosen.place))
      && (!chosen.article || entity.articles.includes(chosen.article));
  }

  function admitsFact(fact) {
    return !chosen.hiddenRelations.has(fact.predicate)
      && fact.confidence >= chosen.confidence
      && (fact.inferred ? chosen.inferred : chosen.stated)
      && (!chosen.article || fact.inferred || fact.evidence.some((evidence) => evidence.article === chosen.article));
  }

  function decide() {
    const near = chosen.near && around(chosen.near.id, chosen.near.steps);
    let entities = new Set(data.entities
      .filter((entity) => admits(entity) && (!near || near.has(entity.id))).map((entity) => entity.id));
    const facts = new Set(knowledge.facts
      .filter((fact) => admitsFact(fact) && entities.has(fact.subject) && entities.has(fact.object))
      .map((fact) => fact.id));
    if (!chosen.lonely) {
      const linked = new Set([...facts].flatMap((id) => {
        const fact = knowledge.factById.get(id);
        return [fact.subject, fact.object];
      }));
      entities = new Set([...entities].filter((id) => linked.has(id) || knowledge.entities.get(id).late));
    }
    const articles = new Set(chosen.credits
      ? data.articles.map((article) => article.id).filter((id) => !chosen.article || id === chosen.article) : []);
    const edges = new Set(facts);
    for (const edge of data.network.edges) {
      if (edge.credit && articles.has(edge.from) && entities.has(edge.to)) edges.add(edge.id);
    }
    if (chosen.credits) dropUnlinkedArticles(articles, edges);
    shown = { entities, articles, facts, edges };
    return shown;
  }

  function dropUnlinkedArticles(articles, edges) {
    const linked = new Set(data.network.edges.filter((edge) => edges.has(edge.id)).map((edge) => edge.from));
    for (const id of [...articles]) if (!linked.has(id)) articles.delete(id);
  }

  function set(change) {
    chosen = { ...chosen, ...change };
    update();
  }

  function toggle(name, key) {
    const next = new Set(chosen[name]);
    if (!next.delete(key)) next.add(key);
    set({ [name]: next });
  }

  function update() {
    decided = true;
    decide();
    draw();
    changed(shown);
  }

  function draw() {
    const focus = container.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const open = container.querySelector('details')?.open ?? false;
    container.replaceChildren(...[
      make('div', { class: 'sidehead' },
        make('h2', {}, words.say('filters')),
        button('✕', () => document.body.classList.remove('filtering'), { class: 'quiet narrow', 'aria-label': words.say('close') })),
      chosen.near && drawNear(),
      drawLegend(),
      drawSwitches(),
      drawPlace(),
      drawArticle(),
      drawConfidence(),
      drawRelations(open),
      button(words.say('reset'), () => { chosen = start(); update(); }, { class: 'wide', 'data-key': 'reset' }),
      drawSources(),
      source.links && drawLinks(),
    ].filter(Boolean));
    if (focus) container.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  function drawNear() {
    const name = knowledge.named(chosen.near.id).name;
    return button(`${words.say('nearChip', { name, count: chosen.near.steps })} ✕`, () => set({ near: null }),
      { class: 'chip near', 'data-key': 'near' });
  }

  function drawLegend() {
    return make('section', { class: 'legend', 'aria-label': words.say('legend') },
      make('h3', { title: words.say('legend') }, words.say('classes')),
      data.classes.map((kind) => {
        const hidden = chosen.hiddenClasses.has(kind.id);
        return make('button', {
          type: 'button', class: 'kind', 'aria-pressed': String(!hidden), 'data-key': `class-${kind.id}`,
          'data-class': kind.id, onclick: () => toggle('hiddenClasses', kind.id),
        }, shapes.icon(kind.id, 18), make('span', { class: 'grow' }, words.label(kind)),
        make('span', { class: 'number' }, classCounts.get(kind.id) ?? 0));
      }));
  }

  function drawSwitch(key, text, attributes = {}) {
    return make('label', { class: 'switch', ...attributes },
      make('input', {
        type: 'checkbox', checked: chosen[key], 'data-key': key, onchange: (event) => set({ [key]: event.target.checked }),
      }), text);
  }

  function drawSwitches() {
    return make('section', {},
      make('h3', {}, words.say('kind')),
      drawSwitch('stated', words.say('stated')),
      drawSwitch('inferred', [make('span', { class: 'dashes', 'aria-hidden': 'true' }), words.say('inferred')],
        { title: words.say('inferredLong') }),
      make('hr', {}),
      drawSwitch('credits', [shapes.icon('Article', 15), words.say('credits')]),
      drawSwitch('lonely', words.say('lonely')));
  }

  function drawPlace() {
    return make('section', {}, make('h3', {}, make('label', { for: 'place' }, words.say('place'))),
      make('select', { id: 'place', 'data-key': 'place', onchange: (event) => set({ place: event.target.value }) },
        make('option', { value: '' }, words.say('anywhere')),
        places.map(({ entity, count }) => make('option', { value: entity.id, selected: chosen.place === entity.id },
          `${entity.name}（${count}）`))));
  }

  function drawArticle() {
    return make('section', {}, make('h3', {}, make('label', { for: 'article' }, words.say('article'))),
      make('select', { id: 'article', 'data-key': 'article', onchange: (event) => set({ article: event.target.value }) },
        make('option', { value: '' }, words.say('anywhere')),
        data.articles.map((article) => make('option', { value: article.id, selected: chosen.article === article.id },
          knowledge.headline(article)))));
  }

  function drawConfidence() {
    const value = make('output', { for: 'confidence' }, chosen.confidence.toFixed(2));
    return make('section', {}, make('h3', {}, make('label', { for: 'confidence' }, words.say('confidence')), ' ', value),
      make('input', {
        id: 'confidence', type: 'range', min: 0, max: 1, step: 0.05, value: chosen.confidence, 'data-key': 'confidence',
        oninput: (event) => { value.textContent = Number(event.target.value).toFixed(2); },
        onchange: (event) => set({ confidence: Number(event.target.value) }),
      }));
  }

  function drawRelations(open) {
    return make('details', { open }, make('summary', { 'data-key': 'relations' }, words.say('relations')),
      data.relations.map((kind) => make('label', { class: 'switch' },
        make('input', {
          type: 'checkbox', checked: !chosen.hiddenRelations.has(kind.id), 'data-key': `relation-${kind.id}`,
          onchange: () => toggle('hiddenRelations', kind.id),
        }), make('span', { class: 'grow' }, words.label(kind)), make('span', { class: 'number' }, relationCounts.get(kind.id) ?? 0))));
  }

  function drawSources() {
    return data.pages.length > 0 && make('p', { class: 'sources' }, words.say('builtFrom'), '：',
      data.pages.map((page, number) => [number ? '、' : '', [page.paper, page.date, page.source].filter(Boolean).join(' ')]));
  }

  function drawLinks() {
    return make('nav', { class: 'links' }, Object.entries(source.links).map(([key, href]) => make('a', { href }, words.say(key))));
  }

  return {
    update, draw, way, count,
    shown: () => shown,
    chosen: () => chosen,
    around: (id, steps) => set({ near: { id, steps } }),
    only: (article) => set({ article }),
    // Filters as a link has them; those that it does not name are as at first.
    restore(wanted) {
      const near = wanted.near && knowledge.entities.has(wanted.near.id) ? wanted.near : null;
      const place = knowledge.entities.has(wanted.place) ? wanted.place : '';
      const article = knowledge.articles.has(wanted.article) ? wanted.article : '';
      const next = { ...start(), ...wanted, near, place, article };
      if (decided && address.write({}, next) === address.write({}, chosen)) return;
      chosen = next;
      update();
    },
    // What a link or a search asks for must be seen, whatever was filtered.
    admit(ids) {
      const asked = ids.map((id) => knowledge.entities.get(id)).filter(Boolean);
      if (asked.every((entity) => shown.entities.has(entity.id))) return;
      const hiddenClasses = new Set(chosen.hiddenClasses);
      for (const entity of asked) hiddenClasses.delete(entity.cls);
      const credits = chosen.credits || asked.some((entity) => entity.late);
      const place = asked.every((entity) => entity.places.includes(chosen.place)) ? chosen.place : '';
      const article = asked.every((entity) => entity.articles.includes(chosen.article)) ? chosen.article : '';
      set({ hiddenClasses, credits, place, article, lonely: true, near: null });
    },
  };
}
