"""How long a fetch may take: a time for the whole, one for each answer, a least speed from its first byte on.

One deadline goes with a fetch, from its first question to its last byte, whatever is waited for: a name, a
connection, headers, an index, a file, another process. The clock is passed in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from tracker.errors import BadValueError, ReleaseError
from tracker.release.reading import settings

SECONDS_VARIABLE, SPEED_VARIABLE = "TRACKER_FETCH_SECONDS", "TRACKER_LEAST_SPEED"
ANSWER_VARIABLE = "TRACKER_TIMEOUT"

SECONDS = 600.0
"""Seconds that a whole fetch may take."""

ANSWER = 20.0
"""Seconds that one answer of a host is waited for."""

LEAST_SPEED = 1_000.0
"""Bytes a second that a host must send on the average of the time in which it was waited for, after the grace."""

GRACE = 30.0
"""Seconds of waiting for a host after which the least speed holds."""


class Late(ReleaseError):  # noqa: N818  (the word says it)
    """A fetch that took too long; it is not tried again."""


class Deadline:
    """The time that is left for a fetch, and the speed at which a host sends.

    Parameters
    ----------
    seconds : float
        For the whole.
    least : float
        Bytes a second.
    grace : float
        Seconds of waiting that are free of it.
    clock : callable
        Seconds that never go back.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        least: float = LEAST_SPEED,
        *,
        grace: float = GRACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds, self._least, self._grace, self._clock = seconds, least, min(grace, seconds), clock
        self._end = clock() + seconds
        self._waited = self._bytes = 0.0

    def left(self, where: str) -> float:
        """Seconds that are left, more than none; refuses when none are."""
        rest = self._end - self._clock()
        if rest <= 0:
            raise Late(
                f"took longer than the {self.seconds:g} seconds that a fetch may take",
                where=where,
                hint=f"Allow more with {SECONDS_VARIABLE}, or --seconds.",
            )
        return rest

    def within(self, call: Callable[[], Any], where: str, most: float = float("inf")) -> Any:
        """What a call gives that nobody can tell how long to take, such as to look a name up or to open a store.

        Parameters
        ----------
        call : callable
            Run in a thread, which is left alone when it takes too long, and ends with the process.
        where : str
        most : float
            Seconds that this call may take, where that is less than what is left.

        Returns
        -------
        object

        Raises
        ------
        Late
            When it took longer.
        """
        came: list[tuple[Any, BaseException | None]] = []

        def run() -> None:
            try:
                came.append((call(), None))
            except BaseException as error:
                came.append((None, error))

        seconds, thread = min(self.left(where), most), threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(seconds)
        if not came:
            self.left(where)
            raise Late(
                f"gave no answer in {seconds:g} seconds",
                where=where,
                hint="Is the name right, are there credentials, are you online?"
                f" {ANSWER_VARIABLE}=SECONDS waits longer.",
            )
        answer, error = came[0]
        if error is not None:
            raise error
        return answer

    def now(self) -> float:
        """The clock, for :meth:`received`."""
        return self._clock()

    def received(self, count: int, since: float, where: str) -> None:
        """Note that a host sent so many bytes (or none) after it was waited for, and refuse one that is too slow.

        Parameters
        ----------
        count : int
        since : float
            When the waiting began, by :meth:`now`.
        where : str
        """
        self._waited += self._clock() - since
        self._bytes += count
        if self._waited > self._grace and self._bytes < self._least * (self._waited - self._grace / 2):
            raise Late(
                f"sends too slowly: {self._bytes:.0f} bytes in {self._waited:.0f} seconds",
                where=where,
                expected=f"{self._least:g} bytes a second",
                hint=f"Allow less with {SPEED_VARIABLE}.",
            )
        self.left(where)


def answer_seconds() -> float:
    """Seconds that one answer of a host is waited for: ``TRACKER_TIMEOUT``, or :data:`ANSWER`.

    Returns
    -------
    float

    Raises
    ------
    BadValueError
        When the variable holds no such number.

    Examples
    --------
    >>> answer_seconds()
    20.0
    """
    return settings.number(ANSWER_VARIABLE, ANSWER, least=0.001)


def of_settings(seconds: float | None = None, clock: Callable[[], float] = time.monotonic) -> Deadline:
    """The deadline of a fetch, from an argument or the environment.

    Parameters
    ----------
    seconds : float, optional
        For the whole; ``TRACKER_FETCH_SECONDS`` or 600 otherwise.
    clock : callable

    Returns
    -------
    Deadline

    Raises
    ------
    BadValueError
        When a number is none, or out of range.
    """
    if seconds is None:
        seconds = settings.number(SECONDS_VARIABLE, SECONDS, least=0.001)
    elif not 0 < seconds <= settings.LONGEST:
        raise BadValueError(
            "not a usable number",
            where="seconds",
            expected=f"more than 0, at most {settings.LONGEST:g}",
            got=f"{seconds:g}",
        )
    speed = settings.number(SPEED_VARIABLE, LEAST_SPEED, most=1e12, unit="bytes a second")
    return Deadline(seconds, speed, clock=clock)
