"""What verifying a release finds: problems that name a file and a byte range or a row, and what was not checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tracker.errors import message


@dataclass(frozen=True)
class Problem:
    """One thing that is off.

    Attributes
    ----------
    file : str
        File of the release.
    what : str
        What is off.
    first_byte, last_byte : int or None
        The first wrong range of bytes, counted from 0, both ends included.
    row : int or None
        The first wrong row, counted from 1.
    key : str or None
        That row's key.
    column : str or None
    expected, got : str or None
    """

    file: str
    what: str
    first_byte: int | None = None
    last_byte: int | None = None
    row: int | None = None
    key: str | None = None
    column: str | None = None
    expected: str | None = None
    got: str | None = None

    @property
    def place(self) -> str:
        """File, bytes, row and column, for a message."""
        parts = [self.file]
        if self.first_byte is not None:
            parts.append(f"bytes {self.first_byte} to {self.last_byte}")
        if self.row is not None:
            parts.append(f"row {self.row}" + (f" ({self.key})" if self.key else ""))
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return message(self.what, where=self.place, expected=self.expected, got=self.got)


@dataclass(frozen=True)
class Report:
    """What was checked of a release, what was not, and what is off.

    Attributes
    ----------
    where : str
        The folder or archive.
    version : str or None
        None when the descriptor cannot be read.
    files : int
        How many files were compared with the descriptor.
    checked, unchecked : tuple of str
    problems : tuple of Problem
        In the order of the descriptor, which comes first itself.
    """

    where: str
    version: str | None
    files: int
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing is off."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "release": self.where,
            "version": self.version,
            "fine": self.fine,
            "files": self.files,
            "checked": list(self.checked),
            "unchecked": list(self.unchecked),
            "problems": [vars(p) for p in self.problems],
        }
