// The picture: pyvis's nodes and edges drawn by vis-network, with shapes and labels of our own.
function createCanvas(container, { choose, point }) {
  const drawn = data.network;
  const nodeById = new Map(drawn.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(drawn.edges.map((edge) => [edge.id, edge]));
  const MARGIN = { side: container.clientWidth < 600 ? 48 : 78, top: 34 }; // around the picture, pixels
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const state = { chosen: null, claims: new Set(), near: null, hover: null, hoverEdge: null, key: '', moved: false };
  let colours = readColours();

  if (container.clientHeight > 1.15 * container.clientWidth) turnUpright();
  curveParallels();
  const options = { ...drawn.options, autoResize: true };
  options.edges = { ...options.edges, selectionWidth: 0, hoverWidth: 0.6, chosen: false };
  const network = new vis.Network(container, { nodes, edges }, options);
  const picture = { network, nodeById, edgeById, edges, state, margin: MARGIN, radiusOf, colours: () => colours };
  const lettering = createLettering(picture);
  const grounds = createGrounds(picture);

  function readColours() {
    return Object.fromEntries(['paper', 'ink', 'faint', 'edge', 'accent', 'ground0', 'ground1', 'ground2', 'ground3', 'ground4'].map((name) => [name, colourOf(`--${name}`)]));
  }

  // The picture is laid out for a broad screen; on a narrow one it stands on its side.
  function turnUpright() {
    for (const node of drawn.nodes) [node.x, node.y] = [node.y, node.x];
  }

  // Nodes shrink more slowly than the picture, so that a whole county can still be read on a phone.
  function radiusOf(node) {
    return node.size * Math.min(1.7, Math.max(1, 0.45 / network.getScale()));
  }

  // Facts between the same two entities are bent, so that each can be seen and clicked.
  function curveParallels() {
    const seen = new Map();
    for (const edge of drawn.edges) {
      const key = [edge.from, edge.to].sort().join(' ');
      if (!seen.has(key)) seen.set(key, []);
      seen.get(key).push(edge);
    }
    for (const group of seen.values()) {
      if (group.length < 2) continue;
      group.forEach((edge, number) => {
        const turned = edge.from > edge.to;
        const bend = (number - (group.length - 1) / 2) * 0.26 * (turned ? -1 : 1);
        edge.bent = bend && { enabled: true, type: bend > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(bend) };
      });
    }
  }

  function renderNode({ ctx, id, x, y, state: { hover } }) {
    const node = nodeById.get(id);
    const kind = knowledge.classOf(node.group);
    const radius = radiusOf(node);
    return {
      drawNode() {
        ctx.globalAlpha = state.near && !state.near.has(id) ? 0.14 : 1;
        ctx.translate(x, y);
        if (id === state.chosen) {
          ctx.beginPath();
          ctx.arc(0, 0, radius + 6, 0, 2 * Math.PI);
          ctx.lineWidth = 3;
          ctx.strokeStyle = colours.accent;
          ctx.stroke();
        }
        ctx.scale(radius, radius);
        const path = shapes.trace(kind.shape);
        ctx.lineJoin = 'round';
        ctx.lineWidth = (hover ? 5 : 3) / radius;
        ctx.strokeStyle = colours.paper;
        ctx.stroke(path);
        ctx.fillStyle = shapes.paint(kind);
        ctx.fill(path, 'evenodd');
        ctx.lineWidth = (hover ? 1.8 : 0.8) / radius;
        ctx.strokeStyle = hover ? colours.ink : colours.faint;
        ctx.stroke(path);
      },
      nodeDimensions: { width: radius * 2, height: radius * 2 },
    };
  }

  function look(edge) {
    const claim = knowledge.claimById.get(edge.id);
    const end = state.chosen && (edge.from === state.chosen || edge.to === state.chosen);
    const lit = state.claims.has(edge.id) || end;
    const dim = state.near && !lit;
    const weak = !claim || claim.inferred;
    return {
      color: {
        color: lit ? colours.accent : colours.edge, hover: colours.accent, highlight: colours.accent,
        opacity: dim ? 0.1 : lit ? 0.9 : weak ? 0.4 : 0.75, inherit: false,
      },
      width: state.claims.has(edge.id) ? 3 : lit ? 1.7 : claim && !claim.inferred ? 1.2 : 0.8,
      dashes: claim ? (claim.inferred ? [4, 4] : false) : [1.5, 3],
    };
  }

  function show(visibleNodes, visibleEdges) {
    const changeOf = (set, wanted, dress) => {
      const present = new Set(set.getIds());
      const gone = [...present].filter((id) => !wanted.has(id));
      const fresh = [...wanted].filter((id) => !present.has(id));
      if (gone.length) set.remove(gone);
      if (fresh.length) set.add(fresh.map(dress));
    };
    if (edges.length) edges.remove(edges.getIds().filter((id) => !visibleEdges.has(id)));
    changeOf(nodes, visibleNodes, (id) => {
      const { x, y, size, group } = nodeById.get(id);
      return { id, x, y, size, group, shape: 'custom', ctxRenderer: renderNode, label: undefined };
    });
    looks.clear();
    changeOf(edges, visibleEdges, (id) => {
      const edge = edgeById.get(id);
      return { id, from: edge.from, to: edge.to, smooth: edge.bent || false, ...look(edge) };
    });
    refresh();
    if (!state.moved) fit(false);
  }

  const looks = new Map();

  // Only edges whose look has changed are handed to vis-network.
  function refresh() {
    state.key = '';
    const changed = [];
    for (const id of edges.getIds()) {
      const now = look(edgeById.get(id));
      const key = JSON.stringify(now);
      if (looks.get(id) !== key) {
        looks.set(id, key);
        changed.push({ id, ...now });
      }
    }
    if (changed.length) edges.update(changed);
    network.redraw();
  }

  // Bring out an entity with its neighbours, or facts with their ends; all else pales.
  function mark({ entity = null, claims = [] }) {
    state.chosen = entity;
    state.claims = new Set(claims.map((claim) => claim.id));
    state.near = null;
    if (entity) state.near = new Set([entity, ...neighbours(entity)]);
    else if (claims.length) state.near = new Set(claims.flatMap((claim) => [claim.subject, claim.object]));
    refresh();
  }

  function neighbours(id) {
    return network.body.nodes[id] ? network.getConnectedNodes(id) : [];
  }

  // Room that the panel leaves: the picture is centred in it.
  function room() {
    const panel = document.getElementById('panel');
    const free = { width: container.clientWidth, height: container.clientHeight, x: 0, y: 0 };
    if (panel.hidden) return free;
    const covered = panel.getBoundingClientRect();
    const whole = container.getBoundingClientRect();
    if (covered.width < whole.width * 0.8) {
      free.width = Math.max(80, covered.left - whole.left);
      free.x = -(whole.width - free.width) / 2;
    } else {
      free.height = Math.max(80, covered.top - whole.top);
      free.y = -(whole.height - free.height) / 2;
    }
    return free;
  }

  function frame(ids) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const at of Object.values(network.getPositions(ids))) {
      box.left = Math.min(box.left, at.x); box.right = Math.max(box.right, at.x);
      box.top = Math.min(box.top, at.y); box.bottom = Math.max(box.bottom, at.y);
    }
    const free = room();
    const scale = Math.min((free.width - 2 * MARGIN.side) / (box.right - box.left || 1),
      (free.height - 2 * MARGIN.top) / (box.bottom - box.top || 1), 1.6);
    return { box, middle: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale: Math.max(scale, 0.02) };
  }

  function fit(animate = true) {
    const ids = nodes.getIds();
    if (!ids.length) return;
    const { box, middle, scale } = frame(ids);
    state.box = box;
    move(middle, scale, animate);
  }

  function move(position, scale, animate) {
    const free = room();
    const calm = !animate || matchMedia('(prefers-reduced-motion: reduce)').matches;
    network.moveTo({
      position, scale, offset: { x: free.x, y: free.y },
      animation: calm ? false : { duration: 300, easingFunction: 'easeInOutQuad' },
    });
  }

  // Bring entities into the free room with what they are linked to; nothing moves where all can be seen.
  function reveal(ids, linked = []) {
    const here = [...ids, ...linked].filter((id) => nodes.get(id) !== null);
    if (!here.length) return;
    const free = room();
    const inside = here.every((id) => {
      const at = network.canvasToDOM(network.getPosition(id));
      return at.x > 40 && at.y > 30 && at.x < free.width - 40 && at.y < free.height - 30;
    });
    if (inside) return;
    state.moved = true;
    const { middle, scale } = frame(here);
    const near = Math.max(network.getScale(), 0.9);
    if (scale > 0.5 || !linked.length) move(middle, Math.min(scale, near), true);
    else move(network.getPosition(here[0]), Math.min(0.7, near), true);
  }

  function zoom(factor) {
    state.moved = true;
    network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });
  }

  function savePicture() {
    const canvas = container.querySelector('canvas');
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const ctx = copy.getContext('2d');
    ctx.fillStyle = colours.paper;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    // Not `toBlob`: a browser with much to do lets it wait for seconds.
    const bytes = atob(copy.toDataURL('image/png').split(',')[1]);
    saveFile('graph.png', new Blob([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], { type: 'image/png' }));
  }

  network.on('beforeDrawing', grounds.draw);
  network.on('afterDrawing', lettering.draw);
  network.on('click', ({ nodes: [node], edges: [edge] }) => {
    if (node) choose(nodeById.get(node).group === 'Article' ? { article: node } : { entity: node });
    else if (edge && knowledge.claimById.has(edge)) choose({ claim: edge });
    else if (edge) choose({ article: edgeById.get(edge).from });
    else choose({});
  });
  const pointAt = (what) => ({ node, edge, pointer }) => {
    state.hover = what && node ? node : null;
    state.hoverEdge = what && edge ? edge : null;
    container.style.cursor = what ? 'pointer' : 'default';
    point(what ? { node, edge, name: edge && lettering.edgeName(edge), link: edgeById.get(edge), ...pointer.DOM } : null);
    network.redraw();
  };
  network.on('hoverNode', pointAt(true));
  network.on('hoverEdge', pointAt(true));
  network.on('blurNode', pointAt(false));
  network.on('blurEdge', pointAt(false));
  network.on('zoom', () => { state.moved = true; });
  network.on('dragStart', () => { state.moved = true; state.dragging = true; point(null); });
  network.on('dragEnd', () => { state.dragging = false; state.key = ''; });
  network.on('resize', () => { if (!state.moved) requestAnimationFrame(() => fit(false)); });
  const repaint = () => { colours = readColours(); refresh(); };
  shapes.night.addEventListener('change', repaint);
  addEventListener('beforeprint', () => {
    container.style.setProperty('--shape', container.clientWidth / container.clientHeight);
    repaint();
    network.renderer._redraw();
  });
  addEventListener('afterprint', repaint);

  return {
    show, mark, neighbours, reveal, zoom, network, picture: savePicture, labels: lettering.placed,
    fit: () => { state.moved = false; fit(true); },
    // Fit again where the reader has not yet moved the picture.
    settle: () => { if (!state.moved) fit(false); },
    centre: (id) => {
      state.moved = true;
      if (nodes.get(id)) move(network.getPosition(id), Math.max(network.getScale(), 1.2), true);
    },
    redraw: () => { state.key = ''; network.redraw(); },
  };
}
