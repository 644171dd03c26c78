"""One answer everywhere: days, cells and days of knowledge drawn by lot, asked of everything that tells positions."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import functools
import io
import json
import random
import re
import sqlite3
import subprocess
from pathlib import Path

import by_hand
import duckdb
import openpyxl
import parts
import polars as pl
import pyreadstat
import pytest

import tracker
from tracker.cli import main
from tracker.release.reading import shelf
from tracker.show.page import render
from tracker.show.page import site as site_module

pytestmark = pytest.mark.slow

STATIC = Path(site_module.__file__).parent / "static"
COLUMNS = ["jurisdiction", "vendor", "segment", "level", "level_rank", "basis", "de_jure", "announced", "de_facto",
           "under_review", "since", "deadline", "event_id", "confidence"]  # fmt: skip
LEVELS = ["open", "screened", "limited", "barred", "removal"]


@pytest.fixture(scope="module")
def version():
    return shelf.versions()[-1]


@pytest.fixture(scope="module")
def coded(version):
    """Spells and reviews of every cell, as plain rows."""
    stances, reviews = (by_hand.records(tracker.load(t, version=version)) for t in ("stances", "reviews"))
    return {c: (stances.get(c, []), reviews.get(c, [])) for c in stances.keys() | reviews.keys()}


@pytest.fixture(scope="module")
def questions(coded):
    """Days and days of knowledge: turns and the days before them, others, and the ends of the calendar; both clocks."""
    lot = random.Random(19)
    turns = [by_hand.turns(*rows) for rows in coded.values()]
    days, known = (by_hand.and_before({d for both in turns for d in both[i]}) for i in (0, 1))
    any_day = [dt.date(2010, 1, 1) + dt.timedelta(days=lot.randrange(9000)) for _ in range(8)]
    on = [*lot.sample(days, 10), *any_day]
    ends = [dt.date.min, days[0], tracker.position(days[0]).attrs["horizon"], dt.date.max]
    ends = [d if isinstance(d, dt.date) else dt.date.fromisoformat(d) for d in ends]
    far = [(d, by) for d in ends for by in (None, d, known[0], dt.date.min, dt.date.max)]
    return [*((d, None) for d in on), *((d, d) for d in on[::3]), *((d, lot.choice(known)) for d in on), *far]


@pytest.fixture(scope="module")
def answers(coded, questions):
    """What a reading by hand says to each question."""
    out = []
    for on, by in questions:
        found = []
        for cell, rows in coded.items():
            said = by_hand.said(*rows, on, by)
            if said is not None:
                rank = None if said["level"] is None else LEVELS.index(said["level"])
                found.append(tuple(plain({**said, "level_rank": rank, **dict(zip(by_hand.CELL, cell, strict=True))}[c])
                                   for c in COLUMNS))  # fmt: skip
        out.append(sorted(found, key=str))
    assert sum(map(len, out)) > 2000
    return out


@pytest.fixture(scope="module")
def exported(version, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    for name in ("positions.csv", "positions.parquet", "positions.dta", "panel_year.dta"):
        tracker.export(folder / name, tables=name.split(".")[0], version=version)
    for name in ("release.duckdb", "release.sqlite"):
        tracker.export(folder / name, version=version)
    return folder


@functools.lru_cache(maxsize=100_000, typed=True)
def plain(value):
    """A value as every program can say it: days and numbers as text, nothing for missing."""
    if value is None or value != value or str(value) in {"NaT", "<NA>", ""}:
        return ""
    if str(value).lower() in {"true", "false"}:
        return str(value).lower()
    if isinstance(value, float):
        value = int(value)
    return str(value)[:10] if isinstance(value, dt.date) else str(value)


def rows_of(records):
    return sorted((tuple(plain(r[c]) for c in COLUMNS) for r in records), key=str)


def held(records, questions):
    """The filter that is published, on rows with days as ISO 8601 text: which hold, by question."""
    for on, by in questions:
        day, known = on.isoformat(), None if by is None else by.isoformat()
        yield rows_of(
            r for r in records
            if r["valid_from"] <= day and (not r["valid_to"] or day < r["valid_to"])
            and (not r["known_to"] if known is None
                 else r["known_from"] <= known and (not r["known_to"] or known < r["known_to"]))
        )  # fmt: skip


def agree(questions, answers, got):
    for question, want, have in zip(questions, answers, got, strict=True):
        assert have == want, question


def test_position(version, questions, answers):
    def ask(on, by):
        frame = tracker.position(on, known_by=by, version=version).rename(columns={"valid_from": "since"})
        return rows_of(frame.astype(object).to_dict("records"))

    agree(questions, answers, (ask(*q) for q in questions))


def test_panel(version, questions, answers):
    for (on, by), want in zip(questions, answers, strict=True):
        frame = tracker.panel("D", start=on, end=on, known_by=by, version=version)
        if by == on:
            assert frame.equals(tracker.panel("D", start=on, end=on, known_by="period", version=version))
        said = frame[frame["status"] != "not_coded"].rename(columns={"valid_from": "since"})
        assert rows_of(said.astype(object).to_dict("records")) == want, (on, by)
        rest = frame[frame["status"] == "not_coded"]
        assert rest[["level", "level_rank", "basis", "event_id"]].isna().all(axis=None)


def test_sql_in_python_and_on_the_command_line(version, questions, answers, capsys):
    for place, ((on, by), want) in enumerate(zip(questions, answers, strict=True)):
        known = "" if by is None else f", DATE '{by}'"
        query = f"SELECT {', '.join(COLUMNS)} FROM position_on('{on}'{known})"
        assert rows_of(tracker.sql(query, version=version).astype(object).to_dict("records")) == want, (on, by)
        if place % 3:
            continue  # The verb prints what the function gives: a third of the questions shows it on both clocks.
        with pytest.raises(SystemExit) as left:
            main(["sql", query, "--release", version, "--format", "csv"])
        assert left.value.code == 0
        assert rows_of(csv.DictReader(io.StringIO(capsys.readouterr().out))) == want, (on, by)


def test_csv_and_parquet(exported, questions, answers):
    with (exported / "positions.csv").open(encoding="utf-8", newline="") as file:
        agree(questions, answers, held(list(csv.DictReader(file)), questions))
    table = pl.read_parquet(exported / "positions.parquet")
    for (on, by), want in zip(questions, answers, strict=True):
        kept = (pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on))
        clock = pl.col("known_to").is_null()
        if by is not None:
            clock = (pl.col("known_from") <= by) & (clock | (pl.col("known_to") > by))
        assert rows_of(table.filter(kept & clock).to_dicts()) == want, (on, by)


def test_stata_by_its_labels(exported, questions, answers):
    frame, _ = pyreadstat.read_dta(exported / "positions.dta", apply_value_formats=True)
    records = frame.astype(object).to_dict("records")
    for r in records:
        r |= {c: plain(r[c]) for c in ("valid_from", "valid_to", "known_from", "known_to", "since", "deadline")}
        r["under_review"] = {"0": "false", "1": "true"}.get(plain(r["under_review"]), r["under_review"])
    agree(questions, answers, held(records, questions))


def test_both_databases(exported, questions, answers):
    with duckdb.connect(str(exported / "release.duckdb"), read_only=True) as con:
        for (on, by), want in zip(questions, answers, strict=True):
            known = "" if by is None else f", known_by := DATE '{by}'"
            found = con.sql(f"SELECT {', '.join(COLUMNS)} FROM position_on(DATE '{on}'{known})").fetchall()
            assert rows_of(dict(zip(COLUMNS, r, strict=True)) for r in found) == want, (on, by)
    with contextlib.closing(sqlite3.connect(exported / "release.sqlite")) as db:
        said = dict(db.execute("SELECT * FROM about").fetchall())["positions of any day"]
        now, then = (part.split(" gives ")[0].split(": ")[-1] for part in said.split("; ")[1:])
        for (on, by), want in zip(questions, answers, strict=True):
            kept = re.sub(r"\bD\b", f"'{on}'", re.sub(r"\bK\b", f"'{by}'", now if by is None else then))
            found = db.execute(f"SELECT {', '.join(COLUMNS)} FROM positions WHERE {kept}").fetchall()
            records = [dict(zip(COLUMNS, r, strict=True)) for r in found]
            for r in records:
                r["under_review"] = bool(r["under_review"])
            assert rows_of(records) == want, (on, by)


def test_the_first_sheet_of_a_workbook(version, questions, answers, tmp_path):
    labels = {c.label: c.value for c in shelf.find(version).tables["stances"].field("level").categories}
    for (on, by), want in list(zip(questions, answers, strict=True))[::9]:
        tracker.export(tmp_path / "x.xlsx", version=version, tables="stances", on=on, known_by=by, force=True)
        head, *lines = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].iter_rows(values_only=True)
        rows = [dict(zip(head, line, strict=True)) for line in lines]
        names = ("jurisdiction", "level_rank", "event_id")
        places = [COLUMNS.index(c) for c in names]
        assert sorted(tuple(plain(r[c]) for c in names) for r in rows) == sorted(
            tuple(row[i] for i in places) for row in want
        ), (on, by)
        assert all(
            labels.get(r["level"]) == (None if r["level_rank"] is None else LEVELS[r["level_rank"]]) for r in rows
        )


SCRIPT = """
const fs = require("fs"), vm = require("vm");
for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, "utf8"));
const page = globalThis.trackerPage, data = globalThis.trackerData, rows = page.decode(data);
const iso = (day) => (day === null ? null : page.toIso(day));
process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map(([on, by]) =>
  [...page.positions(page.knownBy(rows, by === null ? null : page.fromIso(by)), page.fromIso(on)).values()].map((now) => {
    const [j, v, s] = now.cell.split(".").map(Number), row = now.decisive, level = (l) => (l === null ? null : data.levels[l][0]);
    return [data.jurisdictions[j][0], data.vendors[v][0], data.segments[s][0], row && level(row.level), row && row.level,
      row && data.bases[row.basis][0], ...now.levels.map(level), now.review, row && iso(row.from), row && iso(row.deadline),
      data.events[now.event], data.confidence[now.confidence][0]];
  }))));
"""


def test_the_pages_own_script_over_the_data_that_it_ships(version, questions, answers, tmp_path):
    node = parts.NODE.path
    if node is None:
        pytest.skip(parts.NODE.missing)
    (tmp_path / "data.js").write_bytes(render(shelf.find(version))["static/data.js"])
    done = subprocess.run(
        [node, "-e", SCRIPT, str(tmp_path / "data.js"), str(STATIC / "positions.js")],
        input=json.dumps([[q and q.isoformat() for q in pair] for pair in questions]),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    got = ([dict(zip(COLUMNS, row, strict=True)) for row in rows] for rows in json.loads(done.stdout))
    agree(questions, answers, map(rows_of, got))


def test_the_panel_by_year_counts_what_panel_counts(version, exported):
    """In pyreadstat and DuckDB; R counts it in ``tests/show/export/test_r.py``."""
    looked = tracker.load("panel_year", version=version)
    days = sorted({d.date() for d in looked["on"]})
    names = ["on", "vendor", "segment", "status", "level"]
    wanted = {}
    for known, by in (("now", None), ("then", "period")):
        for day in days:
            frame = tracker.panel("D", start=day, end=day, known_by=by, version=version)
            for row in frame.assign(on=day).astype(object)[names].to_dict("records"):
                key = (known, *(plain(row[c]) for c in names))
                wanted[key] = wanted.get(key, 0) + 1
    assert sum(wanted.values()) == len(looked)
    stata, _ = pyreadstat.read_dta(exported / "panel_year.dta", apply_value_formats=True)
    counted = {}
    for row in stata.astype(object)[["known", *names]].to_dict("records"):
        key = tuple(plain(row[c]) for c in ("known", *names))
        counted[key] = counted.get(key, 0) + 1
    assert counted == wanted
    path = shelf.find(version).file("panel_year")
    columns = ", ".join(f'"{c}"' for c in ("known", *names))
    found = duckdb.connect().sql(f"SELECT {columns}, count(*) FROM '{path}' GROUP BY ALL").fetchall()
    assert {tuple(map(plain, r[:-1])): r[-1] for r in found} == wanted
