"use strict";
(() => {
  const place = document.getElementById("network");
  const rows = [...document.querySelectorAll("#pairs tbody tr")];
  if (!place || typeof cytoscape === "undefined" || !rows.length) { if (place) place.hidden = true; return; }
  const nodes = new Map(), edges = [];
  const centre = place.dataset.centre ? new URL(place.dataset.centre, location.href).href : "";
  for (const row of rows) {
    const [one, two] = row.querySelectorAll("a"), events = +row.dataset.events;
    for (const link of [one, two]) {
      const node = nodes.get(link.href) || { data: { id: link.href, label: link.textContent, weight: 0 } };
      node.data.weight += events;
      nodes.set(link.href, node);
    }
    edges.push({ data: { source: one.href, target: two.href, events } });
  }
  const most = Math.max(...edges.map((edge) => edge.data.events));
  const heaviest = Math.max(...[...nodes.values()].map((node) => node.data.weight));
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const shape = { name: "cose", animate: false, nodeRepulsion: centre ? 200000 : 60000, idealEdgeLength: centre ? 60 : 90, padding: 24, componentSpacing: 90, nodeOverlap: 24, nodeDimensionsIncludeLabels: true, randomize: false };
  const graph = cytoscape({
    container: place,
    elements: [...nodes.values(), ...edges],
    style: [
      { selector: "node", style: { label: "data(label)", "font-size": 12, "font-family": "system-ui, sans-serif", color: colour("--ink"), "background-color": colour("--link"), width: (n) => 10 + 26 * Math.sqrt(n.data("weight") / heaviest), height: (n) => 10 + 26 * Math.sqrt(n.data("weight") / heaviest), "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 110, "line-height": 1.1, "text-outline-width": 2, "text-outline-color": colour("--panel"), "min-zoomed-font-size": 6 } },
      { selector: "node.centre", style: { "background-color": colour("--ink"), "font-weight": 600 } },
      { selector: "edge", style: { width: (e) => 1 + 5 * (e.data("events") / most), "line-color": colour("--soft"), opacity: .35, "curve-style": "haystack" } },
    ],
    layout: shape,
    maxZoom: 2.5, minZoom: .2, userZoomingEnabled: !centre,
  });
  // What was made to fit may be small: names that stay readable take more room, for which it is laid out
  // anew, unless the screen has none.
  const zoom = Math.max(graph.zoom(), .35);
  if (zoom < 1) {
    const narrow = place.clientWidth < 500 && !centre;
    graph.style().selector("node").style({ "font-size": (narrow ? 9 : 11) / zoom, "text-max-width": (narrow || centre ? 84 : 110) / zoom }).update();
    if (!narrow) graph.layout(shape).run();
  }
  if (centre) graph.getElementById(centre).addClass("centre");
  graph.on("tap", "node", (event) => { if (event.target.id() !== centre) location.href = event.target.id(); });
  graph.on("mouseover", "node", () => { place.style.cursor = "pointer"; });
  graph.on("mouseout", "node", () => { place.style.cursor = ""; });
})();
