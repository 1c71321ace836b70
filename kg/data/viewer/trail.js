// Where the reader has been: the address of the page, with back and forward. A page inside a notebook has no address of
// its own; there the trail is kept here.
function createTrail({ follow }) {
  const embedded = location.protocol === 'about:' || location.protocol === 'blob:';
  const own = ['']; // addresses, where the browser keeps none
  let at = embedded ? 0 : history.state?.step ?? 0;
  let end = at;

  if (!embedded) {
    history.replaceState({ step: at }, '');
    addEventListener('popstate', (event) => {
      // Without a step it is an address that the reader typed or a link from elsewhere.
      at = event.state?.step ?? at + 1;
      if (!event.state) { end = at; history.replaceState({ step: at }, ''); }
      follow();
    });
  }

  const write = (address) => (address ? `#${address}` : location.pathname + location.search);

  return {
    now: () => (embedded ? own[at] : location.hash.slice(1)),
    go(address) {
      at += 1;
      end = at;
      if (embedded) own.splice(at, Infinity, address);
      else history.pushState({ step: at }, '', write(address));
      follow();
    },
    // The same step under another address.
    amend(address) {
      if (embedded) own[at] = address;
      else history.replaceState({ step: at }, '', write(address));
    },
    step(by) {
      if (!embedded) { history.go(by); return; }
      at = Math.max(0, Math.min(end, at + by));
      follow();
    },
    canStep: (by) => at + by >= 0 && at + by <= end,
  };
}
