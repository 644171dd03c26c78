/* Take it along, one day or two: the rows shown as CSV, the lines of Python and SQL that give them, the address, and a page's frame. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  /** A cell as RFC 4180 has it. */
  function quoted(text) {
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** Rows of every day of a view that the filter keeps on one of them; of a difference those that are not the same. */
  function taken(data, views, state) {
    const shown = new Set(views.flatMap((one) => page.kept(data, one.rows, one.state)).map((r) => r.place));
    if (views.length > 1 && state.how === "diff") {
      const look = (r) => page.lookOf(data, r.now, state.b, true) + (r.now !== undefined && r.now.review ? " +R" : "");
      const [before, after] = views.map((one) => new Map(one.rows.map((r) => [r.place, look(r)])));
      for (const place of shown) if (before.get(place) === after.get(place)) shown.delete(place);
    }
    const all = (one) => page.kept(data, one.rows, { ...one.state, q: "" }).filter((r) => shown.has(r.place));
    return views.map((one) => ({ state: one.state, rows: all(one) }));
  }

  /** Rows as :func:`taken` gives them, with the day and the clock in every row. */
  function csv(data, views) {
    const name = (pairs, at) => (at === null || at === undefined ? "" : pairs[at][0]);
    const day = (value) => (value === null || value === undefined ? "" : page.toIso(value));
    const heads = ["jurisdiction", "name", "vendor", "segment", "on", "known_by", "status", "level", "basis", "de_jure", "announced",
      "de_facto", "under_review", "since", "deadline", "confidence", "event_id", "version"];
    const line = (state) => (r) => {
      const on = (basis) => (r.now === undefined ? "" : name(data.levels, r.now.levels[data.bases.findIndex((pair) => pair[0] === basis)]));
      return [
        r.code, r.name, data.vendors[r.v][0], data.segments[r.s][0], page.toIso(state.on), day(page.clock(state, state.on)),
        r.now === undefined ? "not_coded" : r.row === null ? "review_only" : "coded",
        r.row === null ? "" : data.levels[r.row.level][0], r.row === null ? "" : data.bases[r.row.basis][0],
        on("de_jure"), on("announced"), on("de_facto"), r.now === undefined ? "" : String(r.now.review),
        r.row === null ? "" : day(r.row.from), r.row === null ? "" : day(r.row.deadline),
        r.now === undefined ? "" : data.confidence[r.now.confidence][0], r.now === undefined ? "" : data.events[r.now.event], data.version,
      ];
    };
    const lines = views.flatMap(({ state, rows }) => rows.map(line(state)));
    return [heads, ...lines].map((cells) => cells.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  const iso = (days) => days.map((one) => page.toIso(one.on));

  /** The line of Python that gives the view: a frame, of two days a frame for each, or what differs. */
  function python(data, state) {
    const days = page.days(state);
    const version = 'version="' + data.version + '"';
    if (days.length > 1 && state.how === "diff") return 'tracker.sql("' + sql(data, state) + '", ' + version + ")";
    const cells = state.all ? "" : ', vendor="' + data.vendors[state.v][0] + '", segment="' + data.segments[state.s][0] + '"';
    const asked = (on, by) => "tracker.position(" + on + cells + by + ", " + version + ")";
    const known = state.by === "all" ? "" : ', known_by="' + page.toIso(page.clock(state, state.on)) + '"';
    if (days.length === 1) return asked('"' + page.toIso(state.on) + '"', known);
    return "{day: " + asked("day", state.by === "same" ? ", known_by=day" : known) + ' for day in ("' + iso(days).join('", "') + '")}';
  }

  /** The same as a query: of two days one below the other with the day before them, or what differs. */
  function sql(data, state) {
    const days = page.days(state);
    const cells = state.all ? "" : " WHERE vendor = '" + data.vendors[state.v][0] + "' AND segment = '" + data.segments[state.s][0] + "'";
    const from = (one) => {
      const by = page.clock(one, one.on);
      return "FROM position_on('" + page.toIso(one.on) + "'" + (by === null ? "" : ", known_by := '" + page.toIso(by) + "'") + ")" + cells;
    };
    if (days.length === 1) return from(state);
    if (state.how !== "diff") return days.map((one) => "SELECT DATE '" + page.toIso(one.on) + "' AS day, * " + from(one)).join(" UNION ALL ");
    const level = state.b < 0 ? "level" : data.bases[state.b][0];
    const columns = ["before", "after"].map((side) => ", " + side + "." + level + " AS " + level + "_" + side
      + ", coalesce(" + side + ".under_review, false) AS under_review_" + side).join("");
    return "SELECT jurisdiction, vendor, segment" + columns + " FROM (" + from(days[0]) + ") before FULL JOIN (" + from(days[1]) + ") after"
      + " USING (jurisdiction, vendor, segment) WHERE before." + level + " IS DISTINCT FROM after." + level
      + " OR coalesce(before.under_review, false) <> coalesce(after.under_review, false)";
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
      + text(page.question(state, data)) + '" width="600" height="' + (state.vs !== null && state.how === "side" ? "680" : "500") + '" loading="lazy"></iframe>';
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
    const difference = state.vs !== null && state.how === "diff" ? ["difference"] : [];
    return ["5g", data.vendors[state.v][0], data.segments[state.s][0], state.m, ...iso(page.days(state)), ...difference].join("-") + "." + end;
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

  Object.assign(page, { taken, csv, python, sql, address, embed, save, fileName, copy });
})();
