"use strict";
(() => {
  const place = document.getElementById("timeline");
  if (!place || typeof vis === "undefined") return;
  const rows = [...document.querySelectorAll(".events li[data-start]")].filter((li) => li.dataset.start);
  if (!rows.length) { place.hidden = true; return; }
  const day = 864e5;
  const items = rows.map((li, id) => {
    const link = li.querySelector("a"), start = new Date(li.dataset.start), end = new Date(+new Date(li.dataset.end || li.dataset.start) + day);
    const label = document.createElement("span");
    const words = link.textContent;
    label.textContent = words.length > 48 ? words.slice(0, 46) + " …" : words;
    const item = { id, content: label, start, className: li.dataset.status, href: link.href, title: "" };
    if (end - start > 2 * day) item.end = end;
    return item;
  });
  // Most of what is told lies close together; the view begins there, and zooms out to the rest.
  const times = items.map((item) => +item.start).sort((a, b) => a - b);
  const at = (part) => times[Math.floor((times.length - 1) * part)];
  const room = Math.max((at(.9) - at(.4)) * .15, 5 * day);
  const timeline = new vis.Timeline(place, items, {
    start: at(.4) - room, end: at(.95) + room, height: "100%", showTooltips: false, selectable: true,
    orientation: "top", zoomMin: day, verticalScroll: true, zoomKey: "ctrlKey", margin: { item: 6 },
  });
  timeline.on("select", ({ items: chosen }) => { if (chosen.length) location.href = items[chosen[0]].href; });
})();
