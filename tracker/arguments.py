"""What a caller hands to a public call: of a kind that its signature names, or refused in one line.

The signature says it once; here it is only read. Days and spans of time are left to who reads them, and whether a name
exists to who knows the names.
"""

from __future__ import annotations

import functools
import inspect
import operator
import os
import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any, TypeVar, cast

from tracker.errors import BadValueError, UnknownArgumentError, nearest, told

F = TypeVar("F", bound=Callable[..., Any])

MOST = 100_000
"""Names that one argument may list."""

_ALIASES = {
    "Names": "str | Iterable[str] | None",
    "Version": "str | Path | None",
    "Beyond": "str",
    "Theme": "str",
    "Inks": "str",
}
_FREE = {"Day", "Knowledge", "dt.timedelta", "Any", "object"}
_WORDS = {
    "str": "a text",
    "Path": "a path",
    "os.PathLike[str]": "a path",
    "bool": "True or False",
    "int": "a whole number",
    "float": "a number",
    "Iterable[str]": "a list of texts",
    "Sequence[str]": "a list of texts",
    "Mapping[str, Any]": "a mapping",
}
_MEANT = {
    "country": ("jurisdiction",),
    "countries": ("jurisdiction",),
    "code": ("jurisdiction",),
    "iso3": ("jurisdiction",),
    "company": ("vendor",),
    "supplier": ("vendor",),
    "network": ("segment",),
    "release": ("version",),
    "date": ("on", "in_force_on"),
    "day": ("on", "in_force_on"),
    "when": ("on", "in_force_on"),
    "as_of": ("known_by",),
    "frequency": ("freq",),
    "path": ("target", "file"),
}
"""Names that others give to an argument, and what it may be called here."""

_PART, _WHOLE = 255, 4096  # Bytes of a name and of a path that the systems in use take.


def checked(function: F) -> F:
    """A public call that looks at its arguments before anything else does.

    Parameters
    ----------
    function : callable
        Its annotations are text, as ``from __future__ import annotations`` leaves them.

    Returns
    -------
    callable
        The same, that raises :class:`BadValueError` for an argument of another kind, and :class:`UnknownArgumentError`
        for a name that it does not take. An iterable of texts reaches the function as a list.

    Examples
    --------
    >>> @checked
    ... def shout(text: str, times: int = 1) -> str:
    ...     return text.upper() * times
    >>> shout("a", 2)
    'AA'
    >>> shout(b"a")
    Traceback (most recent call last):
        ...
    tracker.errors.BadValueError: text: not what can be read here; expected a text; got b'a'
    """
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    kinds = {n: _kinds(a) for n, a in function.__annotations__.items() if n != "return" and isinstance(a, str)}

    takes = _named(function)

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if takes is not None and not kwargs.keys() <= takes.keys():
            raise _no_such(function.__name__, next(k for k in kwargs if k not in takes), takes)
        seen = [_taken(n, v, kinds.get(n, ())) for n, v in zip(names, args, strict=False)]
        named = {n: _taken(n, v, kinds.get(n, ())) for n, v in kwargs.items()}
        return function(*seen, *args[len(seen) :], **named)

    return cast(F, call)


def _named(function: Callable[..., Any]) -> dict[str, None] | None:
    """What may be given by name, in order; None where anything may."""
    code = function.__code__
    if code.co_flags & inspect.CO_VARKEYWORDS:
        return None
    return dict.fromkeys(code.co_varnames[code.co_posonlyargcount : code.co_argcount + code.co_kwonlyargcount])


def _no_such(call: str, name: str, takes: Iterable[str]) -> UnknownArgumentError:
    names = [n for n in takes if n != "self"]
    close = [n for n in _MEANT.get(name.casefold(), ()) if n in names] or nearest(name, names, 1)
    hint = f"Did you mean {' or '.join(close)}?" if close else None
    return UnknownArgumentError(
        "no such argument", where=f"{call}()", expected=", ".join(names) or "none", got=name, hint=hint
    )


def _kinds(annotation: str) -> tuple[str, ...]:
    """The kinds that an annotation names; none where it leaves them to the function."""
    if annotation.startswith("Literal["):
        return ("str",)
    parts = re.split(r" \| (?![^\[]*\])", _ALIASES.get(annotation, annotation))
    return () if _FREE & {*parts} else tuple(parts)


def _taken(name: str, value: Any, kinds: tuple[str, ...]) -> Any:
    if not kinds:
        return value
    for kind in kinds:
        if _is(value, kind):
            if isinstance(value, str | os.PathLike) and any("Path" in k for k in kinds):
                refuse_unusable(value, where=name)
            return value
    if {"Iterable[str]", "Sequence[str]"} & {*kinds}:
        found = _texts(name, value)
        if found is not None:
            return found
    listed = dict.fromkeys(_WORDS.get(k, f"a {k.rpartition('.')[2]}") for k in kinds if k != "None")
    raise BadValueError("not what can be read here", where=name, expected=" or ".join(listed), got=told(value))


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "None":
            return value is None
        case "str":
            return isinstance(value, str)
        case "Path" | "os.PathLike[str]":
            return isinstance(value, os.PathLike) and isinstance(os.fspath(value), str)
        case "bool":
            return type(value).__name__ in {"bool", "bool_"}
        case "int" | "float" if type(value).__name__ in {"bool", "bool_"}:
            return False
        case "int":
            return hasattr(value, "__index__") and not hasattr(value, "__len__") and _succeeds(operator.index, value)
        case "float":
            return isinstance(value, Real) and _succeeds(float, value)
        case "Iterable[str]" | "Sequence[str]":
            return False  # Looked at as a whole, and once.
        case "Mapping[str, Any]":
            return isinstance(value, Mapping)
    # A class of a library that is not to be imported to name it.
    return any(c.__name__ == kind.rpartition(".")[2] for c in type(value).__mro__)


def _succeeds(read: Callable[[Any], Any], value: Any) -> bool:
    try:
        read(value)
    except (OverflowError, TypeError, ValueError):
        return False
    return True


def _texts(name: str, value: Any) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable) or isinstance(value, bytes | bytearray | Mapping):
        return None
    found: list[str] = []
    for item in value:
        if not isinstance(item, str):
            return None
        if len(found) == MOST:
            raise BadValueError("lists too many", where=name, expected=f"at most {MOST} names")
        found.append(item)
    return found


def refuse_unusable(path: str | os.PathLike[str], *, where: str) -> None:
    """Refuse a path that no system takes, before one is asked.

    Parameters
    ----------
    path : str or path
    where : str
        What says the path, for the message.

    Raises
    ------
    BadValueError
        When it holds a character that no path has, or is too long for one.
    """
    text = os.fspath(path)
    try:
        if "\0" in text:
            raise ValueError
        data = os.fsencode(text)
    except ValueError:
        raise BadValueError("holds a character that no path has", where=where, got=told(text)) from None
    longest = max(len(part) for part in data.split(b"/"))
    if longest > _PART or len(data) > _WHOLE:
        raise BadValueError(
            "is too long for a path", where=where, expected=f"names of at most {_PART} bytes", got=f"{len(data)} bytes"
        )
