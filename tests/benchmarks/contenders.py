"""What is measured, each as lean as its documentation allows: read two files, write the full change list, count.

Run as ``python contenders.py NAME OLD NEW OUT``; the last line printed is what was counted, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

KEY = ["iso3", "vendor", "segment", "valid_from"]


def diffly(old: str, new: str, out: str) -> dict[str, int]:
    import polars as pl
    from diffly import compare_frames

    found = compare_frames(pl.scan_parquet(old), pl.scan_parquet(new), primary_key=KEY)
    parts = {
        "removed": found.left_only(lazy=True).collect(),
        "added": found.right_only(lazy=True).collect(),
        "changed": found.joined_unequal(lazy=True).collect(),
    }
    for name, frame in parts.items():
        frame.write_parquet(f"{out}.{name}.parquet")
    return {name: frame.height for name, frame in parts.items()}


def datacompy_pandas(old: str, new: str, out: str) -> dict[str, int]:
    import datacompy
    import pandas as pd

    found = datacompy.PandasCompare(pd.read_parquet(old), pd.read_parquet(new), join_columns=KEY)
    changed = found.all_mismatch()
    parts = {"removed": found.df1_unq_rows, "added": found.df2_unq_rows, "changed": changed}
    for name, frame in parts.items():
        frame.to_parquet(f"{out}.{name}.parquet")
    return {name: len(frame) for name, frame in parts.items()}


def datacompy_polars(old: str, new: str, out: str) -> dict[str, int]:
    import datacompy
    import polars as pl

    found = datacompy.PolarsCompare(pl.read_parquet(old), pl.read_parquet(new), join_columns=KEY)
    parts = {"removed": found.df1_unq_rows, "added": found.df2_unq_rows, "changed": found.all_mismatch()}
    for name, frame in parts.items():
        frame.write_parquet(f"{out}.{name}.parquet")
    return {name: len(frame) for name, frame in parts.items()}


def skinnydiff(old: str, new: str, out: str) -> dict[str, int]:
    import polars as pl
    from skinnydiff import diff

    found = diff(pl.scan_parquet(old), pl.scan_parquet(new), keys=KEY)
    cells, removed, added = (f.lazy().collect() for f in (found.diff, found.source_only_rows, found.target_only_rows))
    for name, frame in (("cells", cells), ("removed", removed), ("added", added)):
        frame.write_csv(f"{out}.{name}.csv")
    return {"added": added.height, "removed": removed.height, "cells": cells.height}


def datadiffer(old: str, new: str, out: str) -> dict[str, int]:
    from datadiffer import diff

    found = diff(old, new, keys=KEY, sample_limit=1_000_000, attribution="off")
    rows = found.rows
    with Path(out).open("w", encoding="utf-8") as file:
        json.dump(found.samples, file, default=str)
    names = vars(rows) if hasattr(rows, "__dict__") else {n: getattr(rows, n) for n in rows.__slots__}
    return {n: int(v) for n, v in names.items() if n in {"added", "removed", "changed"} and v is not None}


def csv_diff(old: str, new: str, out: str) -> dict[str, int]:
    from csv_diff import compare, load_csv

    with Path(old).open(encoding="utf-8") as a, Path(new).open(encoding="utf-8") as b:
        found = compare(load_csv(a, key="key"), load_csv(b, key="key"))
    with Path(out).open("w", encoding="utf-8") as file:
        json.dump(found, file)
    counts = {name: len(found[name]) for name in ("added", "removed", "changed")}
    return counts | {"cells": sum(len(c["changes"]) for c in found["changed"])}


def daff(old: str, new: str, out: str) -> dict[str, int]:
    import csv

    import daff as tool

    tables = []
    for path in (old, new):
        with Path(path).open(encoding="utf-8", newline="") as file:
            tables.append(tool.PythonTableView(list(csv.reader(file))))
    flags = tool.CompareFlags()
    flags.addPrimaryKey("key")
    result: list[list[object]] = []
    view = tool.PythonTableView(result)
    tool.TableDiff(tool.Coopy.compareTables(tables[0], tables[1], flags).align(), flags).hilite(view)
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(view.data)
    marks = [str(r[0]) for r in view.data]
    return {"added": marks.count("+++"), "removed": marks.count("---"), "changed": marks.count("->")}


def pandas_by_hand(old: str, new: str, out: str) -> dict[str, int]:
    import pandas as pd

    a, b = pd.read_parquet(old), pd.read_parquet(new)
    both = a.merge(b, on=KEY, how="outer", suffixes=("_old", "_new"), indicator=True)
    values = [c for c in a.columns if c not in KEY]
    differs = pd.DataFrame(
        {
            c: (both[f"{c}_old"] != both[f"{c}_new"]) & ~(both[f"{c}_old"].isna() & both[f"{c}_new"].isna())
            for c in values
        }
    )
    matched = both["_merge"] == "both"
    changed = matched & differs.any(axis=1)
    both[changed | ~matched].to_parquet(out)
    return {
        "added": int((both["_merge"] == "right_only").sum()),
        "removed": int((both["_merge"] == "left_only").sum()),
        "changed": int(changed.sum()),
        "cells": int(differs[matched].to_numpy().sum()),
    }


def duckdb_by_hand(old: str, new: str, out: str) -> dict[str, int]:
    """One full join and one list of changed cells, in 2 GB as we have at most; what does not fit goes to disk."""
    import duckdb

    con = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": f"{out}.spill"})
    con.execute("SET preserve_insertion_order = false")
    values = [r[0] for r in con.execute(f"DESCRIBE FROM read_parquet('{old}')").fetchall() if r[0] not in KEY]
    differs = {c: f"o.{c} IS DISTINCT FROM n.{c}" for c in values}
    cells = ", ".join(
        f"CASE WHEN {test} THEN {{'column': '{c}', 'old': o.{c}::VARCHAR, 'new': n.{c}::VARCHAR}} END"
        for c, test in differs.items()
    )
    con.execute(
        f"CREATE TABLE found AS SELECT CASE WHEN o.here IS NULL THEN 'added' WHEN n.here IS NULL THEN 'removed' "
        f"ELSE 'changed' END AS kind, {', '.join(KEY)}, list_filter([{cells}], lambda c: c IS NOT NULL) AS cells "
        f"FROM (SELECT *, true AS here FROM read_parquet('{old}')) o FULL JOIN "
        f"(SELECT *, true AS here FROM read_parquet('{new}')) n USING ({', '.join(KEY)}) "
        f"WHERE o.here IS NULL OR n.here IS NULL OR {' OR '.join(differs.values())}"
    )
    con.execute(
        f"COPY (SELECT * EXCLUDE (cells, c), c.* FROM (SELECT *, unnest(cells) AS c FROM found)) "
        f"TO '{out}.parquet' (FORMAT parquet, COMPRESSION zstd)"
    )
    told = con.execute("SELECT kind, count(*), sum(len(cells)) FROM found GROUP BY kind").fetchall()
    counts = {kind: count for kind, count, _ in told}
    return counts | {"cells": int(next((cells for kind, _, cells in told if kind == "changed"), 0))}


def floor(old: str, new: str, out: str) -> dict[str, int]:
    """Only read both files and hash every cell: nobody can do less and still look at everything."""
    import duckdb

    con = duckdb.connect()
    for path in (old, new):
        con.execute(f"SELECT sum(hash(t)::HUGEINT) FROM read_parquet('{path}') t").fetchall()
    return {}


if __name__ == "__main__":
    name, *paths = sys.argv[1:]
    print(json.dumps(globals()[name](*paths)))
