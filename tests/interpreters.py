"""Which Pythons are on this machine, and which of them the packaging tests use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
"""Versions that the package promises to run on; the classifiers in pyproject.toml say the same."""

OWN = f"{sys.version_info[0]}.{sys.version_info[1]}"

EVERY = os.environ.get("TRACKER_PYTHONS") == "all"
"""Whether all of them are tried (``make test-all``), and not only the one that runs the tests."""


def why_not(version: str) -> str | None:
    """Why a version is not tried; None when it is."""
    if version != OWN and not EVERY:
        return f"only Python {OWN} is tried here; make test-all tries every version"
    if find(version) is None:
        return f"there is no Python {version} on this machine"
    return None


def find(version: str) -> str | None:
    """Path of an interpreter that runs and can make environments; None when there is none."""
    for path in _candidates(version):
        try:
            done = subprocess.run(
                [path, "-c", "import sys, venv, ensurepip; print(*sys.version_info[:2], sep='.')"],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.strip() == version:
            return str(path)
    return None


def _candidates(version: str) -> Iterator[str | Path]:
    if version == OWN:
        yield sys.executable
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    # pyenv puts a placeholder on the path, which only runs when the version is switched on.
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(root.glob(f"versions/{version}.*/bin/python"), reverse=True)
    if shutil.which("uv"):
        done = subprocess.run(
            ["uv", "python", "find", "--no-python-downloads", version], capture_output=True, text=True, check=False
        )
        yield from done.stdout.split()
