#!/usr/bin/env bash
# DuckDB 2.0.1: a text with a time of day and a zone cast to DATE loses both without a word, so 23:30 four hours west of Greenwich stays the 14th where UTC has the 15th; '2020-7-4'
# and 'epoch' are days too, while the basic form of ISO 8601, '20200714', is refused. One would expect an error, as for a number with letters after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
env/bin/python - <<'PYTHON'
import duckdb


def day(text):
    try:
        return str(duckdb.execute("SELECT CAST($1 AS DATE)", [text]).fetchall()[0][0])
    except duckdb.Error as error:
        return type(error).__name__


texts = ["2020-07-14 23:30", "2020-07-14T23:30:00-04:00", "2020-7-4", "epoch", "20200714", "14.07.2020"]
found = {text: day(text) for text in texts}
print(found)
assert found["2020-07-14 23:30"] == found["2020-07-14T23:30:00-04:00"] == "2020-07-14"
assert (found["2020-7-4"], found["epoch"]) == ("2020-07-04", "1970-01-01")
assert found["20200714"] == found["14.07.2020"] == "ConversionException"
PYTHON
