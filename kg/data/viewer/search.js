// Finding an entity by name, short name or pinyin, with completion (a combobox; key `/`).
function createSearch(input, list, { choose }) {
  let hits = [];
  let active = -1;

  function open(show) {
    list.hidden = !show;
    input.setAttribute('aria-expanded', String(show));
    if (!show) { active = -1; input.removeAttribute('aria-activedescendant'); }
  }

  function draw() {
    list.replaceChildren(...hits.map((entity, number) => make('li', {
      id: `hit-${number}`, role: 'option', 'aria-selected': String(number === active),
      onmousedown: (event) => { event.preventDefault(); pick(number); },
    }, shapes.icon(entity.cls, 16), make('span', { class: 'grow' }, entity.name,
      entity.aliases.length > 0 && make('small', {}, ` ${entity.aliases.join('、')}`)),
    make('small', {}, words.label(knowledge.classOf(entity.cls))))));
    if (!hits.length) list.append(make('li', { class: 'nothing' }, words.say('nothing')));
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', `hit-${active}`);
      list.children[active].scrollIntoView({ block: 'nearest' });
    }
  }

  function pick(number) {
    const entity = hits[number];
    if (!entity) return;
    open(false);
    input.value = entity.name;
    input.blur();
    choose({ entity: entity.id });
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
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName) && document.activeElement.type !== 'checkbox') return;
    event.preventDefault();
    input.focus();
  });

  return {
    draw() {
      input.placeholder = words.say('search');
      input.setAttribute('aria-label', words.say('searchLabel'));
      list.setAttribute('aria-label', words.say('searchLabel'));
    },
  };
}
