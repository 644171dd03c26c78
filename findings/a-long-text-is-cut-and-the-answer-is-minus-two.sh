#!/usr/bin/env bash
# xlsxwriter 3.3.1: a text over Excel's limit of 32,767 characters is cut and written, and the only sign is the value -2 that write_string returns; no exception and no
# warning, where a bad sheet name raises. One would expect an error, or the whole text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check xlsxwriter==3.3.1 openpyxl==3.1.5
env/bin/python -W error - <<'PYTHON'
import openpyxl
import xlsxwriter

book = xlsxwriter.Workbook("a.xlsx")
sheet = book.add_worksheet()
answers = [sheet.write_string(0, 0, "x" * 32_767), sheet.write_string(1, 0, "x" * 32_767 + "end")]
book.close()
kept = [len(row[0]) for row in openpyxl.load_workbook("a.xlsx").active.iter_rows(values_only=True)]
print("answers:", answers, "kept:", kept)
assert answers == [0, -2] and kept == [32_767, 32_767]
PYTHON
