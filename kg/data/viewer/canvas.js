// The picture: what is brought out, where the reader looks, and the plot that draws it.
function createCanvas(container, { choose, point }) {
  const drawn = data.network;
  const nodeById = new Map(drawn.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(drawn.edges.map((edge) => [edge.id, edge]));
  const MARGIN = { side: container.clientWidth < 600 ? 48 : 78, top: 34 }; // around the picture, pixels
  const BUTTONS = 40; // left of the picture, for the buttons, pixels
  const state = { chosen: null, facts: new Set(), near: null, hover: null, hoverEdge: null, key: '', moved: false, loose: false };
  let colours = readColours();

  const upright = container.clientHeight > 1.15 * container.clientWidth;
  if (upright) turnUpright(drawn.nodes);
    const picture = { nodeById, edgeById, state, margin: MARGIN, radiusOf, colours: () => colours, plot: () => plot };
  const lettering = createLettering(picture);
  const grounds = createGrounds(picture);
  const plot = (data.large ? createLargePlot : createSmallPlot)(container, {
    drawn, state, radiusOf, dress, colours: () => colours, beneath: grounds.draw, above: lettering.draw,
    events: { click, point: pointAt, moved, drag, resized },
  });

  function readColours() {
    return Object.fromEntries(['paper', 'ink', 'faint', 'edge', 'accent', 'ground0', 'ground1', 'ground2', 'ground3', 'ground4'].map((name) => [name, colourOf(`--${name}`)]));
  }

  // The picture is laid out for a broad screen; on a narrow one it stands on its side.
  function turnUpright(nodes) {
    for (const node of nodes) [node.x, node.y] = [node.y, node.x];
  }

  // Nodes shrink more slowly than the picture, so that a whole county can still be read on a phone, and stop growing
  // before they hide what is between them.
  function radiusOf(node) {
    const scale = plot.scale();
    return Math.min(node.size * Math.min(1.7, Math.max(1, 0.45 / scale)), 42 / scale);
  }

  // How a line looks: colour, opacity from 0 to 1, width in pixels, dashes (`none`, `inferred`, `credit`).
  function dress(edge) {
    const fact = knowledge.factById.get(edge.id);
    const end = state.chosen && (edge.from === state.chosen || edge.to === state.chosen);
    const lit = state.facts.has(edge.id) || end;
    const dim = state.near && !lit;
    const weak = !fact || fact.inferred;
    return {
      colour: lit ? colours.accent : colours.edge,
      opacity: dim ? 0.1 : lit ? 0.9 : weak ? 0.4 : 0.75,
      width: state.facts.has(edge.id) ? 3 : lit ? 1.7 : fact && !fact.inferred ? 1.2 : 0.8,
      dashes: fact ? (fact.inferred ? 'inferred' : 'none') : 'credit',
    };
  }

  function show(visibleNodes, visibleEdges) {
    plot.show(visibleNodes, visibleEdges);
    refresh();
    if (!state.moved) fit(false);
  }

  function refresh() {
    state.key = '';
    plot.restyle();
  }

  // More to draw: each new node stands beside `middle` as it came, or near there on free ground; edges are those of the
  // data.
  function add(nodes, middle) {
    const fresh = nodes.filter((node) => !nodeById.has(node.id));
    if (upright) turnUpright(nodes);
    const [here, there] = [nodeById.get(middle), nodes.find((node) => node.id === middle)];
    const seats = createSeats(drawn.nodes);
    const [right, down] = here && there ? [here.x - there.x, here.y - there.y] : [0, 0];
    for (const node of fresh) {
      Object.assign(node, seats.take({ x: node.x + right, y: node.y + down, size: node.size }));
      drawn.nodes.push(node);
      nodeById.set(node.id, node);
    }
    for (const edge of drawn.edges) edgeById.set(edge.id, edge);
    plot.learn();
    grounds.learn();
  }

  // Bring out an entity with its neighbours, or facts with their ends; all else pales.
  function mark({ entity = null, facts = [] }) {
    state.chosen = entity;
    state.facts = new Set(facts.map((fact) => fact.id));
    state.near = null;
    if (entity) state.near = new Set([entity, ...neighbours(entity)]);
    else if (facts.length) state.near = new Set(facts.flatMap((fact) => [fact.subject, fact.object]));
    refresh();
  }

  function neighbours(id) {
    return plot.neighbours(id);
  }

  // Room that the panel leaves: the picture is centred in it.
  function room() {
    const panel = document.getElementById('panel');
    const free = { width: container.clientWidth, height: container.clientHeight, x: 0, y: 0 };
    if (free.width > 600) [free.width, free.x] = [free.width - BUTTONS, BUTTONS / 2];
    if (panel.hidden) return free;
    const covered = panel.getBoundingClientRect();
    const whole = container.getBoundingClientRect();
    if (covered.width < whole.width * 0.8) {
      free.width = Math.max(80, covered.left - whole.left - BUTTONS);
      free.x = -(whole.width - free.width) / 2 + BUTTONS / 2;
    } else {
      free.height = Math.max(80, covered.top - whole.top);
      free.y = -(whole.height - free.height) / 2;
    }
    return free;
  }

  function frame(ids) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const id of ids) {
      const at = plot.at(id);
      box.left = Math.min(box.left, at.x); box.right = Math.max(box.right, at.x);
      box.top = Math.min(box.top, at.y); box.bottom = Math.max(box.bottom, at.y);
    }
    const free = room();
    const scale = Math.min((free.width - 2 * MARGIN.side) / (box.right - box.left || 1),
      (free.height - 2 * MARGIN.top) / (box.bottom - box.top || 1), 1.6);
    return { box, middle: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale: Math.max(scale, 0.02) };
  }

  function fit(animate = true) {
    const ids = plot.ids();
    if (!ids.length) return;
    const { box, middle, scale } = frame(ids);
    state.box = box;
    move(middle, scale, animate);
  }

  function move(position, scale, animate) {
    const free = room();
    const calm = !animate || matchMedia('(prefers-reduced-motion: reduce)').matches;
    plot.moveTo(position, scale, { x: free.x, y: free.y }, !calm);
  }

  // Bring entities into the free room with what they are linked to; nothing moves where all can be seen.
  function reveal(ids, linked = []) {
    const here = [...ids, ...linked].filter(plot.has);
    if (!here.length) return;
    const free = room();
    const inside = here.every((id) => {
      const at = plot.toScreen(plot.at(id));
      return at.x > 40 && at.y > 30 && at.x < free.width - 40 && at.y < free.height - 30;
    });
    if (inside) return;
    state.moved = true;
    const { middle, scale } = frame(here);
    const near = Math.max(plot.scale(), 0.9);
    if (scale > 0.5 || !linked.length) move(middle, Math.min(scale, near), true);
    else move(plot.at(here[0]), Math.min(0.7, near), true);
  }

  function zoom(factor) {
    state.moved = true;
    plot.zoomTo(Math.min(6, Math.max(0.02, plot.scale() * factor)));
  }

  function savePicture() {
    plot.redrawNow();
    const { canvas, x, y, width, height } = plot.screen();
    const copy = make('canvas', { width, height });
    const ctx = copy.getContext('2d');
    ctx.fillStyle = colours.paper;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, x, y, width, height, 0, 0, width, height);
    // Not `toBlob`: a browser with much to do lets it wait for seconds.
    const bytes = atob(copy.toDataURL('image/png').split(',')[1]);
    saveFile('graph.png', new Blob([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], { type: 'image/png' }));
  }

  // `joined`: the reader asks how what was chosen before is linked to it.
  function click({ node, edge, joined }) {
    point(null);
    const from = knowledge.entities.has(state.chosen) && state.chosen !== node ? state.chosen : null;
    if (joined && from && knowledge.entities.has(node)) choose({ path: [from, node] });
    else if (node) choose(nodeById.get(node).group === 'Article' ? { article: node } : { entity: node });
    else if (edge && knowledge.factById.has(edge)) choose({ fact: edge });
    else if (edge) choose({ article: edgeById.get(edge).from });
    else choose({});
  }

  // `what`: {node or edge, x, y} under the pointer, or null.
  function pointAt(what) {
    state.hover = what?.node ?? null;
    state.hoverEdge = what?.edge ?? null;
    container.style.cursor = what ? 'pointer' : 'default';
    point(what && { ...what, name: what.edge && lettering.edgeName(what.edge), link: edgeById.get(what.edge) });
    plot.redraw();
  }

  function moved() {
    state.moved = true;
    point(null);
  }

  function drag(on) {
    state.dragging = on;
    if (on) moved();
    else state.key = '';
  }

  function resized() {
    if (!state.moved) requestAnimationFrame(() => fit(false));
  }

  // Forces on or off; gives whether they are on. A large picture stays as it is.
  function loosen() {
    state.loose = Boolean(plot.loosen) && !state.loose;
    plot.loosen?.(state.loose);
    state.dragging = state.loose;
    return state.loose;
  }

  function pan(right, down) {
    state.moved = true;
    const middle = plot.toScreen({ x: 0, y: 0 });
    const by = plot.scale();
    plot.moveTo({ x: (container.clientWidth / 2 - middle.x + right) / by, y: (container.clientHeight / 2 - middle.y + down) / by }, by, { x: 0, y: 0 }, false);
  }

  const repaint = () => { colours = readColours(); refresh(); };
  shapes.night.addEventListener('change', repaint);
  addEventListener('beforeprint', () => {
    container.style.setProperty('--shape', container.clientWidth / container.clientHeight);
    repaint();
    plot.redrawNow();
  });
  addEventListener('afterprint', repaint);

  return {
    show, add, mark, neighbours, reveal, zoom, pan, picture: savePicture, labels: lettering.placed,
    loosen: plot.loosen && loosen,
    fit: () => { state.moved = false; fit(true); },
    // Fit again where the reader has not yet moved the picture.
    settle: () => { if (!state.moved) fit(false); },
    centre: (id) => {
      state.moved = true;
      if (plot.has(id)) move(plot.at(id), Math.max(plot.scale(), 1.2), true);
    },
    redraw: () => { state.key = ''; plot.redraw(); },
    // What is drawn, and where on the screen: for the console, and for tests.
    ids: plot.ids, edgeIds: plot.edgeIds,
    spot: (id) => plot.toScreen(plot.at(id)),
    line: (id) => plot.toScreen(plot.pointOn(id, 0.5)),
  };
}
