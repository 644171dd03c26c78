"""Which characters a curated text may hold, and how one is mended: shared by `validate` and `tidy`."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"
_SCRIPTS_WITH_JOINERS = (
    "ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "MYANMAR", "KHMER", "TIBETAN", "MONGOLIAN",
)  # fmt: skip


def stray(text: str, *, prose: bool = False) -> bool:
    r"""Whether a text has white space where none belongs, or a character that shows nothing or turns its direction.

    Parameters
    ----------
    text : str
    prose : bool
        Whether it may hold line breaks.

    Returns
    -------
    bool

    Examples
    --------
    >>> stray("two  spaces"), stray("a\u200bb"), stray("one\ntwo", prose=True), stray("fine")
    (True, True, False, False)
    """
    # The cheap look first: nearly every text passes it.
    if text.isprintable() and "  " not in text and text == text.strip():
        return False
    return mended(text, prose=prose) != unicodedata.normalize("NFC", text)


def fine(text: str) -> bool:
    r"""Whether a cheap look finds nothing odd in a text: nearly every text passes, and others may be fine too.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
        True only where the text is not :func:`stray`, nothing is :func:`lost`, and its normal form is C.

    Examples
    --------
    >>> fine("Müller"), fine("M\ufffdller"), fine("a\nb")
    (True, False, False)
    """
    return (
        text.isprintable()
        and "  " not in text
        and "\ufffd" not in text
        and text == text.strip()
        and unicodedata.is_normalized("NFC", text)
    )


def lost(text: str) -> bool:
    r"""Whether a text has a character in place of one that was lost, or one without a meaning of its own.

    The replacement character, private use, surrogates, and code points that are no characters.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool

    Examples
    --------
    >>> lost("M\ufffdller"), lost("Müller")
    (True, False)
    """
    if text.isascii() or ("\ufffd" not in text and text.isprintable()):
        return False
    return any(c == "\ufffd" or unicodedata.category(c) in {"Co", "Cs"} or _is_no_character(c) for c in text)


def mended(text: str, *, prose: bool = False) -> str:
    r"""A text in canonical form: composed, plain single spaces, nothing that shows nothing.

    Parameters
    ----------
    text : str
    prose : bool
        Whether it may hold line breaks.

    Returns
    -------
    str
        The same letters and figures.

    Examples
    --------
    >>> mended(" two \u2003 words\u200b ")
    'two words'
    """
    if not text.isprintable():
        # NEL and the separators are line ends; other controls and marks of direction are no text at all.
        text = re.sub("[\x85\u2028\u2029\x0b\x0c\x1c-\x1f]", "\n", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = "".join(c for i, c in enumerate(text) if c == "\n" or c == "\t" or not _is_unseen(text, i))
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"[^\S\n]+" if prose else r"\s+", " ", text).strip()


def _is_unseen(text: str, place: int) -> bool:
    char = text[place]
    if char in _JOINERS:
        return not (0 < place < len(text) - 1 and _is_joined(text[place - 1]) and _is_joined(text[place + 1]))
    return unicodedata.category(char) in {"Cc", "Cf"}


def _is_joined(char: str) -> bool:
    """Whether a joiner beside this letter changes how it is written."""
    return unicodedata.name(char, "").startswith(_SCRIPTS_WITH_JOINERS)


def _is_no_character(char: str) -> bool:
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
