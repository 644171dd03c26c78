"""Measure positions beside the build before there was a table of them, and beside queries written by hand.

Every line is a process of its own; the least of several runs counts. Needs a checkout with its history, for the build
before. Writes ``POSITIONS.md``. Run as ``python tests/benchmarks/positions.py`` when the machine has nothing else to do.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BEFORE = "78c3f53"
"""The commit before positions became a table."""
COMMON = "0.4.0"
"""The newest release that it has too."""

CLOCK = """
import json, resource, sys, time
def said(seconds, cpu, **more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": peak, **more}))
def measure(work, warm=0, times=1):
    for _ in range(warm):
        work()
    best = None
    for _ in range(times):
        start, cpu = time.perf_counter(), time.process_time()
        out = work()
        took = time.perf_counter() - start, time.process_time() - cpu
        best = took if best is None else min(best, took)
    said(*best, rows=len(out))
"""
VERBS = {
    'panel("MS")': 'measure(lambda: tracker.panel("MS", version=VERSION))',
    'panel("MS", known_by="period")': 'measure(lambda: tracker.panel("MS", known_by="period", version=VERSION))',
    'panel("D")': 'measure(lambda: tracker.panel("D", version=VERSION))',
    'position(day), warm': 'measure(lambda: tracker.position("2021-06-30", version=VERSION), 3, 20)',
    'position(day) as known by a day, warm': (
        'measure(lambda: tracker.position("2021-06-30", known_by="2020-06-30", version=VERSION), 3, 20)'),
}  # fmt: skip
STARTS = {
    "import tracker": "import tracker",
    "cold load()": "import tracker; tracker.load(version='0.4.0')",
    "cold diff of two releases": 'import tracker; tracker.diff("0.3.0", "0.4.0")',
}
MADE = """
import sys; sys.path.insert(0, {here!r})
from made_world import CONFIDENCES, LEVELS, world
stances, reviews = world({spells})
"""
WAYS = {
    "tracker": "from tracker.positions import compute\nwork = lambda: compute(stances, reviews, LEVELS, CONFIDENCES)",
    "DuckDB by hand": "from positions_by_hand import by_duckdb\nwork = lambda: by_duckdb(stances, reviews)",
    "polars by hand": "from positions_by_hand import by_polars\nwork = lambda: by_polars(stances, reviews)",
}
PANELS = {
    "tracker": "from panel_by_hand import by_tracker\nwork = lambda: by_tracker(positions, days)",
    "DuckDB by hand": "from panel_by_hand import by_duckdb\nwork = lambda: by_duckdb(positions, days)",
    "polars by hand": "from panel_by_hand import by_polars\nwork = lambda: by_polars(positions, days)",
}

Told = dict[str, float]


def run(code: str, tree: Path, runs: int) -> Told:
    """The fastest of several processes, by wall clock; peak memory of that one."""
    told = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", CLOCK + code], env={**os.environ, "PYTHONPATH": str(tree)}, cwd=tree,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told.append(json.loads(done.stdout.splitlines()[-1]))
    return min(told, key=lambda t: t["seconds"])


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The tree of a commit, for the time of the measurement."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as scratch:
        tree = Path(scratch) / "before"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(tree), commit], cwd=ROOT, check=True, capture_output=True
        )
        try:
            yield tree
        finally:
            subprocess.run(
                ["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True, capture_output=True
            )


def verbs(before: Path, runs: int) -> Iterator[str]:
    """What people call, now and before."""
    yield "| call | before | now | ratio | memory before | memory now |"
    yield "|---|---|---|---|---|---|"
    for name, work in VERBS.items():
        code = _warmed(work, COMMON)
        old, new = run(code, before, 1 if "D" in name or "period" in name else runs), run(code, ROOT, runs)
        assert old["rows"] == new["rows"], name
        yield (f"| `{name}` | {_time(old)} | {_time(new)} | {old['seconds'] / new['seconds']:.1f}x | "
               f"{old['megabytes']:.0f} MB | {new['megabytes']:.0f} MB |")  # fmt: skip
    for name, work in STARTS.items():
        code = f"start = time.perf_counter(), time.process_time()\n{work}\n"
        code += "said(time.perf_counter() - start[0], time.process_time() - start[1])"
        old, new = run(code, before, runs), run(code, ROOT, runs)
        yield (f"| {name} | {_time(old)} | {_time(new)} | {old['seconds'] / new['seconds']:.2f}x | "
               f"{old['megabytes']:.0f} MB | {new['megabytes']:.0f} MB |")  # fmt: skip


def _warmed(work: str, version: str) -> str:
    return f"import tracker\nVERSION = {version!r}\ntracker.load('coverage', version=VERSION)\n{work}"


def newest(version: str, runs: int) -> Iterator[str]:
    """What people call, of the newest release."""
    yield "| call | wall | CPU | memory | rows |"
    yield "|---|---|---|---|---|"
    for name, work in VERBS.items():
        told = run(_warmed(work, version), ROOT, runs)
        yield f"| `{name}` | {_time(told)} | {1000 * told['cpu']:.1f} ms | {told['megabytes']:.0f} MB | {told['rows']:,.0f} |"


def table(spells: int, ways: dict[str, str], runs: int) -> Iterator[str]:
    """The table of positions of a made-up world, by each way."""
    for name, code in ways.items():
        told = run(MADE.format(here=str(HERE), spells=spells) + code + "\nmeasure(work)", ROOT, runs)
        yield f"| {spells:,} | {name} | {_time(told)} | {told['cpu']:.1f} s | {told['megabytes']:.0f} MB | {told['rows']:,.0f} |"


def panels(spells: int, runs: int) -> Iterator[str]:
    """A panel by the month from that table, each month as known then."""
    make = MADE.format(here=str(HERE), spells=spells)
    make += "from tracker.positions import compute\npositions = compute(stances, reviews, LEVELS, CONFIDENCES)\n"
    make += "from panel_by_hand import months\ndays = months()\n"
    for name, code in PANELS.items():
        told = run(make + code + "\nmeasure(work)", ROOT, runs)
        yield f"| {spells:,} | {name} | {_time(told)} | {told['cpu']:.1f} s | {told['megabytes']:.0f} MB | {told['rows']:,.0f} |"


def _time(told: Told) -> str:
    seconds = told["seconds"]
    return f"{1000 * seconds:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def report(most: int, runs: int) -> Iterator[str]:
    """The page, line by line."""
    # Nothing is imported here: a process that is forked from a large one is said to have been as large.
    version, bundled = importlib.metadata.version, sorted(p.name for p in (ROOT / "tracker/releases").glob("*.*.*"))
    yield "# Positions, measured"
    yield ""
    yield f"Written by `tests/benchmarks/positions.py` on a machine with {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    yield f"when it began; Python {platform.python_version()}, numpy {version('numpy')}, DuckDB {version('duckdb')},"
    yield f"polars {version('polars')}. Each line is a process of its own and the least of up to {runs} runs."
    yield ""
    yield f"## Release {COMMON}, now and before there was a table (commit {BEFORE})"
    yield ""
    with checked_out(BEFORE) as before:
        yield from verbs(before, runs)
    yield from ["", f"## Release {bundled[-1]}, the newest", "", *newest(bundled[-1], runs)]
    head = ["| spells | way | wall | CPU | memory | rows |", "|---|---|---|---|---|---|"]
    yield from ["", "## A made-up world of 200 jurisdictions, 20 vendors, 3 segments and 3 bases", ""]
    yield "The whole table, from spells and reviews:"
    yield from ["", *head]
    for spells in (10_000, 100_000):
        yield from table(spells, WAYS, runs if spells < 100_000 else 2)
    if most > 100_000:
        yield from table(most, {"tracker": WAYS["tracker"]}, 2)
    yield ""
    yield "A panel by the month over 25 years, each month as known then, from the table:"
    yield from ["", *head, *panels(100_000, 2)]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--most", type=int, default=1_000_000, help="spells of the largest world")
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    lines = []
    for line in report(given.most, given.runs):
        print(line, flush=True)
        lines.append(line)
    (HERE / "POSITIONS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
