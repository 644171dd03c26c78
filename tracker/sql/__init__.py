"""SQL over the tables of a release: ``tracker.sql("SELECT ...")``."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.sql.session import TIMEOUT, Answer, asked, tables_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TIMEOUT", "Answer", "asked", "sql", "tables_of"]


@checked
def sql(query: str, *, version: str | Path | None = None, timeout: float = TIMEOUT) -> pd.DataFrame:
    """Ask a release in SQL, in the dialect of DuckDB.

    The query reads the tables of the release by their names, ``positions`` and ``panel_year`` of any release, and
    ``position_on(day)`` or ``position_on(day, known_by := day)``: the position of every coded cell on a day. It reads
    nothing else, and changes nothing.

    Parameters
    ----------
    query : str
        One SELECT, WITH or FROM. Levels are text: compare ``level_rank`` (0 ``open`` to 4 ``removal``); an order of
        ``level`` would be that of the alphabet, and is refused. So is a value that a coded column never has.
    version : str or pathlib.Path, optional
        A version, ``"latest"``, or a release folder. The newest bundled release by default.
    timeout : float
        Seconds after which it is stopped.

    Returns
    -------
    pandas.DataFrame
        Days are ``datetime64[s]``, whole numbers with gaps nullable, lists tuples, and scales ordered categories where
        a column has the name and the values of one. ``attrs`` as for :func:`tracker.load`; ``beyond_horizon`` there
        says whether ``position_on`` was asked for a day that the evidence does not reach.

    Raises
    ------
    BadValueError
        When it is no such query, fails, takes too long, or its answer is too large or of a kind that not every program
        has, such as INTERVAL.
    UnknownNameError
        When a table, a version, or a value of a coded column does not exist.

    Examples
    --------
    >>> sql("SELECT level_rank FROM position_on('2020-07-14') WHERE jurisdiction = 'GBR' AND vendor = 'huawei'"
    ...     " AND segment = 'access'", version="0.3.0")["level_rank"].tolist()
    [4]
    """
    from tracker.release.reading import shelf
    from tracker.sql.frame import frame_of

    release = shelf.find(version)
    with asked(release, query, timeout) as answer:
        return frame_of(answer.arrow(), release, answer.beyond)


class _Room(ModuleType):
    """This package is both a room of the code and the public verb ``tracker.sql``."""

    def __call__(self, *args: Any, **kwargs: Any) -> pd.DataFrame:
        return sql(*args, **kwargs)


sys.modules[__name__].__class__ = _Room
