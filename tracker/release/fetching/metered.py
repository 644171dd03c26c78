"""What a web host sends, read under the deadline; what comes before a file and behind it within bounds of its own."""

from __future__ import annotations

import http.client
import io
from typing import Any

from tracker.errors import ReleaseError
from tracker.release.listing.deadline import Deadline

_HEAD_LIMIT = 65_536  # bytes around a body: headers before it or behind, and the interim answers before them
_AHEAD = 8_192  # bytes asked for at once; from 3.14 on Python itself would ask for twice what a head may have
_INTERIM = range(102, 200)  # not 101, which changes the protocol


def metered(manager: Any, deadline: Deadline, where: str) -> Any:
    """Have every connection of a manager read under the deadline.

    Parameters
    ----------
    manager : urllib3.PoolManager
    deadline : Deadline
    where : str
        What is fetched, for messages.

    Returns
    -------
    urllib3.PoolManager
        The same.
    """

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: Any, *args: Any, **more: Any) -> None:
            super().__init__(_Socket(sock, deadline, where), *args, **more)  # type: ignore[arg-type]

        def _read_status(self) -> tuple[str, int, str]:
            # Answers before the answer, which whoever asks must bear; the library bears the first kind of them only.
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            while found[1] in _INTERIM:
                http.client.parse_headers(self.fp)
                found = super()._read_status()  # type: ignore[misc]
            return found

        def begin(self) -> None:
            raw: Any = getattr(self.fp, "raw", None)
            super().begin()
            if isinstance(raw, _Raw):
                raw.head = None

        def _read_and_discard_trailer(self) -> None:
            raw: Any = getattr(self.fp, "raw", None)
            if isinstance(raw, _Raw):
                raw.head = _HEAD_LIMIT  # Headers once more, behind the last piece.
            super()._read_and_discard_trailer()  # type: ignore[misc]

    pools = {}
    for scheme, pool in manager.pool_classes_by_scheme.items():
        connection = type("Connection", (pool.ConnectionCls,), {"response_class": Response})
        pools[scheme] = type("Pool", (pool,), {"ConnectionCls": connection})
    manager.pool_classes_by_scheme = pools
    return manager


class _Socket:
    """What an answer needs of a socket: a file to read from, under the deadline."""

    def __init__(self, sock: Any, deadline: Deadline, where: str) -> None:
        self._sock, self._deadline, self._where = sock, deadline, where

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Raw(self._sock, self._deadline, self._where), _AHEAD)


class _Raw(io.RawIOBase):
    """Bytes of a socket as they come; a host that sends them too slowly, or heads without an end, is left."""

    def __init__(self, sock: Any, deadline: Deadline, where: str) -> None:
        self._sock, self._deadline, self._where = sock, deadline, where
        self._inner = sock.makefile("rb", buffering=0)
        self._timeout = sock.gettimeout()
        self.head: int | None = _HEAD_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        rest = self._deadline.left(self._where)
        self._sock.settimeout(rest if self._timeout is None else min(rest, self._timeout))
        since = self._deadline.now()
        try:
            count: int | None = self._inner.readinto(into)
        except TimeoutError:
            self._deadline.left(self._where)  # Which of the two was it?
            raise
        self._deadline.received(count or 0, since, self._where)
        if self.head is not None:
            self.head -= count or 0
            if self.head < 0:
                raise ReleaseError(
                    "the host sends headers or interim answers without an end",
                    where=self._where,
                    expected=f"at most {_HEAD_LIMIT} bytes before the file, or behind it",
                )
        return count

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()
