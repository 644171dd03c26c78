"""R reads what is exported: the panel counted there and here, and the guide's own lines for R."""

import csv
import io
import re
import subprocess

import parts
import pytest
from conftest import ROOT

import tracker

GUIDE = (ROOT / "docs" / "howto" / "engines.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```r\n(.*?)```", GUIDE, re.DOTALL)
READ = re.compile(r"arrow::read_parquet\(\"tracker/releases/([\d.]+)/(\w+)\.parquet\"\)")


@pytest.fixture(scope="session")
def r():
    """Run R code with arguments; what it prints."""
    program = parts.R.path
    if program is None:
        pytest.skip(parts.R.missing)

    def run(code, *args):
        done = subprocess.run(
            [program, "--vanilla", "-e", code, *map(str, args)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


COUNT = """
path <- commandArgs(TRUE)[1]
frame <- if (endsWith(path, ".dta")) haven::as_factor(haven::read_dta(path)) else read.csv(path)
frame <- frame[frame$known == "now", ]
level <- as.character(frame$level)
level[is.na(level) | level == ""] <- "none"
counts <- aggregate(list(n = level), list(year = frame$year, vendor = as.character(frame$vendor),
  segment = as.character(frame$segment), level = level), length)
write.csv(counts, row.names = FALSE)
"""


@pytest.mark.parametrize("ending", ["dta", "csv"])
def test_r_counts_as_many_of_each_level_in_each_year_as_panel(r, ending, tmp_path):
    path = tmp_path / f"panel_year.{ending}"
    tracker.export(path, tables="panel_year")
    told = csv.DictReader(io.StringIO(r(COUNT, path)))
    counted = {(int(row["year"]), row["vendor"], row["segment"], row["level"]): int(row["n"]) for row in told}

    panel = tracker.panel("YE")
    last = tracker.load("panel_year")
    # The year in which the evidence ends is read on another day than its last, so the panel leaves it out.
    panel = panel[panel["period"].dt.year.isin(last.loc[last["complete"], "year"])]
    level = panel["level"].astype(object).where(panel["level"].notna(), "none").rename("level")
    wanted = panel.groupby([panel["period"].dt.year, "vendor", "segment", level], observed=True).size().to_dict()
    assert sum(wanted.values()) > 1000
    years = {year for year, *_ in wanted}
    assert {key: n for key, n in counted.items() if key[0] in years} == wanted
    assert {year for year, *_ in counted} - years <= set(last.loc[~last["complete"], "year"])


def test_the_guide_has_lines_for_r():
    assert len(SNIPPETS) == 2
    assert all(READ.search(code) for code in SNIPPETS)


@pytest.mark.parametrize("code", SNIPPETS, ids=["stances", "positions"])
def test_the_guides_lines_for_r_give_the_answer_of_the_package(r, code, tmp_path):
    """R of the system's packages has no reader of Parquet, so the lines read the same tables as Stata files."""
    for version, table in READ.findall(code):
        tracker.export(tmp_path / f"{table}.dta", version=version, tables=table)
    code = READ.sub(lambda m: f'haven::as_factor(haven::read_dta("{tmp_path.as_posix()}/{m[2]}.dta"))', code)
    answer = r(code + '\ncat(as.character(answer), sep = "\\n")').split()
    assert answer == expected(code)


def expected(code):
    """What the package answers to the guide's two questions."""
    if "nato" not in code:
        version, day = "0.3.0", "2021-01-01"
        kept = tracker.position(day, vendor="huawei", segment="access", version=version)
        return sorted(kept.loc[kept["level_rank"] >= 3, "jurisdiction"])
    version, day = "0.5.0", "2020-07-14"
    kept = tracker.position(day, known_by=day, vendor="huawei", segment="access", version=version)
    members = tracker.load("memberships", in_force_on=day, version=version).query("organisation == 'nato'")
    return sorted(set(kept.loc[kept["level_rank"] >= 3, "jurisdiction"]) & set(members["jurisdiction"]))
