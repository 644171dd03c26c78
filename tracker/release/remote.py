"""Read bytes from where releases are hosted: HTTP(S), a folder or ``file:``, S3 and the like through Arrow.

Every reader yields chunks from an offset on, and raises :class:`Transient` for what may go better next time
and ``ReleaseError`` for what will not.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Generator
from pathlib import Path
from typing import Any, Protocol

from tracker import __version__
from tracker.errors import BadValueError, ReleaseError
from tracker.release import settings

CHUNK = 1 << 16
_REDIRECTS = 5
_STORES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs")


class Transient(Exception):  # noqa: N818  (a signal between modules, never shown as it is)
    """Something that may go better next time: a time-out, a broken connection, an overloaded server."""


class Source(Protocol):
    """A place that holds an index and release folders."""

    where: str

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """Chunks of a file from an offset; the first item is empty and says that the file is there.

        When the place cannot start at an offset, it raises :class:`Restart`.
        """
        ...


class Restart(Exception):  # noqa: N818
    """The place sends whole files only; start again at the beginning."""


def open_source(url: str) -> Source:
    """The reader for an address.

    Parameters
    ----------
    url : str
        ``https://``, ``http://``, ``file:``, ``s3://`` (``gs``, ``abfs``, ``hdfs``), or a folder.

    Returns
    -------
    Source

    Raises
    ------
    BadValueError
        When the scheme is none of these.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _no_address(url, str(error)) from None
    scheme = parts.scheme.lower()
    if not url.strip() or (scheme in {"http", "https", *_STORES} and not host):
        raise _no_address(url, "it names no host")
    if scheme in {"http", "https"}:
        return Http(url)
    if scheme == "file":
        from urllib.request import url2pathname

        return Folder(Path(url2pathname(parts.path)))
    if scheme in _STORES:
        return Store(url)
    if scheme == "" or len(scheme) == 1 or Path(url).is_dir():
        return Folder(settings.at_home(url))
    raise BadValueError(
        "an address of an unknown kind", where="source", expected="https, http, file, s3, gs, abfs or a folder", got=url
    )


def _no_address(url: str, why: str) -> BadValueError:
    return BadValueError(
        f"not an address: {why}", where="source", expected="https://HOST/PATH, or a folder", got=_public(url)
    )


def _public(url: str) -> str:
    """An address without the name and password that it may hold, for messages."""
    head, sep, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{head}{sep}{host.rpartition('@')[2]}{slash}{path}" if sep else url


class Folder:
    """A folder of this machine, or one mounted into it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.where = str(root)

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`Source.read`."""
        try:
            with (self.root / path).open("rb") as file:
                file.seek(start)
                yield b""
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            raise ReleaseError(f"cannot be read: {error.strerror}", where=f"{self.where}/{path}") from None


class Store:
    """An object store, through Arrow's file systems; credentials come from where the store's tools have them."""

    def __init__(self, url: str) -> None:
        import pyarrow as pa
        import pyarrow.fs as fs

        self.where = url.rstrip("/")
        try:
            self._files, self._root = fs.FileSystem.from_uri(self.where)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ReleaseError("cannot be opened", where=url, got=str(error).splitlines()[0][:200]) from None

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`Source.read`."""
        import pyarrow as pa

        try:
            with self._files.open_input_file(f"{self._root}/{path}") as file:
                file.seek(start)
                yield b""
                while chunk := file.read(CHUNK):
                    yield chunk
        except FileNotFoundError:
            raise ReleaseError("no such file", where=f"{self.where}/{path}") from None
        except OSError as error:
            raise Transient(str(error).splitlines()[0][:200]) from None
        except pa.ArrowException as error:
            raise ReleaseError(
                "cannot be read", where=f"{self.where}/{path}", got=str(error).splitlines()[0][:200]
            ) from None


class Http:
    """A static web host. Redirects are followed by hand: never from https to http, never to another scheme."""

    def __init__(self, url: str) -> None:
        import urllib3

        self.where = _public(url.rstrip("/"))
        parts = urllib.parse.urlsplit(url)
        self._host, login = parts.hostname, f"{parts.username}:{parts.password or ''}" if parts.username else None
        self._login = urllib3.make_headers(basic_auth=login) if login else {}
        seconds = settings.number("TRACKER_TIMEOUT", 20.0, least=0.001)
        options: dict[str, Any] = {
            "timeout": urllib3.Timeout(connect=min(seconds, 10.0), read=seconds),
            "retries": False,
            "headers": {"User-Agent": f"5g-vendor-stances/{__version__}", "Accept-Encoding": "identity"},
        }
        proxy = _proxy(url)
        self._pool: Any = urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`Source.read`."""
        import urllib3

        url = f"{self.where}/{path}"
        try:
            response = self._get(url, start)
            try:
                if start and response.status == 200:
                    raise Restart
                yield b""
                yield from response.stream(CHUNK, decode_content=False)
            finally:
                response.close()
        except urllib3.exceptions.LocationValueError as error:
            raise ReleaseError("not an address", where=url, got=str(error)[:120]) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Transient(_reason(error)) from None

    def _get(self, url: str, start: int) -> Any:
        headers = {**self._pool.headers, **({"Range": f"bytes={start}-"} if start else {})}
        at = url
        for _ in range(_REDIRECTS + 1):
            # A name and password go to the host they were given for, and to no other.
            login = self._login if urllib.parse.urlsplit(at).hostname == self._host else {}
            response = self._pool.request("GET", at, headers=headers | login, preload_content=False, redirect=False)
            target = response.get_redirect_location()
            if not target:
                self._check(response, url, start)
                return response
            response.close()
            try:
                following = urllib.parse.urljoin(at, target)
                schemes = urllib.parse.urlsplit(at).scheme, urllib.parse.urlsplit(following).scheme
            except ValueError:
                raise ReleaseError("redirected to what is no address", where=url, got=repr(target)[:120]) from None
            if schemes[1] not in {"http", "https"} or schemes == ("https", "http"):
                raise ReleaseError(
                    "redirected to another scheme, which is refused", where=url, expected="https", got=following[:120]
                )
            at = following
        raise ReleaseError("redirected in a circle", where=url, expected=f"at most {_REDIRECTS} redirects")

    @staticmethod
    def _check(response: Any, url: str, start: int) -> None:
        status = response.status
        if status in {200, 206}:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                response.close()
                raise ReleaseError("the host sends it compressed, unasked", where=url)
            return
        response.close()
        if status == 416 and start:
            raise Restart
        if status in {408, 425, 429} or status >= 500:
            raise Transient(f"the host answered {status}")
        what = "no such file" if status in {404, 410} else "the host refuses"
        raise ReleaseError(f"{what} (the host answered {status})", where=url, hint="Is the address right?")


def _proxy(url: str) -> str | None:
    from urllib.request import getproxies, proxy_bypass

    parts = urllib.parse.urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _reason(error: Exception) -> str:
    import urllib3

    kinds = {
        urllib3.exceptions.NameResolutionError: "its name cannot be resolved",
        urllib3.exceptions.NewConnectionError: "no connection",
        urllib3.exceptions.ConnectTimeoutError: "no connection in time",
        urllib3.exceptions.ReadTimeoutError: "it stopped sending",
        urllib3.exceptions.SSLError: "its certificate is not accepted",
        urllib3.exceptions.ProtocolError: "the connection broke off",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), type(error).__name__)
