"""Compare two releases of the dataset, or two files by key."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.diff import duck, engine, inputs, schemas
from tracker.diff.change import TableDiff
from tracker.diff.options import Input, Options
from tracker.diff.result import Diff
from tracker.errors import BadValueError, ContradictionError

if TYPE_CHECKING:
    import duckdb

    from tracker.diff.export import Writer
    from tracker.release.descriptor.manifest import Release


def comparison(old: Input, new: Input, options: Options | None = None, sink: Writer | None = None) -> Diff:
    """Compare two inputs.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Versions, ``latest``, release folders, ``working``, ``git:REVISION``; or two files.
    options : Options, optional
    sink : Writer, optional
        Called with the connection and every table's differing rows before they are gone.

    Returns
    -------
    Diff

    Raises
    ------
    TrackerError
        When an input is missing or damaged, or the options do not fit it.
    """
    options = options or Options()
    files = [inputs.is_file(side) for side in (old, new)]
    for side in (old, new):
        if not inputs.is_file(side) and Path(side).is_file():
            endings = ", ".join(inputs.FILE_ENDINGS)
            raise BadValueError("not a file that can be compared", where=str(side), expected=f"one ending in {endings}")
    if files[0] != files[1]:
        raise ContradictionError(
            "a file can be compared with a file only, and a release with a release",
            where=str(new if files[0] else old),
            expected=f"a name ending in {', '.join(inputs.FILE_ENDINGS)}, as the other one",
            hint="Name a file inside the release folder, such as tracker/releases/0.2.0/stances.parquet.",
        )
    with ExitStack() as stack:
        stack.enter_context(duck.told(f"{old}, {new}"))
        con = stack.enter_context(duck.connect(options.memory))
        if files[0]:
            return _files(con, Path(old), Path(new), options, sink)
        if options.delimiter is not None:
            raise ContradictionError("only CSV has a delimiter", where="delimiter", hint="Leave it out.")
        if options.key is not None:
            raise ContradictionError("releases know their keys", where="key", hint="Leave it out, or name two files.")
        # Late: a process that compares two files needs nothing of what a release is.
        from tracker.diff.releases import between
        from tracker.release.reading.derived import positions_file

        releases = [inputs.find_release(side, stack) for side in (old, new)]
        # Positions of older releases lie beside the package's code.
        worked_out = [p for p in map(positions_file, releases) if p is not None]
        _shut_in(con, [*worked_out, *(p for r in releases for p in r.path.iterdir())], sink)
        diff = between(con, releases[0], releases[1], options, sink)
        return dataclasses.replace(diff, old=_label(old, releases[0]), new=_label(new, releases[1]))


def _shut_in(con: duckdb.DuckDBPyConnection, inputs: Sequence[Path], sink: Writer | None) -> None:
    """From here on only what is compared is read, only the change list is written, and not over the former."""
    if sink is not None:
        sink.guard(inputs)
    duck.only(con, [*inputs, *([] if sink is None else [sink.part])])


def _label(given: Input, release: Release) -> str:
    temporary = given == inputs.WORKING or str(given).startswith(inputs.GIT)
    return str(given) if temporary else release.version


def _files(con: duckdb.DuckDBPyConnection, old: Path, new: Path, options: Options, sink: Writer | None) -> Diff:
    if options.tables is not None:
        raise ContradictionError("a file is one table", where="tables", hint="Leave it out.")
    key = inputs.parse_key(options.key)
    if options.only:
        raise ContradictionError("only releases have it", where=next(iter(options.only)), hint="Say it with where.")
    if options.delimiter is not None and not any(p.suffix.lower() == ".csv" for p in (old, new)):
        raise ContradictionError("only CSV has a delimiter", where="delimiter", hint="Leave it out.")
    from tracker.diff import sides

    names = None
    if options.where is not None:
        from tracker.diff import asked

        names = asked.names(options.where, con)
    a, b, plan = sides.pair(con, old, new, key, options.columns, delimiter=options.delimiter, names=names)
    _shut_in(con, [old, new], sink)
    found = engine.compare(con, a, b, plan, where=options.where, tolerance=options.tolerance, memory=options.memory)
    found.schema = schemas.between_files(a, b)
    if sink is not None:
        sink(con, [(None, found)])
    rows = found.rows(key, options.limit, {})
    diff = TableDiff(new.name, key, rows, found.schema, found.counts())
    return Diff(str(old), str(new), (diff,), releases=False)
