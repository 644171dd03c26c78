/* Time as a story: who changed and how, who was first, and what differs between two days. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  /** A look in words. */
  function said(data, what) {
    if (what === null) return "nothing coded";
    const at = data.levels.findIndex((pair) => pair[0] === what.look);
    if (at < 0) return "under review";
    return data.levels[at][1].toLowerCase() + (what.review ? ", under review" : "");
  }

  /** One change in words: from what to what. */
  function change(data, one) {
    return data.jurisdictions[one.j][1] + ": " + said(data, one.from) + " → " + said(data, one.to);
  }

  function several(data, changes, most) {
    const told = changes.slice(0, most).map((one) => change(data, one));
    const more = changes.length - most;
    return told.join("; ") + (more > 0 ? "; and " + more + " more" : "");
  }

  /** Below the buttons: the change last seen, and the next one. */
  function who(place, data, steps, on) {
    const last = [...steps].reverse().find((step) => step.day <= on && step.changes.length);
    const next = steps.find((step) => step.day > on);
    const out = [];
    if (last) out.push(page.element("span", "", page.element("b", "", "Last change: " + page.longDay(last.day)), " " + several(data, last.changes, 2)));
    if (next) out.push(page.element("span", "aside", page.element("b", "", "Next: " + page.longDay(next.day)), " " + several(data, next.changes, 1)));
    place.replaceChildren(...out);
    return { last, next };
  }

  function entry(data, day, one) {
    const out = page.element("li", "", page.element("time", "", page.longDay(day)), ": ", change(data, one), ". ", page.eventLink(data, one.event));
    out.firstChild.dateTime = page.toIso(day);
    return out;
  }

  /** Who was the first at each level or a stricter one, strictest first, a column a segment; unions are told apart. */
  function firsts(place, data, found) {
    const { element } = page;
    const head = (text, scope) => Object.assign(element("th", "", text), { scope });
    const top = element("tr", "", head("Level", "col"), ...data.segments.map((pair) => head(pair[1], "col")));
    const body = element("tbody", "");
    for (let level = data.levels.length - 1; level > 0; level -= 1) {
      const words = data.levels[level][1] + (level < data.levels.length - 1 ? " or stricter" : "");
      body.append(element("tr", "", head(words, "row"), ...found.map((steps) => element("td", "", ...reached(data, steps, level)))));
    }
    place.replaceChildren(place.caption, element("thead", "", top), body);
  }

  /** The first to reach a level: each with its act, and the day. */
  function reached(data, steps, level) {
    const there = (one) => one.to !== null && data.levels.findIndex((pair) => pair[0] === one.to.look) >= level;
    const step = steps.find((found) => found.changes.some(there));
    if (!step) return ["nobody"];
    const out = [];
    for (const one of step.changes.filter(there)) {
      out.push(out.length ? ", " : "", page.link("j/" + data.jurisdictions[one.j][0] + ".html#" + data.events[one.event], data.jurisdictions[one.j][1]));
    }
    return [...out, ", " + page.longDay(step.day)];
  }

  /** Every change, newest first. */
  function all(place, data, steps) {
    const out = [];
    for (const step of [...steps].reverse()) out.push(...step.changes.map((one) => entry(data, step.day, one)));
    place.replaceChildren(...out);
  }

  /** What differs between two days, who grew stricter first. */
  function compared(place, data, changes) {
    const rank = (what) => (what === null ? -2 : data.levels.findIndex((pair) => pair[0] === what.look));
    const moved = (one) => rank(one.to) - rank(one.from);
    const sorted = [...changes].sort((a, b) => moved(b) - moved(a) || a.j - b.j);
    place.replaceChildren(...sorted.map((one) => page.element("li", "", change(data, one), ". ", page.eventLink(data, one.event))));
  }

  Object.assign(page, { who, firsts, allSteps: all, compared, several });
})();
