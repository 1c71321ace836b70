// The panel beside the picture: an entity, a fact, an article, or the overview.
function createPanel(container, { choose, around, only, centre, expand }) {
  const { quote, place, byline, articleLine, passage, paragraphs } = createTexts({ choose });
  const entityLink = (id, extra = []) => {
    const entity = knowledge.named(id) ?? { name: id };
    return button([shapes.icon(entity.cls, 15), make('span', {}, entity.name), extra], () => choose({ entity: id }),
      { class: 'entity', title: words.label(knowledge.classOf(entity.cls)) });
  };

  function open(title, content) {
    container.replaceChildren(
      make('div', { class: 'panelhead' }, title,
        button('✕', () => choose({}), { class: 'quiet close', 'aria-label': words.say('close') })),
      make('div', { class: 'panelbody' }, content));
    container.hidden = false;
    container.setAttribute('aria-label', container.querySelector('h2')?.textContent ?? '');
    container.scrollTop = 0;
  }

  function close() {
    container.hidden = true;
    container.replaceChildren();
  }

  const kindLine = (cls, text) => make('p', { class: 'kindline' }, shapes.icon(cls, 15), text);
  const section = (title, ...content) => make('section', {}, make('h3', {}, title), content);
  const drawOverview = createOverview({ entityLink, section });
  const percent = (confidence) => `${Math.round(confidence * 100)}%`;

  function meter(confidence) {
    return make('span', { class: 'meter', title: `${words.say('confidenceShort')} ${percent(confidence)}` },
      make('span', { style: { width: percent(confidence) } }));
  }

  function showEntity(entity) {
    const kind = knowledge.classOf(entity.cls);
    const facts = knowledge.factsOf.get(entity.id) ?? [];
    const figures = knowledge.figuresOf.get(entity.id) ?? [];
    const home = entity.place && entity.place !== entity.id ? entity.place : null;
    open([
      kindLine(entity.cls, words.label(kind)), make('h2', {}, entity.name),
    ], [
      (entity.aliases.length > 0 || entity.code || home) && make('dl', { class: 'about' },
        entity.aliases.length > 0 && [make('dt', {}, words.say('aliases')), make('dd', {}, entity.aliases.join('、'))],
        entity.code && [make('dt', {}, words.say('code')), make('dd', {}, entity.code)],
        home && [make('dt', {}, words.say('belongs')), make('dd', {}, entityLink(home))]),
      make('p', { class: 'actions' }, make('span', {}, words.say('near')),
        [1, 2].map((count) => button(words.say(count > 1 ? 'steps' : 'step', { count }), () => around(entity.id, count), { class: 'small' })),
        button(words.say('centre'), () => centre(entity.id), { class: 'small' }),
        source.page && make('a', { href: source.page(entity.id), class: 'small' }, words.say('ownPage'))),
      askPath(entity),
      facts.length === 0 && figures.length === 0 && make('p', { class: 'none' }, words.say('noFacts')),
      facts.length > 0 && section(`${words.say('facts')} ${facts.length}`, groups(entity, facts).map((group) => showGroup(entity, group)), showRest(entity)),
      showLocalProgrammes(entity),
      figures.length > 0 && section(`${words.say('figures')} ${figures.length}`, showFigures(entity, figures)),
      entity.articles.length > 0 && section(`${words.say('articles')} ${entity.articles.length}`, make('ul', { class: 'articles' },
        entity.articles.map((id) => knowledge.articles.get(id)).filter(Boolean).map(articleLine))),
    ]);
  }

  // Facts that are not here yet.
  function showRest(entity) {
    const left = source.more ? (entity.totals?.facts ?? 0) - source.more.loaded(entity.id) : 0;
    return left > 0 && button(words.say('moreFacts', { count: left }), () => expand(entity.id), { class: 'wide', 'data-key': 'more' });
  }

  // What others that belong to a division have to do with programmes: its bureaus and villages run them for it.
  function showLocalProgrammes(place) {
    const facts = (knowledge.localOf.get(place.id) ?? [])
      .flatMap((id) => knowledge.factsOf.get(id).filter((fact) => fact.subject === id && !fact.inferred
        && knowledge.entities.get(fact.object)?.cls === 'Programme'));
    return facts.length > 0 && section(`${words.say('localProgrammes')} ${facts.length}`, make('ul', { class: 'local' },
      facts.map((fact) => make('li', {}, tripleOf(fact), quoteOf(fact)))));
  }

  // A second search: how is this entity linked to another?
  function askPath(entity) {
    const list = make('ul', { id: 'other', class: 'found', role: 'listbox', hidden: true });
    const input = make('input', {
      id: 'to', type: 'search', role: 'combobox', autocomplete: 'off', spellcheck: 'false',
      'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'other',
    });
    createSearch(input, list, { pick: (id) => choose({ path: [entity.id, id] }) }).draw(words.say('pathTo'));
    return make('div', { class: 'find to' }, input, list);
  }

  // The facts that link two entities, one after another.
  function showPath(ends, facts) {
    open([make('p', { class: 'kindline' }, words.say('path')),
      make('h2', {}, ends.map((end) => end.name).join(' — '))], [
      facts.length === 0 && make('p', { class: 'none' }, words.say('noPath')),
      make('ol', { class: 'path' }, facts.map((fact) => make('li', {}, tripleOf(fact), quoteOf(fact)))),
    ]);
  }

  // A fact in a line, with a way to all that is known of it.
  function tripleOf(fact) {
    const kind = knowledge.relationOf(fact.predicate);
    return make('div', { class: 'triple' }, entityLink(fact.subject),
      make('span', { class: 'verb' }, words.label(kind), kind.symmetric ? ' ↔ ' : ' → ',
        button('›', () => choose({ fact: fact.id }), { class: 'quiet', 'aria-label': words.say('fact') })),
      entityLink(fact.object));
  }

  function quoteOf(fact) {
    const [evidence] = fact.evidence;
    return evidence ? quote(evidence, placesOf(fact, evidence)) : fact.inferred && make('p', { class: 'small' }, words.say('inferredLong'));
  }

  // Facts by relation and direction; stated ones first.
  function groups(entity, facts) {
    const found = new Map();
    for (const fact of facts) {
      const kind = knowledge.relationOf(fact.predicate);
      const out = fact.subject === entity.id;
      const key = `${fact.predicate} ${out || kind.symmetric}`;
      if (!found.has(key)) found.set(key, { kind, out, facts: [] });
      found.get(key).facts.push(fact);
    }
    const order = data.relations.map((kind) => kind.id);
    const inferred = (group) => group.facts.every((fact) => fact.inferred);
    return [...found.values()].sort((one, other) => inferred(one) - inferred(other) || other.out - one.out
      || order.indexOf(one.kind.id) - order.indexOf(other.kind.id));
  }

  function groupTitle({ kind, out }) {
    if (kind.symmetric) return [words.label(kind), make('span', { class: 'way', 'aria-hidden': 'true' }, ' ↔')];
    return out ? [words.label(kind), make('span', { class: 'way', 'aria-hidden': 'true' }, ' →')]
      : [kind.inverse[words.language], make('span', { class: 'way', 'aria-hidden': 'true' }, ' ←')];
  }

  function showGroup(entity, group) {
    const bySentence = new Map();
    for (const fact of group.facts) {
      const first = fact.evidence[0];
      const key = first ? `${first.article} ${first.line} ${first.quote}` : '';
      if (!bySentence.has(key)) bySentence.set(key, []);
      bySentence.get(key).push(fact);
    }
    return make('div', { class: 'group', 'data-relation': group.kind.id, 'data-way': group.out ? 'out' : 'in' },
      make('h4', {}, groupTitle(group), make('span', { class: 'number' }, group.facts.length)),
      [...bySentence.values()].map((facts) => [
        make('ul', { class: 'ends' }, facts.map((fact) => showFactLine(entity, fact))),
        facts[0].evidence[0] && quote(facts[0].evidence[0], facts.flatMap((fact) => placesOf(fact, fact.evidence[0]))),
      ]));
  }

  function placesOf(fact, evidence) {
    return [{ span: evidence.subject, id: fact.subject }, { span: evidence.object, id: fact.object }];
  }

  function showFactLine(entity, fact) {
    const other = fact.subject === entity.id ? fact.object : fact.subject;
    const count = fact.evidence.length - 1;
    return make('li', {}, entityLink(other, fact.roles.length > 0 && make('small', {}, ` ${fact.roles.join('、')}`)),
      count > 0 && button(words.say('moreSentences', { count }), () => choose({ fact: fact.id }), { class: 'link small' }),
      fact.inferred ? make('span', { class: 'badge', title: words.say('inferredLong') }, words.say('inferred')) : meter(fact.confidence),
      button('›', () => choose({ fact: fact.id }), { class: 'quiet', 'aria-label': words.say('fact'), title: words.say('fact') }));
  }

  function showFigures(entity, figures) {
    const rows = [];
    let last = '';
    figures.forEach((figure, number) => {
      rows.push(make('tr', {}, make('td', {}, figure.measure), make('td', { class: 'value' }, amount(figure)), make('td', {}, figure.text)));
      const next = figures[number + 1];
      if (next?.evidence.quote === figure.evidence.quote) return;
      const same = figures.filter((each) => each.evidence.quote === figure.evidence.quote);
      if (figure.evidence.quote !== last) {
        rows.push(make('tr', { class: 'sentence' }, make('td', { colspan: 3 }, quote(figure.evidence,
          same.flatMap((each) => [{ span: each.evidence.subject, id: entity.id }, { span: each.evidence.object, id: null }])))));
      }
      last = figure.evidence.quote;
    });
    return make('table', { class: 'figures' },
      make('thead', {}, make('tr', {}, ['measure', 'value', 'printed'].map((key) => make('th', { scope: 'col' }, words.say(key))))),
      make('tbody', {}, rows));
  }

  function amount({ value, unit }) {
    const [whole, part] = value.split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
    return `${grouped}${part ? `.${part}` : ''}${unit === '%' ? '' : ' '}${unit}`;
  }

  function showFact(fact) {
    const kind = knowledge.relationOf(fact.predicate);
    open([kindLineOfFact(fact), make('h2', { class: 'hidden' },
      [fact.subject, fact.object].map((id) => knowledge.named(id)?.name).join(` ${words.label(kind)} `)),
    make('div', { class: 'triple' }, entityLink(fact.subject),
      make('span', { class: 'verb' }, words.label(kind), kind.symmetric ? ' ↔' : ' →'), entityLink(fact.object))], [
      make('dl', { class: 'about' },
        fact.roles.length > 0 && [make('dt', {}, words.say('role')), make('dd', {}, fact.roles.join('、'))],
        make('dt', {}, words.say('confidenceShort')),
        make('dd', {}, meter(fact.confidence), ' ', percent(fact.confidence)),
        make('dt', {}, words.say('kind')),
        make('dd', {}, words.say(fact.inferred ? 'inferredLong' : 'stated'))),
      fact.claims.map((claim, number) => showClaim(fact, claim, number)),
      showOthersBetween(fact),
    ]);
  }

  // What one rule says of the fact: how surely, and by which sentences.
  function showClaim(fact, claim, number) {
    const title = fact.claims.length > 1 ? `${words.say('claim')} ${number + 1}` : words.say('sentences');
    return make('section', { class: 'claim' }, claim.evidence.length > 0 && make('h3', {}, title),
      make('p', { class: 'small' }, fact.claims.length > 1 && [meter(claim.confidence), ` ${percent(claim.confidence)} `, claim.role && `${claim.role} `],
        words.say('rule'), ' ', make('code', {}, claim.rule)),
      claim.evidence.map((evidence) => {
        const article = knowledge.articles.get(evidence.article);
        return [quote(evidence, placesOf(fact, evidence)), article && make('p', { class: 'small' }, byline(article), ' ', issue(article))];
      }));
  }

  // Other facts between the same two: their lines may lie close together.
  function showOthersBetween(fact) {
    const ends = new Set([fact.subject, fact.object]);
    const others = knowledge.factsOf.get(fact.subject)
      .filter((other) => other !== fact && ends.has(other.subject) && ends.has(other.object));
    return others.length > 0 && section(words.say('alsoBetween'), make('ul', { class: 'local' },
      others.map((other) => make('li', {}, tripleOf(other)))));
  }

  function issue(article) {
    const page = knowledge.pages.get(article.page);
    return page && [page.paper, page.date].filter(Boolean).join(' ');
  }

  function kindLineOfFact(fact) {
    return make('p', { class: 'kindline' }, words.say('fact'),
      fact.inferred && make('span', { class: 'badge' }, words.say('inferred')));
  }

  function showArticle(article, cited) {
    open([kindLine('Article', words.say(article.kind === 'photo' ? 'photo' : 'article')),
      make('h2', {}, article.title ? passage(article.title) : words.say('untitled'))], [
      make('p', { class: 'small' }, byline(article), ' ', issue(article), ' ', place(article, article.line)),
      make('p', { class: 'actions' }, button(words.say('onlyArticle'), () => only(article.id), { class: 'small' }),
        source.page && make('a', { href: source.page(article.id), class: 'small' }, words.say('ownPage'))),
      article.deck && make('p', { class: 'deck' }, passage(article.deck, cited)),
      make('div', { class: 'story', lang: 'zh-CN' }, paragraphs(article, cited)),
    ]);
    container.querySelector('.cited')?.scrollIntoView({ block: 'center' });
  }

  const showOverview = () => open([make('h2', {}, words.say('overview'))], drawOverview());

  // Names in a text lead to what they mean, without leaving the page.
  container.addEventListener('click', (event) => {
    const name = event.target.closest('a.mention');
    if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose({ entity: name.dataset.entity });
  });

  return { showEntity, showFact, showArticle, showPath, showOverview, close };
}
