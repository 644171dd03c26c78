#!/usr/bin/env bash
# pyarrow 26.0.1: a Parquet file with a dictionary inside a list and more than one group of rows is read by read_table, and refused by ParquetFile.read.
# One would expect both to read what pyarrow wrote, or neither. Seen: ParquetFile.read raises, read_table gives every row, and so does each group read alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pyarrow==26.0.1
env/bin/python - <<'PYTHON'
import pyarrow as pa
import pyarrow.parquet as pq

kind = pa.list_(pa.dictionary(pa.int32(), pa.string()))
words = pa.array(["core", "access", "core", "government"]).dictionary_encode()
table = pa.table({"segments": pa.ListArray.from_arrays(pa.array([0, 1, 2, 3, 4], pa.int32()), words)})
assert table.schema.field("segments").type == kind
pq.write_table(table, "segments.parquet", row_group_size=2)
wanted = table["segments"].to_pylist()
file = pq.ParquetFile("segments.parquet")
try:
    file.read()
    said = "read"
except (pa.ArrowException, NotImplementedError) as error:
    said = f"{type(error).__name__}: {error}"
whole = pq.read_table("segments.parquet")["segments"].to_pylist()
alone = [v for i in range(file.num_row_groups) for v in file.read_row_group(i)["segments"].to_pylist()]
print(said, whole == wanted, alone == wanted)
assert said != "read" and whole == wanted and alone == wanted
PYTHON
