/* Play and pause: days go by, as many a second as was chosen. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  /** Let a button play; `day` gives the day shown, `go` shows another; from the end it starts anew. */
  function player(button, speed, { first, last, day, go, rest }) {
    const [sign, word] = button.children;
    let frame = 0;
    let before = 0;
    let exact = 0;

    function stop() {
      if (!frame) return;
      cancelAnimationFrame(frame);
      frame = 0;
      sign.textContent = "▶";
      word.textContent = "Play";
      rest();
    }

    function tick(now) {
      exact += (Number(speed.value) * Math.min(now - before, 100)) / 1000;
      before = now;
      const on = Math.min(Math.floor(exact), last);
      if (on !== day()) go(on);
      if (on >= last) return stop();
      frame = requestAnimationFrame(tick);
    }

    button.addEventListener("click", () => {
      if (frame) return stop();
      exact = day() >= last ? first() : day();
      before = performance.now();
      sign.textContent = "❚❚";
      word.textContent = "Pause";
      frame = requestAnimationFrame(tick);
    });
    return { stop };
  }

  Object.assign(page, { player });
})();
