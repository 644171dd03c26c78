"""What texts say: whether one gives a certain day, and whether two names are spellings of one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from difflib import SequenceMatcher

_ALIKE = 0.82
"""Share of letters in common from which two names of publishers at one host count as one name spelled twice."""

_LITTLE = frozenset({"the", "of", "and", "for", "de", "la", "le", "du", "des", "da", "do", "di", "der", "die", "das"})
_SUFFIX = re.compile(r"\.(com|org|net|info|eu|co\.uk|[a-z]{2})$")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def says_day(text: str, day: dt.date) -> bool:
    """Whether a text gives a day, in figures or in English words.

    Parameters
    ----------
    text : str
        Titles, addresses, remarks.
    day : datetime.date

    Returns
    -------
    bool
        True for ``2020-07-14``, ``2020/7/14``, ``20200714``, ``14.07.2020``, ``14/07/2020``, ``7/14/2020``,
        ``14 July``, ``July 14`` and the like.

    Examples
    --------
    >>> says_day("agency report of 14 July", dt.date(2020, 7, 14))
    True
    """
    d, m, y = day.day, day.month, day.year
    month = _MONTHS[m - 1]
    short = month if len(month) < 5 else f"{month[:3]}(?:{month[3:]})?"
    forms = (
        rf"{y}[-/._]?0?{m}[-/._]?0?{d}(?!\d)" if m > 9 or d > 9 else rf"{y}(?:[-/._]0?{m}[-/._]0?{d}|0{m}0{d})(?!\d)",
        rf"(?<!\d)0?{d}[-/. ]+0?{m}[-/. ]+(?:{y}|{y % 100:02d})(?!\d)",
        rf"(?<!\d)0?{m}[-/.]0?{d}[-/.](?:{y}|{y % 100:02d})(?!\d)",
        rf"(?<!\d){d}(?:st|nd|rd|th)?[ -](?:of )?{short}\b",
        rf"\b{short}\.?[ -]{d}(?:st|nd|rd|th)?(?!\d)",
    )
    return any(re.search(form, text, re.IGNORECASE) for form in forms)


def same_name(one: str, other: str) -> bool:
    """Whether two names of publishers at one host are spellings of one name.

    Parameters
    ----------
    one, other : str

    Returns
    -------
    bool
        True where they differ in case, accents, marks, little words or an ending such as ``.com``, where one is the
        initials or the beginning of the other, or where most letters agree in order.

    Examples
    --------
    >>> same_name("The Globe and Mail", "Globe & Mail"), same_name("BBC News", "Reuters")
    (True, False)
    """
    a, b = _plain(one), _plain(other)
    if not a or not b:
        return False
    short, long = sorted(("".join(a), "".join(b)), key=len)
    if long.startswith(short) and len(short) >= 3:
        return True
    initials = {"".join(word[0] for word in words) for words in (a, b) if len(words) > 2}
    return short in initials or SequenceMatcher(None, short, long, autojunk=False).ratio() >= _ALIKE


def _plain(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", _SUFFIX.sub("", name.casefold().strip()))
    words = re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c)))
    return [w for w in words if w not in _LITTLE] or words
