"""Where releases are fetched from and kept: an argument, else a variable, else the configuration file."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from tracker.arguments import refuse_unusable
from tracker.errors import BadValueError, unknown
from tracker.visible import visible

APP = "5g-vendor-stances"
"""Name of the folders for cache and configuration."""

SOURCE_VARIABLE = "TRACKER_RELEASES_URL"
KEY_VARIABLE = "TRACKER_RELEASES_KEY"
CACHE_VARIABLE = "TRACKER_CACHE"
SITE_VARIABLE = "TRACKER_SITE_URL"
DOI_VARIABLE = "TRACKER_DOI"
REPOSITORY_VARIABLE = "TRACKER_REPOSITORY"
CONFIG_VARIABLE = "TRACKER_CONFIG"

ENTRIES = ("releases_url", "releases_key", "cache", "site_url", "doi", "repository")
"""Entries of the configuration file, each of which is a text."""

_LARGEST = 20_000  # Bytes: six texts; what is deep takes a reader of TOML the square of its length.
_DOI_FORM = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.[0-9]{4,9}/[^\s\x00-\x1f\x7f]{1,200})", re.IGNORECASE
)


def config_file() -> Path:
    """The configuration file, which need not exist: TOML.

    Its entries are those of :data:`ENTRIES`; another one is refused.
    """
    given = os.environ.get(CONFIG_VARIABLE)
    if given:
        return Path(given)
    import platformdirs

    return platformdirs.user_config_path(APP) / "config.toml"


def source(given: str | Path | None = None) -> str | None:
    """Where releases are fetched from; None when nobody has said.

    Parameters
    ----------
    given : str or pathlib.Path, optional
        An argument goes before the variable, the variable before the file.
    """
    return _setting(given, SOURCE_VARIABLE, "releases_url")


def key(given: str | None = None) -> str | None:
    """The pinned public key of the index, or None."""
    return _setting(given, KEY_VARIABLE, "releases_key")


def site_url(given: str | None = None) -> str | None:
    """Web address at which the pages will stand; None when nobody has said."""
    return _setting(given, SITE_VARIABLE, "site_url")


def doi(given: str | None = None) -> str | None:
    """DOI of the dataset, all versions together, without ``https://doi.org/``; None when nobody has said."""
    found = _setting(given, DOI_VARIABLE, "doi")
    bare = None if found is None else _DOI_FORM.fullmatch(found.strip())
    if found is not None and (bare is None or visible(found) != found):
        raise BadValueError("not a DOI", where="doi", expected="such as 10.1234/abc", got=repr(found)[:80])
    return bare and bare[1]


def repository(given: str | None = None) -> str | None:
    """Web address of the repository in which readers may open an issue; None when nobody has said."""
    return _setting(given, REPOSITORY_VARIABLE, "repository")


def cache(given: str | Path | None = None) -> Path:
    """Folder in which fetched releases are kept; the platform's user cache by default."""
    found = _setting(given, CACHE_VARIABLE, "cache")
    if found is not None:
        return at_home(found)
    import platformdirs

    return platformdirs.user_cache_path(APP)


def at_home(path: str) -> Path:
    """A path with ``~`` and ``~user`` filled in; a user that there is not is refused."""
    refuse_unusable(path, where="cache or source")
    if not path:
        raise BadValueError("names no folder", where="cache or source", expected="a path", got="nothing")
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise BadValueError(
            "no such user on this machine", where=path[:120], expected="~ or ~name with a home folder, or a full path"
        ) from None


LONGEST = 1_000_000.0
"""Seconds that anything may be told to take: more than a system's clock can be asked to wait for is none."""


def number(variable: str, default: float, *, least: float = 0.0, most: float = LONGEST, unit: str = "seconds") -> float:
    """A number from a variable of the environment; refused when it is none, or out of range.

    Parameters
    ----------
    variable : str
    default : float
        Where the variable is not set.
    least, most : float
    unit : str
        What is counted, for the message.

    Returns
    -------
    float
    """
    given = os.environ.get(variable)
    if not given:
        return default
    try:
        found = float(given)
    except ValueError:
        found = float("nan")
    if not least <= found <= most:
        raise BadValueError(
            "not a usable number", where=variable, expected=f"{unit}, {least:g} to {most:g}", got=repr(given)[:80]
        )
    return found


def _read(path: Path) -> dict[str, Any]:
    """The configuration; a pipe or a device is not read, which might never end."""
    if path.exists() and not path.is_file():
        raise ValueError("not a plain file")
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"more than {_LARGEST} bytes")
    return tomllib.loads(data.decode("utf-8"))


def _setting(given: str | Path | None, variable: str, entry: str) -> str | None:
    if given is not None:
        return str(given)
    if os.environ.get(variable):
        return os.environ[variable]
    path = config_file()
    try:
        entries = _read(path)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, FileNotFoundError) and not path.is_symlink():
            return None
        said = getattr(error, "strerror", None) or str(error)
        raise BadValueError(
            "the configuration cannot be read", where=str(path)[:120], expected="TOML", got=said[:100]
        ) from None
    for name in entries:
        if name not in ENTRIES:
            # A key that is spelled wrongly would be no key, and nobody would hear of it.
            raise unknown("entry", name, ENTRIES, where=str(path)[:80])
    found = entries.get(entry)
    if found is not None and not isinstance(found, str):
        raise BadValueError("not text", where=f"{path}: {entry}", expected="a text in quotes", got=repr(found)[:60])
    return found
