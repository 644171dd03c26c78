"""Tables for people: a long one looks as a short one does, and costs no more a line than it must."""

import pytest

from tracker.cli import screen

COLUMNS = ["period", "jurisdiction", "level", "note"]
LINES = [
    ["2020-01-01", "DEU", "barred", "a note of some words"],
    ["2020-02-01", "GBR", "", ""],
    ["2020-03-01", "CIV", "open", "Côte d'Ivoire, 日本"],
    ["2020-04-01", "JPN", "review", "x" * 24],
] * 5


@pytest.fixture
def printed(capsys, monkeypatch):
    def call(terminal, long, *, columns=100, lines=LINES, title=""):
        monkeypatch.setattr(screen, "piped", lambda: not terminal)
        monkeypatch.setattr(screen, "LONG", long)
        monkeypatch.setenv("COLUMNS", str(columns))
        if terminal:
            monkeypatch.setenv("FORCE_COLOR", "1")
            monkeypatch.setenv("TERM", "xterm-256color")
        screen.print_table(COLUMNS, lines, title)
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("title", ["", "A title"])
@pytest.mark.parametrize("terminal", [True, False])
def test_a_long_table_looks_as_a_short_one(printed, terminal, title):
    short, long = (printed(terminal, most, title=title) for most in (1000, 1))
    assert long == short
    assert ("\x1b[" in long) == terminal
    for cell in {c for line in LINES for c in line}:
        assert cell in long


def test_a_long_table_too_wide_for_the_terminal_is_a_line_a_cell_and_whole(printed):
    out = printed(True, 1, columns=50)
    assert out.count("-- ") == len(LINES)
    assert all(cell in out for line in LINES for cell in line)


def test_a_long_table_is_laid_out_without_what_folds_cells(printed, monkeypatch):
    from rich.table import Table

    def refuse(*_, **__):
        raise AssertionError("a long table went to rich, line by line")

    monkeypatch.setattr(Table, "add_row", refuse)
    out = printed(True, screen.LONG, lines=LINES * screen.LONG)
    assert out.count("2020-01-01") == 5 * screen.LONG
    with pytest.raises(AssertionError):
        printed(True, screen.LONG)


@pytest.mark.parametrize(
    "args", [("show", "GBR"), ("show",), ("show", "DEU", "FRA"), ("codebook",), ("forecasts",), ("changes",)]
)
def test_no_line_in_a_pipe_ends_in_a_blank(run, args):
    out = run(*args, "--release", "0.5.0")[1]
    assert len(out.splitlines()) > 5
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_a_text_that_reads_like_a_missing_value_is_a_text():
    import pandas as pd

    from tracker.cli.output import plain_rows

    frame = pd.DataFrame({"text": ["NaT", "<NA>", None], "day": pd.to_datetime(["2020-01-01", None, None])})
    assert [(r["text"], r["day"]) for r in plain_rows(frame)] == [("NaT", "2020-01-01"), ("<NA>", None), (None, None)]
