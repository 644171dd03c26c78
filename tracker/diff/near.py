"""What only Python can say of two cells: whether the numbers they spell are near, and text without its case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from tracker.diff.cells import decimal
from tracker.diff.query import FOLD, NEAR, Column, Tolerance, needs

if TYPE_CHECKING:
    import duckdb

_EXACT = Context(prec=5_000, Emax=999_999_999, Emin=-999_999_999)


def add(con: duckdb.DuckDBPyConnection, columns: Sequence[Column], tolerance: Tolerance) -> None:
    """Give a connection the functions that a comparison calls.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    columns : sequence of Column
    tolerance : Tolerance
    """
    import duckdb

    made: dict[str, tuple[Callable[..., Any], list[Any], str]] = {
        NEAR: (nearness(tolerance.number), ["VARCHAR", "VARCHAR"], "BOOLEAN"),
        FOLD: (str.casefold, ["VARCHAR"], "VARCHAR"),
    }
    for function in needs(columns, tolerance):
        work, takes, gives = made[function]
        try:
            con.create_function(function, work, takes, gives)
        except duckdb.Error:
            continue  # Another table of the same comparison has brought it.


def nearness(tolerance: float) -> Callable[[str, str], bool]:
    """What says whether two texts spell numbers that are at most so far apart, exactly.

    Parameters
    ----------
    tolerance : float

    Returns
    -------
    callable
        From two texts to bool; False where one spells no number.

    Examples
    --------
    >>> nearness(0.1)("1.00", "1.10"), nearness(0.1)("1.00", "1.101"), nearness(0.1)("1", "one")
    (True, False, False)
    """
    most = Decimal(repr(tolerance))

    def near(old: str, new: str) -> bool:
        a, b = decimal(old.strip()), decimal(new.strip())
        return a is not None and b is not None and abs(_EXACT.subtract(a, b)) <= most

    return near
