"""How long a query may take and how much memory it may use, and what is said when it goes wrong."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from tracker import interrupt
from tracker.errors import BadValueError, TrackerError, nearest

if TYPE_CHECKING:
    import duckdb

MEMORY = "1GB"
"""Most memory for a query; nothing goes to disk beyond it."""


LOOKS = 0.2
"""Seconds between two looks whether somebody has interrupted what runs."""


class Watch:
    """Interrupts a connection when its time is over, and says so; or when Ctrl-C came and a library kept it to itself.

    Parameters
    ----------
    con : duckdb.DuckDBPyConnection
    seconds : float
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self._seconds, self._over, self._done = seconds, False, threading.Event()

        def watch() -> None:
            end = time.monotonic() + seconds
            while not self._done.wait(max(0.0, min(LOOKS, end - time.monotonic()))):
                self._over = self._over or time.monotonic() >= end
                if self._over or interrupt.seen():
                    con.interrupt()
                    end = time.monotonic() + LOOKS  # Again, should it not have begun when it was told.

        self._thread = threading.Thread(target=watch, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

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
