/* The first page: controls, address, and everything that follows from them. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const data = globalThis.trackerData;
  const rows = page.decode(data);
  const $ = (id) => document.getElementById(id);
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const maps = [...document.querySelectorAll("svg.map")];
  const coveredBy = new Map();
  for (const [j, v, s] of data.cells) {
    const key = v + "." + s;
    if (!coveredBy.has(key)) coveredBy.set(key, new Set());
    coveredBy.get(key).add(j);
  }
  const nobody = new Set();
  const columns = page.columns($("positions"));
  let state = page.parse("", data, columns).state;
  let found = new Map();
  let stepping = [];
  let drawn = "";
  let focused = null;
  let speaking = 0;
  let writing = 0;
  let filling = 0;
  let frame = 0;
  let moving = false;
  let said = "";

  const covered = () => coveredBy.get(state.v + "." + state.s) || nobody;
  const byDay = () => (state.by === "all" ? null : state.by === "same" ? state.on : state.by);

  function longDay(day) {
    const [year, month, date] = page.toIso(day).split("-").map(Number);
    return date + " " + MONTHS[month - 1] + " " + year;
  }

  function known() {
    if (state.by === "all") return "by all this version knows";
    if (state.by === "same") return "as known that day";
    return "as known by " + longDay(state.by);
  }

  function render() {
    cancelAnimationFrame(frame);
    frame = 0;
    found = page.positions(page.knownBy(rows, byDay()), state.on);
    const which = [state.v, state.s, state.b, state.by].join();
    if (which !== drawn) {
      stepping = page.steps(data, rows, state);
      page.drawChart($("chart"), data, stepping);
      drawn = which;
    }
    page.moveCursor($("chart"), data, "on", state.on);
    page.moveCursor($("chart"), data, "by", typeof state.by === "number" ? state.by : null);
    document.querySelector(".stage").dataset.region = state.m;
    for (const svg of maps) {
      svg.toggleAttribute("hidden", svg.id !== "map-" + state.m);
      if (svg.id === "map-" + state.m) page.paint(svg, data, found, state, covered());
    }
    if (focused !== null) page.card($("card"), data, found, state, focused, covered());
    controls();
    count();
    clearTimeout(filling);
    // Laying out the table takes longer than all the rest: it waits until the slider rests for a moment.
    if (moving) filling = setTimeout(list, 100);
    else list();
    moving = false;
  }

  function list() {
    const told = page.fillTable($("positions"), data, found, state);
    $("caption").textContent = "Positions on " + longDay(state.on) + ", " + known();
    $("positions").dataset.on = page.toIso(state.on);
    $("rows").textContent = (told.shown === told.all ? told.all : told.shown + " of " + told.all) + " rows, " + longDay(state.on) + (told.shown ? "" : ": no row matches")
      + (state.on > data.horizon ? "; evidence reaches to " + longDay(data.horizon) : "");
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
    $("slider").setAttribute("aria-valuetext", longDay(state.on));
    set($("clock"), typeof state.by === "number" ? "day" : state.by);
    $("by-field").hidden = typeof state.by !== "number";
    if (typeof state.by === "number") set($("by"), page.toIso(state.by));
    // While somebody types, a blank at the end is part of what is to come.
    if ($("filter").value.trim() !== state.q) $("filter").value = state.q;
    $("every").checked = state.all;
    $("none-words").textContent = state.b < 0 ? "not coded" : "no level on this basis";
    $("before").disabled = !stepping.some((step) => step.day < state.on);
    $("after").disabled = !stepping.some((step) => step.day > state.on);
  }

  /** Counts in the legend at once; the sentence that is read aloud only when the day has come to rest. */
  function count() {
    const counts = { reviewed: 0 };
    data.jurisdictions.forEach((_, j) => {
      const now = found.get(j + "." + state.v + "." + state.s);
      const look = page.lookOf(data, now, state.b, covered().has(j));
      counts[look] = (counts[look] || 0) + 1;
      if (now !== undefined && now.review && look !== "review" && look !== "not_coded") counts.reviewed += 1;
    });
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = String(counts[place.dataset.count] || 0);
    const parts = [...data.levels].reverse().filter((pair) => counts[pair[0]]).map((pair) => counts[pair[0]] + " " + pair[1].toLowerCase());
    if (counts.review) parts.push(counts.review + " under review without a level");
    parts.push((counts.not_coded || 0) + " " + $("none-words").textContent);
    const basis = state.b < 0 ? "" : ", " + data.bases[state.b][1].toLowerCase();
    const text = longDay(state.on) + ", " + known() + ": " + data.vendors[state.v][1] + ", "
      + data.segments[state.s][1].toLowerCase() + basis + ": " + parts.join(", ") + "."
      + (state.on > data.horizon ? " Evidence reaches to " + longDay(data.horizon) + ": this day lies beyond it." : "");
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
    if (location.hash === page.format(state, data)) return;
    const got = page.parse(location.hash, data, columns);
    state = got.state;
    $("problem").hidden = !got.problems.length;
    $("problem").textContent = got.problems.length ? "In the address: " + got.problems.join("; ") + "." : "";
    if (!frame) frame = requestAnimationFrame(render);
  }

  function clamp(day) {
    return Math.min(Math.max(day, data.first), data.cutoff);
  }

  function dayOf(input, use) {
    input.min = page.toIso(data.first);
    input.max = page.toIso(data.cutoff);
    input.addEventListener("change", () => {
      const day = page.fromIso(input.value);
      if (day !== null) use(clamp(day));
      else input.value = page.toIso(input === $("by") && typeof state.by === "number" ? state.by : state.on);
    });
  }

  function start() {
    const problem = page.element("p", "note");
    problem.id = "problem";
    problem.hidden = true;
    $("controls").before(problem);
    const told = page.element("span", "told");
    told.id = "rows";
    told.setAttribute("role", "status");
    $("finder").append(told);
    for (const [value, label] of data.bases) {
      const option = page.element("option", "", label.toLowerCase());
      option.value = value;
      $("basis").append(option);
    }
    const slider = $("slider");
    slider.min = String(data.first);
    slider.max = String(data.cutoff);
    slider.addEventListener("input", () => change({ on: Number(slider.value) }, true));
    slider.addEventListener("keydown", (event) => {
      const months = { PageUp: 1, PageDown: -1 }[event.key];
      if (!months) return;
      event.preventDefault();
      const on = clamp(page.monthsLater(state.on, months));
      slider.value = String(on);  // At once: the next key may come before the page is drawn.
      change({ on }, true);
    });
    dayOf($("on"), (on) => change({ on }));
    dayOf($("by"), (by) => change({ by }));
    $("clock").addEventListener("change", (event) => {
      const value = event.target.value;
      change({ by: value === "day" ? state.on : value });
    });
    $("before").addEventListener("click", () => {
      const earlier = stepping.filter((step) => step.day < state.on);
      if (earlier.length) change({ on: earlier[earlier.length - 1].day });
    });
    $("after").addEventListener("click", () => {
      const later = stepping.find((step) => step.day > state.on);
      if (later) change({ on: later.day });
    });
    document.querySelectorAll("[name=vendor]").forEach((input, v) => input.addEventListener("change", () => change({ v })));
    document.querySelectorAll("[name=segment]").forEach((input, s) => input.addEventListener("change", () => change({ s })));
    document.querySelectorAll("[name=region]").forEach((input) => input.addEventListener("change", () => change({ m: input.value })));
    $("basis").addEventListener("change", (event) => {
      change({ b: data.bases.findIndex((pair) => pair[0] === event.target.value) });
    });
    $("filter").addEventListener("input", (event) => change({ q: event.target.value.trim() }, true));
    $("every").addEventListener("change", (event) => change({ all: event.target.checked }));
    page.sortable($("positions"), (key) => {
      change({ sort: state.sort === key ? "-" + key : key });
    });
    for (const svg of maps) {
      page.walk(svg, data, (shape) => {
        focused = shape.trackerPlace;
        page.card($("card"), data, found, state, focused, covered());
      });
    }
    page.drawYears($("years"), data);
    for (const id of ["controls", "regions", "finder"]) $(id).hidden = false;
    // A link followed within the moment before the address is written must not lose it.
    document.addEventListener("click", () => { if (writing) { clearTimeout(writing); write(); } }, true);
    addEventListener("hashchange", read);
    const got = page.parse(location.hash, data, columns);
    state = got.state;
    if (got.problems.length) {
      problem.hidden = false;
      problem.textContent = "In the address: " + got.problems.join("; ") + ".";
    }
    render();
    // Only from now on do colours change gradually.
    requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "yes"; }));
  }

  start();
})();
