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
    const covered = new Set(data.cells.filter(([, v, s]) => v === state.v && s === state.s).map(([j]) => j));
    const changes = page.differing(data, rows, state);
    const shown = document.getElementById("map-" + state.m);
    shown.closest(".stage").dataset.region = state.m;
    for (const svg of document.querySelectorAll("svg.map[id]")) svg.toggleAttribute("hidden", svg !== shown);
    page.beside($("stages"), shown, data, rows, state, covered);
    page.paint(shown, data, page.on(rows, state), state, covered, page.same(data, state, changes));
    page.hatch(shown);
    page.legend(shown, data, rows, state, covered);
    document.title = $("question").textContent = page.question(state, data);
    $("rests").textContent = page.meaning(data, state);
    $("say").textContent = changes === null ? page.longDay(state.on) + ", " + page.known(state) : page.sentence(state, changes) + " Counts below are of both days.";
    $("whole-page").href = "index.html" + page.format(state, data);
    for (const shape of shown.querySelectorAll(".shape")) shape.setAttribute("href", "j/" + shape.dataset.j + ".html" + page.format(state, data));
    for (const shape of document.querySelectorAll(".shape")) {
      shape.setAttribute("target", "_blank");
      shape.setAttribute("rel", "noopener");
    }
  }

  for (const svg of document.querySelectorAll("svg.map")) page.walk(svg, data);
  addEventListener("hashchange", render);
  addEventListener("resize", render);
  render();
})();
