"""What held on a day, as known by another, read by hand from spells and reviews: the judge of every faster way.

Two judges that share nothing with the package: :func:`said` in plain Python, one cell and day at a time, and the
functions on frames by which releases 0.1.0 to 0.4.0 were read when they were published, kept as they were.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

CELL = ["jurisdiction", "vendor", "segment"]
BASES = ("de_jure", "announced", "de_facto")
YEARS = 3


def plain(value):
    """A cell as plain Python: days as dates, missing as None."""
    if value is None or value is pd.NaT or value != value:
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def records(frame):
    """Rows of a frame as plain values, by cell."""
    out = {}
    for row in frame.to_dict("records"):
        row = {k: plain(v) for k, v in row.items()}
        out.setdefault(tuple(row[c] for c in CELL), []).append(row)
    return out


def by_cell(rows):
    out = {}
    for r in rows:
        out.setdefault(tuple(r[c] for c in CELL), []).append(r)
    return out


def three_years_later(day):
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:
        return day.replace(year=day.year + YEARS, day=28)


def said(stances, reviews, on, by=None):
    """What one cell says on a day, as known by a day (None: by all that is known); None for nothing.

    ``stances`` and ``reviews`` are plain rows of that cell, as published.
    """

    def public(day):
        return day is not None and (by is None or day <= by)

    held = {}
    for basis in BASES:
        begun = [r for r in stances if r["basis"] == basis and public(r["known_from"]) and r["valid_from"] <= on]
        if not begun:
            continue
        last = max(begun, key=lambda r: r["valid_from"])
        if not (last["ended_by"] is not None and public(last["end_known_from"]) and last["valid_to"] <= on):
            held[basis] = last
    opened = [r for r in reviews if public(r["known_from"]) and r["opened_on"] <= on
              and not (r["closed_on"] is not None and public(r["end_known_from"]) and r["closed_on"] <= on)]  # fmt: skip
    if not held and not opened:
        return None
    out = {"status": "coded" if held else "review_only", "under_review": bool(opened)}
    out |= {b: held[b]["level"] if b in held else None for b in BASES}
    if not held:
        first = min(opened, key=lambda r: r["opened_on"])
        nothing = dict.fromkeys(("level", "basis", "since", "deadline"))
        return out | nothing | {"event_id": first["opened_by"], "confidence": first["confidence"]}
    basis = max(held, key=lambda b: (held[b]["level_rank"], -BASES.index(b)))
    spell = held[basis]
    seen = [
        spell["known_from"],
        spell["valid_from"],
        *([spell["confirmed_on"]] if public(spell["confirmed_on"]) else []),
    ]
    stale = on >= three_years_later(max(seen))
    return out | {
        "level": spell["level"], "basis": basis, "since": spell["valid_from"], "deadline": spell["deadline"],
        "event_id": spell["event_id"], "confidence": "low" if stale else spell["confidence"],
    }  # fmt: skip


def turns(stances, reviews):
    """Days on which what a cell says may change, and days on which something of it becomes known."""
    days, known = set(), set()
    for r in stances:
        seen = max(r["known_from"], r["valid_from"])
        days |= {r["valid_from"], r["valid_to"], three_years_later(seen)}
        if r["confirmed_on"] is not None:
            days.add(three_years_later(max(seen, r["confirmed_on"])))
        known |= {r["known_from"], r["end_known_from"], r["confirmed_on"]}
    for r in reviews:
        days |= {r["opened_on"], r["closed_on"]}
        known |= {r["known_from"], r["end_known_from"]}
    return sorted(days - {None}), sorted(known - {None})


def and_before(days):
    """Every day and the day before."""
    return sorted({d - dt.timedelta(days=i) for d in days for i in (0, 1)})


def table_says(rows, on, by=None):
    """What rows of the table of positions of one cell say; fails when two of them do."""

    found = [
        r for r in rows
        if r["valid_from"] <= on and (r["valid_to"] is None or on < r["valid_to"])
        and (r["known_to"] is None if by is None else r["known_from"] <= by and (r["known_to"] is None or by < r["known_to"]))
    ]  # fmt: skip
    assert len(found) <= 1, f"two rows of a cell for {on} as known by {by}"
    return found[0] if found else None


def seen(stances, reviews, rows, by):
    """All that a day of knowledge decides of what :func:`said` and :func:`table_says` say of one cell.

    Two days by which the same is seen say the same of every day: which of the days that things became known had come,
    and which rows of the table hold.
    """
    then = dt.date.max if by is None else by
    public = [r[k] is not None and r[k] <= then for r in (*stances, *reviews) for k in _KNOWN if k in r]
    if by is None:
        return tuple(public), tuple(r["known_to"] is None for r in rows)
    held = (r["known_from"] <= by and (r["known_to"] is None or by < r["known_to"]) for r in rows)
    return tuple(public), tuple(held)


_KNOWN = ("known_from", "end_known_from", "confirmed_on")


# As the releases were read before there was a table of positions; kept as it was, and only read from here on.


def frozen_close(stances):
    out = stances.sort_values([*CELL, "basis", "valid_from"], kind="stable").copy()
    following = out.groupby([*CELL, "basis"], observed=True, sort=False)[["valid_from", "known_from"]].shift(-1)
    own = out["ended_by"].notna() & ~(following["valid_from"] < out["valid_to"])
    out["valid_to"] = out["valid_to"].where(own, following["valid_from"])
    out["end_known_from"] = out["end_known_from"].where(own, following["known_from"])
    return out


def frozen_stances_known_by(stances, day):
    on = pd.Timestamp(day)
    out = stances[stances["known_from"] <= on].copy()
    unknown_end = ~(out["end_known_from"] <= on)
    out.loc[unknown_end, ["valid_to", "end_known_from"]] = pd.NaT
    out.loc[unknown_end, "ended_by"] = None
    unconfirmed = ~(out["confirmed_on"] <= on)
    out.loc[unconfirmed, "confirmed_on"] = pd.NaT
    return frozen_close(out)


def frozen_reviews_known_by(reviews, day):
    on = pd.Timestamp(day)
    out = reviews[reviews["known_from"] <= on].copy()
    unknown_end = ~(out["end_known_from"] <= on)
    out.loc[unknown_end, ["closed_on", "end_known_from"]] = pd.NaT
    out.loc[unknown_end, "closed_by"] = None
    return out


def frozen_positions(stances, reviews, days):
    dates = pd.DataFrame({"on": pd.to_datetime(pd.Series(list(days), dtype="object")).astype("datetime64[s]")})
    key = ["on", *CELL]
    spells = _holding(stances, dates, "valid_from", "valid_to")
    spells["_tie"] = spells["basis"].map({b: i for i, b in enumerate(BASES)}).astype("int8")
    spells = spells.sort_values([*key, "level_rank", "_tie"], ascending=[True] * 4 + [False, True], kind="stable")
    decisive = spells.drop_duplicates(key).set_index(key)
    last = decisive[["confirmed_on", "known_from", "valid_from"]].max(axis=1)
    stale = (last + pd.DateOffset(years=YEARS)).astype("datetime64[s]") <= decisive.index.get_level_values("on")
    decisive["confidence"] = decisive["confidence"].mask(stale, "low")
    by_basis = {b: spells.loc[spells["basis"] == b].set_index(key)["level"] for b in BASES}
    held = _holding(reviews, dates, "opened_on", "closed_on")
    held = held.sort_values([*key, "opened_on"], kind="stable").drop_duplicates(key).set_index(key)
    index = decisive.index.union(held.index)
    out = decisive.reindex(index)[["level", "basis", "valid_from", "deadline", "event_id", "confidence"]]
    for basis, level in by_basis.items():
        out[basis] = level.reindex(index)
    out["under_review"] = index.isin(held.index)
    only_review = out["level"].isna()
    for column, source in (("event_id", "opened_by"), ("confidence", "confidence")):
        out[column] = out[column].where(~only_review, held[source].reindex(index))
    out = out.reset_index()
    for column in ("vendor", "segment"):
        # Joining an empty index lost the order of the categories, and with it that of the rows.
        out[column] = out[column].astype(stances[column].dtype)
    out = out.sort_values(key, kind="stable", ignore_index=True)
    columns = [*CELL, "level", "basis", "announced", "de_jure", "de_facto", "under_review", "valid_from", "deadline",
               "event_id", "confidence"]  # fmt: skip
    return out[["on", *columns]]


def frozen_panel(stances, reviews, cells, days, by=None):
    """The panel of cells on days; ``by`` is a day, None, or ``"period"``."""
    if by == "period":
        parts = [
            frozen_positions(frozen_stances_known_by(stances, d), frozen_reviews_known_by(reviews, d), [d])
            for d in days
        ]
        found = pd.concat(parts, ignore_index=True)
    else:
        if by is not None:
            stances, reviews = frozen_stances_known_by(stances, by), frozen_reviews_known_by(reviews, by)
        found = frozen_positions(stances, reviews, days)
    grid = pd.DataFrame({"on": pd.to_datetime(pd.Series(days, dtype="object")).astype("datetime64[s]")})
    grid = grid.merge(cells, how="cross")
    out = grid.merge(found, on=["on", *CELL], how="left").rename(columns={"on": "period"})
    out["under_review"] = out["under_review"].fillna(False).astype(bool)
    coded = out["level"].notna()
    status = pd.Series("not_coded", index=out.index).mask(out["under_review"], "review_only").mask(coded, "coded")
    out["status"] = pd.Categorical(status, ["not_coded", "review_only", "coded"])
    return out.sort_values(["period", *CELL], kind="stable", ignore_index=True)


def _holding(frame, dates, start, end):
    crossed = dates.merge(frame, how="cross")
    holds = (crossed[start] <= crossed["on"]) & ~(crossed[end] <= crossed["on"])
    return crossed[holds]
