// The same facts as tables: for reading, sorting, saving, and for those who cannot see the picture.
function createTable(container, { choose, closed }) {
  const STEP = 200;
  let tab = 'facts';
  let sort = { column: 0, up: true };
  let limit = STEP;
  let shown = { entities: new Set(), facts: new Set() };

  const name = (id) => knowledge.named(id)?.name ?? id;
  const where = (evidence) => {
    const article = evidence && knowledge.articles.get(evidence.article);
    if (!article) return '';
    const page = knowledge.pages.get(article.page)?.source ?? '';
    return evidence.line ? words.say('line', { page, line: evidence.line }) : page;
  };

  // For each table: headings, and rows of {cells, open}.
  const tables = {
    facts: () => ({
      heads: ['subject', 'relation', 'object', 'role', 'confidenceShort', 'kind', 'sentence', 'source'],
      rows: knowledge.facts.filter((fact) => shown.facts.has(fact.id)).map((fact) => ({
        cells: [name(fact.subject), words.label(knowledge.relationOf(fact.predicate)), name(fact.object), fact.roles.join('、'),
          fact.confidence, words.say(fact.inferred ? 'inferred' : 'stated'), fact.evidence[0]?.quote ?? '', where(fact.evidence[0])],
        open: { fact: fact.id },
      })),
    }),
    entities: () => ({
      heads: ['name', 'class', 'aliases', 'code', 'belongs', 'facts', 'figures', 'articles'],
      rows: data.entities.filter((entity) => shown.entities.has(entity.id)).map((entity) => ({
        cells: [entity.name, words.label(knowledge.classOf(entity.cls)), entity.aliases.join('、'), entity.code ?? '',
          entity.place && entity.place !== entity.id ? name(entity.place) : '', knowledge.factsOf.get(entity.id).length,
          (knowledge.figuresOf.get(entity.id) ?? []).length, entity.articles.length],
        open: { entity: entity.id },
      })),
    }),
    figures: () => ({
      heads: ['entity', 'measure', 'value', 'unit', 'printed', 'sentence', 'source'],
      rows: data.figures.filter((figure) => shown.entities.has(figure.entity)).map((figure) => ({
        cells: [name(figure.entity), figure.measure, Number(figure.value), figure.unit, figure.text, figure.evidence.quote, where(figure.evidence)],
        open: { entity: figure.entity },
      })),
    }),
    articles: () => ({
      heads: ['title', 'kindOfArticle', 'reporter', 'photographer', 'paper', 'date', 'source'],
      rows: data.articles.map((article) => ({
        cells: [knowledge.headline(article), words.say(article.kind === 'photo' ? 'photo' : 'article'), credited(article, 'reporter'),
          credited(article, 'photographer'), knowledge.pages.get(article.page)?.paper ?? '', knowledge.pages.get(article.page)?.date ?? '',
          where({ article: article.id, line: article.line })],
        open: { article: article.id },
      })),
    }),
  };

  function credited(article, role) {
    return article.credits.filter((credit) => credit.role === role).map((credit) => credit.name).join('、');
  }

  function sorted(rows) {
    const { column, up } = sort;
    const collator = new Intl.Collator('zh-CN', { numeric: true });
    return [...rows].sort((one, other) => {
      const [a, b] = [one.cells[column], other.cells[column]];
      return (typeof a === 'number' ? a - b : collator.compare(a, b)) * (up ? 1 : -1);
    });
  }

  function draw() {
    if (container.hidden) return;
    const { heads, rows } = tables[tab]();
    const order = sorted(rows);
    container.replaceChildren(...[
      make('div', { class: 'tablehead' },
        make('div', { role: 'tablist', 'aria-label': words.say('table'), onkeydown: stepTabs }, Object.keys(tables).map((key) => button(words.say(key), () => openTab(key), {
          role: 'tab', id: `tab-${key}`, 'aria-selected': String(key === tab), 'aria-controls': 'rows', tabindex: key === tab ? 0 : -1, 'data-tab': key,
        }))),
        make('span', { class: 'number' }, rows.length), make('span', { class: 'grow' }),
        button(words.say('saveCsv'), () => save(heads, order)),
        button('✕', closed, { class: 'quiet', 'aria-label': words.say('close') })),
      make('div', { class: 'scroll', tabindex: 0, id: 'rows', role: 'tabpanel', 'aria-labelledby': `tab-${tab}` }, make('table', {},
        make('caption', { class: 'hidden' }, words.say(tab)),
        make('thead', {}, make('tr', {}, heads.map(drawHead))),
        make('tbody', {}, order.slice(0, limit).map(drawRow))),
      order.length > limit && button(words.say('more', { count: Math.min(STEP, order.length - limit) }), () => { limit += STEP; draw(); }, { class: 'wide' })),
    ].filter(Boolean));
  }

  function openTab(key) {
    tab = key;
    sort = { column: 0, up: true };
    limit = STEP;
    draw();
    container.querySelector(`[data-tab="${tab}"]`).focus();
  }

  function stepTabs(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const keys = Object.keys(tables);
    if (by) openTab(keys[(keys.indexOf(tab) + by + keys.length) % keys.length]);
  }

  function drawHead(key, column) {
    const here = column === sort.column;
    return make('th', { scope: 'col', 'aria-sort': here ? (sort.up ? 'ascending' : 'descending') : null },
      button([words.say(key), make('span', { 'aria-hidden': 'true' }, here ? (sort.up ? ' ▲' : ' ▼') : '')],
        () => sortBy(column), { class: 'link', title: words.say('sortBy'), 'data-column': column }));
  }

  function sortBy(column) {
    sort = { column, up: column === sort.column ? !sort.up : true };
    draw();
    container.querySelector(`[data-column="${column}"]`).focus();
  }

  function drawRow({ cells, open }) {
    return make('tr', {}, cells.map((cell, column) => make(column ? 'td' : 'th', column ? { class: typeof cell === 'string' && cell.length > 14 ? null : 'short' } : { scope: 'row' },
      column ? String(cell) : button(cell, () => choose(open), { class: 'link' }))));
  }

  // A cell that a spreadsheet would take for a formula is saved with an apostrophe before it.
  function save(heads, rows) {
    const cell = (value) => {
      const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const lines = [heads.map((key) => words.say(key)), ...rows.map((row) => row.cells)].map((line) => line.map(cell).join(','));
    saveFile(`${tab}.csv`, new Blob(['\ufeff', lines.join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' }));
  }

  return {
    draw,
    show(now) { shown = now; draw(); },
    toggle(on = container.hidden) { container.hidden = !on; draw(); },
  };
}
