"""SQL that somebody else wrote: read before it is run, and run where it can reach nothing else."""

from __future__ import annotations

from tracker.sql.check import check_condition, check_query
from tracker.sql.shut import SHUT, shut_in

__all__ = ["SHUT", "check_condition", "check_query", "shut_in"]
