"""Stata files, read back with pandas, labels included."""

import datetime as dt

import loaded
import pandas as pd
import pytest

import tracker
from tracker.release.reading import shelf


@pytest.mark.parametrize("version", ["0.2.0", "wild"])
def test_a_stata_file_is_what_load_gives(version, wild, tmp_path):
    release = wild if version == "wild" else version
    tracker.export(tmp_path / "x", format="dta", version=release)
    for table, fields in loaded.fields(release).items():
        frame = pd.read_stata(tmp_path / "x" / f"{table}.dta")
        assert list(frame.columns) == list(fields)
        rows = loaded.rows(release, table)
        for name, f in fields.items():
            wanted = [r[name] for r in rows]
            read = [None if v != v or v is None else v for v in frame[name].astype(object)]
            if f.type == "date":
                assert [None if v is None else v.date() for v in read] == wanted, (table, name)
            elif f.type == "boolean":
                assert read == [str(v).lower() for v in wanted]
            elif f.type == "integer" or (f.values and f.type == "string"):
                assert read == wanted, (table, name)  # missing is Stata's missing, never 0
            else:
                assert read == [loaded.as_text(v) for v in wanted], (table, name)


def test_labels_and_types(wild, tmp_path):
    tracker.export(tmp_path / "x.dta", version=wild, tables="stances")
    release = shelf.find(wild)
    fields = {f.name: f for f in release.tables["stances"].published}
    with pd.read_stata(tmp_path / "x.dta", iterator=True) as reader:
        assert reader.data_label == f"5G Vendor Stances 1.0.0: {release.tables['stances'].title}"
        assert reader.time_stamp == "31 Jan 2024 00:00"
        assert reader.variable_labels() == {n: f.title for n, f in fields.items()}
        raw = reader.read(convert_categoricals=False)
        labels = reader.value_labels()
        formats = dict(zip(raw.columns, reader._fmtlist, strict=True))
    for name, f in fields.items():
        if f.type == "date":
            assert formats[name] == "%td"
        elif f.values:
            assert labels[name] == dict(enumerate(f.values))
    # The codes of a scale are its ranks.
    assert raw["level"].tolist() == raw["level_rank"].tolist()


def test_long_text_is_strl_and_short_text_is_not(wild, tmp_path):
    tracker.export(tmp_path / "x.dta", version=wild, tables="events")
    with pd.read_stata(tmp_path / "x.dta", iterator=True) as reader:
        frame = reader.read()
        types = dict(zip(frame.columns, reader._typlist, strict=True))
    assert types["note"] == "Q"  # strL
    assert isinstance(types["event_id"], int)
    assert frame["note"].str.len().max() > 1000


def test_the_same_tables_give_the_same_bytes(wild, tmp_path):
    for name in ("x.dta", "y.dta"):
        tracker.export(tmp_path / name, version=wild, tables="events")
    assert (tmp_path / "x.dta").read_bytes() == (tmp_path / "y.dta").read_bytes()


def test_names_and_labels_within_the_limits(wild):
    from tracker.show.export.stata import _name

    assert _name("with") == "with_"
    assert _name("x" * 40) == "x" * 32
    for version in shelf.versions():
        for fields in loaded.fields(version).values():
            assert all(len(n) <= 32 and len(f.title) <= 80 for n, f in fields.items())
            assert len({_name(n) for n in fields}) == len(fields)


def test_days_before_1960_and_missing_days(tmp_path, wild):
    tracker.export(tmp_path / "x.dta", version=wild, tables="memberships")
    frame = pd.read_stata(tmp_path / "x.dta")
    assert frame["member_from"].dt.date.tolist() == [dt.date(1973, 1, 1), dt.date(1956, 12, 31)]
    assert frame["member_to"].isna().tolist() == [False, True]
