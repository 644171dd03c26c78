"""A file as DuckDB reads it: this one and its own columns, whatever the folders above it are called.

To DuckDB a path is a pattern, or an address that begins with ``file:``, and a folder called ``year=2024`` a column that
takes the place of the file's own.
"""

from __future__ import annotations

from pathlib import Path


def pattern(path: Path) -> str:
    """A path as a quoted text by which DuckDB finds that file alone.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    str

    Examples
    --------
    >>> pattern(Path("/data/it's [1].parquet"))
    "'/data/it''s [[]1].parquet'"
    """
    text = "".join(f"[{c}]" if c in "*?[" else c for c in str(path.absolute()))
    return "'" + text.replace("'", "''") + "'"


def parquet(path: Path, *, numbered: bool = False) -> str:
    """What stands after FROM to read a Parquet file.

    Parameters
    ----------
    path : pathlib.Path
    numbered : bool
        Whether each row has its number, as ``file_row_number``.

    Returns
    -------
    str

    Examples
    --------
    >>> parquet(Path("/data/year=2024/a.parquet"))
    "read_parquet('/data/year=2024/a.parquet', hive_partitioning = false, can_have_nan = true)"
    """
    numbers = ", file_row_number = true" if numbered else ""
    # The bounds that Parquet notes of floats leave NaN out: DuckDB would take them for true, and rows for others.
    return f"read_parquet({pattern(path)}, hive_partitioning = false, can_have_nan = true{numbers})"
