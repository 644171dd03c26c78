/* Why, in one step: level, basis, since when, the deciding act with its text, and what comes next. */
"use strict";
(function () {
  const page = globalThis.trackerPage;

  const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

  function term(id, word) {
    const out = page.element("button", "term", word);
    out.type = "button";
    out.setAttribute("popovertarget", "t-" + id);
    return out;
  }

  function outer(href, text) {
    const out = page.element("a", "", text);
    out.href = href;
    out.rel = "noopener noreferrer";
    out.dir = "auto";
    return out;
  }

  /** Level and basis, with what each means one step away. */
  function heading(data, now, b) {
    const out = page.element("p", "card-level", page.mark(data, now, b));
    const basis = b >= 0 ? b : now && now.decisive ? now.decisive.basis : -1;
    const level = page.levelOn(now, b);
    if (basis >= 0 && level !== null) out.append(" ", term("basis", lower(data.bases[basis][1])));
    return out;
  }

  /** The deciding act in a sentence, and its official text or best source. */
  function act(data, now) {
    const told = (globalThis.trackerActs || [])[now.event];
    if (!told) return [page.element("p", "", page.eventLink(data, now.event))];
    const [summary, day, law, title, address, publisher, official] = told;
    const out = [page.element("p", "act", page.element("span", "when", day + ": "), page.element("bdi", "", summary))];
    const kind = official ? "Official text: " : "Best source: ";
    const by = publisher ? [" (", page.element("bdi", "", publisher), ")"] : [];
    if (title) out.push(page.element("p", "source", kind, address ? outer(address, title) : page.element("bdi", "", title), ...by));
    for (const [cited, at, without, what] of law) {
      out.push(page.element("p", "source", what[0].toUpperCase() + what.slice(1) + ": ", at ? outer(at, cited) : page.element("bdi", "", cited), without ? ". " + without : ""));
    }
    return out;
  }

  /** What changes next in a cell, and when, as far as is known on the page's clock. */
  function coming(data, now, rows, cell, on) {
    const found = [];
    const due = now && now.decisive ? now.decisive.deadline : null;
    if (due !== null && due >= on) found.push([due, "the deadline falls"]);
    const words = now ? plainly(data, now) : "";
    let end = now ? now.to : null;
    // A row may end where only its confidence or its act changes: what reads the same is no change.
    for (let next = page.later(rows, cell, on); next !== null; next = page.later(rows, cell, next.from)) {
      if (end !== null && next.from > end) break;
      if (plainly(data, next) !== words) {
        found.push([next.from, plainly(data, next)]);
        end = null;
        break;
      }
      end = next.to;
    }
    if (end !== null) found.push([end, "no longer coded"]);
    return found.sort((a, b) => a[0] - b[0]).map(([day, told]) => page.longDay(day) + ": " + told);
  }

  function plainly(data, row) {
    if (row.decisive === null) return "under review, without a level";
    return lower(data.levels[row.decisive.level][1]) + " " + lower(data.bases[row.decisive.basis][1]) + (row.review ? ", under review" : "");
  }

  /** The form in which a reader says what is wrong, where there is one. */
  function report(data, state, j) {
    if (!data.report) return null;
    const title = data.jurisdictions[j][1] + ", " + data.vendors[state.v][1] + ", " + lower(data.segments[state.s][1])
      + " on " + page.toIso(state.on) + " (version " + data.version + "): ";
    return outer(data.report + "?" + new URLSearchParams({ title }), "Tell us this is wrong");
  }

  /** Fill the card for a jurisdiction. `rows` are those of the clock of knowledge. */
  function card(place, data, { found, rows, state, j, covered, pinned, close }) {
    const { element } = page;
    const [code, name] = data.jurisdictions[j];
    const cell = j + "." + state.v + "." + state.s;
    const now = found.get(cell);
    const title = element("h2", "card-name", page.link("j/" + code + ".html" + page.format({ ...state, j: null }, data), name));
    title.id = "card-name";
    title.tabIndex = -1;
    const out = [title];
    if (now === undefined && !covered.has(j)) out.push(element("p", "", "Not looked into."));
    else out.push(heading(data, now, state.b));
    if (now !== undefined) {
      if (now.decisive !== null) out.push(element("p", "", "Since " + page.longDay(now.decisive.from)
        + (now.decisive.deadline === null ? "" : "; deadline " + page.longDay(now.decisive.deadline)) + "."));
      out.push(...act(data, now));
    }
    const next = coming(data, now, rows, cell, state.on);
    if (next.length) out.push(element("p", "", element("strong", "", "Next: "), next.join("; ") + "."));
    else if (now !== undefined) out.push(element("p", "facts", "Next: nothing that this version knows of."));
    if (now !== undefined) {
      const list = element("dl", "");
      data.bases.forEach((pair, b) => list.append(element("dt", "", pair[1]), element("dd", "", now.levels[b] === null ? "none" : lower(data.levels[now.levels[b]][1]))));
      list.append(element("dt", "", "Confidence"), element("dd", "", data.confidence[now.confidence][0]));
      out.push(list);
    }
    const links = element("p", "card-links", page.link("j/" + code + ".html" + page.format({ ...state, j: null }, data), "All on " + name));
    const wrong = report(data, state, j);
    if (wrong) links.append(" · ", wrong);
    out.push(links);
    const shut = element("button", "shut", "×");
    shut.type = "button";
    shut.setAttribute("aria-label", "Close");
    shut.addEventListener("click", close);
    place.replaceChildren(shut, ...out);
    place.classList.toggle("pinned", pinned);
    place.hidden = false;
  }

  Object.assign(page, { card, coming, term, outer, lower });
})();
