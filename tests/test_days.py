import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from tracker.days import DAY_TEXT, parse_day
from tracker.errors import BadValueError

DAY = dt.date(2018, 12, 7)


@pytest.mark.parametrize(
    "value",
    ["2018-12-07", DAY, dt.datetime(2018, 12, 7), pd.Timestamp("2018-12-07"), np.datetime64("2018-12-07"),
     np.datetime64("2018-12-07T00:00:00", "ns"), pd.Series(pd.to_datetime(["2018-12-07"])).to_numpy()[0],
     pd.Period("2018-12-07", "D"), "2018-12-07T00:00:00", "2018-12-07 00:00", np.str_("2018-12-07")],
)  # fmt: skip
def test_a_day_in_any_form(value):
    assert parse_day(value) == DAY
    assert type(parse_day(value)) is dt.date


@pytest.mark.parametrize(
    "value",
    ["2018-13-07", "2019-02-29", "7.12.2018", "2018-1-7", "20181207", "2018-12-07x", 20181207, 2018.0, True, b"2018",
     "\u0662\u0660\u0661\u0668-12-07", ["2018-12-07"], np.array(["2018-12-07", "2018-12-08"], dtype="datetime64[D]"),
     pd.Series([1, 2]), "2018-12-07T00:00:00 noon", "x" * 5000],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_an_example(value):
    with pytest.raises(BadValueError, match="2018-12-07") as caught:
        parse_day(value, name="on")
    assert str(caught.value).startswith("on: n")
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [None, "", pd.NaT, pd.NA, np.datetime64("NaT", "D"), float("nan")])
def test_a_missing_day_is_said_to_be_missing(value):
    with pytest.raises(BadValueError, match="known_by: no day is given; expected a day like 2018-12-07"):
        parse_day(value, name="known_by")


@pytest.mark.parametrize(
    ("value", "says", "write"),
    [
        ("2020", "a year is not a day", "Write 2020-12-31"),
        (2020, "a year is not a day", "Write 2020-12-31"),
        (np.datetime64("2020"), "a year is not a day", "Write 2020-12-31"),
        ("2020-07", "a month is not a day", "Write 2020-07-01"),
        (pd.Period("2020-07", "M"), "a month is not a day", "Write 2020-07-01"),
        (np.datetime64("2020-07"), "a month is not a day", "Write 2020-07-01"),
        (pd.Timestamp("2020-07-14 13:45"), "no time of day", "Write 2020-07-14"),
        ("2020-07-14T13:45", "no time of day", "Write 2020-07-14"),
        (np.datetime64("2020-07-14T00:00:00.001"), "no time of day", "Write 2020-07-14"),
        (pd.Timestamp("2020-07-14", tz="Europe/Berlin"), "no time zone", "Write 2020-07-14"),
        (dt.datetime(2020, 7, 14, tzinfo=dt.UTC), "no time zone", "Write 2020-07-14"),
        ("2020-07-14T00:00:00Z", "no time zone", "Write 2020-07-14"),
        ("2020-07-14T00:00+02:00", "no time zone", "Write 2020-07-14"),
    ],
)
def test_what_is_nearly_a_day_gets_a_message_of_its_own(value, says, write):
    with pytest.raises(BadValueError, match=says) as caught:
        parse_day(value, name="on")
    assert write in str(caught.value)
    assert "on: " in str(caught.value)
    assert len(str(caught.value)) < 300


TEXTS = [
    f"2020-07-14{time}{zone}"
    for time in ("", "T00", " 00", "T00:00", "T0000", "T00:00:00", "T000000", "T00:00:00.000", "T00:00:00,0", "T01", "T00:01",
                 "T00:00:01", "T00:00:00.001", "T00:00:00.", "T", " ", "T0", "T00:", "x")
    for zone in ("", "Z", "+00:00")
]  # fmt: skip


@pytest.mark.parametrize(
    "text", [*TEXTS, "2020-07", "2020", "", "20200714", "2020-7-14", " 2020-07-14", "2020-07-14\n"]
)
def test_the_form_of_a_day_for_other_languages_is_what_is_read_here(text):
    import duckdb

    try:
        taken = parse_day(text) == dt.date(2020, 7, 14)
    except BadValueError:
        taken = False
    assert bool(re.fullmatch(DAY_TEXT, text)) is taken
    assert duckdb.connect().execute("SELECT regexp_full_match(?, ?)", [text, DAY_TEXT]).fetchone() == (taken,)
