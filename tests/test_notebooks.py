"""Every notebook runs from start to end and shows what it kept; its version is pinned."""

import nbformat
import notebook_runner
import pytest

pytestmark = pytest.mark.slow

NOTEBOOKS = sorted(notebook_runner.NOTEBOOKS.glob("*.ipynb"))


def test_there_is_a_quickstart():
    assert [p.name for p in NOTEBOOKS][:1] == ["01-quickstart.ipynb"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs_and_shows_what_it_kept(path):
    kept = nbformat.read(path, as_version=4)
    fresh = notebook_runner.executed(path)
    assert notebook_runner.outputs(kept) == notebook_runner.outputs(fresh), "run make docs"
    assert all(cell.outputs for cell in kept.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_version_is_pinned_and_no_path_is_kept(path):
    text = path.read_text(encoding="utf-8")
    assert 'VERSION = \\"' in text
    assert "/home/" not in text
    assert "/root/" not in text
