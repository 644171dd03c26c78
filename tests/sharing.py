"""What takes long to make, and is only read, is made once a run, by whichever worker needs it first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

Shared = Callable[[str, Callable[[Path], object]], Path]


def shared_folder(factory: pytest.TempPathFactory) -> Shared:
    """A function of a name and of what fills a folder: it gives the folder of that name, filled once.

    Workers of one run share the folder above their own, so nothing is kept from one run to the next.
    """
    own = factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    root.mkdir(exist_ok=True)

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        done = root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                # Where filling failed, the next one who asks tries again and fails in the same way.
                folder = factory.mktemp(name)
                fill(folder)
                done.write_text(str(folder), encoding="utf-8")
        return Path(done.read_text(encoding="utf-8"))

    return made
