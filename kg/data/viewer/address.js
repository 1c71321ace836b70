// What the page shows, as the text of a link: `entity=…`, `fact=…`, `article=…`, `path=…,…` or `overview`, then the
// filters that are not as at first.
const address = (() => {
  const list = (names) => [...names].sort().map(encodeURIComponent).join(',');
  const unlist = (text) => new Set(text.split(',').filter(Boolean).map(decode));
  const FILTERS = {
    near: { write: ({ near }) => near && `${encodeURIComponent(near.id)},${near.steps}`, read: readNear },
    place: { write: ({ place }) => encodeURIComponent(place), read: (text) => ({ place: decode(text) }) },
    from: { write: ({ article }) => encodeURIComponent(article), read: (text) => ({ article: decode(text) }) },
    confidence: { write: ({ confidence }) => confidence || '', read: (text) => ({ confidence: Math.max(0, Math.min(1, Number(text) || 0)) }) },
    hide: { write: ({ hiddenClasses }) => list(hiddenClasses), read: (text) => ({ hiddenClasses: unlist(text) }) },
    without: { write: ({ hiddenRelations }) => list(hiddenRelations), read: (text) => ({ hiddenRelations: unlist(text) }) },
    stated: { write: ({ stated }) => !stated && '0', read: () => ({ stated: false }) },
    inferred: { write: ({ inferred }) => !inferred && '0', read: () => ({ inferred: false }) },
    credits: { write: ({ credits }) => credits && '1', read: () => ({ credits: true }) },
    linked: { write: ({ lonely }) => !lonely && '1', read: () => ({ lonely: false }) },
  };

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function readNear(text) {
    const [id, steps] = text.split(',');
    return { near: { id: decode(id), steps: Number(steps) === 2 ? 2 : 1 } };
  }

  function writeWhat({ entity, fact, article, overview, path }) {
    if (path) return `path=${path.map(encodeURIComponent).join(',')}`;
    if (entity) return `entity=${encodeURIComponent(entity)}`;
    if (fact) return `fact=${encodeURIComponent(knowledge.factKey(knowledge.factById.get(fact)))}`;
    if (article) return `article=${encodeURIComponent(article)}`;
    return overview ? 'overview' : '';
  }

  // The filters in a link; what stands before them is `what`.
  function split(text) {
    const what = [];
    const filters = {};
    for (const part of text.split('&')) {
      const [key, ...rest] = part.split('=');
      const filter = Object.hasOwn(FILTERS, key) ? FILTERS[key] : null;
      if (filter) Object.assign(filters, filter.read(rest.join('=')));
      else what.push(part); // a name may hold the sign itself
    }
    return { what: what.join('&'), filters };
  }

  return {
    write(what, filters) {
      const kept = Object.entries(FILTERS).map(([key, { write }]) => [key, write(filters)]).filter(([, value]) => value);
      return [writeWhat(what), ...kept.map(([key, value]) => `${key}=${value}`)].filter(Boolean).join('&');
    },
    // The same view with other filters.
    refilter(text, filters) {
      const { what } = split(text);
      return [what, this.write({}, filters)].filter(Boolean).join('&');
    },
    // {key, value, filters}
    read(text) {
      const { what, filters } = split(text);
      const [key, ...rest] = what.split('=');
      return { key, value: decode(rest.join('=')), filters };
    },
  };
})();
