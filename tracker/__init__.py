"""What governments decided about Huawei and ZTE in 5G networks.

A versioned dataset with the evidence behind every row. Importing this package costs no pandas; the first
question does.

Examples
--------
>>> import tracker
>>> tracker.position("2021-01-01", jurisdiction="GBR", vendor="zte", segment="core")["level"].tolist()
['barred']
"""

from __future__ import annotations

TYPE_CHECKING = False  # what type checkers take for typing.TYPE_CHECKING, without importing typing

_DOOR = {
    "apply": "tracker.diff.apply",
    "changes": "tracker.loader",
    "cite": "tracker.show.cite",
    "codebook": "tracker.loader",
    "deadlines": "tracker.loader",
    "diff": "tracker.diff",
    "export": "tracker.show.export",
    "fetch": "tracker.release.fetching.fetch",
    "forecasts": "tracker.loader",
    "forget": "tracker.release.fetching.fetch",
    "history": "tracker.loader",
    "law_of": "tracker.loader",
    "load": "tracker.loader",
    "panel": "tracker.loader",
    "plot": "tracker.show.plot",
    "position": "tracker.loader",
    "save": "tracker.show.export.frame",
    "scan": "tracker.loader",
    "sources_of": "tracker.loader",
    "sql": "tracker.sql",
    "table": "tracker.show.report",
    "variants": "tracker.loader",
    "verify": "tracker.release.verifying.verify",
    "versions": "tracker.loader",
}

__all__ = [*sorted(_DOOR), "errors"]

if TYPE_CHECKING:
    from tracker import errors as errors
    from tracker.diff import diff as diff
    from tracker.diff.apply import apply as apply
    from tracker.loader import changes as changes
    from tracker.loader import codebook as codebook
    from tracker.loader import deadlines as deadlines
    from tracker.loader import forecasts as forecasts
    from tracker.loader import history as history
    from tracker.loader import law_of as law_of
    from tracker.loader import load as load
    from tracker.loader import panel as panel
    from tracker.loader import position as position
    from tracker.loader import scan as scan
    from tracker.loader import sources_of as sources_of
    from tracker.loader import variants as variants
    from tracker.loader import versions as versions
    from tracker.release.fetching.fetch import fetch as fetch
    from tracker.release.fetching.fetch import forget as forget
    from tracker.release.verifying.verify import verify as verify
    from tracker.show.cite import cite as cite
    from tracker.show.export import export as export
    from tracker.show.export.frame import save as save
    from tracker.show.plot import plot as plot
    from tracker.show.report import table as table
    from tracker.sql import sql as sql
    from tracker.version import __version__ as __version__


def __getattr__(name: str) -> object:
    import importlib

    if name in _DOOR:
        return getattr(importlib.import_module(_DOOR[name]), name)
    if name == "__version__":
        return importlib.import_module("tracker.version").__version__
    if name == "errors":
        return importlib.import_module("tracker.errors")
    raise AttributeError(f"module 'tracker' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
