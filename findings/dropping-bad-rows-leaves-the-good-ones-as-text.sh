#!/usr/bin/env bash
# pandera 0.35.0 with pandas 3.1.1: a column with coerce=True comes back converted when every value can be converted. With drop_invalid_rows=True and one value that
# cannot, that row goes, but the others stay as they were: text in a column that the schema calls days, and no error. One would expect what passed to have the type.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandera==0.35.0 pandas==3.1.1
env/bin/python - <<'PYTHON'
import pandas as pd
import pandera.pandas as pa

schema = pa.DataFrameSchema({"day": pa.Column("datetime64[ns]", coerce=True)}, drop_invalid_rows=True)
good = schema.validate(pd.DataFrame({"day": ["2024-01-01", "2024-02-01"]}), lazy=True)
mixed = schema.validate(pd.DataFrame({"day": ["2024-01-01", "2024-02-31"]}), lazy=True)
print("all good:", good["day"].dtype, "one bad:", mixed["day"].dtype, mixed["day"].tolist())
assert good["day"].dtype == "datetime64[ns]"
assert mixed["day"].tolist() == ["2024-01-01"] and mixed["day"].dtype != "datetime64[ns]"
PYTHON
