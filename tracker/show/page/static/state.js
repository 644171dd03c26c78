/* What is shown, as the part of the address after "#", so that a link keeps it. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  function initial(data) {
    const [v, s] = data.start;
    return { on: data.cutoff, by: "all", v, s, b: -1, m: "world", q: "", all: false, sort: "name", vs: null, how: "side", j: null };
  }

  const NAMES = ["on", "by", "v", "s", "b", "m", "vs", "how", "j", "q", "all", "sort"];

  /** What an address says, so that it can be shown: never long, and nothing in it that nobody would see. */
  function quoted(text) {
    const seen = text.replace(/\p{C}/gu, "\ufffd");
    return seen.length > 40 ? seen.slice(0, 40) + "..." : seen;
  }

  /** Read an address; what does not fit keeps its first value and is named in `problems`.
      `sort` is one of the columns, with "-" before it for the other way round; a page without the table has none to check. */
  function parse(hash, data, columns) {
    const state = initial(data);
    const problems = [];
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const place = (pairs, value) => pairs.findIndex((pair) => pair[0] === value);
    const wrong = (name, why) => problems.push(name + "=" + quoted(given.get(name)) + " " + why);
    const within = (name, found) => {
      if (found > data.cutoff) problems.push("this version knows nothing after " + page.toIso(data.cutoff));
      if (found < data.first) problems.push("nothing is coded before " + page.toIso(data.first));
      return Math.min(Math.max(found, data.first), data.cutoff);
    };
    const day = (name) => {
      const found = page.fromIso(given.get(name));
      if (found === null) wrong(name, "is not a day");
      return found === null ? null : within(name, found);
    };
    const choose = (name, pairs) => {
      if (!given.has(name)) return state[name];
      const at = place(pairs, given.get(name));
      if (at < 0) wrong(name, "is not known here");
      return at < 0 ? state[name] : at;
    };
    const one = (name, values) => {
      if (!given.has(name)) return values[0];
      if (!values.includes(given.get(name))) wrong(name, "is not known here");
      return values.includes(given.get(name)) ? given.get(name) : values[0];
    };
    for (const name of new Set(given.keys())) {
      if (!NAMES.includes(name)) problems.push(quoted(name) + "=" + quoted(given.get(name)) + " is not known here");
      else if (given.getAll(name).length > 1) wrong(name, "is taken, the others of that name are not");
    }
    if (given.has("on")) state.on = day("on") ?? state.on;
    if (given.has("by") && given.get("by") !== "all") state.by = given.get("by") === "same" ? "same" : day("by") ?? state.by;
    state.v = choose("v", data.vendors);
    state.s = choose("s", data.segments);
    state.b = choose("b", data.bases);
    if (given.has("vs")) state.vs = day("vs");
    state.how = one("how", ["side", "diff"]);
    state.j = choose("j", data.jurisdictions);
    state.m = one("m", ["world", "europe"]);
    state.q = given.get("q") || "";
    state.all = one("all", ["0", "1"]) === "1";
    if (given.has("sort") && columns) {
      if (columns.includes(given.get("sort").replace(/^-/, ""))) state.sort = given.get("sort");
      else wrong("sort", "is not a column");
    }
    return { state, problems };
  }

  /** Say what of an address could not be used; nothing where all could. */
  function problems(place, found) {
    const told = [...new Set(found)];
    place.hidden = !told.length;
    place.textContent = told.length
      ? "In the address: " + told.slice(0, 4).join("; ") + (told.length > 4 ? "; and " + (told.length - 4) + " more" : "") + "." : "";
  }

  /** The element that an address without a view points to; undefined where it points nowhere, null where there is none. */
  function pointed(hash) {
    if (hash.length < 2) return undefined;
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null;  // Percent signs that spell nothing.
    }
  }

  const nowhere = (hash) => [quoted(hash) + " is no place on this page"];

  function format(state, data) {
    const out = new URLSearchParams();
    out.set("on", page.toIso(state.on));
    if (state.by !== "all") out.set("by", state.by === "same" ? "same" : page.toIso(state.by));
    out.set("v", data.vendors[state.v][0]);
    out.set("s", data.segments[state.s][0]);
    if (state.b >= 0) out.set("b", data.bases[state.b][0]);
    if (state.m !== "world") out.set("m", state.m);
    if (state.vs !== null) out.set("vs", page.toIso(state.vs));
    if (state.vs !== null && state.how === "diff") out.set("how", "diff");
    if (state.j !== null) out.set("j", data.jurisdictions[state.j][0]);
    if (state.q) out.set("q", state.q);
    if (state.all) out.set("all", "1");
    if (state.sort !== "name") out.set("sort", state.sort);
    return "#" + out.toString();
  }

  const MONTHS = "January February March April May June July August September October November December".split(" ");

  /** A day for people: 14 July 2020. */
  function longDay(day) {
    const [year, month, date] = page.toIso(day).split("-").map(Number);
    return date + " " + MONTHS[month - 1] + " " + year;
  }

  /** The clock of knowledge in words. */
  function known(state) {
    if (state.by === "all") return "by all this version knows";
    if (state.by === "same") return "as known that day";
    return "as known by " + longDay(state.by);
  }

  /** What the map answers, in plain words. */
  function question(state, data) {
    const how = state.b < 0 ? "" : ", " + data.how[state.b];
    return "Who had restricted " + data.vendors[state.v][1] + " in " + data.where[state.s] + how + "?";
  }

  Object.assign(page, { parse, problems, pointed, nowhere, format, longDay, known, question });
})();
