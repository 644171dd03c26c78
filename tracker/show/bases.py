"""What a level of a picture rests on, in one sentence: the same beside every picture, on the page and in tables."""

from __future__ import annotations

from tracker import spells
from tracker.release.descriptor.manifest import Release


def strictest(release: Release) -> str:
    """What is said where one level stands for all bases.

    Parameters
    ----------
    release : Release

    Returns
    -------
    str

    Examples
    --------
    >>> from tracker.release.reading import shelf
    >>> strictest(shelf.find("0.6.0"))
    'A level is the strictest on any basis: in law, announced or in practice.'
    """
    *most, last = (_label(release, basis) for basis in spells.BASES)
    return f"A level is the strictest on any basis: {', '.join(most)} or {last}."


def alone(release: Release, basis: str) -> str:
    """What is said where only one basis is shown.

    Parameters
    ----------
    release : Release
    basis : str

    Returns
    -------
    str

    Examples
    --------
    >>> from tracker.release.reading import shelf
    >>> alone(shelf.find("0.6.0"), "de_jure")
    'A level is that in law alone: levels on another basis are left out.'
    """
    return f"A level is that {_label(release, basis)} alone: levels on another basis are left out."


def _label(release: Release, basis: str) -> str:
    found = release.tables["stances"].field("basis").categories
    return next(c.label for c in found if c.value == basis).lower()
