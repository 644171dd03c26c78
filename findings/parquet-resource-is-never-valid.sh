#!/usr/bin/env bash
# frictionless 5.21.0: a Data Package v2 resource in Parquet with a byte count, a list column or a null in an integer column is reported as invalid,
# though package and file agree. One would expect the types of the file to count as they are. Seen: byte-count expected 1060 (or so) and actual None;
# type-error on the integer column (pandas turned it into floating numbers on the way), and on both lists (they arrive as arrays).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check 'frictionless[parquet]==5.21.0' pyarrow==26.0.1 pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
from frictionless import validate

table = pa.table({"n": pa.array([1, None], pa.int32()), "items": pa.array([["a"], ["b", "c"]], pa.list_(pa.string()))})
pq.write_table(table, "rows.parquet")
fields = [{"name": "n", "type": "integer"}, {"name": "items", "type": "list"}]
resource = {"name": "rows", "path": "rows.parquet", "format": "parquet", "schema": {"fields": fields}}
resource["bytes"] = pathlib.Path("rows.parquet").stat().st_size
pathlib.Path("datapackage.json").write_text(json.dumps({"name": "example", "resources": [resource]}))
found = validate("datapackage.json").flatten(["type", "fieldName", "note"])
print(*found, sep="\n")
assert sorted((kind, field) for kind, field, _ in found) == sorted([
    ("byte-count", None), ("type-error", "n"), ("type-error", "items"), ("type-error", "items")
]), found
PYTHON
