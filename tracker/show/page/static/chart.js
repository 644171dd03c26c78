/* How many jurisdictions stand at each level, day by day: the backdrop of the slider, and the days it can step to. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const SVG = "http://www.w3.org/2000/svg";

  /** Look of a cell: a level's name, "review", "not_coded" or "unknown"; on one basis, or the strictest (b = -1). */
  function lookOf(data, now, b, covered) {
    const none = covered ? "not_coded" : "unknown";
    if (now === undefined) return none;
    const level = b < 0 ? (now.decisive === null ? null : now.decisive.level) : now.levels[b];
    if (level !== null) return data.levels[level][0];
    return now.review ? "review" : none;
  }

  /** Rank of a look as text, 0 for the first level; empty for what is no level. */
  function rankOf(data, look) {
    const at = data.levels.findIndex((pair) => pair[0] === look);
    return at < 0 ? "" : String(at);
  }

  /** Days on which the look of any jurisdiction changes: the count of each look from that day on, and what changed. */
  function steps(data, rows, state) {
    const mine = page.only(rows, state.v, state.s);
    const fixed = state.by === "same" ? null : page.knownBy(mine, state.by === "all" ? null : state.by);
    const days = new Set([data.first]);
    for (const row of fixed || mine) {
      // Read as known that day, a row shows from when it both held and was known.
      const turns = fixed ? [row.from, row.to] : [row.from, row.to, row.known, row.knownTo];
      turns.filter((day) => day !== null).forEach((day) => days.add(day));
    }
    const out = [];
    let before = new Map();
    for (const day of [...days].sort((a, b) => a - b)) {
      if (day < data.first || day > data.cutoff) continue;
      const found = looks(data, fixed || page.knownBy(mine, day), day, state.b);
      const changes = differences(before, found);
      if (changes.length || !out.length) out.push({ day, changes, counts: tallied(data, found) });
      before = found;
    }
    return out;
  }

  /** What is coded of one vendor and segment on a day: look, review and event by jurisdiction. */
  function looks(data, rows, day, b) {
    const out = new Map();
    for (const now of page.positions(rows, day).values()) {
      const look = lookOf(data, now, b, true);
      if (look !== "not_coded") out.set(now.jurisdiction, { look, review: now.review, event: now.event });
    }
    return out;
  }

  /** Who differs between two days: what was before, what is after, and the event that says so. */
  function differences(before, after) {
    const out = [];
    for (const j of new Set([...before.keys(), ...after.keys()])) {
      const a = before.get(j);
      const b = after.get(j);
      if (a && b && a.look === b.look && a.review === b.review) continue;
      out.push({ j, from: a || null, to: b || null, event: (b || a).event });
    }
    return out.sort((x, y) => x.j - y.j);
  }

  /** Unions of states are told apart and never counted, as in every picture. */
  function tallied(data, found) {
    const counts = {};
    for (const [j, { look }] of found) if (!data.unions.includes(j)) counts[look] = (counts[look] || 0) + 1;
    return counts;
  }

  /** Draw the counts as stacked areas, strictest level at the bottom. */
  function draw(place, data, found) {
    const looks = [...data.levels.map((pair) => pair[0]).reverse(), "review"];
    const width = data.last - data.first + 1;
    const known = data.cutoff - data.first + 1;
    const total = (counts) => looks.reduce((sum, look) => sum + (counts[look] || 0), 0);
    const most = Math.max(1, ...found.map((step) => total(step.counts)));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 " + width + " " + most);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const floor = found.map(() => 0);
    for (const look of looks) {
      let top = "";
      let bottom = "";
      found.forEach((step, i) => {
        const from = step.day - data.first;
        const to = (i + 1 < found.length ? found[i + 1].day - data.first : known);
        const low = most - floor[i];
        floor[i] += step.counts[look] || 0;
        const high = most - floor[i];
        top += (i ? "L" : "M") + from + " " + high + "H" + to;
        bottom = "L" + to + " " + low + "H" + from + bottom;
      });
      const area = document.createElementNS(SVG, "path");
      area.setAttribute("d", top + bottom + "Z");
      area.setAttribute("class", look === "review" ? "stripe-review" : "fill-" + look);
      svg.append(area);
    }
    const rest = document.createElementNS(SVG, "rect");
    rest.setAttribute("class", "after");
    for (const [name, value] of [["x", known], ["y", 0], ["width", width - known], ["height", most]]) rest.setAttribute(name, String(value));
    svg.append(rest);
    for (const name of ["vs", "by", "on"]) {
      const line = document.createElementNS(SVG, "line");
      line.setAttribute("class", "cursor " + name);
      line.setAttribute("y1", "0");
      line.setAttribute("y2", String(most));
      svg.append(line);
    }
    place.replaceChildren(svg, marks(data));
  }

  /** What falls due after the cutoff, as diamonds on the line of time. */
  function marks(data) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "due-marks");
    svg.setAttribute("role", "img");
    const told = new Map();
    for (const [day, j] of data.due) told.set(day, (told.get(day) || new Set()).add(data.jurisdictions[j][1]));
    const words = [...told].map(([day, names]) => page.longDay(day) + ": " + [...names].join(", "));
    svg.setAttribute("aria-label", words.length ? "What falls due: " + words.join("; ") : "Nothing falls due");
    [...told.keys()].forEach((day, i) => {
      const mark = document.createElementNS(SVG, "text");
      mark.setAttribute("x", ((100 * (day - data.first)) / (data.last - data.first + 1)).toFixed(2) + "%");
      mark.setAttribute("y", "14");
      mark.textContent = "\u25c6";
      const title = document.createElementNS(SVG, "title");
      title.textContent = "Falls due: " + words[i];
      mark.append(title);
      svg.append(mark);
    });
    return svg;
  }

  function cursor(place, data, name, day) {
    const line = place.querySelector(".cursor." + name);
    if (day === null || day < data.first || day > data.cutoff) line.setAttribute("hidden", "");
    else {
      line.removeAttribute("hidden");
      line.setAttribute("x1", String(day - data.first + 0.5));
      line.setAttribute("x2", String(day - data.first + 0.5));
    }
  }

  /** Years below the slider, as many as there is room for. */
  function years(place, data) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", "100%");
    svg.setAttribute("height", "18");
    const first = Number(page.toIso(data.first).slice(0, 4));
    const last = Number(page.toIso(data.last).slice(0, 4));
    const span = data.last - data.first + 1;
    const wide = (365.25 / span) * (place.clientWidth || 600);
    const step = Math.max(1, Math.ceil(38 / wide));
    for (let year = first; year <= last; year += step) {
      const at = (100 * (page.fromIso(year + "-01-01") - data.first)) / span;
      if (at / 100 * place.clientWidth + 34 > place.clientWidth) break;
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("x", at.toFixed(2) + "%");
      text.setAttribute("y", "14");
      text.textContent = String(year);
      svg.append(text);
    }
    place.replaceChildren(svg);
  }

  Object.assign(page, { lookOf, rankOf, steps, looks, differences, drawChart: draw, moveCursor: cursor, drawYears: years });
})();
