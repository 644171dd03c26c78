"""Run a notebook from start to end; run this file to keep fresh outputs in the notebooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def executed(path: Path) -> Any:
    """The notebook with the outputs of a fresh run, free of anything that differs between machines."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def outputs(notebook: Any) -> list[Any]:
    """What each code cell shows, as text."""
    return [
        [o.get("text") or o.get("data", {}).get("text/plain") for o in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


if __name__ == "__main__":
    for found in sorted(NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(executed(found), found)
        sys.stdout.write(f"run: {found.name}\n")
