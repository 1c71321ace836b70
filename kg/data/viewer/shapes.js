// The shape of each class: traced on a canvas, or as an SVG path for the legend; radius 1 about (0, 0).
const shapes = (() => {
  function polygon(corners, turn = -90) {
    const points = [];
    for (let corner = 0; corner < corners; corner += 1) {
      const angle = ((turn + (360 / corners) * corner) * Math.PI) / 180;
      points.push(`${Math.cos(angle).toFixed(4)} ${Math.sin(angle).toFixed(4)}`);
    }
    return `M${points.join('L')}Z`;
  }

  function star() {
    const points = [];
    for (let corner = 0; corner < 10; corner += 1) {
      const angle = ((-90 + 36 * corner) * Math.PI) / 180;
      const far = corner % 2 ? 0.5 : 1.12;
      points.push(`${(far * Math.cos(angle)).toFixed(4)} ${(far * Math.sin(angle)).toFixed(4)}`);
    }
    return `M${points.join('L')}Z`;
  }

  const paths = {
    dot: 'M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z',
    ring: 'M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0ZM-.5 0A.5 .5 0 1 0 .5 0A.5 .5 0 1 0 -.5 0Z',
    octagon: polygon(8, -67.5),
    hexagon: polygon(6, 0),
    pentagon: polygon(5),
    triangle: 'M0 -1.1L1.05 .8L-1.05 .8Z',
    square: 'M-.88 -.88H.88V.88H-.88Z',
    diamond: 'M0 -1.2L1.05 0L0 1.2L-1.05 0Z',
    star: star(),
    pin: 'M0 1.25C-.35 .65 -.95 .2 -.95 -.35A.95 .95 0 1 1 .95 -.35C.95 .2 .35 .65 0 1.25ZM-.35 -.35A.35 .35 0 1 0 .35 -.35A.35 .35 0 1 0 -.35 -.35Z',
    person: 'M-.5 -.52A.5 .5 0 1 1 .5 -.52A.5 .5 0 1 1 -.5 -.52ZM-1 1C-1 .3 -.6 .1 0 .1C.6 .1 1 .3 1 1Z',
    sheet: 'M-.75 -1H.35L.75 -.55V1H-.75ZM-.4 -.2H.4V-.05H-.4ZM-.4 .25H.4V.4H-.4Z',
  };
  const traced = new Map();

  function trace(name) {
    if (!traced.has(name)) traced.set(name, new Path2D(paths[name] ?? paths.dot));
    return traced.get(name);
  }

  // An icon beside a name.
  function icon(cls, size = 14) {
    const kind = knowledge.classOf(cls);
    const path = document.createElementNS(SVG, 'path');
    furnish(path, { d: paths[kind.shape] ?? paths.dot, fill: paint(kind), 'fill-rule': 'evenodd' }, []);
    const picture = document.createElementNS(SVG, 'svg');
    return furnish(picture, {
      viewBox: '-1.4 -1.4 2.8 2.8', width: size, height: size, class: 'icon', 'aria-hidden': 'true',
    }, [path]);
  }

  const night = matchMedia('(prefers-color-scheme: dark)');
  // Paper is white, whatever the screen is.
  const isNight = () => night.matches && !('printing' in document.documentElement.dataset);
  const paint = (kind) => (isNight() ? kind.dark : kind.colour);

  return { trace, icon, paint, night };
})();
