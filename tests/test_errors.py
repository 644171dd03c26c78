import pytest

from tracker.errors import BadValueError, TrackerError, nearest, unknown


def test_message_says_what_where_expected_got_and_hint():
    error = TrackerError("wrong", where="here", expected="this", got="that", hint="Try again.")
    assert str(error) == "here: wrong; expected this; got that. Try again."


@pytest.mark.parametrize(("given", "best"), [("BLE", "BEL"), ("bel", "BEL"), ("GRB", "GBR")])
def test_nearest_ignores_case_and_finds_typos(given, best):
    assert nearest(given, ["BEL", "GBR", "CAN"])[0] == best


def test_unknown_name_is_a_value_error_and_names_the_nearest():
    error = unknown("vendor", "huwaei", ["huawei", "zte"])
    assert isinstance(error, ValueError)
    assert "Did you mean 'huawei'?" in str(error)


def test_every_error_raised_on_purpose_has_one_base():
    assert issubclass(BadValueError, TrackerError)
