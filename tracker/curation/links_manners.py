"""The manners between questions to web hosts.

One request at a time to a host, a pause after each, what its robots.txt says, and the rest that it asks for.
"""

from __future__ import annotations

import threading
import time
import urllib.parse
import urllib.robotparser
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tracker.curation.links_ask import AGENT, Answer, Unanswered, ask, host_of, web_address

PATIENCE = 60.0
"""Seconds of rest that a host may ask for and get; one that wants more is left alone for the run."""

_ROBOTS_BYTES = 512_000  # RFC 9309 wants at least 500 KiB read
_ROBOTS_REDIRECTS = 5
_LONGEST_DELAY = 30.0


class Hosts:
    """All hosts of a run: whose turn it is, what their robots.txt says, which want to be left alone.

    Parameters
    ----------
    seconds : float
        For one question.
    pause : float
        Seconds after each question to a host; a longer ``Crawl-delay`` of its robots.txt, up to 30, goes before.
    clock, sleep, now : callable
        As for :func:`ask`; ``sleep`` waits so many seconds.
    """

    def __init__(
        self,
        seconds: float,
        pause: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._seconds, self._pause = seconds, pause
        self._clock, self._sleep, self._now = clock, sleep, now
        self._turns: defaultdict[str, Any] = defaultdict(threading.Lock)
        self._reading: defaultdict[str, Any] = defaultdict(threading.Lock)
        self._guard = threading.Lock()
        self._free: dict[str, float] = {}
        self._delay: dict[str, float] = {}
        self._shut: dict[str, str] = {}
        self._rules: dict[str, urllib.robotparser.RobotFileParser | Unanswered] = {}

    def ask(self, method: str, url: str, most: int = 0) -> Answer:
        """Ask a host when it is its turn; once more after a rest that it asks for, if that is short.

        Raises
        ------
        Unanswered
            Also, without a question, for a host that wanted to be left alone.
        """
        host = host_of(url)
        with self._guard:
            turn = self._turns[host]
        with turn:
            if host in self._shut:
                raise Unanswered("refused", self._shut[host])
            answer = self._one(method, url, most, host)
            if answer.status in {429, 503} and answer.rest is not None and answer.rest <= PATIENCE:
                self._free[host] = self._clock() + max(answer.rest, self._pause)
                answer = self._one(method, url, most, host)
            if answer.status == 429:
                rest = "" if answer.rest is None else f" for {answer.rest:.0f} seconds"
                self._shut[host] = f"not asked: its host had answered 429 and wants to be left alone{rest}"
            return answer

    def _one(self, method: str, url: str, most: int, host: str) -> Answer:
        wait = self._free.get(host, 0.0) - self._clock() if host in self._free else 0.0
        if wait > 0:
            self._sleep(wait)
        try:
            return ask(method, url, seconds=self._seconds, most=most, clock=self._clock, now=self._now)
        finally:
            self._free[host] = self._clock() + max(self._pause, self._delay.get(host, 0.0))

    def allowed(self, url: str) -> bool:
        """Whether a host's robots.txt lets us ask for an address.

        It is read once an origin, and as the standard library reads it: 401 and 403 forbid everything, another 4xx
        nothing, and one that the host cannot give now (5xx) everything.

        Raises
        ------
        Unanswered
            When the host does not answer at all.
        """
        parts = urllib.parse.urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._guard:
            reading = self._reading[origin]
        with reading:
            if origin not in self._rules:
                try:
                    self._rules[origin] = self._robots(f"{origin}/robots.txt", host_of(url))
                except Unanswered as silence:
                    self._rules[origin] = silence
            rules = self._rules[origin]
        if isinstance(rules, Unanswered):
            raise Unanswered(rules.state, rules.why, nameless=rules.nameless)
        return rules.can_fetch(AGENT, url)

    def _robots(self, url: str, host: str) -> urllib.robotparser.RobotFileParser:
        rules = urllib.robotparser.RobotFileParser()
        answer = self.ask("GET", url, _ROBOTS_BYTES)
        for _ in range(_ROBOTS_REDIRECTS):
            if answer.location is None or not web_address(answer.location):
                break
            answer = self.ask("GET", answer.location, _ROBOTS_BYTES)
        if 200 <= answer.status < 300:
            # A last line that was cut off might say less than it did: "/a" forbids more than "/a/b".
            text = answer.body if len(answer.body) < _ROBOTS_BYTES else answer.body.rpartition(b"\n")[0]
            rules.parse(text.decode("utf-8-sig", "replace").splitlines())
            delay = rules.crawl_delay(AGENT)
            self._delay[host] = min(float(delay or 0), _LONGEST_DELAY)
        elif answer.status == 429:
            raise Unanswered("refused", "not asked: its host answers 429 for its robots.txt")
        elif answer.status in {401, 403} or answer.status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse([])
        return rules
