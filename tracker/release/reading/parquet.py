"""Read one table of a release as Arrow, without pulling in pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.errors import ReleaseError
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.rows import day_faults

if TYPE_CHECKING:
    import pyarrow as pa


def read_table(release: Release, table: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of a release.

    Parameters
    ----------
    release : Release
    table : str
    columns : sequence of str, optional
        Only these; all of them by default.

    Returns
    -------
    pyarrow.Table

    Raises
    ------
    UnknownNameError
        When the release has no such table.
    ReleaseError
        When the file is missing, cut short, or no Parquet.
    """
    # ParquetFile, not read_table: the latter imports pyarrow.dataset, and with it pandas.
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = release.file(table)
    try:
        # Absolute: a folder called file: would make an address of it.
        with pq.ParquetFile(path.absolute()) as file:
            rows = file.read(None if columns is None else list(columns))
        if not plain.is_own(release.path):
            # Verified or not: what follows takes every text and every day for one.
            rows.validate(full=True)
            for problem in day_faults(rows, str(path)):
                raise ReleaseError(problem.what, where=problem.place, got=problem.got)
        return rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ReleaseError(
            "not a whole Parquet file",
            where=str(path),
            got=(str(error).splitlines() or [type(error).__name__])[0][:120],
            hint="Reinstall the package, or fetch the release again.",
        ) from None
