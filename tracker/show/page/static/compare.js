/* Two days: one beside the other or as a difference, what differs, and both counts in the legend. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  /** What the public could know of on a day, by the clock that is chosen; null for all that the release knows. */
  const clock = (state, on) => (state.by === "all" ? null : state.by === "same" ? on : state.by);

  /** The two days of a view in the order of time, each as a view of its own; only the one where nothing is compared. */
  function days(state) {
    if (state.vs === null) return [state];
    return [{ ...state, on: state.vs }, state].sort((a, b) => a.on - b.on);
  }

  /** Positions of every coded cell on the day of a view, by its clock. */
  function on(rows, state) {
    return page.positions(page.knownBy(rows, clock(state, state.on)), state.on);
  }

  /** Jurisdictions that differ between the two days; null where there is one. */
  function differing(data, rows, state) {
    if (state.vs === null) return null;
    const mine = page.only(rows, state.v, state.s);
    const [before, after] = days(state).map((one) => page.looks(data, page.knownBy(mine, clock(one, one.on)), one.on, one.b));
    return page.differences(before, after);
  }

  /** What of a difference steps back: who is the same on both days. */
  function same(data, state, changes) {
    if (changes === null || state.how !== "diff") return null;
    const differ = new Set(changes.map((one) => one.j));
    return new Set([...data.jurisdictions.keys()].filter((j) => !differ.has(j)));
  }

  /** Draw the other day beside a map, or take it away; `main` is the map of the day that is shown. */
  function beside(stages, main, data, rows, state, covered) {
    const side = state.vs !== null && state.how === "side";
    const own = main.closest(".stage");
    let stage = stages.querySelector(".stage.other");
    if (stage && (!side || stage.dataset.region !== state.m)) {
      stage.remove();
      stage = null;
    }
    stages.classList.toggle("two", side);
    const label = own.querySelector(".stage-day");
    label.hidden = !side;
    label.textContent = page.longDay(state.on);
    main.trackerTwin = null;
    if (!side) return;
    if (!stage) {
      const copy = main.cloneNode(true);
      copy.removeAttribute("id");
      copy.removeAttribute("hidden");
      stage = page.element("div", "stage other", page.element("p", "stage-day"), copy);
      stage.dataset.region = state.m;
      page.walk(copy, data);
    }
    if (state.vs <= state.on) stages.prepend(stage);
    else stages.append(stage);
    const there = { ...state, on: state.vs, vs: null };
    const svg = stage.querySelector("svg");
    main.trackerTwin = svg;
    stage.firstChild.textContent = page.longDay(state.vs);
    page.paint(svg, data, on(rows, there), there, covered, null);
    for (const shape of svg.querySelectorAll(".shape")) shape.setAttribute("href", "j/" + shape.dataset.j + ".html" + page.format({ ...there, j: null }, data));
  }

  /** Counts of a map in the legend: of its day, or of both. */
  function legend(svg, data, rows, state, covered) {
    const counts = days(state).map((one) => page.tally(svg, data, on(rows, one), one, covered));
    for (const place of document.querySelectorAll("[data-count]")) {
      place.textContent = counts.map((one) => one[place.dataset.count] || 0).join(" → ");
    }
    return counts;
  }

  /** Both days and how much differs, in a sentence. */
  function sentence(state, changes) {
    const [early, late] = days(state).map((one) => page.longDay(one.on));
    const many = changes.length === 0 ? "nothing differs" : changes.length === 1 ? "1 differs" : changes.length + " differ";
    // The list below the map is of the whole world, whatever part of it is drawn.
    const where = state.m === "world" ? "" : " in the whole world";
    return early + " → " + late + ", " + page.known(state) + ": " + many + where + ".";
  }

  /** What the colours mean, and what steps back. */
  function meaning(data, state) {
    if (state.vs === null || state.how !== "diff") return data.rests[state.b + 1];
    const [early, late] = days(state).map((one) => page.longDay(one.on));
    return data.rests[state.b + 1] + " Colours are those of " + page.longDay(state.on) + ". Faint: the same on " + early + " and on " + late + ".";
  }

  Object.assign(page, { meaning, clock, days, on, differing, same, beside, legend, sentence });
})();
