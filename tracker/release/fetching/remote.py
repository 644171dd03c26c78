"""Read bytes from where releases are hosted: HTTP(S), a folder or ``file:``, S3 and the like through Arrow."""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Generator
from pathlib import Path

from tracker.errors import BadValueError, ReleaseError
from tracker.release.descriptor import plain
from tracker.release.fetching.source import CHUNK, Source, public
from tracker.release.listing.deadline import Deadline
from tracker.release.reading import settings

_STORES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs")


def open_source(url: str, deadline: Deadline) -> Source:
    """The reader for an address.

    Parameters
    ----------
    url : str
        ``https://``, ``http://``, ``file:``, ``s3://`` (``gs``, ``abfs``, ``hdfs``), or a folder.
    deadline : Deadline
        Of the whole fetch.

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
        raise _no_address(url, "it cannot be read" if "@" in url else str(error)) from None
    scheme = parts.scheme.lower()
    if not url.strip() or (scheme in {"http", "https", *_STORES} and not host):
        raise _no_address(url, "it names no host")
    if scheme in {"http", "https"}:
        from tracker.release.fetching.http import Http

        return Http(url, deadline)
    if scheme == "file":
        from urllib.request import url2pathname

        if parts.netloc not in {"", "localhost"} and os.name != "nt":
            raise _no_address(url, "another machine's files are not reached this way")
        return Folder(Path(url2pathname(parts.path)), deadline)
    if scheme in _STORES:
        from tracker.release.fetching.store import Store

        return Store(url, deadline)
    if scheme == "" or len(scheme) == 1 or Path(url).is_dir():
        return Folder(settings.at_home(url), deadline)
    raise BadValueError(
        "an address of an unknown kind",
        where="source",
        expected="https, http, file, s3, gs, abfs or a folder",
        got=public(url),
    )


def _no_address(url: str, why: str) -> BadValueError:
    return BadValueError(
        f"not an address: {why}", where="source", expected="https://HOST/PATH, or a folder", got=public(url)
    )


class Folder:
    """A folder of this machine, or one mounted into it."""

    def __init__(self, root: Path, deadline: Deadline) -> None:
        self.root, self.deadline = root, deadline
        self.where = self.key = str(root)

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`tracker.release.fetching.source.Source.read`."""
        where = f"{self.where}/{path}"
        number = -1
        try:
            number = plain.open_plain(self.root / path)
            os.lseek(number, start, os.SEEK_SET)
            yield b""
            while chunk := os.read(number, CHUNK):
                self.deadline.left(where)
                yield chunk
        except OSError as error:
            raise ReleaseError(f"cannot be read: {error.strerror}", where=where) from None
        except ValueError as error:
            raise ReleaseError("cannot be read", where=where, got=str(error)) from None
        finally:
            if number >= 0:
                os.close(number)
