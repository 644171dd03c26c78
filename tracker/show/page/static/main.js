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
  const clock = (on) => (state.by === "all" ? null : state.by === "same" ? on : state.by);
  const map = () => maps.find((one) => one.svg.id === "map-" + state.m);

  function render() {
    cancelAnimationFrame(frame);
    frame = 0;
    known = page.knownBy(rows, clock(state.on));
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
    const same = compare();
    // Its own stage stands last: that of the day to compare with comes before.
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
    count();
    clearTimeout(filling);
    // Laying out the table takes longer than all the rest: it waits until the slider rests for a moment.
    if (moving) filling = setTimeout(list, 100);
    else list();
    moving = false;
  }

  /** The other day beside this one, or what differs; gives back who is the same on both, of a difference. */
  function compare() {
    const side = state.vs !== null && state.how === "side";
    const there = document.querySelector(".stage.other");
    if (there && (!side || there.dataset.region !== state.m)) there.remove();
    $("stages").classList.toggle("two", side);
    $("compared").hidden = state.vs === null;
    const label = map().svg.closest(".stage").querySelector(".stage-day");
    label.hidden = !side;
    label.textContent = page.longDay(state.on);
    if (state.vs === null) return null;
    const then = page.positions(page.knownBy(rows, clock(state.vs)), state.vs);
    if (side) otherMap(then);
    const [early, late] = state.vs <= state.on ? [state.vs, state.on] : [state.on, state.vs];
    const looks = (day) => page.looks(data, page.knownBy(page.only(rows, state.v, state.s), clock(day)), day, state.b);
    const changes = page.differences(looks(early), looks(late));
    $("compared-says").textContent = page.longDay(early) + " and " + page.longDay(late) + ", " + page.known(state) + ": "
      + (changes.length || "nothing") + (changes.length === 1 ? " differs." : changes.length ? " differ." : " differs.");
    page.compared($("compared-list"), data, changes);
    if (side) return null;
    const differ = new Set(changes.map((one) => one.j));
    return new Set([...data.jurisdictions.keys()].filter((j) => !differ.has(j)));
  }

  function otherMap(then) {
    let stage = document.querySelector(".stage.other");
    if (!stage) {
      const copy = map().svg.cloneNode(true);
      copy.removeAttribute("id");
      copy.removeAttribute("hidden");
      copy.setAttribute("viewBox", "0 0 10000 " + map().svg.viewBox.baseVal.height * (10000 / map().svg.viewBox.baseVal.width));
      stage = page.element("div", "stage other", page.element("p", "stage-day"), copy);
      stage.dataset.region = state.m;
      $("stages").prepend(stage);
      page.walk(copy, data);
    }
    stage.firstChild.textContent = page.longDay(state.vs);
    page.paint(stage.querySelector("svg"), data, then, { ...state, on: state.vs }, covered(), null);
  }

  function card() {
    const j = state.j !== null ? state.j : over;
    if (j === null) $("card").hidden = true;
    else page.card($("card"), data, { found, rows: known, state, j, covered: covered(), pinned: state.j !== null, close });
    for (const { svg } of maps) {
      for (const shape of svg.querySelectorAll(".chosen")) if (shape.trackerPlace !== state.j) shape.classList.remove("chosen");
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
    return state.on > data.horizon || (typeof state.by === "number" && state.by > data.horizon);
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
    $("colours").textContent = meaning();
    const { next } = page.who($("lately"), data, stepping, state.on);
    $("before").disabled = !stepping.some((step) => step.day < state.on);
    $("after").disabled = !next;
    $("after").title = next ? "Next change, " + page.longDay(next.day) + ": " + page.several(data, next.changes, 4) : "No later change";
    if ($("take").open) taken();
  }

  /** Counts of the map shown in the legend at once; the sentence that is read aloud only when the day has come to rest. */
  function count() {
    const counts = page.tally(map().svg, data, found, state, covered());
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = String(counts[place.dataset.count] || 0);
    $("none-words").firstElementChild.textContent = state.b < 0 ? "Not coded" : "No level on this basis";
    const parts = [...data.levels].reverse().filter((pair) => counts[pair[0]]).map((pair) => counts[pair[0]] + " " + pair[1].toLowerCase());
    if (counts.review) parts.push(counts.review + " under review without a level");
    const text = page.longDay(state.on) + (state.by === "all" ? "" : ", " + page.known(state)) + ": " + (parts.join(", ") || "nobody, as far as is coded") + "."
      + (past() ? " Evidence reaches to " + page.longDay(data.horizon) + "." : "");
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

  /** What the colours mean, and what steps back. */
  function meaning() {
    const faint = state.vs !== null && state.how === "diff";
    return data.colours[state.b + 1] + (faint ? " Faint: the same on " + page.longDay(state.vs) + " and on " + page.longDay(state.on) + "." : "");
  }

  function drawing() {
    const legend = [...$("legend").children].map((item) => {
      const look = item.querySelector(".swatch").className.match(/lv-([a-z_]+)|veil/);
      return [look[1] || "veil", item.querySelector(".swatch").textContent, item.textContent.replace(item.querySelector(".swatch").textContent, "").trim()];
    });
    return page.picture(map().svg, { title: page.question(state, data), under: said, legend,
      notes: [(meaning() + " " + data.uncounted).trim(), data.citation, "Borders are a drawing convention and say nothing on the status of any territory. Made with Natural Earth."] });
  }

  Object.assign(page, {
    view: {
      data, maps, $, dayOf, clamp, change, pick, close, taken, drawing, render, write, read, problems, map,
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
