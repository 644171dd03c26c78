/* Nearer and farther: by wheel, pinch and buttons; and from side to side by dragging. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const MOST = 24;

  /** Make a map movable. Gives back what the buttons and the finder call. */
  function zoom(svg) {
    const whole = svg.viewBox.baseVal;
    const size = { width: whole.width, height: whole.height };
    const drawn = () => (svg.trackerTwin ? [svg, svg.trackerTwin] : [svg]);
    let view = { x: 0, y: 0, k: 1 };
    let timer = 0;

    function set(x, y, k) {
      k = Math.min(Math.max(k, 1), MOST);
      const width = size.width / k;
      const height = size.height / k;
      view = { x: Math.min(Math.max(x, 0), size.width - width), y: Math.min(Math.max(y, 0), size.height - height), k };
      // The map of the other day, where there is one, shows the same part.
      for (const one of drawn()) {
        one.setAttribute("viewBox", [view.x, view.y, width, height].map((n) => n.toFixed(1)).join(" "));
        one.classList.toggle("near", k > 1);
      }
      clearTimeout(timer);
      timer = setTimeout(() => signs(k), 30);
    }

    /** Dots, ranks and stripes grow more slowly than the land, so that neighbours come apart; what can be seen needs no dot. */
    function signs(k) {
      for (const dot of drawn().flatMap((one) => [...one.querySelectorAll("circle")])) {
        dot.dataset.whole = dot.dataset.whole || dot.getAttribute("r");
        const land = dot.parentNode.querySelector("path").getBBox();
        const seen = k > 1 && Math.min(land.width, land.height) * k > 350;
        dot.setAttribute("r", seen ? "0" : (Number(dot.dataset.whole) / k ** 0.75).toFixed(1));
      }
      for (const rank of drawn().flatMap((one) => [...one.querySelectorAll(".ranks text")])) {
        rank.dataset.whole = rank.dataset.whole || rank.getAttribute("font-size");
        rank.setAttribute("font-size", (Number(rank.dataset.whole) / k ** 0.75).toFixed(1));
      }
      page.hatch(svg);
    }

    /** A place on the screen in the map's own units. */
    function place(x, y) {
      return new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    }

    /** Change the scale so that a place on the screen stays where it is. */
    function about(x, y, factor) {
      const k = Math.min(Math.max(view.k * factor, 1), MOST);
      const at = place(x, y);
      set(at.x - ((at.x - view.x) * view.k) / k, at.y - ((at.y - view.y) * view.k) / k, k);
    }

    function by(factor) {
      const box = svg.getBoundingClientRect();
      about(box.left + box.width / 2, box.top + box.height / 2, factor);
    }

    /** Go to a shape: it fills a part of the map. */
    function to(shape) {
      const box = shape.getBBox();
      const k = Math.min(size.width / (5 * Math.max(box.width, 60)), size.height / (3 * Math.max(box.height, 60)), 8);
      const wide = size.width / Math.max(k, 1);
      const high = size.height / Math.max(k, 1);
      set(box.x + box.width / 2 - wide / 2, box.y + box.height / 2 - high / 2, k);
    }

    /** Move so far that a shape can be seen, for those who walk from one to the next by keys. */
    function show(shape) {
      const box = shape.getBBox();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const [wide, high] = [size.width / view.k, size.height / view.k];
      if (x < view.x || x > view.x + wide || y < view.y || y > view.y + high) set(x - wide / 2, y - high / 2, view.k);
    }

    svg.addEventListener("wheel", (event) => {
      // At the whole map a wheel turned away scrolls the page on, as it does elsewhere.
      if (event.deltaY > 0 ? view.k === 1 : view.k === 1 && svg.getBoundingClientRect().top < 0) return;
      event.preventDefault();
      about(event.clientX, event.clientY, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)));
    }, { passive: false });

    const held = new Map();
    svg.addEventListener("pointerdown", (event) => {
      held.set(event.pointerId, event);
      svg.dataset.dragged = "no";
    });
    svg.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const [other] = [...held.values()].filter((one) => one.pointerId !== event.pointerId);
      if (other) {
        const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
        const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
        svg.dataset.dragged = "yes";
        if (was > 0) about((event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2, is / was);
      } else if (view.k > 1) {
        const a = place(before.clientX, before.clientY);
        const b = place(event.clientX, event.clientY);
        if (svg.dataset.dragged !== "yes" && Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 5) return;
        svg.dataset.dragged = "yes";
        set(view.x + a.x - b.x, view.y + a.y - b.y, view.k);
      } else return;
      held.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(name, (event) => held.delete(event.pointerId));
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    return { by, to, show, reset: () => set(0, 0, 1) };
  }

  Object.assign(page, { zoom });
})();
