"""Positions, computed once: from spells and reviews to rectangles of days and knowledge that readers only filter."""

from tracker.positions.table import CLOCKS, NAME, compute

__all__ = ["CLOCKS", "NAME", "compute"]
