"""What differs between two releases or two files, and what that means: ``tracker.diff("0.1.0", "0.2.0")``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.diff.change import Cell, Counts, Effect, Row, SchemaChange, TableDiff
from tracker.diff.compare import comparison
from tracker.diff.options import LIMIT, Options
from tracker.diff.query import Tolerance
from tracker.diff.result import Diff

if TYPE_CHECKING:
    from tracker.diff.meaning import Bump, smallest_bump

__all__ = [
    "Bump",
    "Cell",
    "Counts",
    "Diff",
    "Effect",
    "Row",
    "SchemaChange",
    "TableDiff",
    "comparison",
    "diff",
    "smallest_bump",
]


@checked
def diff(
    old: str | Path,
    new: str | Path,
    *,
    key: str | Sequence[str] | None = None,
    tables: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    where: str | None = None,
    jurisdiction: str | Sequence[str] | None = None,
    vendor: str | Sequence[str] | None = None,
    segment: str | Sequence[str] | None = None,
    tolerance: float = 0.0,
    ignore_case: bool = False,
    ignore_space: bool = False,
    limit: int | None = LIMIT,
    memory: str | None = None,
    delimiter: str | None = None,
    output: str | Path | None = None,
    output_format: str = "csv",
    force: bool = False,
) -> Diff:
    """Compare two releases, or two files by key.

    Parameters
    ----------
    old, new : str or pathlib.Path
        Versions, ``"latest"``, release folders, ``"working"`` (the curated tables as they stand) or
        ``"git:REVISION"``; or two Parquet, CSV or Arrow files.
    key : str or sequence of str, optional
        For files: the columns that together identify a row.
    tables, columns : sequence of str, optional
        Compare only these.
    where : str, optional
        SQL condition; only rows that meet it are compared. Between releases it may name ``jurisdiction``, ``vendor``
        and ``segment`` of tables too that have these through an event or an act; tables that nothing leads to are
        named in ``left_out``.
    jurisdiction, vendor, segment : str or sequence of str, optional
        Between releases: only rows and positions of these, in the same sense, under any of their names.
    tolerance : float
        Numbers whose exact difference is at most this count as the same, also where text spells them.
    ignore_case, ignore_space : bool
        Whether text, keys too, compares without regard to case, or to white space of any kind.
    limit : int or None
        Most rows to keep a table; counts are true whatever the limit.
    memory : str, optional
        Most memory to use, such as ``"1GB"``; beyond it the work goes to disk.
    delimiter : str, optional
        Of CSV files: one character, ``"comma"``, ``"semicolon"``, ``"tab"`` or ``"pipe"``. By default the comma, or
        whichever of these the header has between the key columns.
    output : str or pathlib.Path, optional
        Also write the full change list to this file, one changed cell a row.
    output_format : {"csv", "parquet", "jsonl"}
        Format of that file.
    force : bool
        Replace that file when it is there; one of the two that are compared is never replaced.

    Returns
    -------
    Diff
        Frozen; iterate over it for every differing row, or show it in a notebook.

    Raises
    ------
    TrackerError
        When an input is missing or damaged, a key is not unique, or the options do not fit.

    Examples
    --------
    >>> diff("latest", "latest").same
    True
    """
    same = Tolerance(tolerance, ignore_case, ignore_space)
    given = {"jurisdiction": jurisdiction, "vendor": vendor, "segment": segment}
    only = {argument: names for argument, names in given.items() if names is not None}
    options = Options(key, tables, columns, where, same, limit, memory, delimiter, only)
    sink = None
    if output is not None:
        from tracker.diff.export import Writer

        sink = Writer(Path(output), output_format, force=force)
    return comparison(old, new, options, sink)


def __getattr__(name: str) -> object:
    # A version step is a matter of releases: who compares two files waits for nothing of it.
    if name in {"Bump", "smallest_bump"}:
        from tracker.diff import meaning

        return getattr(meaning, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Room(ModuleType):
    """This package is both a room of the code and the public verb ``tracker.diff``."""

    def __call__(self, *args: Any, **kwargs: Any) -> Diff:
        return diff(*args, **kwargs)


sys.modules[__name__].__class__ = _Room
