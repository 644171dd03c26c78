#!/usr/bin/env bash
# edtf 5.0.2: in the Extended Date/Time Format "2019/" has an end that is not known, and "2019/.." one that lies open. The library gives the first a last day all the same, ten years
# after the beginning, and the second a floating number, infinity, where every other date has a struct_time.
# One would expect neither a day of its own making nor two kinds of answer. Seen: the end of "1949/" is 1959-01-01, by upper_strict and upper_fuzzy alike, so that what began then counts as over.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check edtf==5.0.2
env/bin/python -W ignore - <<'PYTHON'
import math
import time

from edtf import parse_edtf

seen = {text: (tuple(parse_edtf(text).upper_strict()[:3]), tuple(parse_edtf(text).upper_fuzzy()[:3])) for text in ("1949/", "2019/", "2019-06/")}
opened = parse_edtf("2019/..").upper_strict()
closed = parse_edtf("2019/2020").upper_strict()
print(seen, opened, closed)
assert seen == {"1949/": ((1959, 1, 1),) * 2, "2019/": ((2029, 1, 1),) * 2, "2019-06/": ((2029, 6, 1),) * 2}
assert opened == math.inf and isinstance(closed, time.struct_time)
PYTHON
