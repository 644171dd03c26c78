"""An object store, through Arrow's file systems: they may wait for ever, so they are waited for in a thread."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Generator
from typing import Any

from tracker.errors import ReleaseError
from tracker.release.fetching.source import Transient, public
from tracker.release.listing.deadline import Deadline, answer_seconds

_CHUNK = 1 << 20
_SECRETS = ("key", "secret", "token", "password", "sig", "credential")


class Store:
    """An object store; credentials come from where the store's tools have them, or from the address."""

    def __init__(self, url: str, deadline: Deadline) -> None:
        import pyarrow as pa
        import pyarrow.fs as fs

        self.where, self.deadline = public(url), deadline
        parts = urllib.parse.urlsplit(url)
        query = urllib.parse.parse_qsl(parts.query)
        told = [(k, v) for k, v in query if not any(s in k.lower() for s in _SECRETS)]
        self.key = self.where + (f"?{urllib.parse.urlencode(told)}" if told else "")
        both = (parts.username, parts.password, *(v for k, v in query if (k, v) not in told))
        self._hidden = [w for s in both if s for w in (s, urllib.parse.unquote(s))]
        path = urllib.parse.urlunsplit(parts._replace(path=parts.path.rstrip("/")))
        try:
            self._files, self._root = self._in_time(lambda: fs.FileSystem.from_uri(path), self.where)
        except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
            raise ReleaseError("cannot be opened", where=self.where, got=self._said(error)) from None

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`tracker.release.fetching.source.Source.read`."""
        import pyarrow as pa

        where = f"{self.where}/{path}"
        file = None
        try:
            file = self._in_time(lambda: self._opened(path, start), where)
            yield b""
            while chunk := self._in_time(lambda: file.read(_CHUNK), where):
                yield chunk
            file.close()
        except FileNotFoundError:
            raise ReleaseError("no such file", where=where) from None
        except OSError as error:
            raise Transient(self._said(error)) from None
        except (pa.ArrowException, ValueError) as error:
            raise ReleaseError("cannot be read", where=where, got=self._said(error)) from None

    def _opened(self, path: str, start: int) -> Any:
        file = self._files.open_input_file(f"{self._root}/{path}")
        file.seek(start)
        return file

    def _in_time(self, call: Callable[[], Any], where: str) -> Any:
        """What a call gives, or an error once it took too long: then it is left alone in a thread that ends with us."""
        since, most = self.deadline.now(), answer_seconds()
        answer = self.deadline.within(call, where, most)
        self.deadline.received(len(answer) if isinstance(answer, bytes) else 0, since, where)
        return answer

    def _said(self, error: BaseException) -> str:
        text = (str(error).splitlines() or [type(error).__name__])[0]
        for secret in self._hidden:
            text = text.replace(secret, "...")
        return text[:500]
