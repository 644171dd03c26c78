"""A problem in a curated table: where, what, the value, what was expected; and the register of codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from tracker.visible import visible

CODES: dict[str, tuple[str, str]] = {
    # F: the file
    "F01": ("missing file", "A table's CSV file does not exist or cannot be read."),
    "F02": ("encoding", "The file is not UTF-8."),
    "F03": ("byte order mark", "The file starts with a byte order mark."),
    "F04": ("line ending", "Lines end in CRLF or CR instead of LF, or the last line has no end."),
    "F05": ("not a table", "The file is no CSV table: empty, binary, or a web page."),
    "F06": ("quoting", "A quoted field is not closed, or has text after its closing quote."),
    "F07": ("header", "A column is missing, unknown, repeated or out of order."),
    "F08": ("row width", "A row has more or fewer cells than the header; blank lines count."),
    "F09": ("row order", "Rows are not sorted by key."),
    "F10": ("canonical form", "The bytes differ from what tidy writes (needless quotes, for instance)."),
    "F11": ("unknown file", "A CSV file in the folder belongs to no table."),
    # C: a cell
    "C01": ("empty cell", "A required cell is empty."),
    "C02": (
        "type",
        "The cell does not read as its type: a day of the calendar, a whole number, true or false.",
    ),
    "C03": ("category", "The value is not in the column's vocabulary."),
    "C04": ("pattern", "The value does not have the form the column asks for."),
    "C05": ("length", "The text is too short or too long."),
    "C06": ("list", "A list has an unknown or repeated item, or its items are out of order."),
    "C07": ("range", "The number is out of range."),
    "C08": ("white space", "Stray white space, or a character that shows nothing or turns the text's direction."),
    "C09": ("normal form", "The text is not in Unicode normal form C."),
    "C10": ("lost character", "A character that stands for one that was lost, or has no meaning of its own."),
    # K: keys
    "K01": ("duplicate key", "Two rows have the same key."),
    "K02": ("duplicate value", "A value that must be unique appears twice."),
    "K03": ("unknown reference", "The row refers to a row of another table that does not exist."),
}
"""Code of every check: its name and what it means. Rules that look across rows add theirs on import."""

WARNINGS: set[str] = set()
"""Codes of checks that only prompt a look: what they find may be right as it stands."""

EXCUSABLE: set[str] = set()
"""Codes of checks whose findings a row of ``exceptions.csv`` may explain."""

UNMENDED: frozenset[str] = frozenset()
"""Codes of checks that are newer than the data: warnings until what they find in them is mended."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """One problem, at one place.

    ``line`` is the physical line of the file (1 is the header) on which the cell starts, even where a quoted
    cell spans lines; 0 when the problem has no line. ``column`` is the name of the column, or empty. ``key`` is the
    row's key, joined by slashes, as ``exceptions.csv`` names it.
    """

    file: str
    line: int
    column: str
    code: str
    message: str
    value: str | None = None
    expected: str | None = None
    hint: str | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = visible(":".join(str(p) for p in (self.file, self.line or "", self.column) if p != ""))
        mark = "" if self.severity == "error" else f"{self.severity} "
        return f"{place}: {mark}{self.code} {self.detail}"

    @property
    def severity(self) -> Severity:
        """``error``, or ``warning`` for a finding that fails nothing unless asked to."""
        return "warning" if self.code in WARNINGS | UNMENDED else "error"

    @property
    def detail(self) -> str:
        """Message, value, what was expected and what to try, on one line."""
        text = visible(_cut(self.message))
        if self.value is not None:
            text += f": got {_short(self.value)}"
        if self.expected is not None:
            text += f"; expected {self.expected}"
        if self.hint is not None:
            text += f"; {visible(self.hint)}"
        return text

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain data."""
        return {**asdict(self), "severity": self.severity}

    def as_github(self) -> str:
        """The problem as a workflow command that GitHub shows beside the line."""
        where = f"file={_property(self.file)}" + (f",line={self.line}" if self.line else "")
        title = _property(f"{self.code} {CODES[self.code][0]}")
        column = f"{self.column}: " if self.column else ""
        return f"::{self.severity} {where},title={title}::{_data(column + self.detail)}"


def register(
    code: str, name: str, meaning: str, *, warning: bool = False, excusable: bool = False
) -> Callable[[Any], Any]:
    """Enter a rule's code into the register.

    Parameters
    ----------
    code : str
        Stable code, such as ``"S01"``.
    name, meaning : str
        What CONTRIBUTING says of it.
    warning : bool
        Whether it only prompts a look.
    excusable : bool
        Whether ``exceptions.csv`` may explain what it finds.

    Returns
    -------
    callable
        A decorator that hands the rule back with its code as the attribute ``code``.
    """
    if code in CODES:
        raise AssertionError(f"code {code} is taken")
    CODES[code] = (name, meaning)
    WARNINGS.update({code} if warning else ())
    EXCUSABLE.update({code} if excusable else ())

    def keep(rule: Any) -> Any:
        rule.code = code
        return rule

    return keep


def _cut(text: str, limit: int = 240) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _short(value: str, limit: int = 80) -> str:
    if value.startswith(("http://", "https://")) and " " not in value:
        # Half an address leads nowhere; file, line and column say which is meant.
        return repr(value) if len(value) <= 2 * limit else f"an address of {len(value)} characters"
    return repr(value if len(value) <= limit else value[: limit - 3] + "...")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
