/* What is shown, as the part of the address after "#", so that a link keeps it. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  function initial(data) {
    const [v, s] = data.start;
    return { on: data.cutoff, by: "all", v, s, b: -1, m: "world", q: "", all: false, sort: "name", vs: null, how: "side", j: null };
  }

  /** Read an address; what does not fit keeps its first value and is named in `problems`.
      `sort` is one of the columns, with "-" before it for the other way round. */
  function parse(hash, data, columns) {
    const state = initial(data);
    const problems = [];
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const place = (pairs, value) => pairs.findIndex((pair) => pair[0] === value);
    const day = (name, text) => {
      const found = page.fromIso(text);
      if (found === null) problems.push(name + "=" + text + " is not a day");
      return found;
    };
    const choose = (name, pairs) => {
      if (!given.has(name)) return state[name];
      const at = place(pairs, given.get(name));
      if (at < 0) problems.push(name + "=" + given.get(name) + " is not known here");
      return at < 0 ? state[name] : at;
    };
    if (given.has("on")) {
      const on = day("on", given.get("on"));
      if (on !== null) state.on = Math.min(Math.max(on, data.first), data.cutoff);
      if (on !== null && on > data.cutoff) problems.push("this version knows nothing after " + page.toIso(data.cutoff));
      if (on !== null && on < data.first) problems.push("nothing is coded before " + page.toIso(data.first));
    }
    if (given.has("by") && given.get("by") !== "all") {
      const by = given.get("by") === "same" ? "same" : day("by", given.get("by"));
      if (by !== null) state.by = by;
    }
    state.v = choose("v", data.vendors);
    state.s = choose("s", data.segments);
    state.b = choose("b", data.bases);
    if (given.has("vs")) {
      const vs = day("vs", given.get("vs"));
      if (vs !== null) state.vs = Math.min(Math.max(vs, data.first), data.cutoff);
      if (given.get("how") === "diff") state.how = "diff";
    }
    if (given.has("j")) {
      const j = place(data.jurisdictions, given.get("j"));
      if (j < 0) problems.push("j=" + given.get("j") + " is not known here");
      else state.j = j;
    }
    if (given.get("m") === "europe") state.m = "europe";
    state.q = given.get("q") || "";
    state.all = given.get("all") === "1";
    if (given.has("sort")) {
      if (columns.includes(given.get("sort").replace(/^-/, ""))) state.sort = given.get("sort");
      else problems.push("sort=" + given.get("sort") + " is not a column");
    }
    return { state, problems };
  }

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

  Object.assign(page, { parse, format, longDay, known, question });
})();
