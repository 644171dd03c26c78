"""Names, days past the horizon, changes and deadlines on the command line."""

import csv
import io
import json

import pytest

import tracker


@pytest.mark.parametrize("name", ["GBR", "gbr", "UK", "u.k.", "United Kingdom", "Great Britain"])
def test_a_name_is_a_name_for_every_verb(run, name):
    only = ("--release", "0.4.0", "--vendor", "HUAWEI", "--segment", "RAN", "--format", "json")
    for verb, more in (("show", ("--on", "2021-01-01")), ("changes", ()), ("deadlines", ("--on", "2021-01-01"))):
        code, out, _ = run(verb, name, *more, *only)
        assert code == 0
        rows = json.loads(out)
        assert {(r["jurisdiction"], r["vendor"], r["segment"]) for r in rows} == {("GBR", "huawei", "access")}
    assert run("history", name, *only)[1] == run("history", "GBR", *only)[1]
    assert run("forecasts", name, *only)[1] == run("forecasts", "GBR", *only)[1]
    told = run("cite", "0.4.0", "--cell", f"{name}/Huawei/RAN", "--on", "2021-01-01")
    assert told == run("cite", "0.4.0", "--cell", "GBR/huawei/access", "--on", "2021-01-01")
    assert told[0] == 0


def test_exports_take_names(run, tmp_path):
    only = ("--release", "0.4.0", "--table", "stances")
    assert run("export", tmp_path / "a.csv", "--jurisdiction", "South Korea", "--vendor", "ZTE", *only)[0] == 0
    assert run("export", tmp_path / "b.csv", "--jurisdiction", "KOR", "--vendor", "zte", *only)[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    with (tmp_path / "a.csv").open(newline="") as file:
        assert {r["jurisdiction"] for r in csv.DictReader(file)} == {"KOR"}


def test_plots_take_names(run, tmp_path):
    pytest.importorskip("altair")
    for file, name, vendor in (("a.svg", "Holland", "Huawei"), ("b.svg", "NLD", "huawei")):
        assert run("plot", "timeline", name, "--vendor", vendor, "--release", "0.4.0", "--out", tmp_path / file)[0] == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("show Congo", "jurisdiction 'Congo' may be 'COD' (Democratic Republic of the Congo) or 'COG'"),
        ("show Iran", "this version has no jurisdiction 'IRN' (Iran)"),
        ("show Germny", "Did you mean 'DEU' (Germany)?"),
        ("changes --year 24", "--year: not a year"),
        ("changes --year 2024 --since 2024-01-01", "--year: a year has its own first and last day"),
        ("changes --direction up", "unknown direction 'up'; expected one of tighter, looser, begins, ends, same"),
        ("deadlines --within soon", "within: not a span of time"),
        ("deadlines --on 2024", "on: a year is not a day"),
        ("show --beyond ignore", "beyond: unknown choice 'ignore'; expected one of flag, refuse"),
        ("show --on 2026-08-01 --beyond refuse", "on: version 0.4.0 says nothing of that day"),
        ("changes --until 2030-01-01 --beyond refuse", "until: version 0.4.0 says nothing of that day"),
    ],
)
def test_a_wrong_question_is_one_line_and_exit_2(run, line, says):
    code, out, err = run(*line.split(), "--release", "0.4.0")
    assert (code, out) == (2, "")
    assert err.startswith("tracker: ")
    assert says in err
    assert err.count("\n") == 1
    assert len(err) < 310


@pytest.mark.parametrize("verb", ["show", "deadlines"])
def test_days_past_the_horizon_are_said_on_the_error_stream(run, verb):
    for form in ("text", "json", "csv", "markdown"):
        code, _, err = run(verb, "--on", "2026-07-04", "--release", "0.4.0", "--format", form)
        assert code == 0
        assert "evidence reaches to 2026-07-03, so 2026-07-04 lies beyond it" in err
        assert run(verb, "--on", "2026-07-03", "--release", "0.4.0", "--format", form)[2] == ""
    assert run(verb, "--release", "0.4.0", "--beyond", "refuse")[2] == ""


def test_changes_in_every_format(run):
    line = ("changes", "--year", "2020", "--direction", "tighter", "--release", "0.4.0")
    wanted = tracker.changes("2020-01-01", "2020-12-31", direction="tighter", version="0.4.0")
    code, out, err = run(*line)
    assert code == 0
    assert out.count("tighter\n") == len(wanted)
    assert "begins: 1" in out or f"begins: {wanted.attrs['directions']['begins']}" in out
    assert f"{wanted.attrs['directions']['begins']} more cells got a level where none was coded before" in err
    rows = json.loads(run(*line, "--format", "json")[1])
    assert [r["event_id"] for r in rows] == wanted["event_id"].tolist()
    assert [r["new_level_rank"] for r in rows] == wanted["new_level_rank"].tolist()
    table = list(csv.DictReader(io.StringIO(run(*line, "--format", "csv")[1])))
    assert [r["day"] for r in table] == wanted["day"].dt.date.astype(str).tolist()
    assert run(*line, "--format", "markdown")[1].count("\n") == len(wanted) + 2


def test_deadlines_as_text(run):
    code, out, _ = run("deadlines", "UK", "--on", "2026-01-01", "--within", "2 years", "--release", "0.4.0")
    assert code == 0
    assert out.splitlines()[0] == "Due after 2026-01-01 (version 0.4.0)"
    assert "2027-12-31  GBR huawei access     removal (de_jure), in 729 days" in out
    assert "none" in run("deadlines", "Brazil", "--on", "2026-01-01", "--release", "0.4.0")[1]
    out = run("deadlines", "Finland", "--on", "2026-01-01", "--release", "0.6.0")[1]
    assert "2026-12-19  FIN zte    access     screened (de_jure) begins, in 352 days" in out
