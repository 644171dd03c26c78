"""``tracker sql``: an answer in every format, files that are whole or not there, and notes where they belong."""

import csv
import io
import json

import pandas as pd
import pytest

import tracker

QUERY = "SELECT jurisdiction, vendor, level, level_rank, valid_from, valid_to FROM stances ORDER BY ALL"


@pytest.fixture
def ask(run, release):
    return lambda *args: run("sql", *args, "--release", release)


def test_every_format_says_the_same(ask, release, tmp_path):
    frame = tracker.sql(QUERY, version=release)
    code, out, err = ask(QUERY, "--format", "csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [r["valid_from"] for r in rows] == frame["valid_from"].dt.date.astype(str).tolist()
    assert [r["valid_to"] for r in rows] == ["" if d != d else str(d.date()) for d in frame["valid_to"]]
    parsed = json.loads(ask(QUERY, "--format", "json")[1])
    assert [[v or "" for v in map(str, r.values())] for r in parsed] == [
        ["None" if v == "" else v for v in r.values()] for r in rows
    ]
    assert all(isinstance(r["level_rank"], int) for r in parsed)
    table = ask(QUERY, "--format", "markdown")[1].splitlines()
    assert table[0] == "| jurisdiction | vendor | level | level_rank | valid_from | valid_to |"
    assert len(table) == len(frame) + 2
    for name, text in (("a.csv", out), ("a.json", json.dumps(parsed, ensure_ascii=False, indent=2) + "\n")):
        assert ask(QUERY, "--out", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert ask(QUERY, "--out", tmp_path / "a.parquet")[0] == 0
    stored = pd.read_parquet(tmp_path / "a.parquet")
    assert stored["level"].tolist() == frame["level"].tolist()
    assert stored["level_rank"].tolist() == frame["level_rank"].tolist()


def test_json_is_strict(ask):
    query = (
        "SELECT 'nan'::DOUBLE AS a, 'inf'::DOUBLE AS b, 1.5 AS c, true AS d, [DATE '2020-01-01'] AS e, {'x': NULL} AS f"
    )

    def refuse(word):
        raise AssertionError(word)

    (row,) = json.loads(ask(query, "--format", "json")[1], parse_constant=refuse)
    assert row == {"a": None, "b": None, "c": 1.5, "d": True, "e": ["2020-01-01"], "f": {"x": None}}
    assert ask(query, "--format", "csv")[1] == 'a,b,c,d,e,f\n,,1.5,true,2020-01-01,"{""x"": null}"\n'


def test_a_wide_answer_loses_no_column(ask, release):
    _, out, _ = ask("FROM position_on('2020-12-31')")
    for column in tracker.sql("FROM position_on('2020-12-31')", version=release):
        assert f"\n{column}" in out
    assert max(map(len, ask("SELECT vendor, level FROM stances")[1].splitlines())) <= 80
    assert "\x1b" not in ask("SELECT chr(27) || '[2J' AS a")[1]


def test_what_is_there_is_replaced_only_when_asked(ask, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("mine")
    code, _, err = ask(QUERY, "--out", file)
    assert code == 2
    assert "exists already" in err
    assert file.read_text() == "mine"
    assert ask("SELECT levle FROM stances", "--out", file, "--force")[0] == 2
    assert file.read_text() == "mine"
    assert ask(QUERY, "--out", file, "--force")[0] == 0
    assert file.read_text().startswith("jurisdiction,")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["SELECT 1", "--out", "a.xyz"], "a name that ends in .csv, .json, .md, .parquet"),
        (["SELECT 1", "--out", "a.csv", "--format", "json"], "do not fit"),
        (["SELECT 1", "--format", "parquet"], "--out"),
        (["FROM stancse"], "Did you mean 'stances'"),
        (["FROM read_text('README.md')"], "not allowed here"),
        (["COPY stances TO 'a.csv'"], "another statement than a SELECT"),
        (["FROM stances WHERE level >= 'barred'"], "level_rank >= 3"),
        (["FROM range(100000000000)", "--format", "csv"], "more than fits"),
        (["SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE (a.range * 31 + b.range) % 7 = 3",
          "--timeout", "0.2"], "was stopped"),
    ],
)  # fmt: skip
def test_a_wrong_query_is_one_line_and_2(ask, args, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = ask(*args)
    assert (code, out) == (2, "")
    assert says in err
    assert len(err.splitlines()) == 1
    assert len(err) < 320
    assert not list(tmp_path.iterdir())


def test_a_day_past_the_horizon_is_noted(ask):
    code, out, err = ask("SELECT count(*) AS n FROM position_on('2999-01-01')", "--format", "csv")
    assert code == 0
    assert out.startswith("n\n")
    assert "2999-01-01 lies beyond it" in err
    assert ask("SELECT count(*) AS n FROM position_on('2019-01-01')")[2] == ""


def test_asking_in_sql_costs_neither_pandas_nor_pyarrow():
    import subprocess
    import sys

    code = (
        "import sys\nfrom tracker.cli import main\n"
        "sys.argv = ['tracker', 'sql', 'FROM stances SELECT count(*)']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert not {'pandas', 'pyarrow'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_decimal_is_not_rounded_on_its_way_out(ask):
    query = "SELECT 12345678901234567890.12 AS large, 0.25::DECIMAL(9, 4) AS quarter, 0.1::DECIMAL(38, 20) AS tenth"
    assert ask(query, "--format", "csv")[1].splitlines()[1] == "12345678901234567890.12,0.25,0.1"
    assert json.loads(ask(query, "--format", "json")[1]) == [
        {"large": "12345678901234567890.12", "quarter": 0.25, "tenth": 0.1}
    ]


def test_what_a_terminal_obeys_is_shown_in_markdown_and_in_heads(ask, tmp_path):
    query = "SELECT 'a' || chr(27) || '[31m<b>' || chr(8238) AS \"x\x1b[2J|y\""
    assert ask(query, "--out", tmp_path / "a.md")[0] == 0
    wanted = "| x\\x1b[2J\\|y |\n| --- |\n| a\\x1b[31m\\<b>\\u202e |\n"
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == wanted
    for form in ("text", "markdown"):
        code, out, _ = ask(query, "--format", form)
        assert code == 0
        assert "x\\x1b[2J" in out
        assert not {"\x1b", "\u202e"} & set(out)
