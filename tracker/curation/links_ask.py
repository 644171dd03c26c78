"""One question to a web host, under one deadline, and what it answered."""

from __future__ import annotations

import http.client
import re
import socket
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from tracker.errors import ReleaseError
from tracker.release.fetching import http as web
from tracker.release.fetching.source import public
from tracker.release.listing.deadline import Deadline, Late
from tracker.version import __version__

AGENT = f"5g-vendor-stances/{__version__} (checks the addresses of sources)"
"""How we name ourselves; the first word is what a robots.txt may speak to."""

MOVES = frozenset({301, 302, 303, 307, 308})
"""Statuses that lead to another address."""


class Unanswered(Exception):  # noqa: N818  (a signal between modules, never shown as it is)
    """A host gave no answer: the state that follows from it, and why."""

    def __init__(self, state: str, why: str, *, nameless: bool = False) -> None:
        super().__init__(why)
        self.state, self.why, self.nameless = state, why, nameless


@dataclass(frozen=True)
class Answer:
    """What a host said.

    Attributes
    ----------
    status : int
    location : str or None
        Where it leads to, as an absolute address.
    rest : float or None
        Seconds of rest that it asks for.
    body : bytes
        Its first bytes, when they were asked for.
    """

    status: int
    location: str | None = None
    rest: float | None = None
    body: bytes = b""


def ask(
    method: str,
    url: str,
    *,
    seconds: float,
    most: int = 0,
    clock: Callable[[], float] = time.monotonic,
    now: Callable[[], float] = time.time,
) -> Answer:
    """Put one question to a host; redirects are reported, not followed.

    Parameters
    ----------
    method : {"HEAD", "GET"}
    url : str
    seconds : float
        For the whole of it, also when bytes come one by one.
    most : int
        Bytes of the body that are read; the connection is closed after them.
    clock, now : callable
        Seconds that never go back, for the deadline; seconds since 1970, for a rest that is said as a day and hour.

    Returns
    -------
    Answer

    Raises
    ------
    Unanswered
    """
    import urllib3

    deadline = Deadline(seconds, 0.0, clock=clock)
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    pool = web.manager(web.proxy_of(url), {"connect": min(seconds, 10.0), "read": seconds}, deadline, public(url))
    try:
        response = pool.request(method, url, headers=headers, preload_content=False, redirect=False)
        try:
            body = b""
            while len(body) < most and (chunk := response.read1(most - len(body), decode_content=False)):
                body += chunk
            location = response.headers.get("Location") if response.status in MOVES else None
            return Answer(
                response.status,
                None if location is None else _joined(url, _utf8(location).strip()),
                _rest(response.headers.get("Retry-After"), now()),
                body,
            )
        finally:
            response.close()
    except Late:
        raise Unanswered("slow", f"no whole answer within {seconds:g} seconds") from None
    except ReleaseError as error:
        raise Unanswered("error", error.what) from None
    except urllib3.exceptions.NameResolutionError as error:
        raise _no_name(error) from None
    except urllib3.exceptions.NewConnectionError as error:
        # A kind of time-out to urllib3, though a refusal is no slowness.
        raise Unanswered("error", web.reason(error)) from None
    except (urllib3.exceptions.TimeoutError, TimeoutError):
        raise Unanswered("slow", f"no answer within {seconds:g} seconds") from None
    except (urllib3.exceptions.LocationValueError, ValueError):
        raise Unanswered("error", "not an address") from None
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
        raise Unanswered("error", web.reason(error)) from None
    finally:
        pool.clear()


_NOT_IN_ADDRESS = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _no_name(error: Exception) -> Unanswered:
    # That no server could be asked says nothing of the name: only a clear no does.
    cause = error.__cause__
    number = cause.errno if isinstance(cause, socket.gaierror) else None
    clear = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    if number in clear:
        return Unanswered("dead", "its host name does not exist", nameless=True)
    return Unanswered("error", "its host name cannot be resolved now", nameless=True)


def _joined(url: str, location: str) -> str:
    # What no address may hold is written as browsers write it, so that it can be followed and told.
    location = _NOT_IN_ADDRESS.sub(lambda m: urllib.parse.quote(m[0]), location)
    try:
        return urllib.parse.urljoin(url, location)
    except ValueError:
        return location  # It is no address; whoever would follow it finds that out.


def _utf8(header: str) -> str:
    """A header that is UTF-8 against the rule, as most readers take it."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _rest(header: str | None, now: float) -> float | None:
    """Seconds of a ``Retry-After``, which is a number or a day and hour; None for none or nonsense."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty for what is no address."""
    try:
        return (urllib.parse.urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def web_address(url: str) -> bool:
    """Whether it is an address of the web, without a name and password.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("https://me:word@example.org/"), web_address("ftp://a.org")
    (True, False, False)
    """
    try:
        parts = urllib.parse.urlsplit(url)
        parts.port  # noqa: B018  (it is read here so that a wrong one is found)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
