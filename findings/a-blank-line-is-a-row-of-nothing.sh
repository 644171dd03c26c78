#!/usr/bin/env bash
# pyarrow 26.0.1: read_csv with ignore_empty_lines=False reads a blank line of a file of two columns as a row of two nulls, while a line with one value of the two is
# an error that names the line. The documentation says that an empty line then holds a single empty value; one would expect the same error, since one is not two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1
env/bin/python - <<'PYTHON'
import io

import pyarrow as pa
from pyarrow import csv


def read(text, blank):
    try:
        return csv.read_csv(io.BytesIO(text), parse_options=csv.ParseOptions(ignore_empty_lines=not blank)).to_pylist()
    except pa.ArrowInvalid as error:
        return str(error).split(":")[0]


blank, short = b"a,b\n1,2\n\n3,4\n", b"a,b\n1,2\n3\n3,4\n"
seen = {"blank line kept": read(blank, True), "ignored": read(blank, False), "short line": read(short, True)}
print(pa.__version__, seen)
assert seen["blank line kept"] == [{"a": 1, "b": 2}, {"a": None, "b": None}, {"a": 3, "b": 4}]
assert seen["ignored"] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}] and "CSV parse error" in seen["short line"]
PYTHON
