"""The quotes of a CSV file, looked at all at once: whether they open and close cells, and what stands between them.

Of the quotes in a well-formed file every other one opens, and those between close. The first kind stands at the
beginning of a cell, the second at the end of one, but for two that touch and are a quote inside of a cell.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_STEP = 1 << 24
"""Bytes looked at in one go."""


@dataclass(frozen=True)
class Quotes:
    """What the quotes of a well-formed file say.

    Attributes
    ----------
    cells : int
        Cells in quotes.
    returns : bool
        Whether there is a carriage return inside of one.
    blank : bool
        Whether there is a blank line outside of them, where it was looked for.
    """

    cells: int
    returns: bool
    blank: bool


def quotes(data: npt.NDArray[np.uint8], delimiter: str, *, blanks: bool = False) -> Quotes | None:
    r"""Look at the quotes of a file.

    Parameters
    ----------
    data : numpy.ndarray of uint8
        Its bytes.
    delimiter : str
        One character of ASCII.
    blanks : bool
        Whether to look for blank lines.

    Returns
    -------
    Quotes or None
        None where a quote stands elsewhere than at the edge of a cell or beside another one, or one is not closed.

    Examples
    --------
    >>> import numpy as np
    >>> quotes(np.frombuffer(b'a,"b, c"\n\n', np.uint8), ",", blanks=True)
    Quotes(cells=1, returns=False, blank=True)
    >>> quotes(np.frombuffer(b'a,b"c"\n', np.uint8), ",") is None
    True
    """
    import numpy as np

    edge = np.zeros(256, dtype=bool)
    edge[np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)] = True
    total = cells = 0
    returns = blank = False
    for start in range(0, len(data), _STEP):
        block = np.asarray(data[start : start + _STEP])
        at = np.flatnonzero(block == 34) + start
        opening = (np.arange(total, total + len(at)) % 2) == 0
        # A file begins and ends as if a line did.
        before = np.where(at > 0, data[at - 1], 10)
        after = np.where(at + 1 < len(data), data[(at + 1) % len(data)], 10)
        fine = edge[np.where(opening, before, after)]
        if start == 0 and len(at) and at[0] == 3 and bytes(block[:3]) == codecs.BOM_UTF8:
            fine[0] = True  # Right behind a byte order mark, a quote opens the first cell.
        if not fine.all():
            return None
        cells += int(np.count_nonzero(opening & (before != 34)))
        returns = returns or _any(block == 13, at - start, total, inside=True)
        if blanks:
            before_block = data[start - 1] if start else 10
            breaks = block == 10
            blank = blank or _any(breaks & np.append(before_block == 10, breaks[:-1]), at - start, total, inside=False)
        total += len(at)
    return Quotes(cells, returns, blank) if total % 2 == 0 else None


def _any(places: npt.NDArray[np.bool_], at: npt.NDArray[np.int64], total: int, *, inside: bool) -> bool:
    """Whether one of some places of a block stands inside of a cell in quotes, or outside, by the quotes before it."""
    import numpy as np

    if not places.any():
        return False
    odd = (np.searchsorted(at, np.flatnonzero(places)) + total) % 2 == 1
    return bool((odd == inside).any())
