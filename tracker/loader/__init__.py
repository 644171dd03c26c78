"""From a release to DataFrames."""

import gc
import sys

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

from tracker.loader.due import deadlines  # noqa: E402
from tracker.loader.evidence import sources_of  # noqa: E402
from tracker.loader.law import law_of  # noqa: E402
from tracker.loader.panels import panel  # noqa: E402
from tracker.loader.predictions import forecasts  # noqa: E402
from tracker.loader.queries import codebook, load, position, scan, versions  # noqa: E402
from tracker.loader.robust import variants  # noqa: E402
from tracker.loader.stories import history  # noqa: E402
from tracker.loader.turns import changes  # noqa: E402

__all__ = [
    "changes",
    "codebook",
    "deadlines",
    "forecasts",
    "history",
    "law_of",
    "load",
    "panel",
    "position",
    "scan",
    "sources_of",
    "variants",
    "versions",
]
