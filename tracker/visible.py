"""Text as it may be shown: what a terminal or a page would obey, and what nobody would see, is made visible."""

from __future__ import annotations


def visible(text: str, keep: str = "") -> str:
    r"""A text with every character that does not print written as an escape.

    Control characters move the cursor or change colours, others turn the direction of a line, or show nothing.

    Parameters
    ----------
    text : str
    keep : str
        Characters that stay as they are, such as a line break.

    Returns
    -------
    str
        The same, when there is nothing to escape.

    Examples
    --------
    >>> visible("fine, é, 日本"), visible("a\x1b[2Jb")
    ('fine, é, 日本', 'a\\x1b[2Jb')
    """
    if text.isprintable():
        return text
    # Spaces of other widths are not printable by the letter of the standard; they do no harm.
    return "".join(c if c.isprintable() or c in keep or _is_space(c) else _escape(c) for c in text)


def _is_space(char: str) -> bool:
    return char.isspace() and char >= "\xa0" and char not in "\u2028\u2029"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
