"""Arguments of every public call: of a kind that its signature names, or refused in one line."""

import datetime as dt
import inspect
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tracker
from tracker.arguments import checked
from tracker.errors import BadValueError, TrackerError, UnknownArgumentError, shown, told
from tracker.loader.filters import Names


class Bomb:
    """What cannot even be told."""

    def __repr__(self):
        raise RuntimeError("no text")

    __str__ = __repr__


def deep():
    out = []
    for _ in range(3_000):
        out = [out]
    return out


ODD = [b"x", 1.5, float("nan"), 10**400, Bomb(), [None], {"a": 1}, np.zeros((2, 2)), pd.NA, lambda: 1, range(10**9), ...,
       deep(), object()]  # fmt: skip

CALLS = {n: getattr(tracker, n) for n in tracker.__all__ if n not in {"errors", "plot", "diff", "versions"}}
CALLS |= {"diff": tracker.diff.diff} | {f"plot.{n}": getattr(tracker.plot, n) for n in ("map", "timeline", "multiples",
                                                                                       "movers", "diff", "save")}  # fmt: skip

GOOD = {"on": "2020-01-01", "row_or_event": "x", "event": "x", "jurisdiction": "BEL", "query": "SELECT 1", "old": "0.1.0",
        "new": "0.1.0", "changes": "a.csv", "output": "b.csv", "target": "c.csv", "frame": pd.DataFrame(), "path": "a.svg",
        "source": "/nowhere", "chart": None}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_argument_of_every_call_is_looked_at(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_CACHE", str(tmp_path / "cache"))
    call = CALLS[name]
    looked_at = {p.name: p for p in inspect.signature(call).parameters.values()}
    needed = {n: GOOD[n] for n, p in looked_at.items() if p.default is p.empty}
    for argument, parameter in looked_at.items():
        for value in [v for v in ODD if argument != "limit" or not isinstance(v, int)]:
            if parameter.annotation == "bool" or "float" in parameter.annotation:
                value = "no" if isinstance(value, float) else value
            with pytest.raises(TrackerError) as caught:
                call(**needed | {argument: value})
            said = str(caught.value)
            assert len(said) < 300, (argument, said)
            assert said.isprintable()
    assert list(tmp_path.iterdir()) == []


@checked
def some(names: "Names" = None, *, place: "str | Path | None" = None, count: "int | None" = None):
    return names, place, count


def test_what_is_fine_comes_through(tmp_path):
    assert tracker.load("vendors", version="0.3.0").equals(tracker.load(table="vendors", version="0.3.0"))
    given = {"version": "0.3.0", "vendor": "zte", "segment": pd.Series(["core", "access"])}
    wanted = tracker.position("2020-01-01", jurisdiction=["BEL", "GBR"], **given)
    for names in (np.array(["BEL", "GBR"]), ("BEL", "GBR"), (n for n in ["BEL", "GBR"]), {"BEL": 1, "GBR": 2}.keys()):
        assert tracker.position(dt.date(2020, 1, 1), jurisdiction=names, **given).equals(wanted)
    assert tracker.diff("0.2.0", "0.2.0", limit=np.int64(3), tolerance=np.float32(0), tables="vendors").same
    assert some("a", place=tmp_path, count=3) == ("a", tmp_path, 3)


@pytest.mark.parametrize("path", ["a\0b/c", "./\ud800", "x" * 256 + "/y", "/".join(["x"] * 3_000)])
@pytest.mark.parametrize("call", [tracker.load, tracker.verify, tracker.scan, tracker.cite, tracker.codebook])
def test_a_path_that_no_system_has_is_refused(path, call):
    with pytest.raises(BadValueError, match=r"^version: (holds a character|is too long)") as caught:
        call(version=path)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "address",
    ["http://u:hidden@127.0.0.1/a.csv", "s3://k:hidden@b/a.csv", "x+y:///u:hidden@b.csv", "c:/u:hidden@b.csv"],
)
def test_no_message_tells_a_login(address, tmp_path):
    for call in (lambda: tracker.diff(address, address, key="id"), lambda: tracker.load(version=address),
                 lambda: tracker.verify(address), lambda: tracker.apply(address, address, "o.csv"),
                 lambda: tracker.cite(style=address), lambda: tracker.fetch(address, source=tmp_path)):  # fmt: skip
        with pytest.raises(TrackerError) as caught:
            call()
        assert "hidden" not in str(caught.value)
    assert shown("https://example.org/@name/1") == "https://example.org/@name/1"


def test_whatever_it_is_can_be_told():
    assert told(Bomb()) == "an object of Bomb"
    assert len(told(deep())) <= 80
    assert len(told("x" * 10**6)) <= 80


@pytest.mark.parametrize(
    ("call", "name", "meant"),
    [
        (tracker.load, "country", "jurisdiction"), (tracker.position, "countries", "jurisdiction"),
        (tracker.panel, "company", "vendor"), (tracker.load, "date", "in_force_on"), (tracker.panel, "release", "version"),
        (tracker.panel, "frequency", "freq"), (tracker.position, "jurisdicton", "jurisdiction"), (tracker.changes, "vendors", "vendor"),
    ],
)  # fmt: skip
def test_an_argument_that_there_is_not_leads_to_the_one_that_is_meant(call, name, meant):
    with pytest.raises(
        UnknownArgumentError, match=f"no such argument; expected .*; got {name}. Did you mean {meant}"
    ) as e:
        call(**{name: "x"})
    assert isinstance(e.value, TypeError)
    assert len(str(e.value)) < 300


def test_what_is_like_no_argument_is_refused_with_those_that_there_are():
    with pytest.raises(UnknownArgumentError) as caught:
        tracker.codebook(qqq=1)
    assert str(caught.value) == "codebook(): no such argument; expected table, version; got qqq"


def test_a_call_that_takes_any_name_still_does():
    @checked
    def anything(text: str, **more: object) -> object:
        return more

    assert anything("a", country="BEL") == {"country": "BEL"}
