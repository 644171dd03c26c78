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
        Whether there is a blank line outside of them.
    """

    cells: int
    returns: bool
    blank: bool


def quotes(data: npt.NDArray[np.uint8], delimiter: str) -> Quotes | None:
    r"""Look at the quotes of a file.

    Parameters
    ----------
    data : numpy.ndarray of uint8
        Its bytes.
    delimiter : str
        One character of ASCII.

    Returns
    -------
    Quotes or None
        None where a quote stands elsewhere than at the edge of a cell or beside another one, or one is not closed.

    Examples
    --------
    >>> import numpy as np
    >>> quotes(np.frombuffer(b'a,"b, c"\n\n', np.uint8), ",")
    Quotes(cells=1, returns=False, blank=True)
    >>> quotes(np.frombuffer(b'a,b"c"\n', np.uint8), ",") is None
    True
    """
    import numpy as np

    edges = np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)
    total = cells = 0
    returns = blank = False
    for start in range(0, len(data), _STEP):
        stop = min(start + _STEP, len(data))
        # One byte more on each side, so that every quote sees its neighbours; a line break beyond either end.
        block = np.full(stop - start + 2, 10, dtype=np.uint8)
        low, high = max(start - 1, 0), min(stop + 1, len(data))
        block[low - start + 1 : high - start + 1] = data[low:high]
        at = np.flatnonzero(block[1:-1] == 34) + 1
        opening = (np.arange(total, total + len(at)) % 2) == 0
        before = block[at - 1]
        wrong = ~np.isin(np.where(opening, before, block[at + 1]), edges)
        if start == 0 and len(at) and at[0] == 4 and bytes(block[1:4]) == codecs.BOM_UTF8:
            wrong[0] = False  # Right behind a byte order mark, a quote opens the first cell.
        if wrong.any():
            return None

        def within(places: npt.NDArray[np.bool_], at: npt.NDArray[np.int64] = at, total: int = total) -> list[bool]:
            return ((np.searchsorted(at, np.flatnonzero(places) + 1) + total) % 2 == 1).tolist()

        cells += int(np.count_nonzero(opening & (before != 34)))
        returns = returns or any(within(block[1:-1] == 13))
        blank = blank or not all(within((block[1:-1] == 10) & (block[:-2] == 10)))
        total += len(at)
    return Quotes(cells, returns, blank) if total % 2 == 0 else None
