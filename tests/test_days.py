import datetime as dt

import pandas as pd
import pytest

from tracker.days import parse_day
from tracker.errors import BadValueError


@pytest.mark.parametrize(
    "value", ["2018-12-07", dt.date(2018, 12, 7), dt.datetime(2018, 12, 7), pd.Timestamp("2018-12-07")]
)
def test_a_day_in_any_form(value):
    assert parse_day(value) == dt.date(2018, 12, 7)


@pytest.mark.parametrize(
    "value",
    ["2018-13-07", "2019-02-29", "7.12.2018", "2018-1-7", "20181207", "", None, 20181207, pd.NaT,
     pd.Timestamp("2018-12-07 10:00"), "2018-12-07T00:00:00", "\u0662\u0660\u0661\u0668-12-07"],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_an_example(value):
    with pytest.raises(BadValueError, match="2018-12-07"):
        parse_day(value, name="on")
