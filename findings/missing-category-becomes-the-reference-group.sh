#!/usr/bin/env bash
# linearmodels 7.1 with pandas 3.1.1: a row whose categorical regressor is missing is not dropped but counted in the reference group.
# One would expect what statsmodels 0.15.0 does with the same formula and frame, and linearmodels itself with a missing number: drop it.
# Seen: 12 observations in place of 8, the same answer as if every missing value were 'open', and another sign of the effect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check linearmodels==7.1 statsmodels==0.15.0 pandas==3.1.1 numpy==2.4.6
env/bin/python -W ignore - <<'PYTHON'
import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from linearmodels.panel import PanelOLS

index = pd.MultiIndex.from_product([range(4), [2018, 2019, 2020]])
frame = pd.DataFrame({"y": np.arange(12.0) ** 1.5}, index=index)
frame["level"] = pd.Categorical(["open", "barred", None] * 4, ["open", "barred"], ordered=True)
frame["number"] = [0, 1, np.nan] * 4

kept = PanelOLS.from_formula("y ~ 1 + level", frame).fit()
dropped = PanelOLS.from_formula("y ~ 1 + level", frame.dropna()).fit()
filled = PanelOLS.from_formula("y ~ 1 + level", frame.fillna({"level": "open"})).fit()
number = PanelOLS.from_formula("y ~ 1 + number", frame).fit()
other = smf.ols("y ~ level", frame).fit()
effect = "level[T.barred]"
print("linearmodels, missing category:", kept.nobs, round(kept.params[effect], 4))
print("linearmodels, missing filled with the reference:", filled.nobs, round(filled.params[effect], 4))
print("linearmodels, missing dropped by hand:", dropped.nobs, round(dropped.params[effect], 4))
print("linearmodels, missing number:", number.nobs)
print("statsmodels, missing category:", int(other.nobs), round(other.params[effect], 4))
assert (kept.nobs, filled.nobs, dropped.nobs, number.nobs, int(other.nobs)) == (12, 12, 8, 8, 8)
assert np.isclose(kept.params[effect], filled.params[effect]) and kept.params[effect] < 0
assert np.isclose(dropped.params[effect], other.params[effect]) and dropped.params[effect] > 0
PYTHON
