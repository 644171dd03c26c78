"""What goes wrong, said so that the reader can mend it.

One base class. Every message says what is wrong and, as far as it applies, where, what was expected, what
was got and what to try.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.visible import visible


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
        parts = [f"{where}: {what}" if where else what]
        if expected is not None:
            parts.append(f"expected {expected}")
        if got is not None:
            parts.append(f"got {got}")
        message = "; ".join(parts)
        super().__init__(visible(f"{message}. {hint}" if hint else message, keep="\n"))


class UnknownNameError(TrackerError, ValueError):
    """A name (country, vendor, table, level, version, ...) that does not exist."""


class BadValueError(TrackerError, ValueError):
    """A value of the wrong form, such as a day that is not in the calendar."""


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
    names, said = list(known), str(got)
    close = nearest(said, names)
    listed = ", ".join(names) if len(names) <= 12 else f"{len(names)} known: {', '.join(names[:10])}, ..."
    return UnknownNameError(
        f"unknown {kind} {said[:60]!r}",
        where=where,
        expected=f"one of {listed}" if names else "none is known here",
        hint=f"Did you mean {' or '.join(repr(c) for c in close)}?" if close else None,
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
        hint=f'Install it with: pip install "5g-vendor-stances[{extra}]" (in a checkout: pip install ".[{extra}]")',
    )
