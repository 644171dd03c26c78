"""How long a fetch may take: the whole, an answer, and how slowly a host may send."""

import pytest
from host import Clock

from tracker.cli import main
from tracker.errors import BadValueError, ReleaseError
from tracker.release.fetching import http
from tracker.release.listing import deadline
from tracker.release.listing.deadline import Deadline


def test_a_deadline_has_an_end_and_a_least_speed():
    clock = Clock()
    end = Deadline(100, 1000, grace=30, clock=clock)
    assert end.left("x") == 100
    since = end.now()
    clock.now = 29
    end.received(1, since, "x")  # Slow, and still free.
    since = end.now()
    clock.now = 31
    with pytest.raises(ReleaseError, match="sends too slowly: 2 bytes in 31 seconds"):
        end.received(1, since, "x")
    clock.now = 101
    with pytest.raises(ReleaseError, match="longer than the 100 seconds"):
        end.left("x")


def test_a_fast_host_may_take_its_time_between_files():
    clock = Clock()
    end = Deadline(1000, 1000, grace=30, clock=clock)
    for _ in range(50):
        clock.now += 10  # Verified meanwhile: nobody waited for the host.
        since = end.now()
        clock.now += 1
        end.received(1200, since, "x")


def test_the_limits_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("TRACKER_FETCH_SECONDS", "7")
    assert deadline.of_settings(clock=Clock()).seconds == 7
    assert deadline.of_settings(3, clock=Clock()).seconds == 3
    monkeypatch.setenv("TRACKER_LEAST_SPEED", "none")
    with pytest.raises(BadValueError, match="TRACKER_LEAST_SPEED"):
        deadline.of_settings()


def test_an_answer_is_waited_for_as_long_as_the_environment_says(monkeypatch):
    monkeypatch.delenv(deadline.ANSWER_VARIABLE, raising=False)
    assert deadline.answer_seconds() == deadline.ANSWER
    monkeypatch.setenv(deadline.ANSWER_VARIABLE, "3")
    host = http.Http("https://example.org/data", Deadline(clock=Clock()))
    assert (deadline.answer_seconds(), host._options) == (3.0, {"connect": 3.0, "read": 3.0})
    monkeypatch.setenv(deadline.ANSWER_VARIABLE, "soon")
    with pytest.raises(BadValueError, match=deadline.ANSWER_VARIABLE):
        deadline.answer_seconds()


def test_help_says_how_long_it_may_take(capsys):
    with pytest.raises(SystemExit):
        main(["fetch", "--help"])
    out = " ".join(capsys.readouterr().out.split())
    for word in (
        f"{deadline.SECONDS:g} seconds",
        f"longer than {deadline.GRACE:g} seconds",
        f"{deadline.LEAST_SPEED:,.0f} bytes a second ({deadline.SPEED_VARIABLE})",
        f"{deadline.ANSWER:g} seconds ({deadline.ANSWER_VARIABLE})",
    ):
        assert word in out
