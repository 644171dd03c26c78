"""What jurisdictions, vendors and segments are called: one table of names, read without a fuss and never by a guess.

``names.json`` lists under every code its other codes and its usual names, of all countries and of some that are no
more: so a country that a release does not have is known to be another one than its neighbour in the alphabet.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tracker.errors import UnknownNameError, shown

KINDS = ("jurisdiction", "vendor", "segment")
"""What has names here."""

_LIKENESS, _AS_GOOD = 0.8, 0.05

_EVENT = re.compile(r"[a-z]{2,3}-[0-9]{8}-")
"""How the identifier of an event begins."""

_TITLE = 56
"""Characters of a name in a message: the longest of a country, and a little."""


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))
    return found


def folded(text: str) -> str:
    """A name without what people write in different ways: case, accents, stops, a leading article.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> folded("U.K."), folded("The  Netherlands"), folded("Côte d’Ivoire"), folded("Türkiye")
    ('uk', 'netherlands', 'cote divoire', 'turkiye')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[.'’]", "", plain).replace("&", " and ")
    return re.sub(r"^the ", "", " ".join(re.sub(r"[\W_]+", " ", plain).split()))


@dataclass(frozen=True)
class Names:
    """The codes that a release has of one kind, and every name that leads to one of them or to another country.

    Attributes
    ----------
    kind : str
        One of :data:`KINDS`.
    titles : mapping of str to str
        Name of each code of the release, in its order.
    called : mapping of str to tuple of str
        Codes, of the release or not, by folded name.
    doubtful : frozenset of str
        Folded names that say too little, whatever a release has.
    """

    kind: str
    titles: Mapping[str, str]
    called: Mapping[str, tuple[str, ...]]
    doubtful: frozenset[str]

    @classmethod
    def of(cls, kind: str, titles: Mapping[str, str], more: Iterable[tuple[str, str]] = ()) -> Names:
        """Names of one kind.

        Parameters
        ----------
        kind : str
            One of :data:`KINDS`.
        titles : mapping of str to str
            Name of each code of a release, in its order.
        more : iterable of (str, str)
            Further names the release has for a code: name and code.

        Returns
        -------
        Names
        """
        found: dict[str, dict[str, None]] = {}
        usual = [(name, code) for code, names in _file()[kind].items() for name in (code, *names)]
        for name, code in [*usual, *((c, c) for c in titles), *((n, c) for c, n in titles.items()), *more]:
            found.setdefault(folded(name), {})[code] = None
        doubtful = frozenset(map(folded, _file()["doubtful"]))
        return cls(kind, dict(titles), {n: tuple(codes) for n, codes in found.items()}, doubtful)

    def code(self, given: object) -> str:
        """The code that a name leads to.

        Parameters
        ----------
        given : object
            A code or a name, however it is written.

        Returns
        -------
        str

        Raises
        ------
        UnknownNameError
            When there is no such name, when it is that of a country the release does not have, or when it leaves a
            doubt. What is like it is suggested, and never taken.
        """
        if isinstance(given, str) and given in self.titles:
            return str(given)
        name = folded(given) if isinstance(given, str) else ""
        meant = self.called.get(name, ())
        here = [c for c in meant if c in self.titles]
        if len(here) == 1 and name not in self.doubtful:
            return here[0]
        got = repr(given)[:60]
        if len(meant) > 1:
            raise UnknownNameError(f"{self.kind} {got} may be {self._listed(meant)}", hint="Give the code.")
        if meant:
            raise UnknownNameError(f"this version has no {self.kind} {self._listed(meant)}", got=got, hint=self._all())
        close = self._like(name)
        here = [c for c in close if c in self.titles]
        known = list(self.titles)
        few = f"one of {', '.join(known)}"
        if len(known) > 12:
            few = f"a code such as {known[0]} or a name in English ({len(known)} are known)"
        hint = f"Did you mean {self._listed(here[:3])}?" if here else self._all() if len(known) > 12 else None
        if close and not here:
            # Like is not the same: Somaliland is not Somalia.
            hint = f"Like it is {self._listed(close[:2])}, which this version does not have."
        if self.kind == "jurisdiction" and isinstance(given, str) and _EVENT.match(given):
            hint = "It looks like an event, of which the verb sources tells (in Python sources_of)."
        raise UnknownNameError(f"unknown {self.kind} {got}", expected=few, hint=hint)

    def plain(self) -> dict[str, str]:
        """Every folded name that leads to a code of the release without a doubt.

        Returns
        -------
        dict of str to str
            Codes by folded name, sorted.
        """
        found = {}
        for name in sorted(self.called.keys() - self.doubtful):
            here = [c for c in self.called[name] if c in self.titles]
            if len(here) == 1:
                found[name] = here[0]
        return found

    def title(self, code: str) -> str:
        """What a code is called; of a country that the release does not have, its usual name."""
        return self.titles.get(code) or next((n for n in _file()[self.kind].get(code, ()) if len(n) > 3), code)

    def _listed(self, codes: Iterable[str]) -> str:
        titles = {c: shown(self.title(c), _TITLE) for c in codes}
        return " or ".join(repr(c) if t.casefold() == c.casefold() else f"{c!r} ({t})" for c, t in titles.items())

    def _all(self) -> str | None:
        return "The table jurisdictions has all that were looked into." if self.kind == "jurisdiction" else None

    def _like(self, name: str) -> list[str]:
        """Codes whose names begin like a name or are much like it; the best ones alone, of the release or not."""
        import difflib

        if len(name) < 3:
            return []
        begin = [n for n in self.called if n.startswith(name)]
        if not begin and len(name) == 3:
            # Three letters are too few for likeness: only the letters of a code in another order.
            begin = [n for n in self.called if len(n) == 3 and sorted(n) == sorted(name)]
            # Or a code of the release whose last letter alone is another.
            begin = begin or [n for n in map(folded, self.titles) if len(n) == 3 and n[:2] == name[:2]]
        if begin or len(name) == 3:
            return list(dict.fromkeys(c for n in begin for c in self.called[n]))
        match = difflib.SequenceMatcher(b=name, autojunk=False)
        ratios: dict[str, float] = {}
        for other, codes in self.called.items():
            match.set_seq1(other)
            if len(other) > 3 and match.quick_ratio() >= _LIKENESS:
                for code in codes:
                    ratios[code] = max(ratios.get(code, 0.0), match.ratio())
        best = max(ratios.values(), default=0.0)
        kept = [c for c, r in ratios.items() if r >= _LIKENESS and r >= best - _AS_GOOD]
        return sorted(kept, key=lambda c: (-ratios[c], c))
