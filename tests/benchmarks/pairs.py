"""Pairs of policy tables with known differences, to measure on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

KEY = ("iso3", "vendor", "segment", "valid_from")
_WORDS = np.array(
    [
        "network",
        "vendor",
        "ministry",
        "decides",
        "equipment",
        "core",
        "access",
        "limit",
        "removal",
        "date",
        "operator",
        "licence",
        "permit",
        "review",
        "agency",
        "security",
        "supplier",
        "order",
        "court",
        "law",
        "decree",
        "tender",
        "radio",
        "site",
        "zone",
    ]
)


AT_ONCE = 10_000_000
"""Rows of a pair that are made, and shuffled, at once."""


def make(rows: int, folder: Path) -> dict[str, int]:
    """Write ``old`` and ``new`` as Parquet (and as CSV up to 10^6 rows), and what differs as ``truth.json``.

    One row in a hundred is changed in one or two cells, one in two hundred added and as many removed; the
    rows of the newer file are shuffled, within stretches of :data:`AT_ONCE`. CSV files begin with a column ``key``
    for tools that know one key column only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth_file = folder / "truth.json"
    if truth_file.exists():
        return dict(json.loads(truth_file.read_text()))
    rng = np.random.default_rng(rows)
    truth = {"added": 0, "removed": 0, "changed": 0, "cells": 0}
    files: list[pq.ParquetWriter] = []
    for start in range(0, rows, AT_ONCE):
        many = min(AT_ONCE, rows - start)
        numbers = np.concatenate(
            [np.arange(start, start + many), rows + truth["added"] + np.arange(max(many // 200, 1))]
        )
        old, new, differs = _pair(_table(numbers, rng), many, rng)
        files = files or [pq.ParquetWriter(folder / f"{n}.parquet", old.schema) for n in ("old", "new")]
        for name, side, file in zip(("old", "new"), (old, new), files, strict=True):
            file.write_table(side)
            if rows <= 1_000_000:
                joined = pa.compute.binary_join_element_wise(*(side[k].cast(pa.string()) for k in KEY), "|")
                pyarrow.csv.write_csv(side.add_column(0, "key", joined), folder / f"{name}.csv")
        truth = {kind: count + differs[kind] for kind, count in truth.items()}
    for file in files:
        file.close()
    truth_file.write_text(json.dumps(truth))
    return truth


def _pair(table: pa.Table, rows: int, rng: np.random.Generator) -> tuple[pa.Table, pa.Table, dict[str, int]]:
    """A table and its newer version, in which the rows behind the first ``rows`` are added, and what differs."""
    old, added = table.slice(0, rows), table.slice(rows)
    extra = len(added)
    order = rng.permutation(rows)
    removed, changed, kept = order[:extra], order[extra : extra + max(rows // 100, 1)], order[extra:]
    one, two = np.array_split(changed, 2)
    count = old["count"].to_numpy().copy()
    count[one] += 1
    level = old["level"].to_numpy().astype(object)
    level[two] = np.where(level[two] == "open", "barred", "open")
    text = old["rationale"].to_numpy().astype(object)
    text[two] = text[two] + " revised"
    new = old.set_column(old.schema.get_field_index("count"), "count", pa.array(count))
    new = new.set_column(old.schema.get_field_index("level"), "level", pa.array(level, pa.string()))
    new = new.set_column(old.schema.get_field_index("rationale"), "rationale", pa.array(text, pa.string()))
    new = pa.concat_tables([new.take(pa.array(np.sort(kept))), added]).combine_chunks()
    new = new.take(pa.array(rng.permutation(new.num_rows)))
    counts = {"added": extra, "removed": len(removed), "changed": len(changed), "cells": len(one) + 2 * len(two)}
    return old, new, counts


def _table(i: np.ndarray, rng: np.random.Generator) -> pa.Table:
    iso = np.array([a + b + c for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ" for c in "XY"])
    day = np.datetime64("1900-01-01") + (i // (len(iso) * 6)).astype("timedelta64[D]")
    deadline = day + (i % 900).astype("timedelta64[D]")
    return pa.table(
        {
            "iso3": pa.array(iso[i % len(iso)]),
            "vendor": pa.array(np.array(["huawei", "zte"])[i // len(iso) % 2]),
            "segment": pa.array(np.array(["core", "access", "government"])[i // (2 * len(iso)) % 3]),
            "valid_from": pa.array(day),
            "level": pa.array(np.array(["open", "screened", "limited", "barred", "removal"])[i * 7 % 5]),
            "basis": pa.array(np.array(["de_jure", "announced", "de_facto"])[i * 11 % 3]),
            "deadline": pa.array(deadline, mask=i % 3 != 0),
            "rationale": _sentences(len(i), rng),
            "count": pa.array(i * 13 % 1000),
        }
    )


def _sentences(rows: int, rng: np.random.Generator) -> pa.Array:
    parts = []
    for start in range(0, rows, 200_000):
        count = rng.integers(5, 25, size=min(200_000, rows - start))
        ends = np.cumsum(count)
        words = pa.array(_WORDS).take(pa.array(rng.integers(0, len(_WORDS), size=int(ends[-1]))))
        lists = pa.ListArray.from_arrays(pa.array(np.concatenate([[0], ends]), pa.int32()), words)
        parts.append(pa.compute.binary_join(lists, " "))
    return pa.chunked_array(parts)


if __name__ == "__main__":
    make(int(sys.argv[1]), Path(sys.argv[2]))
