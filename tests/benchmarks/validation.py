"""Measure `tracker validate` beside the build before, and beside Pandera alone; write ``VALIDATION.md``.

Whole processes in turn, so that all meet the machine in the same mood; processor time and peak memory of each, as
medians. Run as ``python tests/benchmarks/validation.py``; needs a checkout with its history, for the build before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from positions import BEFORE, checked_out

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

Figure = tuple[float, float, float]
"""Wall seconds, processor seconds, peak megabytes."""


def measure(words: list[str], tree: Path) -> tuple[Figure, str]:
    """One process with the code of a tree, and the last line that it says."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *words], stdout=said, stderr=subprocess.DEVNULL, cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in {0, 1, 2}:
            raise RuntimeError(f"{words} left with {process.returncode}")
        said.seek(0)
        lines = said.read().strip().splitlines()
    return (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), lines[-1]


def made(words: list[object]) -> dict[str, object]:
    """What a generator wrote; in a process of its own, whose memory is gone with it."""
    done = subprocess.run(
        [sys.executable, *map(str, words)], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def in_turn(ways: dict[str, tuple[list[str], Path]], runs: int) -> tuple[dict[str, Figure], dict[str, str]]:
    """Medians of every way, and what each said last."""
    found: dict[str, list[Figure]] = {name: [] for name in ways}
    said = {}
    for _ in range(runs):
        for name, (words, tree) in ways.items():
            figure, said[name] = measure(words, tree)
            found[name].append(figure)
    medians = {n: tuple(statistics.median(f[i] for f in figures) for i in range(3)) for n, figures in found.items()}
    return medians, said  # type: ignore[return-value]


def table(medians: dict[str, Figure], said: dict[str, str], ours: str) -> Iterator[str]:
    """Figures as Markdown, with ratios to our own."""
    yield "| | wall | processor | memory | processor, in times ours | memory, in times ours | said |"
    yield "|---|---|---|---|---|---|---|"
    _, cpu, peak = medians[ours]
    for name, figure in medians.items():
        yield (f"| {name} | {figure[0]:.1f} s | {figure[1]:.1f} s | {figure[2]:,.0f} MB | {figure[1] / cpu:.2f} | "
               f"{figure[2] / peak:.2f} | {said[name]} |")  # fmt: skip


def page(rows: int, one: int, runs: int, before: Path, scratch: Path) -> Iterator[str]:
    """The page, line by line."""
    yield "# `tracker validate`, measured"
    yield ""
    yield f"Written by `tests/benchmarks/validation.py` on a machine with {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} when it"
    yield f"began; Python {platform.python_version()}, pandas {version('pandas')}, pandera {version('pandera')}, pyarrow {version('pyarrow')}."
    yield f"Whole processes, medians of {runs} runs in turn, with the same Python and packages. Other work takes wall time; processor time and memory hold."
    yield ""
    validate = ["-m", "tracker", "validate", "--data"]
    new, old = scratch / "new", scratch / "old"
    world = [HERE / "curated_world.py", new, "--rows", rows]
    told = made(world)
    made([HERE / "curated_world.py", old, "--rows", rows, "--schemas", before / "schemas"])
    yield f"## A made-up world of {told['linked']:,} rows in ten linked tables, free of problems"
    yield ""
    yield f"Now with laws, exceptions, corrections and readings beside them, {told['rows']:,} rows in all, which the build"
    yield f"before (commit {BEFORE}) does not know."
    yield ""
    ways = {"before": ([*validate, str(old)], before), "now": ([*validate, str(new)], ROOT)}
    yield from table(*in_turn(ways, runs), "now")
    single = scratch / "one"
    told = made([HERE / "one_table.py", "make", single, one])
    yield ""
    yield f"## One table of {told['rows']:,} rows with ten faults"
    yield ""
    yield "`tracker validate` reads the CSV file and says file, line and column. Pandera alone holds the values to the same"
    yield "schema, one reference and one rule across columns: read from the CSV file and typed by pandas, or given as Parquet,"
    yield "typed beforehand."
    yield ""
    script = str(HERE / "one_table.py")
    ways = {
        "Pandera alone, from CSV": ([script, "read-pandera", str(single)], ROOT),
        "Pandera alone, from Parquet": ([script, "pandera", str(single)], ROOT),
        "tracker validate": ([*validate, str(single)], ROOT),
        "the same, its reading timed": ([script, "tracker", str(single)], ROOT),
    }
    medians, said = in_turn(ways, runs)
    yield from table(medians, said, "tracker validate")
    yield ""
    yield from without_reading(medians, said)


def without_reading(medians: dict[str, Figure], said: dict[str, str]) -> Iterator[str]:
    """How many times Pandera's processor time ours is: with the reading of the values, and without."""
    left = {n: medians[n][1] - json.loads(text)["read"] for n, text in said.items() if text.startswith("{")}
    csv, typed, ours = (n for n in left)
    whole = medians["tracker validate"][1]
    yield f"In times the processor time of Pandera alone, `tracker validate` takes {whole / medians[csv][1]:.2f} where both read the CSV"
    yield f"file, and {left[ours] / left[typed]:.2f} where neither reads (`read` above taken from both: values that are parsed already). Its"
    yield f"reading counted and Pandera's not, which is given the values typed, it takes {whole / medians[typed][1]:.2f}."


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=600_000)
    options.add_argument("--one", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--write", type=Path, default=HERE / "VALIDATION.md")
    given = options.parse_args()
    lines = []
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as scratch, checked_out(BEFORE) as before:
        for line in page(given.rows, given.one, given.runs, before, Path(scratch)):
            print(line, flush=True)
            lines.append(line)
    given.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
