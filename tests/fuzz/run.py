"""Fuzz for a while: ``make fuzz``, or ``python tests/fuzz/run.py --seconds 60 --target curation``.

Every case has a number of its own, so that one that fails can be run again alone: ``--seed N --count 1``. How many
cases of which target were run, up to which number, is kept in ``counts.json``; the next run goes on from there.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "diff")]

COUNTS = HERE / "counts.json"

TARGETS = ("curation", "releases", "folders", "records", "differences", "queries")
"""Modules of this folder with a function ``case(rng, folder)``, which raises when something is wrong."""


def run(target: str, first: int, *, count: int | None = None, seconds: float | None = None) -> tuple[int, list[str]]:
    """Cases from a number on.

    Parameters
    ----------
    target : str
        One of :data:`TARGETS`.
    first : int
        Number of the first case, which seeds it.
    count : int, optional
        How many cases.
    seconds : float, optional
        How long, at the most.

    Returns
    -------
    (int, list of str)
        How many were run, and what went wrong.
    """
    case = importlib.import_module(f"fuzz.{target}").case
    faults: list[str] = []
    end = None if seconds is None else time.monotonic() + seconds
    done = 0
    with tempfile.TemporaryDirectory() as scratch:
        while (count is None or done < count) and (end is None or time.monotonic() < end):
            seed = first + done
            try:
                case(random.Random(seed), Path(scratch) / "case")
            except Exception:
                faults.append(f"{target} {seed}: {traceback.format_exc(limit=-6)}")
            done += 1
    return done, faults


def main() -> int:
    """Run from the command line; leaves with 1 when something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--seed", type=int, default=None, help="number of the first case; counts are then not kept")
    given = parser.parse_args()
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    bad = 0
    for target in given.target or TARGETS:
        kept = counts.setdefault(target, {"next": 0, "cases": 0, "faults": 0})
        first = kept["next"] if given.seed is None else given.seed
        seconds = given.seconds / len(given.target or TARGETS) if given.count is None else None
        done, faults = run(target, first, count=given.count, seconds=seconds)
        print(f"{target}: {done} cases from {first} on, {len(faults)} faults")
        print("\n".join(faults[:20]))
        bad += len(faults)
        if given.seed is None:
            kept["next"], kept["cases"], kept["faults"] = first + done, kept["cases"] + done, len(faults)
    if given.seed is None:
        COUNTS.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
