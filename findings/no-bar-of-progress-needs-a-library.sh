#!/usr/bin/env bash
# DuckDB 2.0.1 in a Jupyter kernel without ipywidgets: `SET enable_progress_bar = false` is refused, because what would draw the bar is missing.
# One would expect that no library is needed to draw nothing. Seen: an InvalidInputException in a notebook, and no word outside of one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1 ipykernel==7.4.0 nbclient==0.11.0 nbformat==5.11.1
env/bin/python - <<'PYTHON'
import duckdb
import nbformat
from nbclient import NotebookClient

CELL = """
import duckdb
con = duckdb.connect()
try:
    con.execute("SET enable_progress_bar = false")
    said = "done"
except duckdb.Error as error:
    said = f"{type(error).__name__}: {error}"
print(said)
"""
book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
NotebookClient(book, kernel_name="python3").execute()
inside = book.cells[0].outputs[0].text.strip()
duckdb.connect().execute("SET enable_progress_bar = false")
print(inside)
assert inside.startswith("InvalidInputException") and "ipywidgets" in inside
PYTHON
