"""``tracker panel``: the frame of Python in every format, with what is not coded spelt out in each."""

import contextlib
import csv
import io
import json
import sqlite3

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest

import tracker
from tracker.errors import BadValueError, ContradictionError
from tracker.show.export.frame import FRAME_FORMATS
from tracker.show.formats import FORMATS


@pytest.fixture
def ask(run, release):
    return lambda *args: run("panel", *args, "--release", release)


def plain(frame):
    """Cells as text: days in ISO 8601, nothing for missing, true and false."""
    words = {True: "true", False: "false"}
    days = frame.apply(lambda c: c.dt.date if c.dtype.kind == "M" else c).astype(object)
    lines = days.where(frame.notna(), None).to_numpy().tolist()
    return [["" if v is None else words[v] if isinstance(v, bool) else str(v) for v in line] for line in lines]


def as_text(value):
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value))
    return str(value)[:10] if hasattr(value, "hour") else str(value)


def cells(form, file):
    """The cells of a file, as text."""
    if form == "csv":
        return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))[1:]
    if form == "csv-excel":
        return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))[1:]
    if form == "jsonl":
        return [[as_text(v) for v in json.loads(line).values()] for line in file.read_text().splitlines()]
    if form == "parquet":
        return [[as_text(v) for v in row] for row in pl.read_parquet(file).rows()]
    if form == "xlsx":
        rows = list(openpyxl.load_workbook(file)["panel"].iter_rows(values_only=True))[1:]
        return [[as_text(v) for v in row] for row in rows]
    if form == "dta":
        frame = pd.read_stata(file).astype(object)
        return [[as_text(v) for v in row] for row in frame.where(frame.notna(), None).to_numpy().tolist()]
    if form == "sqlite":
        with contextlib.closing(sqlite3.connect(file)) as db:
            return [[as_text(v) for v in row] for row in db.execute("SELECT * FROM panel ORDER BY rowid")]
    with duckdb.connect(str(file), read_only=True) as con:
        return [[as_text(v) for v in row] for row in con.execute("FROM panel").fetchall()]


@pytest.mark.parametrize("form", FRAME_FORMATS)
@pytest.mark.parametrize("clock", [(), ("--known-by", "period"), ("--known-by", "2019-05-31")], ids=str)
def test_every_format_has_the_cells_of_the_frame(form, clock, ask, release, tmp_path):
    file = tmp_path / f"panel{FORMATS[form].endings[0]}"
    assert ask("--freq", "QS", *clock, "--out", file, "--format", form)[0] == 0
    known_by = clock[1] if clock else None
    frame = tracker.panel("QS", known_by=known_by, codes=True, version=release)
    got, wanted = cells(form, file), plain(frame)
    if form == "sqlite":  # Which has no booleans.
        wanted = [["1" if v == "true" else "0" if v == "false" else v for v in line] for line in wanted]
    assert got == wanted
    assert any("not_coded" in line for line in got)
    again = tmp_path / f"again{FORMATS[form].endings[0]}"
    tracker.save(frame, again, format=form, version=release)
    if form in {"csv", "csv-excel", "jsonl", "parquet", "dta"}:
        assert again.read_bytes() == file.read_bytes()


def test_stata_labels_follow_the_scale(ask, tmp_path):
    import pyreadstat

    assert ask("--freq", "YE", "--out", tmp_path / "panel.dta")[0] == 0
    raw, said = pyreadstat.read_dta(str(tmp_path / "panel.dta"))
    assert list(said.variable_value_labels["level"].values()) == ["open", "screened", "limited", "barred", "removal"]
    assert list(said.variable_value_labels["status"].values()) == ["not_coded", "review_only", "coded"]
    coded = raw["level"].notna()
    assert (raw.loc[coded, "level"] == raw.loc[coded, "level_rank"]).all()
    assert (raw.loc[~coded, "level_rank"].isna()).all()


def test_what_is_printed_is_what_is_written(ask, tmp_path):
    code, out, _ = ask("--freq", "YE", "--format", "csv")
    assert code == 0
    assert ask("--freq", "YE", "--out", tmp_path / "a.csv")[0] == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [
        {k: "" if v is None else as_text(v) for k, v in r.items()} for r in json.loads(ask("--format", "json")[1])
    ] == rows
    text = ask("--jurisdiction", "aaa", "--vendor", "Huawei", "--segment", "core", "--start", "2019-01-01")[1]
    assert "not_coded" in ask()[1]
    assert "2019-12-31" in text
    assert "zte" not in text


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--freq", "x"], "not a frequency"),
        (["--start", "2019"], "start"),
        (["--known-by", "soon"], "known_by"),
        (["--vendor", "hauwei"], "huawei"),
        (["--format", "dta"], "unknown format 'dta'"),
        (["--out", "a.zip"], "one table is one file"),
        (["--out", "a"], "does not say in which format"),
        (["--out", "a.csv", "--format", "xlsx"], "does not fit"),
        (["--end", "2999-12-31", "--beyond", "refuse"], "says nothing of that day"),
    ],
)
def test_what_is_wrong_is_one_line_and_2(ask, args, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask(*args)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_files_are_replaced_only_when_asked(ask, tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    assert ask("--out", tmp_path / "a.csv")[0] == 2
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert ask("--out", tmp_path / "a.csv", "--force")[0] == 0
    assert (tmp_path / "a.csv").read_text().startswith("period,")


def test_periods_past_the_horizon_are_noted(ask):
    code, out, err = ask("--end", "2999-12-31", "--start", "2998-01-01", "--format", "csv")
    assert code == 0
    assert {r["beyond_horizon"] for r in csv.DictReader(io.StringIO(out))} == {"true"}
    assert "beyond_horizon marks 2 later periods" in err


def test_only_frames_of_ours_are_saved(release, tmp_path):
    frame = tracker.panel("YE", version=release)
    with pytest.raises(BadValueError, match="not one of ours; got 'gdp'"):
        tracker.save(frame.assign(gdp=1.5), tmp_path / "a.csv", version=release)
    with pytest.raises(BadValueError, match="not one of ours; got 'level'"):
        tracker.save(frame.assign(level="high"), tmp_path / "a.csv", version=release)
    with pytest.raises(ContradictionError):
        tracker.save(frame, tmp_path / "a", format="csv", version=release)
    assert not list(tmp_path.iterdir())
    for some in (tracker.position("2020-12-31", version=release), tracker.load("stances", version=release)):
        tracker.save(some, tmp_path / "a.dta", version=release, force=True)
        assert len(pd.read_stata(tmp_path / "a.dta")) == len(some)


@pytest.mark.parametrize("clock", ["now", "then"])
def test_the_published_panel_has_the_counts_of_the_call(clock, release, tmp_path):
    """In Parquet by DuckDB, and in Stata's form by pyreadstat, with no help from this package."""
    import pyreadstat

    from tracker.release.reading import shelf

    horizon = tracker.position("2020-12-31", version=release).attrs["horizon"]
    frame = tracker.panel(
        "YE", start="2000-01-01", known_by="period" if clock == "then" else None, codes=True, version=release
    )
    file = shelf.find(release).file("panel_year")
    query = f"SELECT year, status, level_rank, count(*) FROM '{file}' WHERE known = '{clock}' AND complete GROUP BY ALL"
    by_duckdb = {r[:3]: r[3] for r in duckdb.connect().execute(query).fetchall()}
    tracker.export(tmp_path / "p.dta", version=release, tables="panel_year")
    raw, _ = pyreadstat.read_dta(str(tmp_path / "p.dta"), apply_value_formats=True)
    raw = raw[(raw["known"] == clock) & (raw["complete"] == "true")]
    by_stata = {}
    for year, status, rank in zip(raw["year"], raw["status"], raw["level_rank"], strict=True):
        at = (int(year), status, None if rank != rank else int(rank))
        by_stata[at] = by_stata.get(at, 0) + 1
    assert by_duckdb == by_stata
    wanted = {}
    for year, status, rank in zip(frame["year"], frame["status"], frame["level_rank"], strict=True):
        if f"{year}-12-31" <= horizon:
            at = (int(year), status, None if rank is pd.NA else int(rank))
            wanted[at] = wanted.get(at, 0) + 1
    first = min(year for year, _, _ in by_duckdb)
    assert {k: n for k, n in wanted.items() if k[0] >= first} == by_duckdb
    assert all(k[1] == "not_coded" for k in wanted if k[0] < first)
