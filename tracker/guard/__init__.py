"""SQL that somebody else wrote: read before it is run, and run where it can reach nothing else."""

from __future__ import annotations

from tracker.guard.check import check_condition, check_query, query_nodes
from tracker.guard.shut import SHUT, shut_in

__all__ = ["SHUT", "check_condition", "check_query", "query_nodes", "shut_in"]
