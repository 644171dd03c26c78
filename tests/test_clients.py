"""Which client reads what: every row of the documentation's table is said again by a run of that client here."""

import csv
import datetime as dt
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from importlib.metadata import version as installed

import duckdb
import mlcroissant
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import tracker
from tracker.release.descriptor.manifest import DESCRIPTOR, read
from tracker.release.reading import shelf

PAGE = (ROOT / "docs/howto/engines.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## Which client reads what") :]
ROWS = {
    cells[0]: cells[1:]
    for line in SECTION.splitlines()
    if line.startswith("| ") and len(cells := [c.strip() for c in line.strip("|").split("|")]) == 4
}
HEAD = ROWS.pop("client")
BY_HAND = {"R, arrow": "25", "R, nanoparquet": "0.5.1"}
"""Clients that no package registry of Python's or Debian's has: the page says of which version, and that no test runs them."""


@cache
def _duck():
    return duckdb.connect()


def _from_duckdb(path):
    return _duck().sql(f"FROM '{path}'").to_arrow_table().to_pydict()


def _lists(frame):
    """Columns of a frame as pandas gives their values; its ``to_dict`` looks at every one of them again."""
    return {name: list(column) for name, column in frame.items()}


PARQUET = {
    "pyarrow": lambda path: pq.read_table(path).to_pydict(),
    "pandas": lambda path: _lists(pd.read_parquet(path, dtype_backend="pyarrow").astype(object)),
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
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        return value.decode()
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
    return _plains(_lists(tracker.load(table, version=version).astype(object)))


# What a client makes of a column's type, looked at where the file has such a column.
def _kinds(client, path):
    """Of each column: what Arrow says it is, and what the client makes of it."""
    fields = pq.read_schema(path)
    if client == "pandas":
        frame = pd.read_parquet(path)
        made = {c: "without order" if getattr(frame[c].dtype, "ordered", None) is False else
                "objects" if frame[c].dtype == object else "typed" for c in frame}  # fmt: skip
    elif client == "polars":
        made = {
            c: "typed" if k == pl.Date or isinstance(k, pl.Enum) else "other"
            for c, k in pl.read_parquet(path).schema.items()
        }
    elif client == "DuckDB":
        described = _duck().sql(f"DESCRIBE FROM '{path}'").fetchall()
        made = {r[0]: "text" if r[1] == "VARCHAR" else "typed" for r in described}
    else:
        made = {f.name: "typed" if f.type == pa.date32() or f.type.ordered else "without order" for f in pq.read_table(path).schema
                if f.type == pa.date32() or pa.types.is_dictionary(f.type)}  # fmt: skip
    for field in fields:
        if field.type == pa.date32():
            yield "days", made[field.name]
        elif pa.types.is_dictionary(field.type):
            yield "vocabularies", made[field.name]


WORDS = {
    "objects": "as objects",
    "without order": "without their order",
    "text": "as text",
    "other": "as something else",
}


@pytest.mark.parametrize("client", PARQUET)
def test_a_client_reads_the_tables_of_every_release_as_the_page_says(client):
    wrong, kinds = [], Counter()
    for release in map(shelf.find, shelf.versions()):
        for table in release.tables:
            path = release.file(table)
            found, wanted = _plains(PARQUET[client](path)), _loaded(release.version, table)
            if list(found) != list(wanted) or found != wanted:
                wrong.append((release.version, table))
        kinds.update(_kinds(client, release.file("stances")))  # Days, and vocabularies that are a scale.
    said = [f"{what} {WORDS[how]}" for what, how in sorted(kinds) if how != "typed"]
    assert {what for what, _ in kinds} == {"days", "vocabularies"}
    assert not wrong
    assert "; ".join(filter(None, ["whole", ", ".join(said)])) == ROWS[client][1]


@pytest.fixture(scope="module")
def archived(archive_of, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archived")
    with zipfile.ZipFile(archive_of(shelf.find().path)) as archive:
        archive.extractall(folder)
    return next(folder.glob("*/csv"))


@pytest.mark.parametrize("client", CSV)
def test_a_client_reads_every_csv_of_the_archive_as_the_page_says(client, archived):
    texts = True
    for path in sorted(archived.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            wanted = list(csv.DictReader(file))
        found = CSV[client](path)
        assert found == wanted, path.name
        texts &= all(isinstance(v, str) for row in found for v in row.values())
    assert "whole" + ", all as text" * texts == ROWS[client][2]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mlcroissant_reads_the_tables_as_the_page_says(release):
    found = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    kinds = set()
    for table in read(release).tables:
        records = list(found.records(table))
        kinds |= {type(v) for r in records for v in r.values()}
        own = [
            {f"{table}/{k}": _plain(v) for k, v in r.items()}
            for r in pq.read_table(release / f"{table}.parquet").to_pylist()
        ]
        assert [{k: _plain(v) for k, v in r.items()} for r in records] == own, table
    said = "whole, by `croissant.json`" + "; text comes as bytes" * (bytes in kinds and str not in kinds)
    described = json.loads((release / "croissant.json").read_text(encoding="utf-8"))["distribution"]
    csvs = [d["@id"] for d in described if d["encodingFormat"] == "text/csv"]
    assert [said, "described there" if csvs else "not described there"] == ROWS["mlcroissant"][1:]


ASKED = """
import json, sys
from frictionless import Package
package = Package(sys.argv[1])
report = package.validate()
print(json.dumps({
    "valid": report.valid,
    "tasks": [[t.name, t.valid, [[e.type, e.message] for e in t.errors]] for t in report.tasks],
    "rows": {r.name: [row.to_dict(json=True) for row in r.read_rows()] for r in package.resources} if report.valid else {},
}))
"""


def _frictionless(descriptor):
    """What frictionless says of a descriptor and, where it is valid, all rows; in a process of its own, as it warns."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED, descriptor.name],
        cwd=descriptor.parent, check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return json.loads(done.stdout)


def _cell(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_frictionless_reads_the_csv_of_an_archive_and_no_parquet_as_the_page_says(release, archive_of, tmp_path):
    with zipfile.ZipFile(archive_of(release)) as archive:
        archive.extractall(tmp_path)
    (descriptor,) = tmp_path.glob(f"*/{DESCRIPTOR}")
    folder = descriptor.parent / "csv"
    ours = _frictionless(folder / DESCRIPTOR)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            wanted = list(csv.DictReader(file))
        assert [{k: _cell(v) for k, v in r.items()} for r in ours["rows"].pop(path.stem)] == wanted, path.name
    assert not ours["rows"]
    parquet = _frictionless(descriptor)
    errors = [(kind, message) for _, _, found in parquet["tasks"] for kind, message in found]
    faults = {
        "the bytes of a Parquet file": any(kind == "byte-count" and '"None"' in text for kind, text in errors),
        "lists": any(kind == "type-error" and '"list/' in text for kind, text in errors),
        "a missing whole number": any(kind == "type-error" and 'cell "nan"' in text for kind, text in errors),
    }
    assert len(parquet["tasks"]) == len(read(release).tables)
    every = not any(valid for _, valid, _ in parquet["tasks"])
    assert [
        "no: it calls " + ("every table" if every else "a table") + " invalid, since it reads neither "
        + " nor ".join(what for what, seen in faults.items() if seen),
        "whole and " + ("valid" if ours["valid"] else "invalid") + f", by `csv/{DESCRIPTOR}`",
    ] == ROWS["frictionless"][1:]  # fmt: skip


def test_the_table_names_the_versions_that_are_run_and_says_which_are_not():
    pinned = dict(re.findall(r"^([a-z]+)==([0-9.]+)", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M))
    run = [*PARQUET, "mlcroissant", "frictionless"]
    assert CSV.keys() == PARQUET.keys()
    assert list(ROWS) == run + list(BY_HAND)
    for client in run:
        assert ROWS[client][0] == pinned[client.lower()], client
        if sys.prefix == str(ROOT / ".venv"):  # Other environments have other versions on purpose.
            assert ROWS[client][0] == installed(client.lower()), client
    assert {client: ROWS[client][0] for client in BY_HAND} == BY_HAND
    said = SECTION[: SECTION.index("|")]
    assert re.findall(r"`(\w+)` of R", said) == [client.split(", ")[1] for client in BY_HAND]
