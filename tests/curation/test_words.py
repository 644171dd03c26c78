import datetime as dt

import pytest

from tracker.curation.rules.addresses import host_of
from tracker.curation.rules.words import same_name, says_day

DAY = dt.date(2020, 7, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2020-07-04",
        "/2020/07/04/a",
        "20200704",
        "4.7.2020",
        "04/07/20",
        "7/4/2020",
        "on 4 July",
        "July 4th",
        "4th of July",
    ],
)
def test_texts_that_give_the_day(text):
    assert says_day(text, DAY)


@pytest.mark.parametrize(
    "text", ["", "2020-07-14", "14 July", "July 2020", "2020-07-041", "24.7.2020", "July 40", "1204072020"]
)
def test_texts_that_do_not(text):
    assert not says_day(text, DAY)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Génération NT", "Generation NT", True),
        ("The New Indian Express", "New Indian Express", True),
        ("FCC", "Federal Communications Commission", True),
        ("gadget.ro", "Gadget.ro", True),
        ("CommsUpdate (TeleGeography)", "CommsUpdate", True),
        ("House of Commons", "House of Lords", False),
        ("Reuters", "BBC News", False),
        ("---", "Reuters", False),
    ],
)
def test_spellings_of_one_name(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


def test_a_host_is_read_off_any_text():
    assert host_of("https://www.example.org/a") == "example.org"
    assert host_of("https://[broken") == ""
