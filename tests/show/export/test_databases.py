"""SQLite and DuckDB, read back with their own drivers."""

import contextlib
import datetime as dt
import re
import sqlite3

import duckdb
import loaded
import pandas as pd
import pytest

import tracker
from tracker.errors import ReleaseError
from tracker.release.reading import shelf


def plain_sqlite(field, value):
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_sqlite_is_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x.sqlite", version=release)
    assert [p.name for p in tmp_path.iterdir()] == ["x.sqlite"]  # no journal beside it
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for name, table in shelf.find(release).tables.items():
            fields = table.published
            wanted = [
                tuple(plain_sqlite(f, v) for f, v in zip(fields, r.values(), strict=True))
                for r in loaded.rows(release, name)
            ]
            assert db.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() == wanted
            info = db.execute(f'PRAGMA table_info("{name}")').fetchall()
            assert [c[1] for c in info] == [f.name for f in fields]
            assert [c[1] for c in sorted(info, key=lambda c: c[5]) if c[5]] == list(table.key)
            assert {c[1] for c in info if c[3]} == {f.name for f in fields if f.required}
            declared = {(k[3], k[2], k[4]) for k in db.execute(f'PRAGMA foreign_key_list("{name}")')}
            assert declared == {(k.fields[0], k.table, k.references[0]) for k in table.foreign_keys}


def test_sqlite_refuses_what_the_schema_forbids(wild, tmp_path):
    tracker.export(tmp_path / "x.sqlite", version=wild)
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        db.execute("PRAGMA foreign_keys = ON")
        for change in (
            "UPDATE stances SET level = 'Open'",
            "UPDATE stances SET valid_from = '2019-02-30'",
            "UPDATE stances SET level = NULL",
            "UPDATE stances SET event_id = 'nothing'",
            "INSERT INTO vendors SELECT * FROM vendors",
            "UPDATE second_coding SET under_review = 2",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(change)


def test_not_coded_is_null_in_a_database(wild, tmp_path):
    tracker.export(tmp_path / "x.sqlite", version=wild, tables="second_coding")
    tracker.export(tmp_path / "x.duckdb", version=wild, tables="second_coding")
    query = "SELECT level, level_rank, basis FROM second_coding WHERE jurisdiction = 'BBB'"
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert db.execute(query).fetchall() == [(None, None, None)]
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con:
        assert con.execute(query).fetchall() == [(None, None, None)]


def test_a_selection_declares_only_the_references_it_holds(wild, tmp_path):
    for name in ("x.sqlite", "x.duckdb"):
        tracker.export(tmp_path / name, version=wild, tables=["stances", "events"])
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        assert {k[2] for k in db.execute("PRAGMA foreign_key_list(stances)")} == {"events"}
        assert {r[0] for r in db.execute('SELECT DISTINCT "table" FROM codebook')} == {"stances", "events"}
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM stances").fetchone() == (2,)


@pytest.mark.parametrize("name", ["x.sqlite", "x.duckdb"])
def test_a_reference_to_nothing_is_found_and_nothing_is_left(name, wild, tmp_path, monkeypatch):
    from tracker.show.export import content

    real = content.known_frame

    def without_the_bar(release, table, by):
        frame = real(release, table, by)
        return frame[frame["event_id"] != "aaa-20190601-bar"] if table == "events" else frame

    monkeypatch.setattr(content, "known_frame", without_the_bar)
    with pytest.raises(ReleaseError, match=r"not there|breaks its own rules"):
        tracker.export(tmp_path / name, version=wild)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_duckdb_is_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x.duckdb", version=release)
    assert [p.name for p in tmp_path.iterdir()] == ["x.duckdb"]  # no log beside it
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con:
        for name, table in shelf.find(release).tables.items():
            wanted = [
                tuple(list(v) if isinstance(v, tuple) else v for v in r.values()) for r in loaded.rows(release, name)
            ]
            assert con.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() == wanted
            described = con.execute(
                "SELECT column_name, data_type, comment, is_nullable FROM duckdb_columns() WHERE table_name = ?", [name]
            ).fetchall()
            for f, (column, kind, comment, nullable) in zip(table.published, described, strict=True):
                assert (column, comment, nullable) == (
                    f.name,
                    f.description,
                    not f.required and f.name not in table.key,
                )
                if f.type == "string" and f.values:
                    assert kind == f"ENUM({', '.join(repr(v) for v in f.values)})"
                else:
                    expected = {"date": "DATE", "list": "VARCHAR[]", "boolean": "BOOLEAN", "string": "VARCHAR"}
                    rank = "TINYINT" if f.name.endswith("_rank") else "INTEGER"
                    assert kind == expected.get(f.type, rank)
            (said,) = con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()
            assert said == table.description
        kinds = con.execute("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1").fetchall()
    tables = shelf.find(release).tables.values()
    # What an ENUM type allows needs no reference.
    keys = sum(not t.field(k.fields[0]).values for t in tables for k in t.foreign_keys)
    assert dict(kinds)["PRIMARY KEY"] == len(shelf.find(release).tables)
    assert dict(kinds)["FOREIGN KEY"] == keys


def test_duckdb_scales_compare_by_rank_across_tables(wild, tmp_path):
    tracker.export(tmp_path / "x.duckdb", version=wild)
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con:
        assert con.execute("SELECT level FROM stances WHERE level >= 'limited'::level").fetchall() == [("barred",)]
        assert con.execute("SELECT level FROM stances WHERE level_rank >= 2").fetchall() == [("barred",)]
        # As text, "screened" would come after "barred".
        found = con.execute(
            "SELECT s.level FROM stances s, second_coding c WHERE s.level < c.level AND c.jurisdiction = 'AAA'"
        ).fetchall()
        assert found == [("screened",)]
        types = {r[0] for r in con.execute("SELECT type_name FROM duckdb_types() WHERE labels IS NOT NULL").fetchall()}
        assert {"level", "vendor", "forecasts_vendor", "events_kind", "sources_kind"} <= types
        assert "kind" not in types


def test_about_and_codebook_come_along(wild, tmp_path):
    tracker.export(tmp_path / "x.sqlite", version=wild)
    tracker.export(tmp_path / "x.duckdb", version=wild)
    codebook = tracker.codebook(version=wild)
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db,
        duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con,
    ):
        for run in (db.execute, con.execute):
            facts = dict(run("SELECT item, value FROM about").fetchall())
            assert (facts["version"], facts["released"]) == ("1.0.0", "2024-01-31")
            assert len(run("SELECT * FROM codebook").fetchall()) == len(codebook)
            query = """SELECT value, rank FROM codebook_values
                       WHERE "table" = 'stances' AND "column" = 'level' ORDER BY rank"""
            assert [v for v, _ in run(query).fetchall()] == ["open", "screened", "limited", "barred", "removal"]


def test_a_table_without_vocabularies_alone(tmp_path):
    path = tracker.export(tmp_path / "x.duckdb", version="0.4.0", tables="decisions")
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM codebook_values").fetchone() == (0,)
        assert con.execute("SELECT count(*) FROM decisions").fetchone()[0] > 0


def test_both_databases_answer_for_a_day(release, tmp_path):
    days = [("2018-12-07", None), ("2020-12-31", None), ("2020-12-31", "2019-05-31"), ("2999-01-01", None)]
    columns = "jurisdiction, vendor, segment, level, level_rank, basis, under_review, event_id, confidence"
    tracker.export(tmp_path / "x.sqlite", version=release)
    tracker.export(tmp_path / "x.duckdb", version=release)
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as con:
        for day, by in days:
            known = "" if by is None else f", known_by := '{by}'"
            got = con.execute(f"SELECT {columns} FROM position_on('{day}'{known}) ORDER BY ALL").fetchall()
            wanted = tracker.sql(f"SELECT {columns} FROM position_on('{day}'{known})", version=release)
            assert sorted(map(str, got)) == sorted(
                str(tuple(None if pd.isna(v) else v for v in row))
                for row in wanted.astype(object).itertuples(index=False, name=None)
            )
        marked = con.execute("SELECT DISTINCT beyond_horizon FROM position_on('2999-01-01')").fetchall()
        assert marked == [(True,)]
        for given in ("'2020-12-31 12:00'", "NULL", "TIMESTAMP '2020-12-31 00:01'"):
            with pytest.raises(duckdb.InvalidInputException, match="is no day like 2018-12-07, without time or zone"):
                con.execute(f"FROM position_on('2020-12-31', known_by := {given})")
        assert "position_on(DATE" in dict(con.execute("FROM about").fetchall())["positions of any day"]
    with contextlib.closing(sqlite3.connect(tmp_path / "x.sqlite")) as db:
        today = db.execute("SELECT date('now')").fetchone()[0]
        got = db.execute("SELECT jurisdiction, vendor, segment, level FROM position_today").fetchall()
        wanted = tracker.position(today, version=release)[["jurisdiction", "vendor", "segment", "level"]]
        wanted = wanted.astype(object).where(wanted.notna(), None).to_numpy().tolist()
        assert sorted(map(str, got)) == sorted(map(str, map(tuple, wanted)))
        # The filter that the database documents, on another day and as known on another.
        said = dict(db.execute("SELECT * FROM about").fetchall())["positions of any day"]
        (by_now, by_then) = (part.split(" gives ")[0].split(": ")[-1] for part in said.split("; ")[1:])
        for day, by in days[:3]:
            filter_ = by_now if by is None else by_then
            query = re.sub(r"\bD\b", f"'{day}'", re.sub(r"\bK\b", f"'{by}'", filter_))
            (count,) = db.execute(f"SELECT count(*) FROM positions WHERE {query}").fetchone()
            assert count == len(tracker.position(day, known_by=by, version=release)) > 0
