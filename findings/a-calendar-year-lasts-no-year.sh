#!/usr/bin/env bash
# lifelines 0.30.0 with pandas 2.3.3: datetimes_to_durations(freq="Y") divides by the mean length of a year and cuts, so that a spell from 1 January to the next 1 January lasts 0 years
# (and one of four years lasts 4); with freq="M" February lasts 0 months. Durations of spells that end on an anniversary, as terms in law do, are one short, most of
# them. One would expect whole calendar units, or fractions.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check lifelines==0.30.0 pandas==2.3.3
env/bin/python - <<'PYTHON'
from lifelines.utils import datetimes_to_durations

first = ["2018-01-01", "2019-01-01", "2018-01-01"]
years, ended = datetimes_to_durations(first, ["2019-01-01", "2020-01-01", "2022-01-01"], freq="Y")
months, _ = datetimes_to_durations(["2018-01-01", "2018-02-01"], ["2018-02-01", "2018-03-01"], freq="M")
print("1, 1 and 4 years:", years.tolist(), "January, February:", months.tolist())
assert ended.all()
assert years.tolist() == [0.0, 0.0, 4.0]
assert months.tolist() == [1.0, 0.0]
PYTHON
