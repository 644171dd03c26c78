/* What is shown, as the part of the address after "#", so that a link keeps it. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  function initial(data) {
    return { on: data.cutoff, by: "all", v: 0, s: 0, b: -1, m: "world", q: "", all: false, sort: "name" };
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
    if (state.q) out.set("q", state.q);
    if (state.all) out.set("all", "1");
    if (state.sort !== "name") out.set("sort", state.sort);
    return "#" + out.toString();
  }

  Object.assign(page, { parse, format });
})();
