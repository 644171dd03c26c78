"""What goes wrong, said so that the reader can mend it.

One base class. Every message says what is wrong and, as far as it applies, where, what was expected, what
was got and what to try.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tracker.visible import visible

LONGEST = 299
"""Characters that a message may have."""

_LOGIN = re.compile(r"(?<=:)(/{1,3})(?:[^/?#\s:]*:[^\s]*|[^/?#\s]*)@")
"""The name and password in an address, whatever its scheme, also where a path has swallowed a slash of it, and where
the password has a character in it that ends a host."""


def shown(text: object, most: int = LONGEST) -> str:
    r"""A text from elsewhere as it may stand in a message: unseen characters escaped, no login, cut in the middle.

    Parameters
    ----------
    text : object
    most : int
        Characters it may have.

    Returns
    -------
    str

    Examples
    --------
    >>> print(shown("a" + chr(27) + "[31mb"), shown("abcdefghij", 7))
    a\x1b[31mb abc...j
    """
    whole = _LOGIN.sub(r"\1...@", str(text)) if "@" in str(text) else str(text)
    if len(whole) > 2 * most:
        # Escaping never shortens: what is cut anyway need not be looked at.
        whole = f"{whole[:most]}...{whole[-most:]}"
    whole = visible(whole)
    if len(whole) <= most:
        return whole
    last = max((most - 3) // 3, 0)
    return f"{whole[: most - 3 - last]}...{whole[len(whole) - last :]}"


def told(value: object, most: int = 80) -> str:
    """What somebody gave, as it may stand in a message, whatever it is.

    Parameters
    ----------
    value : object
    most : int
        Characters it may have.

    Returns
    -------
    str

    Examples
    --------
    >>> told("a text"), told([1, None])
    ("'a text'", '[1, None]')
    """
    if isinstance(value, str | bytes) and len(value) > 2 * most:
        value = value[: 2 * most]
    try:
        return shown(repr(value), most)
    except Exception:  # An object's own code: anything may happen in it.
        return f"an object of {shown(type(value).__name__, 40)}"


_LISTED = 110
"""Characters that a list of some of many names may have."""


class TrackerError(Exception):
    """Base of everything this package raises on purpose.

    Parameters
    ----------
    what : str
        What is wrong, in one sentence.
    where : str, optional
        File, table, column or argument concerned.
    expected, got : str, optional
        What was expected and what was there instead.
    hint : str, optional
        What to try.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        expected: str | None = None,
        got: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.what, self.where, self.expected, self.got, self.hint = what, where, expected, got, hint
        super().__init__(message(what, where=where, expected=expected, got=got, hint=hint))


def message(
    what: str,
    *,
    where: str | None = None,
    expected: str | None = None,
    got: str | None = None,
    hint: str | None = None,
) -> str:
    """One line of at most :data:`LONGEST` characters; a list of several lines, which only we write, stays whole.

    Parameters
    ----------
    what, where, expected, got, hint
        As for :class:`TrackerError`. Where they are too long together, the longest of the details is cut first.

    Returns
    -------
    str
    """
    if "\n" in what:
        return visible(_joined(what, where, expected, got, hint), keep="\n")
    parts = [shown(what, 200), *(None if p is None else shown(p) for p in (where, expected, got, hint))]
    for least in (60, 20):
        # The hint and what is wrong are ours and short; what comes from elsewhere gives way before them.
        for at in sorted((1, 2, 3), key=lambda i: -len(parts[i] or "")) if least == 60 else (1, 2, 3, 4):
            over = len(_joined(*parts)) - LONGEST
            if over > 0 and parts[at]:
                parts[at] = shown(parts[at], max(len(str(parts[at])) - over, least))
    return shown(_joined(*parts))


def _joined(what: str | None, where: str | None, expected: str | None, got: str | None, hint: str | None) -> str:
    parts = [f"{where}: {what}" if where else f"{what}"]
    parts += [f"expected {expected}"] if expected is not None else []
    parts += [f"got {got}"] if got is not None else []
    text = "; ".join(parts)
    return f"{text}. {hint}" if hint else text


class UnknownNameError(TrackerError, ValueError):
    """A name (country, vendor, table, level, version, ...) that does not exist."""


class BadValueError(TrackerError, ValueError):
    """A value of the wrong form, such as a day that is not in the calendar."""


class BeyondHorizonError(BadValueError):
    """A day that the evidence of a release does not reach, where such days are to be refused."""


class UnknownArgumentError(TrackerError, TypeError):
    """An argument that a call does not have, given by name."""


class ContradictionError(TrackerError, ValueError):
    """Arguments that exclude each other."""


class ReleaseError(TrackerError):
    """A release that is missing, incomplete or damaged."""


class CurationError(TrackerError):
    """Curated tables that cannot be read, or must not be published."""


def nearest(name: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Known names most like ``name``, best first, ignoring case.

    Parameters
    ----------
    name : str
        The name that was not found.
    known : iterable of str
        The names there are.
    n : int
        How many at the most.

    Returns
    -------
    list of str
    """
    import difflib

    if len(name) > 200:
        return []  # No name is so long, and to compare it with all would take minutes.
    by_fold = {k.casefold(): k for k in known}
    hits = difflib.get_close_matches(name.casefold(), by_fold, n=n, cutoff=0.5)
    return [by_fold[h] for h in hits]


def unknown(kind: str, got: object, known: Iterable[str], *, where: str | None = None) -> UnknownNameError:
    """Error for a name that does not exist, naming the nearest ones that do.

    Parameters
    ----------
    kind : str
        What sort of name it is, such as ``"jurisdiction"``.
    got : object
        What was given.
    known : iterable of str
        The names there are.
    where : str, optional
        Where it was given.

    Returns
    -------
    UnknownNameError
        Not raised here, so that the caller's traceback starts at the caller.
    """
    names = list(known)
    # Only a text stands in quotation marks: None is no table called 'None'.
    said = str(got) if isinstance(got, str | Path) else told(got, 60)
    given = repr(said[:60]) if isinstance(got, str | Path) else said
    close = nearest(said, names)
    if not close and said[:1].isdigit():
        # A part of a version is like none of them: 5 of 0.5.0.
        within = [n for n in names if said.casefold() in n.casefold()]
        close = within if len(within) <= 3 else []
    # Names are shown whole or not at all: half of one is a name that does not exist.
    some = [n for i, n in enumerate(names[:10]) if sum(len(m) + 2 for m in names[: i + 1]) <= _LISTED]
    listed = ", ".join(names) if len(names) <= 12 else f"{len(names)} known: {', '.join([*some, '...'])}"
    return UnknownNameError(
        f"unknown {kind} {given}",
        where=where,
        expected=f"one of {listed}" if names else "none is known here",
        hint=f"Did you mean {' or '.join(repr(c) for c in close)}?" if close else None,
    )


def unknown_event(got: str, known: Iterable[str], *, where: str | None = None) -> UnknownNameError:
    """Error for an event that does not exist, with the nearest ones of the same jurisdiction and of no other.

    Parameters
    ----------
    got : str
        What was given.
    known : iterable of str
        Identifiers of all events, each with its jurisdiction's code in front.
    where : str, optional
        Where it was given.

    Returns
    -------
    UnknownNameError
        Not raised here, so that the caller's traceback starts at the caller.

    Examples
    --------
    >>> print(unknown_event("bel-20181207-ccb", ["bel-20181207-ccb-weighs-huawei-ban", "deu-20181207-bsi"]))
    unknown event 'bel-20181207-ccb'; expected one of the 1 of BEL. Did you mean 'bel-20181207-ccb-weighs-huawei-ban'?
    """
    code, _, rest = got.partition("-")
    own = [event for event in known if event.partition("-")[0] == code.lower()]
    if not own or not rest:
        hint = "The verb history lists those of a jurisdiction: `tracker history DEU`."
        return UnknownNameError(f"unknown event {got[:60]!r}", where=where, expected="an event_id", hint=hint)
    begin = [event for event in own if event.startswith(got.lower())]
    close = begin[:3] or nearest(got, own)
    hint = (
        f"Did you mean {' or '.join(map(repr, close))}?" if close else f"`tracker history {code.upper()}` lists them."
    )
    return UnknownNameError(
        f"unknown event {got[:60]!r}", where=where, expected=f"one of the {len(own)} of {code.upper()}", hint=hint
    )


def missing_extra(what: str, extra: str) -> TrackerError:
    """Error for something that needs an extra which is not installed.

    Parameters
    ----------
    what : str
        What needs it.
    extra : str
        Name of the extra.

    Returns
    -------
    TrackerError
        Not raised here, so that the caller's traceback starts at the caller.
    """
    return TrackerError(
        f"{what} need a library that is not installed",
        expected=f"the extra [{extra}]",
        # There is no entry in an index yet, so the name of the package alone installs nothing.
        hint=f'Install it from a checkout: pip install ".[{extra}]"',
    )
