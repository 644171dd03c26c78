"""How long tests take, as measured once: the longest run first, and ``-m "not slow"`` leaves out what takes long.

``pytest --record`` measures what it runs and writes ``seconds.json`` anew: seconds of processor time of each test function, all
its cases together, processes that it starts included. A test that was never measured counts as quick.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

FILE = Path(__file__).with_suffix(".json")

LEAST = 0.1
"""Seconds below which a test is not worth a line."""

SLOW = 0.2
"""Seconds from which on a test is marked slow, with all its cases: a hundred short ones keep nobody less long."""


def name(item: pytest.Item) -> str:
    """File and function of a test, without its parameters."""
    return item.nodeid.removeprefix("tests/").split("[")[0]


def order(items: list[pytest.Item]) -> None:
    """Mark what is slow, and put the files with the longest tests first; tests of a file stay together."""
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    longest: dict[Path, float] = {}
    for item in items:
        took = measured.get(name(item), 0)
        if took >= SLOW:
            item.add_marker("slow")
        longest[item.path] = max(longest.get(item.path, 0), took)
    items.sort(key=lambda item: -longest[item.path])


def spent() -> float:
    """Processor seconds of this process so far, and of those that it started, as a browser, which it need not wait for."""
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system + _running()


def _running() -> float:
    """Processor seconds of the processes below this one that are there; 0 where the system does not say."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        parents[int(file.parent.name)] = int(fields[1])
        ticks[int(file.parent.name)] = sum(map(int, fields[11:15]))  # Its own, and of those that it waited for.
    below, found = {os.getpid()}, 0
    while below:
        below = {number for number, parent in parents.items() if parent in below}
        found += sum(ticks[number] for number in below)
    return found / os.sysconf("SC_CLK_TCK") if found else 0.0


class Recorder:
    """A plugin that measures each test and keeps what it found in the file."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}
        self.called = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> object:
        """Measure a test with its fixtures; the last one does not pay for the end of a browser that others used."""
        before = spent()
        result = yield
        end = spent() if nextitem else self.called
        self.found[name(item)] = self.found.get(name(item), 0) + max(0, end - before)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> object:
        """Note when a test has run, before its fixtures end."""
        result = yield
        self.called = spent()
        return result

    def pytest_sessionfinish(self) -> None:
        """Write what was measured over what was known."""
        known = json.loads(FILE.read_text(encoding="utf-8"))
        now = {n: round(s, 1) for n, s in (known | self.found).items() if s >= LEAST}
        FILE.write_text(json.dumps(now, indent=0, sort_keys=True) + "\n", encoding="utf-8")
