"""Apply a full change list to the old file, which gives the new one; nothing is written where the two do not fit."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker.arguments import checked
from tracker.diff import canon, parse, records
from tracker.diff.changes import Changes, Key, refuse_empty
from tracker.diff.changes import read as changes_of
from tracker.diff.found import listed_keys
from tracker.diff.inputs import FILE_ENDINGS, said_by
from tracker.errors import BadValueError, ContradictionError, ReleaseError, told
from tracker.writing import refuse_taken, whole


@checked
def apply(
    old: str | Path, changes: str | Path, output: str | Path, *, delimiter: str | None = None, force: bool = False
) -> Path:
    r"""Apply the full change list of a comparison of two files to the old one.

    Parameters
    ----------
    old : str or pathlib.Path
        Parquet, CSV or Arrow file that was compared.
    changes : str or pathlib.Path
        The list that ``tracker diff --output`` wrote, as CSV, Parquet or JSON Lines.
    output : str or pathlib.Path
        File to write, in the format of ``old``: its rows in their order, then the added ones. It appears when it is
        whole.
    delimiter : str, optional
        Of a CSV file; as for :func:`tracker.diff.diff`.
    force : bool
        Replace a file that is there.

    Returns
    -------
    pathlib.Path
        ``output``.

    Raises
    ------
    TrackerError
        When a file is missing or damaged, or the list does not fit: a row or a cell is not what it says, or columns or
        their types differ between the two files, which a list of cells cannot tell.

    Examples
    --------
    >>> import tempfile
    >>> from tracker.diff import diff
    >>> with tempfile.TemporaryDirectory() as name:
    ...     old, new, made, listed = (Path(name, f"{n}.csv") for n in ("old", "new", "made", "changes"))
    ...     _ = old.write_text("code,level\nBEL,open\nDEU,open\n")
    ...     _ = new.write_text("code,level\nBEL,limited\nFRA,open\n")
    ...     _ = diff(old, new, key="code", output=listed)
    ...     apply(old, listed, made).read_text()
    'code,level\nBEL,limited\nFRA,open\n'
    """
    old, changes, output = Path(old), Path(changes), Path(output)
    if old.suffix.lower() not in FILE_ENDINGS or output.suffix.lower() != old.suffix.lower():
        raise ContradictionError(
            "the result has the format of the old file", where=str(output), expected=f"a name that ends in {old.suffix}"
        )
    refuse_taken(output, force=force, inputs=[old, changes])
    listed = changes_of(changes)
    if not listed.key and old.is_file():
        # JSON Lines without a line: nothing differs, and not even the delimiter is known.
        with whole(output, force=force, inputs=[old, changes]) as part:
            shutil.copyfile(old, part)
        return output
    table, char = _read(old, listed, delimiter)
    listed.key = _own_names(listed, table.column_names) or listed.key
    for name in listed.key:
        if name not in table.column_names or listed.key.count(name) > 1:
            raise BadValueError("the list has a key that the file has not", where=str(changes), got=told(name))
    order = _order(table.column_names, listed.key, listed.schema, str(changes))
    if old.suffix.lower() == ".csv":
        refuse_empty(listed, str(changes))
    with _made(output):
        result = _applied(table, listed, str(changes)).select(order)
        with whole(output, force=force, inputs=[old, changes]) as part:
            _write(result, part, old.suffix.lower(), char)
    return output


@contextmanager
def _made(output: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except pa.ArrowNotImplementedError as error:
        raise BadValueError(
            "Arrow cannot make a table of these types", where=str(output), got=said_by(error)[:80],
            hint="Write the column of both files in a plainer layout.",
        ) from None  # fmt: skip


def _applied(table: Any, listed: Changes, where: str) -> Any:
    import pyarrow as pa

    columns = {n: parse.whole(table[n]) for n in table.column_names}
    keys = list(zip(*(canon.texts(columns[k]) for k in listed.key), strict=True)) if table.num_rows else []
    place = {k: i for i, k in enumerate(keys)}
    if len(place) < len(keys):
        raise BadValueError(
            "the key of the list is not unique in the file", where=where, got=", ".join(listed.key)[:80]
        )
    own = _canonical(listed, {n: columns[n].type for n in columns}, where)
    for kind in (own.removed, own.changed):
        for key in kind:
            if key not in place:
                raise BadValueError("a row of the list is not in the file", where=where, got=_told(key))
    for key in own.added:
        if key in place:
            raise BadValueError("a row that the list adds is in the file", where=where, got=_told(key))
    gone = {place[k] for k in own.removed}
    kept = pa.array([i for i in range(table.num_rows) if i not in gone], pa.int64())
    made = {}
    for name, array in columns.items():
        cells = canon.texts(array)
        for key, row in own.removed.items():
            if name not in own.key and cells[place[key]] != row.get(name):
                raise _misfit(where, key, name, row.get(name), cells[place[key]])
        edits: dict[int, str | None] = {}
        for key, changed in own.changed.items():
            if name in changed:
                before, after = changed[name]
                if cells[place[key]] != before:
                    raise _misfit(where, key, name, before, cells[place[key]])
                edits[place[key]] = after
        fresh: list[str | None] = [
            key[own.key.index(name)] if name in own.key else row.get(name) for key, row in own.added.items()
        ]
        made[name] = _edited(array, kept, edits, fresh, pa)
    return pa.table(list(made.values()), schema=table.schema)


def _edited(array: Any, kept: Any, edits: Mapping[int, str | None], fresh: Sequence[str | None], pa: Any) -> Any:
    """The rows that stay, with some cells replaced, and the new rows behind them.

    In one piece: of some layouts Arrow cannot write a slice, and an Arrow file has one dictionary a column.
    """
    pool = list(edits.values()) + list(fresh)
    new = parse.array(pool, array.type)
    # Slices, since not every type can be taken from by number.
    parts, numbers = [], {row: i for i, row in enumerate(edits)}
    start: int | None = None
    previous = -1
    for row in [*kept.to_pylist(), None]:
        runs_on = start is not None and row is not None and row == previous + 1 and row not in numbers
        if start is not None and not runs_on:
            parts.append(array.slice(start, previous - start + 1))
            start = None
        if row is not None and row in numbers:
            parts.append(new.slice(numbers[row], 1))
        elif row is not None and start is None:
            start = row
        previous = -1 if row is None else row
    parts.append(new.slice(len(edits)))
    return parse.whole(pa.chunked_array(parts, array.type))


def _canonical(listed: Changes, kinds: Mapping[str, Any], where: str) -> Changes:
    """The same list with every cell in canonical text, so that it compares with what the file has."""

    def column(name: str, texts: list[str | None]) -> list[str | None]:
        if name not in kinds:
            raise BadValueError("the list has a column that the file has not", where=where, got=told(name))
        try:
            return canon.texts(parse.array(texts, kinds[name]))
        except (ValueError, KeyError, TypeError, OverflowError, ArithmeticError, RecursionError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise BadValueError(
                "a cell of the list is no value of the column", where=where, expected=f"{name}: {kinds[name]}"[:80],
                got=said[:80],
            ) from None  # fmt: skip

    def keyed(rows: Mapping[Key, Any]) -> list[Key]:
        if not rows:
            return []
        return list(zip(*(column(k, [r[i] for r in rows]) for i, k in enumerate(listed.key)), strict=True))

    def cells(rows: Mapping[Key, dict[str, str | None]]) -> list[dict[str, str | None]]:
        out: list[dict[str, str | None]] = [{} for _ in rows]
        for name in dict.fromkeys(c for row in rows.values() for c in row):
            if name in listed.key:
                raise BadValueError(
                    "the list changes a column of the key", where=where, expected="a row removed, and one added",
                    got=told(name),
                )  # fmt: skip
            for target, text in zip(out, column(name, [row.get(name) for row in rows.values()]), strict=True):
                target[name] = text
        return out

    out = Changes(listed.key, schema=listed.schema)
    out.added = dict(zip(keyed(listed.added), cells(listed.added), strict=True))
    out.removed = dict(zip(keyed(listed.removed), cells(listed.removed), strict=True))
    before, after = (
        cells({k: {c: v[side] for c, v in r.items()} for k, r in listed.changed.items()}) for side in (0, 1)
    )
    for key, row, a, b in zip(keyed(listed.changed), listed.changed.values(), before, after, strict=True):
        out.changed[key] = {name: (a[name], b[name]) for name in row}
    return out


def _misfit(where: str, key: Key, column: str, said: str | None, got: str | None) -> BadValueError:
    return BadValueError(
        "a cell of the file is not what the list says", where=f"{where}, {_told(key)}, {column[:40]}",
        expected=repr(said)[:60], got=repr(got)[:60], hint="Is this the old file of that comparison?",
    )  # fmt: skip


def _told(key: Key) -> str:
    return ", ".join(map(repr, key))[:80]


def _own_names(listed: Changes, columns: Sequence[str]) -> list[str] | None:
    """The names that the key columns have in the file; None where it has not all of them."""
    known = [*columns, *(c for c, _, _ in listed.schema if c is not None)]
    names: list[str] = []
    for name in listed.key:
        # With one prefix after another taken away, the one that the list would call so.
        own = [name[4 * i :] for i in range(len(name) // 4 + 1) if name[: 4 * i] == "key_" * i]
        free = (n for n in own if n in columns and n not in names)
        found = next((n for n in free if listed_keys([*names, n], known)[-1] == name), None)
        if found is None:
            return None
        names.append(found)
    return names


def _order(
    columns: Sequence[str],
    key: Sequence[str],
    schema: Sequence[tuple[str | None, str | None, str | None]],
    where: str,
) -> list[str]:
    left = list(columns)
    order: list[str] | None = None
    for column, old, new in schema:
        if column is None:
            order = json.loads(new or "[]")
        elif new is not None:
            what = "a column was added" if old is None else "a column's name or type was changed"
            raise BadValueError(
                f"{what}, and a list of changes does not hold all of its cells", where=where, got=told(column)
            )
        elif column not in left or column in key:
            raise BadValueError("the list removes a column that the file has not", where=where, got=told(column))
        else:
            left.remove(column)
    if order is not None and sorted(order) != sorted(left):
        raise BadValueError("the list orders other columns than the file has", where=where, got=told(order))
    return left if order is None else order


def _read(path: Path, listed: Changes, delimiter: str | None) -> tuple[Any, str]:
    import pyarrow as pa

    if not path.is_file():
        raise ReleaseError("no such file", where=str(path))
    if path.suffix.lower() == ".csv":
        found = records.find(
            path, listed.key, records.delimiter_of(delimiter), fits=lambda h: _own_names(listed, h) is not None
        )
        table = pa.Table.from_batches(list(records.batches(found)))
        return table.rename_columns(list(found.header)), found.delimiter
    from tracker.diff.batches import table as read

    return read(path), ","


def _write(table: Any, part: Path, ending: str, delimiter: str) -> None:
    if ending == ".parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, part)
    elif ending == ".csv":
        with part.open("w", newline="", encoding="utf-8") as file:
            # With this line end, Python quotes a cell that holds either part of it.
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
            writer.writerow(table.column_names)
            for batch in table.to_batches(max_chunksize=50_000):
                writer.writerows(zip(*(c.to_pylist() for c in batch.columns), strict=True))
    else:
        import pyarrow.ipc

        with pyarrow.ipc.new_file(part, table.schema) as out:
            out.write_table(table)
