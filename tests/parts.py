"""Parts outside Python that some tests need: where they are looked for, and what brings them.

``python tests/parts.py`` prints the packages of Debian that bring what is missing here, for ``.ci/run``. Without a part its
tests are skipped, and say how to get it; with ``TRACKER_CI`` in the environment a test that is skipped for want of anything has failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

STRICT = bool(os.environ.get("TRACKER_CI"))
"""Whether a skipped test is a failed one."""

ELSEWHERE = "make test-all"
"""What the reason of a skip names when the test belongs to another run, also in CI."""


@dataclass(frozen=True)
class Part:
    """A program, and the packages of Debian that bring it with what the tests ask of it."""

    title: str
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    asks: tuple[str, ...] = ()
    """Arguments with which the program says, by leaving with 0, that it has all it needs."""

    @property
    def variable(self) -> str:
        """What in the environment names the program, and comes first."""
        return self.title.split()[0].upper()

    @property
    def path(self) -> str | None:
        """Path of the program."""
        named = os.environ.get(self.variable)
        found = next(filter(None, map(shutil.which, (named, *self.programs) if named else self.programs)), None)
        return found if found and self._complete(found) else None

    @property
    def missing(self) -> str:
        """The reason for a skip."""
        return f"{self.title} is not installed: sudo apt-get install {' '.join(self.packages)}"

    def _complete(self, program: str) -> bool:
        if not self.asks:
            return True
        return subprocess.run([program, *self.asks], capture_output=True, check=False).returncode == 0


BIBER = Part("Biber", ("biber",), ("biber",))
BIBTEX = Part("BibTeX", ("bibtex",), ("texlive-base", "texlive-binaries"))
# The one without a window of its own does the same in two thirds of the time.
CHROMIUM = Part(
    "Chromium",
    ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    ("chromium-headless-shell",),
)
FISH = Part("fish", ("fish",), ("fish",))
JAVA = Part("Java", ("java",), ("default-jre-headless",))
# Playwright brings a Node of its own to speak to the browser, which wants this library, and a small Debian has it not.
LIBATOMIC = Part("libatomic", ("python3",), ("libatomic1",), ("-c", "import ctypes; ctypes.CDLL('libatomic.so.1')"))
NODE = Part("Node", ("node", "nodejs"), ("nodejs",))
PANDOC = Part("Pandoc", ("pandoc",), ("pandoc",))
R = Part("R with haven", ("Rscript",), ("r-base-core", "r-cran-haven"), ("-e", "library(haven)"))
ZSH = Part("zsh", ("zsh",), ("zsh",))

PARTS = (BIBER, BIBTEX, CHROMIUM, FISH, JAVA, LIBATOMIC, NODE, PANDOC, R, ZSH)


def packages(parts: Sequence[Part] = PARTS) -> list[str]:
    """Packages of Debian that bring what is missing here."""
    return [package for part in parts if part.path is None for package in part.packages]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{package}\n" for package in packages()))
