// Draws a small graph: vis-network, with shapes of our own. Physics only where the reader asks for it.
function createSmallPlot(container, { drawn, state, radiusOf, colours, dress, beneath, above, events }) {
  const nodeById = new Map(drawn.nodes.map((node) => [node.id, node]));
  const edgeById = new Map(drawn.edges.map((edge) => [edge.id, edge]));
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const looks = new Map();
  const bends = bendParallels(drawn.edges);
  const options = { ...drawn.options, autoResize: true };
  options.edges = { ...options.edges, selectionWidth: 0, hoverWidth: 0.6, chosen: false };
  const network = new vis.Network(container, { nodes, edges }, options);

  function smoothOf(id) {
    const bend = bends.get(id);
    return bend ? { enabled: true, type: bend > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(bend) } : false;
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
          ctx.strokeStyle = colours().accent;
          ctx.stroke();
        }
        ctx.scale(radius, radius);
        const path = shapes.trace(kind.shape);
        ctx.lineJoin = 'round';
        ctx.lineWidth = (hover ? 5 : 3) / radius;
        ctx.strokeStyle = colours().paper;
        ctx.stroke(path);
        ctx.fillStyle = shapes.paint(kind);
        ctx.fill(path, 'evenodd');
        ctx.lineWidth = (hover ? 1.8 : 0.8) / radius;
        ctx.strokeStyle = hover ? colours().ink : colours().faint;
        ctx.stroke(path);
      },
      nodeDimensions: { width: radius * 2, height: radius * 2 },
    };
  }

  function look(edge) {
    const { colour, opacity, width, dashes } = dress(edge);
    return {
      color: { color: colour, hover: colours().accent, highlight: colours().accent, opacity, inherit: false },
      width, dashes: { none: false, inferred: [4, 4], credit: [1.5, 3] }[dashes],
    };
  }

  function show(visibleNodes, visibleEdges) {
    const changeOf = (set, wanted, make) => {
      const present = new Set(set.getIds());
      const gone = [...present].filter((id) => !wanted.has(id));
      const fresh = [...wanted].filter((id) => !present.has(id));
      if (gone.length) set.remove(gone);
      if (fresh.length) set.add(fresh.map(make));
    };
    if (edges.length) edges.remove(edges.getIds().filter((id) => !visibleEdges.has(id)));
    changeOf(nodes, visibleNodes, (id) => {
      const { x, y, size, group } = nodeById.get(id);
      return { id, x, y, size, group, shape: 'custom', ctxRenderer: renderNode, label: undefined };
    });
    looks.clear();
    changeOf(edges, visibleEdges, (id) => {
      const edge = edgeById.get(id);
      return { id, from: edge.from, to: edge.to, smooth: smoothOf(id), ...look(edge) };
    });
  }

  // Only edges whose look has changed are handed to vis-network.
  function restyle() {
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

  // The picture comes loose: forces move it, until the reader stops them. Gives whether it moves now.
  function loosen(on) {
    network.setOptions({
      physics: on ? { enabled: true, solver: 'forceAtlas2Based', stabilization: false, forceAtlas2Based: { avoidOverlap: 0.6, gravitationalConstant: -38 } }
        : { enabled: false },
    });
  }

  network.on('beforeDrawing', beneath);
  network.on('afterDrawing', above);
  network.on('click', ({ nodes: [node], edges: [edge], event }) => events.click(node ? { node, joined: event.srcEvent.shiftKey } : { edge }));
  const pointAt = (what) => ({ node, edge, pointer }) => events.point(what ? { node, edge, ...pointer.DOM } : null);
  network.on('hoverNode', pointAt(true));
  network.on('hoverEdge', pointAt(true));
  network.on('blurNode', pointAt(false));
  network.on('blurEdge', pointAt(false));
  network.on('zoom', events.moved);
  network.on('dragStart', () => events.drag(true));
  network.on('dragEnd', () => events.drag(false));
  network.on('resize', events.resized);

  return {
    show, restyle, loosen,
    redraw: () => network.redraw(),
    redrawNow: () => network.renderer._redraw(),
    scale: () => network.getScale(),
    ids: () => nodes.getIds(),
    edgeIds: () => edges.getIds(),
    has: (id) => nodes.get(id) !== null,
    at: (id) => network.body.nodes[id],
    // A point on a line, `part` of the way along it; null where the line is not shown.
    pointOn: (id, part) => {
      const body = network.body.edges[id];
      return body?.connected ? body.edgeType.getPoint(part) : null;
    },
    neighbours: (id) => (network.body.nodes[id] ? network.getConnectedNodes(id) : []),
    toScreen: (point) => network.canvasToDOM(point),
    moveTo: (position, scale, offset, animate) => network.moveTo({
      position, scale, offset, animation: animate ? { duration: 300, easingFunction: 'easeInOutQuad' } : false,
    }),
    zoomTo: (scale) => network.moveTo({ scale }),
    // For a picture: what the screen shows of the canvas, {canvas, x, y, width, height} in dots.
    screen() {
      const canvas = container.querySelector('canvas');
      return { canvas, x: 0, y: 0, width: canvas.width, height: canvas.height };
    },
  };
}
