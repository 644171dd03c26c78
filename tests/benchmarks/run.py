"""Measure the diff beside its peers, whole processes in one run, and write the table that README cites.

Every contender runs in its own environment, reads the same pair of files and writes the full change list; what
it counts is checked against the truth. Run by ``make bench``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# contender: environment (None is the project's own), kind of file, most rows it is given
CONTENDERS = {
    "tracker diff": (None, "parquet", 50_000_000),
    "floor": (None, "parquet", 50_000_000),
    "duckdb_by_hand": (None, "parquet", 50_000_000),
    "diffly": ("diffly", "parquet", 10_000_000),
    "datacompy_polars": ("datacompy", "parquet", 1_000_000),
    "datacompy_pandas": ("datacompy", "parquet", 1_000_000),
    "skinnydiff": ("skinnydiff", "parquet", 1_000_000),
    "datadiffer": ("datadiffer", "parquet", 1_000_000),
    "pandas_by_hand": (None, "parquet", 1_000_000),
    "csv_diff": ("text", "csv", 1_000_000),
    "daff": ("text", "csv", 1_000),
}
RUNS = {1_000: 5, 100_000: 5, 1_000_000: 3, 10_000_000: 3, 50_000_000: 1}
USUAL = [rows for rows in RUNS if rows <= 10_000_000]
"""Sizes unless others are asked for: the largest pair takes ten gigabytes."""
LABELS = {
    "floor": "floor: read and hash both files",
    "duckdb_by_hand": "DuckDB join by hand",
    "pandas_by_hand": "pandas merge by hand",
    "csv_diff": "csv-diff",
}


def command(name: str, python: str, old: Path, new: Path, out: Path) -> list[str]:
    """The process to measure."""
    if name == "tracker diff":
        tracker = [
            str(Path(sys.executable).parent / "tracker"),
            "diff",
            str(old),
            str(new),
            "--key",
            "iso3,vendor,segment,valid_from",
        ]
        return [*tracker, "--output", f"{out}.parquet", "--format", "parquet"]
    return [python, str(HERE / "contenders.py"), name, str(old), str(new), str(out)]


def measure(words: list[str]) -> tuple[float, float, float, str]:
    """Wall and CPU seconds and peak megabytes of one process, and its last line."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.DEVNULL, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1}:
            raise RuntimeError(f"{words} left with {process.returncode}")
        said.seek(0)
        lines = said.read().strip().splitlines()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines[-1] if lines else ""


def counted(name: str, line: str) -> dict[str, int]:
    """What a contender counted."""
    if name != "tracker diff":
        return dict(json.loads(line or "{}"))
    rows, cells = line.split(": ")[1].split(", ")
    added, removed, changed = (int(part[1:]) for part in rows.split()[:3])
    return {"added": added, "removed": removed, "changed": changed, "cells": int(cells.split()[0])}


def run(sizes: list[int], work: Path, environments: Path) -> list[dict[str, object]]:
    """Measure every contender at every size, in turn, so that all meet the machine in the same mood."""
    results = []
    for rows in sizes:
        folder = work / str(rows)
        # In a process of its own: what this one has loaded would count towards the peaks of those it starts.
        subprocess.run([sys.executable, str(HERE / "pairs.py"), str(rows), str(folder)], check=True)
        truth = json.loads((folder / "truth.json").read_text())
        figures: dict[str, list[tuple[float, float, float]]] = {}
        wrong: dict[str, str] = {}
        names = [n for n, (_, _, most) in CONTENDERS.items() if rows <= most]
        for turn in range(RUNS[rows] + 1):
            for name in list(names):
                home, kind, _ = CONTENDERS[name]
                python = sys.executable if home is None else str(environments / home / "bin" / "python")
                if not Path(python).exists():
                    names.remove(name)
                    continue
                with tempfile.TemporaryDirectory(dir=work) as out:
                    old, new = folder / f"old.{kind}", folder / f"new.{kind}"
                    try:
                        *figure, line = measure(command(name, python, old, new, Path(out) / "changes"))
                    except RuntimeError as error:
                        sys.stderr.write(f"{error}\n")
                        names.remove(name)
                        continue
                off = {k: v for k, v in counted(name, line).items() if truth.get(k) != v}
                if off:
                    wrong[name] = f"counts {off}, truth {truth}"
                if turn:  # the first turn warms the disk
                    figures.setdefault(name, []).append((figure[0], figure[1], figure[2]))
        for name, found in figures.items():
            medians = [statistics.median(f[i] for f in found) for i in range(3)]
            results.append(
                {
                    "rows": rows,
                    "name": name,
                    "wall": medians[0],
                    "cpu": medians[1],
                    "peak": medians[2],
                    "wrong": wrong.get(name),
                }
            )
            sys.stderr.write(f"{rows:>9} {name:<18} {medians[0]:7.2f} s {medians[2]:7.0f} MB {wrong.get(name, '')}\n")
    return results


def table(results: list[dict[str, object]]) -> str:
    """The results as Markdown, with ratios to our own figures."""
    sizes = sorted({int(str(r["rows"])) for r in results})
    by = {(r["rows"], r["name"]): r for r in results}
    lines = ["| | " + " | ".join(f"{s:,} rows" for s in sizes) + " |", "|---|" + "---|" * len(sizes)]
    for name in CONTENDERS:
        cells = []
        for size in sizes:
            mine, theirs = by.get((size, "tracker diff")), by.get((size, name))
            if theirs is None or mine is None:
                cells.append("")
                continue
            ratio = "" if name == "tracker diff" else f" ({float(str(theirs['wall'])) / float(str(mine['wall'])):.1f}x)"
            mark = " *" if theirs["wrong"] else ""
            cells.append(f"{float(str(theirs['wall'])):.2f} s{ratio}, {float(str(theirs['peak'])):,.0f} MB{mark}")
        if any(cells):
            lines.append(f"| {LABELS.get(name, name.replace('_', ', '))} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=Path, default=ROOT / ".venv-bench")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "tracker-bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=USUAL)
    parser.add_argument("--write", type=Path, default=HERE / "RESULTS.md")
    options = parser.parse_args()
    results = run(options.sizes, options.work, options.environments)
    from importlib.metadata import version

    wrong = [f"- * {r['name']} at {r['rows']}: {r['wrong']}" for r in results if r["wrong"]]
    page = [
        "# The diff beside its peers",
        "",
        "Whole processes, medians of wall seconds and of peak memory, all in one run on one machine; in brackets how many times our own",
        "time. Every contender reads the same pair of files and writes the full change list: four key columns, a text of 40 to 200",
        "characters, one row in a hundred changed, one in two hundred added, as many removed, rows shuffled. Parquet as pyarrow writes it by",
        "default; csv-diff and daff read CSV with one key column. Counts are checked against the truth. Made by `make bench`.",
        "",
        f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}, DuckDB {version('duckdb')}, pyarrow {version('pyarrow')}.",
        "",
        table(results),
        "",
        *wrong,
    ]
    options.write.write_text("\n".join(page).rstrip("\n") + "\n", encoding="utf-8")
    shutil.copyfileobj(options.write.open(encoding="utf-8"), sys.stdout)


if __name__ == "__main__":
    main()
