"""A derived table that says something else than its sources, or something twice, is found."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tracker.release.descriptor.manifest import read
from tracker.release.reading.derived import positions_table
from tracker.release.reading.parquet import read_table
from tracker.release.verifying.derived_again import derived_faults, first_overlap


@pytest.fixture
def tables(release):
    found = read(release)
    return {n: (t, read_table(found, n), f"{n}.parquet") for n, t in found.tables.items()}


def changed(table, column, at, value):
    values = table[column].to_pylist()
    values[at] = value
    place = table.column_names.index(column)
    return table.set_column(place, table.schema.field(place), pa.array(values, table.schema.field(place).type))


def faults(tables):
    return list(derived_faults(tables, dt.date(2023, 6, 30)))


def test_what_was_published_is_what_is_derived_again(tables, release):
    assert faults(tables) == []
    assert positions_table(read(release)).num_rows > 5


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("positions", "valid_to", None), ("positions", "known_to", dt.date(2030, 1, 1)), ("positions", "level", "open"),
     ("panel_year", "level_rank", 4), ("panel_year", "status", "review_only"), ("panel_year", "name", "Elsewhere")],
)  # fmt: skip
def test_a_changed_cell_is_named(tables, table, column, value):
    schema, rows, file = tables[table]
    tables[table] = (schema, changed(rows, column, 2, value), file)
    (problem, *more) = faults(tables)
    assert (problem.file, problem.row, problem.column) == (file, 3, column)
    assert problem.what.startswith("not what ")
    # The panel is made from the positions as they lie there: it differs too, where they are wrong in a year's last day.
    assert {p.file for p in more} <= {"panel_year.parquet"}


def test_a_missing_row_is_found(tables):
    schema, rows, file = tables["positions"]
    tables["positions"] = (schema, rows.slice(1), file)
    assert faults(tables)[0].row == 1


def test_an_overlap_is_one_of_both_axes(tables):
    rows = tables["positions"][1]
    assert first_overlap(rows) is None
    assert first_overlap(pa.concat_tables([rows.slice(0, 1), rows.slice(0, 1)])) == 1
    longer = rows.slice(0, 2)
    for column in ("valid_to", "known_to"):
        place = longer.column_names.index(column)
        nothing = pc.if_else(True, pa.scalar(None, pa.date32()), longer[column])
        longer = longer.set_column(place, longer.schema.field(place), nothing)
    assert first_overlap(longer) == 1
