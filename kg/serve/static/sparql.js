"use strict";
(() => {
  const form = document.getElementById("editor-form"), plain = document.getElementById("query");
  if (typeof Yasqe === "undefined" || typeof Yasr === "undefined") { document.documentElement.classList.remove("js"); return; }
  const example = async (name) => {
    const answer = await fetch("/queries/" + encodeURIComponent(name) + "/sparql");
    if (answer.ok) yasqe.setValue(declared(await answer.text()));
  };
  // The server knows the prefixes anyway; the editor's own check wants to see them.
  const declared = (text) => {
    const code = text.replace(/#.*$/gm, "").replace(/<[^<>\s]*>|"[^"\n]*"/g, "");
    const lines = Object.entries(words.prefixes)
      .filter(([name]) => new RegExp("(^|[^\\w?$])" + name + ":").test(code) && !new RegExp("prefix\\s+" + name + ":", "i").test(text))
      .map(([name, space]) => "PREFIX " + name + ": <" + space + ">\n");
    return lines.length ? lines.join("") + "\n" + text : text;
  };
  let words = { prefixes: {}, class: [], property: [] };
  // Completion from the store's own ontology alone: nothing is looked up elsewhere.
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.defaults.persistenceId = null;
  const yasqe = new Yasqe(document.getElementById("yasqe"), {
    value: plain.value, persistenceId: null, createShareableLink: null, resizeable: true, showQueryButton: false,
    requestConfig: { endpoint: location.origin + "/sparql", method: "POST" },
  });
  window.editor = yasqe;
  const yasr = new Yasr(document.getElementById("yasr"), { persistenceId: null, prefixes: () => words.prefixes, maxPersistentResponseSize: 0 });
  const run = async () => {
    const start = performance.now();
    const query = yasqe.getValue();
    try {
      const graph = /\b(construct|describe)\b/i.test(query) && !/\bselect\b/i.test(query);
      const answer = await fetch("/sparql", {
        method: "POST",
        headers: { "Content-Type": "application/sparql-query", Accept: graph ? "text/turtle" : "application/sparql-results+json" },
        body: query,
      });
      const text = await answer.text();
      yasr.setResponse({
        data: text, contentType: (answer.headers.get("content-type") || "").split(";")[0], status: answer.status,
        error: answer.ok ? undefined : { status: answer.status, statusText: answer.statusText, text },
        executionTime: Math.round(performance.now() - start),
      }, Math.round(performance.now() - start));
    } catch (problem) {
      yasr.setResponse({ error: { text: String(problem) }, executionTime: 0 }, 0);
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  yasqe.addKeyMap({ "Ctrl-Enter": run, "Cmd-Enter": run });
  document.getElementById("examples").addEventListener("change", (event) => { if (event.target.value) example(event.target.value); });
  // Nodes of this store are shown here, whatever their IRIs say.
  document.getElementById("yasr").addEventListener("click", (event) => {
    const link = event.target.closest("a[href]"), base = words.prefixes.id;
    if (!link || !base || !link.href.startsWith(base)) return;
    event.preventDefault();
    location.href = "/id/" + link.href.slice(base.length);
  }, true);

  const short = (iri) => {
    for (const [name, space] of Object.entries(words.prefixes)) if (iri.startsWith(space)) return name + ":" + iri.slice(space.length);
    return "<" + iri + ">";
  };
  yasqe.addKeyMap({
    "Ctrl-Space": () => {
      const CodeMirror = Yasqe;
      const at = yasqe.getCursor(), line = yasqe.getLine(at.line).slice(0, at.ch);
      const begun = /[\w:.-]*$/.exec(line)[0];
      const terms = [...words.class, ...words.property].map(short).filter((term) => term.toLowerCase().includes(begun.toLowerCase())).sort();
      if (!CodeMirror.showHint) return;
      CodeMirror.showHint(yasqe, () => ({ list: terms.slice(0, 60), from: { line: at.line, ch: at.ch - begun.length }, to: at }), { completeSingle: false });
    },
  });
  fetch("/vocabulary.json").then((answer) => answer.json()).then((found) => {
    words = found;
    const wanted = /^#query=([\w-]+)$/.exec(location.hash);
    if (wanted) example(wanted[1]); else yasqe.setValue(declared(yasqe.getValue()));
  }).catch(() => {});
})();
