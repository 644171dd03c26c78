"""Canonical form of a curated table: sorted, minimally quoted, LF, composed, no stray white space."""

from __future__ import annotations

import csv
import io
import operator
from dataclasses import dataclass
from pathlib import Path

from tracker.curation.characters import mended
from tracker.curation.dataset import read_folder
from tracker.curation.problem import Problem
from tracker.curation.source import Source
from tracker.schema import Table
from tracker.writing import whole


@dataclass(frozen=True)
class Tidied:
    """What tidying a folder did: files rewritten, and the problems that kept others untouched."""

    rewritten: tuple[str, ...]
    refused: tuple[Problem, ...]


def canonical(source: Source) -> str:
    """The table's text in canonical form; the same rows and cells.

    Parameters
    ----------
    source : Source
        A table that was read.

    Returns
    -------
    str
    """
    prose = [f.role == "note" for f in source.table.curated]
    rows = source.rows
    if any(p.code in {"C08", "C09"} for p in source.problems):
        rows = [[mended(c, prose=p) for c, p in zip(row, prose, strict=True)] for row in rows]
    return written(source.table, rows)


def written(table: Table, rows: list[list[str]]) -> str:
    """Rows as a CSV text in canonical form.

    Parameters
    ----------
    table : Table
    rows : list of list of str
        Cells in the order of the curated columns.

    Returns
    -------
    str
        Sorted by key, which a file may not have been.
    """
    names = [f.name for f in table.curated]
    # Plain text order, as any tool would sort. Rows with the same key keep their order.
    rows = sorted(rows, key=operator.itemgetter(*(names.index(k) for k in table.key)))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()


def order_problem(source: Source) -> int | None:
    """First row that stands before its place, or None when rows are sorted by key.

    Parameters
    ----------
    source : Source

    Returns
    -------
    int or None
    """
    import pyarrow.compute as pc

    names = [f.name for f in source.table.curated]
    before = same = None
    for column in (pc.fill_null(source.columns[names.index(k)], "") for k in source.table.key):
        earlier, later = column[:-1], column[1:]
        # Text compares byte by byte, which is the order of code points in UTF-8.
        less = pc.less(later, earlier)
        before = less if before is None else pc.or_(before, pc.and_(same, less))
        equal = pc.equal(later, earlier)
        same = equal if same is None else pc.and_(same, equal)
    first = pc.index(before, True).as_py()
    return None if first < 0 else int(first) + 1


def tidy(folder: Path, *, shown_as: str | None = None) -> Tidied:
    """Rewrite the tables of a folder in canonical form, and change nothing else.

    A file that could lose something (broken quoting, a wrong number of cells, an unknown column, a wrong
    encoding) is left as it is and reported.

    Parameters
    ----------
    folder : pathlib.Path
    shown_as : str, optional
        Name of the folder in problems.

    Returns
    -------
    Tidied

    Raises
    ------
    CurationError
        When there is no such folder.
    BadValueError
        When there is no room for a file; the old file stays whole.
    OSError
        When it cannot be written for another reason; the same.
    """
    rewritten: list[str] = []
    refused: list[Problem] = []
    for source in read_folder(folder, shown_as=shown_as).sources.values():
        blocking = [p for p in source.problems if p.code in {"F01", "F02", "F05", "F06", "F07"}]
        # A blank line holds nothing; a row of another width might.
        blocking += [p for p in source.problems if p.code == "F08" and p.value is not None]
        if blocking or source.frame is None:
            refused += blocking
            continue
        path = folder / f"{source.table.name}.csv"
        new = canonical(source).encode()
        if path.read_bytes() != new:
            _replace(path, new)
            rewritten.append(source.path)
    return Tidied(tuple(rewritten), tuple(refused))


def _replace(path: Path, data: bytes) -> None:
    with whole(path, force=True) as part:
        part.write_bytes(data)
