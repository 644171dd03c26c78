"""Rules across rows and tables. Each is a function from the dataset to problems, with a stable code."""

from collections.abc import Callable, Iterator

from tracker.curation.dataset import Dataset
from tracker.curation.problem import Problem
from tracker.curation.rules import (
    acts,
    days,
    events,
    evidence,
    exceptions,
    grounds,
    hosts,
    keys,
    others,
    readings,
    stances,
)
from tracker.curation.rules.exceptions import explained

Rule = Callable[[Dataset], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    *keys.RULES,
    *events.RULES,
    *evidence.RULES,
    *stances.RULES,
    *others.RULES,
    *acts.RULES,
    *grounds.RULES,
    *days.RULES,
    *hosts.RULES,
    *exceptions.RULES,
)
"""Rules that run on any readable tables, in the order in which they are documented."""

ON_POSITIONS: tuple[Rule, ...] = readings.ON_POSITIONS
"""Rules that make sense only where nothing else is wrong."""

__all__ = ["ON_POSITIONS", "RULES", "Rule", "explained"]
