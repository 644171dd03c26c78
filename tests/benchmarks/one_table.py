"""One table of a million rows with ten known faults, and Pandera alone on its values, read and typed beforehand.

The table is ``memberships``: days, vocabularies, patterns, a key, a reference, a rule across columns. Made by
``python one_table.py make FOLDER ROWS``; ``python one_table.py pandera FOLDER`` holds the typed values to the same schema,
``read-pandera`` reads and types them first, and ``tracker`` is ``tracker validate``, each with the seconds of processor
time that went into reading.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from curated_world import code, made, words

SPELLS = 40
"""Memberships of a jurisdiction in each of three organisations, one after another."""

ORGANISATIONS = ("eu", "nato", "oecd")

if TYPE_CHECKING:
    import pandas as pd

Rows = list[list[str]]


def rows_of(count: int) -> Rows:
    """Rows of the table, sorted and free of faults; a little fewer than asked for."""
    import random

    rng = random.Random(11)
    notes = [words(rng, rng.randrange(40, 190)) for _ in range(50_000)]
    found = []
    for number in range(count // (SPELLS * len(ORGANISATIONS))):
        place = code(2 * number)  # Between any two there is a code that no jurisdiction has.
        for at, organisation in enumerate(ORGANISATIONS):
            for i in range(SPELLS):
                start = f"{1900 + 2 * i}-{1 + number % 12:02d}-{1 + (number // 12 + at) % 28:02d}"
                end = f"{1901 + 2 * i}-{1 + number % 12:02d}-01" if i < SPELLS - 1 else ""
                found.append([place, organisation, start, "day", end, notes[(number * 120 + at * 40 + i) % len(notes)]])
    return found


def spoil(rows: Rows) -> None:
    """Put in ten faults, in rows that lie far apart."""
    step = len(rows) // 11 // (SPELLS * len(ORGANISATIONS)) * SPELLS * len(ORGANISATIONS)
    last = SPELLS * len(ORGANISATIONS) - 1

    def at(number: int, row: int, column: int, value: str) -> None:
        rows[number * step + row][column] = value

    at(1, 5, 2, "1910-02-30")  # no day of the calendar
    at(2, 5, 4, "1911-2-1")  # nor this
    at(3, 5, 3, "month")  # not in the vocabulary
    at(4, last, 1, "oecx")  # nor this
    at(5, last, 0, rows[5 * step][0] + "X")  # another form, and no such jurisdiction either
    at(6, 6, 2, rows[6 * step + 5][2])  # a key that is there already
    at(7, 5, 4, "1909-01-01")  # ends before it begins
    at(8, last, 0, code(2 * (8 * step // (last + 1)) + 1))  # no such jurisdiction
    at(9, 5, 3, "")  # empty, and required
    at(10, 5, 4, "1913-01-01")  # lasts on when the next begins


def make(folder: Path, count: int) -> None:
    """Write the tables as ``tracker validate`` reads them, and the values of the one as Parquet for Pandera."""
    from curated_world import write

    from tracker.curation.dataset import read_folder
    from tracker.schema import folder as schemas

    rows = rows_of(count)
    places = sorted({r[0] for r in rows})
    small = made(80)
    small["jurisdictions"] = [{"jurisdiction": p, "name": f"Land {p}", "kind": "country"} for p in places]
    small["memberships"] = []
    write(folder, small, schemas())
    spoil(rows)
    path = folder / "memberships.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    read_folder(folder)["memberships"].to_parquet(folder / "memberships.parquet")
    print(json.dumps({"rows": len(rows), "jurisdictions": len(places)}))


def parsed(folder: Path) -> pd.DataFrame:
    """The values, read from the CSV file and typed by pandas; a day that is none is missing."""
    import pandas as pd

    frame = pd.read_csv(folder / "memberships.csv", dtype="str", keep_default_na=False, na_values=[""])
    for column in ("member_from", "member_to"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    return frame


def pandera(folder: Path, *, read: bool) -> None:
    """Hold the values to the schema, the reference and the rule across columns, and say how many faults there are."""
    import pandas as pd
    import pandera.errors
    import pandera.pandas as pa

    from tracker.schema import table
    from tracker.schema.checks import pandera_schema

    started = time.process_time()
    frame = parsed(folder) if read else pd.read_parquet(folder / "memberships.parquet")
    known = pd.read_csv(folder / "jurisdictions.csv", usecols=["jurisdiction"], dtype="str", keep_default_na=False)
    reading = time.process_time() - started
    schema = pandera_schema(table("memberships"))
    known_places = set(known["jurisdiction"])
    # Pandera's own isin repeats all that it knows in every failure; a function says no more than that it failed.
    schema.columns["jurisdiction"].checks.append(pa.Check(lambda c: c.isin(known_places), name="reference"))
    schema.checks = [pa.Check(lambda f: ~(f["member_to"] <= f["member_from"]), name="order", ignore_na=False)]
    try:
        schema.validate(frame, lazy=True)
        found = 0
    except pandera.errors.SchemaErrors as error:
        found = len(error.failure_cases)
    print(json.dumps({"rows": len(frame), "faults": found, "read": round(reading, 2)}))


def ours(folder: Path) -> None:
    """What `tracker validate` does, with the time that it reads."""
    import pandas  # noqa: F401  So that its import is no reading.

    from tracker.curation.dataset import read_folder
    from tracker.curation.validate import check

    started = time.process_time()
    data = read_folder(folder)
    reading = time.process_time() - started
    report = check(data)
    report.to_text()
    rows = len(data["memberships"])
    print(json.dumps({"rows": rows, "problems": len(report.problems), "read": round(reading, 2)}))


if __name__ == "__main__":
    verb, where, *more = sys.argv[1:]
    if verb == "make":
        make(Path(where), int(*more))
    elif verb == "tracker":
        ours(Path(where))
    else:
        pandera(Path(where), read=verb == "read-pandera")
