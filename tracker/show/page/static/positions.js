/* The table of positions, filtered for a day and a day of knowledge, both half-open; what holds was worked out before.
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

  /** Rows of the table of positions as objects, from the lists that data.js brings. */
  function decode(data) {
    return data.positions.map((r) => {
      const [jurisdiction, vendor, segment] = data.cells[r[0]];
      return {
        cell: jurisdiction + "." + vendor + "." + segment, jurisdiction, vendor, segment,
        from: r[1], to: r[2], known: r[3], knownTo: r[4],
        decisive: r[5] === null ? null : { level: r[5], basis: r[6], from: r[11], deadline: r[12] },
        levels: r.slice(7, 10), review: r[10] === 1, event: r[13], confidence: r[14],
      };
    });
  }

  const within = (day, first, end) => first <= day && (end === null || day < end);

  /** Rows that say what the public could know by a day; with null, all that the release knows. */
  function knownBy(rows, by) {
    return rows.filter((r) => (by === null ? r.knownTo === null : within(by, r.known, r.knownTo)));
  }

  /** Position of every coded cell on a day: a Map from "jurisdiction.vendor.segment". */
  function positions(rows, on) {
    return new Map(rows.filter((r) => within(on, r.from, r.to)).map((r) => [r.cell, r]));
  }

  /** The next row of a cell that begins after a day, or null. */
  function later(rows, cell, on) {
    const found = rows.filter((r) => r.cell === cell && r.from > on);
    return found.length ? found.reduce((a, b) => (b.from < a.from ? b : a)) : null;
  }

  /** Rows of one vendor and segment. */
  function only(rows, vendor, segment) {
    return rows.filter((r) => r.vendor === vendor && r.segment === segment);
  }

  globalThis.trackerPage = globalThis.trackerPage || {};
  Object.assign(globalThis.trackerPage, { toIso, fromIso, monthsLater, decode, knownBy, positions, later, only });
})();
