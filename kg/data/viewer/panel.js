// The panel beside the picture: an entity, a fact, an article, or the overview.
function createPanel(container, { choose, around, only, centre }) {
  const { quote, place, byline, articleLine, passage, paragraphs } = createTexts({ choose });
  const entityLink = (id, extra = []) => {
    const entity = knowledge.entities.get(id);
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
    const claims = knowledge.claimsOf.get(entity.id) ?? [];
    const figures = knowledge.figuresOf.get(entity.id) ?? [];
    const home = entity.place && entity.place !== entity.id ? entity.place : null;
    open([
      kindLine(entity.cls, words.label(kind)), make('h2', {}, entity.name),
    ], [
      (entity.aliases.length > 0 || entity.code || home) && make('dl', { class: 'facts' },
        entity.aliases.length > 0 && [make('dt', {}, words.say('aliases')), make('dd', {}, entity.aliases.join('、'))],
        entity.code && [make('dt', {}, words.say('code')), make('dd', {}, entity.code)],
        home && [make('dt', {}, words.say('belongs')), make('dd', {}, entityLink(home))]),
      make('p', { class: 'actions' }, make('span', {}, words.say('near')),
        [1, 2].map((count) => button(words.say(count > 1 ? 'steps' : 'step', { count }), () => around(entity.id, count), { class: 'small' })),
        button(words.say('centre'), () => centre(entity.id), { class: 'small' })),
      askPath(entity),
      claims.length === 0 && figures.length === 0 && make('p', { class: 'none' }, words.say('noFacts')),
      claims.length > 0 && section(`${words.say('facts')} ${claims.length}`, groups(entity, claims).map((group) => showGroup(entity, group))),
      showLocalProgrammes(entity),
      figures.length > 0 && section(`${words.say('figures')} ${figures.length}`, showFigures(entity, figures)),
      entity.articles.length > 0 && section(`${words.say('articles')} ${entity.articles.length}`, make('ul', { class: 'articles' },
        entity.articles.map((id) => knowledge.articles.get(id)).filter(Boolean).map(articleLine))),
    ]);
  }

  // What others that belong to a division have to do with programmes: its bureaus and villages run them for it.
  function showLocalProgrammes(place) {
    const claims = (knowledge.localOf.get(place.id) ?? [])
      .flatMap((id) => knowledge.claimsOf.get(id).filter((claim) => claim.subject === id && !claim.inferred
        && knowledge.entities.get(claim.object)?.cls === 'Programme'));
    return claims.length > 0 && section(`${words.say('localProgrammes')} ${claims.length}`, make('ul', { class: 'local' },
      claims.map((claim) => make('li', {}, tripleOf(claim), quoteOf(claim)))));
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
  function showPath(ends, claims) {
    open([make('p', { class: 'kindline' }, words.say('path')),
      make('h2', {}, ends.map((end) => end.name).join(' — '))], [
      claims.length === 0 && make('p', { class: 'none' }, words.say('noPath')),
      make('ol', { class: 'path' }, claims.map((claim) => make('li', {}, tripleOf(claim), quoteOf(claim)))),
    ]);
  }

  // A fact in a line, with a way to all that is known of it.
  function tripleOf(claim) {
    const kind = knowledge.relationOf(claim.predicate);
    return make('div', { class: 'triple' }, entityLink(claim.subject),
      make('span', { class: 'verb' }, words.label(kind), kind.symmetric ? ' ↔ ' : ' → ',
        button('›', () => choose({ claim: claim.id }), { class: 'quiet', 'aria-label': words.say('fact') })),
      entityLink(claim.object));
  }

  function quoteOf(claim) {
    const [evidence] = claim.evidence;
    return evidence ? quote(evidence, placesOf(claim, evidence)) : make('p', { class: 'small' }, words.say('inferredLong'));
  }

  // Facts by relation and direction; stated ones first.
  function groups(entity, claims) {
    const found = new Map();
    for (const claim of claims) {
      const kind = knowledge.relationOf(claim.predicate);
      const out = claim.subject === entity.id;
      const key = `${claim.predicate} ${out || kind.symmetric}`;
      if (!found.has(key)) found.set(key, { kind, out, claims: [] });
      found.get(key).claims.push(claim);
    }
    const order = data.relations.map((kind) => kind.id);
    const inferred = (group) => group.claims.every((claim) => claim.inferred);
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
    for (const claim of group.claims) {
      const first = claim.evidence[0];
      const key = first ? `${first.article} ${first.line} ${first.quote}` : '';
      if (!bySentence.has(key)) bySentence.set(key, []);
      bySentence.get(key).push(claim);
    }
    return make('div', { class: 'group', 'data-relation': group.kind.id, 'data-way': group.out ? 'out' : 'in' },
      make('h4', {}, groupTitle(group), make('span', { class: 'number' }, group.claims.length)),
      [...bySentence.values()].map((claims) => [
        make('ul', { class: 'claims' }, claims.map((claim) => showClaimLine(entity, claim))),
        claims[0].evidence[0] && quote(claims[0].evidence[0], claims.flatMap((claim) => placesOf(claim, claim.evidence[0]))),
      ]));
  }

  function placesOf(claim, evidence) {
    return [{ span: evidence.subject, id: claim.subject }, { span: evidence.object, id: claim.object }];
  }

  function showClaimLine(entity, claim) {
    const other = claim.subject === entity.id ? claim.object : claim.subject;
    const count = claim.evidence.length - 1;
    return make('li', {}, entityLink(other, claim.role && make('small', {}, ` ${claim.role}`)),
      count > 0 && button(words.say('moreSentences', { count }), () => choose({ claim: claim.id }), { class: 'link small' }),
      claim.inferred ? make('span', { class: 'badge', title: words.say('inferredLong') }, words.say('inferred')) : meter(claim.confidence),
      button('›', () => choose({ claim: claim.id }), { class: 'quiet', 'aria-label': words.say('fact'), title: words.say('fact') }));
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

  function showClaim(claim) {
    const kind = knowledge.relationOf(claim.predicate);
    open([kindLineOfClaim(claim), make('h2', { class: 'hidden' },
      [claim.subject, claim.object].map((id) => knowledge.entities.get(id)?.name).join(` ${words.label(kind)} `)),
    make('div', { class: 'triple' }, entityLink(claim.subject),
      make('span', { class: 'verb' }, words.label(kind), kind.symmetric ? ' ↔' : ' →'), entityLink(claim.object))], [
      make('dl', { class: 'facts' },
        claim.role && [make('dt', {}, words.say('role')), make('dd', {}, claim.role)],
        make('dt', {}, words.say('confidenceShort')),
        make('dd', {}, meter(claim.confidence), ' ', percent(claim.confidence)),
        make('dt', {}, words.say('kind')),
        make('dd', {}, words.say(claim.inferred ? 'inferredLong' : 'stated')),
        make('dt', {}, words.say('rule')), make('dd', {}, make('code', {}, claim.rule))),
      claim.evidence.length > 0 && section(words.say('sentences'), claim.evidence.map((evidence) => {
        const article = knowledge.articles.get(evidence.article);
        return [quote(evidence, placesOf(claim, evidence)), article && make('p', { class: 'small' }, byline(article), issue(article))];
      })),
      showOthersBetween(claim),
    ]);
  }

  // Other facts between the same two: their lines may lie close together.
  function showOthersBetween(claim) {
    const ends = new Set([claim.subject, claim.object]);
    const others = knowledge.claimsOf.get(claim.subject)
      .filter((other) => other !== claim && ends.has(other.subject) && ends.has(other.object));
    return others.length > 0 && section(words.say('alsoBetween'), make('ul', { class: 'local' },
      others.map((other) => make('li', {}, tripleOf(other)))));
  }

  function issue(article) {
    const page = knowledge.pages.get(article.page);
    return page && [page.paper, page.date].filter(Boolean).join(' ');
  }

  function kindLineOfClaim(claim) {
    return make('p', { class: 'kindline' }, words.say('fact'),
      claim.inferred && make('span', { class: 'badge' }, words.say('inferred')));
  }

  function showArticle(article, cited) {
    open([kindLine('Article', words.say(article.kind === 'photo' ? 'photo' : 'article')),
      make('h2', {}, article.title ? passage(article.title) : words.say('untitled'))], [
      make('p', { class: 'small' }, byline(article), ' ', issue(article), ' ', place(article, article.line)),
      make('p', { class: 'actions' }, button(words.say('onlyArticle'), () => only(article.id), { class: 'small' })),
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

  return { showEntity, showClaim, showArticle, showPath, showOverview, close };
}
