// Draws a large graph on a canvas of its own, behind the same face as the plot for small ones. All lines of one look
// are one stroke, all nodes of one look copies of one stamp. While the picture moves and a drawing would take too long,
// what was drawn last, with a margin around it, moves along and is drawn anew when the picture rests.
function createLargePlot(container, { drawn, state, radiusOf, colours, dress, beneath, above, events }) {
  const REST = 90; // milliseconds without motion until the picture is drawn anew
  const SWIFT = 40; // milliseconds: drawings that take less are made for every frame
  const MARGIN = 0.3; // drawn beyond each edge of the screen, of its width and height; so does the style sheet
  const STROKE = 400; // lines in one stroke: longer paths take more than their share of time
  const nodeById = new Map(drawn.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(drawn.edges.map((edge) => [edge.id, edge]));
  let linked = linkUp();
  const sheet = make('canvas', { class: 'sheet' });
  const ctx = sheet.getContext('2d');
  const view = { x: 0, y: 0, scale: 1 }; // the point of the picture in the middle of the screen; pixels to its unit
  const last = { x: 0, y: 0, scale: 1, took: 0 }; // the view that is on the canvas, and milliseconds that it took
  const size = { width: 1, height: 1 };
  const stamps = new Map();
  let bends = bendParallels(drawn.edges);
  let shown = { nodes: new Set(), edges: new Set() };
  let nodes = [];
  let edges = [];
  let groups = null;
  let frame = 0;
  let resting = 0;
  container.append(sheet);

  function linkUp() {
    const found = new Map(drawn.nodes.map((node) => [node.id, new Set()]));
    for (const edge of drawn.edges) {
      found.get(edge.from)?.add(edge);
      found.get(edge.to)?.add(edge);
    }
    return found;
  }

  const toScreen = ({ x, y }) => ({
    x: (x - view.x) * view.scale + size.width / 2, y: (y - view.y) * view.scale + size.height / 2,
  });
  const toPicture = ({ x, y }) => ({
    x: (x - size.width / 2) / view.scale + view.x, y: (y - size.height / 2) / view.scale + view.y,
  });

  function fitSheet() {
    [size.width, size.height] = [container.clientWidth || 1, container.clientHeight || 1];
    const dots = window.devicePixelRatio || 1;
    const [wide, high] = [size.width * (1 + 2 * MARGIN), size.height * (1 + 2 * MARGIN)];
    [sheet.width, sheet.height] = [Math.round(wide * dots), Math.round(high * dots)];
  }

  // Lines by look, those that are brought out last.
  function groupEdges() {
    const found = new Map();
    for (const edge of edges) {
      const look = dress(edge.edge);
      const key = `${look.opacity >= 0.9 ? 1 : 0} ${look.colour} ${look.opacity} ${look.width} ${look.dashes}`;
      if (!found.has(key)) found.set(key, { look, edges: [] });
      found.get(key).edges.push(edge);
    }
    return [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group);
  }

  // The part of the picture that is on the canvas.
  function bounds() {
    const [wide, high] = [(size.width * (0.5 + MARGIN)) / view.scale, (size.height * (0.5 + MARGIN)) / view.scale];
    return { left: view.x - wide, right: view.x + wide, top: view.y - high, bottom: view.y + high };
  }

  function drawLines(box) {
    const { scale } = view;
    groups ??= groupEdges();
    for (const { look, edges: alike } of groups) {
      const width = look.width * Math.min(1, Math.max(0.5, scale * 1.4)) / scale;
      ctx.globalAlpha = look.opacity * (look.opacity < 0.9 && scale < 0.3 ? 0.6 : 1);
      ctx.strokeStyle = ctx.fillStyle = look.colour;
      ctx.lineWidth = width;
      ctx.setLineDash(scale < 0.3 ? [] : { none: [], inferred: [4, 4], credit: [1.5, 3] }[look.dashes]);
      const visible = alike.filter(({ from, to }) => Math.max(from.x, to.x) > box.left && Math.min(from.x, to.x) < box.right
        && Math.max(from.y, to.y) > box.top && Math.min(from.y, to.y) < box.bottom);
      for (let start = 0; start < visible.length; start += STROKE) {
        ctx.beginPath();
        for (const { from, to, via } of visible.slice(start, start + STROKE)) {
          ctx.moveTo(from.x, from.y);
          if (via) ctx.quadraticCurveTo(via.x, via.y, to.x, to.y);
          else ctx.lineTo(to.x, to.y);
        }
        ctx.stroke();
      }
      if (scale >= 0.3 || look.opacity >= 0.9) drawHeads(visible, Math.max(4.5, 5.5 * scale) / scale);
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  function drawHeads(alike, length) {
    ctx.beginPath();
    for (const { from, to, via } of alike) {
      const tail = via ?? from;
      const [wide, high] = [to.x - tail.x, to.y - tail.y];
      const far = Math.hypot(wide, high);
      const radius = radiusOf(to);
      if (far < radius + length) continue;
      const [right, down] = [wide / far, high / far];
      const [x, y] = [to.x - right * radius, to.y - down * radius];
      ctx.moveTo(x, y);
      ctx.lineTo(x - right * length - down * length * 0.42, y - down * length + right * length * 0.42);
      ctx.lineTo(x - right * length + down * length * 0.42, y - down * length - right * length * 0.42);
    }
    ctx.fill();
  }

  function drawNodes(box) {
    const dots = sheet.width / size.width / (1 + 2 * MARGIN);
    for (const node of nodes) {
      if (node.x < box.left || node.x > box.right || node.y < box.top || node.y > box.bottom) continue;
      const radius = radiusOf(node);
      const stamp = stampOf(node.group, radius * view.scale * dots);
      const half = (radius * stamp.width) / 2 / stamp.radius;
      ctx.globalAlpha = state.near && !state.near.has(node.id) ? 0.14 : 1;
      ctx.drawImage(stamp.canvas, node.x - half, node.y - half, half * 2, half * 2);
    }
    ctx.globalAlpha = 1;
    const chosen = state.chosen && shown.nodes.has(state.chosen) && nodeById.get(state.chosen);
    if (!chosen) return;
    ctx.beginPath();
    ctx.arc(chosen.x, chosen.y, radiusOf(chosen) + 5 / view.scale, 0, 2 * Math.PI);
    ctx.lineWidth = 3 / view.scale;
    ctx.strokeStyle = colours().accent;
    ctx.stroke();
  }

  // A node of a class, drawn once for every radius in dots of the screen.
  function stampOf(cls, dots) {
    const radius = Math.max(1, dots < 12 ? Math.round(dots * 2) / 2 : Math.round(dots / 2) * 2);
    const key = `${cls} ${radius}`;
    if (!stamps.has(key)) {
      const width = Math.ceil(radius * 2.8) + 4;
      const canvas = make('canvas', { width, height: width });
      const pen = canvas.getContext('2d');
      const kind = knowledge.classOf(cls);
      const path = shapes.trace(kind.shape);
      pen.translate(width / 2, width / 2);
      pen.scale(radius, radius);
      pen.lineJoin = 'round';
      pen.lineWidth = Math.min(3, radius * 0.5) / radius;
      pen.strokeStyle = colours().paper;
      pen.stroke(path);
      pen.fillStyle = shapes.paint(kind);
      pen.fill(path, 'evenodd');
      pen.lineWidth = Math.min(0.8, radius * 0.12) / radius;
      pen.strokeStyle = colours().faint;
      pen.stroke(path);
      stamps.set(key, { canvas, width, radius });
    }
    return stamps.get(key);
  }

  function draw() {
    const start = performance.now();
    const dots = sheet.width / size.width / (1 + 2 * MARGIN);
    const middle = { x: sheet.width / 2 - view.x * view.scale * dots, y: sheet.height / 2 - view.y * view.scale * dots };
    sheet.style.transform = '';
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, sheet.width, sheet.height);
    ctx.setTransform(view.scale * dots, 0, 0, view.scale * dots, middle.x, middle.y);
    const box = bounds();
    beneath(ctx);
    drawLines(box);
    drawNodes(box);
    above(ctx, { moving: resting !== 0 });
    Object.assign(last, view, { took: performance.now() - start });
    // Much of the work is done after the script: the next frame comes when it is over.
    requestAnimationFrame(() => { last.took = performance.now() - start; });
  }

  // Draw in the next frame; where that takes long and the picture moves, only shift what is there.
  function paint() {
    frame = 0;
    const factor = view.scale / last.scale;
    const [right, down] = [(last.x - view.x) * view.scale, (last.y - view.y) * view.scale];
    const covered = factor > 0.5 && Math.abs(right) < size.width * MARGIN && Math.abs(down) < size.height * MARGIN;
    if (resting && last.took > SWIFT && covered) sheet.style.transform = `translate(${right}px, ${down}px) scale(${factor})`;
    else draw();
  }

  function redraw() {
    frame ||= requestAnimationFrame(paint);
  }

  function setView(next) {
    Object.assign(view, next);
    clearTimeout(resting);
    resting = setTimeout(() => { resting = 0; redraw(); }, REST);
    redraw();
  }

  function show(visibleNodes, visibleEdges) {
    shown = { nodes: visibleNodes, edges: visibleEdges };
    nodes = drawn.nodes.filter((node) => visibleNodes.has(node.id)).sort((one, other) => one.size - other.size);
    edges = drawn.edges.filter((edge) => visibleEdges.has(edge.id)).map((edge) => {
      const [from, to] = [nodeById.get(edge.from), nodeById.get(edge.to)];
      return { id: edge.id, edge, from, to, via: viaOf(from, to, bends.get(edge.id)) };
    });
    groups = null;
  }

  // Nodes and edges have come.
  function learn() {
    for (const node of drawn.nodes) nodeById.set(node.id, node);
    for (const edge of drawn.edges) edgeById.set(edge.id, edge);
    linked = linkUp();
    bends = bendParallels(drawn.edges);
  }

  // The point that a bent line is drawn towards.
  function viaOf(from, to, bend) {
    if (!bend) return null;
    return {
      x: (from.x + to.x) / 2 - (to.y - from.y) * bend, y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
    };
  }

  function pointOn(id, part) {
    if (!shown.edges.has(id)) return null;
    const { from: one, to: other } = edgeById.get(id);
    const [from, to] = [nodeById.get(one), nodeById.get(other)];
    const via = viaOf(from, to, bends.get(id)) ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
    return { x: a * from.x + b * via.x + c * to.x, y: a * from.y + b * via.y + c * to.y };
  }

  new ResizeObserver(() => {
    if (container.clientWidth === size.width && container.clientHeight === size.height) return;
    fitSheet();
    redraw();
    events.resized();
  }).observe(container);
  fitSheet();
  const hits = createHits({ nodes: () => nodes, edges: () => edges, radiusOf, scale: () => view.scale, pale: (edge) => state.near && dress(edge).opacity < 0.5 });
  createGestures(container, {
    view, toPicture, setView, events,
    at: (point) => hits.find(toPicture(point)),
  });

  return {
    show, toScreen, redraw, pointOn, learn,
    loosen: null,
    restyle() { groups = null; stamps.clear(); last.took = 0; redraw(); },
    redrawNow: draw,
    scale: () => view.scale,
    ids: () => [...shown.nodes],
    edgeIds: () => [...shown.edges],
    has: (id) => shown.nodes.has(id),
    at: (id) => (shown.nodes.has(id) ? nodeById.get(id) : undefined),
    neighbours: (id) => [...new Set([...(linked.get(id) ?? [])].filter((edge) => shown.edges.has(edge.id))
      .map((edge) => (edge.from === id ? edge.to : edge.from)))],
    moveTo: (position, scale, offset) => setView({ x: position.x - offset.x / scale, y: position.y - offset.y / scale, scale }),
    zoomTo: (scale) => setView({ scale }),
    // For a picture: what the screen shows of the canvas, {canvas, x, y, width, height} in dots.
    screen() {
      const dots = sheet.width / size.width / (1 + 2 * MARGIN);
      return { canvas: sheet, x: size.width * MARGIN * dots, y: size.height * MARGIN * dots, width: size.width * dots, height: size.height * dots };
    },
  };
}
