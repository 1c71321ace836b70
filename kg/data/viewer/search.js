// Finding an entity by name, short name or pinyin, with completion: a combobox. Where two names are asked for at once,
// `pickPair` is told of both.
function createSearch(input, list, { pick: picked, pickPair = null }) {
  let hits = []; // entities, or pairs of them
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
    }, Array.isArray(hit) ? describePair(hit) : describe(hit))));
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

  function pick(number) {
    const hit = hits[number];
    if (!hit) return;
    open(false);
    input.value = Array.isArray(hit) ? hit.map((end) => end.name).join(' — ') : hit.name;
    input.blur();
    if (Array.isArray(hit)) pickPair(hit.map((end) => end.id));
    else picked(hit.id);
  }

  input.addEventListener('input', () => {
    hits = knowledge.search(input.value, 12);
    if (pickPair) hits.push(...knowledge.searchPair(input.value));
    active = hits.length ? 0 : -1;
    open(input.value.trim() !== '');
    draw();
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
