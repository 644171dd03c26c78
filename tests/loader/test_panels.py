"""Panels: how often they are read, and what is said of what is no frequency."""

import datetime as dt

import pandas as pd
import pytest

import tracker
from tracker.errors import BadValueError
from tracker.loader import frequencies

CELL = {"jurisdiction": "GBR", "vendor": "huawei", "segment": "core", "version": "0.5.0"}


@pytest.mark.parametrize(
    ("freq", "meant"),
    [
        ("Q", "'QS' or 'QE'"), ("quarterly", "'QS' or 'QE'"), ("Y", "'YS' or 'YE'"), ("A", "'YS' or 'YE'"),
        ("yearly", "'YS' or 'YE'"), ("Annual", "'YS' or 'YE'"), ("M", "'MS' or 'ME'"), ("month", "'MS' or 'ME'"),
        ("ye", "'YS' or 'YE'"), ("2Q", "'2QS' or '2QE'"), ("A-JUN", "'YS-JUN' or 'YE-JUN'"), ("weekly", "'W'"),
    ],
)  # fmt: skip
def test_a_usual_word_leads_to_the_frequencies_that_may_be_meant(freq, meant):
    with pytest.raises(BadValueError) as caught:
        tracker.panel(freq, **CELL)
    said = f"freq: not a frequency; expected one of pandas, such as MS, QS or YE; got {freq!r}. Did you mean {meant}?"
    assert str(caught.value) == said
    for name in frequencies.usual(freq):
        assert len(tracker.panel(name, **CELL))


@pytest.mark.parametrize(
    "freq", ["", "x", "D2", "fortnight", "YE-XYZ", "W-ABC", "1.5MS", "0D", "0MS", "-1D", "-1MS", "é"]
)
def test_what_is_no_frequency_is_one_line_without_the_words_of_a_library(freq):
    with pytest.raises(BadValueError) as caught:
        tracker.panel(freq, **CELL)
    said = f"freq: not a frequency; expected one of pandas, such as MS, QS or YE; got {freq!r}"
    assert str(caught.value) == said


@pytest.mark.parametrize(("freq", "hint"), [("h", None), ("min", None), ("ms", "Did you mean 'MS' or 'ME'?")])
def test_what_is_shorter_than_a_day_is_refused(freq, hint):
    with pytest.raises(BadValueError, match="shorter than a day; expected D or longer") as caught:
        tracker.panel(freq, **CELL)
    assert caught.value.hint == hint


def test_every_word_leads_to_frequencies_that_pandas_knows():
    for names, words in frequencies._USUAL.items():
        for name in names:
            assert pd.tseries.frequencies.to_offset(name).n == 1
        for word in words:
            assert frequencies.usual(word) == [n for n in names if n != word]


def test_an_interval_in_which_no_period_ends_is_said_to_be_empty():
    with pytest.raises(BadValueError, match="no period lies between start and end"):
        frequencies.stamps("YE", dt.date(2020, 1, 1), dt.date(2020, 6, 1))
