"""Hosts of web addresses, a whole column at a time: nearly every address is plain, the rest is looked at singly."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.positions.bridge import whole

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

_PLAIN = r"\Ahttps?://(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:[/?#][!-~]*)?\z"
"""An address of letters, figures and hyphens as host, with a full stop inside: no port, no user, no bracket."""

_TRACKED = ("utm_", "fbclid=", "gclid=")


def host_of(address: object) -> str:
    """Host of an address without a leading ``www.``; empty for what is none.

    Examples
    --------
    >>> host_of("https://www.Example.org:443/a"), host_of("http://[")
    ('example.org', '')
    """
    try:
        host = urlsplit(str(address)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def hosts(addresses: pd.Series) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The host of every address, as :func:`host_of` gives it.

    Parameters
    ----------
    addresses : pandas.Series of str

    Returns
    -------
    (numpy.ndarray of int64, list of str)
        For every address the place of its host, -1 for a missing one; and the hosts, each once.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = whole(pa.array(addresses, pa.large_string()))
    found = pc.struct_field(pc.extract_regex(cells, _PLAIN), "host").dictionary_encode()
    code = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")
    names: dict[str, int] = {}
    place = [names.setdefault(h.lower().removeprefix("www."), len(names)) for h in found.dictionary.to_pylist()]
    code = _taken(place, code)
    missing = cells.is_null().to_numpy(zero_copy_only=False)
    for row in ((code < 0) & ~missing).nonzero()[0].tolist():
        code[row] = names.setdefault(host_of(cells[row].as_py()), len(names))
    return code, list(names)


def _taken(place: list[int], code: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    import numpy as np

    return np.array([*place, -1], dtype=np.int64)[code]


def wrong_addresses(addresses: pd.Series) -> list[tuple[int, str]]:
    """What is wrong with which address.

    Parameters
    ----------
    addresses : pandas.Series of str
        Indexed by row; missing ones are passed over.

    Returns
    -------
    list of (int, str)
        Label of the row and what to say.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = whole(pa.array(addresses, pa.large_string()))
    fine: pa.Array = pc.match_substring_regex(cells, _PLAIN)
    for mark in _TRACKED:
        fine = pc.and_(fine, pc.invert(pc.match_substring(cells, mark)))
    doubtful = pc.invert(fine).fill_null(False).to_numpy(zero_copy_only=False)
    told = ((int(row), _wrong_with(str(address))) for row, address in addresses[doubtful].items())
    return [(row, wrong) for row, wrong in told if wrong is not None]


def _wrong_with(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if "." not in host.strip("."):
        return "the address has no host"
    if parts.username is not None:
        return "the address carries a user name"
    if not address.isascii():
        return "the address has characters that must be percent-encoded"
    if any(p.startswith(_TRACKED) for p in parts.query.split("&")):
        return "the address carries tracking parameters"
    return None
