"""How long a query may take and how much memory it may use, and what is said when it goes wrong."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tracker.errors import BadValueError, TrackerError, nearest

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""Most memory for a query; nothing goes to disk beyond it."""


class Watch:
    """Interrupts a connection when its time is over, and says so.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    seconds : float
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._seconds, self._over = seconds, False

        def interrupt() -> None:
            self._over = True
            con.interrupt()

        self._timer = threading.Timer(seconds, interrupt)
        self._timer.daemon = True

    def __enter__(self) -> Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def told(self, error: Exception) -> TrackerError:
        """What went wrong, in one line."""
        if self._over:
            return BadValueError(
                f"was not done after {self._seconds:g} seconds, and was stopped",
                where="query",
                hint="Ask for less (a join without a condition?), or give it longer: --timeout, timeout=.",
            )
        return said(error)


def said(error: Exception) -> TrackerError:
    """DuckDB's message in one line, with what may have been meant.

    Parameters
    ----------
    error : Exception

    Returns
    -------
    TrackerError
    """
    kind, _, rest = str(error).partition(": ")
    first, *more = rest.splitlines() or [kind]
    if kind == "Out of Memory Error":
        return BadValueError(
            "needs more memory than it may have", where="query", expected=f"at most {MEMORY}", hint="Ask for less."
        )
    close = next((line for line in more if line.startswith(("Candidate", "Did you mean"))), "")
    if close.startswith("Candidate bindings: "):
        names = close.removeprefix("Candidate bindings: ").replace('"', "").split(", ")
        wrong = first.split('"')[1] if first.count('"') >= 2 else ""
        close = f"Did you mean {(nearest(wrong, names, 1) or names)[0]!r}?"
    elif close.startswith("Candidate"):
        at = more.index(close) + 1
        close = f"There is: {more[at].strip()}" if at < len(more) else ""
    return BadValueError("cannot be answered", where="query", got=first.strip()[:160], hint=close[:90] or None)
