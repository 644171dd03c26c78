"""The target ``differences``: what `tracker diff` says of two tables is what a comparison by hand says, or it refuses.

Pairs over every type of Arrow, held against the naive comparison that the tests of the diff use; the full list of
changes of others is applied to the old file, and gives the new one; and files with spoiled bytes, which are compared
or refused in one line.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyarrow as pa
import random_pairs
from fuzz import releases
from test_apply import read, same_rows
from test_oracle import check, put

import tracker
from tracker.errors import TrackerError


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "here").mkdir(parents=True)
    way = rng.choice([_compared, _compared, _applied, _spoiled])
    way(rng, folder)
    return way.__name__.strip("_")


def _compared(rng: random.Random, folder: Path) -> None:
    check(folder, rng)


def _pair(rng: random.Random) -> tuple[pa.Table, pa.Table, list[str]] | None:
    try:
        old, new, key = random_pairs.pair(rng)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return None  # No such array can be made.
    return old, pa.table([new[n] for n in old.column_names], old.column_names), key


def _applied(rng: random.Random, folder: Path) -> None:
    found = _pair(rng)
    if found is None:
        return
    old, new, key = found
    (a, old), (b, new) = put(folder, "a", old), put(folder, "b", new)
    form = rng.choice(["csv", "parquet", "jsonl"])
    changes, out = folder / f"changes.{form}", folder / f"out{a.suffix}"
    try:
        told = tracker.diff(a, b, key=key, output=changes, output_format=form)
    except TrackerError:
        return
    if any(c.what == "type changed" for c in told.tables[0].schema):
        return
    tracker.apply(a, changes, out)
    assert same_rows(read(out), new, key), f"applied, and not the new file: {old.schema}, {form}: {told.to_csv()}"


def _spoiled(rng: random.Random, folder: Path) -> None:
    found = _pair(rng)
    if found is None:
        return
    old, new, key = found
    (a, _), (b, _) = put(folder, "a", old), put(folder, "b", new)
    b.write_bytes(releases.bytes_changed(rng, b.read_bytes()))
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    options = ["--format", rng.choice(["text", "csv", "json", "markdown", "html"])]
    with releases.apart(folder):
        releases.run_verb(
            ["diff", str(a), str(b), "--key", ",".join(key) or "x", *options], "bytes of one side", answers=(0, 1)
        )
    left = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert left == before, f"written or changed: {sorted(left.keys() ^ before.keys())}"
