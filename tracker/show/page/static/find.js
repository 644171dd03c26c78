/* The country finder: every name the loader knows leads to its country; arrow keys choose, Enter goes there. */
"use strict";
(function () {
  const page = globalThis.trackerPage;
  const MOST = 8;

  /** Jurisdictions that a text may mean, best first: the name itself, names that begin so, names with such a word. */
  function candidates(data, text) {
    const asked = page.folded(text);
    if (!asked) return [];
    const found = new Map();
    const rank = (name) => (name === asked ? 0 : name.startsWith(asked) ? 1 : (" " + name).includes(" " + asked) ? 2 : 9);
    for (const [name, j] of Object.entries(data.called.jurisdiction)) {
      // Two letters are a code or nothing: "uk" is not the beginning of Ukraine, unless somebody goes on typing.
      const now = rank(name);
      const before = found.get(j);
      if (now < 9 && (before === undefined || now < before.rank)) found.set(j, { j, rank: now, name });
    }
    return [...found.values()].sort((a, b) => a.rank - b.rank || a.j - b.j).slice(0, MOST);
  }

  /** Let a field with its list find jurisdictions; `go` is called with the one chosen. */
  function finder(field, list, data, go) {
    let shown = [];
    let at = -1;

    function mark(i) {
      at = i;
      [...list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === i)));
      if (i >= 0) field.setAttribute("aria-activedescendant", list.children[i].id);
      else field.removeAttribute("aria-activedescendant");
    }

    function close() {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      mark(-1);
    }

    function show() {
      shown = candidates(data, field.value);
      list.replaceChildren(...shown.map(({ j, name }, i) => {
        const title = data.jurisdictions[j][1];
        const option = page.element("li", "", title);
        const [folded, code] = [page.folded(title), data.jurisdictions[j][0].toLowerCase()];
        if (name !== folded && name !== code && !folded.startsWith(name)) option.append(page.element("span", "aside", " " + name));
        option.id = "found-" + i;
        option.setAttribute("role", "option");
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(i, false);
        });
        return option;
      }));
      if (!shown.length && field.value.trim()) {
        const asked = page.folded(field.value);
        const other = Object.hasOwn(data.elsewhere, asked) ? data.elsewhere[asked] + ": not looked into" : "No such country here";
        const nothing = page.element("li", "aside", other);
        nothing.setAttribute("role", "option");
        nothing.setAttribute("aria-disabled", "true");
        nothing.id = "found-0";
        list.append(nothing);
      }
      list.hidden = !field.value.trim();
      field.setAttribute("aria-expanded", String(!list.hidden));
      mark(shown.length ? 0 : -1);
    }

    function choose(i, keyed) {
      const chosen = shown[i];
      if (!chosen) return;
      field.value = data.jurisdictions[chosen.j][1];
      close();
      go(chosen.j, keyed);
    }

    field.addEventListener("input", show);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) show();
        else if (shown.length) mark((at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length);
      } else if (event.key === "Enter") {
        if (list.hidden) show();
        choose(at, true);
      } else if (event.key === "Escape" && !list.hidden) close();
      else return;
      event.preventDefault();
    });
  }

  Object.assign(page, { candidates, finder });
})();
