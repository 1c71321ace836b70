// Counts by class, and divisions by their programmes and institutions as a small chart.
function createOverview({ entityLink, section }) {
  const MOST = 40; // divisions

  return function drawOverview() {
    const count = (cls, place) => data.entities.filter((entity) => entity.cls === cls && (!place || entity.places.includes(place))).length;
    const classes = data.classes.map((kind) => ({ kind, number: data.totals?.classes[kind.id] ?? count(kind.id) }));
    const most = Math.max(1, ...classes.map(({ number }) => number));
    const bar = (number, whole, cls) => make('span', { class: 'bar' }, make('span', {
      style: { width: `${(100 * number) / whole}%`, background: shapes.paint(knowledge.classOf(cls)) },
    }));
    const places = data.chart?.map(({ id, programmes, institutions }) => ({ entity: { id }, programmes, institutions }))
      ?? data.entities.filter((entity) => data.anchors.includes(entity.cls))
        .map((entity) => ({ entity, programmes: count('Programme', entity.id), institutions: count('Institution', entity.id) }))
        .filter(({ programmes, institutions }) => programmes + institutions > 0)
        .sort((one, other) => other.programmes - one.programmes || other.institutions - one.institutions);
    const whole = Math.max(1, ...places.map(({ programmes, institutions }) => Math.max(programmes, institutions)));
    return [
      section(words.say('countsByClass'), make('table', { class: 'chart' }, make('tbody', {}, classes.map(({ kind, number }) => make('tr', {},
        make('th', { scope: 'row' }, shapes.icon(kind.id, 15), ' ', words.label(kind)), make('td', {}, bar(number, most, kind.id)),
        make('td', { class: 'value' }, number)))))),
      places.length > 0 && section(words.say('countsByPlace'), make('p', { class: 'key' },
        ['Programme', 'Institution'].map((cls) => make('span', {}, shapes.icon(cls, 13), ' ', words.label(knowledge.classOf(cls))))), make('table', { class: 'chart' }, make('tbody', {}, places.slice(0, MOST).map(
        ({ entity, programmes, institutions }) => make('tr', {}, make('th', { scope: 'row' }, entityLink(entity.id)),
          make('td', {}, bar(programmes, whole, 'Programme'), bar(institutions, whole, 'Institution')),
          make('td', { class: 'value' }, programmes, make('br'), institutions))))),
      places.length > MOST && make('p', { class: 'small' }, words.say('ofAll', { count: MOST, all: places.length }))),
    ];
  };
}
