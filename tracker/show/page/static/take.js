/* Take it along: the rows shown as CSV, the lines of Python and SQL that give them, the address, and a page's frame. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  /** A cell as RFC 4180 has it. */
  function quoted(text) {
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** The rows of the table as shown, with the day and the clock in every row. */
  function csv(data, shown, state) {
    const name = (pairs, at) => (at === null || at === undefined ? "" : pairs[at][0]);
    const day = (value) => (value === null || value === undefined ? "" : page.toIso(value));
    const heads = ["jurisdiction", "name", "vendor", "segment", "on", "known_by", "status", "level", "basis", "de_jure", "announced",
      "de_facto", "under_review", "since", "deadline", "confidence", "event_id", "version"];
    const by = state.by === "all" ? "" : page.toIso(state.by === "same" ? state.on : state.by);
    const lines = shown.map((r) => {
      const on = (basis) => (r.now === undefined ? "" : name(data.levels, r.now.levels[data.bases.findIndex((pair) => pair[0] === basis)]));
      return [
        r.code, r.name, data.vendors[r.v][0], data.segments[r.s][0], page.toIso(state.on), by,
        r.now === undefined ? "not_coded" : r.row === null ? "review_only" : "coded",
        r.row === null ? "" : data.levels[r.row.level][0], r.row === null ? "" : data.bases[r.row.basis][0],
        on("de_jure"), on("announced"), on("de_facto"), r.now === undefined ? "" : String(r.now.review),
        r.row === null ? "" : day(r.row.from), r.row === null ? "" : day(r.row.deadline),
        r.now === undefined ? "" : data.confidence[r.now.confidence][0], r.now === undefined ? "" : data.events[r.now.event], data.version,
      ];
    });
    return [heads, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  /** The line of Python that gives the view. */
  function python(data, state) {
    const by = state.by === "all" ? "" : ', known_by="' + page.toIso(state.by === "same" ? state.on : state.by) + '"';
    return 'tracker.position("' + page.toIso(state.on) + '", vendor="' + data.vendors[state.v][0] + '", segment="'
      + data.segments[state.s][0] + '"' + by + ', version="' + data.version + '")';
  }

  /** The same as a query. */
  function sql(data, state) {
    const by = state.by === "all" ? "" : ", known_by := '" + page.toIso(state.by === "same" ? state.on : state.by) + "'";
    return "FROM position_on('" + page.toIso(state.on) + "'" + by + ") WHERE vendor = '" + data.vendors[state.v][0]
      + "' AND segment = '" + data.segments[state.s][0] + "'";
  }

  /** Address of a page beside this one: below the base address, where one is configured. */
  function address(data, file, hash) {
    const here = location.href.replace(/#.*$/, "").replace(/[^/]*$/, "");
    return (data.base || here) + file + hash;
  }

  /** Markup that puts the map on somebody's page. */
  function embed(data, state) {
    const text = (value) => value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
    return '<iframe src="' + text(address(data, "embed.html", page.format({ ...state, j: null, q: "" }, data))) + '" title="'
      + text(page.question(state, data)) + '" width="600" height="500" loading="lazy"></iframe>';
  }

  /** Give a file to whoever asked for it. */
  function save(name, content) {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(content);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }

  /** A name for a file of this view. */
  function fileName(data, state, end) {
    return ["5g", data.vendors[state.v][0], data.segments[state.s][0], state.m, page.toIso(state.on)].join("-") + "." + end;
  }

  async function copy(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // Without leave, or from disk: what is selected can be copied by hand.
      field.select();
      return document.execCommand("copy");
    }
  }

  Object.assign(page, { csv, python, sql, address, embed, save, fileName, copy });
})();
