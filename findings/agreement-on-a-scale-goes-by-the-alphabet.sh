#!/usr/bin/env bash
# scikit-learn 1.9.1, irrCAC 0.4.4: two readers' codes on a scale from "open" to "removal", as ordered categories of pandas, are weighed by the alphabet, in which "barred" stands beside "limited"
# and "open" beside "removal". One would expect the order of the categories to be used, or a word that there is none, as krippendorff 0.9.0 gives for bare text.
# Seen: weighted kappa of 0.43 where the scale gives 0.76, and an alpha of 0.44 where it gives 0.87, without a warning; both are right once the order is given a second time, by an argument.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check scikit-learn==1.9.1 irrCAC==0.4.4 pandas==2.3.3 krippendorff==0.9.0
env/bin/python -W error::UserWarning - <<'PYTHON'
import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score

scale = ["open", "screened", "limited", "barred", "removal"]
first = ["open", "open", "barred", "removal", "limited", "screened", "barred", "open", "limited", "removal"]
second = ["open", "screened", "barred", "barred", "limited", "screened", "removal", "open", "barred", "removal"]
codes = pd.DataFrame({"first": first, "second": second}).apply(lambda c: pd.Categorical(c, categories=scale, ordered=True))
assert all(codes[c].cat.ordered and list(codes[c].cat.categories) == scale for c in codes)
ranks = codes.apply(lambda c: c.cat.codes)


def alpha(frame, **more):
    return CAC(frame, weights="ordinal", **more).krippendorff()["est"]["coefficient_value"]


kappa = {
    "ordered categories": cohen_kappa_score(codes["first"], codes["second"], weights="linear"),
    "with labels": cohen_kappa_score(codes["first"], codes["second"], weights="linear", labels=scale),
    "ranks": cohen_kappa_score(ranks["first"], ranks["second"], weights="linear"),
}
ordinal = {"ordered categories": alpha(codes), "with categories": alpha(codes, categories=scale), "ranks": alpha(ranks)}
try:
    said = krippendorff.alpha(np.array([first, second]), level_of_measurement="ordinal")
except ValueError as error:
    said = str(error)
print({k: round(v, 3) for k, v in kappa.items()}, {k: round(float(v), 3) for k, v in ordinal.items()}, said)
assert [round(v, 2) for v in kappa.values()] == [0.43, 0.76, 0.76]
assert [round(float(v), 2) for v in ordinal.values()] == [0.44, 0.87, 0.87]
assert "value_domain" in said
PYTHON
