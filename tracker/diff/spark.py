"""The same query on Spark, for pairs far larger than one machine: two Parquet datasets in, a change list out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.diff.change import Counts
from tracker.diff.found import listed_keys
from tracker.diff.inputs import parse_key
from tracker.diff.query import HERE, Column, Tolerance, listed, matches, wide
from tracker.diff.types import meet, of_duck
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
    spark: Any = session if session is not None else own
    before = {s: spark.conf.get(s, None) for s in _SETTINGS}
    try:
        for setting, value in _SETTINGS.items():
            spark.conf.set(setting, value)
        for path in (old, new):
            _refuse_hidden(Path(path))
        return _compare(spark, str(old), str(new), names, str(output))
    except TrackerError:
        raise
    except Exception as error:
        where = f"{old}, {new}"
        raise BadValueError("Spark cannot compare the tables", where=where, got=_said(error)) from None
    finally:
        for setting, given in before.items():
            spark.conf.unset(setting) if given is None else spark.conf.set(setting, given)
        if own is not None:
            own.stop()


_SETTINGS = {
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "false",
}
"""What has a say in which values are equal, or in how they are told."""


def _session(master: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise TrackerError(
            "Spark is not installed", hint='Install it from a checkout: pip install ".[spark]"; it needs Java.'
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
    for side, path in (("o", old), ("n", new)):
        for name in names:
            _refuse_name(name)
        _refuse_duplicates(sides[side], names, path)
    kinds = {s: {f.name: f.dataType for f in frame.schema.fields} for s, frame in sides.items()}
    columns = [c for c in sides["n"].columns if c in kinds["o"]]
    shared = [_column(c, kinds["o"][c], kinds["n"][c]) for c in columns if c not in names]
    keys = [_column(k, kinds["o"][k], kinds["n"][k]) for k in names]
    only_old = [c for c in sides["o"].columns if c not in kinds["n"]]
    only_new = [c for c in sides["n"].columns if c not in kinds["o"]]
    for name in (*only_old, *only_new):
        _refuse_name(name)
    select, differs = wide(keys, shared, Tolerance(), only_old=only_old, only_new=only_new)
    for side, frame in sides.items():
        frame.createOrReplaceTempView(f"tracker_{side}")
    on = matches(keys, Tolerance()).replace(" IS NOT DISTINCT FROM ", " <=> ")
    query = (
        f"SELECT {_dialect(select)} FROM (SELECT *, true AS {HERE} FROM tracker_o) o "
        f"FULL OUTER JOIN (SELECT *, true AS {HERE} FROM tracker_n) n ON {_dialect(on)} WHERE {_dialect(differs)}"
    )
    found = spark.sql(query).cache()
    try:
        found.createOrReplaceTempView("tracker_differing")
        floats = _floats(spark, found)
        _write(spark.sql(_long(keys, shared, only_old, only_new, floats)), output)
        told = {r["kind"]: r["count"] for r in found.groupBy("kind").count().collect()}
        flags = " + ".join(f"count_if(d{i})" for i in range(len(shared))) or "0"
        (cells,) = spark.sql(f"SELECT {flags} FROM tracker_differing").collect()[0]
    finally:
        found.unpersist()
    sizes = [frame.count() for frame in sides.values()]
    return Counts(told.get("added", 0), told.get("removed", 0), told.get("changed", 0), int(cells), *sizes)


def _floats(spark: Any, found: Any) -> dict[str, str]:
    """Columns of floats, each with the function that writes it as the other engine does: Java writes 1.0E7 and NaN."""

    # Inside, so that they travel by value: a worker has Python, and need not have this package.
    def double(value: float | None) -> str | None:
        return None if value is None else repr(value + 0.0)  # Both zeros are one value, and written as one.

    def single(value: float | None) -> str | None:
        from struct import pack, unpack

        if value is None or value != value or value in (0.0, float("inf"), float("-inf")):
            return None if value is None else repr(value + 0.0)
        # The fewest digits that name this float of 32 bits, written as those of 64 are.
        told = (float(f"{value:.{digits}g}") for digits in range(1, 18))
        return repr(next(t for t in told if abs(t) < 3.5e38 and unpack("f", pack("f", t))[0] == value))

    functions = {"double": double, "float": single}
    for kind, function in functions.items():
        spark.udf.register(f"tracker_{kind}", function, "string")
    kinds = {f.name: f.dataType.simpleString() for f in found.schema.fields}
    return {name: f"tracker_{kind}" for name, kind in kinds.items() if kind in functions}


def _long(
    keys: Sequence[Column],
    shared: Sequence[Column],
    only_old: Sequence[str],
    only_new: Sequence[str],
    floats: dict[str, str],
) -> str:
    """One changed cell a row, as the other engine writes it."""
    cells = ", ".join(_cell(*c, floats) for c in listed(shared, only_old, only_new))
    columns = [*(c.name for c in (*keys, *shared)), *only_old, *only_new]
    told = listed_keys([k.name for k in keys], columns)
    names = ", ".join(f"k{i} AS `{own}`" for i, own in enumerate(told))
    return (
        f"SELECT {names}, kind, c.column AS `column`, c.old AS old, c.new AS new "
        f"FROM (SELECT *, explode(array({cells})) AS c FROM tracker_differing) WHERE c IS NOT NULL"
    )


def _cell(column: str | None, old: str, new: str, test: str, floats: dict[str, str]) -> str:
    text = "CAST(NULL AS STRING)" if column is None else "'" + column.replace("\\", "\\\\").replace("'", "\\'") + "'"
    a, b = (f"{floats[c]}({c})" if c in floats else f"CAST({c} AS STRING)" for c in (old, new))
    struct = f"named_struct('column', {text}, 'old', {a}, 'new', {b})"
    return f"CASE WHEN {test} THEN {struct} END"


def _dialect(sql: str) -> str:
    # Spark quotes names with backticks; the query has no other double quotes.
    return sql.replace('"', "`")


def _refuse_hidden(path: Path) -> None:
    """Refuse what Spark takes for something else, as far as files on this machine tell it."""
    from tracker.diff.arrow import of_arrow
    from tracker.diff.batches import schema

    files = [path] if path.is_file() else sorted(path.glob("*.parquet"))[:1] if path.is_dir() else []
    for file in files:
        for column in schema(file):
            kind = of_arrow(column.type)
            # Spark cuts timestamps of 96 bits, which are nanoseconds, to microseconds.
            if (
                kind.family in {"duration", "interval", "extension", "time"}
                or kind.unit == "ns"
                or (kind.family == "float" and kind.bits == 16)
            ):
                raise BadValueError(
                    "Spark does not compare the column exactly", where=column.name[:60], got=kind.name[:60],
                    hint="Leave Spark out: DuckDB's engine compares every type.",
                )  # fmt: skip


def _refuse_name(name: str) -> None:
    if "`" in name or '"' in name or name.casefold() in {HERE, ""}:
        raise BadValueError(
            "a column has a name that Spark's query cannot hold", where=repr(name)[:60], hint="Rename it."
        )


_EXACT = {"boolean": ("BOOLEAN", "other"), "tinyint": ("TINYINT", "number"), "smallint": ("SMALLINT", "number"),
          "int": ("INTEGER", "number"), "bigint": ("BIGINT", "number"), "float": ("FLOAT", "number"),
          "double": ("DOUBLE", "number"), "string": ("VARCHAR", "text"), "binary": ("BLOB", "other"),
          "date": ("DATE", "other")}  # fmt: skip
"""Types that Spark holds exactly, and compares as :mod:`tracker.diff.types` says."""


def _column(name: str, old: Any, new: Any) -> Column:
    """How Spark compares two columns; whatever it would round, convert or order by its own rules is refused by name."""
    _refuse_name(name)
    a, b = (t.simpleString() for t in (old, new))
    if a == b and (a in _EXACT or a.startswith(("decimal(", "timestamp_ntz")) or a == "timestamp"):
        return Column(name, a, a, a)
    wide = [of_duck(_EXACT[t][0]) for t in (a, b) if t in _EXACT]
    if len(wide) == 2 and wide[0] is not None and wide[1] is not None:
        meeting = meet(wide[0], wide[1])
        if meeting.form in {"integer", "float"}:
            return Column(name, meeting.duck, _EXACT[a][0], _EXACT[b][0], "number", meeting.form)
    why = f"{a} and {b}" if a != b else a
    raise BadValueError(
        "Spark does not compare the column exactly", where=name[:60], got=why[:100],
        hint="Leave Spark out: DuckDB's engine compares every type.",
    )  # fmt: skip


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
    twice = frame.groupBy(*(f"`{n}`" for n in names)).count().where("count > 1").limit(5).collect()
    if twice:
        shown = "; ".join(f"{', '.join(map(str, r[:-1]))} ({r[-1]} times)" for r in twice)
        raise BadValueError(f"the key {', '.join(names)} is not unique", where=path, got=shown)


def _said(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
