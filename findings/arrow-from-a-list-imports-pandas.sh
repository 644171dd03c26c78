#!/usr/bin/env bash
# pyarrow 26.0.1: making an array from a plain list, and parquet.read_table, import pandas where it is installed; ParquetFile(...).read() does not.
# One would expect a list of numbers to need no data frame library. Seen: 'pandas' enters sys.modules with pa.array([1]), which costs a command line tool most of its start.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1 pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import subprocess
import sys


def brings_pandas(code):
    code = f"import sys, pyarrow as pa, pyarrow.parquet as pq; {code}; print('pandas' in sys.modules)"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "True"


made = "pq.write_table(pa.table({'k': pa.array([1])}), 'k.parquet')"
subprocess.run([sys.executable, "-c", f"import pyarrow as pa, pyarrow.parquet as pq; {made}"], check=True)
seen = {code: brings_pandas(code) for code in ("pa.array([1])", "pa.scalar(1)", "pq.read_table('k.parquet')", "pq.ParquetFile('k.parquet').read()", "pa.nulls(3)")}
print(seen)
assert list(seen.values()) == [True, True, True, False, False]
PYTHON
