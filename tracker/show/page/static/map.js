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

  /** Colour every shape for the day. */
  function paint(svg, data, found, state, covered) {
    for (const shape of svg.querySelectorAll(".shape")) {
      const j = shape.trackerPlace;
      const now = found.get(j + "." + state.v + "." + state.s);
      const look = page.lookOf(data, now, state.b, covered.has(j));
      if (shape.trackerLook !== look) {
        shape.setAttribute("class", "shape lv-" + look);
        const rank = shape.trackerRank;
        if (rank) {
          rank.setAttribute("class", "lv-" + look);
          rank.textContent = page.rankOf(data, look);
        }
        shape.trackerLook = look;
      }
      // The code that a box shows is part of its name, for those who say aloud what they see.
      const shown = shape.querySelector(".box") ? data.jurisdictions[j][0] + ", " : "";
      shape.setAttribute("aria-label", shown + data.jurisdictions[j][1] + ": " + words(data, now, state, covered.has(j)));
      veil(shape, now !== undefined && now.review && look !== "review" && look !== "not_coded");
    }
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
  function walk(svg, data, show) {
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
    let touched = null;
    for (const shape of shapes) {
      shape.addEventListener("pointerenter", (event) => {
        if (event.pointerType !== "touch") show(shape);
      });
      shape.addEventListener("focus", () => show(shape));
      shape.addEventListener("click", (event) => {
        // A finger cannot hover: the first touch tells, the second one opens.
        if (event.pointerType === "touch" && touched !== shape) {
          event.preventDefault();
          touched = shape;
          show(shape);
        }
      });
    }
  }

  /** What is under the pointer or in focus, in full. */
  function card(place, data, found, state, j, covered) {
    const { element } = page;
    const [code, name] = data.jurisdictions[j];
    const now = found.get(j + "." + state.v + "." + state.s);
    const out = [element("p", "card-name", page.link("j/" + code + ".html", name))];
    if (now === undefined && !covered.has(j)) out.push(element("p", "", "not looked into"));
    else out.push(element("p", "", page.mark(data, now)));
    if (now !== undefined) {
      const list = element("dl", "");
      const add = (term, text) => list.append(element("dt", "", term), element("dd", "", text));
      data.bases.forEach((pair, b) => add(pair[1], now.levels[b] === null ? "none" : data.levels[now.levels[b]][1].toLowerCase()));
      if (now.decisive !== null) add("Since", page.toIso(now.decisive.from));
      if (now.decisive !== null && now.decisive.deadline !== null) add("Deadline", page.toIso(now.decisive.deadline));
      add("Confidence", data.confidence[now.confidence][0]);
      out.push(list);
    }
    place.replaceChildren(...out);
    for (const a of place.querySelectorAll("a")) a.tabIndex = -1;
    place.hidden = false;
  }

  Object.assign(page, { paint, walk, card, SVG });
})();
