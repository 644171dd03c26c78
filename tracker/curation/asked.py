"""Which tables a rule looked at: where none of them has changed since it found nothing, it need not look again.

One process checks nearly the same tables often: `tracker release` before and after it knows the changes, and whoever
tries out changes to one table of many. Most rules look at two or three of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from tracker.curation.source import Source

if TYPE_CHECKING:
    from tracker.curation.dataset import Dataset
    from tracker.curation.problem import Problem
    from tracker.schema import Table

    Rule = Callable[[Dataset], Iterator[Problem]]

T = TypeVar("T")


class Asked(dict[str, Source]):
    """Tables by name, which note who asks for them.

    Examples
    --------
    >>> from tracker.schema import TABLES
    >>> tables = Asked({name: Source(TABLES[name], name) for name in ("acts", "events")})
    >>> with tables.noting() as asked:
    ...     _ = tables["acts"]
    >>> sorted(asked)
    ['acts']
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        super().__init__(sources)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Source:
        self.names.add(name)
        return super().__getitem__(name)

    def values(self) -> Any:
        """Every table, all of them asked for."""
        self.names.update(self)
        return super().values()

    def items(self) -> Any:
        """Every name and table, all of them asked for."""
        self.names.update(self)
        return super().items()

    def get(self, name: str, default: Any = None) -> Any:
        """A table, or what stands for one that is not there."""
        self.names.update({name} & self.keys())
        return super().get(name, default)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The names that are asked for from here on; who notes already, notes them too."""
        outer, self.names = self.names, set()
        try:
            yield self.names
        finally:
            outer |= self.names
            self.names = outer


def known(data: Dataset, name: str, work: Callable[[], T]) -> T:
    """What is worked out of a dataset once; whoever asks for it has asked for the tables that it comes from.

    Parameters
    ----------
    data : Dataset
    name : str
        Under which it is kept.
    work : callable
        Without arguments; called when nothing is kept by that name.
    """
    if name not in data.known:
        with data.sources.noting() as asked:
            data.known[name] = (work(), asked)
    value: T
    value, asked = data.known[name]
    data.sources.names |= asked
    return value


class once(Generic[T]):  # noqa: N801  (used like cached_property, and named like it)
    """A property that is worked out once; whoever reads it again has asked for the tables that it comes from."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work, self.__doc__ = work, work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, data: None, owner: type) -> once[T]: ...
    @overload
    def __get__(self, data: Dataset, owner: type) -> T: ...
    def __get__(self, data: Dataset | None, owner: type) -> once[T] | T:
        if data is None:
            return self
        return known(data, self.name, lambda: self.work(data))


_NOTHING: dict[Rule, dict[tuple[str, ...], dict[tuple[bytes, ...], tuple[Table, ...]]]] = {}
"""For every rule the tables that it looked at, and their SHA-256 and definitions where it found nothing in them."""

_MOST = 256
"""Contents remembered of one rule."""


def found_by(rule: Rule, data: Dataset) -> list[Problem]:
    """What a rule finds; it is not asked again of tables in which it found nothing before.

    Parameters
    ----------
    rule : callable
        From the dataset to problems. Which tables it asks for may depend on nothing but the tables it asked for before.
    data : Dataset

    Returns
    -------
    list of Problem
    """
    before = _NOTHING.setdefault(rule, {})
    for names, contents in before.items():
        digests, tables = _content(data, names)
        same = contents.get(digests)
        if same is not None and all(a is b for a, b in zip(same, tables, strict=True)):
            return []
    with data.sources.noting() as asked:
        found = list(rule(data))
    if not found:
        names = tuple(sorted(asked))
        contents = before.setdefault(names, {})
        if len(contents) >= _MOST:
            del contents[next(iter(contents))]
        digests, contents[digests] = _content(data, names)
    return found


def _content(data: Dataset, names: tuple[str, ...]) -> tuple[tuple[bytes, ...], tuple[Table, ...]]:
    sources = [dict.__getitem__(data.sources, name) for name in names]
    return tuple(s.digest for s in sources), tuple(s.table for s in sources)
