// Dragging, the wheel, two fingers and clicks on a large picture. `at(point)` tells what is under a point of the screen.
function createGestures(container, { view, toPicture, setView, events, at }) {
  const SLIP = 5; // pixels that a click may move
  const fingers = new Map();
  let press = null;
  let pinch = null;
  let pointed = null;

  const place = (event) => {
    const box = container.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  // The point under the pointer stays under it.
  function zoomAt(point, scale) {
    const before = toPicture(point);
    const next = Math.min(6, Math.max(0.02, scale));
    const by = view.scale / next;
    setView({ scale: next, x: before.x + (view.x - before.x) * by, y: before.y + (view.y - before.y) * by });
  }

  function startPinch() {
    const [one, other] = [...fingers.values()];
    pinch = { far: Math.hypot(one.x - other.x, one.y - other.y) || 1, scale: view.scale };
    press = null;
  }

  function drag(point) {
    if (!press.moved && Math.hypot(point.x - press.start.x, point.y - press.start.y) < SLIP) return;
    if (!press.moved) events.moved();
    press.moved = true;
    setView({ x: press.view.x - (point.x - press.start.x) / view.scale, y: press.view.y - (point.y - press.start.y) / view.scale });
  }

  function hover(point) {
    const what = at(point);
    const key = what && (what.node ?? what.edge);
    if (key === pointed) return;
    pointed = key;
    events.point(what ? { ...what, ...point } : null);
  }

  container.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, place(event));
    container.setPointerCapture(event.pointerId);
    if (fingers.size === 2) startPinch();
    else if (fingers.size === 1) press = { start: place(event), view: { x: view.x, y: view.y }, moved: false };
  });
  container.addEventListener('pointermove', (event) => {
    const point = place(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, point);
    if (pinch && fingers.size === 2) {
      const [one, other] = [...fingers.values()];
      events.moved();
      zoomAt({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }, (pinch.scale * Math.hypot(one.x - other.x, one.y - other.y)) / pinch.far);
    } else if (press) drag(point);
    else if (event.pointerType === 'mouse') hover(point);
  });
  const release = (event) => {
    fingers.delete(event.pointerId);
    pinch = null;
    if (press && !press.moved && event.type === 'pointerup') events.click({ ...at(place(event)), joined: event.shiftKey });
    press = null;
  };
  container.addEventListener('pointerup', release);
  container.addEventListener('pointercancel', release);
  container.addEventListener('pointerleave', () => { if (pointed) { pointed = null; events.point(null); } });
  container.addEventListener('wheel', (event) => {
    event.preventDefault();
    events.moved();
    const lines = event.deltaMode === 1 ? 33 : 1;
    zoomAt(place(event), view.scale * Math.exp(-Math.max(-300, Math.min(300, event.deltaY * lines)) / 400));
  }, { passive: false });
}
