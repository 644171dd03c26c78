"""The same query on Spark, for pairs far larger than one machine: two Parquet datasets in, a change list out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.diff.change import Counts
from tracker.diff.inputs import parse_key
from tracker.diff.query import HERE, Column, Tolerance, listed, wide
from tracker.errors import BadValueError, ReleaseError, TrackerError, unknown


def run(
    old: str | Path,
    new: str | Path,
    key: str | Sequence[str],
    output: str | Path,
    *,
    master: str | None = None,
    session: Any = None,
) -> Counts:
    """Compare two Parquet files or folders by key, and write the change list as Parquet.

    Parameters
    ----------
    old, new : str or pathlib.Path
        What Spark can read: a path on this machine or an address of a store it knows.
    key : str or sequence of str
        Columns that together identify a row.
    output : str or pathlib.Path
        Folder to write, one changed cell a row; it must not exist.
    master : str, optional
        Spark master, such as ``"local[2]"``; Spark's own configuration by default.
    session : pyspark.sql.SparkSession, optional
        A session to use and leave open, instead of one of our own.

    Returns
    -------
    Counts

    Raises
    ------
    TrackerError
        When Spark or an input is missing, a key is not unique, or the folder exists.
    """
    names = parse_key(key)
    own = None if session is not None else _session(master)
    spark = session if session is not None else own
    try:
        return _compare(spark, str(old), str(new), names, str(output))
    finally:
        if own is not None:
            own.stop()


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise TrackerError(
            "Spark is not installed", hint="pip install '5g-vendor-stances[spark]'; it needs Java."
        ) from None
    builder = SparkSession.builder.appName("tracker diff").config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise TrackerError("Spark does not start", got=_said(error), hint="Is Java 17 or newer installed?") from None


def _compare(spark: Any, old: str, new: str, names: tuple[str, ...], output: str) -> Counts:
    sides = {"o": _read(spark, old), "n": _read(spark, new)}
    for side, path in (("o", old), ("n", new)):
        for name in names:
            if name not in sides[side].columns:
                raise unknown("key column", name, sides[side].columns, where=path)
        _refuse_duplicates(sides[side], names, path)
    types = {s: dict(frame.dtypes) for s, frame in sides.items()}
    columns = [c for c in sides["n"].columns if c in types["o"]]
    shared = [_column(c, types["o"][c], types["n"][c]) for c in columns if c not in names]
    keys = [_column(k, types["o"][k], types["n"][k]) for k in names]
    only_old = [c for c in sides["o"].columns if c not in types["n"]]
    only_new = [c for c in sides["n"].columns if c not in types["o"]]
    select, differs = wide(keys, shared, Tolerance(), only_old=only_old, only_new=only_new)
    for side, frame in sides.items():
        frame.createOrReplaceTempView(f"tracker_{side}")
    on = " AND ".join(f"o.`{k}` <=> n.`{k}`" for k in names)
    query = (
        f"SELECT {_dialect(select)} FROM (SELECT *, true AS {HERE} FROM tracker_o) o "
        f"FULL OUTER JOIN (SELECT *, true AS {HERE} FROM tracker_n) n ON {on} WHERE {_dialect(differs)}"
    )
    found = spark.sql(query).cache()
    try:
        found.createOrReplaceTempView("tracker_differing")
        _write(spark.sql(_long(keys, shared, only_old, only_new)), output)
        kinds = {r["kind"]: r["count"] for r in found.groupBy("kind").count().collect()}
        flags = " + ".join(f"count_if(d{i})" for i in range(len(shared))) or "0"
        (cells,) = spark.sql(f"SELECT {flags} FROM tracker_differing").collect()[0]
    finally:
        found.unpersist()
    sizes = [frame.count() for frame in sides.values()]
    return Counts(kinds.get("added", 0), kinds.get("removed", 0), kinds.get("changed", 0), int(cells), *sizes)


def _long(keys: Sequence[Column], shared: Sequence[Column], only_old: Sequence[str], only_new: Sequence[str]) -> str:
    """One changed cell a row, as the other engine writes it."""
    cells = ", ".join(_cell(*c) for c in listed(shared, only_old, only_new))
    names = ", ".join(f"k{i} AS `{k.name}`" for i, k in enumerate(keys))
    return (
        f"SELECT {names}, kind, c.column AS `column`, c.old AS old, c.new AS new "
        f"FROM (SELECT *, explode(array({cells})) AS c FROM tracker_differing) WHERE c IS NOT NULL"
    )


def _cell(column: str | None, old: str, new: str, test: str) -> str:
    text = "CAST(NULL AS STRING)" if column is None else "'" + column.replace("\\", "\\\\").replace("'", "\\'") + "'"
    struct = f"named_struct('column', {text}, 'old', CAST({old} AS STRING), 'new', CAST({new} AS STRING))"
    return f"CASE WHEN {test} THEN {struct} END"


def _dialect(sql: str) -> str:
    # Spark quotes names with backticks; the query has no other double quotes.
    return sql.replace('"', "`")


def _column(name: str, old: str, new: str) -> Column:
    if "`" in name or '"' in name:
        raise BadValueError("a column's name holds a quote", where=name, hint="Rename it first.")
    kind = old if old == new else "string"
    return Column(name, kind, old, new)


def _read(spark: Any, path: str) -> Any:
    try:
        return spark.read.parquet(path)
    except Exception as error:
        raise ReleaseError("Spark cannot read it as Parquet", where=path, got=_said(error)) from None


def _write(frame: Any, output: str) -> None:
    try:
        frame.write.mode("errorifexists").parquet(output)
    except Exception as error:
        raise BadValueError("the change list cannot be written", where=output, got=_said(error)) from None


def _refuse_duplicates(frame: Any, names: Sequence[str], path: str) -> None:
    twice = frame.groupBy(*names).count().where("count > 1").limit(5).collect()
    if twice:
        shown = "; ".join(f"{', '.join(str(r[k]) for k in names)} ({r['count']} times)" for r in twice)
        raise BadValueError(f"the key {', '.join(names)} is not unique", where=path, got=shown)


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
