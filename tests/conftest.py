"""What several tests share: the small world as CSV, as a release, and on a shelf."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import factory

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
