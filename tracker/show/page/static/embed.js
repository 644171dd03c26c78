/* The map on somebody else's page: what the address asks for, its legend and its day. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const data = globalThis.trackerData;
  const rows = page.decode(data);
  const $ = (id) => document.getElementById(id);

  function render() {
    const { state, problems } = page.parse(location.hash, data, null);
    page.problems($("problem"), problems);
    const by = state.by === "all" ? null : state.by === "same" ? state.on : state.by;
    const found = page.positions(page.knownBy(rows, by), state.on);
    const covered = new Set(data.cells.filter(([, v, s]) => v === state.v && s === state.s).map(([j]) => j));
    document.querySelector(".stage").dataset.region = state.m;
    for (const svg of document.querySelectorAll("svg.map")) {
      svg.toggleAttribute("hidden", svg.id !== "map-" + state.m);
      if (svg.id !== "map-" + state.m) continue;
      page.paint(svg, data, found, state, covered, null);
      page.hatch(svg);
      const counts = page.tally(svg, data, found, state, covered);
      for (const place of document.querySelectorAll("[data-count]")) place.textContent = String(counts[place.dataset.count] || 0);
    }
    document.title = $("question").textContent = page.question(state, data);
    $("colours").textContent = data.colours[state.b + 1];
    $("say").textContent = page.longDay(state.on) + ", " + page.known(state);
    $("whole-page").href = "index.html" + page.format(state, data);
    for (const shape of document.querySelectorAll(".shape")) {
      shape.setAttribute("href", "j/" + shape.dataset.j + ".html" + page.format(state, data));
      shape.setAttribute("target", "_blank");
      shape.setAttribute("rel", "noopener");
    }
  }

  for (const svg of document.querySelectorAll("svg.map")) page.walk(svg, data);
  addEventListener("hashchange", render);
  addEventListener("resize", render);
  render();
})();
