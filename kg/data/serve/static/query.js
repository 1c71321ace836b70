// The page for queries typed by hand: editor, results, examples, and the query in the address.
"use strict";

const settings = JSON.parse(document.getElementById("settings").textContent);
const { Yasqe, Yasr } = Yasgui;
const notice = document.getElementById("notice");
const examples = document.getElementById("examples");

/** A completer that offers words of this graph alone; the library's own would ask other servers. */
function complete(from, words) {
  Yasqe.forkAutocompleter(from, {
    name: `own-${from}`,
    bulk: false,
    persistenceId: null,
    get: (_, token) => {
      const typed = (token?.autocompletionString ?? token?.string ?? "").toLowerCase();
      return words.filter((word) => word.toLowerCase().startsWith(typed));
    },
  }, false);
}

complete("prefixes", Object.entries(settings.prefixes).map(([name, iri]) => `${name}: <${iri}>`));
complete("class", settings.classes);
complete("property", settings.properties);

const editor = new Yasqe(document.getElementById("editor"), {
  autocompleters: ["variables", "own-prefixes", "own-class", "own-property"],
  prefixCcApi: null,
  persistenceId: null,
  consumeShareLink: null,
  createShareableLink: () => location.href,
  createShortLink: undefined,
  collapsePrefixesOnLoad: false,
  resizeable: true,
  requestConfig: {
    endpoint: new URL("/sparql", location.href).href,
    method: "POST",
    acceptHeaderGraph: "text/turtle",
    acceptHeaderSelect: "application/sparql-results+json",
  },
});

const results = new Yasr(document.getElementById("results"), {
  persistenceId: null,
  maxPersistentResponseSize: 0,
  prefixes: settings.prefixes,
});

/** Put the query into the address, so that it can be kept and sent. */
function note(query) {
  const url = new URL(location.href);
  url.search = "";
  url.searchParams.set("query", query);
  if (url.href !== location.href) history.pushState(null, "", url);
}

function show() {
  const query = new URL(location.href).searchParams.get("query");
  editor.setValue(query ?? settings.first);
  editor.refresh();
  if (query !== null) editor.query().catch(() => {});
}

editor.on("queryBefore", () => {
  notice.hidden = true;
  note(editor.getValue());
});
editor.on("queryResponse", (_, response, duration) => {
  results.setResponse(response, duration);
  const cut = response.headers?.get("Result-Truncated");
  notice.hidden = !cut;
  notice.textContent = cut ? `结果未列全。 Not all is shown: ${cut}` : "";
});
examples.addEventListener("change", () => {
  const text = settings.examples[examples.value];
  if (text !== undefined) editor.setValue(text);
});
addEventListener("popstate", show);
show();
