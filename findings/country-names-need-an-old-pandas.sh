#!/usr/bin/env bash
# country_converter 1.3.2, whose requirements admit any pandas from 1.0 on: under pandas 3.1.1 its first call raises TypeError, since read_csv with a str converter
# now makes empty cells missing in the new string type, and the package compiles each cell as a pattern. Under pandas 2.3.3 it works.
# One would expect an installation that the resolver accepts to answer.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check country_converter==1.3.2 pandas==3.1.1
env/bin/python -W ignore - <<'PYTHON'
import importlib.metadata
import subprocess
import sys

import country_converter

print(country_converter.__version__, [r for r in importlib.metadata.requires("country_converter") if r.startswith("pandas")])
try:
    country_converter.CountryConverter()
except TypeError as error:
    print("pandas 3.1.1: TypeError:", error)
else:
    raise SystemExit("it answers under pandas 3.1.1 now")
subprocess.run([sys.executable, "-m", "venv", "old"], check=True)
pip = ["old/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
subprocess.run([*pip, "country_converter==1.3.2", "pandas==2.3.3"], check=True)
asked = "import country_converter as c, pandas; print(pandas.__version__, c.convert(['UK', 'South Korea']))"
answer = subprocess.run(["old/bin/python", "-c", asked], check=True, capture_output=True, text=True).stdout.strip()
print("pandas", answer)
assert answer == "2.3.3 ['GBR', 'KOR']"
PYTHON
