// Ways over admitted facts: what lies around an entity, and the shortest way between two.
function createWays({ admits }) {
  const beyond = (fact, id) => (fact.subject === id ? fact.object : fact.subject);

  // Entities that a number of steps reach, the first one included.
  function around(centre, steps) {
    const reached = new Set([centre]);
    let edge = [centre];
    for (let step = 0; step < steps; step += 1) {
      const next = [];
      for (const id of edge) {
        for (const fact of knowledge.factsOf.get(id) ?? []) {
          const other = beyond(fact, id);
          if (admits(fact) && !reached.has(other)) { reached.add(other); next.push(other); }
        }
      }
      edge = next;
    }
    return reached;
  }

  // A step is 1 long, up to 0.6 longer where its fact is inferred or unsure.
  const length = (fact) => 1 + (fact.inferred ? 0.4 : 0) + 0.2 * (1 - fact.confidence);

  // The facts of the shortest way between two entities. Empty if there is none.
  function way(from, to) {
    const before = new Map([[from, null]]);
    const far = new Map([[from, 0]]);
    const done = new Set();
    const waiting = createHeap();
    waiting.push(0, from);
    while (waiting.size() && !done.has(to)) {
      const at = waiting.pop();
      if (done.has(at)) continue;
      done.add(at);
      for (const fact of knowledge.factsOf.get(at) ?? []) {
        const other = beyond(fact, at);
        const sum = far.get(at) + length(fact);
        if (!admits(fact) || sum >= (far.get(other) ?? Infinity)) continue;
        far.set(other, sum);
        before.set(other, { fact, at });
        waiting.push(sum, other);
      }
    }
    const facts = [];
    for (let step = before.get(to); step; step = before.get(step.at)) facts.unshift(step.fact);
    return facts;
  }

  return { around, way };
}

// A queue that gives the nearest first.
function createHeap() {
  const heap = [];

  function rise(at) {
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above].far <= heap[at].far) return;
      [heap[above], heap[at]] = [heap[at], heap[above]];
      at = above;
    }
  }

  function sink() {
    let at = 0;
    for (;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < heap.length && heap[below].far < heap[least].far) least = below;
      }
      if (least === at) return;
      [heap[least], heap[at]] = [heap[at], heap[least]];
      at = least;
    }
  }

  return {
    size: () => heap.length,
    push(far, what) { heap.push({ far, what }); rise(heap.length - 1); },
    pop() {
      const { what } = heap[0];
      const last = heap.pop();
      if (heap.length) { heap[0] = last; sink(); }
      return what;
    },
  };
}
