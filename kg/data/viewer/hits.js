// What of a large picture is under the pointer: a node, else a line.
function createHits({ nodes, edges, radiusOf, scale, pale }) {
  const NEAR = 5; // pixels between pointer and line at which the line is meant
  const LEAST = 5; // least radius of a node for the pointer, pixels

  function findNode({ x, y }) {
    let best = null;
    let least = 1;
    for (const node of nodes()) {
      const reach = Math.max(radiusOf(node) * 1.1, LEAST / scale());
      if (Math.abs(node.x - x) > reach || Math.abs(node.y - y) > reach) continue;
      const part = Math.hypot(node.x - x, node.y - y) / reach;
      if (part < least) [best, least] = [node.id, part];
    }
    return best;
  }

  function findEdge(point) {
    let best = null;
    let least = NEAR / scale();
    for (const { id, edge, from, to, via } of edges()) {
      const reach = via ? Infinity : least;
      if (point.x < Math.min(from.x, to.x) - reach || point.x > Math.max(from.x, to.x) + reach
        || point.y < Math.min(from.y, to.y) - reach || point.y > Math.max(from.y, to.y) + reach) continue;
      const far = via ? farFromCurve(point, from, via, to) : farFromLine(point, from, to);
      if (far < least && !pale(edge)) [best, least] = [id, far];
    }
    return best;
  }

  function farFromLine({ x, y }, from, to) {
    const [wide, high] = [to.x - from.x, to.y - from.y];
    const part = Math.max(0, Math.min(1, ((x - from.x) * wide + (y - from.y) * high) / (wide * wide + high * high || 1)));
    return Math.hypot(x - from.x - part * wide, y - from.y - part * high);
  }

  function farFromCurve(point, from, via, to) {
    let [least, before] = [Infinity, from];
    for (let step = 1; step <= 12; step += 1) {
      const part = step / 12;
      const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
      const next = { x: a * from.x + b * via.x + c * to.x, y: a * from.y + b * via.y + c * to.y };
      least = Math.min(least, farFromLine(point, before, next));
      before = next;
    }
    return least;
  }

  return {
    find(point) {
      const node = findNode(point);
      if (node) return { node };
      const edge = findEdge(point);
      return edge && { edge };
    },
  };
}

// Lines between the same two nodes are bent, so that each can be seen and clicked: id -> bend, 0 for a straight one.
function bendParallels(edges) {
  const seen = new Map();
  for (const edge of edges) {
    const key = edge.from < edge.to ? `${edge.from} ${edge.to}` : `${edge.to} ${edge.from}`;
    if (!seen.has(key)) seen.set(key, []);
    seen.get(key).push(edge);
  }
  const bends = new Map();
  for (const group of seen.values()) {
    if (group.length < 2) continue;
    group.forEach((edge, number) => {
      bends.set(edge.id, (number - (group.length - 1) / 2) * 0.26 * (edge.from > edge.to ? -1 : 1));
    });
  }
  return bends;
}
