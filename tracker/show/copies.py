"""Where web archives list copies of an address: a place to look, not a claim that there is one."""

from __future__ import annotations

_LISTS = "https://web.archive.org/web/*/"


def look_up(address: str) -> str:
    """Address under which a web archive lists its copies of a document, if it has any.

    Parameters
    ----------
    address : str
        Address of the document.

    Returns
    -------
    str

    Examples
    --------
    >>> look_up("https://example.org/a?b=1")
    'https://web.archive.org/web/*/https://example.org/a?b=1'
    """
    # A fragment never reaches a server, so no archive knows it.
    return _LISTS + address.split("#", 1)[0]
