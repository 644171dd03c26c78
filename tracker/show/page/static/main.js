/* The first page: controls, address, and everything that follows from them. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const data = globalThis.trackerData;
  const rows = page.decode(data);
  const $ = (id) => document.getElementById(id);
  const coveredBy = new Map();
  for (const [j, v, s] of data.cells) {
    const key = v + "." + s;
    if (!coveredBy.has(key)) coveredBy.set(key, new Set());
    coveredBy.get(key).add(j);
  }
  const nobody = new Set();
  const columns = page.columns($("positions"));
  const maps = [...document.querySelectorAll("svg.map")].map((svg) => ({ ...page.walk(svg, data), zoom: page.zoom(svg) }));
  let state = page.parse("", data, columns).state;
  let [known, found, stepping, shown] = [[], new Map(), [], []];
  let [drawn, said, hatched] = ["", "", ""];
  let [speaking, writing, filling, frame] = [0, 0, 0, 0];
  let moving = false;
  let over = null;
  let back = null;
  let player = null;

  const covered = () => coveredBy.get(state.v + "." + state.s) || nobody;
  const map = () => maps.find((one) => one.svg.id === "map-" + state.m);

  function render() {
    cancelAnimationFrame(frame);
    frame = 0;
    known = page.knownBy(rows, page.clock(state, state.on));
    found = page.positions(known, state.on);
    const which = [state.v, state.s, state.b, state.by].join();
    if (which !== drawn) {
      stepping = page.steps(data, rows, state);
      page.drawChart($("chart"), data, stepping);
      page.firsts($("firsts"), data, data.segments.map((_, s) => (s === state.s ? stepping : page.steps(data, rows, { ...state, s }))));
      $("story-about").textContent = "The first to restrict " + data.vendors[state.v][1] + " so far or farther" + (state.b < 0 ? "" : ", " + data.how[state.b])
        + ", in each segment; " + page.known(state) + ".";
      if ($("all-steps").open) page.allSteps($("steps"), data, stepping);
      drawn = which;
    }
    page.moveCursor($("chart"), data, "on", state.on);
    page.moveCursor($("chart"), data, "vs", state.vs);
    page.moveCursor($("chart"), data, "by", typeof state.by === "number" ? state.by : null);
    const changes = compare();
    const same = page.same(data, state, changes);
    map().svg.closest(".stage").dataset.region = state.m;
    for (const { svg } of maps) {
      svg.toggleAttribute("hidden", svg.id !== "map-" + state.m);
      if (svg.id === "map-" + state.m) page.paint(svg, data, found, state, covered(), same);
    }
    const room = [state.m, state.vs !== null && state.how === "side"].join();
    if (room !== hatched) page.hatch(map().svg);
    hatched = room;
    card();
    controls();
    count(changes);
    clearTimeout(filling);
    // Laying out the table takes longer than all the rest: it waits until the slider rests for a moment.
    if (moving) filling = setTimeout(list, 100);
    else list();
    moving = false;
  }

  /** The other day beside this one, and below the map what differs; gives that back. */
  function compare() {
    page.beside($("stages"), map().svg, data, rows, state, covered());
    $("compared").hidden = state.vs === null;
    const changes = page.differing(data, rows, state);
    if (changes === null) return null;
    $("compared-says").textContent = page.sentence(state, changes);
    page.compared($("compared-list"), data, changes);
    return changes;
  }

  function card() {
    const j = state.j !== null ? state.j : over;
    if (j === null) $("card").hidden = true;
    else page.card($("card"), data, { found, rows: known, state, j, covered: covered(), pinned: state.j !== null, close });
    // On the side where the country is not.
    const shape = j === null ? null : map().svg.querySelector('[data-j="' + data.jurisdictions[j][0] + '"]');
    if (shape) {
      const [box, room] = [shape.getBoundingClientRect(), map().svg.getBoundingClientRect()];
      $("card").classList.toggle("right", box.left + box.right < room.left + room.right);
    }
    for (const { svg } of maps) {
      for (const one of svg.querySelectorAll(".chosen")) if (one.trackerPlace !== state.j) one.classList.remove("chosen");
      if (state.j !== null) svg.querySelector('[data-j="' + data.jurisdictions[state.j][0] + '"]')?.classList.add("chosen");
    }
  }

  function close() {
    const j = state.j;
    over = null;
    change({ j: null });
    if (back === "map" && j !== null) map().focus(j);
    back = null;
    over = null;
    card();
  }

  /** Somebody chose a place on the map, with the keyboard or without. */
  function pick(j, keyed) {
    back = keyed ? "map" : null;
    over = null;
    change({ j });
    if (keyed && j !== null) $("card-name").focus();
  }

  function list() {
    const told = page.fillTable($("positions"), data, found, state);
    shown = told.shown;
    $("caption").textContent = "Positions on " + page.longDay(state.on) + ", " + page.known(state)
      + (state.b < 0 ? "" : "; the position is that " + data.how[state.b]);
    $("positions").dataset.on = page.toIso(state.on);
    $("rows").textContent = (shown.length === told.all ? told.all : shown.length + " of " + told.all) + " rows, " + page.longDay(state.on) + (shown.length ? "" : ": no row matches")
      + (past() ? "; evidence reaches to " + page.longDay(data.horizon) : "");
  }

  /** Whether the day asked about, or the day of knowledge, lies past what the evidence reaches. */
  function past() {
    return Math.max(state.on, state.vs ?? state.on) > data.horizon || (typeof state.by === "number" && state.by > data.horizon);
  }

  function controls() {
    const set = (input, value) => {
      if (input.value !== value) input.value = value;
    };
    document.querySelectorAll("[name=vendor]").forEach((input, i) => { input.checked = i === state.v; });
    document.querySelectorAll("[name=segment]").forEach((input, i) => { input.checked = i === state.s; });
    document.querySelectorAll("[name=region]").forEach((input) => { input.checked = input.value === state.m; });
    set($("basis"), state.b < 0 ? "" : data.bases[state.b][0]);
    set($("on"), page.toIso(state.on));
    set($("slider"), String(state.on));
    $("slider").setAttribute("aria-valuetext", page.longDay(state.on));
    set($("clock"), typeof state.by === "number" ? "day" : state.by);
    $("by-field").hidden = typeof state.by !== "number";
    if (typeof state.by === "number") set($("by"), page.toIso(state.by));
    set($("versus"), state.vs === null ? "" : page.toIso(state.vs));
    set($("manner"), state.how);
    $("alone").hidden = state.vs === null;
    // While somebody types, a blank at the end is part of what is to come.
    if ($("filter").value.trim() !== state.q) $("filter").value = state.q;
    $("every").checked = state.all;
    $("question").textContent = page.question(state, data);
    $("rests").textContent = page.meaning(data, state);
    const { next } = page.who($("lately"), data, stepping, state.on);
    $("before").disabled = !stepping.some((step) => step.day < state.on);
    $("after").disabled = !next;
    $("after").title = next ? "Next change, " + page.longDay(next.day) + ": " + page.several(data, next.changes, 4) : "No later change";
    if ($("take").open) taken();
  }

  /** Counts of the map shown in the legend at once; the sentence that is read aloud only when the day has come to rest. */
  function count(changes) {
    const [counts] = page.legend(map().svg, data, rows, state, covered());
    $("none-words").firstElementChild.textContent = state.b < 0 ? "Not coded" : "No level on this basis";
    const parts = [...data.levels].reverse().filter((pair) => counts[pair[0]]).map((pair) => counts[pair[0]] + " " + pair[1].toLowerCase());
    if (counts.review) parts.push(counts.review + " under review without a level");
    const told = changes !== null ? page.sentence(state, changes) + " Counts below are of both days."
      : page.longDay(state.on) + (state.by === "all" ? "" : ", " + page.known(state)) + ": " + (parts.join(", ") || "nobody, as far as is coded") + ".";
    const text = told + (past() ? " Evidence reaches to " + page.longDay(data.horizon) + "." : "");
    clearTimeout(speaking);
    const say = () => { $("say").textContent = text; };
    if (said === "") say();
    else speaking = setTimeout(say, 150);
    said = text;
  }

  function change(more, later) {
    state = { ...state, ...more };
    clearTimeout(writing);
    if (later) {
      // A drag or a held key is one step back, not a hundred.
      moving = true;
      if (!frame) frame = requestAnimationFrame(render);
      writing = setTimeout(write, 400);
    } else {
      render();
      write();
    }
  }

  function write() {
    writing = 0;
    const hash = page.format(state, data);
    if (hash !== location.hash) location.hash = hash;
  }

  function read() {
    if (location.hash === page.format(state, data)) return problems([]);
    // A place on this page is no view: what is shown stays.
    if (location.hash && !location.hash.includes("=")) return problems(page.pointed(location.hash) ? [] : page.nowhere(location.hash));
    const got = page.parse(location.hash, data, columns);
    state = got.state;
    problems(got.problems);
    if (!frame) frame = requestAnimationFrame(render);
    return undefined;
  }

  const problems = (found) => page.problems($("problem"), found);

  const clamp = (day) => Math.min(Math.max(day, data.first), data.cutoff);

  function dayOf(input, use, now) {
    input.min = page.toIso(data.first);
    input.max = page.toIso(data.cutoff);
    input.addEventListener("change", () => {
      const day = page.fromIso(input.value);
      if (day !== null) use(clamp(day));
      else input.value = now() === null ? "" : page.toIso(now());
    });
  }

  /** What the panel to take along says of the view. */
  function taken() {
    const view = page.format(state, data);
    const fill = { link: page.address(data, "index.html", view), embed: page.embed(data, state), python: page.python(data, state),
      sql: page.sql(data, state), credit: data.citation };
    for (const [id, value] of Object.entries(fill)) $(id + "-text").value = value;
    $("from-disk").hidden = Boolean(data.base) || location.protocol !== "file:";
  }

  /** The rows of the table, of every day of the view: what is shown on one of them, and of a difference what differs. */
  function rowsTaken() {
    const views = page.days(state).map((one) => ({ state: one, rows: page.rowsOf(data, page.on(rows, one), one) }));
    return page.taken(data, views, state);
  }

  function drawing() {
    const legend = [...$("legend").children].map((item) => {
      const look = item.querySelector(".swatch").className.match(/lv-([a-z_]+)|veil/);
      return [look[1] || "veil", item.querySelector(".swatch").textContent, item.textContent.replace(item.querySelector(".swatch").textContent, "").trim()];
    });
    const other = map().svg.trackerTwin;
    const panels = [[page.longDay(state.on), map().svg], ...(other ? [[page.longDay(state.vs), other]] : [])];
    if (other && state.vs <= state.on) panels.reverse();
    return page.picture(panels, { title: page.question(state, data), under: said.replace("Counts below", "Counts"), legend,
      notes: [(page.meaning(data, state) + " " + data.uncounted).trim(), data.citation, "Borders are a drawing convention and say nothing on the status of any territory. Made with Natural Earth."] });
  }

  Object.assign(page, {
    view: {
      data, maps, $, dayOf, clamp, change, pick, close, taken, drawing, rowsTaken, render, write, read, problems, map,
      get state() { return state; }, set state(value) { state = value; },
      get stepping() { return stepping; }, get shown() { return shown; }, get writing() { return writing; },
      hover(j, words) {
        over = j;
        $("hover").hidden = !words;
        $("hover").textContent = words;
        // What somebody chose stays as it is, with the focus and what is selected in it.
        if (state.j === null) card();
      },
      hatch() { page.hatch(map().svg); },
      steps() { page.allSteps($("steps"), data, stepping); },
      flush() { if (writing) { clearTimeout(writing); write(); } },
    },
  });
  player = page.wire(page.view);
  const got = page.parse(location.hash.includes("=") ? location.hash : "", data, columns);
  state = got.state;
  problems(location.hash.includes("=") || page.pointed(location.hash) !== null ? got.problems : page.nowhere(location.hash));
  render();
  page.drawYears($("years"), data);
  // What is told of the acts comes last: the map does not wait for it.
  document.addEventListener("DOMContentLoaded", card);
  // Only from now on do colours change gradually.
  requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "yes"; }));
})();
