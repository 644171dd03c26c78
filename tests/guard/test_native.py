"""DuckDB's engine without the rest of its package."""

from __future__ import annotations

import importlib
import subprocess
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tracker.guard import native, shut


def test_the_engine_is_that_of_the_package():
    """Connections and errors of the one are those of the other."""
    assert native.duckdb.connect is duckdb.connect
    for told in ("Error", "BinderException", "ParserException", "ConversionException", "OutOfMemoryException"):
        assert getattr(native.duckdb, told) is getattr(duckdb, told)
    with pytest.raises(duckdb.ParserException):
        native.duckdb.connect().execute("SELECT FROM WHERE")


def test_where_there_is_no_engine_apart_the_package_serves(monkeypatch):
    """DuckDB promises no module of that name."""
    monkeypatch.setitem(sys.modules, "_duckdb", None)
    assert importlib.reload(native).duckdb is duckdb
    monkeypatch.undo()
    importlib.reload(native)


def _asked(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(("form", "imported"), [("parquet", "False"), ("arrow", "True")])
def test_two_parquet_files_are_compared_by_the_engine_alone(tmp_path, form, imported):
    """What a comparison does not use is not waited for; what Arrow needs comes when a file needs Arrow."""
    for name, value in (("old", 1), ("new", 2)):
        table = pa.table({"k": ["a", "b"], "v": [0, value]})
        if form == "parquet":
            pq.write_table(table, tmp_path / f"{name}.parquet")
        else:
            with pa.ipc.new_file(tmp_path / f"{name}.arrow", table.schema) as file:
                file.write_table(table)
    sides = ", ".join(repr(str(tmp_path / f"{name}.{form}")) for name in ("old", "new"))
    code = f"import sys, tracker; d = tracker.diff({sides}, key='k'); print(len(d.tables[0].rows), 'duckdb' in sys.modules)"
    assert _asked(code) == ["1", imported]


def test_no_bar_of_progress_gets_into_what_a_prompt_or_a_short_script_prints():
    """DuckDB draws one after two seconds, wherever no file is run."""
    setting = "SELECT current_setting('enable_progress_bar')"
    code = f"from tracker.diff import duck; print(*duck.connect().execute({setting!r}).fetchone())"
    assert _asked(code) == ["False"]


def test_a_bar_of_progress_that_cannot_be_refused_stops_nothing():
    """In a notebook without ipywidgets DuckDB refuses the setting itself; any other connection keeps it."""

    class Notebook:
        def execute(self, query):
            raise duckdb.InvalidInputException("Could not change the progress bar setting")

    con = Notebook()
    assert shut.quiet(con) is con
