/* The table of positions: rows made anew for the day, sorted and filtered. Text only, never markup. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  function element(name, className, ...children) {
    const out = document.createElement(name);
    if (className) out.className = className;
    out.append(...children);
    return out;
  }

  function chip(value, label) {
    return element("span", "chip lv-" + value, label);
  }

  function stateMark(value, label) {
    return element("span", "state", element("span", "swatch lv-" + value), label);
  }

  /** Level of a position, the strictest or on one basis; null where there is none. */
  function levelOn(now, b) {
    if (now === undefined) return null;
    return b >= 0 ? now.levels[b] : now.decisive === null ? null : now.decisive.level;
  }

  /** A position as a mark with its words: the strictest (b = -1), or that on one basis, as the map shows it. */
  function mark(data, now, b) {
    const out = document.createDocumentFragment();
    const at = levelOn(now, b);
    if (now === undefined) out.append(stateMark("not_coded", "not coded"));
    else if (at === null && now.review) out.append(stateMark("review", "under review, no level"));
    else if (at === null) out.append(stateMark("not_coded", "no level on this basis"));
    else {
      const level = data.levels[at];
      out.append(chip(level[0], level[1]));
      if (now.review) out.append(" ", stateMark("review", "under review"));
    }
    return out;
  }

  function link(href, text) {
    const out = element("a", "", text);
    out.href = href;
    return out;
  }

  function eventLink(data, event) {
    const code = data.jurisdictions[data.home[event]][0];
    return link("j/" + code + ".html#" + data.events[event], data.events[event]);
  }

  /** One row of plain values a cell, with what it sorts by and what the filter reads. */
  function rowsOf(data, found, state) {
    const out = [];
    data.cells.forEach(([j, v, s], place) => {
      if (!state.all && (v !== state.v || s !== state.s)) return;
      const now = found.get(j + "." + v + "." + s);
      const row = now === undefined ? null : now.decisive;
      const at = levelOn(now, state.b);
      const level = (l) => (l === null ? "" : data.levels[l][1]);
      const [code, name] = data.jurisdictions[j];
      const words = [
        name, code, data.vendors[v][1], data.segments[s][1],
        now === undefined ? "not coded" : at === null ? (now.review ? "under review, no level" : "no level on this basis") : level(at),
        now !== undefined && now.review ? "under review" : "",
        row === null ? "" : data.bases[row.basis][1],
        now === undefined ? "" : data.confidence[now.confidence][1],
        now === undefined ? "" : data.events[now.event],
      ];
      out.push({
        now, row, code, name, j, v, s, place, text: words.join(" ").toLowerCase(),
        keys: {
          name: place, vendor: v, segment: s,
          position: at !== null ? at + 2 : now !== undefined && now.review ? 1 : 0,
          basis: row === null ? 9 : row.basis,
          de_jure: key(now, data, "de_jure"), announced: key(now, data, "announced"), de_facto: key(now, data, "de_facto"),
          since: row === null ? Infinity : row.from,
          deadline: row === null || row.deadline === null ? Infinity : row.deadline,
          confidence: now === undefined ? -1 : now.confidence,
          event: now === undefined ? "~" : data.events[now.event],
        },
      });
    });
    return out;
  }

  /** A name without what people write in different ways: as tracker.names.folded. */
  function folded(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[.'\u2019]/g, "").replace(/&/g, " and ")
      .replace(/[^\p{L}\p{N}]+/gu, " ").trim().replace(/^the /, "");
  }

  /** What a filter asks for: jurisdictions, vendors and segments that it names, and words to be found in the row.
      A name is the longest run of words that leads to a code; one of two or three letters among other words must be
      in capitals, since "no" and "is" are words too. */
  function wanted(data, query) {
    const words = query.split(/\s+/).filter(Boolean);
    const out = { names: [], words: [] };
    for (let i = 0; i < words.length;) {
      let taken = 0;
      for (let n = words.length - i; n > 0 && !taken; n -= 1) {
        const run = words.slice(i, i + n).join(" ");
        const name = folded(run);
        const code = name.length < 4 && n < words.length && run !== run.toUpperCase();
        for (const kind of ["jurisdiction", "vendor", "segment"]) {
          if (taken || code || !Object.hasOwn(data.called[kind], name)) continue;
          out.names.push([kind[0], data.called[kind][name]]);
          taken = n;
        }
      }
      if (!taken) out.words.push(words[i].toLowerCase());
      i += taken || 1;
    }
    return out;
  }

  function key(now, data, basis) {
    const at = data.bases.findIndex((pair) => pair[0] === basis);
    return now === undefined || now.levels[at] === null ? -1 : now.levels[at];
  }

  function tableRow(data, r, b) {
    const level = (l) => (l === null ? "" : data.levels[l][1]);
    const head = element("th", "", link("j/" + r.code + ".html", r.name));
    head.scope = "row";
    const tr = element("tr", "", head,
      element("td", "", data.vendors[r.v][1]), element("td", "", data.segments[r.s][1]),
      element("td", "", mark(data, r.now, b)));
    const add = (text) => tr.append(element("td", "", text));
    if (r.now === undefined) {
      for (let i = 0; i < 8; i += 1) add("");
      return tr;
    }
    add(r.row === null ? "" : data.bases[r.row.basis][1]);
    r.now.levels.forEach((l) => add(level(l)));
    add(r.row === null ? "" : page.toIso(r.row.from));
    add(r.row === null || r.row.deadline === null ? "" : page.toIso(r.row.deadline));
    add(data.confidence[r.now.confidence][0]);
    tr.append(element("td", "", eventLink(data, r.now.event)));
    return tr;
  }

  /** Rows that the filter keeps, in the order that was chosen. */
  function kept(data, rows, state) {
    const asked = wanted(data, state.q);
    const shown = rows.filter((r) => asked.words.every((word) => r.text.includes(word))
      && asked.names.every(([kind, place]) => r[kind] === place));
    const sign = state.sort.startsWith("-") ? -1 : 1;
    const column = state.sort.replace(/^-/, "");
    return shown.sort((a, b) => {
      const x = a.keys[column];
      const y = b.keys[column];
      return x === y ? a.place - b.place : sign * (x < y ? -1 : 1);
    });
  }

  /** Fill the table; says how many rows there are and how many are shown. */
  function fill(table, data, found, state) {
    const rows = rowsOf(data, found, state);
    const shown = kept(data, rows, state);
    const body = element("tbody", "");
    body.append(...shown.map((r) => tableRow(data, r, state.b)));
    if (!shown.length) {
      const nothing = element("td", "nothing", state.q ? "No row matches \u201c" + state.q + "\u201d." : "No row.");
      nothing.colSpan = table.tHead.rows[0].cells.length;
      body.append(element("tr", "", nothing));
    }
    table.tBodies[0].replaceWith(body);
    table.classList.toggle("one", !state.all);
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.key === state.sort.replace(/^-/, "")) head.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    return { all: rows.length, shown };
  }

  /** Names of the columns that the table can be sorted by. */
  function columns(table) {
    return [...table.tHead.rows[0].cells].map((head) => head.dataset.key);
  }

  /** Make every column head a button. */
  function sortable(table, chosen) {
    for (const head of table.tHead.rows[0].cells) {
      const button = element("button", "", head.textContent);
      button.type = "button";
      button.addEventListener("click", () => chosen(head.dataset.key));
      head.replaceChildren(button);
    }
  }

  Object.assign(page, { element, folded, wanted, mark, levelOn, link, eventLink, rowsOf, kept, fillTable: fill, columns, sortable });
})();
