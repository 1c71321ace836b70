// Which labels are drawn, and where: the more important first, none over another.
const labels = (() => {
  const FONT = '"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif';
  const widths = new Map();
  const measure = document.createElement('canvas').getContext('2d');

  function font(size, bold) {
    return `${bold ? '600 ' : ''}${size}px ${FONT}`;
  }

  function width(text, size, bold) {
    const key = `${bold ? 'b' : 'n'}${size} ${text}`;
    if (!widths.has(key)) {
      measure.font = font(size, bold);
      widths.set(key, measure.measureText(text).width);
    }
    return widths.get(key);
  }

  // Rectangles on the screen, found again by the squares they touch.
  class Ground {
    constructor(square = 64) {
      this.square = square;
      this.squares = new Map();
    }

    * touched(box) {
      const last = [Math.floor(box.right / this.square), Math.floor(box.bottom / this.square)];
      for (let column = Math.floor(box.left / this.square); column <= last[0]; column += 1) {
        for (let row = Math.floor(box.top / this.square); row <= last[1]; row += 1) yield column * 65536 + row;
      }
    }

    add(box) {
      for (const key of this.touched(box)) {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(box);
      }
    }

    isFree(box) {
      for (const key of this.touched(box)) {
        for (const other of this.squares.get(key) ?? []) {
          if (other.owner !== box.owner && box.left < other.right && other.left < box.right
            && box.top < other.bottom && other.top < box.bottom) return false;
        }
      }
      return true;
    }
  }

  // `items`: {id, text, x, y, radius, size, bold, must, anchor} in pixels of the screen, the more important first.
  // `bounds`: where labels may stand. Gives {item, x, y} for those that find room: below the node, above it, right or
  // left of it; an anchor's label may cover lesser nodes, one that must be seen may cover anything.
  function place(items, bounds) {
    const [names, marks] = [new Ground(), new Ground()];
    for (const item of items) {
      const half = item.radius * 0.8;
      const box = { owner: item.id, left: item.x - half, right: item.x + half, top: item.y - half, bottom: item.y + half };
      marks.add(box);
      if (item.anchor) names.add(box);
    }
    const inside = (box) => box.left > bounds.left && box.right < bounds.right && box.top > bounds.top && box.bottom < bounds.bottom;
    const placed = [];
    for (const item of items) {
      const wide = width(item.text, item.size, item.bold) + 4;
      const high = item.size * 1.25;
      const away = item.radius + 2;
      const boxes = [
        [item.x, item.y + away + high / 2],
        [item.x, item.y - away - high / 2],
        [item.x + away + wide / 2, item.y],
        [item.x - away - wide / 2, item.y],
      ].map(([x, y]) => ({
        owner: item.id, x, y, left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2,
      }));
      const box = boxes.find((each) => inside(each) && names.isFree(each) && marks.isFree(each))
        ?? (item.anchor ? boxes.find((each) => inside(each) && names.isFree(each)) : undefined)
        ?? (item.must ? boxes.find((each) => names.isFree(each)) : undefined)
        ?? (item.must ? boxes[0] : undefined);
      if (box) {
        names.add(box);
        placed.push({ item, ...box });
      }
    }
    return { placed, names, marks };
  }

  return { font, width, place };
})();
