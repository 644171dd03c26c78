/* The maps: one link a jurisdiction, one of them in the order of the Tab key, the others by the arrow keys. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const SVG = "http://www.w3.org/2000/svg";

  /** A position in words. */
  function words(data, now, state, covered) {
    if (now === undefined) return covered ? "not coded" : "not looked into";
    const review = now.review ? ", under review" : "";
    if (state.b >= 0) {
      const level = now.levels[state.b];
      const basis = data.bases[state.b][1].toLowerCase();
      return (level === null ? "no level " + basis : data.levels[level][1].toLowerCase() + " " + basis) + review;
    }
    if (now.decisive === null) return "no level, under review";
    return data.levels[now.decisive.level][1].toLowerCase() + " " + data.bases[now.decisive.basis][1].toLowerCase() + review;
  }

  /** Colour every shape for the day; of a difference, what is the same on both days (`same`) steps back. */
  function paint(svg, data, found, state, covered, same) {
    svg.querySelector(".others").classList.toggle("same", Boolean(same));
    for (const shape of svg.querySelectorAll(".shape")) {
      const j = shape.trackerPlace;
      const now = found.get(j + "." + state.v + "." + state.s);
      const look = page.lookOf(data, now, state.b, covered.has(j));
      const drawn = look + (same && same.has(j) ? " same" : "");
      if (shape.trackerLook !== drawn) {
        shape.setAttribute("class", "shape lv-" + drawn);
        const rank = shape.trackerRank;
        if (rank) {
          rank.setAttribute("class", "lv-" + drawn);
          rank.textContent = page.rankOf(data, look);
        }
        shape.trackerLook = drawn;
      }
      // The code that a box shows is part of its name, for those who say aloud what they see.
      const shown = shape.querySelector(".box") ? data.jurisdictions[j][0] + ", " : "";
      shape.setAttribute("aria-label", shown + data.jurisdictions[j][1] + ": " + words(data, now, state, covered.has(j)));
      veil(shape, now !== undefined && now.review && look !== "review" && look !== "not_coded");
    }
  }

  /** Stripes and dots of one measure on the screen, however large the map is drawn there. */
  function hatch(svg) {
    const drawn = svg.getScreenCTM();
    if (!drawn || !drawn.a) return;
    for (const pattern of document.querySelectorAll(".patterns pattern")) pattern.setAttribute("patternTransform", "scale(" + (0.11 / drawn.a).toFixed(3) + ")");
  }

  /** How many jurisdictions of a map are in each state; unions are not counted. As tracker.show.counts says. */
  function tally(svg, data, found, state, covered) {
    const counts = { reviewed: 0, unknown: svg.querySelectorAll("[data-place]").length };
    const drawn = new Set([...svg.querySelectorAll(".shape")].map((shape) => shape.trackerPlace));
    data.jurisdictions.forEach((_, j) => {
      if (data.unions.includes(j) || (!drawn.has(j) && svg.id !== "map-world")) return;
      const now = found.get(j + "." + state.v + "." + state.s);
      const look = page.lookOf(data, now, state.b, covered.has(j));
      counts[look] = (counts[look] || 0) + 1;
      if (now !== undefined && now.review && look !== "review" && look !== "not_coded") counts.reviewed += 1;
    });
    return counts;
  }

  /** Lay dots over a shape, or take them away; they lie below its letters. */
  function veil(shape, wanted) {
    const there = shape.querySelectorAll(".veil");
    if (wanted === there.length > 0) return;
    if (!wanted) return there.forEach((part) => part.remove());
    const text = shape.querySelector("text");
    for (const part of shape.querySelectorAll("path,circle,rect")) {
      const dots = part.cloneNode(false);
      dots.setAttribute("class", "veil");
      shape.insertBefore(dots, text);
    }
  }

  /** Let the arrow keys, Home and End move from one jurisdiction to the next by name. */
  function walk(svg, data) {
    const place = new Map(data.jurisdictions.map((pair, i) => [pair[0], i]));
    const shapes = [...svg.querySelectorAll(".shape")];
    for (const shape of shapes) {
      shape.trackerPlace = place.get(shape.dataset.j);
      shape.trackerRank = svg.querySelector('[data-rank="' + shape.dataset.j + '"]');
    }
    shapes.sort((a, b) => a.trackerPlace - b.trackerPlace);
    let at = 0;
    const visit = (i) => {
      shapes[at].setAttribute("tabindex", "-1");
      at = (i + shapes.length) % shapes.length;
      shapes[at].setAttribute("tabindex", "0");
      shapes[at].focus();
    };
    if (shapes.length) shapes[0].setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) visit(at + step);
      else if (event.key === "Home") visit(0);
      else if (event.key === "End") visit(shapes.length - 1);
      else return;
      event.preventDefault();
    });
    return { svg, shapes, focus: (j) => visit(shapes.findIndex((shape) => shape.trackerPlace === j)) };
  }

  /** The shape that is meant by a place on the screen: a small one near by, before a large one below it. */
  function meant(svg, shapes, event) {
    let near = event.pointerType === "mouse" ? 9 : 22;
    let best = null;
    for (const shape of shapes) {
      const dot = shape.querySelector("circle");
      if (!dot) continue;
      const box = dot.getBoundingClientRect();
      const away = Math.hypot(box.left + box.width / 2 - event.clientX, box.top + box.height / 2 - event.clientY);
      if (away < near) [near, best] = [away, shape];
    }
    return best || (event.target.closest ? event.target.closest(".shape") : null);
  }

  /** Tell of what is under the pointer (`over`) and of what is chosen by click, tap or Enter (`pick`). */
  function point(svg, shapes, over, pick) {
    svg.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      const shape = meant(svg, shapes, event);
      const other = shape ? null : event.target.closest("[data-place]");
      over(shape ? shape.trackerPlace : null, other ? other.querySelector("title").textContent : "");
    });
    svg.addEventListener("pointerleave", () => over(null, ""));
    for (const shape of shapes) shape.addEventListener("focus", () => over(shape.trackerPlace, ""));
    svg.addEventListener("click", (event) => {
      // A link opened in another tab stays what it is.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // The keyboard clicks at no place.
      const keyed = event.detail === 0;
      const shape = keyed ? event.target.closest(".shape") : meant(svg, shapes, event);
      event.preventDefault();
      if (svg.dataset.dragged !== "yes") pick(shape ? shape.trackerPlace : null, keyed);
    });
  }

  Object.assign(page, { paint, hatch, tally, walk, point, words, SVG });
})();
