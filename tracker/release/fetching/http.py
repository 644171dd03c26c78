"""A static web host: redirects by hand, a login for one origin only, proxies as the environment says, one deadline."""

from __future__ import annotations

import base64
import functools
import http.client
import urllib.parse
from collections.abc import Generator
from typing import Any

from tracker.errors import BadValueError, ReleaseError, missing_extra
from tracker.release.fetching.metered import metered
from tracker.release.fetching.source import CHUNK, Restart, Transient, public
from tracker.release.listing.deadline import Deadline, answer_seconds
from tracker.version import __version__

_REDIRECTS = 5
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SOCKS = ("socks4", "socks4a", "socks5", "socks5h")


class Http:
    """A static web host. Redirects are followed by hand: never from https to http, never to another scheme."""

    def __init__(self, url: str, deadline: Deadline) -> None:
        self.where, self.deadline = public(url), deadline
        parts = urllib.parse.urlsplit(url)
        if parts.query or parts.fragment or "?" in url or "#" in url:
            raise BadValueError(
                "an address of a folder has no ? and no #", where="source", expected="https://HOST/PATH", got=self.where
            )
        netloc = parts.netloc.rpartition("@")[2]
        self._base = urllib.parse.urlunsplit((parts.scheme.lower(), netloc, parts.path.rstrip("/"), "", ""))
        self.key = self._base
        self._origin, self._login = _origin(self._base), _basic(parts.username, parts.password)
        seconds = answer_seconds()
        self._options: dict[str, Any] = {"connect": min(seconds, 10.0), "read": seconds}
        self._pools: dict[str | None, Any] = {}

    def read(self, path: str, start: int = 0) -> Generator[bytes]:
        """As :meth:`tracker.release.fetching.source.Source.read`."""
        import urllib3

        where = f"{self.where}/{path}"
        try:
            response = self._get(f"{self._base}/{path}", start, where)
            try:
                if start and response.status == 200:
                    raise Restart
                yield b""
                while chunk := response.read1(CHUNK, decode_content=False):
                    yield chunk
                if response.length_remaining:
                    raise Transient("the connection broke off")
            finally:
                response.close()
        except (urllib3.exceptions.LocationValueError, UnicodeError) as error:
            raise ReleaseError("not an address", where=where, got=public(str(error))) from None
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError) as error:
            raise Transient(reason(error)) from None

    def _get(self, url: str, start: int, where: str) -> Any:
        headers = {"User-Agent": f"5g-vendor-stances/{__version__}", "Accept-Encoding": "identity"}
        headers |= {"Range": f"bytes={start}-"} if start else {}
        at = url
        for _ in range(_REDIRECTS + 1):
            # A name and password go to the origin they were given for: scheme, host and port; and to no other.
            login = self._login if _origin(at) == self._origin else {}
            pool = self._pool(at)
            # Names are looked up, and several of their addresses tried, in a time that no time-out bounds.
            ask = functools.partial(pool.request, "GET", at, headers=headers | login, redirect=False)
            response = self.deadline.within(functools.partial(ask, preload_content=False), where)
            target = response.get_redirect_location()
            if not target:
                self._check(response, where, start)
                return response
            response.close()
            try:
                following = urllib.parse.urljoin(at, target)
                schemes = urllib.parse.urlsplit(at).scheme, urllib.parse.urlsplit(following).scheme
                named = _origin(following)[1]
            except ValueError:
                raise ReleaseError("redirected to what is no address", where=where, got=repr(public(target))) from None
            if schemes[1] not in {"http", "https"} or schemes == ("https", "http") or not named:
                raise ReleaseError(
                    "redirected to another scheme, which is refused",
                    where=where,
                    expected="https",
                    got=public(following),
                )
            at = _without_login(following)
        raise ReleaseError("redirected in a circle", where=where, expected=f"at most {_REDIRECTS} redirects")

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

    def _pool(self, url: str) -> Any:
        proxy = proxy_of(url)
        if proxy not in self._pools:
            self._pools[proxy] = manager(proxy, self._options, self.deadline, self.where)
        return self._pools[proxy]


def proxy_of(url: str) -> str | None:
    """The proxy that the environment (or the system) has for an address: with its scheme, None for none.

    ``http_proxy``, ``https_proxy``, ``all_proxy`` and ``no_proxy``, in small letters or capitals, as the standard
    library reads them; without a scheme a proxy is taken for an HTTP one.
    """
    from urllib.request import getproxies, proxy_bypass

    parts = urllib.parse.urlsplit(url)
    found, netloc = getproxies(), parts.netloc.rpartition("@")[2]
    proxy = (found.get(parts.scheme) or found.get("all") or "").strip()
    if not proxy or proxy_bypass(netloc) or proxy_bypass(parts.hostname or ""):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def manager(proxy: str | None, options: dict[str, Any], deadline: Deadline, where: str) -> Any:
    """A pool of connections to hosts, or to the proxy before them, that is read under a deadline and never retries.

    Parameters
    ----------
    proxy : str or None
        As :func:`proxy_of` gives it.
    options : dict
        Seconds for ``connect`` and ``read``.
    deadline : Deadline
    where : str
        What is fetched, for messages.

    Returns
    -------
    urllib3.PoolManager

    Raises
    ------
    BadValueError
        When the proxy is no address.
    """
    import urllib3

    common: dict[str, Any] = {"timeout": urllib3.Timeout(**options), "retries": False}
    if proxy is None:
        return metered(urllib3.PoolManager(**common), deadline, where)
    try:
        parts = urllib.parse.urlsplit(proxy)
        host, port, scheme = parts.hostname, parts.port, parts.scheme.lower()
    except ValueError:
        host = port = scheme = None
    if not host or scheme not in {"http", "https", *_SOCKS} or parts.path.strip("/") or parts.query:
        raise BadValueError(
            "the proxy is no address",
            where="http_proxy, https_proxy or all_proxy",
            expected=f"http://HOST:PORT, https:// or {', '.join(s + '://' for s in _SOCKS)}",
            got=public(proxy),
        )
    name, word = (None if p is None else urllib.parse.unquote(p) for p in (parts.username, parts.password))
    shown = f"[{host}]" if ":" in host else host
    address = f"{scheme}://{shown}:{port or (1080 if scheme in _SOCKS else _DEFAULT_PORTS[scheme])}"
    if scheme in _SOCKS:
        try:
            import socks  # noqa: F401  (asked first: urllib3 warns at length before it says that PySocks is missing)
            from urllib3.contrib.socks import SOCKSProxyManager
        except ImportError:
            raise missing_extra("SOCKS proxies", "socks") from None
        return metered(SOCKSProxyManager(address, username=name, password=word, **common), deadline, where)
    headers = {f"proxy-{k}": v for k, v in _basic(parts.username, parts.password).items()}
    return metered(urllib3.ProxyManager(address, proxy_headers=headers, **common), deadline, where)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urllib.parse.urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").rstrip("."), parts.port or _DEFAULT_PORTS.get(scheme)


def _without_login(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def _basic(name: str | None, word: str | None) -> dict[str, str]:
    if name is None:
        return {}
    both = f"{urllib.parse.unquote(name)}:{urllib.parse.unquote(word or '')}"
    return {"authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}


def reason(error: Exception) -> str:
    """Why a host did not answer, in words."""
    import urllib3

    kinds = {
        urllib3.exceptions.NameResolutionError: "its name cannot be resolved",
        urllib3.exceptions.ProxyError: "the proxy does not let it through, or cannot be reached",
        # A refused connection is a kind of time-out to urllib3.
        urllib3.exceptions.NewConnectionError: "no connection",
        urllib3.exceptions.ConnectTimeoutError: "no connection in time",
        urllib3.exceptions.ReadTimeoutError: "it stopped sending",
        TimeoutError: "it stopped sending",
        urllib3.exceptions.SSLError: "its certificate is not accepted",
        urllib3.exceptions.InvalidHeader: "its headers contradict each other",
        urllib3.exceptions.ProtocolError: "the connection broke off",
    }
    return next((words for kind, words in kinds.items() if isinstance(error, kind)), type(error).__name__)
