// The ground of each division: a tint under what belongs to it, as on a map.
function createGrounds({ plot, nodeById, state, colours }) {
  let grounds = findGrounds();

  function draw(ctx) {
    ctx.save();
    ctx.lineCap = 'round';
    ctx.globalAlpha = state.near ? 0.35 : 1;
    for (const ground of grounds) {
      ctx.strokeStyle = colours()[ground.tint];
      ctx.beginPath();
      for (const [id, beside] of ground.members) {
        const [one, other] = [plot().at(id), beside && plot().at(beside)];
        if (!one) continue;
        ctx.moveTo(one.x, one.y);
        ctx.lineTo((other ?? one).x + (other ? 0 : 0.01), (other ?? one).y);
      }
      ctx.lineWidth = 74;
      ctx.stroke();
    }
    ctx.restore();
  }

  function findGrounds() {
    const found = new Map();
    for (const node of nodeById.values()) {
      const place = knowledge.entities.get(node.id)?.place;
      if (!place || node.late || knowledge.named(place)?.cls !== data.anchors.at(-1)) continue;
      if (!found.has(place)) found.set(place, []);
      found.get(place).push([node.id, node.id === place ? null : node.beside]);
    }
    return [...found.values()].map((members, number) => ({ members, tint: `ground${number % 5}` }));
  }

  return { draw, learn: () => { grounds = findGrounds(); } };
}
