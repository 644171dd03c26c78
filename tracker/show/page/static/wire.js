/* What every control of the first page does. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  function choices({ $, data, change, dayOf, view }) {
    for (const [value, label] of data.bases) {
      const option = page.element("option", "", label.toLowerCase());
      option.value = value;
      $("basis").append(option);
    }
    dayOf($("on"), (on) => change({ on }), () => view.state.on);
    dayOf($("by"), (by) => change({ by }), () => (typeof view.state.by === "number" ? view.state.by : null));
    dayOf($("versus"), (vs) => change({ vs }), () => view.state.vs);
    $("manner").addEventListener("change", (event) => change({ how: event.target.value }));
    $("alone").addEventListener("click", () => change({ vs: null }));
    $("clock").addEventListener("change", (event) => {
      const value = event.target.value;
      change({ by: value === "day" ? view.state.on : value });
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
      change({ sort: view.state.sort === key ? "-" + key : key });
    });
  }

  function time({ $, data, change, clamp, view }) {
    const slider = $("slider");
    slider.min = String(data.first);
    slider.max = String(data.cutoff);
    // The line of time goes on to the last deadline; what is known ends before.
    slider.style.width = ((100 * (data.cutoff - data.first + 1)) / (data.last - data.first + 1)).toFixed(2) + "%";
    const player = page.player($("play"), $("speed"), {
      first: () => (view.stepping.length > 1 ? view.stepping[1].day - 30 : data.first),
      last: data.cutoff,
      day: () => view.state.on,
      go: (on) => change({ on: clamp(on) }, true),
      rest: () => change({}),
    });
    slider.addEventListener("input", () => {
      player.stop();
      change({ on: Number(slider.value) }, true);
    });
    slider.addEventListener("keydown", (event) => {
      const months = { PageUp: 1, PageDown: -1 }[event.key];
      if (!months) return;
      event.preventDefault();
      const on = clamp(page.monthsLater(view.state.on, months));
      slider.value = String(on);  // At once: the next key may come before the page is drawn.
      change({ on }, true);
    });
    $("before").addEventListener("click", () => {
      player.stop();
      const earlier = view.stepping.filter((step) => step.day < view.state.on);
      if (earlier.length) change({ on: earlier[earlier.length - 1].day });
    });
    $("after").addEventListener("click", () => {
      player.stop();
      const later = view.stepping.find((step) => step.day > view.state.on);
      if (later) change({ on: later.day });
    });
    $("all-steps").addEventListener("toggle", () => { if ($("all-steps").open) view.steps(); });
    return player;
  }

  function pointing({ $, data, maps, pick, close, hover, map, view }) {
    for (const { svg, shapes, zoom } of maps) {
      page.point(svg, shapes, hover, pick);
      for (const shape of shapes) shape.addEventListener("focus", () => zoom.show(shape));
    }
    $("nearer").addEventListener("click", () => map().zoom.by(1.6));
    $("farther").addEventListener("click", () => map().zoom.by(1 / 1.6));
    $("whole").addEventListener("click", () => map().zoom.reset());
    $("zoom").hidden = false;
    page.finder($("find"), $("found"), data, (j, keyed) => {
      const shape = map().svg.querySelector('[data-j="' + data.jurisdictions[j][0] + '"]')
        || (view.change({ m: "world" }), map().svg.querySelector('[data-j="' + data.jurisdictions[j][0] + '"]'));
      if (shape) map().zoom.to(shape);
      pick(j, keyed);
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      // What a word means goes first, and by itself.
      if (CSS.supports("selector(:popover-open)") && document.querySelector(":popover-open")) return;
      const open = document.querySelector(".fold[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      } else if (!$("card").hidden) close();
    });
  }

  function taking({ $, data, taken, drawing, view }) {
    const told = (text) => { $("taken").textContent = text; };
    const file = (end) => page.fileName(data, view.state, end);
    $("take").addEventListener("toggle", () => { if ($("take").open) taken(); });
    $("svg").addEventListener("click", () => page.save(file("svg"), new Blob([drawing()], { type: "image/svg+xml" })));
    $("png").addEventListener("click", () => page.png(drawing()).then((blob) => page.save(file("png"), blob), () => told("This browser could not make the picture: take the SVG.")));
    $("csv").addEventListener("click", () => page.save(page.fileName(data, { ...view.state, m: "table" }, "csv"), new Blob([page.csv(data, view.rowsTaken())], { type: "text/csv" })));
    $("print").addEventListener("click", () => print());
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.addEventListener("click", async () => {
        told((await page.copy($(button.dataset.copy))) ? "Copied." : "Select the text and copy it.");
      });
    }
  }

  /** Connect everything; gives back the player. */
  function wire(view) {
    const all = { ...view, view };
    choices(all);
    const player = time(all);
    pointing(all);
    taking(all);
    const folds = [...document.querySelectorAll(".fold")];
    for (const fold of folds) {
      fold.addEventListener("toggle", () => { if (fold.open) folds.forEach((other) => { if (other !== fold) other.open = false; }); });
    }
    document.addEventListener("pointerdown", (event) => {
      for (const fold of folds) if (fold.open && !fold.contains(event.target) && !event.target.closest("[popover]")) fold.open = false;
    });
    for (const id of ["tools", "time", "finder", "story"]) view.$(id).hidden = false;
    // A link followed within the moment before the address is written must not lose it.
    document.addEventListener("click", () => view.flush(), true);
    addEventListener("hashchange", view.read);
    addEventListener("resize", () => {
      page.drawYears(view.$("years"), view.data);
      view.hatch();
    });
    // The address keeps the view: going down the page does not take it away.
    for (const link of document.querySelectorAll(".time .jump a")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const there = page.pointed(link.hash);
        there.tabIndex = -1;
        there.scrollIntoView();
        there.focus({ preventScroll: true });
      });
    }
    return player;
  }

  Object.assign(page, { wire });
})();
