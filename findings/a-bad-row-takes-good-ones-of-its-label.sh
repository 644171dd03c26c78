#!/usr/bin/env bash
# pandera 0.35.0 with pandas 3.1.1: drop_invalid_rows=True drops by index label, not by row. Where labels repeat, as after pd.concat of two files, a valid row goes
# because an invalid one bears its label. One would expect the rows that failed to go, and no others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pandera==0.35.0 pandas==3.1.1
env/bin/python - <<'PYTHON'
import pandas as pd
import pandera.pandas as pa

schema = pa.DataFrameSchema({"rank": pa.Column(int, pa.Check.ge(0))}, drop_invalid_rows=True)
first, second = pd.DataFrame({"rank": [1, 2]}), pd.DataFrame({"rank": [-3, 4]})
repeated = schema.validate(pd.concat([first, second]), lazy=True)["rank"].tolist()
own = schema.validate(pd.concat([first, second], ignore_index=True), lazy=True)["rank"].tolist()
print("valid are 1, 2, 4; kept with repeated labels:", repeated, "with labels of their own:", own)
assert repeated == [2, 4]
assert own == [1, 2, 4]
PYTHON
