/* A jurisdiction's page: opens on the day and the clock that the map showed, and at an event that is folded away. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const data = globalThis.trackerData;
  const $ = (id) => document.getElementById(id);
  const table = $("now-table");
  const code = document.querySelector("[data-jurisdiction]").dataset.jurisdiction;
  const mine = page.decode(data).filter((row) => data.jurisdictions[row.jurisdiction][0] === code);

  const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

  /** One row of the table: as the page has it for its own day. */
  function row(now, v, s) {
    const { element } = page;
    const head = element("th", "", data.vendors[v][1]);
    head.scope = "row";
    const tr = element("tr", "", head, element("td", "", data.segments[s][1]), element("td", "", page.mark(data, now, -1)));
    const add = (text) => tr.append(element("td", "", text));
    const held = now === undefined ? null : now.decisive;
    add(held === null ? "" : data.bases[held.basis][1]);
    data.bases.forEach((_, b) => {
      if (now === undefined) add("");
      else add(now.levels[b] === null ? element("span", "none", "none") : data.levels[now.levels[b]][1]);
    });
    const day = (value) => (value === null ? "" : element("time", "", page.toIso(value)));
    add(held === null ? "" : day(held.from));
    add(held === null ? "" : day(held.deadline));
    add(now === undefined ? "" : data.confidence[now.confidence][0]);
    return tr;
  }

  /** Show the day that the address asks for. */
  function show(state) {
    const by = state.by === "all" ? null : state.by === "same" ? state.on : state.by;
    const day = page.toIso(state.on);
    const found = page.positions(page.knownBy(mine, by), state.on);
    if (table) {
      const place = data.jurisdictions.findIndex((pair) => pair[0] === code);
      const cells = data.cells.filter(([j]) => j === place);
      const body = page.element("tbody", "", ...cells.map(([j, v, s]) => row(found.get(j + "." + v + "." + s), v, s)));
      table.tBodies[0].replaceWith(body);
    }
    $("now-title").textContent = "Position on " + page.longDay(state.on);
    $("chosen").hidden = state.on === data.cutoff && state.by === "all";
    $("chosen-day").textContent = page.longDay(state.on) + ", " + page.known(state);
    const known = by === null ? null : page.toIso(by);
    for (const item of document.querySelectorAll("[data-from]")) {
      const { from, to, known: since } = item.dataset;
      const ended = to !== "" && to <= day;
      item.hidden = day < from || (known !== null && known < since);
      item.classList.toggle("ended", ended);
      item.querySelector(".over").hidden = !ended;
    }
    const folds = [...document.querySelectorAll(".year")];
    const year = folds.map((fold) => fold.dataset.year).find((one) => one <= day.slice(0, 4));
    for (const fold of folds) fold.open = fold.dataset.year === year;
    for (const event of document.querySelectorAll(".events > li[data-day]")) event.classList.toggle("later", event.dataset.day > day);
    $("back").href = "../index.html" + page.format({ ...state, j: null }, data);
  }

  /** Open what an address points into. */
  function read() {
    if (location.hash.includes("=")) {
      const { state, problems } = page.parse(location.hash, data, null);
      page.problems($("problem"), problems);
      return show(state);
    }
    const there = page.pointed(location.hash);
    page.problems($("problem"), there === null ? page.nowhere(location.hash) : []);
    const fold = there && there.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      there.scrollIntoView();
    }
    return null;
  }

  addEventListener("hashchange", read);
  addEventListener("beforeprint", () => document.querySelectorAll(".year").forEach((fold) => { fold.open = true; }));
  $("newest").addEventListener("click", () => {
    // As the page was written: for its own day.
    location.hash = "";
    location.reload();
  });
  read();
})();
