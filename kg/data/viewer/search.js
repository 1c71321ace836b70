// Finding an entity by name, short name or pinyin, with completion: a combobox.
function createSearch(input, list, { pick: picked }) {
  let hits = [];
  let active = -1;

  function open(show) {
    list.hidden = !show;
    input.setAttribute('aria-expanded', String(show));
    if (!show) { active = -1; input.removeAttribute('aria-activedescendant'); }
  }

  function draw() {
    list.replaceChildren(...hits.map((entity, number) => make('li', {
      id: `${list.id}-${number}`, role: 'option', 'aria-selected': String(number === active),
      onmousedown: (event) => { event.preventDefault(); pick(number); },
    }, shapes.icon(entity.cls, 16), make('span', { class: 'grow' }, entity.name,
      entity.aliases.length > 0 && make('small', {}, ` ${entity.aliases.join('、')}`)),
    make('small', {}, words.label(knowledge.classOf(entity.cls))))));
    if (!hits.length) list.append(make('li', { class: 'nothing' }, words.say('nothing')));
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
      list.children[active].scrollIntoView({ block: 'nearest' });
    }
  }

  function pick(number) {
    const entity = hits[number];
    if (!entity) return;
    open(false);
    input.value = entity.name;
    input.blur();
    picked(entity.id);
  }

  input.addEventListener('input', () => {
    hits = knowledge.search(input.value, 12);
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
