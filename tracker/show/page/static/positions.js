/* Positions from intervals, by the rule of tracker/spells.py: half-open, two clocks, the strictest basis decides.
   Pure functions on plain values; days are numbers counted from 1970-01-01. */
"use strict";
(function () {
  const DAY = 86400000;

  function toIso(day) {
    return new Date(day * DAY).toISOString().slice(0, 10);
  }

  /** A day of the calendar as a number; null for anything else. */
  function fromIso(text) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return null;
    const stamp = Date.parse(text + "T00:00:00Z");
    return Number.isNaN(stamp) || toIso(stamp / DAY) !== text ? null : stamp / DAY;
  }

  function monthsLater(day, months) {
    const when = new Date(day * DAY);
    const first = Date.UTC(when.getUTCFullYear(), when.getUTCMonth() + months, 1);
    const last = new Date(Date.UTC(when.getUTCFullYear(), when.getUTCMonth() + months + 1, 0)).getUTCDate();
    // 31 January and a month is the last day of February.
    return first / DAY + Math.min(when.getUTCDate(), last) - 1;
  }

  /** Rows as objects, from the lists that data.js brings. */
  function decode(data) {
    const cell = (r) => r[0] + "." + r[1] + "." + r[2];
    const stances = data.stances.map((r) => ({
      cell: cell(r), jurisdiction: r[0], vendor: r[1], segment: r[2], basis: r[3], level: r[4],
      from: r[5], to: r[6], known: r[7], endKnown: r[8], ended: r[9] === 1,
      confirmed: r[10], deadline: r[11], confidence: r[12], event: r[13],
    }));
    const reviews = data.reviews.map((r) => ({
      cell: cell(r), jurisdiction: r[0], vendor: r[1], segment: r[2],
      from: r[3], to: r[4], known: r[5], endKnown: r[6], confidence: r[7], event: r[8],
    }));
    return { stances, reviews, staleAfterYears: data.staleAfterYears };
  }

  /** Fill the end of every spell that a successor on the same basis replaces. */
  function close(stances) {
    const lanes = new Map();
    for (const row of stances) {
      const key = row.cell + "." + row.basis;
      if (!lanes.has(key)) lanes.set(key, []);
      lanes.get(key).push({ ...row });
    }
    const out = [];
    for (const lane of lanes.values()) {
      lane.sort((a, b) => a.from - b.from);
      lane.forEach((row, i) => {
        const next = lane[i + 1] || null;
        const own = row.ended && !(next !== null && row.to !== null && next.from < row.to);
        if (!own) {
          row.to = next === null ? null : next.from;
          row.endKnown = next === null ? null : next.known;
        }
        out.push(row);
      });
    }
    return out;
  }

  const public_ = (day, by) => day !== null && day <= by;

  /** What the public could know by a day; with null, all that the release knows. */
  function knownBy(rows, by) {
    if (by === null) return rows;
    const stances = rows.stances.filter((r) => r.known <= by).map((r) => {
      const out = { ...r };
      if (!public_(r.endKnown, by)) Object.assign(out, { to: null, endKnown: null, ended: false });
      if (!public_(r.confirmed, by)) out.confirmed = null;
      return out;
    });
    const reviews = rows.reviews.filter((r) => r.known <= by)
      .map((r) => (public_(r.endKnown, by) ? r : { ...r, to: null, endKnown: null }));
    return { ...rows, stances: close(stances), reviews };
  }

  const holds = (row, on) => row.from <= on && !(row.to !== null && row.to <= on);

  /** Position of every coded cell on a day: a Map from "jurisdiction.vendor.segment". */
  function positions(rows, on) {
    const found = new Map();
    for (const row of rows.stances) {
      if (!holds(row, on)) continue;
      let now = found.get(row.cell);
      if (now === undefined) {
        now = { cell: row.cell, levels: [null, null, null], decisive: null, review: null };
        found.set(row.cell, now);
      }
      now.levels[row.basis] = row.level;
      const best = now.decisive;
      // Ties go to the first basis in the order in law, announced, in practice.
      if (best === null || row.level > best.level || (row.level === best.level && row.basis < best.basis)) {
        now.decisive = row;
      }
    }
    for (const row of rows.reviews) {
      if (!holds(row, on)) continue;
      let now = found.get(row.cell);
      if (now === undefined) {
        now = { cell: row.cell, levels: [null, null, null], decisive: null, review: null };
        found.set(row.cell, now);
      }
      if (now.review === null || row.from < now.review.from) now.review = row;
    }
    for (const now of found.values()) {
      const row = now.decisive || now.review;
      now.event = row.event;
      now.confidence = row.confidence;
      if (now.decisive !== null && stale(row, rows.staleAfterYears) <= on) now.confidence = 0;
    }
    return found;
  }

  /** From which day on nothing has confirmed a spell for too long. */
  function stale(row, years) {
    const last = Math.max(row.known, row.from, row.confirmed === null ? row.from : row.confirmed);
    return monthsLater(last, 12 * years);
  }

  /** Rows of one vendor and segment. */
  function only(rows, vendor, segment) {
    const mine = (r) => r.vendor === vendor && r.segment === segment;
    return { ...rows, stances: rows.stances.filter(mine), reviews: rows.reviews.filter(mine) };
  }

  globalThis.trackerPage = globalThis.trackerPage || {};
  Object.assign(globalThis.trackerPage, { toIso, fromIso, monthsLater, decode, knownBy, positions, only });
})();
