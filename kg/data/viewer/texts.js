// Text of the pages as elements: a sentence with its marks and its place, a byline, a passage with its mentions.
function createTexts({ choose }) {
  // A sentence with subject and object marked, and where it stands. `marks`: {span, id} of that sentence.
  function quote(evidence, marks) {
    const article = knowledge.articles.get(evidence.article);
    const wraps = marks.filter((mark) => mark.span).map(({ span, id }) => ({
      start: span[0], end: span[1], wrap: (text) => marked(text, id),
    }));
    return make('figure', { class: 'quote' },
      make('blockquote', { lang: 'zh-CN' }, markText(evidence.quote, wraps)),
      article && make('figcaption', {}, button(knowledge.headline(article), () => choose({ article: article.id, quote: evidence.quote }),
        { class: 'link', title: words.say('read') }), ' ', place(article, evidence.line)));
  }

  function place(article, line) {
    const page = knowledge.pages.get(article.page);
    if (!page) return '';
    const name = page.source;
    return make('span', { class: 'place' }, line ? words.say('line', { page: name, line }) : name);
  }

  function marked(text, id) {
    const entity = knowledge.named(id);
    if (!entity) return make('mark', { class: 'plain' }, text);
    return make('mark', { style: { '--mark': shapes.paint(knowledge.classOf(entity.cls)) }, 'data-entity': id }, text);
  }

  function byline(article) {
    return ['reporter', 'photographer'].map((role) => {
      const people = article.credits.filter((credit) => credit.role === role);
      return people.length > 0 && make('span', { class: 'byline' }, words.say(role), ' ', people.map((credit, number) => [
        number > 0 && '、',
        credit.person ? button(credit.name, () => choose({ entity: credit.person }), { class: 'link' }) : credit.name]));
    });
  }

  function articleLine(article) {
    return make('li', {}, button(knowledge.headline(article), () => choose({ article: article.id }), { class: 'link' }),
      make('div', { class: 'small' }, byline(article), ' ', place(article, article.line)));
  }

  function passage(text, cited, from = 0, to = Infinity) {
    const marks = text.marks.filter(([start, end]) => start >= from && end <= to)
      .map(([start, end, id]) => ({
        start: start - from, end: end - from,
        // A link, not a button: it breaks over lines as its text does.
        wrap: (printed) => make('a', {
          href: `#entity=${encodeURIComponent(id)}`, class: 'mention', style: { '--mark': shapes.paint(knowledge.classOf(knowledge.named(id).cls)) },
          title: `${knowledge.named(id).name}（${words.label(knowledge.classOf(knowledge.named(id).cls))}）`,
          'data-entity': id,
        }, printed),
      }));
    const here = slice(text.text, from, to);
    const at = cited ? text.text.indexOf(cited) : -1;
    if (at < 0) return markText(here, marks);
    const start = Array.from(text.text.slice(0, at)).length - from;
    const end = start + Array.from(cited).length;
    const length = Array.from(here).length;
    if (end <= 0 || start >= length) return markText(here, marks);
    const [low, high] = [Math.max(0, start), Math.min(length, end)];
    const part = (one, other) => markText(slice(here, one, other), marks
      .filter((mark) => mark.start >= one && mark.end <= other)
      .map((mark) => ({ ...mark, start: mark.start - one, end: mark.end - one })));
    return [part(0, low), make('span', { class: 'cited' }, part(low, high)), part(high, length)];
  }

  function paragraphs(article, cited) {
    const headings = new Set(article.headings.map(([start]) => start));
    let at = 0;
    return article.body.text.split('\n').map((paragraph) => {
      const length = Array.from(paragraph).length;
      const from = at;
      at += length + 1;
      return make(headings.has(from) ? 'h3' : 'p', {}, passage(article.body, cited, from, from + length));
    });
  }

  return { quote, place, byline, articleLine, passage, paragraphs };
}
