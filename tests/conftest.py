"""What several tests share: the small world as CSV, as a release, and on a shelf."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from pathlib import Path

# Many containers forbid Python to keep compiled modules; every worker and every command that a test starts would then
# compile all that it imports anew, which takes twice as long as the import itself.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

sys.path.insert(0, str(Path(__file__).parent))

import factory
import pandas as pd
import pytest

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
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world as a release folder; do not write into it."""
    folder = tmp_path_factory.mktemp("mini")
    source = factory.write(folder / "data", factory.mini())
    return build(read_folder(source), folder / "1.0.0", version="1.0.0")


@pytest.fixture(scope="session")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world with texts that harm careless writers, as a release folder; do not write into it."""
    folder = tmp_path_factory.mktemp("wild")
    source = factory.write(folder / "data", factory.wild())
    return build(read_folder(source), folder / "1.0.0", version="1.0.0", released=dt.date(2024, 1, 31))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A shelf with the small world as version 0.1.0."""
    source = factory.write(tmp_path / "first", factory.mini())
    publish(source, "0.1.0", shelf=tmp_path / "shelf", released=dt.date(2024, 1, 31))
    return tmp_path / "shelf"


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
