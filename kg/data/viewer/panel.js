// The panel beside the picture: an entity, a fact, an article, or the overview.
function createPanel(container, { choose, around, centre }) {
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
  const percent = (confidence) => `${Math.round(confidence * 100)}%`;

  function meter(confidence) {
    return make('span', { class: 'meter', title: `${words.say('confidenceShort')} ${percent(confidence)}` },
      make('span', { style: { width: percent(confidence) } }));
  }

  // A sentence with subject and object marked, and where it stands. `marks`: {span, id} of that sentence.
  function quote(evidence, marks) {
    const article = knowledge.articles.get(evidence.article);
    const wraps = marks.filter((mark) => mark.span).map(({ span, id }) => ({
      start: span[0], end: span[1], wrap: (text) => marked(text, id),
    }));
    return make('figure', { class: 'quote' },
      make('blockquote', { lang: 'zh-CN' }, markText(evidence.quote, wraps)),
      article && make('figcaption', {}, button(knowledge.headline(article), () => choose({ article: article.id, quote: evidence.quote }),
        { class: 'link', title: words.say('read') }), ' ', place(article, evidence.line)));
  }

  function place(article, line) {
    const page = knowledge.pages.get(article.page);
    if (!page) return '';
    const name = page.source;
    return make('span', { class: 'place' }, line ? words.say('line', { page: name, line }) : name);
  }

  function marked(text, id) {
    const entity = knowledge.entities.get(id);
    if (!entity) return make('mark', { class: 'plain' }, text);
    return make('mark', { style: { '--mark': shapes.paint(knowledge.classOf(entity.cls)) }, 'data-entity': id }, text);
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
      figures.length > 0 && section(`${words.say('figures')} ${figures.length}`, showFigures(entity, figures)),
      entity.articles.length > 0 && section(`${words.say('articles')} ${entity.articles.length}`, make('ul', { class: 'articles' },
        entity.articles.map((id) => knowledge.articles.get(id)).filter(Boolean).map(articleLine))),
    ]);
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
      make('ol', { class: 'path' }, claims.map((claim) => {
        const kind = knowledge.relationOf(claim.predicate);
        const evidence = claim.evidence[0];
        return make('li', {}, make('div', { class: 'triple' }, entityLink(claim.subject),
          make('span', { class: 'verb' }, words.label(kind), kind.symmetric ? ' ↔ ' : ' → ',
            button('›', () => choose({ claim: claim.id }), { class: 'quiet', 'aria-label': words.say('fact') })),
          entityLink(claim.object)),
        evidence ? quote(evidence, placesOf(claim, evidence)) : make('p', { class: 'small' }, words.say('inferredLong')));
      })),
    ]);
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
    return make('li', {}, entityLink(other, claim.role && make('small', {}, ` ${claim.role}`)),
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

  function byline(article) {
    return ['reporter', 'photographer'].map((role) => {
      const people = article.credits.filter((credit) => credit.role === role);
      return people.length > 0 && make('span', { class: 'byline' }, words.say(role), ' ', people.map((credit, number) => [
        number > 0 && '、',
        credit.person ? button(credit.name, () => choose({ entity: credit.person }), { class: 'link' }) : credit.name]));
    });
  }

  function articleLine(article) {
    return make('li', {}, button(knowledge.headline(article), () => choose({ article: article.id }), { class: 'link' }),
      make('div', { class: 'small' }, byline(article), ' ', place(article, article.line)));
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
        return [quote(evidence, placesOf(claim, evidence)), article && make('p', { class: 'small' }, byline(article))];
      })),
    ]);
  }

  function kindLineOfClaim(claim) {
    return make('p', { class: 'kindline' }, words.say('fact'),
      claim.inferred && make('span', { class: 'badge' }, words.say('inferred')));
  }

  function showArticle(article, cited) {
    const page = knowledge.pages.get(article.page);
    open([kindLine('Article', words.say(article.kind === 'photo' ? 'photo' : 'article')),
      make('h2', {}, article.title ? passage(article.title) : words.say('untitled'))], [
      make('p', { class: 'small' }, byline(article), ' ', page && [page.paper, page.date].filter(Boolean).join(' '), ' ', place(article, article.line)),
      article.deck && make('p', { class: 'deck' }, passage(article.deck, cited)),
      make('div', { class: 'story', lang: 'zh-CN' }, paragraphs(article, cited)),
    ]);
    container.querySelector('.cited')?.scrollIntoView({ block: 'center' });
  }

  function passage(text, cited, from = 0, to = Infinity) {
    const marks = text.marks.filter(([start, end]) => start >= from && end <= to)
      .map(([start, end, id]) => ({
        start: start - from, end: end - from,
        // A link, not a button: it breaks over lines as its text does.
        wrap: (printed) => make('a', {
          href: `#entity=${encodeURIComponent(id)}`, class: 'mention', style: { '--mark': shapes.paint(knowledge.classOf(knowledge.entities.get(id).cls)) },
          title: `${knowledge.entities.get(id).name}（${words.label(knowledge.classOf(knowledge.entities.get(id).cls))}）`,
          'data-entity': id,
        }, printed),
      }));
    const here = slice(text.text, from, to);
    const at = cited ? text.text.indexOf(cited) : -1;
    if (at < 0) return markText(here, marks);
    const start = Array.from(text.text.slice(0, at)).length - from;
    const end = start + Array.from(cited).length;
    const length = Array.from(here).length;
    if (end <= 0 || start >= length) return markText(here, marks);
    const [low, high] = [Math.max(0, start), Math.min(length, end)];
    const part = (one, other) => markText(slice(here, one, other), marks
      .filter((mark) => mark.start >= one && mark.end <= other)
      .map((mark) => ({ ...mark, start: mark.start - one, end: mark.end - one })));
    return [part(0, low), make('span', { class: 'cited' }, part(low, high)), part(high, length)];
  }

  function paragraphs(article, cited) {
    const headings = new Set(article.headings.map(([start]) => start));
    let at = 0;
    return article.body.text.split('\n').map((paragraph) => {
      const length = Array.from(paragraph).length;
      const from = at;
      at += length + 1;
      return make(headings.has(from) ? 'h3' : 'p', {}, passage(article.body, cited, from, from + length));
    });
  }

  function showOverview() {
    const count = (cls, place) => data.entities.filter((entity) => entity.cls === cls && (!place || entity.places.includes(place))).length;
    const classes = data.classes.map((kind) => ({ kind, number: count(kind.id) }));
    const most = Math.max(1, ...classes.map(({ number }) => number));
    const bar = (number, whole, cls) => make('span', { class: 'bar' }, make('span', {
      style: { width: `${(100 * number) / whole}%`, background: shapes.paint(knowledge.classOf(cls)) },
    }));
    const places = data.entities.filter((entity) => data.anchors.includes(entity.cls))
      .map((entity) => ({ entity, programmes: count('Programme', entity.id), institutions: count('Institution', entity.id) }))
      .filter(({ programmes, institutions }) => programmes + institutions > 0)
      .sort((one, other) => other.programmes - one.programmes || other.institutions - one.institutions);
    const whole = Math.max(1, ...places.map(({ programmes, institutions }) => Math.max(programmes, institutions)));
    open([make('h2', {}, words.say('overview'))], [
      section(words.say('countsByClass'), make('table', { class: 'chart' }, make('tbody', {}, classes.map(({ kind, number }) => make('tr', {},
        make('th', { scope: 'row' }, shapes.icon(kind.id, 15), ' ', words.label(kind)), make('td', {}, bar(number, most, kind.id)),
        make('td', { class: 'value' }, number)))))),
      places.length > 0 && section(words.say('countsByPlace'), make('p', { class: 'key' },
        ['Programme', 'Institution'].map((cls) => make('span', {}, shapes.icon(cls, 13), ' ', words.label(knowledge.classOf(cls))))), make('table', { class: 'chart' }, make('tbody', {}, places.slice(0, 40).map(
        ({ entity, programmes, institutions }) => make('tr', {}, make('th', { scope: 'row' }, entityLink(entity.id)),
          make('td', {}, bar(programmes, whole, 'Programme'), bar(institutions, whole, 'Institution')),
          make('td', { class: 'value' }, programmes, make('br'), institutions)))))),
    ]);
  }

  return { showEntity, showClaim, showArticle, showPath, showOverview, close };
}
