"""Days, names and the horizon at every door, from one list: one rule, said in the same words everywhere."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from frames import assert_same

import tracker
from tracker.cli import main
from tracker.days import parse_day
from tracker.errors import BadValueError, BeyondHorizonError, TrackerError
from tracker.loader.filters import names
from tracker.release.reading import shelf

V = "0.6.0"
CELL = {"jurisdiction": "GBR", "vendor": "huawei", "segment": "access"}
LATE = "2030-01-01"

# What reads a day in Python: the door, the name of its argument, and how it is asked.
DAYS = [
    ("position", "on", lambda d, _: tracker.position(d, version=V)),
    ("position", "known_by", lambda d, _: tracker.position("2020-01-01", known_by=d, version=V)),
    ("load", "in_force_on", lambda d, _: tracker.load(in_force_on=d, version=V)),
    ("load", "known_by", lambda d, _: tracker.load(known_by=d, version=V)),
    ("panel", "start", lambda d, _: tracker.panel("YE", start=d, version=V)),
    ("panel", "end", lambda d, _: tracker.panel("YE", end=d, version=V)),
    ("panel", "known_by", lambda d, _: tracker.panel("YE", known_by=d, version=V)),
    ("variants", "start", lambda d, _: tracker.variants("YE", ["no_announced"], start=d, version=V).panel),
    ("variants", "end", lambda d, _: tracker.variants("YE", ["no_announced"], end=d, version=V).panel),
    ("variants", "known_by", lambda d, _: tracker.variants("YE", ["no_announced"], known_by=d, version=V).panel),
    ("deadlines", "on", lambda d, _: tracker.deadlines(on=d, version=V)),
    ("deadlines", "known_by", lambda d, _: tracker.deadlines(known_by=d, version=V)),
    ("changes", "since", lambda d, _: tracker.changes(d, version=V)),
    ("changes", "until", lambda d, _: tracker.changes(until=d, version=V)),
    ("changes", "known_by", lambda d, _: tracker.changes(known_by=d, version=V)),
    ("history", "known_by", lambda d, _: tracker.history("GBR", known_by=d, version=V)),
    ("forecasts", "known_by", lambda d, _: tracker.forecasts(known_by=d, version=V)),
    ("export", "known_by", lambda d, p: tracker.export(p / "a.csv", tables="stances", known_by=d, version=V)),
    ("export", "on", lambda d, p: tracker.export(p / "a.xlsx", tables="stances", on=d, version=V)),
    ("map", "on", lambda d, _: tracker.plot("map", on=d, version=V)),
    ("map", "known_by", lambda d, _: tracker.plot("map", known_by=d, version=V)),
    ("timeline", "on", lambda d, _: tracker.plot("timeline", jurisdiction="GBR", on=d, version=V)),
    ("movers", "start", lambda d, _: tracker.plot("movers", start=d, version=V)),
    ("movers", "end", lambda d, _: tracker.plot("movers", end=d, version=V)),
    ("cite", "on", lambda d, _: tracker.cite(V, row={**CELL, "on": d})),
]  # fmt: skip

# And on the command line: the verb, its option, and its other arguments.
VERBS = [
    ("show", "on", ["GBR"]), ("show", "known-by", ["GBR", "--on", "2020-01-01"]), ("history", "known-by", ["GBR"]),
    ("changes", "since", []), ("changes", "until", []), ("changes", "known-by", []), ("deadlines", "on", []),
    ("deadlines", "known-by", []), ("forecasts", "known-by", []), ("panel", "start", []), ("panel", "end", []),
    ("panel", "known-by", []), ("plot", "on", ["map", "--out", "{place}/a.svg"]),
    ("plot", "known-by", ["map", "--out", "{place}/a.svg"]), ("export", "on", ["{place}/a.xlsx", "--table", "stances"]),
    ("export", "known-by", ["{place}/a.csv", "--table", "stances"]), ("cite", "on", ["--cell", "GBR/huawei/access"]),
]  # fmt: skip

GOOD = ["2020-07-14", dt.date(2020, 7, 14), dt.datetime(2020, 7, 14), np.datetime64("2020-07-14"),
        pd.Timestamp("2020-07-14"), np.datetime64("2020-07-14T00:00", "ns")]  # fmt: skip
BAD = ["2024", "2024-07", "2024-13-01", "July 2024", "Germny", "", "2024-07-14T10:00", "2024-07-14T00:00:00Z", 2020, 7,
       1.5, True, pd.NaT, np.datetime64("NaT", "D"), pd.Timestamp("2020-07-14", tz="Europe/Berlin"),
       dt.datetime(2020, 7, 14, tzinfo=dt.UTC), ["2020-07-14"]]  # fmt: skip


def asked(verb, option, more, day, place):
    words = [w.format(place=place) for w in more]
    release = [V] if verb == "cite" else ["--release", V]
    return [verb, *words, f"--{option}", day, *release]


@pytest.fixture
def run(capsys):
    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(list(args))
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


def refused(value, argument):
    with pytest.raises(BadValueError) as caught:
        parse_day(value, name=argument)
    return str(caught.value)


@pytest.mark.parametrize("value", GOOD, ids=repr)
def test_every_door_takes_a_day_in_every_form(value, tmp_path):
    for door, argument, ask in DAYS:
        ask(value, tmp_path)
        (tmp_path / "a.csv").unlink(missing_ok=True)
        (tmp_path / "a.xlsx").unlink(missing_ok=True)
        assert door, argument


@pytest.mark.parametrize("value", BAD, ids=repr)
def test_every_door_refuses_what_is_no_day_in_the_same_words(value, tmp_path):
    for door, argument, ask in DAYS:
        with pytest.raises(BadValueError) as caught:
            ask(value, tmp_path)
        assert str(caught.value) == refused(value, argument), door
    assert list(tmp_path.iterdir()) == []
    if isinstance(value, str):
        for argument, query in (("day", "'{}'"), ("known_by", "'2020-01-01', known_by := '{}'")):
            with pytest.raises(BadValueError) as caught:
                tracker.sql(f"FROM position_on({query.format(value)})", version=V)
            assert str(caught.value) == refused(value, f"query, position_on({argument})")


@pytest.mark.parametrize("value", [v for v in BAD if isinstance(v, str)])
def test_every_verb_refuses_what_is_no_day_in_the_same_words(run, value, tmp_path):
    for verb, option, more in VERBS:
        found = run(*asked(verb, option, more, value, tmp_path))
        assert found == (2, "", f"tracker: {refused(value, option.replace('-', '_'))}\n"), verb
    assert list(tmp_path.iterdir()) == []


def test_no_day_at_all_is_refused_where_one_is_needed():
    for ask in (lambda: tracker.position(None, version=V), lambda: tracker.cite(V, row={**CELL, "on": None})):
        with pytest.raises(BadValueError) as caught:
            ask()
        assert str(caught.value) == refused(None, "on")


FIRST = {"start", "since"}
REFUSES = {"position", "panel", "variants", "deadlines", "changes", "map", "timeline", "movers"}


def test_every_answer_past_the_horizon_is_marked(tmp_path):
    for door, argument, ask in DAYS:
        if argument in FIRST:
            continue
        found = ask(LATE, tmp_path)
        if isinstance(found, pd.DataFrame):
            marked = found.attrs["beyond_horizon"] or bool(found["beyond_horizon"].any())
            assert marked, (door, argument)
        elif door in REFUSES:
            assert f"{LATE} lies beyond it" in found.to_json(), (door, argument)
    assert tracker.sql(f"FROM position_on('{LATE}')", version=V).attrs["beyond_horizon"] is True


def test_a_first_day_past_the_last_is_refused_in_the_same_words(run, tmp_path):
    cutoff = shelf.find(V).cutoff
    for door, argument, ask in DAYS:
        if argument in FIRST:
            with pytest.raises(BadValueError) as caught:
                ask(LATE, tmp_path)
            wanted = f"{argument}: lies after the last day that is read; expected a day until {cutoff}; got {LATE}"
            assert str(caught.value) == wanted, door


def test_a_last_day_before_the_first_is_refused_in_the_same_words(run, tmp_path):
    """Also where nobody gave the first: it is that of what is asked for."""
    for door, argument, ask in DAYS:
        if argument != "end":
            continue
        for early in ("0001-01-01", "1999-12-31"):
            with pytest.raises(
                BadValueError, match=r"^end: the last day lies before the first; expected 2010-\d\d-\d\d"
            ) as e:
                ask(early, tmp_path)
            assert str(e.value).endswith(f" or later; got {early}"), door


def test_where_nothing_is_known_to_hold_a_panel_asks_for_its_first_day(run):
    """No single period, and no word on frequencies."""
    looked = set(tracker.load("coverage", version=V)["jurisdiction"])
    never = sorted(looked - set(tracker.load("positions", version=V)["jurisdiction"]))[0]
    for freq in ("YE", "MS", "D"):
        for more in ({"jurisdiction": never}, {"known_by": "2001-01-01"}, {"known_by": "0001-01-01"}):
            for ask in (tracker.panel, lambda f, **m: tracker.variants(f, ["no_announced"], **m).panel):
                with pytest.raises(BadValueError, match=r"^start: nothing is known to hold there.* Give start"):
                    ask(freq, version=V, **more)
        frame = tracker.panel(freq, jurisdiction=never, start="2020-01-01", version=V)
        assert set(frame["status"]) == {"not_coded"}
    code, out, err = run("panel", "--freq", "YE", "--jurisdiction", never, "--release", V)
    assert (code, out) == (2, "")
    assert err.startswith("tracker: start: nothing is known to hold there")
    assert len(err) < 300


FAR = ["0001-01-01", "9999-12-31", dt.date.min, dt.date.max, np.datetime64("0001-01-01"), np.datetime64("9999-12-31"),
       "1677-09-20", "2262-04-12"]  # fmt: skip


@pytest.mark.parametrize("day", FAR, ids=repr)
def test_the_first_and_the_last_day_of_the_calendar_are_days_like_any_other(day, tmp_path):
    """Nothing holds before the first, and what holds at the horizon goes on, marked; nowhere a traceback."""
    early = parse_day(day) < dt.date(2000, 1, 1)
    for door, argument, ask in DAYS:
        if (door, argument) in {("panel", "end"), ("variants", "end"), ("panel", "start"), ("variants", "start")}:
            continue  # Thousands of years are many rows.
        try:
            found = ask(day, tmp_path)
        except TrackerError:
            refused = (
                argument in {"since", "start", "end"} or door == "cite" or (early and door in {"panel", "variants"})
            )
            assert refused, (door, argument)
            continue
        for file in tmp_path.iterdir():
            file.unlink()
        if (door, argument) in {
            ("position", "on"),
            ("position", "known_by"),
            ("load", "known_by"),
            ("deadlines", "known_by"),
        }:
            assert (len(found) == 0) is early, (door, argument)
    position = tracker.position(day, version=V)
    for query in (f"'{parse_day(day)}'", f"DATE '{parse_day(day)}'"):
        assert len(tracker.sql(f"FROM position_on({query})", version=V)) == len(position)


def test_every_verb_says_the_same_of_a_day_past_the_horizon(run, tmp_path):
    reach = tracker.position(LATE, version=V).attrs["horizon"]
    for verb, option, more in VERBS:
        place = tmp_path / f"{verb}-{option}"
        place.mkdir()
        code, _, err = run(*asked(verb, option, more, LATE, place))
        said = [line for line in err.splitlines() if not line.startswith("written: ")]
        if option in FIRST:
            assert (code, len(said)) == (2, 1)
            continue
        assert code == 0, (verb, option)
        assert len(said) == 1, (verb, option, said)
        assert said[0].startswith(f"tracker: note: version {V}: evidence reaches to {reach}"), (verb, option)
        if verb != "panel":
            assert f"so {LATE} lies beyond it" in said[0], (verb, option)


def test_positions_of_such_a_day_can_be_refused_everywhere(run, tmp_path):
    doors = {
        "position": lambda **m: tracker.position(m.pop("on"), version=V, **m),
        "panel": lambda **m: tracker.panel("YE", version=V, **m),
        "variants": lambda **m: tracker.variants("YE", ["no_announced"], version=V, **m),
        "deadlines": lambda **m: tracker.deadlines(version=V, **m),
        "changes": lambda **m: tracker.changes(version=V, **m),
        "map": lambda **m: tracker.plot("map", version=V, **m),
        "multiples": lambda **m: tracker.plot("multiples", version=V, **m),
        "timeline": lambda **m: tracker.plot("timeline", jurisdiction="GBR", version=V, **m),
        "movers": lambda **m: tracker.plot("movers", version=V, **m),
    }
    questions = [("multiples", "on"), *((d, a) for d, a, _ in DAYS if d in REFUSES)]
    words = set()
    for door, argument in questions:
        more = {"on": "2020-01-01"} if door == "position" else {}
        with pytest.raises(BeyondHorizonError) as caught:
            doors[door](**{**more, argument: LATE}, beyond="refuse")
        words.add(str(caught.value).removeprefix(f"{argument}: "))
        with pytest.raises(TrackerError, match="beyond: unknown choice 'never'; expected one of flag, refuse"):
            doors[door](**{**more, argument: "2020-06-30"}, beyond="never")
    assert len(words) == 1
    for verb, option, more in VERBS:
        if verb not in {"show", "panel", "deadlines", "changes", "plot"}:
            continue
        code, out, err = run(*asked(verb, option, more, LATE, tmp_path), "--beyond", "refuse")
        assert (code, out) == (2, "")
        assert err == f"tracker: {option.replace('-', '_')}: {next(iter(words))}\n"
        err = run(*asked(verb, option, more, "2020-06-30", tmp_path), "--beyond", "never")[2]
        assert err == "tracker: beyond: unknown choice 'never'; expected one of flag, refuse\n"


# What takes names in Python, and the verbs that do.
NAMED = {
    "position": lambda **m: tracker.position("2020-07-14", version=V, **m),
    "load": lambda **m: tracker.load(version=V, **m),
    "panel": lambda **m: tracker.panel("YE", version=V, **m),
    "variants": lambda **m: tracker.variants("YE", ["no_announced"], version=V, **m).panel,
    "deadlines": lambda **m: tracker.deadlines(passed=True, version=V, **m),
    "changes": lambda **m: tracker.changes(version=V, **m),
    "forecasts": lambda **m: tracker.forecasts(version=V, **m),
    "timeline": lambda **m: tracker.plot("timeline", **{"jurisdiction": "GBR", **m}, version=V),
    "history": lambda **m: tracker.history(**{"jurisdiction": "GBR", **m}, version=V),
    "cite": lambda **m: tracker.cite(V, row={**CELL, "on": "2020-12-31", **m}),
}
NAMING = {
    "show": ["--jurisdiction", "{}"], "changes": ["{}"], "deadlines": ["{}"], "forecasts": ["{}"], "history": ["{}"],
    "panel": ["--jurisdiction", "{}"], "export": ["{place}/a.csv", "--table", "stances", "--jurisdiction", "{}"],
    "plot": ["timeline", "{}", "--out", "{place}/a.svg"], "cite": ["--cell", "{}/huawei/access", "--on", "2020-12-31"],
}  # fmt: skip

SAME = [
    ("jurisdiction", "germany", "DEU"), ("jurisdiction", "Holland", "NLD"), ("jurisdiction", "UK", "GBR"),
    ("jurisdiction", "Turkey", "TUR"), ("jurisdiction", "tur", "TUR"), ("jurisdiction", "de", "DEU"),
    ("vendor", "huawei ", "huawei"), ("vendor", "HUAWEI", "huawei"), ("segment", "RAN", "access"),
]  # fmt: skip
UNKNOWN = [("jurisdiction", "Germny"), ("jurisdiction", "Chad"), ("jurisdiction", "Congo"), ("jurisdiction", "TRU"),
           ("jurisdiction", "Yugoslavia"), ("jurisdiction", "GDR"), ("jurisdiction", "Guiana"), ("jurisdiction", "B\u0435lgium"),
           ("vendor", "Hauwei"), ("vendor", "Nokia"), ("segment", "cores")]  # fmt: skip


@pytest.mark.parametrize(("argument", "name", "code"), SAME)
def test_every_door_takes_a_name_that_leaves_no_doubt(argument, name, code):
    for door, ask in NAMED.items():
        if door == "cite" and code not in {"GBR", "huawei", "access"}:
            continue  # Not coded that day, under whatever name.
        found, wanted = ask(**{argument: name}), ask(**{argument: code})
        if isinstance(found, pd.DataFrame):
            assert_same(found, wanted)
        else:
            assert (found if isinstance(found, str) else found.to_dict()) == (
                wanted if isinstance(wanted, str) else wanted.to_dict()
            ), door


@pytest.mark.parametrize(("argument", "name"), UNKNOWN)
def test_every_door_refuses_a_name_in_the_same_words(argument, name):
    with pytest.raises(TrackerError) as wanted:
        names(shelf.find(V), argument).code(name)
    for door, ask in NAMED.items():
        with pytest.raises(type(wanted.value)) as caught:
            ask(**{argument: name})
        assert str(caught.value) == str(wanted.value), door


@pytest.mark.parametrize("name", [n for a, n in UNKNOWN if a == "jurisdiction"])
def test_every_verb_refuses_a_name_in_the_same_words(run, name, tmp_path):
    with pytest.raises(TrackerError) as wanted:
        names(shelf.find(V), "jurisdiction").code(name)
    for verb, words in NAMING.items():
        release = [V] if verb == "cite" else ["--release", V]
        found = run(verb, *(w.replace("{place}", str(tmp_path)).replace("{}", name) for w in words), *release)
        assert found == (2, "", f"tracker: {wanted.value}\n"), verb


@pytest.mark.parametrize("value", [7, 1.5, pd.NaT, dt.date(2020, 1, 1), b"DEU", ["DEU", 7]], ids=repr)
def test_what_is_no_name_is_refused_at_every_door(value):
    for door, ask in NAMED.items():
        with pytest.raises(BadValueError) as caught:
            ask(jurisdiction=value)
        assert len(str(caught.value)) < 300, door
        assert "not " in str(caught.value), door
