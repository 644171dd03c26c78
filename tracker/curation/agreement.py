"""How far independent readings agree with the coding: ordinal Krippendorff's alpha, with a bootstrap interval."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import spells
from tracker.curation.dataset import Dataset
from tracker.curation.published import positions
from tracker.errors import missing_extra
from tracker.positions.read import Intervals

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_SAMPLES = 1_000
_SEED = 5
_SHARE = 95
_FIRST_ROUND = 2
"""Round of the table ``second_coding``; the coding itself is the first."""


@dataclass(frozen=True)
class Alpha:
    """Agreement on the level, over the cells and days to which both readings give one.

    Attributes
    ----------
    value : float or None
        Ordinal Krippendorff's alpha; None where it is not defined (a single level, or fewer than two cells).
    low, high : float or None
        Bounds of the 95 % interval, by resampling cells.
    cells : int
        Cells and days that two or more readings give a level.
    """

    value: float | None
    low: float | None
    high: float | None
    cells: int

    def __str__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return f"not defined ({self.cells} cells)"
        return f"{self.value:.2f} ({_SHARE} % interval {self.low:.2f} to {self.high:.2f}; {self.cells} cells)"


def readings(data: Dataset) -> pd.DataFrame:
    """The level of every cell and day that was read again, by the coding and by each round of reading.

    Parameters
    ----------
    data : Dataset

    Returns
    -------
    pandas.DataFrame
        One row a cell and day, indexed by ``on`` and the cell; a column a round, 1 being the coding itself as settled,
        with the rank of the level; missing where a round gives none. A second reading that saw a review open
        gives none either, since its rules made that a level of its own.
    """
    import pandas as pd

    key = ["on", *spells.CELL]
    second = data["second_coding"].assign(round=_FIRST_ROUND)
    second["level"] = second["level"].mask(second["under_review"].fillna(False).astype(bool))
    parts = [frame.dropna(subset=key)[[*key, "round", "level"]] for frame in (second, data["readings"])]
    told = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    days = sorted({day.date() for day in told["on"]})
    ours = _levels(data, days) if days else told[[*key, "level"]]
    wanted = told[key].drop_duplicates().merge(ours[[*key, "level"]], on=key, how="left").assign(round=1)
    rank = {v: i for i, v in enumerate(data.sources["stances"].table.field("level").values)}
    whole = pd.concat([wanted, told], ignore_index=True)
    whole["rank"] = whole["level"].astype("object").map(rank).astype("float")
    return whole.drop_duplicates([*key, "round"]).pivot(index=key, columns="round", values="rank")


def _levels(data: Dataset, days: Sequence[dt.date]) -> pd.DataFrame:
    import pandas as pd

    table = positions(data)
    intervals, columns = Intervals.of(table), [*spells.CELL, "level"]
    held = [table.select(columns).take(intervals.holding(day, None)).to_pandas().assign(on=day) for day in days]
    out: pd.DataFrame = pd.concat(held, ignore_index=True).astype(dict.fromkeys(columns, "object"))
    out["on"] = pd.to_datetime(out["on"]).astype("datetime64[s]")
    return out


def agreement(data: Dataset) -> dict[str, Alpha]:
    """Agreement of all readings with the coding, by segment.

    Parameters
    ----------
    data : Dataset

    Returns
    -------
    dict of str to Alpha
        The same data give the same numbers: the resampling is seeded.

    Raises
    ------
    TrackerError
        When the library that computes it is not installed.
    """
    try:
        import krippendorff  # noqa: F401
    except ImportError:
        raise missing_extra("figures of agreement", "agreement") from None
    found = readings(data)
    segments = data.sources["stances"].table.field("segment").values
    return {s: _of(found[found.index.get_level_values("segment") == s].to_numpy()) for s in segments}


def _of(ranks: np.ndarray) -> Alpha:
    import numpy as np

    both = ranks[(~np.isnan(ranks)).sum(axis=1) >= 2]
    value = _alpha(both)
    if value is None:
        return Alpha(None, None, None, len(both))
    pick = np.random.default_rng(_SEED)
    drawn = (_alpha(both[pick.integers(0, len(both), len(both))]) for _ in range(_SAMPLES))
    # A sample with a single level has nothing to disagree on, and no alpha.
    values = [a for a in drawn if a is not None]
    edge = (100 - _SHARE) / 2
    low, high = np.percentile(values, [edge, 100 - edge]) if values else (None, None)
    return Alpha(value, None if low is None else float(low), None if high is None else float(high), len(both))


def _alpha(ranks: np.ndarray) -> float | None:
    import krippendorff
    import numpy as np

    if len(np.unique(ranks[~np.isnan(ranks)])) < 2 or len(ranks) < 2:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(krippendorff.alpha(reliability_data=ranks.T, level_of_measurement="ordinal"))
    return None if np.isnan(value) else value
