"""What a place that hosts releases must do, whatever it is; and what may be told of its address.

Every reader yields chunks from an offset on, and raises :class:`Transient` for what may go better next time
and ``ReleaseError`` for what will not.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Generator
from typing import Protocol

from tracker.release.listing.deadline import Deadline

CHUNK = 1 << 16


class Transient(Exception):  # noqa: N818  (a signal between modules, never shown as it is)
    """Something that may go better next time: a time-out, a broken connection, an overloaded server."""


class Restart(Exception):  # noqa: N818
    """The place sends whole files only; start again at the beginning."""


class Source(Protocol):
    """A place that holds an index and release folders.

    Attributes
    ----------
    where : str
        Its address for messages: without name, password and query.
    key : str
        What it is remembered by.
    deadline : Deadline
        Of the whole fetch.
    """

    where: str
    key: str
    deadline: Deadline

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """Chunks of a file from an offset; the first item is empty and says that the file is there.

        When the place cannot start at an offset, it raises :class:`Restart`.
        """
        ...


def public(url: str) -> str:
    """An address as it may be told: without the name and password that it may hold, and without query.

    Parameters
    ----------
    url : str
        Also one that is no address; of such a one everything is left out that may be a secret.

    Returns
    -------
    str

    Examples
    --------
    >>> public("s3://key:secret@bucket/releases?secret_key=x")
    's3://bucket/releases'
    """
    bare = url.partition("?")[0].partition("#")[0]
    try:
        parts = urllib.parse.urlsplit(bare)
        if parts.scheme and parts.netloc and not _ends_early(parts.netloc, url):
            # A backslash or a second @ may mean another end of the name and password to another reader.
            path = parts.path.rpartition("@")[2] if "@" in parts.path and "\\" in url else parts.path
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}".rstrip("/")
    except ValueError:
        pass
    if "@" not in url:
        return bare
    scheme, sep, _ = bare.partition(":")
    last = url.rpartition("@")[2].partition("?")[0].partition("#")[0]
    return f"{scheme}:...@{last}" if sep else f"...@{last}"


def _ends_early(netloc: str, url: str) -> bool:
    """Whether a password with ``/``, ``?``, ``#`` or ``@`` in it may have been taken for a host, a port and a path."""
    return ":" in netloc and "@" in url.partition(netloc)[2]
