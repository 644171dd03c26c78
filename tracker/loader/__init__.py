"""From a release to DataFrames."""

import gc
import importlib
import sys
from typing import TYPE_CHECKING

# Importing pandas makes many objects that all stay. From a cold start, the collector would walk them again
# and again, at exit too: a fifth of the time to the first table. So it pauses, and leaves them alone after.
# Where pandas is there already, the process has a life of its own, and its collector is not ours to touch.
_cold = "pandas" not in sys.modules and gc.isenabled()
if _cold:
    gc.disable()
try:
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
finally:
    if _cold:
        gc.freeze()
        gc.enable()

if TYPE_CHECKING:
    from tracker.loader.due import deadlines as deadlines
    from tracker.loader.evidence import sources_of as sources_of
    from tracker.loader.law import law_of as law_of
    from tracker.loader.panels import panel as panel
    from tracker.loader.predictions import forecasts as forecasts
    from tracker.loader.queries import codebook as codebook
    from tracker.loader.queries import load as load
    from tracker.loader.queries import position as position
    from tracker.loader.queries import scan as scan
    from tracker.loader.queries import versions as versions
    from tracker.loader.robust import variants as variants
    from tracker.loader.stories import history as history
    from tracker.loader.turns import changes as changes

_PLACES = {
    "changes": "turns",
    "codebook": "queries",
    "deadlines": "due",
    "forecasts": "predictions",
    "history": "stories",
    "law_of": "law",
    "load": "queries",
    "panel": "panels",
    "position": "queries",
    "scan": "queries",
    "sources_of": "evidence",
    "variants": "robust",
    "versions": "queries",
}
"""The module of each verb: imported when it is asked for, since the first table waits for all that is."""

__all__ = [*_PLACES]


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
