"""How long tests take, as measured once: the longest run first, and ``-m "not slow"`` leaves out what takes long.

``pytest --record`` measures what it runs and writes ``seconds.json`` anew: seconds of processor time of each test function, or
of its longest case, processes that it starts included. A test that was never measured counts as quick.
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
"""Seconds from which on a test is marked slow."""


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
    """Processor seconds of this process so far, and of those that it started and waited for."""
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


class Recorder:
    """A plugin that measures each test and keeps what it found in the file."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        """Measure a test with its fixtures."""
        before = spent()
        result = yield
        self.found[name(item)] = max(self.found.get(name(item), 0), spent() - before)
        return result

    def pytest_sessionfinish(self) -> None:
        """Write what was measured over what was known."""
        known = json.loads(FILE.read_text(encoding="utf-8"))
        now = {n: round(s, 1) for n, s in (known | self.found).items() if s >= LEAST}
        FILE.write_text(json.dumps(now, indent=0, sort_keys=True) + "\n", encoding="utf-8")
