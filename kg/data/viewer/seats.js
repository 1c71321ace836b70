// Free ground in the picture: finds for what comes later the nearest place where nothing stands.
function createSeats(nodes) {
  const [WIDE, HIGH] = [55, 24]; // squares, pixels
  const [LABEL, LINE] = [50, 12]; // half the width of a name, half its height
  const taken = new Set();
  nodes.forEach((node) => cover(node).forEach((square) => taken.add(square)));

  // The squares that a node covers with its name.
  function cover({ x, y, size }) {
    const found = [];
    const [wide, high] = [Math.max(size, LABEL), size + LINE];
    for (let column = Math.floor((x - wide) / WIDE); column <= Math.floor((x + wide) / WIDE); column += 1) {
      for (let row = Math.floor((y - high) / HIGH); row <= Math.floor((y + high) / HIGH); row += 1) found.push(`${column} ${row}`);
    }
    return found;
  }

  // Where a node of a size may stand that would stand at {x, y}: there, or on the nearest free ground around it.
  function take({ x, y, size }) {
    for (let ring = 0; ; ring += 1) {
      let best = null;
      for (let right = -ring; right <= ring; right += 1) {
        for (let down = -ring; down <= ring; down += 1) {
          if (Math.max(Math.abs(right), Math.abs(down)) !== ring) continue;
          const far = Math.hypot(right * WIDE, down * HIGH);
          if (best && far >= best.far) continue;
          const at = { x: Math.round(x + right * WIDE), y: Math.round(y + down * HIGH), size };
          if (cover(at).every((square) => !taken.has(square))) best = { far, at };
        }
      }
      if (!best) continue;
      cover(best.at).forEach((square) => taken.add(square));
      return { x: best.at.x, y: best.at.y };
    }
  }

  return { take };
}
