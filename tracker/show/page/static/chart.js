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

  /** Days on which the look of any jurisdiction changes, with the count of each look from that day on. */
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
    let before = null;
    for (const day of [...days].sort((a, b) => a - b)) {
      if (day < data.first || day > data.cutoff) continue;
      const found = page.positions(fixed || page.knownBy(mine, day), day);
      const counts = {};
      let picture = "";
      for (const [cell, now] of [...found].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
        const look = lookOf(data, now, state.b, true);
        counts[look] = (counts[look] || 0) + 1;
        if (look !== "not_coded") picture += cell + look + (now.review ? "+;" : ";");
      }
      if (picture !== before) out.push({ day, counts });
      before = picture;
    }
    return out;
  }

  /** Draw the counts as stacked areas, strictest level at the bottom. */
  function draw(place, data, found) {
    const looks = [...data.levels.map((pair) => pair[0]).reverse(), "review"];
    const width = data.cutoff - data.first + 1;
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
        const to = (i + 1 < found.length ? found[i + 1].day - data.first : width);
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
    for (const name of ["by", "on"]) {
      const line = document.createElementNS(SVG, "line");
      line.setAttribute("class", "cursor " + name);
      line.setAttribute("y1", "0");
      line.setAttribute("y2", String(most));
      svg.append(line);
    }
    place.replaceChildren(svg);
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

  /** Years below the slider. */
  function years(place, data) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", "100%");
    svg.setAttribute("height", "18");
    const last = Number(page.toIso(data.cutoff).slice(0, 4));
    for (let year = Number(page.toIso(data.first).slice(0, 4)), i = 0; year <= last; year += 1, i += 1) {
      const at = (100 * (page.fromIso(year + "-01-01") - data.first)) / (data.cutoff - data.first);
      if (at > 96) break;
      const text = document.createElementNS(SVG, "text");
      text.setAttribute("x", at.toFixed(2) + "%");
      text.setAttribute("y", "14");
      if (i % 3) text.setAttribute("class", "minor");
      text.textContent = String(year);
      svg.append(text);
    }
    place.replaceChildren(svg);
  }

  Object.assign(page, { lookOf, rankOf, steps, drawChart: draw, moveCursor: cursor, drawYears: years });
})();
