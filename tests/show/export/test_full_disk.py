"""No room to write: one clear line that names the target, nothing left behind, and what was there stays as it was.

A limit on the size of files stands for the disk: the system refuses what goes beyond it as it does on a full one.
"""

import hashlib
import json
import subprocess
import sys

import pytest
from conftest import ROOT

from tracker.release.reading import shelf
from tracker.show.formats import FORMATS

resource = pytest.importorskip("resource")

CODE = """
import contextlib, io, json, resource, sys
from tracker.cli import main
import tracker.show.export, tracker.loader, duckdb, pandas, pyarrow.parquet, altair, vl_convert, jinja2
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
for line in sys.stdin:
    code, out, err = None, io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(json.loads(line))
        except SystemExit as left:
            code = left.code
    sys.__stdout__.write(json.dumps([code, out.getvalue(), err.getvalue()]) + chr(10))
    sys.__stdout__.flush()
"""


@pytest.fixture(scope="module")
def limited():
    """A function: code, output and messages of calls, one after the other, with room for 3,000 bytes a file.

    One process, which has loaded all that it needs before its room was taken, answers all of them.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-B", "-c", CODE], stdin=pipe, stdout=pipe, stderr=pipe, text=True) as child:

        def ask(*calls):
            told = []
            for call in calls:
                child.stdin.write(json.dumps([str(a) for a in call]) + "\n")
                child.stdin.flush()
                line = child.stdout.readline()
                assert line, child.stderr.read()
                told.append(json.loads(line))
            return told

        yield ask
        child.stdin.close()
        assert (child.wait(timeout=60), child.stderr.read()) == (0, "")


def one_line(told, target):
    code, out, err = told
    assert (code, out) == (2, ""), err
    assert err.startswith(f"tracker: {target}: cannot be written; got "), err
    assert "is there room on the disk?" in err
    assert err.count("\n") == 1
    assert len(err) - len(str(target)) < 300


def kept(limited, calls, tmp_path):
    """Run each call twice: where nothing is, and with ``--force`` where something is."""
    for told, (target, _) in zip(limited(*(call for _, call in calls)), calls, strict=True):
        one_line(told, target)
    assert sorted(p.name for p in tmp_path.iterdir()) == []
    for target, _ in calls:
        if target.suffix:
            target.write_bytes(b"the old one")
    files = [(target, [*call, "--force"]) for target, call in calls if target.suffix]
    for told, (target, _) in zip(limited(*(call for _, call in files)), files, strict=True):
        one_line(told, target)
        assert target.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(target.name for target, _ in files)


def test_an_export_without_room(limited, release, tmp_path):
    calls = []
    for form, about in FORMATS.items():
        target = tmp_path / f"{form}{'' if about.each else about.endings[0]}"
        calls.append((target, ["export", target, "--format", form, "--release", release]))
        if about.each:
            target = tmp_path / f"one-{form}{about.endings[0]}"
            calls.append((target, ["export", target, "--format", form, "--release", "0.4.0", "--table", "sources"]))
    kept(limited, calls, tmp_path)


def test_an_answer_a_panel_and_a_picture_without_room(limited, tmp_path):
    calls = []
    for ending in ("csv", "json", "md", "parquet"):
        target = tmp_path / f"x.{ending}"
        calls.append((target, ["sql", "FROM sources", "--release", "0.4.0", "--out", target]))
    for ending in ("csv", "dta", "xlsx", "parquet", "sqlite", "duckdb", "jsonl"):
        target = tmp_path / f"panel.{ending}"
        calls.append((target, ["panel", "--release", "0.4.0", "--out", target]))
    for ending in ("svg", "png", "pdf", "html"):
        target = tmp_path / f"picture.{ending}"
        calls.append((target, ["plot", "timeline", "GBR", "--release", "0.4.0", "--out", target]))
    kept(limited, calls, tmp_path)


def test_a_site_and_a_build_without_room(limited, release, tmp_path):
    calls = [
        (tmp_path / "site", ["page", tmp_path / "site", "--release", release]),
        (tmp_path / "built", ["build", tmp_path / "built", "--data", ROOT / "data", "--as", "0.9.0"]),
    ]
    kept(limited, calls, tmp_path)


def test_a_cache_without_room(limited, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    cache.mkdir()
    (told,) = limited(["fetch", "0.4.0", "--from", shelf.BUNDLED, "--cache", cache])
    one_line(told, cache)
    assert [p for p in cache.rglob("*") if p.is_file() and p.suffix != ".lock"] == []
    assert not list((cache / "releases").glob("*"))


def test_a_change_list_and_what_it_makes_without_room(limited, tmp_path):
    for name in "ab":
        rows = "".join(f"{i},{hashlib.sha256(f'{name}{i}'.encode()).hexdigest()}\n" for i in range(500))
        (tmp_path / f"{name}.csv").write_text(f"k,v\n{rows}")
    subprocess.run(
        [sys.executable, "-m", "tracker", "diff", "a.csv", "b.csv", "--key", "k", "--output", "list.csv"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    inputs = sorted(p.name for p in tmp_path.iterdir())
    assert inputs == ["a.csv", "b.csv", "list.csv"]
    old, new = tmp_path / "a.csv", tmp_path / "b.csv"
    targets = [tmp_path / f"out.{form}" for form in ("csv", "parquet", "jsonl")]
    calls = [["diff", old, new, "--key", "k", "--output", t, "--format", t.suffix[1:]] for t in targets]
    targets.append(tmp_path / "made.csv")
    calls.append(["apply", old, tmp_path / "list.csv", "--output", targets[-1]])
    for told, target in zip(limited(*calls), targets, strict=True):
        one_line(told, target)
    assert sorted(p.name for p in tmp_path.iterdir()) == inputs
