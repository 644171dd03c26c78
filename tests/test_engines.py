"""One question, asked in the engines that the documentation names, with its own lines; and what each engine sees."""

import csv
import datetime as dt
import re
import shlex
import zipfile
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import tracker
from tracker.cli import main
from tracker.release.reading import shelf

PAGE = (ROOT / "docs/howto/engines.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## The same question in every engine") : PAGE.index("## Positions without the rule")]
SNIPPETS = re.findall(r"\n([^\n]+)\n\n```(\w+)\n(.*?)```", SECTION, re.DOTALL)
ENGINES = {intro.split(",")[0].rstrip(":"): (language, code) for intro, language, code in SNIPPETS}
SHOWN = re.search(r"in version\s[\d.]+\s`(\[.*?\])`", SECTION)[1]
PINNED = re.search(r"in version\s([\d.]+)\s", SECTION)[1]
DAY = dt.date(2021, 1, 1)


def ask(engine, version):
    """Run the page's lines for an engine on a version."""
    language, code = ENGINES[engine]
    assert PINNED in code
    code = code.replace(PINNED, version)
    if language == "sql":
        return [row[0] for row in duckdb.connect().execute(code).fetchall()]
    names = {}
    exec(compile(code, f"engines.md ({engine})", "exec"), names)
    return names["answer"]


def test_readme_shows_every_engine():
    assert {e: language for e, (language, _) in ENGINES.items()} == {
        "pandas": "python",
        "polars": "python",
        "DuckDB": "sql",
        "pyarrow": "python",
        "R": "r",
    }
    for _, code in ENGINES.values():
        lines = [line for line in code.splitlines() if line and not line.startswith(("import", "from"))]
        assert len(lines) <= 6
        assert "level_rank" in code


@pytest.mark.parametrize("version", shelf.versions())
@pytest.mark.parametrize("engine", [e for e in ENGINES if e != "R"])
def test_the_same_answer_everywhere(engine, version, monkeypatch):
    monkeypatch.chdir(ROOT)
    position = tracker.position(DAY, vendor="huawei", segment="access", version=version)
    strict = position.loc[position["level"] >= "barred", "jurisdiction"]
    assert ask(engine, version) == sorted(strict)


def test_the_answer_that_readme_shows(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert str(ask("pandas", PINNED)) == SHOWN


def test_why_the_rank_is_the_safe_filter():
    """Compared as text, limited is stricter than barred: the alphabet is no scale."""
    path = shelf.find("0.2.0").file("stances")
    by_text, by_rank = (
        duckdb.connect().execute(f"SELECT count(*) FROM '{path}' WHERE {condition}").fetchone()
        for condition in ("level::VARCHAR >= 'barred'", "level_rank >= 3")
    )
    assert by_text > by_rank


@pytest.mark.parametrize("version", shelf.versions())
def test_every_table_opens_with_the_right_types_and_categories(version):
    release = shelf.find(version)
    for name, table in release.tables.items():
        path = release.file(name)
        polars, pandas = pl.read_parquet(path), pd.read_parquet(path)
        kinds = {r[0]: r[1] for r in duckdb.connect().execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}
        assert list(kinds) == polars.columns == list(pandas.columns) == [f.name for f in table.published]
        for field in table.published:
            wanted = _wanted(field)
            assert (polars[field.name].dtype, kinds[field.name]) == wanted[:2], (name, field.name)
            column = pandas[field.name]
            if field.values and field.type == "string":
                # A derived table's dictionaries hold only the values that occur; a curated table's the whole vocabulary.
                occur = set(column.dropna()) if table.derived else set(field.values) if len(column) else set()
                assert list(column.cat.categories) == [v for v in field.values if v in occur], (name, field.name)
            for value in column.dropna()[:1]:
                assert isinstance(value, wanted[2]), (name, field.name)
        assert polars.height == len(pandas) == pq.ParquetFile(path).metadata.num_rows


def _wanted(field):
    """Type of a column in polars and in DuckDB, and of a value in pandas, where a gap makes numbers floats."""
    if field.type == "list":
        return pl.List(pl.String), "VARCHAR[]", np.ndarray
    if field.type == "string":
        return (pl.Enum(list(field.values)) if field.values else pl.String), "VARCHAR", str
    if field.name.endswith("_rank"):
        return pl.Int8, "TINYINT", (int, np.integer, float)
    return {
        "date": (pl.Date, "DATE", dt.date),
        "boolean": (pl.Boolean, "BOOLEAN", (bool, np.bool_)),
        "integer": (pl.Int32, "INTEGER", (int, np.integer, float)),
    }[field.type]


def test_the_loader_restores_the_order_of_the_scale():
    frame = tracker.load("stances", version="0.2.0")
    assert frame["level"].dtype == pd.CategoricalDtype(
        ["open", "screened", "limited", "barred", "removal"], ordered=True
    )
    assert ((frame["level"] >= "barred") == (frame["level_rank"] >= 3)).all()


POSITIONS = PAGE[PAGE.index("## Positions in every engine") : PAGE.index("## Which client reads what")]
POSITION_SNIPPETS = {
    intro.split(",")[0].rstrip(":"): (language, code)
    for intro, language, code in re.findall(r"\n([^\n]+)\n\n```(\w+)\n(.*?)```", POSITIONS, re.DOTALL)
}
(FIRST_WITH, OF_OLD) = sorted(set(re.findall(r"\d+\.\d+\.\d+", POSITIONS)), reverse=True)
JULY = "2020-07-14"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A function that gives a folder with the published tables of a version, positions included."""

    def folder(version):
        path = tmp_path_factory.mktemp(version)
        for table in ("positions", "memberships"):
            # Releases made before there was a table of positions get the one that a release would carry.
            pq.write_table(tracker.scan(table, version=version).to_table(), path / f"{table}.parquet")
        return path

    return folder


def asked_of_positions(engine, version, folder, capfd):
    """the page's lines for an engine, on the tables in a folder."""
    language, code = POSITION_SNIPPETS[engine]
    if language == "sh":
        words = shlex.split(code)
        assert words[0] == "tracker"
        words[words.index("--release") + 1] = version
        with pytest.raises(SystemExit) as left:
            main(words[1:])
        out, err = capfd.readouterr()
        assert (left.value.code, err) == (0, "")
        return out.splitlines()[1:]
    assert f"tracker/releases/{FIRST_WITH}" in code
    code = code.replace(f"tracker/releases/{FIRST_WITH}", str(folder))
    if language == "sql":
        return [row[0] for row in duckdb.connect().execute(code).fetchall()]
    names = {}
    exec(compile(code, f"engines.md ({engine})", "exec"), names)
    return names["answer"]


def test_readme_asks_positions_in_every_engine():
    assert {e: language for e, (language, _) in POSITION_SNIPPETS.items()} == {
        "pandas": "python",
        "polars": "python",
        "DuckDB": "sql",
        "The command line": "sh",
        "R": "r",
        "Stata": "stata",
    }
    for _, code in POSITION_SNIPPETS.values():
        assert "level_rank" in code
        assert "known_from" in code or "known_by" in code


@pytest.mark.parametrize("version", [v for v in shelf.versions() if "memberships" in shelf.find(v).tables])
def test_positions_are_the_same_in_every_engine(version, tables, capfd):
    position = tracker.position(JULY, known_by=JULY, vendor="huawei", segment="access", version=version)
    members = tracker.load("memberships", in_force_on=JULY, version=version).query("organisation == 'nato'")
    strict = set(position.loc[position["level_rank"] >= 3, "jurisdiction"])
    wanted = sorted(strict & set(members["jurisdiction"]))
    assert wanted
    folder = tables(version)
    for engine, (language, _) in POSITION_SNIPPETS.items():
        if language not in {"r", "stata"}:
            assert asked_of_positions(engine, version, folder, capfd) == wanted, engine
    if version == OF_OLD:
        assert f"`{wanted}`" in POSITIONS


def test_a_missing_rank_is_large_in_stata():
    """Why the page says !missing: Stata reads level_rank >= 3 of a missing one as true."""
    assert "level_rank >= 3 & !missing(level_rank)" in POSITION_SNIPPETS["Stata"][1]


CLIENTS = {
    cells[0]: cells[1]
    for line in PAGE[PAGE.index("## Which client reads what") :].splitlines()
    if line.startswith("| ") and len(cells := [c.strip() for c in line.strip("|").split("|")]) == 4
}


def _from_duckdb(path):
    return duckdb.connect().sql(f"FROM '{path}'").to_arrow_table().to_pydict()


PARQUET = {
    "pyarrow": lambda path: pq.read_table(path).to_pydict(),
    "pandas": lambda path: pd.read_parquet(path, dtype_backend="pyarrow").astype(object).to_dict("list"),
    "polars": lambda path: pl.read_parquet(path).to_dict(as_series=False),
    "DuckDB": _from_duckdb,
}
CSV = {
    "pyarrow": lambda path: pa_csv.read_csv(path, parse_options=pa_csv.ParseOptions(newlines_in_values=True),
                                            convert_options=pa_csv.ConvertOptions(column_types=_texts(path))).to_pylist(),
    "pandas": lambda path: pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records"),
    "polars": lambda path: pl.read_csv(path, infer_schema=False).fill_null("").to_dicts(),
    "DuckDB": lambda path: _from_duckdb_csv(path),
}  # fmt: skip


def _texts(path):
    with path.open(encoding="utf-8", newline="") as file:
        return dict.fromkeys(next(csv.reader(file)), pa.string())


def _from_duckdb_csv(path):
    rows = duckdb.connect().sql(f"FROM read_csv('{path}', all_varchar = true, header = true)").to_arrow_table()
    return [{k: v or "" for k, v in r.items()} for r in rows.to_pylist()]


def _plain(value):
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray | list | tuple):
        return list(value)
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _plains(columns):
    """Columns of plain values; those without lists are of one kind and say few things over and over."""
    out = {}
    for name, values in columns.items():
        if {list, tuple, np.ndarray} & set(map(type, values)):
            out[name] = [_plain(v) for v in values]
        else:
            known = {v: _plain(v) for v in set(values)}
            out[name] = [known[v] for v in values]
    return out


@cache
def _loaded(version, table):
    """Columns of a table as the package gives them, for every client the same."""
    return _plains(tracker.load(table, version=version).astype(object).to_dict("list"))


def test_the_table_of_clients_names_what_is_pinned():
    pinned = dict(re.findall(r"^([a-z]+)==([0-9.]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M))
    assert {c: v for c, v in CLIENTS.items() if c.lower() in pinned} == {
        c: pinned[c.lower()] for c in (*PARQUET, "mlcroissant")
    }
    assert "mlcroissant" in (ROOT / "tests/release/descriptor/test_descriptors.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("client", PARQUET)
def test_a_client_reads_every_table_whole(client):
    for release in map(shelf.find, shelf.versions()):
        for table in release.tables:
            path = release.file(table)
            found, wanted = _plains(PARQUET[client](path)), _loaded(release.version, table)
            assert list(found) == list(wanted), (release.version, table)
            assert found == wanted, (release.version, table)


@pytest.fixture(scope="module")
def archived(archive_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archived")
    with zipfile.ZipFile(archive_of(shelf.find().path)) as archive:
        archive.extractall(folder)
    return next(folder.glob("*/csv"))


@pytest.mark.parametrize("client", CSV)
def test_a_client_reads_every_csv_of_the_archive(client, archived):
    for path in sorted(archived.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            wanted = list(csv.DictReader(file))
        assert CSV[client](path) == wanted, path.name
