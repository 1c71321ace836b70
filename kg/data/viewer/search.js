// Finding an entity by name, short name or pinyin, with completion: a combobox. Where two names are asked for at once,
// `pickPair` is told of both; where articles hold the text, `pickArticle` of one and of the text as printed.
function createSearch(input, list, { pick: picked, pickPair = null, pickArticle = null }) {
  const [MOST, ARTICLES] = [12, 6];
  let hits = []; // entities, pairs of them, articles
  let active = -1;

  function open(show) {
    list.hidden = !show;
    input.setAttribute('aria-expanded', String(show));
    if (!show) { active = -1; input.removeAttribute('aria-activedescendant'); }
  }

  function draw() {
    list.replaceChildren(...hits.map((hit, number) => make('li', {
      id: `${list.id}-${number}`, role: 'option', 'aria-selected': String(number === active),
      onmousedown: (event) => { event.preventDefault(); pick(number); },
    }, Array.isArray(hit) ? describePair(hit) : hit.snippet === undefined ? describe(hit) : describeArticle(hit))));
    if (!hits.length) list.append(make('li', { class: 'nothing' }, words.say('nothing')));
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
      list.children[active].scrollIntoView({ block: 'nearest' });
    }
  }

  function describe(entity) {
    return [shapes.icon(entity.cls, 16), make('span', { class: 'grow' }, entity.name,
      entity.aliases.length > 0 && make('small', {}, ` ${entity.aliases.join('、')}`)),
    make('small', {}, words.label(knowledge.classOf(entity.cls)))];
  }

  function describePair(ends) {
    return [ends.map((end, number) => [number > 0 && '—', shapes.icon(end.cls, 16), make('span', {}, end.name)]),
      make('span', { class: 'grow' }), make('small', {}, words.say('path'))];
  }

  function describeArticle({ headline, snippet, marks }) {
    return [shapes.icon('Article', 16), make('span', { class: 'grow' }, headline, make('small', { class: 'snippet' },
      markText(snippet, marks.map(([start, end]) => ({ start, end, wrap: (text) => make('mark', { class: 'plain' }, text) }))))),
    make('small', {}, words.say('article'))];
  }

  // What a text leads to; the server is asked where not all is here.
  async function offer(text) {
    const asked = text.trim();
    const found = asked ? await source.search(asked, MOST) : { entities: [], pairs: [], articles: [] };
    if (input.value !== text) return;
    show([...found.entities, ...(pickPair ? found.pairs : []), ...(pickArticle ? found.articles.slice(0, ARTICLES) : [])]);
  }

  function show(found) {
    hits = found;
    active = hits.length ? 0 : -1;
    open(input.value.trim() !== '');
    draw();
  }

  function pick(number) {
    const hit = hits[number];
    if (!hit) return;
    open(false);
    input.value = Array.isArray(hit) ? hit.map((end) => end.name).join(' — ') : hit.name ?? input.value;
    input.blur();
    if (Array.isArray(hit)) pickPair(hit.map((end) => end.id));
    else if (hit.snippet !== undefined) pickArticle(hit.id, hit.marks.length ? slice(hit.snippet, ...hit.marks[0]) : null);
    else picked(hit.id);
  }

  input.addEventListener('input', () => {
    if (source.search) { offer(input.value).catch(() => show([])); return; }
    show([...knowledge.search(input.value, MOST), ...(pickPair ? knowledge.searchPair(input.value) : []),
      ...(pickArticle ? knowledge.searchArticles(input.value, ARTICLES) : [])]);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      event.preventDefault();
      active = (active + step + hits.length) % hits.length;
      open(true);
      draw();
    } else if (event.key === 'Enter') pick(Math.max(active, 0));
    else if (event.key === 'Escape') { open(false); input.value = ''; input.blur(); }
  });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('blur', () => open(false));

  return {
    draw(placeholder) {
      input.placeholder = placeholder;
      input.setAttribute('aria-label', placeholder);
      list.setAttribute('aria-label', placeholder);
    },
  };
}
