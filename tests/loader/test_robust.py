import pandas as pd
import pytest

import tracker
from tracker.errors import BadValueError, BeyondHorizonError, UnknownNameError
from tracker.loader.alternatives import ALTERNATIVES

CELL = ["jurisdiction", "vendor", "segment"]
VERSION = "0.4.0"


@pytest.fixture(scope="module")
def months():
    return tracker.variants("QS", version=VERSION)


def rows_of(table):
    frame = tracker.load(table, version=VERSION).astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def levels(panel):
    """Level by cell and day, of cells with one."""
    coded = panel[panel["level"].notna()]
    return dict(zip(coded[[*CELL, "period"]].itertuples(index=False, name=None), coded["level"], strict=True))


def strictest(spells, days):
    """Reading by hand: of the spells that hold on a day the strictest level."""
    scale = ["open", "screened", "limited", "barred", "removal"]
    found = {}
    for spell in spells:
        for day in days:
            if spell["valid_from"] <= day and not (spell["valid_to"] is not None and spell["valid_to"] <= day):
                key = (*(spell[c] for c in CELL), day)
                found[key] = max(found.get(key, "open"), spell["level"], key=scale.index)
    return found


@pytest.mark.parametrize(
    ("variant", "kept"),
    [
        ("published", lambda _: True),
        ("high_confidence", lambda s: s["confidence"] == "high"),
        ("no_de_facto", lambda s: s["basis"] != "de_facto"),
        ("no_announced", lambda s: s["basis"] != "announced"),
    ],
)
def test_leaving_spells_out_is_what_a_reading_by_hand_gives(months, variant, kept):
    days = list(months["published"]["period"].drop_duplicates())
    assert levels(months[variant]) == strictest([s for s in rows_of("stances") if kept(s)], days)


@pytest.mark.parametrize("variant", ["earliest", "latest"])
def test_moved_days_are_what_a_reading_by_hand_gives(months, variant):
    events = {e["event_id"]: e for e in rows_of("events")}

    def moved(event, day):
        e = events.get(event)
        if e is None or e["date_precision"] == "day" or day != e["date"]:
            return day
        if variant == "earliest":
            return day.replace(day=1, **({"month": 1} if e["date_precision"] == "year" else {}))
        ends = day.replace(month=12, day=31) if e["date_precision"] == "year" else day + pd.offsets.MonthEnd(0)
        return min(ends, e["public_on"])

    lanes = {}
    for s in sorted(rows_of("stances"), key=lambda s: s["valid_from"]):
        lanes.setdefault(tuple(s[c] for c in (*CELL, "basis")), []).append(s)
    days = list(months["published"]["period"].drop_duplicates())
    spells, differing = [], 0
    for lane in lanes.values():
        starts = [moved(s["event_id"], s["valid_from"]) for s in lane]
        for i, s in enumerate(lane):
            start = max(starts[: i + 1]) if variant == "earliest" else min(starts[i:])
            follows = starts[i + 1 :]
            end = None if not follows else max(starts[: i + 2]) if variant == "earliest" else min(follows)
            if s["ended_by"] is not None:
                own = max(moved(s["ended_by"], s["valid_to"]), start + pd.Timedelta(days=1))
                end = own if end is None else min(own, end)
            differing += start != s["valid_from"]
            spells.append({**s, "valid_from": start, "valid_to": end})
    assert (differing > 10) == (variant == "earliest")
    assert levels(months[variant]) == strictest(spells, days)


def test_the_second_readers_level_stands_on_every_day_that_was_read():
    readings = tracker.load("second_coding", version=VERSION)
    readings = readings[~readings["under_review"]]
    assert len(readings) > 100
    for day, rows in readings.groupby("on"):
        found = tracker.variants("D", "second_reader", start=day, end=day, version=VERSION)["second_reader"]
        wanted = rows.set_index(CELL)["level"].astype(object)
        got = found.set_index(CELL)["level"].astype(object).reindex(wanted.index)
        assert got.where(got.notna(), None).tolist() == wanted.where(wanted.notna(), None).tolist()


def test_where_nobody_read_again_the_second_reader_changes_nothing(months):
    read = set(tracker.load("second_coding", version=VERSION)[CELL].itertuples(index=False, name=None))
    for panel in ("published", "second_reader"):
        assert set(levels(months[panel]))
    unread = [{k: v for k, v in levels(months[p]).items() if k[:3] not in read} for p in ("published", "second_reader")]
    assert unread[0] == unread[1] != {}


def test_the_small_world(release):
    found = tracker.variants("MS", version=release, vendor="Huawei", jurisdiction="AAA")
    day = pd.Timestamp("2021-03-01")

    def level(variant):
        return found[variant].set_index("period")["level"].astype(object).get(day)

    # Barred until some day of March 2021; the announcement is of medium confidence, the law of high.
    assert [level(v) for v in ("published", "latest", "earliest")] == ["barred", "barred", "screened"]
    assert [level(v) for v in ("high_confidence", "no_announced", "no_de_facto")] == ["screened", "screened", "barred"]


def test_the_clock_is_the_panels(release):
    found = tracker.variants("YE", "no_announced", version=release, known_by="period", vendor="huawei", codes=True)
    expected = tracker.panel("YE", version=release, known_by="period", vendor="huawei", codes=True)
    pd.testing.assert_frame_equal(found["published"], expected, check_flags=False)
    assert found.panel.attrs["known_by"] == "period"
    # The law was public on the day it passed, and in force from July 2020.
    law = found["no_announced"].query("jurisdiction == 'AAA'").set_index("period")["level"].dropna()
    assert law.index[0] == pd.Timestamp("2020-12-31")


def test_moves_count_what_moved(months):
    moves = months.moves.set_index("variant")
    assert list(moves.index) == list(ALTERNATIVES)
    base = levels(months["published"])
    for name, row in moves.iterrows():
        other = levels(months[name])
        moved = {k for k in base.keys() | other.keys() if base.get(k) != other.get(k)}
        assert row["cell_periods_moved"] == len(moved) == row[["stricter", "looser", "gained", "lost"]].sum()
        assert row["cells_moved"] == len({k[:3] for k in moved})
        assert row["share_coded"] == pytest.approx(len(moved) / len(base.keys() | other.keys()))
        assert row["cells"] == len(tracker.load("coverage", version=VERSION))
    assert moves.loc["no_de_facto", "spells"] == sum(s["basis"] == "de_facto" for s in rows_of("stances"))
    assert moves.loc["latest", "spells"] == 0
    assert months.moves.attrs["version"] == VERSION


def test_a_release_without_a_second_reader_stays_as_it_is():
    found = tracker.variants("D", version="0.1.0")
    assert found.moves.set_index("variant").loc["second_reader", "cell_periods_moved"] == 0


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda r: tracker.variants("YE", "high", version=r), UnknownNameError, "unknown variant 'high'"),
        (lambda r: tracker.variants("YE", [], version=r), BadValueError, "which: an empty list"),
        (lambda r: tracker.variants("fortnight", version=r), BadValueError, "freq"),
        (lambda r: tracker.variants("YE", "latest", version=r)["earliest"], UnknownNameError, "unknown variant"),
        (lambda r: tracker.variants("YE", version=r, end="2030-01-01", beyond="refuse"), BeyondHorizonError, "end"),
    ],
)
def test_wrong_questions_are_one_clear_error(release, call, error, says):
    with pytest.raises(error, match=says) as caught:
        call(release)
    assert len(str(caught.value)) < 300
