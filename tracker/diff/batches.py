"""Batches of a file through Arrow, with every value in a form that DuckDB holds exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tracker.diff import canon, cells, int96, records
from tracker.diff.inputs import unreadable
from tracker.diff.types import Type
from tracker.errors import BadValueError, TrackerError


def schema(path: Path) -> Any:
    """The schema of a Parquet or Arrow IPC file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pyarrow.Schema
    """
    with _opened(path) as (found, _):
        return found


def reader(
    path: Path,
    source: Any,
    own: Mapping[str, Type],
    other: Mapping[str, Type],
    columns: Mapping[str, tuple[str, Any]],
    row: str,
    faults: list[TrackerError],
) -> Any:
    """Some columns of a file as Arrow record batches in which DuckDB holds every value exactly.

    Parameters
    ----------
    path : pathlib.Path
    source : tracker.diff.records.Csv or None
        Where the file is CSV.
    own, other : mapping of str to Type
        Columns of this side and of the other one.
    columns : mapping of str to (str, Pair or None)
        For each name to give, a column of the file and how it meets that of the other side.
    row : str
        Name of a column that numbers the rows.
    faults : list of TrackerError
        Where an error goes before it is raised, since it passes through others' hands.

    Returns
    -------
    pyarrow.RecordBatchReader
    """
    import pyarrow as pa

    text = {} if source is None else dict.fromkeys(source.header, pa.string())
    kinds = text or {f.name: f.type for f in schema(path)}
    makers = []
    fields = [(row, pa.int64())]
    for held, (column, pair) in columns.items():
        theirs = other.get(column, own[column])
        exact = pair.exact_text if pair is not None else own[column].duck is None
        if not exact:
            target = _plain(kinds[column], own[column])
            makers.append((column, _caster(target)))
        elif own[column].family == "cell" and theirs.family not in {"cell", "text", "null"}:
            target = pa.string()
            makers.append((column, _cells(column, theirs, path)))
        else:
            target = pa.string()
            makers.append((column, _texts(canon.writer(kinds[column], own[column], theirs))))
        fields.append((held, target))
    shape = pa.schema(fields)
    names = list(kinds)

    def batches() -> Iterator[Any]:
        try:
            yield from converted()
        except TrackerError as error:
            faults.append(error)
            raise
        except (pa.ArrowException, ValueError) as error:
            faults.append(unreadable(path, error))
            raise

    def converted() -> Iterator[Any]:
        done = 0
        for batch in _batches(path, source):
            if source is None:
                batch.validate(full=True)
            numbers = pa.array(range(done, done + batch.num_rows), pa.int64())
            arrays = [make(batch.column(names.index(column)), done) for column, make in makers]
            yield pa.record_batch([numbers, *arrays], schema=shape)
            done += batch.num_rows

    return pa.RecordBatchReader.from_batches(shape, batches())


def _plain(kind: Any, own: Type) -> Any:
    """The plainest layout of a type that DuckDB holds."""
    import pyarrow as pa

    simple = {"VARCHAR": pa.string(), "BLOB": pa.binary(), "VARCHAR[]": pa.list_(pa.string())}
    if own.duck in simple:
        return simple[own.duck]
    if own.family == "decimal":
        return pa.decimal128(own.precision, own.scale)
    while hasattr(kind, "value_type"):
        kind = kind.value_type
    return pa.float32() if kind == pa.float16() else kind


def _caster(target: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute

    def cast(array: Any, _: int) -> Any:
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        if pa.types.is_run_end_encoded(array.type):
            array = pyarrow.compute.run_end_decode(array)
        if array.type == target:
            return array
        if pa.types.is_list(target):
            # Whatever the layout of the list and of its text, the values are the same.
            return pa.array(array.to_pylist(), target)
        return array.cast(target)

    return cast


def _texts(write: canon.Writer) -> Any:
    import pyarrow as pa

    return lambda array, _: pa.array(write(array), pa.string())


def _cells(column: str, theirs: Type, path: Path) -> Any:
    import pyarrow as pa

    read = cells.reader(theirs)

    def make(array: Any, done: int) -> Any:
        out: list[str | None] = []
        for i, cell in enumerate(array.to_pylist()):
            text = None if cell is None else read(cell)
            if cell is not None and text is None:
                raise BadValueError(
                    "a cell does not read as the type of the other side",
                    where=f"{path}, row {done + i + 1}, column {column[:40]}",
                    expected=theirs.name[:60], got=repr(cell[:40]),
                )  # fmt: skip
            out.append(text)
        return pa.array(out, pa.string())

    return make


def _batches(path: Path, source: Any) -> Iterator[Any]:
    if source is not None:
        yield from records.batches(source)
        return
    with _opened(path) as (_, batches):
        yield from batches


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Iterator[Any]]]:
    """The schema and the batches of a file; whatever Arrow objects to becomes one clear error."""
    import pyarrow as pa

    with ExitStack() as stack:
        try:
            if path.suffix.lower() == ".parquet":
                import pyarrow.parquet as pq

                file = stack.enter_context(pq.ParquetFile(path.absolute()))  # What begins like an address would be one.
                found, batches = file.schema_arrow, _rows(path, file)
            else:
                stream = stack.enter_context(pa.memory_map(str(path.absolute())))
                try:
                    opened = stack.enter_context(pa.ipc.open_file(stream))
                    batches = (opened.get_batch(i) for i in range(opened.num_record_batches))
                except pa.ArrowInvalid:
                    stream.seek(0)
                    batches = opened = stack.enter_context(pa.ipc.open_stream(stream))
                found = opened.schema
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(path, error) from None
        yield found, iter(batches)


def _rows(path: Path, file: Any) -> Iterator[Any]:
    if int96.columns(file):
        int96.refuse_wrapped(path, file)
    # One group of rows after another: across two of them Arrow does not read a dictionary inside a list or a struct.
    for group in range(file.num_row_groups):
        yield from file.iter_batches(65_536, row_groups=[group])


def table(path: Path) -> Any:
    """A Parquet or Arrow IPC file whole.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa

    with _opened(path) as (found, batches):
        try:
            whole = pa.Table.from_batches(list(batches), found)
            whole.validate(full=True)  # What follows takes every text and every place in it for one.
            return whole
        except TrackerError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(path, error) from None
