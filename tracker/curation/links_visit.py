"""What became of one address: asked for with HEAD, with GET where that is refused, redirects followed by hand."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from dataclasses import dataclass

from tracker.curation.links_ask import Answer, Unanswered, host_of, web_address
from tracker.curation.links_manners import Hosts

STATES = ("ok", "moved", "dead", "refused", "slow", "robots", "error")
"""What an address may be found to be."""

_REDIRECTS = 10
_FOR_GOOD = frozenset({301, 308})
_SECRET = re.compile(
    r"token|secret|passw|pwd|auth|session|\bsid\b|signature|\bsig\b|credential|\bkey\b|api_?key|access_?key|policy|expires"
    r"|x-amz|ticket|\bcode\b",
    re.IGNORECASE,
)
_LOOKS_DRAWN = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_.%+/=-]{24,}")
_SESSION_IN_PATH = re.compile(r";[^/?#]*")


@dataclass(frozen=True)
class Visit:
    """What was found at an address.

    Attributes
    ----------
    state : str
        One of :data:`STATES`.
    status : int or None
        The last status; None when there was no answer.
    moved_to : str or None
        Where redirects ended, as it may be told.
    suggested : str or None
        The same, where every redirect on the way was for good (301, 308) and nothing speaks against taking it over.
    detail : str
        Why, in words.
    nameless : bool
        Whether the host name could not be resolved.
    """

    state: str
    status: int | None = None
    moved_to: str | None = None
    suggested: str | None = None
    detail: str = ""
    nameless: bool = False


def told(url: str) -> str:
    """An address as it may be told: without name and password, and without what looks like a secret in it.

    Parameters
    ----------
    url : str

    Returns
    -------
    str

    Examples
    --------
    >>> told("https://me:word@example.org/doc;jsessionid=1F?id=7&token=abc#top")
    'https://example.org/doc;...?id=7&token=...'
    """
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return "(not an address)"
    pairs = [_pair(p) for p in parts.query.split("&")] if parts.query else []
    netloc = parts.netloc.rpartition("@")[2]
    return urllib.parse.urlunsplit(
        (parts.scheme, netloc, _SESSION_IN_PATH.sub(";...", parts.path), "&".join(pairs), "")
    )


def _pair(pair: str) -> str:
    name, sep, value = pair.partition("=")
    if not sep:
        return "..." if _LOOKS_DRAWN.fullmatch(name) else name
    return f"{name}=..." if value and (_SECRET.search(name) or _LOOKS_DRAWN.fullmatch(value)) else pair


def visit(url: str, hosts: Hosts) -> Visit:
    """Look whether a document is still at its address; its body is not read.

    Parameters
    ----------
    url : str
    hosts : Hosts

    Returns
    -------
    Visit
    """
    if not web_address(url):
        return Visit("error", detail="not a plain web address")
    url = urllib.parse.urldefrag(url)[0]
    at, seen = url, {url}
    statuses: list[int] = []
    for _ in range(_REDIRECTS + 1):
        try:
            if not hosts.allowed(at):
                return _at(url, at, "robots", None, "not asked: the robots.txt of its host does not allow it")
            answer = _head_or_get(at, hosts)
        except Unanswered as silence:
            return _at(url, at, silence.state, None, silence.why, nameless=silence.nameless)
        if answer.location is None:
            return _judged(url, at, answer, statuses)
        statuses.append(answer.status)
        following = urllib.parse.urldefrag(answer.location)[0]
        if not web_address(following):
            return _at(url, at, "error", answer.status, "redirected to what is no plain web address")
        if _inside(following) and not _inside(url):
            return _at(url, at, "error", answer.status, "redirected into a private network, which is not followed")
        if following in seen:
            return _at(url, at, "error", answer.status, "redirected in a circle")
        seen.add(following)
        at = following
    return _at(url, at, "error", statuses[-1], f"more than {_REDIRECTS} redirects")


def _head_or_get(url: str, hosts: Hosts) -> Answer:
    """Many hosts refuse HEAD, or answer it wrongly: what is bad news is asked again with GET, but for 429."""
    try:
        answer = hosts.ask("HEAD", url)
    except Unanswered as silence:
        if silence.state != "error" or silence.nameless:
            raise
    else:
        if answer.status < 400 or answer.status == 429:
            return answer
    return hosts.ask("GET", url)


def _judged(url: str, at: str, answer: Answer, statuses: list[int]) -> Visit:
    status = answer.status
    if status in {404, 410}:
        return _at(url, at, "dead", status, "")
    if status in {401, 403, 429, 451}:
        rest = "" if answer.rest is None else f"wants to be left alone for {answer.rest:.0f} seconds"
        return _at(url, at, "refused", status, rest)
    if not 200 <= status < 300:
        return _at(url, at, "error", status, f"the host answered {status}")
    if at == url:
        return Visit("ok", status)
    shown = told(at)
    if not _FOR_GOOD.issuperset(statuses):
        return Visit("moved", status, shown, None, "not for good")
    if _is_front(at) and not _is_front(url):
        return Visit("moved", status, shown, None, "to a front page: the document may be gone")
    if url.startswith("https:") and at.startswith("http:"):
        return Visit("moved", status, shown, None, "for good, but from https to http")
    if shown != at:
        return Visit("moved", status, shown, None, "for good, but the address may hold a secret")
    return Visit("moved", status, shown, at, "for good")


def _at(url: str, at: str, state: str, status: int | None, detail: str, *, nameless: bool = False) -> Visit:
    """A finding that may lie at the end of redirects."""
    return Visit(state, status, None if at == url else told(at), None, detail, nameless)


def _is_front(url: str) -> bool:
    parts = urllib.parse.urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _inside(url: str) -> bool:
    """Whether an address names this machine or a private network; a public host has no business to lead there."""
    host = host_of(url)
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
