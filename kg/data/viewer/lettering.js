// Names in the picture: which are drawn, and where, at the present scale.
function createLettering({ plot, nodeById, edgeById, state, margin, radiusOf, colours }) {
  let names = { placed: [] };
  let relations = [];
  let placedAt = 1;

  function labelItems(scale) {
    const items = [];
    for (const id of plot().ids()) {
      const near = !state.near || state.near.has(id);
      if (!near) continue;
      const [at, node] = [plot().at(id), nodeById.get(id)];
      const must = id === state.chosen || id === state.hover || (state.facts.size > 0 && near);
      const anchor = data.anchors.includes(node.group);
      const bold = anchor || must;
      const full = knowledge.entities.get(id)?.name ?? knowledge.headline(knowledge.articles.get(id));
      items.push({
        id, must, bold, anchor,
        text: must && full.length < 40 ? full : node.label,
        at: { x: at.x, y: at.y }, x: at.x * scale, y: at.y * scale, radius: radiusOf(node) * scale,
        size: anchor ? 14 : node.size > 11 ? 12.5 : 11.5,
        order: (must ? 1e6 : 0) + (state.near ? 1e5 : 0) + (anchor ? 1e3 : 0) + (knowledge.entities.get(id)?.weight ?? 0),
      });
    }
    return items.sort((one, other) => other.order - one.order || (one.id < other.id ? -1 : 1));
  }

  // Labels stay within the picture and its margin, so that none is cut at the first view.
  function bounds(scale) {
    const box = state.box ?? { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9 };
    return {
      left: box.left * scale - margin.side, right: box.right * scale + margin.side,
      top: box.top * scale - margin.top, bottom: box.bottom * scale + margin.top,
    };
  }

  // While a large picture moves, the names that were placed last move with their nodes.
  function draw(ctx, { moving = false } = {}) {
    const scale = plot().scale();
    const key = `${scale.toFixed(4)} ${state.hover} ${state.hoverEdge} ${state.chosen} ${[...state.facts]}`;
    if (!moving && (state.dragging || key !== state.key)) {
      state.key = key;
      placedAt = scale;
      names = labels.place(labelItems(scale), bounds(scale));
      relations = placeEdgeLabels(scale, names);
    }
    ctx.save();
    ctx.scale(1 / scale, 1 / scale);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    ctx.strokeStyle = colours().paper;
    const grown = scale - placedAt;
    for (const { item, x: left, y: top } of names.placed) {
      const [x, y] = [left + item.at.x * grown, top + item.at.y * grown];
      ctx.font = labels.font(item.size, item.bold);
      ctx.lineWidth = 3.5;
      ctx.strokeText(item.text, x, y);
      ctx.fillStyle = colours().ink;
      ctx.fillText(item.text, x, y);
    }
    for (const { item, x, y } of grown ? [] : relations) {
      ctx.font = labels.font(item.size, false);
      ctx.lineWidth = 4;
      ctx.strokeText(item.text, x, y);
      ctx.fillStyle = item.lit ? colours().accent : colours().faint;
      ctx.fillText(item.text, x, y);
    }
    ctx.restore();
  }

  // Names of relations: of what is chosen or pointed at, and of all that have room once the reader is close.
  function placeEdgeLabels(scale, { names: taken, marks }) {
    const found = [];
    for (const id of plot().edgeIds()) {
      const edge = edgeById.get(id);
      const lit = state.facts.has(id) || id === state.hoverEdge
        || [edge.from, edge.to].some((end) => end === state.chosen || end === state.hover);
      if (!lit && (scale < 1.35 || state.near)) continue;
      const text = edgeName(id);
      const size = 11;
      const wide = labels.width(text, size, false) + 4;
      for (const part of [0.5, 0.38, 0.62]) {
        const at = plot().pointOn(id, part);
        if (!at) break;
        const [x, y] = [at.x * scale, at.y * scale];
        const box = { owner: id, left: x - wide / 2, right: x + wide / 2, top: y - 7, bottom: y + 7 };
        if (taken.isFree(box) && marks.isFree(box)) {
          taken.add(box);
          found.push({ item: { text, size, lit }, x, y });
          break;
        }
      }
    }
    return found;
  }

  function edgeName(id) {
    const fact = knowledge.factById.get(id);
    if (fact) return words.label(knowledge.relationOf(fact.predicate));
    const credit = edgeById.get(id).credit;
    return words.say({ reporter: 'reportedBy', photographer: 'photographedBy' }[credit] ?? credit);
  }

  return { draw, edgeName, placed: () => names.placed };
}
