"""No room to write: one clear line, and nothing left behind. A limit on the size of files stands for the disk."""

import hashlib
import subprocess
import sys

import pytest

from tracker.show.formats import FORMATS

resource = pytest.importorskip("resource")

CODE = """
import resource, sys
sys.dont_write_bytecode = True
from tracker.cli import main
import tracker.show.export, tracker.loader, duckdb, pandas, pyarrow.parquet
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
main(sys.argv[1:])
"""


def limited(*arguments):
    command = [sys.executable, "-c", CODE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in {"dta", "jsonl", "csv-excel"}])
def test_an_export_without_room(form, release, tmp_path):
    out = tmp_path / f"x{'' if FORMATS[form].each else FORMATS[form].endings[0]}"
    done = limited("export", out, "--format", form, "--release", release)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert len(done.stderr) < 300
    assert not list(tmp_path.iterdir())


def test_a_change_list_without_room(tmp_path):
    for name in "ab":
        rows = "".join(f"{i},{hashlib.sha256(f'{name}{i}'.encode()).hexdigest()}\n" for i in range(500))
        (tmp_path / f"{name}.csv").write_text(f"k,v\n{rows}")
    for form in ("csv", "parquet", "jsonl"):
        out = tmp_path / f"out.{form}"
        found = [tmp_path / "a.csv", tmp_path / "b.csv", "--key", "k", "--output", out, "--format", form]
        done = limited("diff", *found)
        assert done.returncode == 2, done.stderr
        assert "cannot be written" in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv"]
