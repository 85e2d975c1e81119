"use strict";
// Works without: search suggestions, evidence lit in the article's text, Turtle on demand.
(() => {
  document.documentElement.classList.add("js");

  for (const input of document.querySelectorAll('form[role=search] input[type=search]')) {
    const form = input.form;
    let list = null, timer = 0, asked = "";
    const close = () => { if (list) { list.remove(); list = null; } };
    const show = (found) => {
      close();
      if (!found.length) return;
      list = document.createElement("ul");
      list.className = "suggest";
      for (const item of found) {
        const li = document.createElement("li"), a = document.createElement("a");
        const name = document.createElement("span"), kind = document.createElement("span");
        name.textContent = item.label;
        kind.textContent = item.kind;
        kind.className = "type";
        a.href = item.href;
        a.append(name, kind);
        li.append(a);
        list.append(li);
      }
      form.append(list);
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      const words = input.value.trim();
      if (words.length < 2) { close(); return; }
      timer = setTimeout(async () => {
        asked = words;
        try {
          const answer = await fetch("/search?q=" + encodeURIComponent(words), { headers: { Accept: "application/json" } });
          if (answer.ok && asked === words && document.activeElement === input) show(await answer.json());
        } catch { close(); }
      }, 180);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { close(); input.focus(); }
      if (!list || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const links = [input, ...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      links[(at + links.length) % links.length].focus();
    });
    form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  }

  const text = document.getElementById("text");
  const light = () => {
    const span = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
    if (!text || !span) return;
    let first = null;
    for (const piece of text.querySelectorAll("[data-s]")) {
      const inside = +piece.dataset.s >= +span[1] && +piece.dataset.e <= +span[2];
      piece.classList.toggle("lit", inside);
      if (inside && !first) first = piece;
    }
    if (first) first.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", light);
  light();

  for (const details of document.querySelectorAll("details[data-source]")) {
    details.addEventListener("toggle", async () => {
      const pre = details.querySelector("pre");
      if (!details.open || pre.dataset.done) return;
      pre.dataset.done = "yes";
      try {
        const answer = await fetch(details.dataset.source);
        pre.textContent = await answer.text();
      } catch { pre.textContent = "The server did not answer."; }
    });
  }
})();
