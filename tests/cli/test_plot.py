"""``tracker plot`` as a user meets it."""

import pytest

import tracker
from tracker.cli import main


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*args):
        with pytest.raises(SystemExit) as left:
            main(["plot", *map(str, args)])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


@pytest.mark.parametrize(
    "args",
    [
        ("map", "--on", "2020-12-31", "--segment", "core", "--region", "europe"),
        ("multiples", "--vendor", "zte", "--vendor", "huawei", "--known-by", "2020-01-01"),
        ("timeline", "aaa", "BBB", "--width", "640", "--on", "2020-01-01"),
        ("movers", "--vendor", "ZTE", "--segment", "core", "--theme", "dark"),
    ],
)
def test_each_kind_is_written(run, release, tmp_path, args):
    code, out, err = run(*args, "--release", release, "--out", "x.svg")
    assert (code, out, err) == (0, "", "written: x.svg\n")
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_diff_is_of_two_versions(run, tmp_path):
    assert run("diff", "0.1.0", "0.2.0", "GBR", "--vendor", "zte", "--out", "x.png", "--scale", "1")[0] == 0
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("pie", "--out", "x.svg"), "unknown kind of plot 'pie'"),
        (("map",), "--out"),
        (("map", "--out", "x.eps"), "a name ending in .svg, .pdf, .png, .html"),
        (("map", "--out", "no/x.svg"), "no such folder"),
        (("map", "GBR", "--out", "x.svg"), "map takes no jurisdiction: got 'GBR'"),
        (("map", "--vendor", "huawei", "--vendor", "zte", "--out", "x.svg"), "expected a text; got ['huawei', 'zte']"),
        (("map", "--region", "asia", "--out", "x.svg"), "world, europe"),
        (("map", "--on", "2020-02-30", "--out", "x.svg"), "no such day"),
        (("map", "--width", "1", "--out", "x.svg"), "480 to 2400"),
        (("map", "--scale", "0", "--out", "x.svg"), "0.25 to 8"),
        (("movers", "--known-by", "2030-01-01", "--beyond", "refuse", "--out", "x.svg"), "known_by: version"),
        (("timeline", "BEL", "--on", "2030-01-01", "--beyond", "refuse", "--out", "x.svg"), "on: version"),
        (("movers", "--beyond", "ignore", "--out", "x.svg"), "beyond: unknown choice 'ignore'"),
        (("movers", "--on", "2020-01-01", "--out", "x.svg"), "movers does not take --on"),
        (("timeline", "--out", "x.svg"), "no jurisdiction is named"),
        (
            ("timeline", "XYZ", "--out", "x.svg"),
            "unknown jurisdiction 'XYZ'; expected a code such as AGO or a name in English ({codes} are known)",
        ),
        (("timeline", "Belgum", "--out", "x.svg"), "'BEL'"),
        (("timeline", "BEL", "--region", "europe", "--out", "x.svg"), "timeline does not take --region"),
        (("diff", "0.1.0", "--out", "x.svg"), "two versions"),
        (("diff", "0.1.0", "0.2.0", "--release", "0.1.0", "--out", "x.svg"), "diff does not take --release"),
        (("diff", "0.1.0", "working", "--out", "x.svg"), "two releases"),
    ],
)
def test_wrong_input_has_one_message_and_leaves_no_file(run, tmp_path, args, words):
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert words.format(codes=len(tracker.load("jurisdictions"))) in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())
