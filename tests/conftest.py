"""What several tests share: the small world as CSV, as a release, and on a shelf."""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

# Many containers forbid Python to keep compiled modules; every worker and every command that a test starts would then
# compile all that it imports anew, which takes twice as long as the import itself.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Thousands of tests lie in memory all the while: to look through them for garbage as often as by default takes a tenth.
gc.set_threshold(100_000, 50, 100)

sys.path.insert(0, str(Path(__file__).parent))

import budget  # noqa: F401  (how hypothesis draws)
import factory
import pandas as pd
import parts
import pytest
import seconds
from browser import axe, browser, odd_site, site, visit, windows  # noqa: F401  (fixtures)
from sharing import Shared, shared_folder

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.curation.publish import publish

ROOT = Path(__file__).parents[1]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Folder with the small world's CSV files."""
    return factory.write(tmp_path / "data", factory.mini())


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """``shared(name, fill)`` is a folder that ``fill`` filled once a run, whichever worker came first; read only."""
    return shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def release(shared: Shared) -> Path:
    """The small world as a release folder; do not write into it."""

    def fill(folder: Path) -> None:
        source = factory.write(folder / "data", factory.mini())
        build(read_folder(source), folder / "1.0.0", version="1.0.0")

    return shared("mini", fill) / "1.0.0"


@pytest.fixture(scope="session")
def wild(shared: Shared) -> Path:
    """The small world with texts that harm careless writers, as a release folder; do not write into it."""

    def fill(folder: Path) -> None:
        source = factory.write(folder / "data", factory.wild())
        build(read_folder(source), folder / "1.0.0", version="1.0.0", released=dt.date(2024, 1, 31))

    return shared("wild", fill) / "1.0.0"


@pytest.fixture(scope="session")
def archive_of(shared: Shared) -> Callable[[Path], Path]:
    """A function of a release's folder: its archive, as it is exported; do not write into it."""

    def made(release: Path) -> Path:
        name = f"archive-{release.parent.name}-{release.name}"
        return shared(name, lambda folder: tracker.export(folder / "x.zip", version=release)) / "x.zip"

    return made


@pytest.fixture(scope="session")
def _shelf(shared: Shared) -> Path:
    def fill(folder: Path) -> None:
        source = factory.write(folder / "first", factory.mini())
        publish(source, "0.1.0", shelf=folder / "shelf", released=dt.date(2024, 1, 31))

    return shared("shelf", fill)


@pytest.fixture
def shelf(_shelf: Path, tmp_path: Path) -> Path:
    """A shelf of one's own with the small world as version 0.1.0, and what it was made from beside it."""
    shutil.copytree(_shelf, tmp_path, dirs_exist_ok=True)
    return tmp_path / "shelf"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line in this process, for a terminal of 80 columns: exit code, output, messages."""
    from tracker.cli import main

    monkeypatch.setenv("COLUMNS", "80")

    def call(*args: object) -> tuple[Any, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in args])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return call


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--record``: measure how long tests take."""
    parser.addoption("--record", action="store_true", help="measure how long tests take, for seconds.json (with -n 0)")


def pytest_configure(config: pytest.Config) -> None:
    """Measure where it was asked for."""
    if config.getoption("record"):
        config.pluginmanager.register(seconds.Recorder())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, so that no worker is left alone with one of them at the end."""
    seconds.order(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped for want of something has failed."""
    report = yield
    return _no_skip(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """And so has a module."""
    report = yield
    return _no_skip(report)


def _no_skip(report: Any) -> Any:
    if parts.STRICT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if parts.ELSEWHERE not in reason:
            report.outcome, report.longrepr = "failed", f"skipped, and TRACKER_CI allows no skip: {reason}"
    return report


Answer = tuple[str | None, str | None, bool] | None


def answer(version: str, jurisdiction: str, vendor: str, segment: str, day: str) -> Answer:
    """A cell's position on a day: level, basis, under review; None for no row at all."""
    frame = tracker.position(day, jurisdiction=jurisdiction, vendor=vendor, segment=segment, version=version)
    if frame.empty:
        return None
    row = frame.astype(object).where(frame.notna(), None).iloc[0]
    return row["level"], row["basis"], bool(row["under_review"])


def columns_of(version: str, event: str, columns: Iterable[str]) -> dict[str, str]:
    """Some columns of an event as text, days in ISO 8601."""
    row = tracker.load("events", version=version).set_index("event_id").loc[event]
    return {c: row[c].date().isoformat() if isinstance(row[c], pd.Timestamp) else row[c] for c in columns}
