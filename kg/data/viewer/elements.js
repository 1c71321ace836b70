// Builds elements. Whatever comes from the data enters as text, never as markup.
const SVG = 'http://www.w3.org/2000/svg';

function make(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

// A slice by code points, as the data counts, which are not the units of a script's strings.
function slice(text, start, end) {
  return Array.from(text).slice(start, end).join('');
}

// Text with some ranges marked: `marks` are {start, end, wrap(text) -> element}, the longer of crossing ones wins.
function markText(text, marks) {
  const characters = Array.from(text);
  const order = marks.filter((mark) => mark.end > mark.start)
    .sort((one, other) => one.start - other.start || other.end - one.end);
  const pieces = [];
  let at = 0;
  for (const mark of order) {
    if (mark.start < at || mark.end > characters.length) continue;
    pieces.push(characters.slice(at, mark.start).join(''));
    pieces.push(mark.wrap(characters.slice(mark.start, mark.end).join('')));
    at = mark.end;
  }
  pieces.push(characters.slice(at).join(''));
  return pieces;
}

function button(text, press, attributes = {}) {
  return make('button', { type: 'button', onclick: press, ...attributes }, text);
}

function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = make('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function colourOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
