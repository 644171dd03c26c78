#!/usr/bin/env bash
# pycountry 26.2.16: the first answer of countries.search_fuzzy is often another country, an exact name included, since it weighs names of provinces and notes.
# One would take the first hit for the best. Seen: Niger leads to Nigeria, Korea to the North, Kosovo to Serbia, EU to Reunion; Turkey, the name until 2022, to nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check pycountry==26.2.16
env/bin/python -W ignore - <<'PYTHON'
import pycountry


def first(name):
    try:
        return pycountry.countries.search_fuzzy(name)[0].alpha_3
    except LookupError:
        return None


seen = {name: first(name) for name in ("Niger", "Korea", "Kosovo", "EU", "Turkey", "Dominica", "Guinea")}
print(seen, "exact:", pycountry.countries.lookup("Niger").alpha_3)
assert seen == {"Niger": "NGA", "Korea": "PRK", "Kosovo": "SRB", "EU": "REU", "Turkey": None, "Dominica": "DMA", "Guinea": "GIN"}
assert pycountry.countries.lookup("Niger").alpha_3 == "NER"
PYTHON
